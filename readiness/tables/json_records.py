"""JSON lines, and JSON arrays of records: top-level keys become columns, nested values stay JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.cells import arrow_column, arrow_type, kind_of, type_name
from readiness.tables.delimited import BATCH_ROWS

Record = dict[str, Any]

_READ_CHARACTERS = 1 << 20
_MAX_RECORD_CHARACTERS = 64 << 20
"""One record longer than this is refused, so that a broken file cannot fill the memory."""


def read_json_lines(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One record per line; lines that are no JSON object are left out and counted in ``notes``."""
    yield _stream(lambda skipped: _line_records(path, skipped), item=item, format=format, limit=limit)


def read_json(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """An array of objects is a table; any other JSON file is a document and yields nothing."""
    with _open_text(path) as file:
        opening = file.read(_READ_CHARACTERS).lstrip()
    if opening.startswith("[") and opening[1:].lstrip()[:1] in {"{", "]", ""}:
        yield _stream(lambda skipped: _array_records(path, skipped), item=item, format=format, limit=limit)
    elif opening.startswith("{") and _second_line_is_record(opening):
        yield from read_json_lines(path, item=item, format=format, limit=limit)


def _second_line_is_record(opening: str) -> bool:
    """JSON lines are often named ``.json``."""
    lines = opening.splitlines()
    try:
        return len(lines) > 1 and isinstance(json.loads(lines[0]), dict) and lines[1].lstrip().startswith("{")
    except ValueError:
        return False


def _stream(records: Any, *, item: str, format: str, limit: int | None) -> TableStream:  # noqa: A002
    """Two passes: the first finds columns, kinds and the row count, the second gives the rows."""
    skipped: list[int] = []
    kinds: dict[str, set[str]] = {}
    rows = 0
    for record in records(skipped):
        rows += 1
        if limit is None or rows <= limit:
            for key, value in record.items():
                kinds.setdefault(key, set()).add(kind_of(value))
    schema = pa.schema([(name, arrow_type(found)) for name, found in kinds.items()])
    notes = {"records": f"{len(skipped)} entries are not JSON objects and were left out"} if skipped else {}
    return TableStream(
        item=item,
        schema=schema,
        batches=_batches(islice(records([]), limit), schema),
        types=tuple(type_name(found) for found in kinds.values()),
        rows=rows,
        encoding="utf-8",
        format=format,
        notes=notes,
    )


def _batches(records: Iterable[Record], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    rows = iter(records)
    while len(schema) and (chunk := list(islice(rows, BATCH_ROWS))):
        columns = [arrow_column([record.get(field.name) for record in chunk], field.type) for field in schema]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _open_text(path: Path) -> IO[str]:
    with path.open("rb") as file:
        codec = json.detect_encoding(file.read(4))
    return path.open(encoding=codec)


def _line_records(path: Path, skipped: list[int]) -> Iterator[Record]:
    with _open_text(path) as file:
        number = 0
        while line := file.readline(_MAX_RECORD_CHARACTERS):
            number += 1
            if line.strip():
                yield from _record_of(line, number, skipped)


def _record_of(line: str, number: int, skipped: list[int]) -> Iterator[Record]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        yield found
    else:
        skipped.append(number)


def _array_records(path: Path, skipped: list[int]) -> Iterator[Record]:
    """The objects of a top-level array, one at a time, whatever the size of the file."""
    with _open_text(path) as file:
        for number, found in enumerate(_array_elements(file)):
            if isinstance(found, dict):
                yield found
            else:
                skipped.append(number)


def _array_elements(file: IO[str]) -> Iterator[Any]:
    decoder, buffer = json.JSONDecoder(), file.read(_READ_CHARACTERS).lstrip()[1:]
    while True:
        buffer = buffer.lstrip(", \t\r\n")
        if buffer.startswith("]"):
            return
        try:
            found, end = decoder.raw_decode(buffer)
        except ValueError:
            buffer = _longer(file, buffer)
            continue
        for element in _rest(decoder, buffer, (found, end)):
            yield element[0]
            end = element[1]
        buffer = buffer[end:]


def _rest(decoder: json.JSONDecoder, buffer: str, first: tuple[Any, int]) -> Iterator[tuple[Any, int]]:
    """The first element and all whole ones after it in the buffer, without copying the buffer for each."""
    found, end = first
    while True:
        yield found, end
        start = end
        while start < len(buffer) and buffer[start] in ", \t\r\n":
            start += 1
        try:
            found, end = decoder.raw_decode(buffer, start)
        except ValueError:
            return


def _longer(file: IO[str], buffer: str) -> str:
    more = file.read(max(_READ_CHARACTERS, len(buffer)))
    if not more or len(buffer) > _MAX_RECORD_CHARACTERS:
        raise ValueError("the JSON array ends early or holds an entry that cannot be read")
    return buffer + more
