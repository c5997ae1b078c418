"""Words in a label cell: labels, nothing, placeholders and slips of the keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.profilers.labels.values import are_classes, edit_distance, invalid_labels, kind_of, suggestion, text_of


@pytest.mark.parametrize("word", ["?", "??", "TBD", "tbc", "N/A", "(none)", "<unknown>", "xx", "XXX", "--", "To Do"])
def test_words_that_stand_for_a_missing_label_are_placeholders(word: str) -> None:
    assert kind_of(word) == "placeholder"


@pytest.mark.parametrize("word", ["x", "0", "no", "other", "N", "pending", "box", "a-b"])
def test_words_that_may_well_be_classes_are_labels(word: str) -> None:
    assert kind_of(word) == "label"


@pytest.mark.parametrize(
    ("rare", "usual"),
    [("illegal", "legal"), ("male", "female"), ("size 10", "size 12"), ("incomplete", "complete"), ("cat", "car")],
)
def test_a_class_of_its_own_is_no_slip_of_a_frequent_one(rare: str, usual: str) -> None:
    assert invalid_labels({usual: 50, rare: 1}, ()) == {}


def test_a_frequent_variant_is_not_held_against_the_more_frequent_one() -> None:
    assert invalid_labels({"complaint": 50, "complaints": 20}, ()) == {}


def test_whole_floats_read_as_whole_numbers_and_nulls_as_blank() -> None:
    assert [text_of(value) for value in (3.0, 2.5, None, float("nan"), True, 7)] == ["3", "2.5", "", "", "True", "7"]


def test_a_suggestion_prefers_the_same_word_in_another_spelling() -> None:
    assert suggestion("CARD ARRIVAL", ["card_arrivals", "card_arrival"]) == "card_arrival"


def test_texts_are_no_classes() -> None:
    assert not are_classes({f"answer {at}": 1 for at in range(100)})


@given(st.text(max_size=8), st.text(max_size=8))
def test_edit_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str) -> None:
    distance = edit_distance(one, other)
    assert distance == edit_distance(other, one)
    assert (distance == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))


@pytest.mark.parametrize("labels", [("Spam", "spam"), ("Ham", "Ham "), ("not spam", "Not_Spam"), ("e-mail", "E-Mail")])
def test_two_spellings_of_one_class_are_named_however_frequent_both_are(labels: tuple[str, str]) -> None:
    counts = {labels[0]: 30, labels[1]: 30, "other": 40}

    assert len(invalid_labels(counts, ())) == 1


@pytest.mark.parametrize("labels", [("C", "C++"), ("a", "A"), ("-1", "1"), ("1.5", "15"), ("A", "A-"), ("1-2", "12")])
def test_signs_that_carry_meaning_make_classes_of_their_own(labels: tuple[str, str]) -> None:
    assert not invalid_labels(dict.fromkeys([*labels, "other"], 30), ())
