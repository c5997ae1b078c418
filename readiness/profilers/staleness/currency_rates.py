"""Counts of the currency indicators, and the days on which they will change by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from readiness.profilers.ageing import AgeingDays
from readiness.profilers.rate_counter import Key, RateCounter


class CurrencyRates(RateCounter):
    """Counts per indicator, source and slice; ``ageing`` collects the days after the audit on which one changes."""

    def __init__(
        self, sources: Iterable[str], indicators: Iterable[str], slices: Mapping[Key, tuple[str, ...]], as_of: dt.date
    ) -> None:
        super().__init__(sources, indicators, slices)
        self.ageing = AgeingDays(as_of)
