"""What is usable, and whether it is enough: the manifest, the needed cells, the needed volume, the cost of the gap."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.config import Needs
from readiness.errors import ConfigError
from readiness.model import READABLE_OUTCOMES, Outcome
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.slices import Slices, slices_of

COVERAGE, VOLUME, COST = "sufficiency.coverage", "sufficiency.volume", "sufficiency.cost"

OCR_PAGE_HOURS = 8 / 3600
LABEL_HOURS = 30 / 3600
REVIEW_HOURS = 30 / 60
"""Cost of one page of OCR, one label and one review: the catalogue's 8 CPU-s, 30 s and 30 min."""

MOST_CELLS = 10_000
"""Cells a charter may ask for (chosen by us): beyond that the rule is a mistake, and its findings no reading."""

_NEEDS_OCR = frozenset({Outcome.NEEDS_OCR, Outcome.GARBLED_TEXT_LAYER})
_USABLE_OUTCOMES = sorted(READABLE_OUTCOMES - _NEEDS_OCR)
_NO_CHARTER = "the project has no charter, so nothing says how much is needed"
_AT_LEAST = re.compile(r">=\s*(\d{1,9})")

Key = tuple[str, str]
"""(source, item)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """What an earlier stage counted of one indicator over all sources; ``missing`` says why it did not."""

    numerator: float = 0.0
    denominator: float = 0.0
    missing: str = ""


def measure(inputs: Inputs) -> Profile:
    """Build ``manifest`` and measure coverage, volume and cost. Reads every earlier stage, defects included."""
    built = ProfileBuilder()
    manifest = manifest_of(inputs)
    charter = inputs.project.charter
    if charter is None:
        for code in (COVERAGE, VOLUME):
            built.not_measured(code, _NO_CHARTER)
    else:
        needs = charter.needs or Needs()
        _measure_coverage(built, inputs, needs, manifest)
        _measure_volume(built, inputs, needs, manifest.num_rows)
    _measure_cost(built, inputs)
    return built.build({"manifest": manifest})


# the manifest -------------------------------------------------------------------------------------------------------


def manifest_of(inputs: Inputs) -> pa.Table:
    """The usable items (``schemas.MANIFEST``), sorted by source and item.

    A document is usable when it was listed, opened, has text of its own (no scan), is no copy of a kept one, no older
    version, not withdrawn and not stale; a table file or database table when at least one table of it was read.
    """
    left_out = _left_out(inputs)
    listed = _listed(inputs)
    dates = _trusted_dates(inputs)
    rows = [
        row
        for row in itertools.chain(_documents(inputs), _tables(inputs))
        if (key := (row["source"], row["item"])) in listed and key not in left_out
    ]
    for row in rows:
        row["trusted_date"] = dates.get((row["source"], row["item"]))
    rows.sort(key=lambda row: (row["source"], row["item"]))
    return pa.Table.from_pylist(rows, schema=schemas.MANIFEST)


def _listed(inputs: Inputs) -> set[Key]:
    return {
        (row["source"], row["item"])
        for batch in inputs.scan("inventory", ["source", "item", "state"])
        for row in batch.filter(pc.equal(batch["state"], "listed")).to_pylist()
    }


def _left_out(inputs: Inputs) -> set[Key]:
    """Copies, older versions, withdrawn and stale items."""
    found: set[Key] = set()
    for batch in inputs.scan("pairs"):
        for row in batch.to_pylist():
            found.update(_redundant(row))
    for code in ("currency.withdrawn", "currency.stale"):
        found |= _defective(inputs, "staleness", code)
    return found


def _redundant(pair: Mapping[str, Any]) -> Iterator[Key]:
    older, newer = (pair["source_a"], pair["item_a"]), (pair["source_b"], pair["item_b"])
    if pair["relation"] == "older_version_of":
        yield older
    elif pair["relation"] in {"exact_duplicate", "near_duplicate"} and pair["keeper"] is not None:
        keeper = (pair["keeper_source"], pair["keeper"])
        yield from (member for member in (older, newer) if member != keeper)


def _documents(inputs: Inputs) -> Iterator[dict[str, Any]]:
    names = ["source", "item", "kind", "sha256", "size_bytes", "format", "title"]
    for batch in inputs.scan("profile_documents", [*names, "outcome"]):
        usable = pc.is_in(batch["outcome"], value_set=pa.array(_USABLE_OUTCOMES, pa.string()))
        is_document = pc.equal(batch["kind"], "document")
        yield from batch.filter(pc.and_(usable, is_document)).select(names).to_pylist()


def _tables(inputs: Inputs) -> Iterator[dict[str, Any]]:
    """One row per inventory item of which a table was read, with the file's facts where it was opened as a file."""
    files = _table_files(inputs)
    read: dict[Key, dict[str, Any]] = {}
    for batch in inputs.scan("table_index", ["source", "container", "format", "state"]):
        for row in batch.filter(pc.equal(batch["state"], "read")).to_pylist():
            key = (row["source"], row["container"])
            bare = {"source": key[0], "item": key[1], "kind": "table", "format": row["format"]}
            read.setdefault(key, {**bare, **files.get(key, {})})
    yield from read.values()


