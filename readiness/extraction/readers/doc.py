"""Word 2 to 2003 (MS-DOC, and the file formats before it): the text of the pieces, fields shown by their results."""

from __future__ import annotations

import re
import struct

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.ole_streams import Streams, doc_is_encrypted, open_streams
from readiness.extraction.sniff.ole import MAGIC as OLE_MAGIC
from readiness.model import Outcome

_WORD_97 = 0x00C1  # MS-DOC 2.5.1: nFib of Word 97 and later
_TABLE_BIT = 0x0200  # fWhichTblStm: the piece table is in 1Table, not 0Table
_CLX_AT = 0x01A2  # fcClx, lcbClx in FibRgFcLcb97
_PIECE_TABLE = 0x02
_WORD_6 = 0x65  # nFib of Word 6; Word 95 has 104 and 105. Below it, Word 1 and 2 have no compound file
_TEXT_AT = 24  # fcMin, fcMac: first byte of the text and the byte after its last
_OLD_CLX_AT = 0x0160  # fcClx, lcbClx in the header of Word 6 and 95
_COMPLEX, _LOCKED = 0x04, 0x01  # bytes 10 and 11: saved in pieces; encrypted
_MACINTOSH = 0x0100  # chs
_COMPRESSED = 0x40000000
_FIELD = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_MAX_FIELD_DEPTH = 20
_MARKS = str.maketrans(
    {"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\f", "\x1e": "-", "\x1f": None, "\xa0": " "}
    | {chr(code): None for code in (0, 1, 2, 3, 4, 5, 8, 0x13, 0x14, 0x15)}
)


def read(raw: RawFile) -> ReadResult:
    if not raw.data.startswith(OLE_MAGIC):
        return ReadResult(text=_old_text(raw.data))
    with open_streams(raw.data) as streams:
        if doc_is_encrypted(streams):
            raise Unreadable(Outcome.ENCRYPTED, "the document opens with a password only")
        text = _text(streams)
        properties = streams.properties()
    return ReadResult(
        text=text,
        title=properties.title,
        author=properties.author,
        dates=properties.dates,
        metadata=properties.metadata,
    )


def _text(streams: Streams) -> str:
    main = streams.read("WordDocument")
    if len(main) < _CLX_AT + 8:
        raise Unreadable(Outcome.TRUNCATED, "the document's header is cut off")
    if struct.unpack_from("<H", main, 2)[0] < _WORD_97:
        return _old_text(main)
    table = streams.read("1Table" if struct.unpack_from("<H", main, 10)[0] & _TABLE_BIT else "0Table")
    at, length = struct.unpack_from("<II", main, _CLX_AT)
    pieces = _piece_table(table[at : at + length])
    return _readable("".join(_piece(main, *piece) for piece in pieces))


def _old_text(main: bytes) -> str:
    """Word 95 and before: one run of bytes in a code page, or pieces of it where Word saved fast."""
    if len(main) < _TEXT_AT + 8:
        raise Unreadable(Outcome.TRUNCATED, "the document's header is cut off")
    if main[11] & _LOCKED:
        raise Unreadable(Outcome.ENCRYPTED, "the document opens with a password only")
    version, charset = struct.unpack_from("<H", main, 2)[0], struct.unpack_from("<H", main, 20)[0]
    codec = "mac_roman" if charset == _MACINTOSH else "cp1252"
    start, end = struct.unpack_from("<II", main, _TEXT_AT)
    if not main[10] & _COMPLEX:
        return _readable(main[start:end].decode(codec, "replace"))
    if version < _WORD_6 or len(main) < _OLD_CLX_AT + 8:
        raise Unreadable(Outcome.UNSUPPORTED, "saved fast by a Word older than 6; needs conversion: open and save it")
    at, length = struct.unpack_from("<II", main, _OLD_CLX_AT)
    pieces = _piece_table(main[at : at + length])
    return _readable(b"".join(main[offset : offset + count] for offset, count in pieces).decode(codec, "replace"))


def _piece_table(clx: bytes) -> list[tuple[int, int]]:
    """``(offset with its compression bit, characters)`` of each piece, in reading order (MS-DOC 2.9.38)."""
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != _PIECE_TABLE:
        raise Unreadable(Outcome.CORRUPT, "the table of text pieces is missing")
    plan = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = (len(plan) - 4) // 12
    if count < 1:
        return []
    ends = struct.unpack_from(f"<{count + 1}I", plan)
    offsets = [struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * index + 2)[0] for index in range(count)]
    return [(offset, end - start) for offset, start, end in zip(offsets, ends, ends[1:], strict=False) if end > start]


def _piece(main: bytes, offset: int, characters: int) -> str:
    if offset & _COMPRESSED:
        start = (offset & ~_COMPRESSED) // 2
        return main[start : start + characters].decode("cp1252", "replace")
    return main[offset : offset + 2 * characters].decode("utf-16-le", "replace")


def _readable(text: str) -> str:
    """Text with field codes replaced by their results, and Word's control marks by line ends and tabs."""
    for _ in range(_MAX_FIELD_DEPTH):
        text, replaced = _FIELD.subn(lambda field: field[1] or "", text)
        if not replaced:
            break
    return text.translate(_MARKS).strip()
