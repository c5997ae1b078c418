"""What a zip archive holds, told from its directory; from its local headers when the directory was cut off."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from typing import BinaryIO

_LOCAL_HEADER = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)  # APPNOTE 6.3.10, section 4.3.7
_HEAD_BYTES = 1 << 20
_MIMETYPE_BYTES = 100
_HEAD_OF_PART_BYTES = 4096
_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPES_BYTES = 1 << 20

_MANIFEST = "META-INF/manifest.xml"
_MEDIA_TYPE = re.compile(rb'media-type="(application/vnd\.[^"]{1,80})"')

_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_MAIN_PARTS = {
    b"wordprocessingml.document": "docx",
    b"wordprocessingml.template": "docx",
    b"ms-word.document": "docx",
    b"ms-visio.": "visio",
    b"fixeddocumentsequence": "xps",
    b"presentationml.": "pptx",
    b"ms-powerpoint.": "pptx",
    b"spreadsheetml.": "xlsx",
    b"ms-excel.": "xlsx",
}
_OTHER_MEMBERS = {
    "index.apxl": "keynote",
    "index.apxl.gz": "keynote",
    "index.zip": "iwork",
    "index/document.iwa": "iwork",
    "fixeddocseq.fdseq": "xps",
    "fixeddocumentsequence.fdseq": "xps",
    "designmap.xml": "indesign",
    "androidmanifest.xml": "program",
    "meta-inf/manifest.mf": "program",
}
_KEYNOTE = ("index/slide", "index/masterslide")
_IWORK_ROOTS = {b"<ls:document": "numbers", b"<sl:document": "pages"}
"""Root of index.xml in iWork '09: the same name of part for two programs."""

_MIMETYPES = {
    "application/epub+zip": "epub",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.graphics": "odg",
    "application/vnd.oasis.opendocument.base": "odb",
    "application/vnd.oasis.opendocument.formula": "odg",
    "application/vnd.oasis.opendocument.text-master": "odt",
    "application/vnd.sun.xml.writer": "odt",
    "application/vnd.sun.xml.calc": "ods",
    "application/vnd.sun.xml.impress": "odp",
    "application/vnd.sun.xml.draw": "odg",
}

FORMATS = frozenset([*_MIMETYPES.values(), *_OTHER_MEMBERS.values(), *_IWORK_ROOTS.values(), *_MAIN_PARTS.values()])


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
            found = _by_mimetype(member.read(_MIMETYPE_BYTES))
        if found:
            return found
    return _by_names(names) or _by_manifest(archive) or _by_content_types(archive)


def _by_mimetype(value: bytes) -> str:
    name = value.decode("latin-1").strip().removesuffix("-template")
    return _MIMETYPES.get(name, "")


def _by_manifest(archive: zipfile.ZipFile) -> str:
    """OpenDocument files whose writer left the member ``mimetype`` out, as StarOffice 6 did."""
    if not {_MANIFEST, "content.xml"} <= set(archive.namelist()):
        return ""
    with archive.open(_MANIFEST) as member:
        found = _MEDIA_TYPE.search(member.read(_HEAD_OF_PART_BYTES))
    return _by_mimetype(found[1]) if found else ""


def _by_names(names: Sequence[str]) -> str:
    lower = [name.lower() for name in names]
    if any(name.endswith("xl/workbook.bin") for name in lower):
        return "xlsb"
    if any(name.endswith("[content_types].xml") for name in lower):
        return next((kind for name in lower for folder, kind in _FOLDERS.items() if name.startswith(folder)), "")
    found = next((_OTHER_MEMBERS[name] for name in lower if name in _OTHER_MEMBERS), "")
    return "keynote" if found == "iwork" and any(name.startswith(_KEYNOTE) for name in lower) else found


def _by_content_types(archive: zipfile.ZipFile) -> str:
    """The main part may lie in any folder (ISO/IEC 29500-2): its content type tells the kind."""
    names = archive.namelist()
    if "index.xml" in names and _CONTENT_TYPES not in names:
        with archive.open("index.xml") as member:
            head = member.read(_HEAD_OF_PART_BYTES)
        return next((kind for root, kind in _IWORK_ROOTS.items() if root in head), "zip")
    if _CONTENT_TYPES not in names:
        return "zip"
    with archive.open(_CONTENT_TYPES) as member:
        types = member.read(_CONTENT_TYPES_BYTES).lower()
    found = next((kind for mark, kind in _MAIN_PARTS.items() if mark in types), "")
    return found or next((_OTHER_MEMBERS[name.lower()] for name in names if name.lower() in _OTHER_MEMBERS), "ooxml")


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
