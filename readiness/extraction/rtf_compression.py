"""The compressed RTF of Outlook messages (MS-OXRTFCP)."""

from __future__ import annotations

import struct

_HEADER_BYTES = 16
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_WINDOW = 4096
_MAX_BYTES = 64 * 1024 * 1024
_PRESET = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)


def decompress(data: bytes) -> bytes:
    """The RTF that ``data`` packs; as much of it as there is where the stream ends early."""
    if len(data) < _HEADER_BYTES:
        return b""
    size, kind = struct.unpack_from("<II", data, 4)
    body = data[_HEADER_BYTES:]
    if kind == _PLAIN:
        return body[:size]
    return _inflate(body, min(size, _MAX_BYTES)) if kind == _COMPRESSED else b""


def _inflate(body: bytes, size: int) -> bytes:
    """MS-OXRTFCP 2.2.2: eight tokens behind each control byte, a set bit for a reference into the window."""
    window = bytearray(_PRESET.ljust(_WINDOW, b"\x00"))
    write, at, out = len(_PRESET), 0, bytearray()
    while at < len(body) and len(out) < size:
        control, at = body[at], at + 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(body):
                    return bytes(out)
                token, at = body[at] << 8 | body[at + 1], at + 2
                offset, length = token >> 4, (token & 0xF) + 2
                if offset == write % _WINDOW:
                    return bytes(out)
                copied = range(offset, offset + length)
            elif at < len(body):
                window[write % _WINDOW] = body[at]
                copied, at = range(write, write + 1), at + 1
            else:
                return bytes(out)
            for source in copied:
                value = window[source % _WINDOW]
                window[write % _WINDOW] = value
                out.append(value)
                write += 1
    return bytes(out[:size])
