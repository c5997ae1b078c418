"""Messages of a mailbox (RFC 4155), one after the other, whatever its size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from readiness.extraction.unpacking.entry import Entry

_FROM = re.compile(rb"From \S+\s.*\d\d?:\d\d.*\d{4}[^\n]*\n?$")
_HEAD = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:|\r?\n")
_LONGEST_SEPARATOR = 500
"""Bytes: an address of at most 320 (RFC 5321, 4.5.3.1) and a date."""

_LONGEST_LINE = 1 << 20


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:  # noqa: ARG001 - every reader is given it
    """``0001.eml``, ``0002.eml`` ...: mailboxes grow at their end, so a message keeps its number."""
    box = _MailboxReader(file)
    number = 0
    while box.at_message():
        number += 1
        message = box.message()
        yield Entry(name=f"{number:04d}.eml", chunks=message)
        for _ in message:  # where it was not read
            pass


class _MailboxReader:
    """Lines with one line of look-ahead: a message begins at a ``From`` line before a header or an empty line."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._file = file
        self._line, self._ahead = self._read(), self._read()

    def _read(self) -> bytes:
        return self._file.readline(_LONGEST_LINE)

    def _advance(self) -> None:
        self._line, self._ahead = self._ahead, self._read()

    def at_message(self) -> bool:
        """Skip to where a message begins; False where none does."""
        while self._line and not self._begins():
            self._advance()
        return bool(self._line)

    def _begins(self) -> bool:
        if not self._line.startswith(b"From ") or len(self._line) > _LONGEST_SEPARATOR:
            return False
        return bool(_FROM.match(self._line) and _HEAD.match(self._ahead))

    def message(self) -> Iterator[bytes]:
        """The lines up to the next message, without the ``From`` line and the empty line that closes it."""
        self._advance()
        last_line = b""
        while self._line and not self._begins():
            yield last_line
            last_line = self._line
            self._advance()
        if last_line.strip() or not self._line:
            yield last_line
