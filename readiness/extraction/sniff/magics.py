"""Recognition by first bytes: fixed marks from the table of formats, and structures that need more than a mark."""

from __future__ import annotations

import re
import struct

from readiness.extraction.formats import FORMATS

_AT_START = tuple((mark, each.name) for each in FORMATS for mark in each.signature.start)
_BY_FIRST_BYTE: dict[int, tuple[tuple[bytes, str], ...]] = {
    first: tuple(row for row in _AT_START if row[0][0] == first) for first in {magic[0] for magic, _ in _AT_START}
}
_MAY_BEGIN_TEXT = frozenset(each.name for each in FORMATS if each.signature.may_begin_text)
_WITHIN = tuple((at, mark, each.name) for each in FORMATS for at, mark in each.signature.within)
_FTYP_PICTURES = {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"hevc", b"avif", b"avis"}
_RIFF = {b"WEBP": "webp", b"WAVE": "audio", b"AVI ": "video"}
_BMP_HEADERS = {12, 40, 64, 108, 124}
_BIFF_BOF = {0x0009: (2, 4, 6), 0x0209: (6, 8), 0x0409: (6, 8), 0x0809: (8, 16)}
"""Records that open a worksheet file from before OLE containers (MS-XLS 2.4.21): id -> its lengths."""

_DBASE = {0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xF5, 0xFB}
_CMS = re.compile(rb"\x30.{1,6}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07([\x01-\x06])", re.DOTALL)
_TIMESTAMPED = re.compile(rb"\x30.{1,6}\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01[\x1f\x09]", re.DOTALL)
_CERTIFICATE = re.compile(rb"\x30\x82..\x30\x82..\xa0\x03\x02\x01|\x30\x82..\x02\x01[\x00-\x03]\x30", re.DOTALL)
_ENVELOPED, _ENCRYPTED = b"\x03", b"\x06"
_MPEG_AUDIO = re.compile(rb"\xff(?:[\xe2\xe3\xf2-\xf7\xfa-\xfd][\x10-\xef]|[\xf1\xf9])")
"""MPEG layers II and III (ISO/IEC 11172-3) and ADTS. Layer I is left out: its sync word is UTF-16's byte-order mark."""

_OWNER_FILE_BYTES = 162
_OWNER_NAME_BYTES = 54
_WORDPERFECT_4 = re.compile(rb"\xcb[^\xcb]{4}\xcb")  # its first function code opens and closes six bytes


def by_mark(head: bytes) -> str:
    """The format whose mark is in ``head``, else ""."""
    format_name = next((kind for magic, kind in _BY_FIRST_BYTE.get(head[0], ()) if head.startswith(magic)), "")
    if format_name and not (format_name in _MAY_BEGIN_TEXT and _is_printable(head)):
        return format_name
    format_name = next((kind for at, magic, kind in _WITHIN if head.startswith(magic, at)), "")
    return format_name or _by_structure(head)


def _is_printable(head: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in head[:64])


def _by_structure(head: bytes) -> str:
    return (
        _iso_media_kind(head) or _riff_kind(head) or _structured_kind(head) or _cms_kind(head[:64]) or _dbase_kind(head)
    )


def _iso_media_kind(head: bytes) -> str:
    """ISO base media: HEIF pictures (ISO/IEC 23008-12), or films."""
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _FTYP_PICTURES else "video"
    return "video" if head[4:8] in {b"moov", b"mdat", b"wide"} else ""


def _riff_kind(head: bytes) -> str:
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    return "audio" if head.startswith(b"FORM") and head[8:12] in {b"AIFF", b"AIFC"} else ""


def _structured_kind(head: bytes) -> str:
    """Formats recognised by fields that must fit each other."""
    record, length = struct.unpack_from("<HH", head) if len(head) >= 4 else (0, 0)
    bitmap = head.startswith(b"BM") and len(head) > 18 and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADERS
    facts = (
        ("bmp", bitmap),
        ("xls", length in _BIFF_BOF.get(record, ())),
        ("audio", _MPEG_AUDIO.match(head)),
        ("wordperfect", _WORDPERFECT_4.match(head)),
        ("office-lock", _is_owner_file(head)),
    )
    return next((kind for kind, holds in facts if holds), "")


def _is_owner_file(head: bytes) -> bool:
    """``~$report.docx``: the name of who has the file open, once in bytes and once in UTF-16, padded with blanks."""
    if len(head) not in {_OWNER_FILE_BYTES, _OWNER_FILE_BYTES + 3} or not 0 < head[0] <= _OWNER_NAME_BYTES:
        return False
    return not head[1 + head[0] : _OWNER_NAME_BYTES].strip(b" \x00") and head[_OWNER_NAME_BYTES + 1] == 0


def _cms_kind(head: bytes) -> str:
    """Cryptographic Message Syntax (RFC 5652) and X.509 in DER."""
    cms = _CMS.match(head)
    if cms:
        return "cms-encrypted" if cms[1] in {_ENVELOPED, _ENCRYPTED} else "cms-signed"
    if _TIMESTAMPED.match(head):
        return "cms-signed"
    return "certificate" if _CERTIFICATE.match(head) else ""


def _dbase_kind(head: bytes) -> str:
    """A dBase table: version, plausible date, a header of whole field descriptors (dBase III+ file structure)."""
    if len(head) < 33 or head[0] not in _DBASE:
        return ""
    header, record = struct.unpack_from("<HH", head, 8)
    dated = head[2] <= 12 and head[3] <= 31
    ended = header > len(head) or 0x0D in head[header - 2 : header + 1] or head[0] in {0x30, 0x31, 0x32}
    return "dbf" if dated and header >= 65 and record > 1 and ended and head[32:33].isalpha() else ""
