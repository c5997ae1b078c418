"""Facts of a document's path: its family, and marks of a copy, an archive, a date or a version number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from readiness.document_dates.dates_in_names import date_in_name
from readiness.item_names import as_path


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words, in the office languages we know of, by which people mark versions. Chosen by us.
_ARCHIVE = _word_set(
    "archive archives archived archiv old older superseded obsolete deprecated outdated previous prev legacy backup "
    "backups bak attic retired expired withdrawn veraltet ancien anciens obsoleto vecchio oud arkiv "
    "alt alte vieux vieille viejo gammel"
)
_COPY = _word_set("copy copies kopie kopia copie copia kopi")
_DRAFT = _word_set("draft drafts wip entwurf brouillon borrador bozza")
_LATEST = _word_set("final finale latest current new newest approved signed clean released")
_LINKS = _word_set("of von de di av the version versions ver v rev revision issue edition")
_TRAILING = _ARCHIVE | _COPY | _DRAFT | _LATEST | _LINKS
# Before a name, most of these words belong to its subject: backup policy, legacy systems, new starters.
_LEADING = _COPY | _DRAFT | _word_set("old superseded obsolete outdated deprecated archived final latest")
_GENERIC = _word_set(
    "index readme document doc docs file untitled report minutes agenda notes note letter invoice template form page "
    "scan image attachment message msg mail email text default cover summary presentation contract policy"
)
"""Stems that fit any document: alone they make no family that wording does not confirm."""

_NUMBER = re.compile(
    r"(?<![a-z])(?:version|ver|v|revision|rev|issue|edition)[ ._-]?(\d{1,4}(?:\.\d{1,4}){0,3})(?![\d])"
)
_REVISION_LETTER = re.compile(r"(?<![a-z])(?:revision|rev|version)[ ._-]([a-h])(?![^\W_])")
_COPY_NUMBER = re.compile(r"\s*\(\d{1,3}\)\s*$")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
_DATES_IN_A_STEM = 3
_DATE_FOLDER = re.compile(r"(?:19|20)\d\d(?:[._-]?\d\d){0,2}")
_YEAR = re.compile(r"(?:(?<!\d)|(?<=[Qq][1-4]))(?:19|2[01])\d\d")
"""Every date in a name holds a year of four digits; names without one need no reading of dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFacts:
    """``family`` is the name without dates, version and copy words ("" when nothing is left); ``number`` a version.

    ``stem`` is the family with its dates, ``home`` the nearest folder that is neither an archive nor a date.
    ``pattern`` is the name with every number as ``#``. ``bare_year``: the date is a year only, or else a counter.
    """

    family: str
    stem: str
    home: str
    generic: bool
    pattern: str
    date: dt.date | None
    bare_year: bool
    number: tuple[int, ...]
    archived: bool
    copied: bool
    draft: bool
    depth: int


def _without_dates(stem: str) -> tuple[str, tuple[dt.date, str] | None]:
    """The stem without the dates in it, and the first of them that names it, as a date and as written."""
    named: tuple[dt.date, str] | None = None
    for _ in range(_DATES_IN_A_STEM if _YEAR.search(stem) else 0):
        dated = date_in_name(f"{stem}.txt")
        if not dated or not dated[1] or dated[1] not in stem:
            break
        named = named or dated
        stem = stem.replace(dated[1], " ", 1)
    return stem, named


def words_without_dates(title: str) -> str:
    """The words of a title without its dates, and without version words at either end.

    >>> words_without_dates("Travel policy (version 2.1, May 2024)")
    'travel policy'
    """
    lowered = _without_dates(title)[0].casefold()
    kept, _ = _without_marks(_WORD.findall(_REVISION_LETTER.sub(" ", _NUMBER.sub(" ", lowered))))
    return " ".join(kept)


@lru_cache(maxsize=4096)
def _folder_date(folder: str) -> dt.date | None:
    """The date of a folder that is named after it and nothing else: ``2021``, ``2021-05``."""
    dated = date_in_name(f"{folder}/x.txt") if _DATE_FOLDER.fullmatch(folder) else None
    return dated[0] if dated else None


@lru_cache(maxsize=4096)
def _archive_folder(folder: str) -> bool:
    """A folder that is named for archiving and nothing else: ``_old``, ``Archive 2019``, not ``old-street-office``."""
    words = [word for word in _WORD.findall(folder.casefold()) if not word.isdigit()]
    return bool(words) and all(word in _ARCHIVE | _LINKS for word in words) and not _LINKS.issuperset(words)


def _is_time_or_archive(folder: str) -> bool:
    return _folder_date(folder) is not None or _archive_folder(folder)


def _without_marks(words: list[str]) -> tuple[list[str], frozenset[str]]:
    """The words between the marks at either end, and those marks."""
    start, stop = 0, len(words)
    while stop and words[stop - 1] in _TRAILING:
        stop -= 1
    while start < stop and (words[start] in _LEADING or (start and words[start] in _LINKS)):
        start += 1
    return words[start:stop], frozenset(words[:start] + words[stop:])


def _version_number(number: re.Match[str] | None, letter: re.Match[str] | None) -> tuple[int, ...]:
    """``v2.1`` as (2, 1), ``rev B`` as (2,)."""
    if number:
        return tuple(int(part) for part in number[1].split("."))
    return (ord(letter[1]) - ord("a") + 1,) if letter else ()


def read_path(item: str) -> PathFacts:
    """Facts of the path of a document.

    >>> facts = read_path("archive/Copy of travel-policy_v2_2023-05-01.docx")
    >>> facts.family, facts.number, facts.archived, facts.copied, str(facts.date)
    ('travel policy', (2,), True, True, '2023-05-01')
    """
    *folders, name = as_path(item.replace("\\", "/")).split("/")
    stem = name.rpartition(".")[0] or name
    uncounted = _COPY_NUMBER.sub("", stem)
    undated, dated = _without_dates(uncounted)
    lowered = undated.casefold()
    number, letter = _NUMBER.search(lowered), _REVISION_LETTER.search(lowered)
    kept, marks = _without_marks(_WORD.findall(_REVISION_LETTER.sub(" ", _NUMBER.sub(" ", lowered))))
    folder_dates = [date for folder in reversed(folders) if (date := _folder_date(folder))]
    return PathFacts(
        family=" ".join(kept),
        stem=" ".join(_without_marks(_WORD.findall(_NUMBER.sub(" ", uncounted.casefold())))[0]),
        home=next((folder for folder in reversed(folders) if not _is_time_or_archive(folder)), ""),
        generic=not kept or all(word in _GENERIC or word.isdigit() for word in kept),
        pattern=_DIGITS.sub("#", stem.casefold()),
        date=dated[0] if dated else next(iter(folder_dates), None),
        bare_year=dated is not None and len(dated[1]) == 4,
        number=_version_number(number, letter),
        archived=any(map(_archive_folder, folders)) or bool(marks & _ARCHIVE),
        copied=uncounted != stem or bool(marks & _COPY),
        draft=bool(marks & _DRAFT),
        depth=len(folders),
    )
