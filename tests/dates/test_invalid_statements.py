"""Statements that cannot be true, and the many that only look so."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.document_dates import read_document_dates
from readiness.document_dates.invalid_statements import INVALID_DATE, INVALID_STATUS, is_no_day, nearest_word


def found_in(text: str, name: str = "a.md") -> list[tuple[str, str, str]]:
    return [(one.kind, one.value, one.suggested) for one in read_document_dates(text=text, name=name).invalid]


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("Superceeded", "superseded"),
        ("aproved", "approved"),
        ("Withdrwan", "withdrawn"),
        ("Depricated", "deprecated"),
        ("Freigegebn", "freigegeben"),
        ("accpeted", "accepted"),
    ],
)
def test_a_misspelt_status_is_invalid_and_the_word_meant_is_named(status: str, meant: str) -> None:
    assert found_in(f"---\nstatus: {status}\n---\ntext") == [(INVALID_STATUS, status, meant)]
    assert found_in(f"Status: {status}\nOwner: Ada\n\ntext", "a.txt") == [(INVALID_STATUS, status, meant)]
    assert found_in(f"status: {status}\nowner: Ada\n", "a.yaml") == [(INVALID_STATUS, status, meant)]


@pytest.mark.parametrize(
    "status", ["Active", "inactive", "Live", "In Kraft", "Bavaria", "needs work", "WIP", "v2", "Revised", "done", "ok"]
)
def test_a_status_of_its_own_word_is_not_invalid(status: str) -> None:
    assert found_in(f"---\nstatus: {status}\n---\ntext") == []


def test_a_list_of_choices_left_as_the_template_has_it_is_no_status() -> None:
    choices = "draft|accepted|rejected|superseded"
    assert found_in(f"status: {choices}\n", "a.yaml") == [(INVALID_STATUS, choices, "")]


@pytest.mark.parametrize(
    "value", ["2021-02-30", "2024-13-01", "31 April 2020", "30.02.2024", "yyyy-mm-dd", "0000-00-00"]
)
def test_a_day_that_no_calendar_has_is_invalid(value: str) -> None:
    assert found_in(f"---\nlast_updated: {value}\n---\ntext") == [(INVALID_DATE, value, "")]


@pytest.mark.parametrize(
    "field",
    [
        "date: 03/04/2024",
        "updated: 12.5.2024",
        "published: 2024-05-06T10:00:00Z",
        "version: 1.2.3",
        "version: 10.20.30",
        "edition: 12/2024",
        "released: v1.25",
        "date: May 2024",
        "date: 2024",
        "updated: 1700000000",
        "phone: 030/1234/5678",
        "reference: 2024-99-12",
    ],
)
def test_what_is_a_date_or_no_attempt_at_one_is_not_invalid(field: str) -> None:
    assert found_in(f"---\n{field}\n---\ntext") == []


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_no_real_day_is_invalid_in_any_usual_form(day: dt.date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y"):
        assert not is_no_day(day.strftime(form))


@given(st.sampled_from(["withdrawn", "superseded", "deprecated"]), st.integers(1, 6), st.sampled_from("xqz"))
def test_one_wrong_letter_leads_back_to_the_word(word: str, place: int, letter: str) -> None:
    wrong = word[:place] + letter + word[place + 1 :]
    assert nearest_word(wrong, {"withdrawn", "superseded", "deprecated"}) == word
