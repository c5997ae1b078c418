"""What a zip archive holds, told from its directory; from its local headers when the directory was cut off."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from typing import BinaryIO

_LOCAL_HEADER = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)  # APPNOTE 6.3.10, section 4.3.7
_HEAD_BYTES = 1 << 20
_MIMETYPE_BYTES = 100
_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPES_BYTES = 1 << 20

_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_MAIN_PARTS = {b"wordprocessingml": "docx", b"spreadsheetml": "xlsx", b"presentationml": "pptx"}
_MIMETYPES = {
    "application/epub+zip": "epub",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}


def zip_kind(file: BinaryIO) -> str:
    """``docx``, ``xlsx``, ``xlsb``, ``pptx``, ``odt``, ``ods``, ``odp``, ``epub``, ``ooxml`` or ``zip``."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _by_content(archive)
    except Exception:  # noqa: BLE001 - a cut or damaged archive still shows what it was meant to be
        return _by_local_headers(file)


def _by_content(archive: zipfile.ZipFile) -> str:
    names = [name.replace("\\", "/") for name in archive.namelist()]
    if "mimetype" in names:
        with archive.open("mimetype") as member:
            found = _by_mimetype(member.read(_MIMETYPE_BYTES))
        if found:
            return found
    return _by_names(names) or _by_content_types(archive)


def _by_mimetype(value: bytes) -> str:
    name = value.decode("latin-1").strip().removesuffix("-template")
    return _MIMETYPES.get(name, "")


def _by_names(names: Sequence[str]) -> str:
    lower = [name.lower() for name in names]
    if any(name.endswith("xl/workbook.bin") for name in lower):
        return "xlsb"
    if not any(name.endswith("[content_types].xml") for name in lower):
        return ""
    return next((kind for name in lower for folder, kind in _FOLDERS.items() if name.startswith(folder)), "")


def _by_content_types(archive: zipfile.ZipFile) -> str:
    """The main part may lie in any folder (ISO/IEC 29500-2): its content type tells the kind."""
    if _CONTENT_TYPES not in archive.namelist():
        return "zip"
    with archive.open(_CONTENT_TYPES) as member:
        types = member.read(_CONTENT_TYPES_BYTES)
    return next((kind for mark, kind in _MAIN_PARTS.items() if mark in types), "ooxml")


def _by_local_headers(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    names = []
    for found in _LOCAL_HEADER.finditer(head):
        length = int.from_bytes(found[1], "little")
        names.append(head[found.end() : found.end() + length].decode("utf-8", "replace"))
    if names[:1] == ["mimetype"]:
        begin = head.find(b"mimetype") + len(b"mimetype")
        kinds = (kind for mime, kind in _MIMETYPES.items() if head.startswith(mime.encode(), begin))
        return next(kinds, "zip")
    return _by_names(names) or ("ooxml" if _CONTENT_TYPES in names else "zip")
