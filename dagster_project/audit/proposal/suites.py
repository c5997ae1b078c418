"""The suites proposed for the tables of a target: one for each table, and for a series one from all its deliveries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.parquet as pq

from dagster_project.audit.proposal.inspection import Inspection
from dagster_project.audit.proposal.suite import proposed_suite
from readiness.item_names import as_path
from readiness.profilers.base import Inputs
from readiness.profilers.format_drift.series import find_series
from readiness.profilers.rights.pii import find_pii
from readiness.profilers.rights.recognisers import FOUND_SCORE
from readiness.profilers.rights.secret_patterns import find_secrets

MOST_SUITES, MOST_DELIVERIES = 10, 12
"""Suites in one proposal, and deliveries of a series that one is made from, the newest. Chosen by us."""

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSuite:
    """A suite, the table that it is for as ``source.table``, and what it was made from in words."""

    name: str
    target: str
    origin: str
    suite: dict[str, Any]


def propose_suites(inspection: Inspection, folder: Path) -> list[ProposedSuite]:
    """Suites of the widest tables; none takes the name of a suite that ``folder`` has."""
    inputs, taken = inspection.inputs, _existing(folder)
    groups = sorted(_groups(inputs), key=lambda group: (-len(group[-1]["columns"]), -(group[-1]["rows"] or 0)))
    proposed = []
    for group in groups[:MOST_SUITES]:
        last = group[-1]
        name = _free_name(last["item"], taken)
        members = [pq.read_table(inputs.tables_folder / row["data"], partitioning=None) for row in group]
        origin = f"{len(group)} deliveries up to {last['item']}" if len(group) > 1 else f"{members[0].num_rows} rows"
        suite = proposed_suite(name, members, may_show=_may_show)
        target = f"{last['source']}.{last['item']}"
        proposed.append(ProposedSuite(name=name, target=target, origin=origin, suite=suite))
    return sorted(proposed, key=lambda one: one.target)


def _existing(folder: Path) -> set[str]:
    return {path.stem for part in ("expectations", "expectations/suites") for path in (folder / part).glob("*.json")}


def _groups(inputs: Inputs) -> Iterator[Sequence[_Row]]:
    """Tables that were read and hold rows: the newest deliveries of each series, and every other table alone."""
    rows = [row for row in inputs.table("table_index").to_pylist() if row["data"] and row["rows_read"]]
    in_series: set[tuple[str, str]] = set()
    for source in sorted({row["source"] for row in rows}):
        for series in find_series([row for row in rows if row["source"] == source]):
            in_series |= {(source, member.item) for member in series.members}
            yield [member.row for member in series.members[-MOST_DELIVERIES:]]
    yield from ([row] for row in rows if (row["source"], row["item"]) not in in_series)


def _free_name(item: str, taken: set[str]) -> str:
    """A name for a suite after the table, as a file name; numbered where it is taken."""
    inner = item.rpartition("!")[2] if "!" in item else ""
    stem = inner or PurePosixPath(as_path(item)).stem
    base = re.sub(r"\W+", "_", stem).strip("_").lower() or "table"
    name = next(one for one in (base, *(f"{base}_{n}" for n in range(2, 10_000))) if one not in taken)
    taken.add(name)
    return name


def _may_show(values: Sequence[str]) -> bool:
    """True where no value is personal data or a secret: a suite is a file that people pass on."""
    text = "\n\n".join(values)
    return not find_pii(text, minimum=FOUND_SCORE) and not find_secrets(text, minimum=FOUND_SCORE)
