"""The manifest: the items that an ingestion may use, and nothing it would have to throw away again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness import schemas
from readiness.census import COMPANION, CONTAINER
from readiness.model import READABLE_OUTCOMES, Outcome
from readiness.profilers.base import Inputs
from readiness.profilers.container_members import members_of
from readiness.profilers.sufficiency.blocking_findings import add_blocking
from readiness.profilers.sufficiency.exclusions import Exclusions, Reason
from readiness.profilers.sufficiency.label_files import add_label_files
from readiness.profilers.sufficiency.upstream import Key

NEEDS_OCR = frozenset({Outcome.NEEDS_OCR, Outcome.GARBLED_TEXT_LAYER})
"""Outcomes that open and give no text worth reading."""

_USABLE_OUTCOMES = sorted(READABLE_OUTCOMES - NEEDS_OCR)
_LISTED = "listed"
_FACTS = ["source", "item", "kind", "sha256", "size_bytes", "format", "title"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``items`` are handed on (``schemas.MANIFEST``); ``excluded`` gives reasons for others (``MANIFEST_EXCLUDED``)."""

    items: pa.Table
    excluded: pa.Table


def manifest_of(inputs: Inputs) -> Manifest:
    """The usable items and the excluded ones, each sorted by source and item.

    A document is usable when it was listed, opened, and has text of its own (no scan); a table file or database table
    when a table of it was read. It is excluded for what was found at it (``blocking``), waived or not, and when it is
    a label file. An archive or mailbox that was opened is neither: its members are the items.
    """
    excluded = Exclusions()
    add_blocking(inputs, excluded)
    add_label_files(inputs, excluded)
    batches = (*_documents(inputs), _tables(inputs))
    listed = _listed_states(inputs)
    _add_unread(inputs, listed.keys() - {key for batch in batches for key in _keys(batch)}, listed, excluded)
    handed_on = {key for key, state in listed.items() if state == _LISTED} - excluded.items()
    dates = _trusted_dates(inputs)
    whole = pa.Table.from_batches([_usable_rows(batch, handed_on, dates) for batch in batches], schema=schemas.MANIFEST)
    items = whole.sort_by([("source", "ascending"), ("item", "ascending")])
    return Manifest(items=items, excluded=excluded.table(listed))


def _keys(batch: pa.RecordBatch) -> list[Key]:
    return list(zip(batch["source"].to_pylist(), batch["item"].to_pylist(), strict=True))


def _usable_rows(batch: pa.RecordBatch, usable: set[Key], dates: Mapping[Key, dt.date]) -> pa.RecordBatch:
    """The rows of usable items, each with its trusted date."""
    keys = _keys(batch)
    columns = [batch[name] for name in _FACTS]
    dated = pa.RecordBatch.from_arrays(
        [*columns, pa.array([dates.get(key) for key in keys], pa.date32())], schema=schemas.MANIFEST
    )
    return dated.filter(pa.array([key in usable for key in keys], pa.bool_()))


def _listed_states(inputs: Inputs) -> dict[Key, str]:
    """The state of every listed item and of every item found inside one."""
    listed = {
        (row["source"], row["item"]): row["state"]
        for batch in inputs.scan("inventory", ["source", "item", "state"])
        for row in batch.to_pylist()
    }
    return {**listed, **dict.fromkeys(members_of(inputs), _LISTED)}


def _add_unread(inputs: Inputs, unread: AbstractSet[Key], states: Mapping[Key, str], excluded: Exclusions) -> None:
    """Add what gave neither a text nor a table; ``states`` are those of the listing."""
    outcomes = {
        (row["source"], row["item"]): (row["kind"], row["outcome"])
        for batch in inputs.scan("profile_documents", ["source", "item", "kind", "outcome"])
        for row in batch.to_pylist()
    }
    empty = {
        (row["source"], row["container"])
        for batch in inputs.scan("table_index", ["source", "container", "state"])
        for row in batch.filter(pc.equal(batch["state"], "empty")).to_pylist()
    }
    explained = excluded.items()
    for key, state in states.items():
        kind, outcome = outcomes.get(key, ("", ""))
        if state != _LISTED:
            excluded.add(key, Reason.UNREADABLE, f"Its source lists it as {state}.")
        elif kind == COMPANION:
            continue  # read with the database that it belongs to
        elif key in unread and (reason := _reason(outcome, is_empty=key in empty)):
            excluded.add(key, *reason)
        elif key in unread and kind != CONTAINER and key not in explained:
            excluded.add(key, Reason.UNREADABLE, "No stage read it.")


def _reason(outcome: str, *, is_empty: bool) -> tuple[Reason, str] | None:
    """The reason why an item gave nothing, by the outcome of reading it; None where it opened or was not opened as a
    file.
    """
    if outcome in NEEDS_OCR:
        return Reason.WITHOUT_TEXT, "It has no usable text of its own."
    if outcome == Outcome.EMPTY or is_empty:
        return Reason.EMPTY, "It is empty."
    if outcome and outcome not in READABLE_OUTCOMES:
        return Reason.UNREADABLE, f"It could not be read: {outcome}."
    return None


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
