"""Delimited records read line by line: open quotes stay in their line, and what is lost or uneven is counted."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from readiness.tables.dialect import Dialect
from readiness.tables.layout import MAX_LINE_CHARACTERS, large_cells
from readiness.tables.losses import Losses, counts_text

TOO_LONG = f"lines longer than {MAX_LINE_CHARACTERS} characters"
CUT_OFF = "records after the end of the file, which ends inside a quoted cell"

_ALIKE_SHARE = 0.5
"""So many of the lines inside a quoted cell must be rows by themselves before its quote counts as left open, where the
cell breaks its own record. Chosen by us."""

_ALIKE_SHARE_OF_SOUND = 0.9
_FEWEST_LINES_OF_SOUND = {2: 20}
_FEWEST_LINES = 3
"""A sound record is taken apart only when nearly all of many lines are rows: letters quoted in a cell have commas too,
and in tables of two columns a line with one comma proves little. Chosen by us."""


@dataclass(slots=True)
class RecordFacts:
    """Counts of irregularities in the records that were read."""

    short: int = 0
    long: int = 0
    blank: int = 0
    damaged: int = 0
    open_quotes: list[int] = field(default_factory=list)

    def notes(self, width: int, read: int) -> dict[str, str]:
        notes = {}
        if self.short or self.long:
            kinds = counts_text([("shorter", self.short), ("longer, their cells beyond left out", self.long)])
            notes["ragged"] = f"{self.short + self.long} of {read} records do not have {width} cells ({kinds})"
        if self.blank:
            notes["blank"] = blank_note(self.blank)
        if self.open_quotes:
            lines = ", ".join(map(str, self.open_quotes[:5])) + (", …" if len(self.open_quotes) > 5 else "")
            notes["quotes"] = (
                f"opening quotes without a closing quote, read as text: {len(self.open_quotes)} (line {lines})"
            )
        if self.damaged:
            notes["damaged"] = (
                f"lines with bytes that are not valid in the encoding, which were replaced: {self.damaged}"
            )
        return notes


def blank_note(count: int) -> str:
    return f"{count} records of nothing but blank cells were left out"


class _Lines:
    """Physical lines of a file, which can be put back. ``taken`` are those handed out since it was cleared."""

    def __init__(self, file: IO[str], losses: Losses, facts: RecordFacts) -> None:
        self._file, self._losses, self._facts = file, losses, facts
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.number, self.ended = 0, False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._read_line()
        self.number += 1
        self.taken.append(line)
        return line

    def put_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)
        self.ended = False

    def _read_line(self) -> str:
        while line := self._file.readline(MAX_LINE_CHARACTERS):
            if len(line) < MAX_LINE_CHARACTERS or line.endswith(("\n", "\r")):
                self._facts.damaged += "\ufffd" in line
                return line
            while (rest := self._file.readline(MAX_LINE_CHARACTERS)) and not rest.endswith(("\n", "\r")):
                pass
            self.number += 1
            self._losses.add(TOO_LONG, place=f"line {self.number}")
        self.ended = True
        raise StopIteration


def read_records(path: Path, dialect: Dialect, losses: Losses, facts: RecordFacts) -> Iterator[list[str]]:
    """Every record that is not blank, the header included, with its cells as they are written."""
    with path.open(encoding=dialect.encoding, errors="replace", newline="") as file, large_cells():
        lines = _Lines(file, losses, facts)
        for _ in range(dialect.skipped):
            next(lines, "")
        yield from _Splitter(lines, dialect, losses, facts)


class _Splitter:
    def __init__(self, lines: _Lines, dialect: Dialect, losses: Losses, facts: RecordFacts) -> None:
        self._lines, self._losses, self._facts = lines, losses, facts
        self._delimiter, self._width = dialect.delimiter, dialect.width
        mark = re.escape(self._delimiter)
        cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}\r\n]*)'
        self._row = re.compile(rf"{cell}(?:{mark}{cell}){{{self._width - 1}}}[\r\n]*")

    def __iter__(self) -> Iterator[list[str]]:
        reader = self._reader()
        while True:
            self._lines.taken.clear()
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:  # the cell is longer than a cell may be
                record, reader = self._first_line(), self._reader()
            else:
                if len(self._lines.taken) > 1 or self._lines.ended:
                    record, reader = self._repair_record(record), self._reader()
            if record and not self._is_blank(record):
                self._facts.short += len(record) < self._width
                self._facts.long += len(record) > self._width
                yield record

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines, delimiter=self._delimiter)

    def _is_blank(self, record: list[str]) -> bool:
        if self._width == 1 or any(cell and not cell.isspace() for cell in record):
            return False
        self._facts.blank += 1
        return True

    def _repair_record(self, record: list[str]) -> list[str]:
        """A record of several lines as it is, or its first line alone when its quote was left open."""
        later = self._lines.taken[1:]
        if self._lines.ended:  # inside a quoted cell: a whole record ends before the end is looked for
            if not (self._are_rows(later, _ALIKE_SHARE) if later else self._is_whole_last_line()):
                self._losses.add(CUT_OFF, None, place=f"line {self._lines.number}")
                return record
            return self._first_line()
        if len(record) == self._width and self._is_sound():
            fewest = _FEWEST_LINES_OF_SOUND.get(self._width, _FEWEST_LINES)
            inside = later[:-1]
            swallowed = self._width > 1 and len(inside) >= fewest and self._are_rows(inside, _ALIKE_SHARE_OF_SOUND)
        else:
            swallowed = self._are_rows(later, _ALIKE_SHARE)
        return self._first_line() if swallowed else record

    def _are_rows(self, lines: list[str], share: float) -> bool:
        return sum(bool(self._row.fullmatch(line)) for line in lines) >= max(1, share * len(lines))

    def _is_sound(self) -> bool:
        try:
            return len(list(csv.reader(self._lines.taken, delimiter=self._delimiter, strict=True))) == 1
        except csv.Error:
            return False

    def _is_whole_last_line(self) -> bool:
        """Return whether the last line is a row with its quotes as text, and no cell can go on behind the file's end.

        A quote that opens the last cell is no evidence: files that were cut between two lines end like that too.
        """
        line = self._lines.taken[0]
        cells = next(csv.reader([line], delimiter=self._delimiter, quoting=csv.QUOTE_NONE), [])
        return line.endswith(("\n", "\r")) and len(cells) == self._width > 1 and not cells[-1].startswith('"')

    def _first_line(self) -> list[str]:
        """The first of the lines taken, its open quote as text; the others are read anew."""
        first, *later = self._lines.taken
        self._lines.put_back(later)
        self._facts.open_quotes.append(self._lines.number)
        line = first.rstrip("\r\n")
        kept = next(csv.reader([line], delimiter=self._delimiter), [])
        if len(kept) == self._width:
            return [*kept[:-1], '"' + kept[-1]]
        return next(csv.reader([line], delimiter=self._delimiter, quoting=csv.QUOTE_NONE), [])
