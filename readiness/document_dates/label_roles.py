"""Roles of labels: a value beside a label is a date, period or status, by key families, never one site's keys.

A label is words: ``last_reviewed_on``, ``Last reviewed on``, ``dcterms.modified`` and ``lastModified`` are read alike.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from readiness.document_dates import label_words as kinds
from readiness.model import DateKind


class Role(StrEnum):
    """Roles of a field that is no date."""

    PERIOD = "period"
    STATUS = "status"
    SUCCESSOR = "successor"


_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
WORD = re.compile(r"[^\W\d_]+")
_LONGEST_LABEL = 120

VOCABULARY = (
    kinds.FILLER | kinds.REVIEWED | kinds.REVIEW | kinds.NEXT | kinds.PERIOD
    | kinds.EXPIRES | kinds.UPDATED | kinds.EFFECTIVE | kinds.PUBLISHED | kinds.SENT
    | kinds.ENDED | kinds.STATUS | kinds.WEEKDAYS | kinds.BY | (kinds.SUCCESSOR - {"replacement"})
)  # fmt: skip
"""Words of which a printed label may be made. With one word outside it, the sentence is about something else."""


_NAMESPACES = frozenset(
    "meta json ld microdata element byline address custom article og schema dc dcterms dcterm dct dcat html prism "
    "eprints parsely sailthru citation properties x opf xml relation".split()
)
"""Words by which keys show their vocabulary or place, not their meaning."""

_JOINED = re.compile(r"(?:(date|last)([^\W\d_]{4,14})|([^\W\d_]{4,14})(date|time))")


def words(label: str) -> list[str]:
    """The words of a key or label in lower case: ``lastReviewed_on`` is ``last reviewed on``.

    >>> words("meta.datemodified")
    ['date', 'modified']
    """
    found = [word.lower() for word in WORD.findall(_CAMEL.sub(" ", label[:_LONGEST_LABEL]))]
    if len(found) > 1 and found[0] in _NAMESPACES:
        found = [word for word in found if word not in _NAMESPACES]
    return [part for word in found for part in _parts(word)]


def _parts(word: str) -> tuple[str, ...]:
    """``datepublished`` and ``publicationdate`` are two words; ``update`` is one."""
    joined = None if word in VOCABULARY else _JOINED.fullmatch(word)
    parts = tuple(part for part in joined.groups() if part) if joined else ()
    return parts if parts and all(part in VOCABULARY for part in parts) else (word,)


_COUNTED_FROM = frozenset({"in", "after", "within", "months", "days"})
_OF_ANY_DATE = frozenset({"date", "on", "by", "no", "before", "until"})
_OF_REVIEWS = kinds.REVIEW - frozenset("revision revisión revisão revisione révision".split())
"""Words that are a check of what a document says; a revision may also be the change itself."""


def _review_role(label_words: set[str]) -> DateKind | Role | None:
    if label_words & kinds.REVIEWED and not label_words & {
        "again",
        "needs",
        "need",
        "must",
        "should",
        "due",
        "next",
        "will",
        "every",
        "be",
    }:
        return DateKind.REVIEWED
    if not label_words & (kinds.REVIEW | kinds.REVIEWED):
        return None
    if label_words & {"last", "latest", "letzte", "letzter", "dernier", "dernière", "completed"}:
        return DateKind.REVIEWED
    due = label_words & {"next", "due", "scheduled", "planned"}
    if label_words & (kinds.PERIOD - _COUNTED_FROM) or (label_words & {"in", "months", "days"} and not due):
        return Role.PERIOD
    if not label_words & (_OF_REVIEWS | kinds.REVIEWED) and not label_words & kinds.NEXT - _OF_ANY_DATE:
        return None
    return DateKind.REVIEW_DUE if label_words & kinds.NEXT else None


def _validity_role(label_words: set[str]) -> DateKind | None:
    if label_words & kinds.EXPIRES or (
        label_words & {"valid", "gültig", "valable"} and label_words & {"until", "to", "through", "bis", "jusqu"}
    ):
        return DateKind.EXPIRES
    if (
        label_words & kinds.EFFECTIVE
        or (label_words & {"valid", "gültig"} and label_words & {"from", "ab"})
        or {"into", "force"} <= label_words
    ):
        return DateKind.EFFECTIVE
    return None


def _stage_role(label_words: set[str]) -> Role | None:
    by = label_words & kinds.SUCCESSOR or (label_words & kinds.ENDED and label_words & kinds.BY)
    if by and label_words <= kinds.SUCCESSOR | kinds.ENDED | kinds.BY | kinds.FILLER:
        return Role.SUCCESSOR
    return (
        Role.STATUS if label_words & kinds.STATUS and len(label_words) <= 3 and not label_words & kinds.ENDED else None
    )


def role(label: str) -> DateKind | Role | None:
    """The role of a value under this label, or None when the label is not about a document's dates or validity.

    >>> [str(role(label)) for label in ("last_reviewed_on", "review_in", "superseded-by", "valid until")]
    ['reviewed', 'period', 'successor', 'expires']
    """
    return _role(label[:_LONGEST_LABEL])


@lru_cache(maxsize=4096)  # the same few keys are in every document of a source, and each is asked for several times
def _role(label: str) -> DateKind | Role | None:
    label_words = set(words(label))
    special = _review_role(label_words) or _stage_role(label_words) or _validity_role(label_words)
    if special:
        return special
    if label_words & kinds.ENDED or label_words & kinds.NOT_DATES_OF_THE_DOCUMENT:
        return None
    if "jour" in label_words and label_words & {"mis", "mise"}:
        return DateKind.UPDATED
    for kind, family in (
        (DateKind.SENT, kinds.SENT),
        (DateKind.UPDATED, kinds.UPDATED),
        (DateKind.PUBLISHED, kinds.PUBLISHED),
    ):
        if label_words & family:
            return kind
    return None


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """True when printed ``text`` is made of label words only, so that the date after it is the one it is about."""
    label_words = words(text)
    return bool(label_words) and all(word in VOCABULARY for word in label_words)
