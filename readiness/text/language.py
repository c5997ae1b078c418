"""A light guess at the language of a text: by its script, then by its commonest words. Silent when unsure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_SAMPLE_CHARACTERS = 20_000
_FEWEST_LETTERS = 20
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_SCRIPT_SHARE = 0.3
"""Share of letters that must be of one script; documents in Japanese or Arabic quote much Latin. Chosen by us."""

_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "ARABIC": "ar", "HEBREW": "he", "GREEK": "el",
    "THAI": "th", "DEVANAGARI": "hi", "ARMENIAN": "hy", "GEORGIAN": "ka",
}  # fmt: skip
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")

_STOP_WORDS = {
    "cs": "a se na je že v s do pro jsou jako byl nebo které tak ale není aby podle",
    "da": "og i at det en til er som på de med for ikke den af har der et om var",
    "de": "der die und das ist nicht von mit den für auf ein eine dem zu im sich des werden sind auch",
    "en": "the of and to in is that for it with as be are this by on or which from was have not",
    "es": "de la que el en y los se del las por un para con una su es al como más",
    "fi": "ja on ei se että oli hän mutta ovat kun tai joka niin myös kuin sen ole",
    "fr": "de la le et les des en un du une que est pour dans qui par sur pas au plus",
    "it": "di che e la il un per in non una sono della con le del si dei più gli alla",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als bij",
    "no": "og i det er på som en til av med for at ikke har den de et om var seg",
    "pl": "i w na z się nie do to że jest o jak po oraz dla od przez które są za",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as",
    "sv": "och i att det som en på är av för med den till inte har de ett om var",
    "tr": "ve bir bu için ile da de olarak olan daha çok gibi en kadar ne o",
}
_WORDS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 12
_LEAST_SHARE = 0.12
"""Stop words make 25-50 % of running prose; below this share the text is a list or a table. Chosen by us."""

_LEAST_LEAD = 1.15


def language_of(text: str) -> str:
    """ISO 639-1 code, "" when the text is too short or no language stands out.

    >>> language_of("The supplier shall deliver the goods to the buyer on the date which is set out in this order.")
    'en'
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if sample.isascii():
        letters = sample.encode().translate(None, delete=_NO_LETTERS)
        return _by_words(sample) if len(letters) >= _FEWEST_LETTERS else ""
    counted = Counter(filter(str.isalpha, sample))
    return _by_script(counted, sample) if counted.total() >= _FEWEST_LETTERS else ""


def _by_script(letters: Counter[str], sample: str) -> str:
    """By script where one script has one common language; else by words."""
    shares = Counter[str]()
    for letter, count in letters.items():
        shares[unicodedata.name(letter, "?").partition(" ")[0]] += count
    enough = _SCRIPT_SHARE * letters.total()
    if shares["HIRAGANA"] + shares["KATAKANA"] > 0.05 * letters.total():  # kana stand among more numerous kanji
        return "ja"
    if shares["CYRILLIC"] > enough:
        return "uk" if _UKRAINIAN.search(sample) else "ru"
    found = next((script for script, count in shares.most_common() if count > enough and script in _SCRIPTS), "")
    return _SCRIPTS[found] if found else _by_words(sample)


def _by_words(sample: str) -> str:
    # Lower-casing all at once is faster, but beyond ASCII it may join a letter to its neighbours.
    words = _WORD.findall(sample.lower()) if sample.isascii() else [word.lower() for word in _WORD.findall(sample)]
    if len(words) < _FEWEST_WORDS:
        return ""
    counts = Counter(words)
    scores = sorted(
        ((sum(counts[word] for word in known & counts.keys()), language) for language, known in _WORDS.items()),
        reverse=True,
    )
    (best, language), (second, _) = scores[:2]
    return language if best / len(words) >= _LEAST_SHARE and best >= _LEAST_LEAD * second else ""
