"""Microsoft Write and Word for DOS: the text between the header and the first table of formats."""

from __future__ import annotations

import struct

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.model import Outcome

_TEXT_AT = 128
_END_AT = 14  # fcMac: the byte after the last character
_PAGES_AT = 96  # pnMac: zero in files of Word for DOS, whose code page is that of DOS


def read(raw: RawFile) -> ReadResult:
    if len(raw.data) < _TEXT_AT:
        raise Unreadable(Outcome.TRUNCATED, "the document's header is cut off")
    end = struct.unpack_from("<I", raw.data, _END_AT)[0]
    codec = "cp1252" if struct.unpack_from("<H", raw.data, _PAGES_AT)[0] else "cp437"
    text = raw.data[_TEXT_AT:end].decode(codec, "replace")
    cut = end > len(raw.data)
    return ReadResult(
        outcome=Outcome.TRUNCATED if cut else Outcome.OK,
        detail="the text runs past the end of the file: it was cut off" if cut else "",
        text=text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\f").replace("\x00", "").strip(),
        encoding=codec,
    )
