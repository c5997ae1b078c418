"""How a delimited text file is written: encoding, delimiter, header. Found by looking, never by the name alone."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from readiness.tables.header import has_header
from readiness.tables.legacy import likely_codec

HEAD_BYTES = 256 * 1024
"""How much of a file is looked at for its delimiter and header. Chosen by us: hundreds of records of wide files."""

MAX_LINE_CHARACTERS = 16 << 20
"""A longer line is no record of a table and is left out by name; so is a longer cell. Chosen by us."""

_FEWEST_LINES = 4
"""More of a file is looked at until its head holds so many line ends: headers of wide tables are long. Chosen by us."""

_SAMPLE_RECORDS = 200
_READ_BYTES = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MOSTLY_UTF8 = 0.9
"""Share of non-ASCII bytes that must decode before a file counts as damaged UTF-8 and not as another encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """``names`` are the header cells as written, or empty ones where there is no header. ``width`` is their number.

    ``damaged`` says that the file is UTF-8 with some undecodable bytes.
    """

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    header: bool
    damaged: bool = False

    @property
    def width(self) -> int:
        return len(self.names)


def detect_dialect(path: Path, *, format: str = "csv") -> Dialect | None:  # noqa: A002 - the contract's word
    """The dialect of a delimited file, None when it holds no record at all."""
    encoding, damaged = detect_encoding(path)
    head, cut = _head(path)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    delimiter = detect_delimiter(text, cut=cut, preferred="\t" if format == "tsv" else ",")
    records = _records(text, delimiter, cut=cut)
    if not records:
        return None
    header = has_header(records)
    width = max(_usual_width(records), len(records[0]) if header else 0)
    names = [*(records[0] if header else ()), *[""] * width][:width]
    return Dialect(encoding=encoding, delimiter=delimiter, names=tuple(names), header=header, damaged=damaged)


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


def detect_encoding(path: Path) -> tuple[str, bool]:
    """``(codec, damaged)``: by byte order mark, by valid UTF-8 throughout, by NUL pattern, else by likelihood."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return codec, codec == "utf-8-sig" and not _is_utf8(path)
    if wide := _wide_codec(head):
        return wide, False
    if _is_utf8(path):
        return "utf-8", False
    return _legacy_codec(_non_ascii_lines(path))


def _wide_codec(head: bytes) -> str:
    """UTF-16 without a mark shows as NUL in every other byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 4 and max(even, odd) > len(head) // 2 * 0.4 and min(even, odd) < max(even, odd) * 0.1:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(_READ_BYTES):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _non_ascii_lines(path: Path) -> bytes:
    """Lines that show the encoding, up to ``HEAD_BYTES`` of them, from anywhere in the file."""
    kept, size = [], 0
    with path.open("rb") as file:
        while size < HEAD_BYTES and (line := file.readline(HEAD_BYTES)):
            if not line.isascii():
                kept.append(line)
                size += len(line)
    return b"".join(kept)


def _legacy_codec(sample: bytes) -> tuple[str, bool]:
    lost = sample.decode("utf-8", "replace").count("\ufffd")
    non_ascii = sum(byte > 127 for byte in sample)
    if lost < (1 - MOSTLY_UTF8) * non_ascii:
        return "utf-8", True
    return likely_codec(sample), False
