"""The usual pattern of a column along a series, and the members that break with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.profilers.format_drift import patterns
from readiness.profilers.format_drift.column_facts import Column

PATTERNED_SHARE = 0.8
"""A column has a pattern when it covers this share of its values; others cannot drift (chosen by us)."""
CLEAR_MAJORITY = 0.6
"""A new pattern counts once it covers this share of a member (chosen by us: mixed members stay unjudged)."""
LITTLE_SHARE = 0.2
"""... and covered at most this share while the old one held (chosen by us)."""
MIN_VALUES = 5
"""Fewer values show no pattern (chosen by us)."""
SIGNIFICANCE = 0.001
"""Two-sided level of the test; low, since every column of every member is tested (chosen by us)."""
FIRM_SHARE = 0.95
"""A second pattern is news only in a column that had one pattern for this share of its values (chosen by us)."""
UNKNOWN_SHARE = 0.01
"""... and that never held the second one in more than this share (chosen by us: stray typing errors)."""
SECOND_SHARE = 0.05
"""... and which it now holds in this share (chosen by us: a part that a reader would lose)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``kind``: pattern or type; ``effect``: share of values gained. ``part`` is the share of the member's values that
    are written the new way, where most still are written the old one, else None.
    """

    kind: str
    before: str
    after: str
    effect: float
    part: float | None = None

    def as_evidence(self) -> dict[str, Any]:
        """The change as evidence of an event."""
        evidence: dict[str, Any] = {"from": self.before, "to": self.after, "effect": self.effect}
        return evidence if self.part is None else {**evidence, "part": self.part}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share (0-1) of ``count`` values."""

    value: float
    count: int


