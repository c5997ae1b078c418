"""Orphans: reference values without a row in the table they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.arrow_values import texts_of
from readiness.profilers.columns.dictionary_column import Ints, as_mask, is_in
from readiness.profilers.columns.foreign_keys import Link
from readiness.profilers.columns.null_tokens import SIGNS
from readiness.profilers.columns.table_source import StagedTable
from readiness.profilers.guard import TableGuard

MIN_CONTAINED = 0.9
"""Share of a column's cells that must be found in another table's key before similar names are taken for a reference.
Chosen by us."""

_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCheck:
    """Result of checking one link: ``of`` non-null references, ``orphans`` the child rows (0-based) without a parent.

    ``problem`` is the reason why it could not be checked.
    """

    link: Link
    of: int = 0
    orphans: Ints
    problem: str = ""


def check_links(links: Sequence[Link], guard: TableGuard) -> Iterator[LinkCheck]:
    """Measure each link; of the inferred ones for the same column only the best, and only if it is believable."""
    guesses: dict[tuple[str, str], list[LinkCheck]] = {}
    for link in links:
        one = guard.run(partial(_check_link, link), source=link.child.source, item=link.child.item)
        if one is not None and link.origin != "inferred":
            yield one
        elif one is not None:
            guesses.setdefault((link.child.item, link.columns[0]), []).append(one)
    for tried in guesses.values():
        best = min(tried, key=lambda one: (bool(one.problem), len(one.orphans) / max(1, one.of)))
        if best.problem or (best.of and len(best.orphans) <= (1 - MIN_CONTAINED) * best.of):
            yield best


def _check_link(link: Link) -> LinkCheck:
    nothing = np.empty(0, dtype=np.int64)
    if link.parent is None:
        return LinkCheck(link=link, orphans=nothing, problem=link.problem)
    if not link.parent.whole:
        return LinkCheck(link=link, orphans=nothing, problem=f"the parent table {link.parent.item} was not read whole")
    values = _values(link.child, link.columns)
    parents = pc.unique(_values(link.parent, link.to))
    named = as_mask(pc.is_valid(values))
    has_parent = as_mask(pc.is_in(values, value_set=parents))
    return LinkCheck(link=link, of=int(named.sum()), orphans=np.flatnonzero(named & ~has_parent).astype(np.int64))


def _values(table: StagedTable, columns: Sequence[str]) -> pa.Array:
    """Reference values as text, so that 12, 12.0 and "12" are equal; blank, ``?`` and half-empty ones are null."""
    parts = [_canonical(table.column(name)) for name in columns]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, pa.scalar(_SEPARATOR, parts[0].type))


def _canonical(column: pa.ChunkedArray) -> pa.Array:
    values: Any = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if pa.types.is_large_binary(values.type):
        values = pa.array([None if cell is None else cell.hex() for cell in values.to_pylist()], pa.large_string())
    texts = pc.utf8_trim_whitespace(texts_of(values))
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        texts = pc.replace_substring_regex(texts, r"\.0*$", "")
    empty = as_mask(pc.equal(texts, "")) | is_in(texts, SIGNS)
    return pc.if_else(pa.array(empty), pa.scalar(None, pa.large_string()), texts)
