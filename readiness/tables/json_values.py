"""JSON values as Python that Arrow takes: integers exact, half character pairs replaced, repeated keys counted."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from typing import Any

HALF_PAIRS = "records with half of a character pair, which was replaced"
REPEATED_KEYS = "records that repeat a key, of which the last value was kept"
NOT_UTF8 = "records with bytes that are not valid in the file's encoding, which were replaced"

_LONGEST_INTEGER = 4000
"""Digits that Python converts at once; longer integers stay text (CPython, integer string conversion limit)."""

_EXACT_BELOW = 2**53
_HALF_PAIR_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


class JsonDecoder:
    """Decodes values and counts in ``odd`` what was odd about them."""

    def __init__(self, odd: Counter[str]) -> None:
        self._odd = odd
        self._repeats = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_int=_integer, parse_float=_decimal)

    def decode(self, text: str, start: int = 0) -> tuple[Any, int]:
        """The value that begins at ``start`` and where it ends. Raises ``ValueError`` or ``RecursionError``."""
        self._repeats = 0
        value, end = self._decoder.raw_decode(text, start)
        self._odd[REPEATED_KEYS] += self._repeats > 0
        if _HALF_PAIR_ESCAPE.search(text, start, end):
            value = self._without_half_pairs(value)
        if text.find("\ufffd", start, end) >= 0:
            self._odd[NOT_UTF8] += 1
        return value, end

    def decode_line(self, line: str) -> Any:
        """The one value of a line; ``ValueError`` when anything follows it."""
        start = len(line) - len(line.lstrip())
        value, end = self.decode(line, start)
        if line[end:].strip():
            raise ValueError("more than one value")
        return value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(pairs)
        self._repeats += len(pairs) - len(content)
        return content

    def _without_half_pairs(self, value: Any) -> Any:
        sound = _sound(value)
        self._odd[HALF_PAIRS] += sound != value
        return sound


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF_PAIR.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_sound(key): _sound(part) for key, part in value.items()}
    return [_sound(part) for part in value] if isinstance(value, list) else value


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_INTEGER else text


def _decimal(text: str) -> float | str:
    """A float, or the text of a number that a float would round before its point or could not hold."""
    value = float(text)
    if abs(value) < _EXACT_BELOW:
        return value
    return value if Decimal(text) == Decimal(value) else text
