"""The number of items holding tables that a profiler examined wholly."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

READ, EMPTY = "read", "empty"
"""States of ``table_index`` in which nothing of a table was lost."""


def holders_examined(index: pa.Table, source: str, visited: Collection[str]) -> int:
    """Items of ``source`` of which every table was read whole and is empty or among ``visited`` (``table_index.item``).

    A file or a database of several tables counts only when none of them was lost or passed over.
    """
    own = index.filter(pc.equal(index["source"], source)).select(["item", "container", "state"]).to_pylist()
    holders = {row["container"] for row in own}
    missed = {row["container"] for row in own if not _is_examined(row["state"], row["item"], visited)}
    return len(holders - missed)


def _is_examined(state: str, item: str, visited: Collection[str]) -> bool:
    return state == EMPTY or (state == READ and item in visited)
