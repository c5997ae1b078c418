"""The usual pattern and null rate of a column along a series, and the members that break with them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

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
MIN_ROWS_FOR_NULLS = 20
"""Fewer rows show no null rate (chosen by us)."""
NULL_EFFECT = 0.2
"""Jump of the null rate that matters, absolute (the catalogue's definition of format.value_drift)."""
SIGNIFICANCE = 0.001
"""Two-sided level of both tests; low, since every column of every member is tested (chosen by us)."""
RECENT_MEMBERS = 5
"""Null rates of this many members make up what is usual (chosen by us)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``kind``: pattern, type or null_rate; ``effect``: share of values gained, or the rate's jump."""

    kind: str
    before: str | float
    after: str | float
    effect: float


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
    rates: deque[Share] = field(default_factory=lambda: deque(maxlen=RECENT_MEMBERS))

    def observe(self, column: Column, *, other_container: bool = False) -> list[Change]:
        """Return the changes that this member shows. ``other_container`` marks a file type that writes values its own
        way.
        """
        changes = [self._null_change(column), self._pattern_change(column, other_container=other_container)]
        return [change for change in changes if change]

    def _null_change(self, column: Column) -> Change | None:
        if column.rows < MIN_ROWS_FOR_NULLS:
            return None
        rate, change = column.null_rate, None
        if self.rates:
            usual = [past.value for past in self.rates]
            nearest = min(max(rate, min(usual)), max(usual))
            last = self.rates[-1].value
            known = differs(self.rates[-1], Share(value=rate, count=column.rows))
            if abs(rate - nearest) >= NULL_EFFECT and known:
                change = Change(
                    kind="null_rate", before=round(last, 4), after=round(rate, 4), effect=round(abs(rate - last), 4)
                )
                self.rates.clear()
        self.rates.append(Share(value=rate, count=column.rows))
        return change

    def _pattern_change(self, column: Column, *, other_container: bool) -> Change | None:
        if column.values < MIN_VALUES:
            return None
        share = column.dominant_share
        if not self.pattern:
            if share >= PATTERNED_SHARE:
                self._set_baseline(column)
            return None
        if column.dominant == self.pattern:
            return self._style_change(column)
        if share < CLEAR_MAJORITY or not self._is_new(column):
            return None
        change = self._pattern_or_type_change(column, other_container=other_container)
        self._set_baseline(column)
        return change

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
        if self.style and column.style and self.style != column.style and self.typed == column.typed:
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
