"""Which language a text is in, and silence where none is near."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.encodings import blocks
from readiness.text.language import language_of

LANGUAGES = (
    "ar bg cs da de el en es fi fr he hu it ja ko lt nl no pl pt ro ru sv tr uk".split()
)  # twenty-five, in seven scripts


def test_one_sentence_is_enough_in_twenty_two_of_twenty_five_languages() -> None:
    found = {language: [language_of(line) for line in blocks()[language][:5]] for language in LANGUAGES}
    for place in range(5):
        assert sum(found[language][place] == language for language in LANGUAGES) >= 21
    right = sum(answers.count(language) for language, answers in found.items())
    assert right >= 22 / 25 * 5 * len(LANGUAGES)


def test_a_paragraph_is_enough_in_forty_languages() -> None:
    languages = [language for language in blocks() if not language.startswith("zh")]
    answers = [language_of(" ".join(blocks()[language][:5])) for language in languages]
    assert sum(map(str.__eq__, answers, languages)) >= 0.95 * len(languages)


@pytest.mark.parametrize(
    "text",
    [
        "A1 B2 C3 D4 E5 F6 G7 H8 I9 J10 K11 L12 M13 N14 O15 P16 Q17 R18 S19 T20 U21 V22",
        "def f(x): return x + 1\nclass A(B): pass\n" * 3,
        "aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQgZW5jb2RlZCB0ZXh0IHdpdGggbm8gd29yZHM=",
        "INV-0001;12.50;EUR\nINV-0002;13.50;EUR\nINV-0003;99.00;EUR\n",
        "xq zk jv wq kz qj xv zq jx kq vz qx zj kv" * 2,
        "",
    ],
)
def test_codes_and_programs_are_in_no_language(text: str) -> None:
    assert language_of(text) == ""


def test_a_letter_that_a_language_lacks_rules_it_out() -> None:
    assert language_of("Řidič převezme zboží a podepíše list, potom odjede zpět do skladu.") == "cs"
    assert language_of("Ґанок і їдальня є в кожній хаті, а ключ отримає працівник.") == "uk"


def test_names_and_quotes_from_elsewhere_do_not_change_the_language() -> None:
    text = "The supplier in Łódź delivers to Malmö and to Besançon before the first of the month, as was agreed."
    assert language_of(text) == "en"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_every_text_has_a_language_or_none(text: str) -> None:
    assert isinstance(language_of(text), str)
