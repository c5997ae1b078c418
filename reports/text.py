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
    escaped = "".join(f"\\u{{{ord(c):x}}}" if unicodedata.category(c) in _UNSEEN else c for c in str(text))
    return escaped if len(escaped) <= longest else escaped[: longest - 1] + "…"


def markdown(text: object, longest: int = LONGEST_CHARACTERS) -> str:
    """``visible`` text with every character that Markdown or HTML could read as markup escaped."""
    return (
        _MARKDOWN.sub(r"\\\1", visible(text, longest))
        .replace("&", "&amp;")
        .replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
    )
