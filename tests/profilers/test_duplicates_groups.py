from collections.abc import Hashable, Iterable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.near_duplicate_search.equal_groups import group_equal

CODES = st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4), st.booleans()), max_size=12)


def copy_groups(keys: Iterable[Iterable[Hashable]]) -> list[tuple[int, ...]]:
    """Items that share a key are one group; an item without keys is in none. Groups in order of first member."""
    parent: dict[int, int] = {}
    first_with: dict[Hashable, int] = {}

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for item, item_keys in enumerate(keys):
        for key in item_keys:
            parent.setdefault(item, item)
            one, other = root(first_with.setdefault(key, item)), root(item)
            parent[max(one, other)] = min(one, other)
    groups: dict[int, list[int]] = {}
    for item in sorted(parent):
        groups.setdefault(root(item), []).append(item)
    return [tuple(group) for group in groups.values()]


@settings(deadline=None)  # the first example loads a compiled kernel
@given(CODES)
def test_columns_group_as_the_plain_union_of_keys_does(rows: list[tuple[int, int, bool]]) -> None:
    keys = [
        [f"{column}:{code}" for column, code in enumerate(row[:2]) if code >= 0] + ([f"item:{place}"] if row[2] else [])
        for place, row in enumerate(rows)
    ]
    columns = tuple(np.array([row[n] for row in rows], dtype=np.int64) for n in range(2))
    alone = np.flatnonzero([row[2] for row in rows])
    groups = group_equal(columns, alone, np.arange(len(rows))[::-1])
    expected = [tuple(reversed(members)) for members in copy_groups(keys)]
    assert expected == [tuple(groups[group].tolist()) for group in range(len(groups))]
    assert [group for group, members in enumerate(expected) for _ in members] == [
        int(groups.of[item]) for members in expected for item in members
    ]
