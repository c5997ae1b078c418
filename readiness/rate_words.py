"""Numbers and measured rates in words: "12 of 400 documents are near-duplicates (3%)"."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.catalogue import CATALOGUE
from readiness.model import Indicator, SliceValue, Status

NAMED = 3
"""Rates that a sentence names before it only counts the rest. Chosen by us: more is a list, no sentence."""

_TOO_LOW = frozenset({Status.WARN, Status.FAIL})


def number(value: float | None, unit: str) -> str:
    """A measured value as people read it: shares as per cent, hours and counts with separators, None as a dash.

    A share that is not zero never reads as 0 %, one that is not whole never as 100 %.
    """
    if value is None:
        return "–"
    if unit != "share":
        return f"{value:,.1f} {unit}" if value % 1 else f"{value:,.0f} {unit}"
    return _per_cent(value)


def _per_cent(value: float) -> str:
    if value in (0.0, 1.0):
        return f"{value:.0%}"
    shown = f"{value * 100:.1f}"
    if shown == "0.0":
        return "< 0.1%"
    if shown == "100.0" and value < 1:
        return "> 99.9%"
    return f"{shown.removesuffix('.0')}%"


def count(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if value % 1 == 0 else f"{value:,.2f}"


def rate(indicator: Indicator) -> str:
    """Counts without the share: "12 of 400 documents are near-duplicates"; "" where nothing was measured.

    A rate of which more is better reads "only ..." where it is too low; one of a sample says so.
    """
    if indicator.value is None:
        return ""
    if indicator.unit != "share":
        return number(indicator.value, CATALOGUE[indicator.code].failing if indicator.code in CATALOGUE else "")
    counts = _counts(indicator.code, indicator.numerator, indicator.denominator)
    only = "only " if indicator.better == "higher" and indicator.status in _TOO_LOW else ""
    return f"{'in a sample, ' if indicator.interval is not None else ''}{only}{counts}"


def slice_rate(indicator: Indicator, piece: SliceValue) -> str:
    """The same of one slice, without "only"."""
    if indicator.unit != "share":
        return number(piece.value, indicator.unit)
    return _counts(indicator.code, piece.numerator, piece.denominator)


def _counts(code: str, numerator: float | None, denominator: float | None) -> str:
    spec = CATALOGUE.get(code)
    one, many = spec.counted if spec else ("", "")
    words = one if numerator == 1 else many
    return f"{count(numerator)} of {count(denominator)}{f' {words}' if words else ''}"


def rates(indicators: Sequence[Indicator], rest: str) -> str:
    """The first rates as clauses, then how many more of them there are: ``rest`` is their noun, as in "warning"."""
    named = [rate(one) or f"“{one.title}”" for one in indicators[:NAMED]]
    more = len(indicators) - NAMED
    return "; ".join([*named, *([f"{more} more {rest}{'' if more == 1 else 's'}"] if more > 0 else [])])
