"""Counts and folds over the bytes of texts give what the patterns give whose place they take."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.profilers.columns import broken_identifiers, null_tokens, number_formats
from readiness.profilers.columns.date_fields import LAYOUTS, TIME, TWO_NUMBERS, DateFields, read_fields
from readiness.profilers.columns.dictionary_column import _INVISIBLE, EncodedColumn, Mask, encode, is_in, matches
from readiness.profilers.columns.text_characters import count_characters, shapes, templates

PIECES = st.sampled_from(
    [
        "0",
        "12",
        "2024-01-31",
        "T",
        " ",
        "09:30:00",
        "-",
        "€",
        "é",
        "e",
        "Ab",
        "İ",
        "\u212a",
        "\n",
        "９",
        "+",
        ".",
        ",",
        "nan",
    ]
)
TEXTS = st.lists(st.one_of(st.text(max_size=9), st.lists(PIECES, max_size=5).map("".join)), min_size=1, max_size=12)
DATES = st.lists(
    st.one_of(
        st.dates().map(str),
        st.datetimes().map(lambda moment: str(moment)[:19]),
        st.from_regex(r"[0-9]{4}-[0-9]{1,2}-[0-9]{2}([ T][0-9]{2}[:.][0-9]{2}[:.][0-9]{2}Z?)?", fullmatch=True),
    ),
    min_size=1,
    max_size=12,
)


def column_of(values: list[str]) -> EncodedColumn:
    return encode(pa.chunked_array([pa.array(values, pa.large_string())]), name="c", position=1)


def same(one: Mask, other: Mask) -> bool:
    return bool((one == other).all())


def counted(texts: pa.Array, pattern: str) -> list[int]:
    counts: list[int] = pc.count_substring_regex(texts, pattern).to_pylist()
    return counts


@settings(deadline=None)
@given(TEXTS)
def test_counts_of_characters_are_those_of_the_patterns(values: list[str]) -> None:
    texts = pa.array([*values, "x" * 300 + "7" * 300], pa.large_string())
    counts = count_characters(texts)
    assert counts.total.tolist() == pc.utf8_length(texts).to_pylist()
    assert counts.digits.tolist() == counted(texts, r"\d")
    assert counts.runs.tolist() == counted(texts, r"\d+")
    assert counts.letters.tolist() == counted(texts, "[A-Za-z]")
    assert counts.spaces.tolist() == counted(texts, r"\s")
    assert same(counts.only_digits, matches(texts, r"\d+"))


@settings(deadline=None)
@given(TEXTS, st.integers(0, 3))
def test_folded_runs_are_those_of_the_patterns(values: list[str], skipped: int) -> None:
    texts = pa.array(values, pa.large_string()).slice(skipped)
    assert templates(texts).to_pylist() == pc.replace_substring_regex(texts, r"\d+", "0").to_pylist()
    shaped = pc.replace_substring_regex(texts, r"\d+", "9")
    shaped = pc.replace_substring_regex(shaped, r"[\pL\pM]+", "A")
    assert shapes(texts).to_pylist() == pc.replace_substring_regex(shaped, r"\s+", " ").to_pylist()


@settings(deadline=None)
@given(TEXTS)
def test_invisible_ends_are_cut_from_every_value(values: list[str]) -> None:
    whole = pa.array(list(dict.fromkeys(values)), pa.large_string())
    cut = pc.replace_substring_regex(pc.utf8_trim_whitespace(whole), rf"^[{_INVISIBLE}]+|[{_INVISIBLE}]+$", "")
    assert column_of(values).texts.to_pylist() == cut.to_pylist()


def test_a_null_is_folded_and_counted_as_an_empty_text() -> None:
    texts = pa.array(["a1", None, ""], pa.large_string())
    assert shapes(texts).to_pylist() == ["A9", "", ""]
    assert count_characters(texts).total.tolist() == [2, 0, 0]


@settings(deadline=None)
@given(TEXTS)
def test_words_are_found_among_fewer_values_as_among_all(values: list[str]) -> None:
    column = column_of([*values, "N/A", "nan", "unbekannt", "\u212b", "not \u212anown"])
    for words in (null_tokens.WELL_KNOWN, null_tokens.ACRONYMS, frozenset("01"), frozenset({"not known"})):
        assert same(column.is_in(words), is_in(column.texts, words))


@settings(deadline=None)
@given(TEXTS)
def test_what_a_pattern_needs_is_held_by_every_value_that_it_matches(values: list[str]) -> None:
    extra = [
        "-5.0",
        "(1,234.50 EUR)",
        "1e+17",
        "12-Mar",
        "Sept-12",
        "0000-00-00 00:00",
        "<0,5 mg/ml",
        "abc. 12 abcdefgh.",
    ]
    column = column_of([*values, *extra])
    counts = column.characters
    needs = {
        number_formats._PLAIN: (counts.digits > 0) & (counts.letters == 0),
        number_formats._SHAPE: (counts.digits > 0) & (counts.letters <= number_formats._MOST_LETTERS),
        broken_identifiers._EXPONENT: (counts.letters == 1) & (counts.digits > 1),
        broken_identifiers._DAY_AND_MONTH: counts.within(
            total=(3, broken_identifiers._MONTH_CHARACTERS), digits=(1, 2)
        ),
        null_tokens._IMPOSSIBLE_DATES: (counts.digits >= null_tokens._DATE_DIGITS) & (counts.letters <= 1),
        null_tokens._NINES: (counts.letters == 0) & (counts.digits > 1),
        TWO_NUMBERS: counts.runs > 1,
        r"\S{1,64}": column.is_token,
    }
    for pattern, needed in needs.items():
        assert same(column.matches(pattern, needed), matches(column.texts, pattern)), pattern


def by_pattern(column: EncodedColumn) -> DateFields:
    """The same fields, with layouts whose names do not show that one of them is that of ISO 8601."""
    filled = np.ones(len(column.texts), dtype=bool)
    return read_fields(column, filled, {f"{name} ": pattern for name, pattern in LAYOUTS.items()}, TIME)


@settings(deadline=None)
@given(DATES)
def test_dates_read_from_their_bytes_are_those_of_the_pattern(values: list[str]) -> None:
    column = column_of(values)
    read, expected = read_fields(column, ~column.blank, LAYOUTS, TIME), by_pattern(column)
    for name in ("year", "month", "day", "a", "b", "layout", "clock"):
        assert getattr(read, name).tolist() == getattr(expected, name).tolist(), name
    assert zones(read) == zones(expected)


def zones(fields: DateFields) -> list[str]:
    return [fields.zones[number] for number in fields.zone]
