"""Companion files of databases: parts of a database, neither documents nor tables of their own.

A write-ahead log, a rollback journal or a shared-memory index belongs to the database by whose name it is called, where
that is in the same folder and the file's content fits its ending. One without its database is an item like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.census import COMPANION
from readiness.extraction.stage_writer import Row

_HEAD_BYTES = 64
_WAL_MARKS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")  # sqlite.org/fileformat.html, 4.1
_JOURNAL_MARK = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # sqlite.org/fileformat.html, 3
_JOURNAL_HEADER_BYTES = 28
_INDEX_MARKS = (b"\x18\xe2\x2d\x00", b"\x00\x2d\xe2\x18")  # 3007000 in either byte order: sqlite.org/walformat.html, 2
_DUCKDB_MARK = b"\x64\x00\x62"  # the first entry names the log's version: DuckDB, write_ahead_log.cpp


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """Ending of a companion's name after the database's. ``fits``: true for first bytes of a companion."""

    format: str
    fits: Callable[[bytes], bool]


def _is_log(head: bytes) -> bool:
    return not head or head.startswith(_WAL_MARKS)


def _is_journal(head: bytes) -> bool:
    """A journal that was kept after its transaction ended is empty, or its header is zeroed."""
    return not head or head.startswith(_JOURNAL_MARK) or not head[:_JOURNAL_HEADER_BYTES].strip(b"\x00")


def _is_index(head: bytes) -> bool:
    return not head.strip(b"\x00") or head.startswith(_INDEX_MARKS)


def _is_duckdb_log(head: bytes) -> bool:
    return not head or head.startswith(_DUCKDB_MARK)


_ENDINGS: Mapping[str, _Ending] = {
    "-wal": _Ending(format="sqlite", fits=_is_log),
    "-journal": _Ending(format="sqlite", fits=_is_journal),
    "-shm": _Ending(format="sqlite", fits=_is_index),
    ".wal": _Ending(format="duckdb", fits=_is_duckdb_log),
}

COMPANION_ENDINGS = tuple(_ENDINGS)


def with_companions(rows: Iterable[Row]) -> list[Row]:
    """The rows, those of companions marked as parts of the database in the same folder."""
    every = list(rows)
    formats = {(row.job.source, row.job.item): row.format for row in every}
    return [_part_of_database(row, formats) for row in every]


def _part_of_database(row: Row, formats: Mapping[tuple[str, str], str]) -> Row:
    ending = next((end for end in COMPANION_ENDINGS if row.job.item.endswith(end)), "")
    if not ending:
        return row
    base, known = row.job.item.removesuffix(ending), _ENDINGS[ending]
    if formats.get((row.job.source, base)) != known.format or not known.fits(_head(row.job.path)):
        return row
    return replace(row, overrides={**row.overrides, "kind": COMPANION, "detail": f"part of the database {base}"})


def _head(path: Path) -> bytes:
    """The first bytes; of a file that cannot be read, bytes with which no companion begins."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError:
        return b"?"
