"""Words parted at line ends are whole again, and hyphens that belong to a word stay."""

from __future__ import annotations

import pytest

from readiness.text.hyphenation import BREAK, join_breaks, join_lines
from tests.growth import assert_linear

FILLER = "the embank-\nment was rein-\nforced and the founda-\ntion stayed dry\n"


@pytest.mark.parametrize(
    ("parted", "whole"),
    [
        ("settle|ment", "settlement"),
        ("Über|prüfung", "Überprüfung"),
        ("непре|рывный", "непрерывный"),
        ("Nord|Süd", "Nord-Süd"),
        ("COVID|19", "COVID-19"),
        ("Haupt|und Nebensatz", "Haupt- und Nebensatz"),
        ("a well|known rule, and well-known it is", "a well-known rule, and well-known it is"),
        ("a co|operation; the cooperation", "a cooperation; the cooperation"),
    ],
)
def test_a_break_is_a_hyphen_or_nothing(parted: str, whole: str) -> None:
    assert join_breaks(parted.replace("|", BREAK)) == whole


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("of the nor-\nthern sluice", "of the northern\nsluice"),
        ("it was set-\ntled, then left", "it was settled,\nthen left"),
        ("from Nord-\nSüd to", "from Nord-Süd\nto"),
        ("the Vor-\nund Nachteile", "the Vor- und\nNachteile"),
        ("a range 10-\n20 metres", "a range 10-\n20 metres"),
        ("so it is -\nand remains", "so it is -\nand remains"),
    ],
)
def test_a_line_ends_behind_the_whole_word(line: str, whole: str) -> None:
    assert join_lines(FILLER + line).endswith(whole)


@pytest.mark.parametrize(
    "text", ["a dash-\nlike line and one more-\nover", "- one\n- two\n- three-\nfold", "no hyphens\n" * 5]
)
def test_texts_without_such_line_ends_stay_as_they_are(text: str) -> None:
    assert join_lines(text) == text


@pytest.mark.parametrize("unit", ["a", "ab-", "a-\n", f"a{BREAK}", "-\n", "é"])
def test_time_is_linear_in_the_length_of_a_text(unit: str) -> None:
    def work(size: int) -> None:
        text = unit * (size // len(unit))
        join_breaks(text)
        join_lines(text)

    assert_linear(work, 400_000)
