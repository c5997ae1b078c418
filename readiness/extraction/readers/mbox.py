"""Mailboxes (RFC 4155): every message's subject and body, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.readers import eml

_SEPARATOR = re.compile(rb"^From \S{1,320}+[ \t][^\n]{0,100}\d{4}[^\n]{0,100}\n(?=[A-Za-z-]{1,80}:)", re.MULTILINE)
_MAX_MESSAGES = 100_000


def read(raw: RawFile) -> ReadResult:
    """A file of one message reads as that mail; of several, as their texts, dated by none of them."""
    messages = list(_messages(raw.data))
    if len(messages) <= 1:
        return eml.read(raw)
    readings = [reading for reading in (_read(raw, message) for message in messages) if reading.text]
    return ReadResult(
        text="\n\n".join(reading.text for reading in readings),
        title=readings[0].title if readings else "",
        encoding_problem=next((reading.encoding_problem for reading in readings if reading.encoding_problem), ""),
        metadata={"messages": str(len(messages))},
    )


def _messages(data: bytes) -> Iterator[bytes]:
    starts = [separator.start() for _, separator in zip(range(_MAX_MESSAGES), _SEPARATOR.finditer(data), strict=False)]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=False):
        yield data[start:end]


def _read(raw: RawFile, message: bytes) -> ReadResult:
    try:
        return eml.read(replace(raw, data=message))
    except Unreadable:
        return ReadResult()
