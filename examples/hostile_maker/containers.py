"""The containers that specimens come in: zip and OOXML, PDF, compound files. None of them is hostile alone."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Part = str | bytes | Iterable[bytes]


def zip_archive(members: Mapping[str, Part]) -> bytes:
    """A zip with fixed times, so that the set is the same wherever it is made; long members come in pieces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in members.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            with target.open(member, "w", force_zip64=not isinstance(part, str | bytes)) as file:
                for piece in [part] if isinstance(part, str | bytes) else part:
                    file.write(piece.encode() if isinstance(piece, str) else piece)
    return out.getvalue()


def _package(main: str, kind: str, members: Mapping[str, Part]) -> bytes:
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types = f'<Types xmlns="{_TYPES}">{defaults}<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    relation = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="{main}"/>'
    relations = f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
    return zip_archive({"[Content_Types].xml": types, "_rels/.rels": relations, **members})


def docx(document: Part, **parts: Part) -> bytes:
    """A Word document of this main part; ``core`` is docProps/core.xml."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    further = {"docProps/core.xml": parts["core"]} if "core" in parts else {}
    return _package("word/document.xml", kind, {"word/document.xml": document, **further})


def word(text: str, before: str = "") -> str:
    """A main part of one paragraph."""
    return f"{before}<w:document {WORD}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"


def xlsx(sheet: Part, strings: Part | None = None) -> bytes:
    """A workbook of one sheet."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    book = f'<workbook {SHEET} xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    links = f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    links += f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if strings else ""
    members = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **({"xl/sharedStrings.xml": strings} if strings else {}),
    }
    return _package("xl/workbook.xml", kind, members)


def worksheet(rows: str, before: str = "") -> str:
    return f"{before}<worksheet {SHEET}><sheetData>{rows}</sheetData></worksheet>"


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these numbered objects; number 1 is its catalogue. Its cross references are sound."""
    out, offsets = io.BytesIO(), {}
    out.write(b"%PDF-1.4\n")
    for number, content in objects.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start, size = out.tell(), max(objects) + 1
    rows = [b"%010d 00000 n \n" % offsets.get(number, 0) for number in range(1, size)]
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(rows))
    out.write(b"trailer <</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))
    return out.getvalue()


def stream(content: bytes, dictionary: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (dictionary, len(content), content)


def page(content: bytes, **more: Any) -> dict[int, bytes]:
    """The objects of a one-page document: 1 catalogue, 2 pages, 3 font, 4 page, 5 its content."""
    resources = b"<</Font<</F1 3 0 R>>%b>>" % more.get("resources", b"")
    return {
        1: b"<</Type/Catalog/Pages 2 0 R%b>>" % more.get("catalogue", b""),
        2: b"<</Type/Pages/Count %d/Kids[4 0 R]>>" % more.get("count", 1),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources%b/Contents 5 0 R>>" % resources,
        5: content,
    }


def page_text(text: str) -> bytes:
    return b"BT /F1 12 Tf 50 700 Td (%b) Tj ET" % text.encode("latin-1")


def deflate(pieces: Iterable[bytes]) -> bytes:
    """zlib over pieces, none of which need be held together."""
    packer = zlib.compressobj(9)
    return b"".join([*map(packer.compress, pieces), packer.flush()])


def compound(name: str, content: bytes) -> bytearray:
    """A compound file (MS-CFB version 3) of one stream, below 60 kB. Sector 0 is its FAT, sector 1 its directory."""
    content = content.ljust(4096, b"\0")
    content += bytes(-len(content) % 512)
    sectors = len(content) // 512
    fat = [_FAT, _END, *range(3, 2 + sectors), _END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(content))
    return bytearray(header + table + entries.ljust(512, b"\0") + content)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    place = struct.pack("<HBB3I", len(raw) + 2, kind, 1, _FREE, _FREE, child)
    return raw.ljust(64, b"\0") + place + bytes(36) + struct.pack("<IQ", start, size)
