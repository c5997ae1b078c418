"""Roles of labels: a value beside a label is a date, period or status, by key families, never one site's keys.

A label is words: ``last_reviewed_on``, ``Last reviewed on``, ``dcterms.modified`` and ``lastModified`` are read alike.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from readiness.model import DateKind


class Role(StrEnum):
    """Roles of a field that is no date."""

    PERIOD = "period"
    STATUS = "status"
    SUCCESSOR = "successor"


_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_LABEL = 120

_REVIEWED = {"reviewed", "verified", "überprüft", "geprüft", "révisé", "relu"}
_REVIEW = {"review", "revisit", "überprüfung", "réexamen", "revision"}
_NEXT = {
    "next",
    "due",
    "by",
    "before",
    "again",
    "needs",
    "need",
    "must",
    "nächste",
    "prochaine",
    "prochain",
    "no",
    "later",
}
_NEXT |= {"scheduled", "planned", "until", "should", "will", "date", "on"}
_PERIOD = {"in", "period", "cycle", "frequency", "interval", "every", "within", "each", "after", "schedule", "turnus"}
_PERIOD |= {"months", "days", "regularly", "zyklus", "intervall"}
_EXPIRES = {"expires", "expiry", "expire", "expiration", "expired", "sunset", "lapses", "validthru", "ablaufdatum"}
_UPDATED = {
    "updated",
    "update",
    "modified",
    "revised",
    "lastmod",
    "changed",
    "amended",
    "edited",
    "modification",
    "stand",
}
_UPDATED |= {"aktualisiert", "aktualisierung", "geändert", "änderung", "refreshed", "updatedat", "mise", "modifié"}
_UPDATED |= {
    "letzte",
    "actualización",
    "actualizado",
    "aggiornato",
    "bijgewerkt",
    "version",
    "revision",
    "rev",
    "edition",
}
_EFFECTIVE = {"effective", "commencement", "commences", "wirksam", "inkrafttreten", "applicable", "vigueur"}
_PUBLISHED = {"published", "publication", "publish", "pubdate", "issued", "issue", "posted", "released", "release"}
_PUBLISHED |= {"created", "creation", "adopted", "approved", "approval", "date", "dated", "datum", "signed", "written"}
_PUBLISHED |= {"veröffentlicht", "veröffentlichung", "erstellt", "publié", "publicado", "fecha", "drafted", "submitted"}
_PUBLISHED |= {"decided", "ausgabe", "freigabe", "fait"}
_SENT = {"sent", "gesendet", "envoyé"}
_ENDED = set(
    "withdrawn superseded obsoleted deprecated archived retired replaced rejected revoked zurückgezogen aufgehoben "
    "ersetzt abgelöst veraltet abgelehnt abrogé abrogée retiré retirée remplacé remplacée rejeté annulé reemplazado "
    "sustituido retirado anulado derogado sostituito ritirato abrogato vervangen ingetrokken substituído revogado "
    "ersatt erstattet zastąpiony nahrazeno".split()
)
_SUCCESSOR = set(
    "successor replacement supersededby replacedby obsoletedby nachfolger nachfolgedokument successeur sucesor "
    "successore opvolger następca sucessor efterträdare".split()
)
_BY = {"by", "durch", "par", "por", "da", "door", "av", "af", "przez"}
_STATUS = set(
    "status state stage lifecycle layout disposition zustand dokumentstatus statut estado stato stav статус 状态 状態 "
    "ステータス".split()
)
_NOT_DATES_OF_THE_DOCUMENT = {
    "birth",
    "born",
    "start",
    "end",
    "begin",
    "meeting",
    "event",
    "delivery",
    "invoice",
    "due",
}
_NOT_DATES_OF_THE_DOCUMENT |= {
    "hire",
    "payment",
    "order",
    "departure",
    "arrival",
    "deadline",
    "geburtsdatum",
    "closing",
}
_FILLER_WORDS = (
    "a an and the this that it its is was were has been be being to of on at in from for as by with or no not until "
    "last latest most recently recent first next again due needs need must should will be page document documents "
    "guidance guide guideline guidelines policy policies content contents information text article standard standards "
    "procedure manual handbook report file paper specification notice agreement contract terms statement site website "
    "section draft final version versions rev revision edition v ver date dated day time review reviewed reviews every "
    "each period cycle frequency interval within after schedule scheduled planned before later than than  valid "
    "validity expires expiry expire expiration effective force into came comes coming come enter entered enters entry "
    "commencement commences applicable applies apply "
    "der die das den dem des dieses diese dieser dokument seite richtlinie am vom zum zur bis ab seit wurde wird "
    "zuletzt gültig "
    "letzte letzter letzten nächste nächster ist und von im "
    "le la les ce cette du de des dernière dernier mise mis à jour page document est en date prochaine "
    "valable jusqu au "
    "el los última fecha del ultimo ultima data op laatst "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun online pm am"
)
_FILLER = set(_FILLER_WORDS.split())
_ROLE_WORDS = (
    _REVIEWED | _REVIEW | _NEXT | _PERIOD | _EXPIRES | _UPDATED | _EFFECTIVE | _PUBLISHED | _SENT | _ENDED | _STATUS
)
VOCABULARY = frozenset(_FILLER | _ROLE_WORDS)
"""Words of which a printed label may be made. With one word outside it, the sentence is about something else."""


def words(label: str) -> list[str]:
    """The words of a key or label in lower case: ``lastReviewed_on`` is ``last reviewed on``."""
    return [word.lower() for word in _WORD.findall(_CAMEL.sub(" ", label[:_LONGEST_LABEL]))]


def _review_role(label_words: set[str]) -> DateKind | Role | None:
    if label_words & _REVIEWED and not label_words & {
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
    if not label_words & (_REVIEW | _REVIEWED):
        return None
    if label_words & {"last", "latest", "letzte", "letzter", "dernier", "dernière", "completed"}:
        return DateKind.REVIEWED
    if label_words & (_PERIOD - {"in", "after", "within", "months", "days"}) or label_words & {"in", "months", "days"}:
        return Role.PERIOD
    return DateKind.REVIEW_DUE if label_words & _NEXT else None


def _validity_role(label_words: set[str]) -> DateKind | None:
    if label_words & _EXPIRES or (
        label_words & {"valid", "gültig", "valable"} and label_words & {"until", "to", "through", "bis", "jusqu"}
    ):
        return DateKind.EXPIRES
    if (
        label_words & _EFFECTIVE
        or (label_words & {"valid", "gültig"} and label_words & {"from", "ab"})
        or {"into", "force"} <= label_words
    ):
        return DateKind.EFFECTIVE
    return None


def _stage_role(label_words: set[str]) -> Role | None:
    by = label_words & _SUCCESSOR or (label_words & _ENDED and label_words & _BY)
    if by and label_words <= _SUCCESSOR | _ENDED | _BY | _FILLER:
        return Role.SUCCESSOR
    return Role.STATUS if label_words & _STATUS and len(label_words) <= 3 and not label_words & _ENDED else None


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
    if label_words & _ENDED or label_words & _NOT_DATES_OF_THE_DOCUMENT:
        return None
    for kind, family in ((DateKind.SENT, _SENT), (DateKind.UPDATED, _UPDATED), (DateKind.PUBLISHED, _PUBLISHED)):
        if label_words & family:
            return kind
    return None


def is_label(text: str) -> bool:
    """True when printed ``text`` is made of label words only, so that the date after it is the one it is about."""
    label_words = words(text)
    return bool(label_words) and all(word in VOCABULARY for word in label_words)
