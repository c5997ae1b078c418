"""Terms for personal data in many languages: which kinds of it a column name, or text, announces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from readiness.profilers.rights.word_lists import HEADER_TERMS

_WORDS = re.compile(r"[^\W\d_]+(?:[\u0900-\u0dff\u0e00-\u0eff]+[^\W\d_]*)*")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ])")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
)
_JOINING = frozenset(
    "a of the de du des del della di da do dos das d la le les der die das och i og ja y e et und".split()
)
_UNSPACED = re.compile(r"[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose terms are searched as part of a name: they are written without blanks, or with prefixes."""

_LONGEST_TERM = 6  # words of the longest term in the list

OWNERS = frozenset(
    "customer client patient employee person user applicant cardholder holder owner manager student tenant contact "
    "member guest primary secondary home work private business kunde kunden patienten mitarbeiter person client "
    "cliente paciente empleado paziente dipendente klant medewerker pracownik klient kund ansatt".split()
)
"""Words before a term that change the owner of the value, not its kind."""

_MEASURES = frozenset(
    "count counts total sum avg average share rate users sessions visits clicks orders revenue sales traffic bytes "
    "status type typ flag has is verified valid validated expiry expires expiration valid until model brand make "
    "version provider issuer carrier os device app score battery voltage temperature hash hashed length strength "
    "created updated modified sent opened bounced anzahl tarif plan price cost tipo statut art stav".split()
)
"""Words that make a name mean something else than the value: ``mobile_sessions``, ``email_verified``, ``card_type``."""

_OTHER_THINGS = {
    "STREET_ADDRESS": frozenset("web memory mac internet bit register url url2 bus hardware wallet contract".split()),
    "CREDIT_CARD": frozenset(
        "game sim memory sd graphics graphic sound network report score playing library loyalty time punch gift "
        "business video yellow red tarot pokemon magic deck".split()
    ),
    "PERSON": frozenset(
        "company product file business brand org organisation organization table column host domain field event "
        "project display firma firmen produkt entreprise empresa azienda".split()
    ),
    "DATE_OF_BIRTH": frozenset(),
    "IP_ADDRESS": frozenset("rating protection code class".split()),
}
"""False friends by kind: words beside which a term means another thing."""


def plain(text: str) -> str:
    """Lower case without accents, so that ``Prénom`` and ``prenom`` are one word.

    >>> plain("Straße"), plain("Prénom")
    ('strasse', 'prenom')
    """
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", folded))


def words(column: str) -> list[str]:
    """The words of a column name: ``customerPhone_2`` is ``customer phone``."""
    return [plain(word) for word in _WORDS.findall(_CAMEL.sub(" ", unicodedata.normalize("NFC", column[:200])))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """Terms without blanks to their kind: by whole words, as the whole name only, and as part of a name."""

    worded: dict[str, str]
    whole: dict[str, str]
    unspaced: dict[str, str]


@lru_cache(maxsize=1)
def _index() -> _Index:
    index = _Index(worded={}, whole={}, unspaced={})
    for kind, term in HEADER_TERMS:
        where = index.whole if term.startswith("=") else index.worded
        split = [plain(word) for word in _WORDS.findall(term)]
        if _UNSPACED.search(term) and not term.startswith("="):
            where = index.unspaced
        for joined in {"".join(split), "".join(_without_joining(split))}:
            where.setdefault(joined, kind)
    return index


def _without_joining(split: list[str]) -> list[str]:
    return [word for word in split if word not in _JOINING] or split


def announced_kinds(column: str) -> frozenset[str]:
    """The kinds of personal data that a column name announces, in whichever language.

    >>> sorted(announced("kundenTelefonnummer")), sorted(announced("mobile_sessions"))
    (['PHONE_NUMBER'], [])
    """
    header = words(column)
    if _MEASURES.intersection(header):
        return frozenset()
    kinds = {*_by_words(header), *_by_part("".join(header)), *_whole_name(header)}
    return frozenset(kind for kind in kinds if not _OTHER_THINGS.get(kind, frozenset()).intersection(header))


@lru_cache(maxsize=4096)
def kinds_named_in(text: str) -> frozenset[str]:
    """The kinds of personal data whose terms a short stretch of running text holds, those with other senses too.

    It is used for numbers that have the shape already.
    """
    text_words = words(text)
    whole = (kind for word in text_words if (kind := _index().whole.get(word)))
    return frozenset({*_by_words(text_words), *_by_part("".join(text_words)), *whole})


def _by_words(header: list[str]) -> Iterator[str]:
    """Terms that are words of the name; of two that overlap the longer counts, of equal ones the first."""
    worded, taken = _index().worded, set[int]()
    for length in range(min(_LONGEST_TERM, len(header)), 0, -1):
        for start in range(len(header) - length + 1):
            places = set(range(start, start + length))
            window = header[start : start + length]
            kind = worded.get("".join(window)) or worded.get("".join(_without_joining(window)))
            if kind and not places & taken:
                taken |= places
                yield kind


def _by_part(joined: str) -> Iterator[str]:
    """Terms of scripts without blanks, the longest first."""
    if not _UNSPACED.search(joined):
        return
    for term, kind in sorted(_index().unspaced.items(), key=lambda one: -len(one[0])):
        if term in joined:
            joined = joined.replace(term, "|")
            yield kind


def _whole_name(header: list[str]) -> frozenset[str]:
    bare = [word for word in header if word not in OWNERS] or header
    kind = _index().whole.get("".join(bare))
    return frozenset({kind}) if kind else frozenset()