def _table_files(inputs: Inputs) -> dict[Key, dict[str, Any]]:
    names = ["source", "item", "kind", "sha256", "size_bytes", "format", "title"]
    return {
        (row["source"], row["item"]): row
        for batch in inputs.scan("profile_documents", names)
        for row in batch.filter(pc.equal(batch["kind"], "table")).to_pylist()
    }


def _trusted_dates(inputs: Inputs) -> dict[Key, Any]:
    return {
        (row["source"], row["item"]): row["date"]
        for batch in inputs.scan("date_claims", ["source", "item", "date", "trusted"])
        for row in batch.filter(batch["trusted"]).to_pylist()
    }


# what earlier stages said -------------------------------------------------------------------------------------------


def _defective(inputs: Inputs, stage: str, code: str) -> set[Key]:
    names = ["code", "source", "item"]
    return {
        (row["source"], row["item"])
        for batch in inputs.scan(f"{stage}.defects", names)
        for row in batch.filter(pc.equal(batch["code"], code)).to_pylist()
    }


def _counted(inputs: Inputs, stage: str, code: str) -> _Counted:
    """The sum over sources of one measure of an earlier stage."""
    path = inputs.path(f"{stage}.measures")
    if not path.exists():
        return _Counted(missing=f"the stage {stage} was not run")
    table = pq.read_table(path, partitioning=None)
    rows = table.filter(pc.and_(pc.equal(table["indicator"], code), pc.equal(table["slice"], ""))).to_pylist()
    missing = [row["reason"] for row in rows if row["state"] != "measured"]
    if missing or not rows:
        return _Counted(missing="; ".join(missing) or f"{code} was not measured")
    return _Counted(
        numerator=math.fsum(row["numerator"] or 0.0 for row in rows),
        denominator=math.fsum(row["denominator"] or 0.0 for row in rows),
    )


# coverage -----------------------------------------------------------------------------------------------------------


def _measure_coverage(built: ProfileBuilder, inputs: Inputs, needs: Needs, manifest: pa.Table) -> None:
    cells = needed_cells(needs, inputs.as_of.year)
    names = sorted(needs.cells)
    _require_slices(inputs, names)
    filled = _filled(manifest, slices_of(inputs), names) if cells else set()
    empty = [cell for cell in cells if tuple(_folded(value) for value in cell) not in filled]
    built.measure(COVERAGE, numerator=len(empty), denominator=len(cells))
    for cell in empty:
        _add_empty(built, dict(zip(names, cell, strict=True)))


