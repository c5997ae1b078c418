"""Laws of drift that hold for any table."""

from __future__ import annotations

import itertools

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.profilers.format_drift import drift
from readiness.profilers.format_drift.series_names import pattern_of, tokens

CELLS = st.text(alphabet="ab9 ./-:?", max_size=12)
NAMES = st.lists(st.text(alphabet="abcdefgh_", min_size=1, max_size=6), min_size=1, max_size=5, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    rows = draw(st.integers(min_value=0, max_value=12))
    cells = st.lists(CELLS, min_size=rows, max_size=rows)
    return pa.table({name: pa.array(draw(cells), pa.string()) for name in draw(NAMES)})


@given(tables(), st.integers(min_value=2, max_value=5))
@settings(max_examples=60, deadline=None)
def test_a_series_of_one_table_repeated_never_drifts(table: pa.Table, members: int) -> None:
    assert drift([(str(at), table) for at in range(members)]) == ()


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_never_matters(table: pa.Table, random: object) -> None:
    order = list(range(table.num_rows))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = table.take(pa.array(order, pa.int64()))
    assert drift([("1", table), ("2", shuffled), ("3", table)]) == ()


@given(tables(), tables())
@settings(max_examples=60, deadline=None)
def test_added_and_removed_are_the_plain_difference_of_the_column_names(old: pa.Table, new: pa.Table) -> None:
    schema = [event for event in drift([("1", old), ("2", old), ("3", new)]) if event.kind == "schema"]
    added = set(new.column_names) - set(old.column_names)
    assert {name for event in schema for name in event.evidence["added"]} == added


@given(st.text(alphabet="ab0123456789-_./vq ", max_size=30))
def test_tokens_never_overlap_and_their_pattern_keeps_every_other_character(path: str) -> None:
    found = tokens(path, sequences=True)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    kept = len(path) - sum(token.end - token.start for token in found)
    assert len(pattern_of(path, found, mark="")) == kept
