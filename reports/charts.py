"""Charts as self-contained SVG text: no script, no font, no request; colours come from the page or are named here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from readiness.catalogue import DIMENSION_TITLES
from readiness.model import Dimension, Grade, Indicator
from readiness.rate_words import number

COLOURS = {Grade.A: "#1a7f37", Grade.B: "#4d8f1f", Grade.C: "#bf6a02", Grade.D: "#cf222e", Grade.U: "#7a4fb5"}
_GREY = "#8c959f"
_ROW = 19
_BAR_LEFT, _BAR_WIDTH = 110, 200


def grade_of(dimension: Dimension) -> str:
    """The letter a dimension shows: a dash where nothing in it applies to this project."""
    applicable = dimension.score is not None or dimension.grade is Grade.U
    return str(dimension.grade) if applicable else "–"


def dimension_bars(dimensions: Sequence[Dimension]) -> str:
    """One bar per dimension, 0-100, coloured by grade; the letter is beside it, so colour is not needed."""
    rows = "".join(_dimension_row(position, dimension) for position, dimension in enumerate(dimensions))
    width, height = _BAR_LEFT + _BAR_WIDTH + 80, _ROW * len(dimensions)
    return f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>{rows}</svg>"


def _dimension_row(position: int, dimension: Dimension) -> str:
    y, letter = position * _ROW, grade_of(dimension)
    score = (dimension.score or 0.0) * 100
    colour = COLOURS[dimension.grade] if letter != "–" else _GREY
    label = f"{score:.0f} {letter}" if dimension.score is not None else letter
    text = f"<text y='{y + 14}' font-size='12' font-family='sans-serif' fill='{_GREY}'"
    return (
        f"{text}>{escape(DIMENSION_TITLES[dimension.name])}</text>"
        f"<rect x='{_BAR_LEFT}' y='{y + 3}' width='{_BAR_WIDTH}' height='14' fill='{_GREY}' opacity='.2'/>"
        f"<rect x='{_BAR_LEFT}' y='{y + 3}' width='{_BAR_WIDTH * score / 100:.0f}' height='14' fill='{colour}'/>"
        f"{text} x='{_BAR_LEFT + _BAR_WIDTH + 8}' font-weight='bold'>{label}</text>"
    )


def data_uri(svg: str) -> str:
    """An SVG as a ``data:`` address that Dagster's Markdown shows inline."""
    return "data:image/svg+xml," + quote(svg, safe="/:=.,-_'")


def gauge(indicator: Indicator) -> str:
    """Position of an indicator's value between nought, its warn and fail limits, and the end of its scale."""
    if indicator.value is None or indicator.warn is None or indicator.fail is None:
        return ""
    end = _scale_end(indicator)
    label = f"{number(indicator.value, indicator.unit)}; warns at {number(indicator.warn, indicator.unit)}"
    label += f", fails at {number(indicator.fail, indicator.unit)}"
    ticks = "".join(_tick(limit / end, kind) for limit, kind in ((indicator.warn, "warn"), (indicator.fail, "fail")))
    interval = _interval(indicator, end)
    return (
        f'<svg class="gauge" viewBox="0 0 120 14" role="img" aria-label="{escape(label)}">'
        f'<rect class="track" y="5" width="120" height="4" rx="2"/>'
        f'<rect class="value" y="5" width="{_x(indicator.value / end):.1f}" height="4" rx="2"/>{interval}{ticks}'
        f'<circle class="point" cx="{_x(indicator.value / end):.1f}" cy="7" r="3.5"/></svg>'
    )


def _scale_end(indicator: Indicator) -> float:
    """A share below 5 % would hide at the left edge of a 0-100 % scale, so the scale follows the limits."""
    largest = max(indicator.value or 0.0, indicator.warn or 0.0, indicator.fail or 0.0)
    return min(1.0, max(largest * 1.25, 0.01)) if indicator.unit == "share" else max(largest * 1.25, 1.0)


def _interval(indicator: Indicator, end: float) -> str:
    if indicator.interval is None:
        return ""
    left, right = _x(indicator.interval.low / end), _x(indicator.interval.high / end)
    return f'<rect class="interval" x="{left:.1f}" y="3" width="{max(right - left, 0.5):.1f}" height="8"/>'


def _tick(share: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{_x(share):.1f}" x2="{_x(share):.1f}" y1="0" y2="14"/>'


def _x(share: float) -> float:
    return 1.0 + 118.0 * min(max(share, 0.0), 1.0)