def needed_cells(needs: Needs, this_year: int) -> list[tuple[str, ...]]:
    """Every combination of the wanted values, slice names in alphabetical order; ``>=2018`` runs to ``this_year``."""
    wanted = [_wanted(needs.cells[name], name, this_year) for name in sorted(needs.cells)]
    count = math.prod(len(values) for values in wanted) if wanted else 0
    if count > MOST_CELLS:
        raise ConfigError(
            f"needs.cells asks for {count:,} cells, at most {MOST_CELLS:,} are checked",
            where="charter.needs.cells",
            next_step="name fewer values, or fewer slices",
        )
    return list(itertools.product(*wanted)) if wanted else []


def _wanted(values: list[str | int] | str, name: str, this_year: int) -> list[str]:
    if isinstance(values, list):
        return list(dict.fromkeys(str(value) for value in values))
    bound = _AT_LEAST.fullmatch(values.strip())
    if bound is None and values.strip().startswith((">", "<", "=")):
        raise ConfigError(
            f"{values!r} is no bound",
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


def _filled(manifest: pa.Table, slices: Slices, names: list[str]) -> set[tuple[str, ...]]:
    """Cells that hold a usable item; compared without regard to case and surrounding space."""
    keys = zip(manifest["source"].to_pylist(), manifest["item"].to_pylist(), strict=True)
    found = (slices.get(key, {}) for key in keys)
    return {tuple(_folded(values[name]) for name in names) for values in found if all(n in values for n in names)}


def _folded(value: str) -> str:
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


# volume and cost ----------------------------------------------------------------------------------------------------


def _measure_volume(built: ProfileBuilder, inputs: Inputs, needs: Needs, usable: int) -> None:
    there = {"items": (float(usable), needs.items or 0)}
    if needs.labelled:
        missing = _counted(inputs, "labels", "labels.missing")
        if missing.missing:
            built.not_measured(VOLUME, f"labelled items were not counted: {missing.missing}")
            return
        there["labelled"] = (missing.denominator - missing.numerator, needs.labelled)
    numerator = math.fsum(min(found, needed) for found, needed in there.values())
    built.measure(VOLUME, numerator=numerator, denominator=math.fsum(needed for _, needed in there.values()))
    for unit, (found, needed) in there.items():
        if found < needed:
            _add_shortage(built, unit, found, needed)


def _add_shortage(built: ProfileBuilder, unit: str, found: float, needed: int) -> None:
    said = "usable items" if unit == "items" else "labelled items"
    built.defect(
        VOLUME,
        source="",
        item="charter.needs",
        part=unit,
        measure=found / needed,
        message=f"There are {found:,.0f} of the {needed:,} {said} that the charter needs.",
        remedy=CATALOGUE[VOLUME].remedy,
        evidence={"found": found, "needed": needed, "unit": unit},
    )


def _measure_cost(built: ProfileBuilder, inputs: Inputs) -> None:
    """Hours to close what is open; what was not measured adds none, for its gap is not known."""
    labels = _counted(inputs, "labels", "labels.missing").numerator
    reviews = _counted(inputs, "staleness", "currency.review_overdue").numerator
    hours = _ocr_pages(inputs) * OCR_PAGE_HOURS + labels * LABEL_HOURS + reviews * REVIEW_HOURS
    built.measure(COST, numerator=hours, denominator=1)


def _ocr_pages(inputs: Inputs) -> int:
    """Pages without a text layer, all pages where the layer is garbage; a picture without pages is one."""
    pages = 0
    for batch in inputs.scan("profile_documents", ["outcome", "pages", "pages_without_text"]):
        for row in batch.to_pylist():
            if row["outcome"] == Outcome.GARBLED_TEXT_LAYER:
                pages += row["pages"] or 1
            elif row["outcome"] in READABLE_OUTCOMES:
                pages += row["pages_without_text"] or (row["outcome"] == Outcome.NEEDS_OCR)
    return pages
