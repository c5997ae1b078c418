"""Rows of a grid that are no records: units below the header, the header again, group headings, totals and notes."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from readiness.tables.header import TYPED_SHARE, cell_kind
from readiness.tables.unit_names import is_unit

Row = Sequence[str]

TAIL_ROWS = 10
"""Totals and notes end a table within so many rows. Chosen by us."""

SAMPLE_ROWS = 200

_FEWEST_COLUMNS = 3
"""Of a table of two columns, a row with one cell filled is as likely a record. Chosen by us."""

_WORDS_OF_TOTALS = (
    "total|totals|grand total|subtotal|sub total|sum|overall total|summe|gesamt|gesamtsumme|insgesamt|zwischensumme|"
    "endsumme|somme|total général|total general|sous-total|totaux|totale|totale generale|totali|suma|suma total|"
    "total geral|soma|subtotaal|totaal|eindtotaal|razem|ogółem|suma końcowa|totalt|sammanlagt|yhteensä|i alt|ialt|"
    "celkem|součet|spolu|összesen|итого|всего|σύνολο|toplam|genel toplam|"
    "合計|総計|小計|計|合计|总计|小计|總計|합계|총계"
)
_TOTAL = re.compile(rf"(?i)(?:{_WORDS_OF_TOTALS})(?: ?[:=.])?(?: .{{0,40}})?")
_NOTE = re.compile(
    r"(?i)(?:source|sources|quelle|fuente|fonte|bron|źródło|källa|note|notes|nb|remark|remarque|anmerkung|hinweis|nota|"
    r"rows|records|row count|record count|count|lines|zeilen|anzahl|datensätze|lignes|nombre|filas|registros|righe|"
    r"end of|ende|fin de|eof|generated|printed|created|exported|erstellt|gedruckt|stand|généré|generado|page|seite|"
    r"©|\*|"
    r"注|出典|备注|来源|資料)(?:$|[^\w].*|\d.*)"
)
_NOT_APPLICABLE = frozenset({"", "-", "–", "—", "n/a", "text", "string", "date", "none", "(-)", "[-]", "[ ]"})
_BRACKETS = re.compile(r"[(\[].{1,20}[)\]]")


@dataclass(slots=True, kw_only=True)
class ExtraRows:
    """Judge of single rows of one table; ``left_out`` counts those that are no records, by what they are.

    ``names`` are the header's cells, empty where there is none.
    """

    names: tuple[str, ...]
    left_out: Counter[str] = field(default_factory=Counter)
    _kinds: list[str] = field(default_factory=list)
    _spaced: bool = False
    _usual: int = 0
    _totals_before: bool = False

    def learn(self, rows: Sequence[Row]) -> None:
        """Take note of the kinds of cells in the first rows of the table."""
        sample = rows[:SAMPLE_ROWS]
        width = max((len(row) for row in sample), default=0)
        self._kinds = [_usual_kind(row[i] for row in sample if i < len(row)) for i in range(width)]
        firsts = [row[0].strip() for row in sample if row and row[0].strip()]
        self._spaced = sum(" " in text for text in firsts) > len(firsts) / 10
        self._totals_before = any(_TOTAL.fullmatch(text) for text in firsts[: max(0, len(firsts) - TAIL_ROWS)])
        counts = Counter(_count_cells(row) for row in sample)
        self._usual = max(counts, key=lambda count: (counts[count], count), default=0)

    def is_record(self, row: Row, *, first: bool = False, last: bool = False) -> bool:
        """True for a record; all else is counted. ``last`` says that nothing but such rows and a few more follow."""
        what = self._extra(row, first=first, last=last)
        self.left_out[what] += bool(what)
        return not what

    def may_be_extra(self, row: Sequence[object]) -> bool:
        """True for a row inside the table that begins like the header, or whose second and third cell are blank."""
        begins = bool(row) and isinstance(row[0], str)
        return begins and (not any(row[1:3]) or (bool(self.names) and row[0] == self.names[0]))

    def is_suspect(self, row: Row) -> bool:
        """True where a row inside the table may be no record."""
        return self._is_lone(row) or self._is_header(row)

    def notes(self) -> dict[str, str]:
        """One sentence about the rows that were left out; nothing where there are none."""
        listed = ", ".join(f"{what} ({count})" for what, count in self.left_out.items() if what and count)
        return {"extra": f"rows that are no records were left out: {listed}"} if listed else {}

    def _extra(self, row: Row, *, first: bool, last: bool) -> str:
        if self._is_header(row):
            return "the header again"
        if first and self._is_units(row):
            return "units below the header"
        if last and self._is_total(row):
            return "totals at the end"
        lone = self._is_lone(row)
        if (last or lone) and self._is_note(row, last=last):
            return "notes"
        return "group headings" if lone else ""

    def _is_header(self, row: Row) -> bool:
        cells = [cell.strip().casefold() for cell in row]
        names = [name.strip().casefold() for name in self.names]
        return len(cells) >= len(names) > 1 and any(names) and cells[: len(names)] == names

    def _is_units(self, row: Row) -> bool:
        measured = [i for i, kind in enumerate(self._kinds) if kind == "number"]
        cells = [cell.strip() for cell in row]
        given = [cells[i] for i in measured if i < len(cells) and cells[i].lower() not in _NOT_APPLICABLE]
        rest = [cell for i, cell in enumerate(cells) if i not in measured]
        return (
            bool(given)
            and all(map(_is_unit_cell, given))
            and all(c.lower() in _NOT_APPLICABLE or _is_unit_cell(c) for c in rest)
        )

    def _is_total(self, row: Row) -> bool:
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or self._totals_before or len(filled) == self._usual == 1 or not _TOTAL.fullmatch(filled[0]):
            return False
        return all(cell_kind(cell) == "number" for cell in filled[1:])

    def _is_note(self, row: Row, *, last: bool) -> bool:
        filled = [cell.strip() for cell in row if cell.strip()]
        if self._usual < _FEWEST_COLUMNS or not filled or 2 * len(filled) > self._usual:
            return False
        return bool(_NOTE.fullmatch(filled[0])) or (last and self._is_lone(row))

    def _is_lone(self, row: Row) -> bool:
        """One cell of words in the first column, where the other cells of that column are no words."""
        lone = bool(row) and bool(row[0].strip()) and not any(cell.strip() for cell in row[1:])
        if not lone or self._usual < _FEWEST_COLUMNS or len(self._kinds) < _FEWEST_COLUMNS:
            return False
        text = row[0].strip()
        worded = cell_kind(text) == "text" and (" " in text or text.endswith(":"))
        return worded and (self._kinds[0] != "text" or not self._spaced)


def _count_cells(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _usual_kind(cells: Iterable[str]) -> str:
    kinds = Counter(cell_kind(cell) for cell in cells if cell.strip())
    usual, count = max(kinds.items(), key=lambda pair: pair[1], default=("blank", 0))
    return usual if count >= TYPED_SHARE * kinds.total() else "mixed"


def _is_unit_cell(cell: str) -> bool:
    return bool(_BRACKETS.fullmatch(cell)) or is_unit(cell)


Cells = TypeVar("Cells", bound=Sequence[object])


def records_only(rows: Iterator[Cells], judge: ExtraRows, as_texts: Callable[[Cells], Row]) -> Iterator[Cells]:
    """The records among the rows of a table; its last rows are held back until its end is known."""
    held: deque[Cells] = deque()
    first = True
    for row in rows:
        if first and not judge.is_record(as_texts(row), first=True):
            first = False
            continue
        first = False
        held.append(row)
        if len(held) > TAIL_ROWS:
            earliest = held.popleft()
            if not judge.may_be_extra(earliest) or judge.is_record(as_texts(earliest)):
                yield earliest
    yield from _before_the_end(held, judge, as_texts)


def _before_the_end(held: deque[Cells], judge: ExtraRows, as_texts: Callable[[Cells], Row]) -> Iterator[Cells]:
    while held and not judge.is_record(as_texts(held[-1]), last=True):
        held.pop()
    yield from (row for row in held if judge.is_record(as_texts(row)))
