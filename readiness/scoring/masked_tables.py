"""The tables of a published run beside its findings, with nothing raw in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.rights.headers import cell_prefix
from readiness.profilers.rights.terms import announced_kinds
from readiness.scoring.masking import MASKED, Masking

PERSON = "[PERSON]"
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "extraction_confidence": ("detail",),
    "inventory": ("owner", "problem"),
    "manifest": ("title",),
    "measures": ("reason",),
    "profile_documents": ("title", "detail"),
}
"""Columns of free text by table."""

MASKED_TABLES = ("extraction_confidence", "inventory", "manifest", "profile_columns", "profile_documents")
"""Published tables that hold more than names and numbers."""

_CELLS = ("minimum", "maximum", "pattern", "disguise_token")
_PEOPLE = frozenset(
    {"author", "authors", "creator", "initial-creator", "lastmodifiedby", "last_saved_by", "last_author", "manager"}
    | {"from", "to", "cc", "bcc", "sender", "reply-to", "recipients", "operator", "artist", "owner"}
)
"""What documents call the people who made, sent and got them."""


def mask_table(name: str, table: pa.Table, masking: Masking) -> pa.Table:
    """A table of a published run, or the measures, as they may be shown."""
    for column in _TEXTS.get(name, ()):
        table = _with(table, column, each(table[column], masking.text, masking))
    if name == "measures":
        return _with(table, "slice", each(table["slice"], lambda text: _slice(text, masking), masking))
    if name == "profile_columns":
        return _columns(table, masking)
    if name == "profile_documents":
        table = _with(table, "author", each(table["author"], lambda text: PERSON if text.strip() else text, None))
        for column in ("metadata", "embedded_dates"):
            table = _with(table, column, _map(table[column], masking))
    return table


def each(column: pa.ChunkedArray, show: Callable[[str], str], masking: Masking | None) -> pa.ChunkedArray:
    """``show`` called once per distinct text and looked up for every row."""
    values = pc.drop_null(pc.unique(column))
    raw = values.to_pylist()
    if masking is not None:
        masking.text.learn(raw)
    masked = pa.array([show(text) for text in raw], pa.string())
    return pc.take(pa.chunked_array([masked]), pc.index_in(column, value_set=values))


def _slice(text: str, masking: Masking) -> str:
    """A slice is ``name=value``; of a column of people, or with somebody's value, its value is digested.

    Not masked alike: each annotator stays a slice of its own.
    """
    name, equals, value = text.partition("=")
    if not equals or name in masking.slices:
        return text
    return f"{name}={masking.row_key(value, None, protected=any(column == name for _, _, column in masking.columns))}"


def _with(table: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)


def _columns(table: pa.Table, masking: Masking) -> pa.Table:
    """Extremes and tokens: none of a column that holds personal data or secrets, and of others none that is such."""
    places = list(zip(*(table[name].to_pylist() for name in ("source", "item", "column")), strict=True))
    protected = [masking.is_protected(*place) for place in places]
    for name in _CELLS:
        cells = table[name].to_pylist()
        masked = [
            cell if not cell else MASKED if shut else _cell(place[2], cell, masking)
            for place, cell, shut in zip(places, cells, protected, strict=True)
        ]
        table = _with(table, name, pa.chunked_array([pa.array(masked, pa.string())]))
    return table


def _cell(header: str, cell: str, masking: Masking) -> str:
    """Mask a cell together with its header, which may name the kind of a bare number."""
    sentence = f"{cell_prefix(header, announced_kinds(header))}{cell}"
    return masking.text.clip(cell) if masking.text(sentence) == sentence or masking.text(cell) != cell else MASKED


def _map(column: pa.ChunkedArray, masking: Masking) -> pa.ChunkedArray:
    return pa.chunked_array([_map_chunk(chunk, masking) for chunk in column.chunks], column.type)


def _map_chunk(chunk: pa.MapArray, masking: Masking) -> pa.MapArray:
    rows = [None if row is None else [(k, _property(k, v, masking)) for k, v in row] for row in chunk.to_pylist()]
    return pa.array(rows, chunk.type)


def _property(name: str, value: str | None, masking: Masking) -> str | None:
    if not value:
        return value
    if name.rpartition(".")[2].casefold() in _PEOPLE:
        return PERSON
    return _cell(name, value, masking)
