"""Laws of the columns profiler that hold for any table."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.profilers.columns.spelling_variants import edits
from tests.profilers.tables import counts, profile_values, repeats, stream_of

CELLS = st.one_of(
    st.none(), st.sampled_from(["", " ", "?", "N/A", "x", "y", "12", "-3.5", "2024-01-31", "1/2/24", "äöü"])
)
COLUMNS = st.lists(CELLS, min_size=1, max_size=40)
WORDS = st.text(alphabet="abcx ", max_size=8)


def duplicates(values: list[str | None], other: list[str | None]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        profile = repeats(Path(folder), stream_of("t", {"some": values, "other": other}))
    return counts(profile, "uniqueness.rows")[0]


@settings(deadline=None)
@given(COLUMNS)
def test_every_cell_is_missing_or_filled_and_wrong_ones_are_filled(values: list[str | None]) -> None:
    profile = profile_values(values)
    assert profile.missing + profile.filled_cells == len(values)
    assert profile.column.weight(profile.wrong) <= profile.filled_cells
    assert not (profile.wrong & profile.aside).any()


@settings(deadline=None)
@given(COLUMNS, st.integers())
def test_the_order_of_rows_does_not_matter_to_counts(values: list[str | None], seed: int) -> None:
    mixed = list(values)
    random.Random(seed).shuffle(mixed)
    one, other = profile_values(values), profile_values(mixed)
    assert (one.kind.name, one.missing, sorted(one.disguises().items())) == (
        other.kind.name,
        other.missing,
        sorted(other.disguises().items()),
    )


@settings(deadline=None)
@given(COLUMNS)
def test_a_null_more_is_exactly_one_missing_cell_more(values: list[str | None]) -> None:
    assert profile_values([*values, None]).missing >= profile_values(values).missing + 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12), st.data())
def test_repeating_a_filled_row_adds_one_duplicate(
    rows: list[tuple[str | None, str | None]], data: st.DataObject
) -> None:
    row = data.draw(st.sampled_from(rows))
    left, right = ([pair[side] for pair in rows] for side in (0, 1))
    filled = any(cell is not None and cell.strip() for cell in row)
    more = duplicates([*left, row[0]], [*right, row[1]])
    assert more == duplicates(left, right) + filled


@given(WORDS, WORDS, st.integers(0, 8))
def test_edit_distance_is_symmetric_and_bounded(one: str, other: str, most: int) -> None:
    whole = edits(one, other, 99)
    assert whole == edits(other, one, 99)
    assert min(edits(one, other, most), most + 1) == min(whole, most + 1)
