"""Facts of each item besides its text: dates, format, path; and the reason to keep one of two copies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from readiness.extraction.formats import FORMATS
from readiness.model import DateKind
from readiness.profilers.duplicates.paths import PathFacts, read_path

CONTENT_DATES = (DateKind.REVIEWED, DateKind.UPDATED, DateKind.PUBLISHED, DateKind.EFFECTIVE)
"""Kinds of date that an author gave to the wording, the strongest first."""

RICHNESS = tuple(each.name for each in sorted(FORMATS, key=lambda each: -each.structure) if each.structure)
"""Formats from most to least structure kept, as the table of formats ranks them; others come last."""


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """One item. ``trusted`` is its date (never a file time); ``dates`` the latest claim of each kind.
    ``counted``: the year in its name is a running number. ``archived``, ``copied`` and ``depth`` are those of its path,
    which is read whole only where more of it is asked.
    """

    source: str
    item: str
    format: str
    misnamed: bool
    title: str
    archived: bool
    copied: bool
    depth: int
    trusted: dt.date | None = None
    trusted_kind: str = ""
    dates: Mapping[str, dt.date] = field(default_factory=dict)
    counted: bool = False

    @cached_property
    def path(self) -> PathFacts:
        """Facts of the path."""
        path = read_path(self.item)
        return replace(path, date=None, family=path.stem) if self.counted else path

    @property
    def richness(self) -> int:
        """Place of the format in ``RICHNESS``, the last for others."""
        return RICHNESS.index(self.format) if self.format in RICHNESS else len(RICHNESS)

    @property
    def untidiness(self) -> tuple[bool, bool, bool]:
        """Marks of a path that is not the canonical one: archived, a copy, named for another format."""
        return self.archived, self.copied, self.misnamed


def keeper_reason(keeper: ItemFacts, other: ItemFacts, keep: Sequence[str]) -> str:
    """The first of the criteria in which the keeper is preferred, as a clause: ``it is newer (2024-05-01, not ...)``.

    ``keep`` names them in order, as ``config.Duplicates`` does.
    """
    criteria = {"newest": _newer, "richest": _richer, "canonical": _tidier}
    reasons = (criteria[criterion](keeper, other) for criterion in keep)
    return next((reason for reason in reasons if reason), "its name comes first; there is no other difference")


def _newer(keeper: ItemFacts, other: ItemFacts) -> str:
    if keeper.trusted and not other.trusted:
        return f"it is dated ({keeper.trusted}) and the other is not"
    if keeper.trusted and keeper.trusted != other.trusted:
        return f"it is newer ({keeper.trusted}, not {other.trusted})"
    return ""


def _richer(keeper: ItemFacts, other: ItemFacts) -> str:
    if keeper.richness == other.richness:
        return ""
    return f"its format keeps more structure ({keeper.format or 'unknown'}, not {other.format or 'unknown'})"


def _tidier(keeper: ItemFacts, other: ItemFacts) -> str:
    complaints = ("the other is in an archive", "the other is named a copy", "the other's name claims another format")
    for complaint, mine, theirs in zip(complaints, keeper.untidiness, other.untidiness, strict=True):
        if theirs and not mine:
            return complaint
    shorter = keeper.depth != other.depth or len(keeper.item) != len(other.item)
    return "its path is shorter" if shorter else ""
