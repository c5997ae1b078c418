"""JSON values one after another, in an array or bare, read in pieces; one that breaks is passed over and counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any

from readiness.tables.json_values import JsonDecoder
from readiness.tables.losses import Losses

READ_CHARACTERS = 1 << 20
MAX_RECORD_CHARACTERS = 64 << 20
"""One record longer than this is left out, so that a broken file cannot fill the memory. Chosen by us."""

UNREADABLE = "entries that cannot be read"
ENDS_EARLY = "entries after the end of the file, which ends early"

_BETWEEN = re.compile(r"[,\s\ufeff]*")
_FIRST_KEY = re.compile(r'\{\s*"(?:[^"\\]|\\.){0,1000}"\s*:')
_LONGEST_OPENING = 4096
"""No first key with the blanks around it is longer; so much of what was searched is kept. Chosen by us."""

_NEAR_END = 12
"""An error so close to the end of what was read may be a word or number that is cut; ``-Infinity`` has 9 letters."""


class ElementReader:
    """Iterates over ``(value, characters)``. ``losses`` counts what was passed over.

    After an entry that breaks, reading goes on at the next text that begins as the first record did: same first key.
    """

    def __init__(self, file: IO[str], decoder: JsonDecoder, losses: Losses, *, closed: bool) -> None:
        self._file, self._decoder, self._losses, self._closed = file, decoder, losses, closed
        self._text, self._at, self._number, self._ended = "", 0, 0, False
        self._opening: re.Pattern[str] | None = None

    def __iter__(self) -> Iterator[tuple[Any, int]]:
        while self._to_next():
            if self._opening is None and (first := _FIRST_KEY.match(self._text, self._at)):
                self._opening = _same_opening(first[0])
            self._number += 1
            element = self._decode_next()
            if element is None:
                self._losses.add(UNREADABLE, place=f"entry {self._number}")
                if not self._to_opening():
                    return
            else:
                value, end = element
                size, self._at = end - self._at, end
                yield value, size

    def _to_next(self) -> bool:
        """Moves to the next value; False at the end of the array or file."""
        while True:
            between = _BETWEEN.match(self._text, self._at)
            self._at = between.end() if between else self._at
            if self._at < len(self._text):
                return not (self._closed and self._text[self._at] == "]")
            if not self._read_more():
                if self._closed:
                    self._losses.add(ENDS_EARLY, None)
                return False

    def _decode_next(self) -> tuple[Any, int] | None:
        while True:
            try:
                value, end = self._decoder.decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._is_cut(error) and self._read_more():
                    continue
                return None
            except (ValueError, RecursionError):
                return None
            if end < len(self._text) or self._text[end - 1] in '}]"' or not self._read_more():
                return value, end

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        short = error.pos >= len(self._text) - _NEAR_END or error.msg.startswith("Unterminated string")
        return short and len(self._text) - self._at <= MAX_RECORD_CHARACTERS

    def _to_opening(self) -> bool:
        """Moves past a broken entry to the next that begins like a record; False when none follows."""
        self._at += 1
        while self._opening is not None:
            if match := self._opening.search(self._text, self._at):
                self._at = match.start()
                return True
            self._at = max(self._at, len(self._text) - _LONGEST_OPENING)
            if not self._read_more():
                break
        if self._closed and not self._text.rstrip().endswith("]"):
            self._losses.add(ENDS_EARLY, None)
        return False

    def _read_more(self) -> bool:
        """Appends the next piece, as long as what is kept, so that a long entry is not copied often."""
        rest = self._text[self._at :]
        piece = "" if self._ended else self._file.read(max(READ_CHARACTERS, len(rest)))
        self._ended = not piece
        if piece:
            self._text, self._at = rest + piece, 0
        return bool(piece)


def _same_opening(first: str) -> re.Pattern[str]:
    key = first[first.index('"') : first.rindex('"') + 1]
    return re.compile(r"\{\s*" + re.escape(key) + r"\s*:")
