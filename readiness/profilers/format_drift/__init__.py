"""Format drift: deliveries of one thing that change their schema, their value patterns or their rhythm.

A *series* is a set of tables whose names differ only in a date, a version or a number. Its members are walked in
order; ``drift`` names each change, ``measure`` counts them for the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.model import Event
from readiness.profilers.base import Inputs, Profile
from readiness.profilers.format_drift.load_members import Source


def drift(series: Sequence[tuple[str, Source]], *, name: str = "series") -> tuple[Event, ...]:
    """Every change along a series of tables, oldest member first.

    Parameters
    ----------
    series: ``(member name, Arrow table or path of a Parquet or delimited file)`` pairs, oldest first.
    name: how the series is called in the events.

    Returns
    -------
    Events of kind schema, pattern, type, null_rate, distribution, delimiter, encoding or file_type. ``at`` is the first
    member that shows the change. A clean series gives none.

    >>> import pyarrow as pa
    >>> january, february = pa.table({"id": ["1"]}), pa.table({"id": ["2"], "country": ["DE"]})
    >>> [(event.kind, event.at, event.evidence["added"]) for event in drift([("01", january), ("02", february)])]
    [('schema', '02', ['country'])]
    """
    from readiness.profilers.format_drift.events import events_of
    from readiness.profilers.format_drift.load_members import member_facts

    return events_of(name, member_facts(series))


def measure(inputs: Inputs) -> Profile:
    """Drift and gaps of every series, per source.

    Measures ``format.mix_drift``, ``.schema_drift``, ``.pattern_drift``, ``.value_drift`` and ``currency.gaps``.
    """
    from readiness.profilers.format_drift.drift_defects import measure_drift

    return measure_drift(inputs)


__all__ = ["drift", "measure"]
