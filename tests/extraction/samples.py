"""Tiny documents made by hand, byte by byte where it matters."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{}</cp:coreProperties>'
)


def zipped(members: Mapping[str, str | bytes], mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, core: str = "", **parts: str) -> bytes:
    """``body`` is what stands inside w:body; ``parts`` are further word/*.xml parts whole."""
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": f"<w:x {_W}>{content}</w:x>" for name, content in parts.items()},
    }
    if core:
        members["docProps/core.xml"] = _CORE.format(core)
    return zipped(members)


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def pptx(*slides: str) -> bytes:
    namespace = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    members = {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}
    for number, text in enumerate(slides, 1):
        members[f"ppt/slides/slide{number}.xml"] = f"<s {namespace}><a:p><a:t>{text}</a:t></a:p></s>"
    return zipped(members)


def xlsx(sheet: str) -> bytes:
    """``sheet`` is what stands inside sheetData."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{content}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}">'
            '<sheets><sheet name="Prices" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
        }
    )


def pdf(*pages: str, info: str = "", trailer: str = "") -> bytes:
    """One page per content stream. ``/Im`` is a one-pixel picture, ``/F1`` a font; ``info`` goes into the Info dict."""
    first = 6
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        3: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        "stream\nA\nendstream",
        5: f"<<{info}>>",
    }
    for number, content in enumerate(pages):
        resources = "<</Font<</F1 3 0 R>>/XObject<</Im 4 0 R>>>>"
        head = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources{resources}"
        objects[first + 2 * number] = f"{head}/Contents {first + 2 * number + 1} 0 R>>"
        objects[first + 2 * number + 1] = f"<</Length {len(content)}>>stream\n{content}\nendstream"
    return pdf_file(objects, trailer)


def pdf_file(objects: Mapping[int, str], trailer: str = "") -> bytes:
    out, offsets = io.BytesIO(), {}
    out.write(b"%PDF-1.4\n")
    for number, content in objects.items():
        offsets[number] = out.tell()
        out.write(f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1"))
    start, size = out.tell(), max(objects) + 1
    out.write(f"xref\n0 {size}\n0000000000 65535 f \n".encode())
    for number in range(1, size):
        out.write(f"{offsets[number]:010} 00000 n \n".encode())
    out.write(f"trailer<</Size {size}/Root 1 0 R/Info 5 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def shown(text: str) -> str:
    """A content stream that shows a text in lines of eighty characters."""
    lines = [text[at : at + 80] for at in range(0, len(text), 80)]
    return "BT /F1 10 Tf 14 TL 50 700 Td " + " T* ".join(f"({line}) Tj" for line in lines) + " ET"


def pictured(text: str = "") -> str:
    """A content stream with a picture over the whole page, and perhaps a stamp on it."""
    return "q 612 0 0 792 0 0 cm /Im Do Q " + (shown(text) if text else "")


ENCRYPTED_TRAILER = (
    "/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
    f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"
)
"""Neither password can be right: the file never opens."""


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB version 3). Streams are padded to 4096 bytes; ``a/b`` lies in a storage of its own."""
    sectors: list[bytes] = []
    fat: list[int] = []
    starts = []
    for data in [*streams.values(), None]:
        starts.append(len(sectors))
        content = _directory(streams, starts) if data is None else data.ljust(4096, b"\0")
        sectors += [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        fat += [*range(len(fat) + 1, len(sectors)), 0xFFFFFFFE]
    table = len(sectors)
    fat = [*fat, 0xFFFFFFFD] + [0xFFFFFFFF] * (127 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, starts[-1], 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", table, *[0xFFFFFFFF] * 108)
    return header + b"".join(sectors) + struct.pack("<128I", *fat)


def _directory(streams: Mapping[str, bytes], starts: list[int]) -> bytes:
    """A root whose children hang on one another to the right, each storage directly before its one stream."""
    none, out, number, tops = 0xFFFFFFFF, b"", 1, []
    for (name, data), start in zip(streams.items(), starts, strict=False):
        storage, _, stream = name.rpartition("/")
        place = (start, max(4096, len(data)))
        tops.append((number, storage or stream, bool(storage), (stream, place)))
        number += 1 + bool(storage)
    for (at, top, is_storage, (stream, place)), after in zip(tops, [*[t[0] for t in tops[1:]], none], strict=True):
        if is_storage:
            out += _entry(top, 1, after, at + 1, (0, 0)) + _entry(stream, 2, none, none, place)
        else:
            out += _entry(stream, 2, after, none, place)
    return _entry("Root Entry", 5, none, 1 if tops else none, (0xFFFFFFFE, 0)) + out


def _entry(name: str, kind: int, right: int, child: int, place: tuple[int, int]) -> bytes:
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, kind, 1)
    return head + struct.pack("<III", 0xFFFFFFFF, right, child) + b"\0" * 36 + struct.pack("<III", *place, 0)


def doc(text: str, *, encrypted: bool = False) -> bytes:
    """Word 97: a FIB, the text in one compressed piece, a piece table that points to it."""
    fib = bytearray(1024)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0x00C1)
    fib[11] = 1 if encrypted else 0
    body = text.encode("cp1252")
    plan = struct.pack("<II", 0, len(body)) + struct.pack("<HIH", 0, len(fib) * 2 | 0x40000000, 0)
    clx = b"\x02" + struct.pack("<I", len(plan)) + plan
    struct.pack_into("<II", fib, 0x01A2, 0, len(clx))
    return ole({"WordDocument": bytes(fib) + body, "0Table": clx})


def png(width: int = 2, height: int = 3) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
