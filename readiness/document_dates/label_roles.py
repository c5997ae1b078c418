"""What a label says of the date, period or status beside it: key families, never one site's keys.

A label is words: ``last_reviewed_on``, ``Last reviewed on``, ``dcterms.modified`` and ``lastModified`` are read alike.
"""

from __future__ import annotations

import re
from enum import StrEnum

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
_ENDED = {
    "withdrawn",
    "superseded",
    "obsoleted",
    "deprecated",
    "archived",
    "retired",
    "replaced",
    "rejected",
    "revoked",
}
_SUCCESSOR = {"successor", "replacement", "supersededby", "replacedby", "obsoletedby"}
_BY = {"by", "durch", "par"}
_STATUS = {"status", "state", "stage", "lifecycle", "layout", "disposition", "zustand", "statut", "estado"}
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
"""Words a printed label may be made of. One word outside it and the sentence speaks of something else."""


def words(label: str) -> list[str]:
    """The words of a key or label in lower case: ``lastReviewed_on`` is ``last reviewed on``."""
    return [word.lower() for word in _WORD.findall(_CAMEL.sub(" ", label[:_LONGEST_LABEL]))]


def _review_role(found: set[str]) -> DateKind | Role | None:
    if found & _REVIEWED and not found & {
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
    if not found & (_REVIEW | _REVIEWED):
        return None
    if found & {"last", "latest", "letzte", "letzter", "dernier", "dernière", "completed"}:
        return DateKind.REVIEWED
    if found & (_PERIOD - {"in", "after", "within", "months", "days"}) or found & {"in", "months", "days"}:
        return Role.PERIOD
    return DateKind.REVIEW_DUE if found & _NEXT else None


def _validity_role(found: set[str]) -> DateKind | None:
    if found & _EXPIRES or (
        found & {"valid", "gültig", "valable"} and found & {"until", "to", "through", "bis", "jusqu"}
    ):
        return DateKind.EXPIRES
    if found & _EFFECTIVE or (found & {"valid", "gültig"} and found & {"from", "ab"}) or {"into", "force"} <= found:
        return DateKind.EFFECTIVE
    return None


def _stage_role(found: set[str]) -> Role | None:
    by = found & _SUCCESSOR or (found & _ENDED and found & _BY)
    if by and found <= _SUCCESSOR | _ENDED | _BY | _FILLER:
        return Role.SUCCESSOR
    return Role.STATUS if found & _STATUS and len(found) <= 3 else None


def role(label: str) -> DateKind | Role | None:
    """What a value under this label is, or None when the label says nothing about a document's life.

    >>> [str(role(label)) for label in ("last_reviewed_on", "review_in", "superseded-by", "valid until")]
    ['reviewed', 'period', 'successor', 'expires']
    """
    found = set(words(label))
    special = _review_role(found) or _stage_role(found) or _validity_role(found)
    if special:
        return special
    if found & _ENDED or found & _NOT_DATES_OF_THE_DOCUMENT:
        return None
    for kind, family in ((DateKind.SENT, _SENT), (DateKind.UPDATED, _UPDATED), (DateKind.PUBLISHED, _PUBLISHED)):
        if found & family:
            return kind
    return None


def is_label(text: str) -> bool:
    """Whether printed ``text`` is made of label words only, so that the date after it is what it speaks of."""
    found = words(text)
    return bool(found) and all(word in VOCABULARY for word in found)