@dataclass(slots=True)
class ColumnHistory:
    """The state of one column along a series; feed it members in order."""

    pattern: str = ""
    style: str = ""
    values: int = 0
    distinct: int = 0
    typed: bool = False
    shares: Mapping[str, float] = field(default_factory=dict)
    highest: dict[str, float] = field(default_factory=dict)
    examined: int = 0
    begun: set[str] = field(default_factory=set)

    def observe(self, column: Column, *, other_container: bool = False) -> Change | None:
        """Return the change that this member shows. ``other_container`` marks a file type that writes values its own
        way.
        """
        if column.values < MIN_VALUES:
            return None
        known = bool(self.pattern)
        firm = self.shares.get(self.pattern, 0.0) >= FIRM_SHARE
        change = self._pattern_change(column, other_container=other_container)
        if known and firm and not change and not other_container and self.typed == column.typed:
            change = self._second_pattern(column) or self._second_order(column)
        self._remember(column)
        return change

    def _remember(self, column: Column) -> None:
        self.examined += column.values
        voters = sum(column.orders.values())
        orders = {order: votes / voters for order, votes in column.orders.items() if votes}
        for written, share in {**column.shares, **orders}.items():
            self.highest[written] = max(share, self.highest.get(written, 0.0))

    def _pattern_change(self, column: Column, *, other_container: bool) -> Change | None:
        share = column.dominant_share
        if not self.pattern:
            if share >= PATTERNED_SHARE:
                self._set_baseline(column)
            return None
        if column.dominant == self.pattern:
            return self._style_change(column)
        if column.dominant in self.begun and share >= PATTERNED_SHARE:  # the end of a change that was reported
            self.begun.discard(column.dominant)
            self._set_baseline(column)
            return None
        if share < CLEAR_MAJORITY or not self._is_new(column):
            return None
        change = self._pattern_or_type_change(column, other_container=other_container)
        self._set_baseline(column)
        return change

    def _second_pattern(self, column: Column) -> Change | None:
        """A second way of writing that appears beside the usual one."""
        others = sorted(column.shares.items(), key=lambda one: (-one[1], one[0]))
        for pattern, share in others:
            if pattern != self.pattern and self._is_second(column, pattern, share):
                if share > LITTLE_SHARE:
                    self.begun.add(pattern)
                return self._partial_change(pattern, share)
        return None

    def _is_second(self, column: Column, pattern: str, share: float) -> bool:
        if self.highest.get(pattern, 0.0) > UNKNOWN_SHARE or not _may_be_second(self.pattern, pattern):
            return False
        one_value_repeats = patterns.family(self.pattern) == "code" and share * column.distinct < MIN_VALUES
        if share < SECOND_SHARE or share * column.values < MIN_VALUES or one_value_repeats:
            return False
        before = Share(value=self.highest.get(pattern, 0.0), count=self.examined)
        return differs(before, Share(value=share, count=column.values))

    def _partial_change(self, pattern: str, share: float) -> Change:
        old, new = patterns.family(self.pattern), patterns.family(pattern)
        kind = "type" if old != new and "code" not in {old, new} else "pattern"
        before, after = readable_pattern(self.pattern, self.style), readable_pattern(pattern, "")
        return Change(kind=kind, before=before, after=after, effect=round(share, 4), part=round(share, 4))

    def _second_order(self, column: Column) -> Change | None:
        """Days and months change places in a part of a member: ``13/1/2024`` beside ``1/13/2024``."""
        other = {"D/M": "M/D", "M/D": "D/M"}.get(self.style, "")
        votes = column.orders.get(other, 0)
        total = sum(column.orders.values())
        if not other or votes < MIN_VALUES or votes < SECOND_SHARE * total:
            return None
        if column.style == other or column.dominant != self.pattern or self.highest.get(other, 0.0) > UNKNOWN_SHARE:
            return None
        share = votes / total
        if share > LITTLE_SHARE:
            self.begun.add(other)
        before, after = readable_pattern(self.pattern, self.style), readable_pattern(self.pattern, other)
        return Change(kind="pattern", before=before, after=after, effect=round(share, 4), part=round(share, 4))

    def _is_new(self, column: Column) -> bool:
        before = self.shares.get(column.dominant, 0.0)
        after = column.dominant_share
        if before > LITTLE_SHARE or column.shares.get(self.pattern, 0.0) > 1 - CLEAR_MAJORITY:
            return False
        families = {patterns.family(self.pattern), patterns.family(column.dominant)}
        if families == {"date"}:  # two ways to write dates never come by chance
            return True
        if after < PATTERNED_SHARE:
            return False
        if "code" not in families and not before and not column.shares.get(self.pattern):
            return differs(Share(value=before, count=self.values), Share(value=after, count=column.values))
        # Rows that repeat one value are one observation: two categories in other proportions are no new spelling.
        return differs(Share(value=before, count=self.distinct), Share(value=after, count=column.distinct))

    def _pattern_or_type_change(self, column: Column, *, other_container: bool) -> Change | None:
        old, new = patterns.family(self.pattern), patterns.family(column.dominant)
        if old == new and (other_container or self.typed != column.typed):
            return None
        kind = "type" if old != new and "code" not in {old, new} else "pattern"
        gained = column.dominant_share - self.shares.get(column.dominant, 0.0)
        style = column.style or (self.style if old == new else "")
        after = readable_pattern(column.dominant, style)
        return Change(
            kind=kind, before=readable_pattern(self.pattern, self.style), after=after, effect=round(gained, 4)
        )

    def _style_change(self, column: Column) -> Change | None:
        change = None
        turned = self.style and column.style and self.style != column.style and self.typed == column.typed
        if turned and column.style in self.begun:
            self.begun.discard(column.style)
        elif turned:
            before, after = readable_pattern(self.pattern, self.style), readable_pattern(column.dominant, column.style)
            change = Change(kind="pattern", before=before, after=after, effect=round(column.dominant_share, 4))
        if column.dominant_share >= PATTERNED_SHARE:
            self._set_baseline(column)
        return change

    def _set_baseline(self, column: Column) -> None:
        same = patterns.family(column.dominant) == patterns.family(self.pattern)
        self.style = column.style or (self.style if same else "")
        self.pattern, self.shares, self.distinct = column.dominant, column.shares, column.distinct
        self.values, self.typed = column.values, column.typed


def _may_be_second(usual: str, other: str) -> bool:
    """True for patterns that do not stand side by side by nature, as 7 and 7.5 or a code and a word do."""
    old, new = patterns.family(usual), patterns.family(other)
    if old == new == "number":
        return ("," in usual + other and "." in usual + other) or usual.strip("9.,") != other.strip("9.,")
    if patterns.TEXT in {usual, other}:
        return old in {"number", "date"}
    return old in {"date", "number", "code", "time"} and new not in {"", "boolean"}


def differs(before: Share, after: Share) -> bool:
    """Two-proportion z test with continuity correction (Fleiss, Levin & Paik 2003, 3.2)."""
    p, n, q, m = before.value, before.count, after.value, after.count
    if not n or not m:
        return False
    pooled = (p * n + q * m) / (n + m)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    gap = abs(p - q) - (1 / n + 1 / m) / 2
    return spread > 0 and gap > 0 and math.erfc(gap / spread / math.sqrt(2)) < SIGNIFICANCE


def readable_pattern(pattern: str, style: str) -> str:
    """A pattern as people write it: ``N/N/YYYY`` with the order that is known, else left open as ``D|M``."""
    if pattern.startswith("N"):
        first, second = style.split("/") if "/" in style else ("D|M", "D|M")
        sep = pattern[1]
        return f"{first}{sep}{second}" + pattern[3:]
    return {"9": "9,999", "9.9": "9,999.9"}.get(pattern, pattern) if style == "grouped" else pattern
