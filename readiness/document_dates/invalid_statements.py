"""Stated facts that cannot be what they say: a misspelt status, a day that no calendar has, a form left unfilled."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from readiness.document_dates import label_roles
from readiness.document_dates.grammar import EARLIEST_YEAR, LATEST_YEAR
from readiness.document_dates.month_names import MONTHS
from readiness.document_dates.stated_fields import HEADER, Field
from readiness.document_dates.status_words import FIELD_TERMS, HOLDING_WORDS, OTHER_WORDS
from readiness.model import DateKind

INVALID_STATUS, INVALID_DATE = "invalid_status", "invalid_date"

_NUMBERS = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?!\d)")
_NAMED = re.compile(r"(\d{1,2})\.?[ \u00a0]{1,2}([^\W\d_]{3,12})\.?,?[ \u00a0]{1,2}(\d{4})(?!\d)")
_NAME_FIRST = re.compile(r"([^\W\d_]{3,12})\.?[ \u00a0]{1,2}(\d{1,2}),?[ \u00a0]{1,2}(\d{4})(?!\d)")
_UNFILLED = re.compile(r"(?:y{2,4}|Y{2,4}|d{2}|D{2})[-/. ](?:m{2,3}|M{2,3})[-/. ](?:d{2}|D{2}|y{2,4}|Y{2,4})")
_FEWEST_LETTERS = 5
"""Shorter words have neighbours that are words of their own."""

_TWO_SLIPS_FROM = 9
"""Letters from which two wrong ones are a slip; below, one. Chosen by us."""

_KNOWN = frozenset(FIELD_TERMS) | HOLDING_WORDS | OTHER_WORDS
_MEANT = sorted(_KNOWN - OTHER_WORDS - {"superceded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidStatement:
    """One field that cannot hold: ``kind`` is ``invalid_status`` or ``invalid_date``; ``suggested`` may be empty."""

    kind: str
    field: str
    value: str
    source: str
    suggested: str


def find_invalid(fields: Iterable[Field]) -> tuple[InvalidStatement, ...]:
    """Every stated status that is misspelt or not chosen yet, and every stated date that is no day."""
    return tuple(_find_invalid(fields))


def _find_invalid(fields: Iterable[Field]) -> Iterator[InvalidStatement]:
    for field in fields:
        kind = label_roles.role(field.key)
        if field.source == HEADER and not label_roles.is_label(field.key):
            continue
        if kind is label_roles.Role.STATUS and (found := _wrong_status(field.value)):
            yield _invalid(INVALID_STATUS, field, found[0])
        elif isinstance(kind, DateKind) and is_no_day(field.value):
            yield _invalid(INVALID_DATE, field, "")


def _invalid(kind: str, field: Field, suggested: str) -> InvalidStatement:
    return InvalidStatement(
        kind=kind, field=field.key, value=field.value[:100], source=field.source, suggested=suggested
    )


def _wrong_status(value: str) -> tuple[str] | None:
    """The word that was meant, "" where a list of choices was left as it is; None for a status that may stand."""
    words = value.lower().strip(" *_`\"'.~").split()
    choices = [one.strip() for one in re.split(r"[|/]", value.lower())]
    if len([one for one in choices if one in _KNOWN]) > 2:
        return ("",)
    if len(words) != 1 or not words[0].isalpha():
        return None
    meant = "" if words[0] in _KNOWN else nearest_word(words[0], _MEANT)
    return (meant,) if meant else None


def nearest_word(word: str, known: Collection[str]) -> str:
    """The known word of which ``word`` is a slip, "" where it is known itself or near to none.

    Distance is optimal string alignment (Damerau and Levenshtein): a letter too many, missing, wrong, or two swapped.

    >>> nearest_word("superceeded", {"superseded", "accepted"})
    'superseded'
    """
    from rapidfuzz.distance import OSA

    if len(word) < _FEWEST_LETTERS or word in known:
        return ""
    slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    near = [(OSA.distance(word, one, score_cutoff=slips), one) for one in known if abs(len(one) - len(word)) <= slips]
    near = [(distance, one) for distance, one in near if distance <= slips]
    return min(near)[1] if near else ""


def is_no_day(value: str) -> bool:
    """Return whether ``value`` is written as a date with its year, and is none in any reading.

    >>> [is_no_day(value) for value in ("2021-02-30", "31 April 2020", "yyyy-mm-dd", "03/04/2024", "1.2.3")]
    [True, True, True, False, False]
    """
    text = value.strip()
    if _UNFILLED.fullmatch(text):
        return True
    if match := _NUMBERS.match(text):
        readings = list(_readings(match))
        return bool(readings) and not any(_is_day(*reading) for reading in readings)
    named = _NAMED.match(text)
    day, name, year = (named[1], named[2], named[3]) if named else ("", "", "")
    if not named and (first := _NAME_FIRST.match(text)):
        name, day, year = first[1], first[2], first[3]
    month = MONTHS.get(name.lower())
    return month is not None and not _is_day(int(year), month, int(day))


def _readings(numbers: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    """Year, month, day in every order that people write them; none without a year of four digits, as in versions."""
    first, sign, middle, last = numbers.groups()
    if len(first) == 4:
        yield int(first), int(middle), int(last)
        if sign != "-":  # ISO 8601 has one order only
            yield int(first), int(last), int(middle)
    elif len(last) == 4:
        yield int(last), int(middle), int(first)
        yield int(last), int(first), int(middle)


def _is_day(year: int, month: int, day: int) -> bool:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return False
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
