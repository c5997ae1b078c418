"""The cells of a staged column as the text a person would write, whatever their type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as pt

from readiness.profilers.rights.chance import FEWEST_CARD_DIGITS
from readiness.profilers.rights.secret_patterns import CERTAIN_CUES
from readiness.profilers.rights.terms import announced_kinds

CELL_CHARACTERS = 2_000
"""Characters read of one cell, unless a census is wanted or a known token may be in it. Chosen by us."""

_READ_ROWS = 65_536
_EXACT_FLOAT = 2**53  # above it a float holds no single whole number


class CellKind(Enum):
    """The way in which a type is read."""

    TEXT = auto()
    BYTES = auto()
    NUMBER = auto()
    DAY = auto()
    EMPTY = auto()  # true or false, times of day: no value of it names a person
    UNKNOWN = auto()


@dataclass(slots=True, kw_only=True)
class Cells:
    """Distinct non-blank cells of one column, or of one field inside it; ``header`` is the column with that field.

    ``whole`` when those are all; ``cued`` when at least every cell that may hold a known token is among them.
    ``typed`` when they were numbers or dates. ``unread`` when their type, or some of them, could not be read.
    ``texts`` is a large_string array without nulls.
    """

    header: str
    kinds: frozenset[str]
    typed: bool = False
    whole: bool = True
    cued: bool = True
    unread: bool = False
    texts: pa.Array = field(default_factory=lambda: pa.array([], pa.large_string()))


@dataclass(slots=True)
class _Collected:
    """The cells of one field while they are read: distinct ones of each batch, as texts."""

    cells: Cells
    pieces: list[pa.Array] = field(default_factory=list)
    kept: int = 0

    def finish(self) -> Cells:
        if self.pieces:
            self.cells.texts = _not_blank(pc.unique(pa.chunked_array(self.pieces, pa.large_string())))
        return self.cells


def cell_kind(kind: pa.DataType) -> CellKind:
    if pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind):
        return CellKind.TEXT
    if pt.is_binary(kind) or pt.is_large_binary(kind) or pt.is_fixed_size_binary(kind) or pt.is_binary_view(kind):
        return CellKind.BYTES
    if pt.is_integer(kind) or pt.is_floating(kind) or pt.is_decimal(kind):
        return CellKind.NUMBER
    if pt.is_date(kind) or pt.is_timestamp(kind):
        return CellKind.DAY
    if pt.is_boolean(kind) or pt.is_null(kind) or pt.is_time(kind) or pt.is_duration(kind) or pt.is_interval(kind):
        return CellKind.EMPTY
    return CellKind.UNKNOWN


def read_column(file: pq.ParquetFile, position: int, limit: int | None) -> list[Cells]:
    """The cells of one column, spread over the file; one entry for each field that lies inside it.

    ``limit`` bounds the distinct cells kept of a field; beyond it only those are kept that may hold a known token.
    """
    name = file.schema_arrow.field(position).name
    share = None if limit is None else -(-limit // max(1, -(-file.metadata.num_rows // _READ_ROWS)))
    fields: dict[str, _Collected] = {}
    try:
        for batch in file.iter_batches(batch_size=_READ_ROWS, columns=[name]):
            for header, values in _leaves(name, batch.column(batch.schema.names.index(name))):
                if header not in fields:
                    fields[header] = _Collected(Cells(header=header, kinds=announced_kinds(header)))
                _add(fields[header], values, share)
    except (OSError, ValueError, pa.ArrowException):
        fields.setdefault(name, _Collected(Cells(header=name, kinds=frozenset()))).cells.unread = True
    return [field.finish() for field in fields.values()] or [Cells(header=name, kinds=frozenset())]


def _leaves(header: str, values: pa.Array) -> Iterator[tuple[str, pa.Array]]:
    """The plain arrays inside an array, each behind the names that lead to it."""
    kind = values.type
    if isinstance(values, pa.ExtensionArray):
        yield from _leaves(header, values.storage)
    elif pt.is_dictionary(kind):
        yield from _leaves(header, values.dictionary)
    elif pt.is_struct(kind):
        for one, inner in zip(kind, values.flatten(), strict=True):
            yield from _leaves(f"{header} {one.name}", inner)
    elif pt.is_map(kind):
        yield from _leaves(header, values.keys)
        yield from _leaves(header, values.items)
    elif pt.is_nested(kind) and hasattr(values, "flatten"):
        yield from _leaves(header, values.flatten())
    else:
        yield header, values


def _add(collected: _Collected, values: pa.Array, share: int | None) -> None:
    """Take the distinct cells of one batch, at most ``share`` of them and those that may hold a known token."""
    kind, cells = cell_kind(values.type), collected.cells
    if kind is CellKind.UNKNOWN:
        cells.unread = True
        return
    cells.typed = cells.typed or kind in {CellKind.NUMBER, CellKind.DAY}
    texts = _texts(kind, values, cells)
    if texts is None:
        return
    distinct = pc.unique(texts).drop_null()
    if share is None or len(distinct) <= share:
        _keep(collected, distinct, share)
        return
    cells.whole = False
    first = collected.kept % len(distinct)  # not the same cells of every batch
    _keep(collected, distinct.slice(first, share), share)
    if not cells.typed:
        tokens = distinct.filter(pc.match_substring_regex(distinct, CERTAIN_CUES))
        cells.cued = cells.cued and len(tokens) <= share
        _keep(collected, tokens.slice(0, share), share)


def _keep(collected: _Collected, distinct: pa.Array, share: int | None) -> None:
    cells = collected.cells
    texts = pc.cast(distinct, pa.large_string()) if cells.typed else _cut(distinct, cells, share)
    collected.pieces.append(texts)
    collected.kept += len(texts)


def _not_blank(texts: pa.Array) -> pa.Array:
    """The texts without those of white space alone."""
    keep = pc.match_substring_regex(texts, "[!-~]")
    unsure = texts.filter(pc.invert(keep)).to_pylist()  # nothing of ASCII is in them that can be seen
    visible = pa.array([bool(text) and not text.isspace() for text in unsure], pa.bool_())
    return texts.filter(pc.replace_with_mask(keep, pc.invert(keep), visible))


def _cut(texts: pa.Array, cells: Cells, share: int | None) -> pa.Array:
    """Long texts are cut unless a known token may lie in them."""
    long = pc.greater(pc.utf8_length(texts), CELL_CHARACTERS)
    if share is None or not pc.any(long).as_py():
        return texts
    cells.whole = False
    keep = pc.or_(pc.invert(long), pc.match_substring_regex(texts, CERTAIN_CUES))
    return pc.if_else(keep, texts, pc.utf8_slice_codeunits(texts, 0, CELL_CHARACTERS))


def _texts(kind: CellKind, values: pa.Array, cells: Cells) -> pa.Array | None:
    """One batch as texts, or as numbers that have not become texts yet; None where nothing in it can name a person."""
    if kind is CellKind.TEXT:
        return pc.cast(values, pa.large_string())
    if kind is CellKind.BYTES:
        return _decode(values, cells)
    if kind is CellKind.NUMBER:
        return _numbers(values, announced=bool(cells.kinds))
    if kind is CellKind.DAY and "DATE_OF_BIRTH" in cells.kinds:
        return pc.cast(values, pa.date32(), safe=False)
    return None


def _decode(values: pa.Array, cells: Cells) -> pa.Array | None:
    """Bytes that are UTF-8; a batch with others counts as unread."""
    try:
        variable = pc.cast(values, pa.large_binary())
        return pc.cast(variable, pa.large_string())
    except pa.ArrowInvalid:
        cells.unread = True
        return None


def _numbers(values: pa.Array, *, announced: bool) -> pa.Array | None:
    """Whole numbers; without a header that announces a kind only those that are long enough for a card."""
    least = 1 if announced else 10 ** (FEWEST_CARD_DIGITS - 1)
    if pt.is_decimal(values.type):
        return _decimals(pc.unique(values).drop_null(), least)
    if pt.is_floating(values.type):
        values = pc.cast(values, pa.float64())
        whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), float(_EXACT_FLOAT)))
        values = pc.cast(values.filter(whole), pa.int64())
    highest = pc.max(values).as_py() if len(values) else None
    if highest is None or highest < least:
        return None
    return values.filter(pc.greater_equal(values, pa.scalar(least, values.type)))


def _decimals(values: pa.Array, least: int) -> pa.Array:
    texts = pc.replace_substring_regex(pc.cast(values, pa.large_string()), r"\.0+$", "")
    shortest = len(str(least))
    return texts.filter(pc.match_substring_regex(texts, rf"^\d{{{shortest},40}}$"))
