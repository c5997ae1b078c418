"""Inventory rows as connectors make them, and the batches they travel in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice

import pyarrow as pa

from readiness import schemas

BATCH_ROWS = 4096
"""Rows per batch: about 1 MB, and progress is seen every few milliseconds of a local walk. Chosen by us."""

TABLE_EXTENSIONS = frozenset(
    {"arrow", "csv", "db", "feather", "jsonl", "ndjson", "ods", "parquet", "sqlite", "sqlite3", "tsv", "xls", "xlsx"}
)
"""Extensions whose files hold tables. A name is only a claim: later stages examine the content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of ``schemas.INVENTORY``; times as microseconds since 1970 UTC, sizes in bytes."""

    item: str
    kind: str = "document"
    size_bytes: int | None = None
    rows: int | None = None
    modified: int | None = None
    created: int | None = None
    extension: str = ""
    version: str = ""
    owner: str | None = None
    readers: tuple[str, ...] | None = None
    state: str = "listed"
    problem: str | None = None


_MLSD_DIGITS = 14
_OWN = tuple(field.name for field in fields(Row))
_FIRST_MICROSECOND = -62_135_596_800_000_000  # 0001-01-01, where Python's and most readers' calendars begin
_LAST_MICROSECOND = 253_402_300_799_999_999  # 9999-12-31


def batches(source: str, rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    """``rows`` as batches of ``schemas.INVENTORY``, ``slices`` left null."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, BATCH_ROWS)):
        columns = {name: [getattr(row, name) for row in chunk] for name in _OWN}
        columns["source"] = [source] * len(chunk)
        columns["slices"] = [None] * len(chunk)
        arrays = [pa.array(columns[field.name], field.type) for field in schemas.INVENTORY]
        yield pa.RecordBatch.from_arrays(arrays, schema=schemas.INVENTORY)


def extension_of(item: str) -> str:
    """Lower case, no dot; empty for ``README`` and ``.profile``."""
    stem, dot, extension = item.rpartition("/")[2].rpartition(".")
    return extension.lower() if dot and stem else ""


def kind_by_name(item: str, tables: Iterable[str] = ()) -> str:
    """``table`` or ``document``. JSON is a table only where the config declares it: it may as well be a document."""
    extension = extension_of(item)
    if extension in TABLE_EXTENSIONS or (extension == "json" and item in set(tables)):
        return "table"
    return "document"


def microseconds(value: object) -> int | None:
    """A datetime, ISO text or POSIX seconds as microseconds since 1970 UTC; None for what is no time."""
    if isinstance(value, str):
        value = _parse_time(value)
    if isinstance(value, dt.datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return within_calendar(round(value * 1_000_000))
    return None


def within_calendar(moment: int) -> int | None:
    """``moment`` unless its year lies outside 1-9999: a file system can hold such times, readers cannot."""
    return moment if _FIRST_MICROSECOND <= moment <= _LAST_MICROSECOND else None


def _parse_time(text: str) -> dt.datetime | None:
    from email.utils import parsedate_to_datetime

    for parse in (_digits_only, dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text)
        except (ValueError, TypeError):
            continue
    return None


def _digits_only(text: str) -> dt.datetime:
    """The time of an FTP listing, ``20251009085320`` or ``20251009085320.123``, in UTC (RFC 3659, section 2.3)."""
    whole, _, fraction = text.partition(".")
    if len(whole) != _MLSD_DIGITS:
        raise ValueError(text)
    moment = dt.datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    return moment + dt.timedelta(microseconds=int(fraction[:6].ljust(6, "0")))
