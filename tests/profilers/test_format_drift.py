"""``drift``: the changes a reader of a series would trip over, and silence where there are none."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from readiness.model import Event
from readiness.profilers.format_drift import drift
from readiness.profilers.format_drift.column_facts import MemberFacts
from readiness.profilers.format_drift.events import events_of
from readiness.profilers.format_drift.load_members import facts_of_table

DAYS = [f"1/{day}/2020 9:00" for day in range(10, 28)]
ISO_DAYS = [f"2020-01-{day}T09:00:00" for day in range(10, 28)]


def text(**columns: Sequence[str]) -> pa.Table:
    return pa.table({name: pa.array(list(values), pa.string()) for name, values in columns.items()})


def series(*tables: pa.Table) -> list[tuple[str, pa.Table]]:
    return [(f"{at:02d}.csv", table) for at, table in enumerate(tables, start=1)]


def kinds_and_places(events: Sequence[Event]) -> list[tuple[str, str, str]]:
    return [(event.kind, event.at, event.column) for event in events]


def member(name: str, table: pa.Table, **facts: object) -> MemberFacts:
    return facts_of_table(name, table, facts)


def test_a_series_that_never_changes_gives_no_event() -> None:
    same = text(day=DAYS, amount=["7"] * 18, note=["all fine", ""] * 9)
    assert drift(series(same, same, same)) == ()


def test_a_date_written_in_iso_from_one_member_on_is_one_pattern_event() -> None:
    old, new = text(day=DAYS), text(day=ISO_DAYS)
    (event,) = drift(series(old, old, new, new))
    assert (event.kind, event.at, event.previous, event.column) == ("pattern", "03.csv", "02.csv", "day")
    assert (event.evidence["from"], event.evidence["to"]) == ("M/D/YYYY H:MM", "YYYY-MM-DDTHH:MM:SS")


def test_one_odd_member_gives_the_change_and_the_change_back() -> None:
    old, odd = text(day=DAYS), text(day=ISO_DAYS)
    events = drift(series(old, old, odd, old, old))
    assert kinds_and_places(events) == [("pattern", "03.csv", "day"), ("pattern", "04.csv", "day")]


def test_a_column_that_keeps_flipping_is_told_once() -> None:
    old, odd = text(day=DAYS), text(day=ISO_DAYS)
    (event,) = drift(series(*[old, odd] * 6))
    assert event.evidence["changes"] == 11


def test_day_first_and_month_first_are_told_apart_by_the_numbers_above_twelve() -> None:
    month_first = text(day=[f"1/{day}/2020" for day in range(13, 30)])
    day_first = text(day=[f"{day}/1/2020" for day in range(13, 30)])
    unclear = text(day=[f"{day}/1/2020" for day in range(1, 12)])
    (event,) = drift(series(month_first, unclear, day_first))
    assert (event.at, event.evidence["from"], event.evidence["to"]) == ("03.csv", "M/D/YYYY", "D/M/YYYY")


def test_free_text_never_drifts() -> None:
    remarks = text(note=["call 12", "ok", "see #44/2", "none yet", "x-9", "12%"] * 3)
    others = text(note=["room 4", "a1", "yes", "no", "done", "fine"] * 3)
    assert drift(series(remarks, others, remarks)) == ()


def test_numbers_that_grow_past_a_thousand_do_not_drift_but_lost_grouping_does() -> None:
    small, grouped = text(n=["12", "345", "7"] * 4), text(n=["1,200", "2,345", "900"] * 4)
    plain = text(n=["1200", "2345", "9000"] * 4)
    assert drift(series(small, grouped, grouped)) == ()
    assert [e.evidence["to"] for e in drift(series(small, grouped, plain))] == ["9"]


def test_a_number_column_that_turns_into_words_changes_type() -> None:
    numbers, words = text(n=["12", "345", "7"] * 6), text(n=["twelve", "many", "few"] * 6)
    assert kinds_and_places(drift(series(numbers, numbers, words))) == [("type", "03.csv", "n")]


def test_an_integer_column_with_a_code_prefix_changes_pattern() -> None:
    bare, coded = text(n=[str(at) for at in range(18)]), text(n=[f"C-{at}" for at in range(18)])
    assert kinds_and_places(drift(series(bare, bare, coded))) == [("pattern", "03.csv", "n")]


def test_two_categories_in_other_proportions_are_no_new_spelling() -> None:
    low, high = text(income=["<=50K"] * 29 + [">50K"]), text(income=[">50K"] * 29 + ["<=50K"])
    assert drift(series(low, low, high)) == ()


def test_columns_added_and_removed_are_one_schema_event() -> None:
    old = text(id=["1"], fax=["2"], name=["Ann"])
    new = text(id=["1"], name=["Ann"], email=["a@b.de"])
    (event,) = drift(series(old, old, new))
    assert (event.evidence["added"], event.evidence["removed"]) == (["email"], ["fax"])
    assert event.evidence["renamed"] == []


def test_a_misspelling_put_right_is_a_rename_and_stays_in_added_and_removed() -> None:
    old, new = text(adress=["Elm St", "Oak Rd"]), text(address=["Elm St", "Oak Rd"])
    (event,) = drift(series(old, old, new))
    assert [(r["from"], r["to"]) for r in event.evidence["renamed"]] == [("adress", "address")]
    assert (event.evidence["added"], event.evidence["removed"]) == (["address"], ["adress"])


def test_an_abbreviated_name_is_a_rename_only_when_the_values_agree() -> None:
    values = [f"{at}.5" for at in range(9)]
    long, short = text(latitude=values, id=values), text(lat=values, id=values)
    other = text(lat=[f"{at}.9" for at in range(9)], id=values)
    assert drift(series(long, long, short))[0].evidence["renamed"]
    assert not drift(series(long, long, other))[0].evidence["renamed"]


def test_a_renamed_column_is_followed_so_that_its_pattern_change_is_seen() -> None:
    old, new = text(**{"Last Update": DAYS}), text(Last_Update=ISO_DAYS)
    assert kinds_and_places(drift(series(old, old, new))) == [
        ("schema", "03.csv", ""),
        ("pattern", "03.csv", "Last_Update"),
    ]


def test_columns_in_another_order_are_reported_as_reordered_only() -> None:
    old, new = text(a=["1"], b=["2"]), text(b=["2"], a=["1"])
    (event,) = drift(series(old, old, new))
    assert (event.evidence["reordered"], event.evidence["added"]) == (["b", "a"], [])


def test_a_column_that_empties_is_a_null_rate_event_and_blank_words_count_as_empty() -> None:
    full = text(phone=["555"] * 60)
    half = text(phone=["555", "N/A", ""] * 20)
    (event,) = drift(series(full, full, half, half))
    assert (event.kind, event.at, event.evidence["from"]) == ("null_rate", "03.csv", 0.0)
    assert event.evidence["effect"] == 0.6667


def test_a_null_rate_in_a_handful_of_rows_or_within_its_usual_range_is_no_event() -> None:
    few = text(phone=["5"] * 6), text(phone=[""] * 6)
    assert drift(series(few[0], few[0], few[1])) == ()
    rates = [text(phone=["5"] * full + [""] * (100 - full)) for full in (90, 75, 90, 73, 88, 72)]
    assert drift(series(*rates)) == ()


def test_one_file_type_change_does_not_also_report_what_the_container_spells_differently() -> None:
    dates = [f"{day:02d}.01.2024" for day in range(10, 28)]
    csv = member("a.csv", text(day=dates), format="csv", delimiter=";", encoding="utf-8")
    sheet = member("b.xlsx", text(day=[f"2024-01-{day}" for day in range(10, 28)]), format="xlsx")
    events = events_of("s", [csv, csv, sheet, sheet])
    assert [(e.kind, e.evidence["from"], e.evidence["to"]) for e in events] == [("file_type", "csv", "xlsx")]


def test_delimiter_and_encoding_changes_are_events_and_ascii_or_a_byte_order_mark_are_not() -> None:
    table = text(a=["1"], b=["2"])
    comma = member("1.csv", table, format="csv", delimiter=",", encoding="ascii")
    marked = member("2.csv", table, format="csv", delimiter=",", encoding="utf-8-sig")
    plain = member("3.csv", table, format="csv", delimiter=",", encoding="UTF-8")
    odd = member("4.csv", table, format="csv", delimiter=";", encoding="windows-1252")
    events = events_of("s", [comma, marked, plain, odd])
    assert [(e.kind, e.at) for e in events] == [("delimiter", "4.csv"), ("encoding", "4.csv")]


def test_a_declared_type_change_is_a_retype_and_not_also_a_pattern_event() -> None:
    numbers, words = pa.table({"code": list(range(20))}), pa.table({"code": [f"A{at}" for at in range(20)]})
    old = member("1.parquet", numbers, format="parquet", types=["int64"])
    new = member("2.parquet", words, format="parquet", types=["string"])
    (event,) = events_of("s", [old, old, new])
    assert event.evidence["retyped"] == [{"column": "code", "from": "integer", "to": "text"}]


def test_whole_numbers_stored_as_float_because_of_a_null_are_no_retype() -> None:
    whole, holed = pa.table({"n": [1, 2, 3]}), pa.table({"n": [1.0, None, 3.0]})
    old = member("1.parquet", whole, format="parquet", types=["int64"])
    new = member("2.parquet", holed, format="parquet", types=["double"])
    assert events_of("s", [old, old, new]) == ()


def test_nested_and_empty_members_do_not_break_the_walk() -> None:
    nested = pa.table({"a": [[1, 2], [3]], "b": [{"x": 1}, {"x": 2}]})
    assert drift(series(nested, nested, pa.table({}), nested)) == ()


def test_a_byte_order_mark_left_in_a_header_is_no_rename() -> None:
    assert drift(series(text(**{"\ufeffid": ["1"]}), text(id=["1"]), text(id=["1"]))) == ()
