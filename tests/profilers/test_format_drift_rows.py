"""Drift over all rows of every member: parts of members, long members, small ones, and values that vary by nature."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.model import Event
from readiness.profilers.format_drift import drift, patterns
from readiness.profilers.format_drift.null_rates import Rate, jumps, season
from readiness.profilers.format_drift.value_masks import count_masks
from readiness.profilers.format_drift.value_sketch import sketch_of
from tests.profilers.test_format_drift import kinds_and_places, series, text

Found = list[tuple[str, str, str]]
FIRST_DAY = dt.date(2023, 1, 1)


def days(count: int, form: str, *, first: int = 0) -> list[str]:
    return [f"{FIRST_DAY + dt.timedelta(days=(first + at) % 360):{form}}" for at in range(count)]


def found(*tables: pa.Table) -> Found:
    return kinds_and_places(drift(series(*tables)))


@pytest.mark.parametrize(
    ("usual", "late", "kind"),
    [
        (days(200, "%d.%m.%Y"), days(200, "%Y-%m-%d"), "pattern"),
        (days(200, "%Y-%m-%d"), days(200, "%Y%m%d"), "pattern"),
        (days(200, "%Y-%m-%d"), [f"{at % 28 + 1} août 2023" for at in range(200)], "pattern"),
        (days(200, "%d/%m/%Y"), days(200, "%m/%d/%Y"), "pattern"),
        ([f"{at},50" for at in range(200)], [f"{at}.50" for at in range(200)], "pattern"),
        ([f"P{at:06d}" for at in range(200)], [f"ES-22-{at:06d}" for at in range(200)], "pattern"),
        ([str(at % 5) for at in range(200)], ["eins", "zwei", "drei", "vier", "fünf"] * 40, "type"),
    ],
)
def test_a_change_in_the_last_tenth_of_the_rows_of_one_member_is_found(
    usual: list[str], late: list[str], kind: str
) -> None:
    odd = text(id=["x"] * 200, cell=usual[:180] + late[180:])
    same = text(id=["x"] * 200, cell=usual)
    assert found(same, same, odd, same) == [(kind, "03.csv", "cell")]


def test_the_part_of_the_values_that_changed_is_in_the_evidence() -> None:
    usual, late = days(200, "%d.%m.%Y"), days(200, "%Y-%m-%d")
    (event,) = drift(series(text(day=usual), text(day=usual), text(day=usual[:150] + late[150:])))
    assert (event.evidence["part"], event.evidence["to"]) == (0.25, "YYYY-MM-DD")


def test_a_change_that_begins_inside_a_member_and_stays_is_one_event() -> None:
    usual, late = days(200, "%d.%m.%Y"), days(200, "%Y-%m-%d")
    half = text(day=usual[:120] + late[120:])
    assert found(text(day=usual), text(day=usual), half, text(day=late), text(day=late)) == [
        ("pattern", "03.csv", "day")
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["7", "12", "3"] * 60, ["7", "12", "3.5"] * 60),
        (["blue", "red"] * 90, ["blue", "B-2"] * 90),
        (["A-1", "A-2", "A-3"] * 60, ["A-1", "A-2", "A/2"] * 60),
        ([f"{at:05d}" for at in range(180)], [f"{at + 50:05d}" for at in range(180)]),
    ],
)
def test_what_stands_side_by_side_by_nature_is_no_second_pattern(first: list[str], second: list[str]) -> None:
    events = found(text(cell=first), text(cell=first), text(cell=second))
    assert {kind for kind, _, _ in events} <= {"distribution"}


def test_a_change_past_row_ten_thousand_is_found_in_a_file_and_in_a_table(tmp_path: Path) -> None:
    usual, late = days(30_000, "%d/%m/%Y %H:%M"), days(30_000, "%Y-%m-%dT%H:%M:%S")
    cells = [usual, usual, usual[:25_000] + late[25_000:]]
    files = [tmp_path / f"{at}.csv" for at in range(3)]
    for file, column in zip(files, cells, strict=True):
        file.write_text("id,at\n" + "".join(f"{at},{cell}\n" for at, cell in enumerate(column)))
    assert kinds_and_places(drift([(file.name, file) for file in files])) == [("pattern", "2.csv", "at")]
    assert found(*(text(at=column) for column in cells)) == [("pattern", "03.csv", "at")]


def test_empty_cells_at_the_end_of_a_long_member_count() -> None:
    full = text(phone=["0431 12"] * 20_000)
    late = text(phone=["0431 12"] * 14_000 + [""] * 6_000)
    (event,) = drift(series(full, full, late))
    assert (event.kind, event.evidence["to"]) == ("null_rate", 0.3)
    assert (event.evidence["n_from"], event.evidence["n_to"]) == (20_000, 20_000)


def rates(*values: float, rows: int = 500) -> list[Rate]:
    return [Rate(member=at, value=value, rows=rows) for at, value in enumerate(values)]


def members_that_jump(*values: float, rows: int = 500, tests: int = 200) -> list[int]:
    return [jump.after.member for jump in jumps(rates(*values, rows=rows), tests)]


def test_a_burst_in_one_member_is_a_rise_and_a_fall_and_the_level_before_it_is_still_known() -> None:
    assert members_that_jump(0.02, 0.05, 0.03, 0.4, 0.04, 0.02, 0.05) == [3, 4]


def test_a_column_that_varies_from_member_to_member_needs_a_larger_jump() -> None:
    restless = [0.1, 0.3, 0.15, 0.35, 0.2, 0.4, 0.12, 0.3, 0.55, 0.2]
    steady = [0.2, 0.21, 0.2, 0.19, 0.2, 0.21, 0.2, 0.19, 0.55, 0.2]
    assert (members_that_jump(*restless), members_that_jump(*steady)) == ([], [8, 9])


def test_a_weekly_season_is_no_event_and_a_change_of_level_within_it_is_one() -> None:
    week = [0.1, 0.11, 0.1, 0.09, 0.1, 0.4, 0.42]
    assert members_that_jump(*week * 6, rows=3_000) == []
    later = [value + 0.3 for value in week]
    assert members_that_jump(*week * 4, *later * 4, rows=3_000) == [28]


def test_a_change_of_level_alone_is_no_season() -> None:
    assert season([0.3] * 20 + [1.0] * 20) == season([0.3] * 20 + [1.0, 1.1] + [0.3] * 20) == 0
    assert season([0.3, 0.3, 0.9, 0.3] * 6) == 4


def test_a_slope_is_no_jump() -> None:
    assert members_that_jump(*(0.1 + 0.03 * at for at in range(20)), rows=2_000) == []


def test_a_column_that_wavers_has_one_event_the_one_that_stays() -> None:
    wavering = [0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0] + [0.9] * 14
    assert members_that_jump(*wavering, rows=2_000) == [15]


def test_a_small_change_against_a_steady_rate_is_found_where_the_rows_carry_it() -> None:
    steady = [0.01, 0.012, 0.009, 0.01, 0.011, 0.01, 0.012, 0.01]
    assert members_that_jump(*steady, 0.08, 0.081, rows=5_000) == [8]
    assert members_that_jump(*steady, 0.08, 0.081, rows=100) == []


def test_a_few_rows_carry_only_a_large_effect() -> None:
    assert members_that_jump(0.05, 0.05, 0.3, rows=40) == []
    assert members_that_jump(0.05, 0.05, 0.9, rows=40) == [2]
    assert members_that_jump(0.05, 0.05, 0.3, rows=4_000) == [2]


def test_the_more_columns_and_members_are_tested_the_more_evidence_an_event_needs() -> None:
    assert members_that_jump(0.1, 0.1, 0.35, rows=60, tests=2) == [2]
    assert members_that_jump(0.1, 0.1, 0.35, rows=60, tests=20_000) == []


def test_gaps_that_people_fill_in_a_small_table_are_upkeep_and_in_long_exports_they_are_news() -> None:
    assert members_that_jump(0.6, 0.6, 0.1, rows=250) == []
    assert members_that_jump(0.6, 0.6, 0.1, rows=5_000) == [2]
    assert members_that_jump(0.1, 0.1, 0.6, rows=250) == [2]
    assert members_that_jump(*[0.6] * 6, 0.1, 0.1, rows=250) == [6]
    assert members_that_jump(0.8, 0.75, 0.7, 0.66, 0.6, 0.55, 0.0, 0.0, rows=250) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.integers(20, 5_000))
def test_a_constant_null_rate_never_jumps_and_no_jump_is_smaller_than_five_points(
    values: list[float], rows: int
) -> None:
    assert jumps(rates(*[values[0]] * 6, rows=rows), 6) == []
    found_jumps = jumps(rates(*values, rows=rows), 9)
    assert all(abs(jump.after.value - jump.before.value) >= 0.05 for jump in found_jumps)


def test_one_word_for_nothing_among_numbers_counts_as_empty_in_any_language() -> None:
    full = text(kwota=[str(at) for at in range(300)])
    holes = text(kwota=[str(at) if at % 2 else "brak" for at in range(300)])
    (event,) = drift(series(full, full, holes))
    assert (event.kind, event.evidence["to"]) == ("null_rate", 0.5)


RENAMES = [
    ("Station", "Wohnbereich", lambda rng: rng.choice(["Nord", "Süd", "Ost", "Tagespflege"])),
    ("unidades", "cantidad", lambda rng: str(rng.randint(1, 40))),
    ("klient", "customer", lambda rng: f"K-{rng.randint(1, 60)}"),
]


@pytest.mark.parametrize(("old", "new", "cell"), RENAMES)
def test_a_column_under_an_unlike_name_is_recognised_by_its_values_and_its_place(
    old: str, new: str, cell: Callable[[random.Random], str]
) -> None:
    assert renames(old, new, cell, cell) == [(old, new)]


def test_another_column_in_the_same_place_is_no_rename() -> None:
    assert (
        renames("fax", "mobil", lambda r: f"0431/{r.randint(1, 99999)}", lambda r: f"0170/{r.randint(1, 99999)}") == []
    )
    assert renames("edad", "codigo", lambda r: str(r.randint(1, 90)), lambda r: str(r.randint(400, 900))) == []


def renames(
    old: str, new: str, before: Callable[[random.Random], str], after: Callable[[random.Random], str]
) -> list[tuple[str, str]]:
    rng, ids = random.Random(7), [str(at) for at in range(400)]
    first = text(id=ids, **{old: [before(rng) for _ in ids]}, end=ids)
    second = text(id=ids, **{new: [after(rng) for _ in ids]}, end=ids)
    (event,) = drift(series(first, first, second))
    return [(change["from"], change["to"]) for change in event.evidence["renamed"]]


def reference_table(rows: int, rng: random.Random, filled: float) -> pa.Table:
    return text(
        code=[f"{at:03d}" for at in range(rows)],
        name=[f"Gmina {at}" for at in range(rows)],
        phone=[f"{rng.randint(100, 999)}-{at}" if rng.random() < filled else "" for at in range(rows)],
        region=[rng.choice(["NA", "EU", "Łódź"]) for _ in range(rows)],
    )


def test_a_reference_table_that_grows_and_is_completed_has_no_event() -> None:
    rng = random.Random(3)
    assert found(*(reference_table(240 + 3 * at, rng, 0.3 + 0.06 * at) for at in range(10))) == []


def monthly_export(month: int, rng: random.Random) -> pa.Table:
    rows, warm = rng.randint(80, 300), month % 12 in {5, 6, 7}
    return text(
        besuch=[f"B{month:02d}-{at:04d}" for at in range(rows)],
        datum=[f"{rng.randint(1, 28):02d}.{month % 12 + 1:02d}.{2022 + month // 12}" for _ in range(rows)],
        dauer=[str(rng.randint(90, 140) if warm else rng.randint(20, 60)) for _ in range(rows)],
        betrag=[f"{rng.uniform(1, 4000) * (2 if warm else 1):.2f}".replace(".", ",") for _ in range(rows)],
        bemerkung=["" if rng.random() < rng.uniform(0.5, 0.7) else f"Gast {rng.randint(1, 9)}" for _ in range(rows)],
    )


def test_values_of_the_season_and_rates_that_waver_are_no_events() -> None:
    rng = random.Random(11)
    assert found(*(monthly_export(month, rng) for month in range(30))) == []


def events_of_a_burst(empty: float, rng: random.Random) -> tuple[Event, ...]:
    tables = [monthly_export(month, rng) for month in range(14)]
    cells = ["" if rng.random() < empty else cell for cell in tables[9]["dauer"].to_pylist()]
    tables[9] = tables[9].set_column(2, "dauer", pa.array(cells, pa.string()))
    return drift(series(*tables))


@pytest.mark.parametrize("empty", [0.3, 0.6])
def test_a_null_burst_in_one_column_of_one_member_is_found_and_no_other_column(empty: float) -> None:
    events = events_of_a_burst(empty, random.Random(5))
    assert kinds_and_places(events) == [("null_rate", "10.csv", "dauer"), ("null_rate", "11.csv", "dauer")]


TEXTS = st.lists(st.text(alphabet="aZéß09-+(),.:/ €%\u4e2d", max_size=20).map(str.strip), max_size=12, unique=True)


@given(TEXTS)
@settings(max_examples=200)
def test_masks_of_many_values_at_once_agree_with_those_made_one_by_one(values: list[str]) -> None:
    counted = count_masks(pa.array(values, pa.large_string()), np.ones(len(values), dtype=np.int64))
    one_by_one = [patterns.pattern_of(patterns.mask_of(value)) for value in values]
    assert sorted(patterns.pattern_of(mask) for mask in counted.elements()) == sorted(one_by_one)


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=300), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_a_sketch_depends_on_the_values_and_not_on_their_order_or_batches(
    values: list[int], rng: random.Random
) -> None:
    cells = [f"K{value}" for value in values]
    shuffled = rng.sample(cells, len(cells))
    halves = [pa.array(shuffled[: len(cells) // 2], pa.string()), pa.array(shuffled[len(cells) // 2 :], pa.string())]
    whole = sketch_of([pa.array(cells, pa.string())])
    assert sketch_of(halves) == whole
    assert (whole.overlap(whole), round(whole.divergence(whole), 9)) == (1.0, 0.0)
