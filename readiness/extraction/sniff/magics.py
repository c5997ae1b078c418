"""Formats told by a fixed mark: as the formats' own specifications give them, and as file(1) lists the old ones."""

from __future__ import annotations

import re
import struct

_AT_START: tuple[tuple[bytes, str], ...] = (
    # read here
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"PARE", "parquet"),
    (b"ARROW1\x00\x00", "arrow"),
    (b"ORC", "orc"),
    (b"Obj\x01", "avro"),
    # packed
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x9d", "compress"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"MSCF\x00\x00\x00\x00", "cab"),
    (b"070701", "cpio"),
    (b"070702", "cpio"),
    (b"070707", "cpio"),
    (b"\xc7\x71", "cpio"),
    (b"!<arch>\n", "ar"),
    (b"WARC/1.", "warc"),
    # office files of other days and houses
    (b"\x31\xbe\x00\x00\x00\xab", "write"),
    (b"\x32\xbe\x00\x00\x00\xab", "write"),
    (b"\x9b\xa5", "doc"),
    (b"\xdb\xa5", "doc"),
    (b"\xdc\xa5", "doc"),
    (b"\xfe\x37\x00", "word-mac"),
    (b"\xffWPC", "wordperfect"),
    (b"[ver]\r\n", "amipro"),
    (b"HWP Document File", "hwp"),
    (b"<MakerFile", "framemaker"),
    (b"<MIFFile", "framemaker"),
    (b"<BookFile", "framemaker"),
    (b"\x00\x00\x02\x00\x04\x04", "lotus"),
    (b"\x00\x00\x02\x00\x05\x04", "lotus"),
    (b"\x00\x00\x02\x00\x06\x04", "lotus"),
    (b"\x00\x00\x1a\x00", "lotus"),
    (b"\xff\x00\x02\x00\x04\x04", "works"),
    (b"\x01\xfe\x32\x00", "works"),
    (b"\x00\x00\x02\x00\x20\x51", "quattro"),
    (b"\x00\x00\x02\x00\x21\x51", "quattro"),
    (b"\x00\x00\x02\x00\x01\x10", "quattro"),
    (b"\x00\x00\x02\x00\x02\x10", "quattro"),
    (b"\x00\x01\x00\x00Standard Jet DB", "access"),
    (b"\x00\x01\x00\x00Standard ACE DB", "access"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "onenote"),
    (b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xea\x57\x22\x76\x5f", "onenote"),
    (b"!BDN", "outlook-store"),
    (b"\xcf\xad\x12\xfe", "outlook-store"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"ITSF", "chm"),
    (b"?_\x03\x00", "winhelp"),
    (b"AT&TFORM", "djvu"),
    (b"%!PS", "postscript"),
    (b"\x04%!PS", "postscript"),
    (b"\xc5\xd0\xd3\xc6", "postscript"),
    (b"%FDF-", "fdf"),
    (b"AC10", "dwg"),
    (b"MC0.0", "dwg"),
    (b"(DWF V", "dwf"),
    (b"bplist00", "plist"),
    (b"SAS     ", "sas"),
    (b"HEADER RECORD*******LIB", "sas"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"<stata_dta>", "stata"),
    (b"\x89HDF\r\n\x1a\n", "hdf5"),
    (b"CDF\x01", "netcdf"),
    (b"CDF\x02", "netcdf"),
    (b"\x93NUMPY", "numpy"),
    (b"MATLAB 5.0 MAT-file", "matlab"),
    (b"SIMPLE  =", "fits"),
    # pictures that only OCR could read
    (b"8BPS", "psd"),
    (b"\x00\x00\x00\x0cjP  \r\n", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"\xff\x0a", "jxl"),
    (b"\x00\x00\x00\x0cJXL ", "jxl"),
    (b"\x00\x00\x01\x00", "ico"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\x01\x00\x09\x00\x00\x03", "wmf"),
    (b"BPG\xfb", "bpg"),
    (b"\x0a\x05\x01\x08", "pcx"),
    (b"\x97JB2\r\n\x1a\n", "jbig2"),
    (b"icns", "icns"),
    # sealed
    (b"-----BEGIN PGP MESSAGE", "pgp"),
    (b"\x85\x01\x0c", "pgp"),
    (b"\x85\x02\x0c", "pgp"),
    (b"\x8c\x0d\x04", "pgp"),
    (b"Salted__", "openssl-encrypted"),
    (b"age-encryption.org/", "age"),
    (b"\xc0\xb9\x07\x2e\x4f\x93\xf1\x46", "axcrypt"),
    # no documents at all
    (b"ID3", "audio"),
    (b"fLaC", "audio"),
    (b"OggS", "audio"),
    (b"MThd", "audio"),
    (b".snd", "audio"),
    (b"#!AMR", "audio"),
    (b"\x0b\x77", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"FLV\x01", "video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"FWS", "flash"),
    (b"CWS", "flash"),
    (b"ZWS", "flash"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xca\xfe\xd0\x0d", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\xfe\xed\xfa\xce", "program"),
    (b"\xfe\xed\xfa\xcf", "program"),
    (b"\x00asm", "program"),
    (b"dex\n03", "program"),
    (b"\x00\x01\x00\x00\x00", "font"),
    (b"OTTO\x00", "font"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"\x00\x00\x00\x01Bud1", "folder-settings"),
    (b"\xfe\xed\xfe\xed", "keystore"),
    (b"\x00\x05\x16\x07", "apple-double"),
)
_BY_FIRST_BYTE: dict[int, tuple[tuple[bytes, str], ...]] = {
    first: tuple(row for row in _AT_START if row[0][0] == first) for first in {magic[0] for magic, _ in _AT_START}
}
_TOO_SHORT_TO_TRUST = {"audio", "bpg", "cpio", "doc", "flash", "ico", "jxl", "lotus", "program", "word-mac"}
"""Marks of two to four bytes that a text could begin with too: they count only where no text follows."""

_WITHIN: tuple[tuple[int, bytes, str], ...] = (
    (257, b"ustar", "tar"),
    (12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf", "sas"),
    (12, b"\x62\x31\x05\x00", "berkeley-db"),
    (12, b"\x61\x15\x06\x00", "berkeley-db"),
    (128, b"DICM", "dicom"),
    (2, b"-lh", "lha"),
    (40, b" EMF", "emf"),
)
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

FORMATS = (*_AT_START, *_WITHIN)


def by_mark(head: bytes) -> str:
    """The format whose mark stands in ``head``, else ""."""
    found = next((kind for magic, kind in _BY_FIRST_BYTE.get(head[0], ()) if head.startswith(magic)), "")
    if found and not (found in _TOO_SHORT_TO_TRUST and _is_printable(head)):
        return found
    found = next((kind for at, magic, kind in _WITHIN if head.startswith(magic, at)), "")
    return found or _by_structure(head)


def _is_printable(head: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in head[:64])


def _by_structure(head: bytes) -> str:
    return _boxed(head) or _chunked(head) or _counted(head) or _signed(head[:64]) or _dbase(head)


def _boxed(head: bytes) -> str:
    """ISO base media: HEIF pictures (ISO/IEC 23008-12), or films."""
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _FTYP_PICTURES else "video"
    return "video" if head[4:8] in {b"moov", b"mdat", b"wide"} else ""


def _chunked(head: bytes) -> str:
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    return "audio" if head.startswith(b"FORM") and head[8:12] in {b"AIFF", b"AIFC"} else ""


def _counted(head: bytes) -> str:
    """Told by fields that must fit each other."""
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


def _signed(head: bytes) -> str:
    """Cryptographic Message Syntax (RFC 5652) and X.509 in DER."""
    cms = _CMS.match(head)
    if cms:
        return "cms-encrypted" if cms[1] in {_ENVELOPED, _ENCRYPTED} else "cms-signed"
    if _TIMESTAMPED.match(head):
        return "cms-signed"
    return "certificate" if _CERTIFICATE.match(head) else ""


def _dbase(head: bytes) -> str:
    """A dBase table: version, plausible date, a header of whole field descriptors (dBase III+ file structure)."""
    if len(head) < 33 or head[0] not in _DBASE:
        return ""
    header, record = struct.unpack_from("<HH", head, 8)
    dated = head[2] <= 12 and head[3] <= 31
    ended = header > len(head) or 0x0D in head[header - 2 : header + 1] or head[0] in {0x30, 0x31, 0x32}
    return "dbf" if dated and header >= 65 and record > 1 and ended and head[32:33].isalpha() else ""
