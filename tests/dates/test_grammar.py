import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.document_dates import date_forms, grammar

DAY = dt.date(2024, 5, 3)


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-03",
        "2024/05/03",
        "2024.5.3",
        "3 May 2024",
        "3rd May 2024",
        "3rd of May 2024",
        "03-May-2024",
        "May 3, 2024",
        "May 3rd, 2024",
        "3. Mai 2024",
        "3 mai 2024",
        "3 de mayo de 2024",
        "03.05.2024",
        "2024年5月3日",
    ],
)
def test_one_day_is_read_alike_however_it_is_written(written: str) -> None:
    assert [found.first for found in grammar.find(f"on {written} we met")] == [DAY]


def test_a_slashed_date_is_skipped_when_nothing_shows_which_number_is_the_day() -> None:
    assert grammar.find("03/04/2024") == ()


def test_a_slashed_date_is_read_by_the_order_another_date_shows() -> None:
    text = "03/04/2024 and 25/04/2024"
    assert [f.first for f in grammar.find(text, grammar.day_first(text))] == [dt.date(2024, 4, 3), dt.date(2024, 4, 25)]
    text = "03/04/2024 and 04/25/2024"
    assert [f.first for f in grammar.find(text, grammar.day_first(text))] == [dt.date(2024, 3, 4), dt.date(2024, 4, 25)]


def test_contradicting_orders_in_one_text_give_no_order() -> None:
    assert grammar.day_first("25/04/2024 04/25/2024") is None


def test_a_slashed_date_with_equal_numbers_needs_no_order() -> None:
    assert [found.first for found in grammar.find("04/04/2024")] == [dt.date(2024, 4, 4)]


@pytest.mark.parametrize(
    "not_a_date", ["2024-13-01", "2023-02-29", "31 June 2024", "9999-12-31", "1.2.3.2024", "may 2", "version 2024.1"]
)
def test_what_no_calendar_holds_is_no_date(not_a_date: str) -> None:
    assert grammar.find(not_a_date) == ()


def test_a_month_means_all_its_days() -> None:
    (found,) = grammar.find("March 2024")
    assert (found.first, found.last, found.precision) == (
        dt.date(2024, 3, 1),
        dt.date(2024, 3, 31),
        grammar.Precision.MONTH,
    )


def test_a_quarter_means_three_months() -> None:
    (found,) = grammar.find("2023Q4")
    assert (found.first, found.last) == (dt.date(2023, 10, 1), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    "value", ["'2024-05-03'", "2024-05-03T10:00:00+02:00", "20240503", "Fri, 3 May 2024 10:00:00 GMT", " 3 May 2024 "]
)
def test_a_field_value_is_read_from_its_beginning(value: str) -> None:
    found = grammar.value(value)
    assert found is not None
    assert found.first == DAY


@pytest.mark.parametrize("value", ["see the minutes of 3 May 2024", "", "2 of 3", "12345678", "true"])
def test_a_field_value_that_only_mentions_a_date_is_none(value: str) -> None:
    assert grammar.value(value) is None


@given(st.dates(min_value=dt.date(1901, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_every_day_written_out_reads_back(day: dt.date) -> None:
    for pattern in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%d.%m.%Y"):
        assert [found.first for found in grammar.find(day.strftime(pattern))] == [day]


@given(st.text(alphabet="0123456789-/. MayQjun,", max_size=300))
def test_no_text_breaks_the_grammar_and_finds_never_overlap(text: str) -> None:
    found = grammar.find(text, True)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def find_slowly(text: str) -> list[tuple[dt.date, int]]:
    """Every form tried at every place of the text; the more precise reading wins."""
    readings: list[grammar.WrittenDate] = []
    for form in (
        date_forms.YMD, date_forms.CJK, date_forms.D_MONTH_Y, date_forms.MONTH_D_Y, date_forms.Y_MONTH_D,
        date_forms.DOTTED, date_forms.MONTH_Y, date_forms.YM, date_forms.M_Y,
    ):  # fmt: skip
        for match in form.finditer(text):
            readings += grammar._written_date(text, match)
    everywhere = date_forms.Window(0, len(text), set(), set())
    readings += [*grammar._slashed_dates(text, True, everywhere), *grammar._quarters(text, everywhere)]
    taken: set[int] = set()
    found = []
    for date in sorted(readings, key=lambda one: (one.precision, one.start, -one.end)):
        if taken.isdisjoint(span := range(date.start, date.end)):
            taken.update(span)
            found.append((date.first, date.start))
    return sorted(found, key=lambda one: one[1])


PIECES = st.sampled_from(
    (
        "3 May 2024|2024-05-03|03/04/2019|03.05.2024|May 3, 2024|2024年5月3日|Q3 2026|2025-06|05/2018|05.2018|"
        "März 2021|3 de mayo de 2024|Friday| |\n|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|1999|20240503|no 2100 more|, |-|/|.|12"
    ).split("|")
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_looking_only_where_a_form_can_be_finds_the_same_dates(text: str) -> None:
    assert [(one.first, one.start) for one in grammar.find(text, True)] == find_slowly(text)


@pytest.mark.parametrize(
    "written",
    [
        "3 maja 2024", "3. května 2024", "3 Mayıs 2024", "3 мая 2024 г.", "3. toukokuuta 2024", "2024. május 3.",
        "3 maj 2024", "3 mei 2024", "3 de maio de 2024", "3 maggio 2024", "2024년 5월 3일", "3 مايو 2024", "3 mai 2024",
        "2024. 05. 03.", "Fri May  3 10:22:11 2024", "Fri May 3 10:22:11 CEST 2024", "3º de mayo del 2024",
        "the 3rd day of May, 2024",
    ],
)  # fmt: skip
def test_days_are_read_in_many_languages(written: str) -> None:
    assert [found.first for found in grammar.find(f"on {written} we met")] == [DAY]


@pytest.mark.parametrize("words", ["5 years ago 2024 was", "the set 2019", "Word 12, 2020", "Halle 3 Tor 2024"])
def test_other_words_beside_a_year_are_no_month(words: str) -> None:
    assert grammar.find(words) == ()
