import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from readiness.near_duplicate_search.copy_pairs import copy_groups
from readiness.near_duplicate_search.equal_groups import equal_items

CODES = st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4), st.booleans()), max_size=12)


@given(CODES)
def test_columns_group_as_the_plain_union_of_keys_does(rows: list[tuple[int, int, bool]]) -> None:
    keys = [
        [f"{column}:{code}" for column, code in enumerate(row[:2]) if code >= 0] + ([f"item:{place}"] if row[2] else [])
        for place, row in enumerate(rows)
    ]
    columns = tuple(np.array([row[n] for row in rows], dtype=np.int64) for n in range(2))
    alone = np.flatnonzero([row[2] for row in rows])
    groups = equal_items(columns, alone, np.arange(len(rows))[::-1])
    expected = [tuple(reversed(members)) for members in copy_groups(keys).members]
    assert expected == [tuple(groups[group].tolist()) for group in range(len(groups))]
    assert [group for group, members in enumerate(expected) for _ in members] == [
        int(groups.of[item]) for members in expected for item in members
    ]
