"""Untrusted names and sentences made safe to show: nothing invisible, nothing that reorders or ends the line."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$])")
LONGEST_CHARACTERS = 400
"""Longest name or sentence shown; the rest is in the Parquet files."""


def visible(text: object, longest: int = LONGEST_CHARACTERS) -> str:
    r"""Control, format (bidirectional, zero-width) and surrogate characters as ``\u{..}``; overlong text cut.

    >>> visible("a\nb")
    'a\\u{a}b'
    """
    shown = "".join(f"\\u{{{ord(c):x}}}" if unicodedata.category(c) in _UNSEEN else c for c in str(text))
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def markdown(text: object, longest: int = LONGEST_CHARACTERS) -> str:
    """``visible`` text with every character that Markdown or HTML could read as markup escaped."""
    return (
        _MARKDOWN.sub(r"\\\1", visible(text, longest))
        .replace("&", "&amp;")
        .replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
    )


def number(value: float | None, unit: str) -> str:
    """A measured value as people read it: shares as per cent, hours and counts with separators, nothing as a dash.

    A share that is not nought never reads as 0 %, one that is not whole never as 100 %.
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
