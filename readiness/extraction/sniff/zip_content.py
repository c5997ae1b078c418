"""Recognition of zip archives by their directory; by their local headers where the directory was cut off."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from typing import BinaryIO

from readiness.extraction.formats import FORMATS

_LOCAL_HEADER = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)  # APPNOTE 6.3.10, section 4.3.7
_HEAD_BYTES = 1 << 20
_MIMETYPE_BYTES = 100
_HEAD_OF_PART_BYTES = 4096
_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPES_BYTES = 1 << 20

_MANIFEST = "META-INF/manifest.xml"
_MEDIA_TYPE = re.compile(rb'media-type="(application/vnd\.[^"]{1,80})"')

_FOLDERS = {folder: each.name for each in FORMATS for folder in each.signature.zip_folders}
_CONTENT_TYPE_PARTS = {part: each.name for each in FORMATS for part in each.signature.content_types}
_MEMBERS = {member: each.name for each in FORMATS for member in each.signature.zip_members}
_MIMETYPES = {mimetype: each.name for each in FORMATS for mimetype in each.signature.mimetypes}
_KEYNOTE = ("index/slide", "index/masterslide")
_IWORK_ROOTS = {b"<ls:document": "numbers", b"<sl:document": "pages"}
"""Root of index.xml in iWork '09: the same name of part for two programs."""


def zip_kind(file: BinaryIO) -> str:
    """An office format (``docx`` .. ``epub``), a known program's package, or ``ooxml`` or ``zip`` for the rest."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _by_content(archive)
    except Exception:  # noqa: BLE001 - a cut or damaged archive still shows what it was meant to be
        return _by_local_headers(file)


def _by_content(archive: zipfile.ZipFile) -> str:
    names = [name.replace("\\", "/") for name in archive.namelist()]
    if "mimetype" in names:
        with archive.open("mimetype") as member:
            format_name = _by_mimetype(member.read(_MIMETYPE_BYTES))
        if format_name:
            return format_name
    return _by_names(names) or _by_manifest(archive) or _by_content_types(archive)


def _by_mimetype(value: bytes) -> str:
    name = value.decode("latin-1").strip().removesuffix("-template")
    return _MIMETYPES.get(name, "")


def _by_manifest(archive: zipfile.ZipFile) -> str:
    """OpenDocument files whose writer left the member ``mimetype`` out, as StarOffice 6 did."""
    if not {_MANIFEST, "content.xml"} <= set(archive.namelist()):
        return ""
    with archive.open(_MANIFEST) as member:
        media_type = _MEDIA_TYPE.search(member.read(_HEAD_OF_PART_BYTES))
    return _by_mimetype(media_type[1]) if media_type else ""


def _by_names(names: Sequence[str]) -> str:
    lower = [name.lower() for name in names]
    if any(name.endswith("xl/workbook.bin") for name in lower):
        return "xlsb"
    if any(name.endswith("[content_types].xml") for name in lower):
        return next((kind for name in lower for folder, kind in _FOLDERS.items() if name.startswith(folder)), "")
    format_name = next((_MEMBERS[name] for name in lower if name in _MEMBERS), "")
    return "keynote" if format_name == "iwork" and any(name.startswith(_KEYNOTE) for name in lower) else format_name


def _by_content_types(archive: zipfile.ZipFile) -> str:
    """The format by content types: the main part may be in any folder (ISO/IEC 29500-2)."""
    names = archive.namelist()
    if "index.xml" in names and _CONTENT_TYPES not in names:
        with archive.open("index.xml") as member:
            head = member.read(_HEAD_OF_PART_BYTES)
        return next((kind for root, kind in _IWORK_ROOTS.items() if root in head), "zip")
    if _CONTENT_TYPES not in names:
        return "zip"
    with archive.open(_CONTENT_TYPES) as member:
        types = member.read(_CONTENT_TYPES_BYTES).lower()
    format_name = next((kind for mark, kind in _CONTENT_TYPE_PARTS.items() if mark in types), "")
    return format_name or next((_MEMBERS[name.lower()] for name in names if name.lower() in _MEMBERS), "ooxml")


def _by_local_headers(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    names = []
    for header in _LOCAL_HEADER.finditer(head):
        length = int.from_bytes(header[1], "little")
        names.append(head[header.end() : header.end() + length].decode("utf-8", "replace"))
    if names[:1] == ["mimetype"]:
        begin = head.find(b"mimetype") + len(b"mimetype")
        kinds = (kind for mime, kind in _MIMETYPES.items() if head.startswith(mime.encode(), begin))
        return next(kinds, "zip")
    return _by_names(names) or ("ooxml" if _CONTENT_TYPES in names else "zip")
