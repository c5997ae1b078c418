"""Telephone numbers. Shapes that only telephones have count by themselves; others need a word for telephones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from readiness.document_dates import grammar
from readiness.model import Span
from readiness.profilers.rights.identifiers import before
from readiness.profilers.rights.recognisers import Recogniser, span

_CANDIDATE = re.compile(
    r"(?<![\w.+/@#$€£-])(?<!\d,)(?:\+|\(\+?)?\d[\d \t\u00a0().\-/]{4,22}\d"
    r"(?:[ \t]?(?:x|ext\.?|extension)[ \t]?\d{1,6})?(?![\w@])(?!\.\d)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"[ \t]?(?:x|ext\.?|extension)[ \t]?\d{1,6}$", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(?:phone|telephone|tel|mobile|cell|cellphone|fax|call|calls|called|calling|dial|ring|reach|whatsapp|sms|"
    r"text me|answering|hotline|telefon|handy|mobil|rufnummer|tél|téléphone|portable|teléfono|telefono|cellulare)\b"
)
_AFTER = re.compile(r"[ \t]{0,2}[-(\[,]?[ \t]?(?:office|fax|home|mobile|cell|work|phone|tel)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:order|invoice|account|ref|reference|isbn|issn|doi|id|ticket|case|version|serial|article|part|pages?|pp|card|"
    r"policy|customer|model|sku|ean|vat|tax|rfc|iso|port|zip|coordinates?|lat|lon|years?)\b[\s:#.]{0,3}(?:no|number|nr)?[\s:#.]{0,3}$"
)
_NORTH_AMERICAN = re.compile(r"(?:\+?0{0,2}1[ .-]?)?(?:\(\d{3}\)[ ]?\d{3}[ .-]\d{4}|\d{3}([ .-])\d{3}\1\d{4})")
_INTERNATIONAL = re.compile(r"\(?\+\(?\d|00[1-9]\d?[ .\-(]")
_AREA_CODE = re.compile(r"\(\d{1,5}\)[ ]?\d[\d .-]{3,}")
_TRUNK = re.compile(r"0\d{1,4}[ \-/.]\d[\d .-]{4,}")
_SOCIAL = re.compile(r"\d{3}-\d{2}-\d{4}")  # the shape of US social security numbers
_GROUPED = re.compile(r"\d{1,5}(?:[ .-]\d{1,5}){1,6}")
_PLAIN_YEARS = re.compile(r"(?:19|20)\d{2}\s?[-/]\s?(?:19|20)?\d{2}")
_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)")
_DECIMALS = re.compile(r"\d{1,3}(?:[ .,]\d{3}){1,4}|\d+\.\d+(?:\.\d+)?|\d+\s?[-–]\s?\d+")

_NUMBERS_HELD = 1 << 14

FEWEST_DIGITS, MOST_DIGITS = 6, 15
"""ITU-T E.164 allows fifteen digits; local numbers of six are the shortest seen in writing with groups."""


def _shape_score(number: str, digits: int) -> float:
    if _INTERNATIONAL.match(number) and digits >= 8:
        return 0.7
    if _NORTH_AMERICAN.fullmatch(number):
        return 0.65
    if _AREA_CODE.fullmatch(number) and digits >= 7:
        return 0.6
    if _TRUNK.fullmatch(number) and digits >= 9 and not _SOCIAL.fullmatch(number):
        return 0.55
    return 0.3 if _GROUPED.fullmatch(number) else 0.2


def _impossible(number: str, digits: str) -> bool:
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS or len(set(digits)) < 3:
        return True
    if number.count("(") != number.count(")") or _PLAIN_YEARS.fullmatch(number) or "  " in number or "--" in number:
        return True
    return len(digits) != len(number) and _begins_with_date(number)


@lru_cache(maxsize=_NUMBERS_HELD)
def _begins_with_date(number: str) -> bool:
    """True when a number begins with a date: no date of figures alone is read, so such a number need not be tried.

    A day of ISO 8601 at the beginning is always one of the dates that are read.
    """
    found = _YEAR_FIRST.match(number)
    if found and grammar.day(int(found["y"]), int(found["m"]), int(found["d"])):
        return True
    return any(date.start == 0 for date in grammar.find(number, order=True))


def _score(text: str, match: re.Match[str]) -> float:
    number = _EXTENSION.sub("", match[0])
    digits = re.sub(r"\D", "", number)
    if _impossible(number, digits):
        return 0.0
    lead = before(text, match.start(), 40).rpartition("\n\n")[2]
    score = _shape_score(number, len(digits))
    if _NOT.search(lead):
        return min(score, 0.3)
    if _WORDS.search(lead) or _AFTER.match(text, match.end()):
        score = max(score + 0.15, 0.6)
    elif _DECIMALS.fullmatch(number) and score < 0.5:
        return 0.0
    return score


_NOUNS = re.compile(r"\b(?:phone|cell|fax|whatsapp|sms|hotline|handy|mobil|portable|answering)\b")


def has_phone_word(text: str, number: Span) -> bool:
    """True when a word for telephones is right before or behind a number."""
    lead = before(text, number.start, 40).rpartition("\n\n")[2]
    return bool(_NOUNS.search(lead) or _AFTER.match(text, number.end)) and not _NOT.search(lead)


def _phones(text: str) -> Iterator[Span]:
    for match in _CANDIDATE.finditer(text):
        score = _score(text, match)
        if score:
            yield span(match.start(), match.end(), "PHONE_NUMBER", score)


RECOGNISERS = (Recogniser(find=_phones, best=0.85),)
