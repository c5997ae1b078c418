"""Which code page of Latin letters some bytes are in: the one that gives words the letters their language has."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readiness.text.language import language_of

_LETTERS = {
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøåé",
    "de": "äöüß",
    "en": "éèêëïçñôæœ",
    "es": "áéíñóúü",
    "fi": "äöå",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "it": "àèéìíîòóùú",
    "nl": "éèëïöüáó",
    "no": "æøåéòô",
    "pl": "ąćęłńóśźż",
    "pt": "ãáàâçéêíõóôúü",
    "sv": "åäöé",
    "tr": "çğıöşüİâî",
}
"""Letters beyond ASCII by language, as Unicode's CLDR lists them (exemplar characters)."""

_WESTERN = ("cp1252", "mac_roman", "cp850")
_CANDIDATES = {
    "cs": ("cp1250", "iso8859-2", "cp852"),
    "pl": ("cp1250", "iso8859-2", "cp852"),
    "tr": ("cp1254", "cp857"),
}
_MARKS = frozenset(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u20ac\xa0\xa7\xab\xbb\xb0\xa9\xae\xb4\xb7\xa3\xbd\xba\xaa\xa1\xbf\u2122"
)
_WEIGHT_OF_MARKS = 0.95
"""A letter fits better than a mark: DOS keeps letters where Windows keeps dots and quotes."""

_LEAST_SHARE = 0.8
"""Share of the characters beyond ASCII that are letters of the language or usual marks. Chosen by us: names and quotes
bring a few others, a wrong code page brings hardly any that fit."""

_LEAST_SHARE_IF_UNSURE = 0.9
_WESTERN_LETTERS = "".join(letters for name, letters in _LETTERS.items() if name not in _CANDIDATES)
_HIGH = re.compile(r"[^\x00-\x7f]")
_C1 = re.compile(r"[\x80-\x9f]")


def latin_codepage(data: bytes) -> str:
    """The code page, "" where no candidate makes sense of the bytes beyond ASCII.

    >>> latin_codepage("Příliš žluťoučký kůň: je to na stole a není od nás, ale že se v něm".encode("iso8859-2"))
    'iso8859-2'
    """
    language = language_of(data.decode("cp1252", "replace"))
    if language in _LETTERS:
        shares = {codec: _share(data, codec, _LETTERS[language]) for codec in _CANDIDATES.get(language, _WESTERN)}
        return _best(shares, _LEAST_SHARE)
    shares = {codec: _share(data, codec, _WESTERN_LETTERS) for codec in _WESTERN}
    for name, candidates in _CANDIDATES.items():
        for codec in candidates:
            shares[codec] = max(shares.get(codec, 0.0), _share(data, codec, _LETTERS[name]))
    return _best(shares, _LEAST_SHARE_IF_UNSURE)


def _best(shares: Mapping[str, float], least: float) -> str:
    """The first of those that fit best: candidates stand in the order of how common they are."""
    best = max(shares, key=lambda codec: shares[codec])
    return best if shares[best] >= least else ""


def _share(data: bytes, codec: str, known: str) -> float:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    high = _HIGH.findall(text)
    if not high or _C1.search(text):
        return 0.0
    letters = sum(character.lower() in known or character in known for character in high)
    marks = sum(character in _MARKS for character in high)
    return (letters + _WEIGHT_OF_MARKS * marks) / len(high)
