"""PowerPoint 97-2003 (MS-PPT): the text atoms of the document stream, in file order."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from readiness.extraction.ole_streams import opened, ppt_is_encrypted
from readiness.extraction.reading import Raw, Reading, Unreadable
from readiness.model import Outcome

_STREAM = "PowerPoint Document"
_CONTAINER = 0xF  # recVer of records that hold records
_CHARACTERS, _BYTES, _NAME = 0x0FA0, 0x0FA8, 0x0FBA  # TextCharsAtom, TextBytesAtom, CString
_SLIDE = 0x03EE  # SlideContainer
_MASTER = 0x03F8  # MainMasterContainer: its placeholder prompts are nobody's text


def read(raw: Raw) -> Reading:
    """``pages`` counts slides."""
    with opened(raw.data) as streams:
        if ppt_is_encrypted(streams):
            raise Unreadable(Outcome.ENCRYPTED, "the presentation opens with a password only")
        data = streams.read(_STREAM)
        properties = streams.properties()
    records = list(_records(data))
    texts = dict.fromkeys(_text(kind, body) for kind, body in records if kind in {_CHARACTERS, _BYTES})
    return Reading(
        text="\n".join(text for text in texts if text),
        title=properties.title,
        author=properties.author,
        pages=sum(kind == _SLIDE for kind, _ in records) or None,
        dates=properties.dates,
        metadata=properties.metadata,
    )


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """``(type, body)`` of every record, containers entered by stepping over their header alone."""
    at = 0
    while at + 8 <= len(data):
        version, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        if version & 0xF == _CONTAINER and kind != _MASTER:
            yield kind, b""
        else:
            yield kind, data[at : at + length] if kind in {_CHARACTERS, _BYTES} else b""
            at += length


def _text(kind: int, body: bytes) -> str:
    text = body.decode("utf-16-le" if kind == _CHARACTERS else "latin-1", "replace")
    return text.replace("\r", "\n").replace("\x0b", "\n").strip("\x00\n ")
