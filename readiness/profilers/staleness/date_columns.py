"""Date columns of staged tables: those that give the time of a row's change, and the newest day in them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from readiness.document_dates import grammar, label_roles

_CHANGED = frozenset({"updated", "update", "modified", "changed", "refreshed", "loaded", "synced", "ingested"})
_HAPPENED = frozenset({"created", "date", "timestamp", "datetime", "day", "ts", "recorded", "reported", "inserted"})
_PERSONAL = frozenset({"birth", "born", "dob", "expiry", "expires", "due", "end", "start", "valid", "hire", "hired"})

DISTINCT_LIMIT = 200_000
"""Distinct day texts parsed per column; five centuries of days fit. Chosen by us."""

PARSED_SHARE = 0.9
"""Share of distinct values with digits (9999 for "never" aside) that must read as dates. Chosen by us."""

_READ_ROWS = 65_536


def evident_columns(columns: list[str]) -> list[str]:
    """Columns named as times of change, then as times of happening; never birthdays, deadlines or validity."""
    named = {column: set(label_roles.words(column)) for column in columns}
    plain = {column: words for column, words in named.items() if not words & _PERSONAL}
    changed = [column for column, words in plain.items() if words & _CHANGED]
    return changed + [column for column, words in plain.items() if words & _HAPPENED and column not in changed]


def newest_date(path: Path, column: str, as_of: dt.date) -> dt.date | None:
    """The newest day in one column of a staged Parquet file, at most ``as_of``; None when it is no date column.

    Days after ``as_of`` (planned work, 9999-12-31 for "never") are left out.
    """
    try:
        with pq.ParquetFile(path) as file:
            if column not in file.schema_arrow.names:
                return None
            if pa.types.is_temporal(file.schema_arrow.field(column).type):
                return _newest_typed(file, column, as_of)
            return _newest_written(file, column, as_of)
    except pa.ArrowException:
        return None


def _newest_typed(file: pq.ParquetFile, column: str, as_of: dt.date) -> dt.date | None:
    newest: dt.date | None = None
    for batch in file.iter_batches(batch_size=_READ_ROWS, columns=[column]):
        if pa.types.is_time(batch[0].type) or pa.types.is_duration(batch[0].type):
            return None
        days = _calendar_days(batch[0])
        latest = pc.max(pc.filter(days, pc.less_equal(days, pa.scalar(as_of)))).as_py()
        if latest and (newest is None or latest > newest):
            newest = latest
    return newest


def _calendar_days(times: pa.Array) -> pa.Array:
    """Times as days, in UTC where their zone is not known; without those before the year 1, which Python lacks."""
    try:
        days = pc.cast(times, pa.date32(), safe=False)
    except pa.ArrowException:
        days = pc.cast(pc.cast(times, pa.timestamp(times.type.unit)), pa.date32(), safe=False)
    return pc.filter(days, pc.greater_equal(days, pa.scalar(dt.date.min)))


def _newest_written(file: pq.ParquetFile, column: str, as_of: dt.date) -> dt.date | None:
    distinct: set[str] = set()
    for batch in file.iter_batches(batch_size=_READ_ROWS, columns=[column]):
        texts = pc.utf8_trim_whitespace(pc.cast(batch[0], pa.large_string()))
        distinct.update(text for text in pc.unique(_days(texts)).to_pylist() if text)
        if len(distinct) > DISTINCT_LIMIT:
            return None
    written_days = [text for text in distinct if any(map(str.isdigit, text)) and "9999" not in text]
    order = grammar.day_first("\n".join(written_days))
    dates = [written.first for text in written_days if (written := grammar.value(text, order))]
    if len(dates) < PARSED_SHARE * len(written_days):
        return None
    return max((date for date in dates if date <= as_of), default=None)


def _days(texts: pa.Array) -> pa.Array:
    """ISO timestamps cut to their day, so that seconds do not make every value distinct."""
    iso = pc.match_substring_regex(texts, r"^\d{4}-\d{2}-\d{2}[T ]")
    return pc.if_else(iso, pc.utf8_slice_codeunits(texts, 0, 10), texts)
