"""The manifest: the items that an ingestion may use, and nothing it would have to throw away again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness import schemas
from readiness.model import READABLE_OUTCOMES, Outcome
from readiness.profilers.base import Inputs
from readiness.profilers.members import members_of
from readiness.profilers.sufficiency.earlier import Key, defective_items
from readiness.profilers.table_losses import table_losses

NEEDS_OCR = frozenset({Outcome.NEEDS_OCR, Outcome.GARBLED_TEXT_LAYER})
"""Outcomes that open and give no text worth reading."""

_USABLE_OUTCOMES = sorted(READABLE_OUTCOMES - NEEDS_OCR)
_FACTS = ["source", "item", "kind", "sha256", "size_bytes", "format", "title"]


def manifest_of(inputs: Inputs) -> pa.Table:
    """The usable items (``schemas.MANIFEST``), sorted by source and item.

    A document is usable when it was listed, opened, has text of its own (no scan), is no copy of a kept one, no older
    version, not withdrawn and not stale; a table file or database table when a table of it was read. An item with a
    table that was read in part or not at all is left out: what is handed on is whole.
    """
    usable = _listed(inputs) - _left_out(inputs)
    dates = _trusted_dates(inputs)
    batches = [_kept(batch, usable, dates) for batch in (*_documents(inputs), _tables(inputs))]
    whole = pa.Table.from_batches(batches, schema=schemas.MANIFEST)
    return whole.sort_by([("source", "ascending"), ("item", "ascending")])


def _kept(batch: pa.RecordBatch, usable: set[Key], dates: Mapping[Key, dt.date]) -> pa.RecordBatch:
    """The rows of usable items, each with its trusted date."""
    keys = list(zip(batch["source"].to_pylist(), batch["item"].to_pylist(), strict=True))
    columns = [batch[name] for name in _FACTS]
    dated = pa.RecordBatch.from_arrays(
        [*columns, pa.array([dates.get(key) for key in keys], pa.date32())], schema=schemas.MANIFEST
    )
    return dated.filter(pa.array([key in usable for key in keys], pa.bool_()))


def _listed(inputs: Inputs) -> set[Key]:
    """What the source listed, and what was found inside it."""
    listed = {
        (row["source"], row["item"])
        for batch in inputs.scan("inventory", ["source", "item", "state"])
        for row in batch.filter(pc.equal(batch["state"], "listed")).to_pylist()
    }
    return listed | members_of(inputs).keys()


def _left_out(inputs: Inputs) -> set[Key]:
    """Copies, older versions, withdrawn and stale items, and those of whose tables something is missing."""
    found: set[Key] = set(table_losses(inputs))
    for batch in inputs.scan("pairs"):
        for row in batch.to_pylist():
            found.update(_redundant(row))
    for code in ("currency.withdrawn", "currency.stale", "rights.retention"):
        found |= defective_items(inputs, "staleness", code)
    return found


def _redundant(pair: Mapping[str, Any]) -> Iterator[Key]:
    older, newer = (pair["source_a"], pair["item_a"]), (pair["source_b"], pair["item_b"])
    if pair["relation"] == "older_version_of":
        yield older
    elif pair["relation"] in {"exact_duplicate", "near_duplicate"} and pair["keeper"] is not None:
        keeper = (pair["keeper_source"], pair["keeper"])
        yield from (member for member in (older, newer) if member != keeper)


def _documents(inputs: Inputs) -> Iterator[pa.RecordBatch]:
    for batch in inputs.scan("profile_documents", [*_FACTS, "outcome"]):
        usable = pc.is_in(batch["outcome"], value_set=pa.array(_USABLE_OUTCOMES, pa.string()))
        is_document = pc.equal(batch["kind"], "document")
        yield batch.filter(pc.and_(usable, is_document)).select(_FACTS)


def _tables(inputs: Inputs) -> pa.RecordBatch:
    """One row per inventory item of which a table was read, with the file's facts where it was opened as a file."""
    files = _table_files(inputs)
    read: dict[Key, dict[str, Any]] = {}
    for batch in inputs.scan("table_index", ["source", "container", "format", "state"]):
        for row in batch.filter(pc.equal(batch["state"], "read")).to_pylist():
            key = (row["source"], row["container"])
            bare = {"source": key[0], "item": key[1], "kind": "table", "format": row["format"]}
            read.setdefault(key, {**bare, **files.get(key, {})})
    schema = pa.schema([schemas.MANIFEST.field(name) for name in _FACTS])
    return pa.RecordBatch.from_pylist(list(read.values()), schema=schema)


def _table_files(inputs: Inputs) -> dict[Key, dict[str, Any]]:
    return {
        (row["source"], row["item"]): row
        for batch in inputs.scan("profile_documents", _FACTS)
        for row in batch.filter(pc.equal(batch["kind"], "table")).to_pylist()
    }


def _trusted_dates(inputs: Inputs) -> dict[Key, dt.date]:
    return {
        (row["source"], row["item"]): row["date"]
        for batch in inputs.scan("date_claims", ["source", "item", "date", "trusted"])
        for row in batch.filter(batch["trusted"]).to_pylist()
    }
