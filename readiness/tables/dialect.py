"""How a delimited text file is written: encoding, delimiter, header. Found by looking, never by the name alone."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.tables.header import has_header
from readiness.text.decoding import Detected, detect

HEAD_BYTES = 256 * 1024
"""How much of a file is looked at for its delimiter and header. Chosen by us: hundreds of records of wide files."""

MAX_LINE_CHARACTERS = 16 << 20
"""A longer line is no record of a table and is left out by name; so is a longer cell. Chosen by us."""

_FEWEST_LINES = 4
"""More of a file is looked at until its head holds so many line ends: headers of wide tables are long. Chosen by us."""

_SAMPLE_RECORDS = 200
_DELIMITERS = (",", ";", "\t", "|")
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

    ``damaged`` says that the file is UTF-8 with some undecodable bytes; ``uncertain`` which encodings fit as well.
    """

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    header: bool
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
    delimiter = detect_delimiter(text, cut=cut, preferred="\t" if format == "tsv" else ",")
    records = _records(text, delimiter, cut=cut)
    if not records:
        return None
    header = has_header(records)
    width = max(_usual_width(records), len(records[0]) if header else 0)
    names = [*(records[0] if header else ()), *[""] * width][:width]
    return Dialect(
        encoding=found.encoding,
        delimiter=delimiter,
        names=tuple(names),
        header=header,
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


def detect_delimiter(text: str, *, cut: bool = False, preferred: str = ",") -> str:
    r"""The delimiter that splits most records into the same number (two or more) of cells.

    >>> detect_delimiter("a;b\n1,5;2\n2,5;3\n")
    ';'
    """
    best = max(_DELIMITERS, key=lambda delimiter: (*_steadiness(text, delimiter, cut=cut), delimiter == preferred))
    return best if _steadiness(text, best, cut=cut)[2] > 1 else preferred


def _steadiness(text: str, delimiter: str, *, cut: bool) -> tuple[float, bool, int]:
    """Share of records with the usual number of cells (in tenths), whether the first has it, and that number."""
    records = _records(text, delimiter, cut=cut)
    width = _usual_width(records) if records else 1
    if width < 2:
        return 0.0, False, 1
    share = sum(len(record) == width for record in records) / len(records)
    return round(share, 1), len(records[0]) == width, width


def _usual_width(records: list[list[str]]) -> int:
    widths = Counter(len(record) for record in records)
    return max(widths, key=lambda width: (widths[width], width))


def _records(text: str, delimiter: str, *, cut: bool) -> list[list[str]]:
    """The first whole, non-empty records; where the text was cut, its last record is left out."""
    found: list[list[str]] = []
    try:
        with large_cells():
            for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                if record:
                    found.append(record)
                if len(found) > _SAMPLE_RECORDS:
                    return found[:_SAMPLE_RECORDS]
    except csv.Error:
        return found
    return found[:-1] if cut and len(found) > 1 else found


@contextmanager
def large_cells() -> Iterator[None]:
    """Python's reader takes cells up to the longest line while this lasts; its own bound is 128 kB."""
    previous = csv.field_size_limit(MAX_LINE_CHARACTERS)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


def detect_encoding(path: Path) -> Detected:
    """The encoding, as ``readiness.text`` finds it for documents too, by the name under which a mark is no text."""
    with path.open("rb") as file:
        found = detect(file)
    return replace(found, encoding=_WITH_MARK[found.encoding]) if found.marked else found
