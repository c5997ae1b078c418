"""JSON lines, and JSON arrays of records: top-level keys become columns, nested values stay JSON text."""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.bounds import refuse_wide, row_chunks
from readiness.tables.cell_types import arrow_column, arrow_type, kind_of, type_name
from readiness.tables.dialect import detect_encoding
from readiness.tables.json_elements import MAX_RECORD_CHARACTERS, READ_CHARACTERS, ElementReader
from readiness.tables.json_values import JsonDecoder
from readiness.tables.losses import Losses, counts_text

Record = tuple[dict[str, Any], int]
"""A record and how many characters it took."""

NO_OBJECT = "lines that are no JSON object"
NO_RECORD = "entries that are no JSON object"
TOO_LONG = f"lines longer than {MAX_RECORD_CHARACTERS} characters"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One pass over a file: what was lost and what was odd."""

    path: Path
    encoding: str
    losses: Losses = field(default_factory=Losses)
    odd: Counter[str] = field(default_factory=Counter)

    def open(self) -> IO[str]:
        return self.path.open(encoding=self.encoding, errors="replace")


_Records = Callable[[_Reading], Iterator[Record]]


def read_json_lines(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One record per line. What is named as lines but is an array, or objects over several lines, is read as it is."""
    encoding = _encoding(path)
    opening = _opening(path, encoding)
    records = _records_of_array if _is_array(opening) else _records_of_lines
    if records is _records_of_lines and _spans_lines(opening):
        records = _records_in_sequence
    yield _stream(_Reading(path=path, encoding=encoding), records, item=item, format=format, limit=limit)


def read_json(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """An array of objects is a table; any other JSON file is a document and yields nothing."""
    encoding = _encoding(path)
    opening = _opening(path, encoding)
    if _is_array(opening) or opening.rstrip() == "[":
        yield _stream(_Reading(path=path, encoding=encoding), _records_of_array, item=item, format=format, limit=limit)
    elif opening.startswith("{") and _second_line_is_record(opening):
        yield from read_json_lines(path, item=item, format=format, limit=limit)


def _encoding(path: Path) -> str:
    """By the pattern of zero bytes (RFC 4627, 3), else as any other text."""
    with path.open("rb") as file:
        wide = json.detect_encoding(file.read(4))
    return wide if wide not in {"utf-8", "utf-8-sig"} else detect_encoding(path).encoding


def _opening(path: Path, encoding: str) -> str:
    with path.open("rb") as file:
        head = file.read(READ_CHARACTERS)
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(head).lstrip("\ufeff \t\r\n")


def _is_array(opening: str) -> bool:
    inside = opening[1:].lstrip()
    return opening.startswith("[") and (inside.startswith("{") or (inside.startswith("]") and not inside[1:].strip()))


def _second_line_is_record(opening: str) -> bool:
    """JSON lines are often named ``.json``."""
    lines = opening.splitlines()
    try:
        return len(lines) > 1 and isinstance(json.loads(lines[0]), dict) and lines[1].lstrip().startswith("{")
    except ValueError:
        return False


def _spans_lines(opening: str) -> bool:
    """Return whether the first object goes on after its line, and is whole."""
    first = opening.partition("\n")[0]
    try:
        _, end = json.JSONDecoder().raw_decode(opening)
    except (ValueError, RecursionError):
        return False
    return end > len(first.rstrip())


def _stream(
    reading: _Reading,
    records: _Records,
    *,
    item: str,
    format: str,  # noqa: A002
    limit: int | None,
) -> TableStream:
    """Two passes: the first finds columns, kinds, losses and the row count, the second gives the rows."""
    kinds: dict[str, set[str]] = {}
    rows = 0
    for record, _ in records(reading):
        rows += 1
        if limit is None or rows <= limit:
            for key, value in record.items():
                kinds.setdefault(key, set()).add(kind_of(value))
            refuse_wide(len(kinds))
    schema = pa.schema([(name, arrow_type(column_kinds)) for name, column_kinds in kinds.items()])
    again = _Reading(path=reading.path, encoding=reading.encoding)
    odd = counts_text(reading.odd.items())
    return TableStream(
        item=item,
        schema=schema,
        batches=_batches(islice(records(again), limit), schema),
        types=tuple(type_name(column_kinds) for column_kinds in kinds.values()),
        rows=rows + (reading.losses.total or 0),
        encoding=reading.encoding,
        format=format,
        losses=reading.losses,
        notes={"odd": odd} if odd else {},
    )


def _batches(records: Iterable[Record], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for chunk in row_chunks(records if len(schema) else (), lambda record: record[1]):
        columns = [arrow_column([record.get(field.name) for record, _ in chunk], field.type) for field in schema]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _records_of_lines(reading: _Reading) -> Iterator[Record]:
    decoder = JsonDecoder(reading.odd)
    with reading.open() as file:
        number = 0
        while line := file.readline(MAX_RECORD_CHARACTERS):
            number += 1
            if len(line) == MAX_RECORD_CHARACTERS and not line.endswith("\n"):
                _skip_line(file)
                reading.losses.add(TOO_LONG, place=f"line {number}")
            elif bare := line.strip("\ufeff \t\r\n"):
                yield from _record(decoder, bare, number, reading.losses)


def _skip_line(file: IO[str]) -> None:
    while (rest := file.readline(MAX_RECORD_CHARACTERS)) and not rest.endswith("\n"):
        pass


def _record(decoder: JsonDecoder, line: str, number: int, losses: Losses) -> Iterator[Record]:
    try:
        record = decoder.decode_line(line)
    except (ValueError, RecursionError):
        record = None
    if isinstance(record, dict):
        yield record, len(line)
    else:
        losses.add(NO_OBJECT, place=f"line {number}")


def _records_of_array(reading: _Reading) -> Iterator[Record]:
    """The objects of a top-level array, one at a time, whatever the size of the file."""
    with reading.open() as file:
        while (character := file.read(1)) and character != "[":
            pass
        yield from _objects(file, reading, closed=True)


def _records_in_sequence(reading: _Reading) -> Iterator[Record]:
    with reading.open() as file:
        yield from _objects(file, reading, closed=False)


def _objects(file: IO[str], reading: _Reading, *, closed: bool) -> Iterator[Record]:
    elements = ElementReader(file, JsonDecoder(reading.odd), reading.losses, closed=closed)
    for element, size in elements:
        if isinstance(element, dict):
            yield element, size
        else:
            reading.losses.add(NO_RECORD)
