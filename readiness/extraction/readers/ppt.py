"""PowerPoint 97-2003 (MS-PPT): the text atoms of the document stream, in file order."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Collection, Iterator

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.ole_streams import open_streams, ppt_is_encrypted
from readiness.model import Outcome

_STREAM = "PowerPoint Document"
_CONTAINER = 0xF  # recVer of records that hold records
_CHARACTERS, _BYTES = 0x0FA0, 0x0FA8  # TextCharsAtom, TextBytesAtom
_SLIDE = 0x03EE  # SlideContainer
_MASTER, _NOTES, _HANDOUT, _SHAPE = 0x03F8, 0x03F0, 0x0FC9, 0xF004
_HEADER = 0x0F9F  # TextHeaderAtom: what the text behind it is
_TITLES = frozenset({0, 6})  # Tx_TYPE_TITLE, Tx_TYPE_CENTERTITLE
_PLACEHOLDER = b"\xc3\x0b\x08\x00\x00\x00"  # OEPlaceholderAtom: a master's placeholder only prompts
_MAX_HEADINGS = 1000

_Record = tuple[int, bytes]


def read(raw: RawFile) -> ReadResult:
    """The text of slides and notes; text that masters print on all slides appears once. ``pages`` counts slides."""
    with open_streams(raw.data) as streams:
        if ppt_is_encrypted(streams):
            raise Unreadable(Outcome.ENCRYPTED, "the presentation opens with a password only")
        data = streams.read(_STREAM)
        properties = streams.properties()
    records = [
        visible for record in _records(data, {_MASTER, _NOTES, _HANDOUT}) for visible in _visible_records(*record)
    ]
    texts = dict.fromkeys(_text(kind, body) for kind, body in records if kind in {_CHARACTERS, _BYTES})
    return ReadResult(
        text="\n".join(text for text in texts if text),
        title=properties.title,
        author=properties.author,
        pages=sum(kind == _SLIDE for kind, _ in records) or None,
        headings=tuple(dict.fromkeys(_titles(records)))[:_MAX_HEADINGS],
        dates=properties.dates,
        metadata=properties.metadata,
    )


def _records(data: bytes, whole: Collection[int] = ()) -> Iterator[_Record]:
    """``(type, body)`` of every record, containers entered by stepping over their header but ``whole`` ones."""
    at = 0
    while at + 8 <= len(data):
        version, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        if version & 0xF == _CONTAINER and kind not in whole:
            yield kind, b""
        else:
            yield kind, data[at : at + length] if kind in _KEPT or kind in whole else b""
            at += length


_KEPT = frozenset({_CHARACTERS, _BYTES, _HEADER})


def _visible_records(kind: int, body: bytes) -> Iterator[_Record]:
    """The record itself; of a master its own shapes; of notes all, of the master of notes and of handouts nothing."""
    if kind == _MASTER:
        for inner, shape in _records(body, {_SHAPE}):
            if inner == _SHAPE and _PLACEHOLDER not in shape:
                yield from _records(shape)
    elif kind == _NOTES:
        if any(body[8:12]):  # NotesAtom.slideIdRef: zero in the master of notes
            yield from _records(body)
    elif kind != _HANDOUT:
        yield kind, body


def _titles(records: list[_Record]) -> Iterator[str]:
    for (kind, header), (following, body) in itertools.pairwise(records):
        if kind == _HEADER and following in {_CHARACTERS, _BYTES} and int.from_bytes(header[:4], "little") in _TITLES:
            title = " ".join(_text(following, body).split())
            if title:
                yield title


def _text(kind: int, body: bytes) -> str:
    text = body.decode("utf-16-le" if kind == _CHARACTERS else "latin-1", "replace")
    return text.replace("\r", "\n").replace("\x0b", "\n").strip("\x00\n ")
