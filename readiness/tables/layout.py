"""Beginning of the records of a delimited text, and their delimiter: by its own lines, or by DuckDB's sniffer.

A text whose records all have the same number of cells needs no sniffer. All else is shown to DuckDB, whose answer is
taken unless the lines speak against it: it would leave out a record as long as the others, or divide them worse.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile

from readiness.tables.csv_sniffer import Sniffed, sniff
from readiness.tables.header import has_header

MAX_LINE_CHARACTERS = 16 << 20
"""A longer line is no record of a table and is left out by name; so is a longer cell. Chosen by us."""

_SAMPLE_RECORDS = 200
_DELIMITERS = (",", ";", "\t", "|")
_DECLARED = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
"""The line by which Excel is made to divide cells at another character."""

_MOST_TITLES = 20
"""Lines above a header; exports of SAP and of banks have one to ten. Chosen by us."""

_FEWEST_COLUMNS = 3
"""Of a table of two columns, a record with one cell filled is as likely a record. Chosen by us."""

Record = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """``records`` are the first whole ones that are not empty, behind ``skipped`` physical lines."""

    delimiter: str
    skipped: int
    records: list[list[str]]


def find_layout(text: str, *, cut: bool = False, preferred: str = ",") -> Layout:
    r"""Return the layout of the beginning of a delimited file; where it is ``cut``, its last record is left out.

    >>> find_layout("Sales report\nACME Ltd\n\nid;town;net\n1;Leeds;3,5\n2;York;4,5\n").records[0]
    ['id', 'town', 'net']
    """
    declared = _DECLARED.match(text)
    if declared:
        return _without_titles(_Text(text, cut=cut), Sniffed(delimiter=declared[1], skipped=1))
    whole = _Text(text, cut=cut)
    delimiter = detect_delimiter(text, cut=cut, preferred=preferred)
    ours = Sniffed(delimiter=delimiter, skipped=0)
    if _is_regular(whole.records(ours)):
        return _without_titles(whole, ours)
    theirs = sniff(text)
    return _without_titles(whole, theirs if theirs and _is_better(whole, theirs, ours) else ours)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    cut: bool = False

    def numbered_records(self, layout: Sniffed) -> list[tuple[int, list[str]]]:
        """The first whole, non-empty records, each with the number of lines before it."""
        found: list[tuple[int, list[str]]] = []
        lines = io.StringIO(self.text, newline="")
        for _ in range(layout.skipped):
            lines.readline()
        reader, start = csv.reader(lines, delimiter=layout.delimiter), 0
        try:
            with large_cells():
                for record in reader:
                    if record:
                        found.append((layout.skipped + start, record))
                    if len(found) > _SAMPLE_RECORDS:
                        return found[:_SAMPLE_RECORDS]
                    start = reader.line_num
        except csv.Error:
            return found
        return found[:-1] if self.cut and len(found) > 1 else found

    def records(self, layout: Sniffed) -> list[list[str]]:
        return [record for _, record in self.numbered_records(layout)]


def _is_regular(records: Sequence[Record]) -> bool:
    """Return whether all records have the same number of cells, two or more."""
    widths = {len(record) for record in records}
    return len(widths) == 1 and widths != {1}


def _is_better(whole: _Text, theirs: Sniffed, ours: Sniffed) -> bool:
    """Return whether DuckDB's title lines are no records, and the ones behind them no less regular than by ours."""
    if theirs.delimiter not in _DELIMITERS or theirs.skipped > _MOST_TITLES:
        return False
    records = whole.records(theirs)
    if _steadiness(records) < _steadiness(whole.records(ours)) or usual_width(records) < 2:
        return False
    above = [
        record
        for start, record in whole.numbered_records(Sniffed(delimiter=theirs.delimiter, skipped=0))
        if start < theirs.skipped
    ]
    short = all(len(record) < usual_width(records) for record in above)
    return short and (has_header(records) or all(_count_filled(record) <= 1 for record in above))


def _without_titles(whole: _Text, layout: Sniffed) -> Layout:
    """Leaves out titles that are padded to the width of the table: one cell filled, above a header that is full."""
    numbered = whole.numbered_records(layout)
    records = [record for _, record in numbered]
    titles = len(list(takewhile(lambda record: _count_filled(record) <= 1, records[: _MOST_TITLES + 1])))
    if 0 < titles < len(records) and _heads_a_table(records[titles:]):
        return Layout(delimiter=layout.delimiter, skipped=numbered[titles][0], records=records[titles:])
    start = numbered[0][0] if layout.skipped and numbered else layout.skipped
    return Layout(delimiter=layout.delimiter, skipped=start, records=records)


def _heads_a_table(records: Sequence[Record]) -> bool:
    width = usual_width(records)
    return width >= _FEWEST_COLUMNS and len(records) > 1 and _count_filled(records[0]) == width and has_header(records)


def _count_filled(record: Record) -> int:
    return sum(bool(cell.strip()) for cell in record)


def detect_delimiter(text: str, *, cut: bool = False, preferred: str = ",") -> str:
    r"""The delimiter that splits most records into the same number (two or more) of cells.

    >>> detect_delimiter("a;b\n1,5;2\n2,5;3\n")
    ';'
    """
    whole = _Text(text, cut=cut)
    found = {mark: _steadiness(whole.records(Sniffed(delimiter=mark, skipped=0))) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: (*found[mark], mark == preferred))
    return best if found[best][2] > 1 else preferred


def _steadiness(records: Sequence[Record]) -> tuple[float, bool, int]:
    """Share of records with the usual number of cells (in tenths), whether the first has it, and that number."""
    width = usual_width(records) if records else 1
    if width < 2:
        return 0.0, False, 1
    share = sum(len(record) == width for record in records) / len(records)
    return round(share, 1), len(records[0]) == width, width


def usual_width(records: Sequence[Record]) -> int:
    widths = Counter(len(record) for record in records)
    return max(widths, key=lambda width: (widths[width], width), default=0)


@contextmanager
def large_cells() -> Iterator[None]:
    """Python's reader takes cells up to the longest line while this lasts; its own bound is 128 kB."""
    previous = csv.field_size_limit(MAX_LINE_CHARACTERS)
    try:
        yield
    finally:
        csv.field_size_limit(previous)
