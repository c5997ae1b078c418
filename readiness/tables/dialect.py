"""Dialect of a delimited text file: encoding, delimiter, header. Found by content, never by the name alone."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.tables.header import has_header
from readiness.tables.layout import MAX_LINE_CHARACTERS, find_layout, usual_width
from readiness.text.decoding import Detected, detect

HEAD_BYTES = 256 * 1024
"""How much of a file is looked at for its delimiter and header. Chosen by us: hundreds of records of wide files."""

_FEWEST_LINES = 4
"""More of a file is looked at until its head holds so many line ends: headers of wide tables are long. Chosen by us."""

_WITH_MARK = {
    "utf-8": "utf-8-sig",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "utf-32-le": "utf-32",
    "utf-32-be": "utf-32",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """``names`` are the header cells as written, or empty ones where there is no header. ``width`` is their number.

    ``skipped`` are physical lines above the header, or above the first record. ``damaged`` says that the file is UTF-8
    with some undecodable bytes; ``uncertain`` which encodings fit as well.
    """

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    header: bool
    skipped: int = 0
    damaged: bool = False
    uncertain: str = ""

    @property
    def width(self) -> int:
        return len(self.names)


def detect_dialect(path: Path, *, format: str = "csv") -> Dialect | None:  # noqa: A002 - the contract's word
    """The dialect of a delimited file, None when it holds no record at all."""
    found = detect_encoding(path)
    head, cut = _head(path)
    text = codecs.getincrementaldecoder(found.encoding)(errors="replace").decode(head)
    layout = find_layout(text, cut=cut, preferred="\t" if format == "tsv" else ",")
    if not layout.records:
        return None
    header = has_header(layout.records)
    width = max(usual_width(layout.records), len(layout.records[0]) if header else 0)
    names = [*(layout.records[0] if header else ()), *[""] * width][:width]
    return Dialect(
        encoding=found.encoding,
        delimiter=layout.delimiter,
        names=tuple(names),
        header=header,
        skipped=layout.skipped,
        damaged=found.damaged,
        uncertain=found.uncertain,
    )


def _head(path: Path) -> tuple[bytes, bool]:
    """The first records' bytes, and whether the file goes on. ``ValueError`` when not even the first line ends."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        while _line_ends(head) < _FEWEST_LINES and len(head) < MAX_LINE_CHARACTERS and (more := file.read(len(head))):
            head += more
        cut = bool(file.read(1))
    if cut and not _line_ends(head):
        raise ValueError(f"its first line is longer than {MAX_LINE_CHARACTERS} characters")
    return head, cut


def _line_ends(head: bytes) -> int:
    return max(head.count(b"\n"), head.count(b"\r"))


def detect_encoding(path: Path) -> Detected:
    """The encoding, as ``readiness.text`` finds it for documents too, by the name under which a mark is no text."""
    with path.open("rb") as file:
        found = detect(file)
    return replace(found, encoding=_WITH_MARK[found.encoding]) if found.marked else found
