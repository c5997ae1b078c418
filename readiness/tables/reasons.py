"""Errors of parsers as one bounded line."""

from __future__ import annotations

_MAX_MESSAGE = 300


def reason(error: BaseException) -> str:
    """An error of a parser in one bounded line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:_MAX_MESSAGE]
