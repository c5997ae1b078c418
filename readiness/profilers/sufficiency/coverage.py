"""Coverage: does every business cell that the charter needs hold a usable item."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping

import pyarrow as pa

from readiness.catalogue import CATALOGUE
from readiness.config.project import Needs
from readiness.errors import ConfigError
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.slices import Slices, slices_of

COVERAGE = "sufficiency.coverage"

MOST_CELLS = 10_000
"""Cells a charter may ask for (chosen by us): beyond that the rule is a mistake, and its findings no reading."""

_AT_LEAST = re.compile(r">=\s*(\d{1,9})")


def measure_coverage(built: ProfileBuilder, inputs: Inputs, needs: Needs, manifest: pa.Table) -> None:
    """Count needed cells without a usable item; raises ``ConfigError`` for cells that cannot be checked."""
    cells = needed_cells(needs, inputs.as_of.year)
    names = sorted(needs.cells)
    _require_slices(inputs, names)
    filled = _filled_cells(manifest, slices_of(inputs), names) if cells else set()
    empty = [cell for cell in cells if tuple(_fold(value) for value in cell) not in filled]
    built.measure(COVERAGE, numerator=len(empty), denominator=len(cells))
    for cell in empty:
        _add_empty(built, dict(zip(names, cell, strict=True)))


def needed_cells(needs: Needs, this_year: int) -> list[tuple[str, ...]]:
    """Every combination of the wanted values, slice names in alphabetical order; ``>=2018`` runs to ``this_year``."""
    wanted = [_wanted_values(needs.cells[name], name, this_year) for name in sorted(needs.cells)]
    count = math.prod(len(values) for values in wanted) if wanted else 0
    if count > MOST_CELLS:
        raise ConfigError(
            f"needs.cells names {count:,} cells, at most {MOST_CELLS:,} are checked",
            where="charter.needs.cells",
            next_step="name fewer values, or fewer slices",
        )
    return list(itertools.product(*wanted)) if wanted else []


def _wanted_values(values: list[str | int] | str, name: str, this_year: int) -> list[str]:
    if isinstance(values, list):
        return list(dict.fromkeys(str(value) for value in values))
    bound = _AT_LEAST.fullmatch(values.strip())
    if bound is None and values.strip().startswith((">", "<", "=")):
        raise ConfigError(
            f"{values!r} is not a bound",
            where=f"charter.needs.cells.{name}",
            next_step="write a list of values, one value, or a bound such as >=2018",
        )
    if bound is None:
        return [values.strip()]
    return [str(year) for year in itertools.islice(range(int(bound[1]), this_year + 1), MOST_CELLS + 1)]


def _require_slices(inputs: Inputs, names: Iterable[str]) -> None:
    known = {name for source in inputs.project.sources for name in source.slices}
    for name in names:
        if name not in known:
            raise ConfigError(
                f"no source has the slice {name!r}",
                where="charter.needs.cells",
                next_step=f"add it to sources[].slices, as in {name}: path[0]",
            )


def _filled_cells(manifest: pa.Table, slices: Slices, names: list[str]) -> set[tuple[str, ...]]:
    """Cells that hold a usable item; compared without regard to case and surrounding space."""
    keys = zip(manifest["source"].to_pylist(), manifest["item"].to_pylist(), strict=True)
    slices_of_items = (slices.get(key, {}) for key in keys)
    return {
        tuple(_fold(values[name]) for name in names) for values in slices_of_items if all(n in values for n in names)
    }


def _fold(value: str) -> str:
    return value.strip().casefold()


def _add_empty(built: ProfileBuilder, cell: Mapping[str, str]) -> None:
    named = ", ".join(f"{name} {value}" for name, value in cell.items())
    built.defect(
        COVERAGE,
        source="",
        item=", ".join(f"{name}={value}" for name, value in cell.items()),
        message=f"There is no usable item for {named}.",
        remedy=CATALOGUE[COVERAGE].remedy,
        evidence={"cell": dict(cell)},
    )
