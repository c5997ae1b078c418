"""Schema changes between two neighbouring members: added, removed, renamed, retyped, reordered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import numpy as np

from readiness.profilers.format_drift import patterns
from readiness.profilers.format_drift.column_facts import Column, MemberFacts
from readiness.profilers.format_drift.value_sketch import ValueSketch

SIMILAR_NAME = 0.8
"""Names this similar (difflib ratio) are one column if its values are of one family (chosen by us)."""
RELATED_NAME = 0.5
"""Names this similar are one column when the values overlap too (chosen by us)."""
SAME_VALUES = 0.5
"""Share of the smaller value set found in the other that counts as overlap (chosen by us)."""
INFORMATIVE_VALUES = 5
"""Fewer distinct values overlap by chance: yes/no columns are no evidence of a rename (chosen by us)."""
NEARLY_ALL = 0.8
MANY_VALUES = 20
ALIKE = 0.1
"""Columns with unlike names are one column when four fifths of at least 20 names or codes recur; or, in the same place,
when the same categories recur in like numbers (Jensen-Shannon divergence up to 0.1), or numbers are distributed alike
(Kolmogorov-Smirnov distance up to 0.1). Chosen by us: members of one series differ by less, other columns by more."""

UNDECLARED = frozenset(
    {"", "csv", "tsv", "psv", "txt", "text", "json", "jsonl", "ndjson", "xlsx", "xlsm", "xls", "ods"}
)
"""Formats that declare no column types; what a reader inferred is not a promise that can be broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    old: str
    new: str
    similarity: float
    overlap: float

    def as_evidence(self) -> dict[str, Any]:
        return {
            "from": self.old,
            "to": self.new,
            "similarity": round(self.similarity, 3),
            "value_overlap": round(self.overlap, 3),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange:
    """``added`` and ``removed`` are the plain set difference of names; ``renamed`` pairs those that are one column.

    ``reordered`` lists the kept columns in their new order, only when that order changed.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[Rename, ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()
    reordered: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.retyped or self.reordered)

    def as_evidence(self) -> dict[str, Any]:
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "renamed": [rename.as_evidence() for rename in self.renamed],
            "retyped": [{"column": name, "from": old, "to": new} for name, old, new in self.retyped],
            "reordered": list(self.reordered),
        }


def schema_change(before: MemberFacts, after: MemberFacts) -> SchemaChange:
    """The difference between the columns of ``before`` and ``after``; falsy when there is none."""
    old, new = [c.name for c in before.columns], [c.name for c in after.columns]
    added = tuple(name for name in new if name not in set(old))
    removed = tuple(name for name in old if name not in set(new))
    kept_old = [name for name in old if name in set(new)]
    kept_new = [name for name in new if name in set(old)]
    return SchemaChange(
        added=added,
        removed=removed,
        renamed=renames(before, after, removed, added),
        retyped=_retyped_columns(before, after),
        reordered=tuple(kept_new) if kept_old != kept_new else (),
    )


def renames(
    before: MemberFacts, after: MemberFacts, removed: Sequence[str], added: Sequence[str]
) -> tuple[Rename, ...]:
    """Pairs of a removed and an added column that are one column under a new name, best pairs first come."""
    pairs = [_rename(before, after, old, new) for old in removed for new in added]
    ranked = sorted((p for p in pairs if p), key=lambda p: (-p.similarity - p.overlap, p.old, p.new))
    chosen: list[Rename] = []
    for pair in ranked:
        if all(pair.old != other.old and pair.new != other.new for other in chosen):
            chosen.append(pair)
    return tuple(sorted(chosen, key=lambda pair: list(removed).index(pair.old)))


def bare(name: str) -> str:
    """A column name without case and punctuation, for comparing.

    >>> bare("Last Update") == bare("last_update")
    True
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def _rename(before: MemberFacts, after: MemberFacts, old: str, new: str) -> Rename | None:
    first, second = _column_named(before, old), _column_named(after, new)
    if not _one_family(first, second):
        return None
    similarity = _name_similarity(old, new)
    values = before.sketch(before.position(old)), after.sketch(after.position(new))
    overlap = values[0].overlap(values[1])
    smaller = min(len(one.cells) for one in values)
    agree = smaller >= INFORMATIVE_VALUES and overlap >= SAME_VALUES
    if similarity >= SIMILAR_NAME or (similarity >= RELATED_NAME and agree):
        return Rename(old=old, new=new, similarity=similarity, overlap=overlap)
    same_place = _place(before, after, old) == _place(after, before, new)
    if _is_same_content(first, second, values, same_place=same_place):
        return Rename(old=old, new=new, similarity=similarity, overlap=overlap)
    return None


def _is_same_content(old: Column, new: Column, values: tuple[ValueSketch, ValueSketch], *, same_place: bool) -> bool:
    """True when two columns with unlike names hold the same things.

    Names and codes that recur say it anywhere. Categories, and numbers of one range, recur in unlike columns too:
    they need the same place between the same neighbours as well.
    """
    first, second = values
    smaller, overlap = min(len(first.cells), len(second.cells)), first.overlap(second)
    if patterns.family(old.dominant) in {"code", patterns.TEXT} and smaller >= MANY_VALUES and overlap >= NEARLY_ALL:
        return True
    if not same_place or abs(old.null_rate - new.null_rate) > ALIKE:
        return False
    if first.is_categories and second.is_categories:
        return overlap >= NEARLY_ALL and first.divergence(second) <= ALIKE
    if patterns.family(old.dominant) == "number":
        return _distance(first.numbers(), second.numbers()) <= ALIKE
    return False


def _place(member: MemberFacts, other: MemberFacts, name: str) -> tuple[str, int, str]:
    """The nearest columns left and right that both members hold, and how many places the column is off the left one."""
    names, kept = [column.name for column in member.columns], {column.name for column in other.columns}
    at = names.index(name)
    left = next((place for place in range(at - 1, -1, -1) if names[place] in kept), -1)
    right = next((place for place in range(at + 1, len(names)) if names[place] in kept), len(names))
    return names[left] if left >= 0 else "", at - left, names[right] if right < len(names) else ""


def _distance(first: Sequence[float], second: Sequence[float]) -> float:
    """The largest distance of two empirical distribution functions (Kolmogorov-Smirnov); 1 where values are few."""
    if min(len(first), len(second)) < MANY_VALUES:
        return 1.0
    every = np.concatenate((first, second))
    shares = [np.searchsorted(one, every, side="right") / len(one) for one in (first, second)]
    return float(np.max(np.abs(shares[0] - shares[1])))


def _name_similarity(old: str, new: str) -> float:
    """1 when only case or punctuation differ; an abbreviation (``lat`` of ``latitude``) counts as related."""
    first, second = bare(old), bare(new)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    ratio = SequenceMatcher(None, first, second, autojunk=False).ratio()
    shorter, longer = sorted((first, second), key=len)
    return max(ratio, RELATED_NAME) if len(shorter) >= 3 and longer.startswith(shorter) else ratio


def _one_family(old: Column, new: Column) -> bool:
    if bare(old.name) == bare(new.name) or not old.values or not new.values:
        return True
    return patterns.family(old.dominant) == patterns.family(new.dominant)


def _column_named(member: MemberFacts, name: str) -> Column:
    return next(column for column in member.columns if column.name == name)


def _retyped_columns(before: MemberFacts, after: MemberFacts) -> tuple[tuple[str, str, str], ...]:
    if before.format != after.format or before.format in UNDECLARED:
        return ()
    old = {column.name: column for column in before.columns}
    pairs = ((old[column.name], column) for column in after.columns if column.name in old)
    return tuple((b.name, a.declared, b.declared) for a, b in pairs if _breaks_type(a, b))


def _breaks_type(old: Column, new: Column) -> bool:
    """A whole-number column stored as float because it now holds nulls is still whole: no reader's meaning changed."""
    if not old.declared or not new.declared or old.declared == new.declared:
        return False
    both_numeric = {old.declared, new.declared} == {"integer", "number"}
    return not both_numeric or bool(old.shares.get("9.9") or new.shares.get("9.9"))
