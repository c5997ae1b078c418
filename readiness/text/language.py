"""The language of a text: by its script, by the letters it uses, then by resiliparse. Silent when unsure.

resiliparse compares a text with profiles of a hundred languages. It is asked only for those that have the letters of
the text: a sentence with "ř" is no German, however near.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

from readiness.text.alphabets import ARABIC, CYRILLIC, LATIN

_SAMPLE_CHARACTERS = 20_000
_FEWEST_LETTERS, _FEWEST_IDEOGRAPHS = 20, 10
"""A sentence of Chinese has half as many characters as one of letters. Chosen by us."""

_SCRIPT_SHARE = 0.3
"""Share of letters that must be of one script; documents in Japanese or Arabic quote much Latin. Chosen by us."""

_KANA_SHARE = 0.05
"""Kana among the letters, above which ideographs are Japanese: it makes half of any text in that language."""

_ONE_LANGUAGE = {
    "HANGUL": "ko", "CJK": "zh", "HEBREW": "he", "GREEK": "el", "THAI": "th", "DEVANAGARI": "hi", "ARMENIAN": "hy",
    "GEORGIAN": "ka",
}  # fmt: skip
_ALPHABETS = {"CYRILLIC": CYRILLIC, "ARABIC": ARABIC, "LATIN": LATIN}
LANGUAGES = frozenset({"ja", *_ONE_LANGUAGE.values(), *(code for known in _ALPHABETS.values() for code in known)})
"""ISO 639-1 codes of the languages that ``language_of`` recognises."""

_STRANGE_SHARE = 0.02
"""Share of a text's letters beyond ASCII that a language may lack more than the best: names and quotes bring some."""

_MOST_DISTANT = 1000
"""Distance, by resiliparse's own measure, above which a text is near no language: sentences lie at 600 to 1,000, lists
of codes, program text and base64 above. Chosen by us on the sentences of ``benchmarks/encoding_texts.txt``."""

_LEAST_LEAD = 5
"""By so much the nearest must be nearer than the next: below are most of all Danish and Norwegian, Czech and Slovak.
Chosen by us on the same sentences."""


def language_of(text: str) -> str:
    """ISO 639-1 code, "" when the text is too short or no language is near.

    >>> language_of("The supplier shall deliver the goods to the buyer on the date which is set out in this order.")
    'en'
    """
    sample = text[:_SAMPLE_CHARACTERS]
    letters = _letters(sample)
    if letters.total() < _FEWEST_IDEOGRAPHS:
        return ""
    scripts = _scripts(letters)
    enough = _SCRIPT_SHARE * letters.total()
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > _KANA_SHARE * letters.total():
        return "ja"
    script = next((name for name, count in scripts.most_common() if count > enough and name != "LATIN"), "LATIN")
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    if letters.total() < _FEWEST_LETTERS:
        return ""
    return _nearest(sample, _with_these_letters(letters, _ALPHABETS.get(script, {})))


def _letters(sample: str) -> Counter[str]:
    counts = Counter(sample.lower() if sample.isascii() else unicodedata.normalize("NFC", sample.lower()))
    return Counter({character: count for character, count in counts.items() if character.isalpha()})


def _scripts(letters: Counter[str]) -> Counter[str]:
    scripts = Counter[str]()
    for letter, count in letters.items():
        scripts[unicodedata.name(letter, "?").partition(" ")[0]] += count
    return scripts


def _with_these_letters(letters: Counter[str], alphabets: Mapping[str, str]) -> list[str]:
    """The languages that have the text's letters beyond ASCII, or nearly as many of them as any has."""
    beyond = {letter: count for letter, count in letters.items() if not letter.isascii()}
    known = {
        language: sum(count for letter, count in beyond.items() if letter in alphabet)
        for language, alphabet in alphabets.items()
    }
    least = max(known.values(), default=0) - _STRANGE_SHARE * sum(beyond.values())
    return [language for language, count in known.items() if count >= least]


def _nearest(sample: str, languages: list[str]) -> str:
    from resiliparse.parse.lang import detect_fast

    if not languages:
        return ""
    found: Any = detect_fast(sample, cutoff=10 * _MOST_DISTANT, n_results=2, langs=languages)
    names, distances = [str(one[0]) for one in found], [int(one[1]) for one in found]
    lead = distances[1] - distances[0] if len(found) > 1 else _LEAST_LEAD
    return names[0] if distances[0] <= _MOST_DISTANT and lead >= _LEAST_LEAD else ""
