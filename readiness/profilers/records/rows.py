"""Rows equal to an earlier row in every column but an id: counted exactly by DuckDB, which spills to disk.

The bound is the project's memory, not the table's size: rows are hashed first (64 bit, no row held), and only rows
whose hash repeats are compared whole, so a collision of hashes is never a duplicate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints

MAX_CHANCE_SHARE = 0.01
"""Pairs expected by chance alone, as a share of those found, above which equal rows are no evidence (two people in one
class of a list of ids and classes are no duplicates). Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """``rows`` repeat the earlier ``firsts`` (0-based row numbers, pairwise, ascending by row)."""

    rows: Ints
    firsts: Ints


NONE = Duplicates(rows=np.empty(0, dtype=np.int64), firsts=np.empty(0, dtype=np.int64))


class RowCounter:
    """One DuckDB session for the tables of an audit; made by ``row_counter``."""

    def __init__(self, connection: Any, folder: Path) -> None:
        self._connection, self._folder = connection, folder

    def count_repeats(self, path: Path, ignored: Sequence[int]) -> Duplicates:
        """Rows of a Parquet file that equal an earlier one but for the columns at positions ``ignored``.

        Nulls equal each other. Rows without any value are never duplicates. Times that DuckDB does not hold (it ends in
        the year 294247, and a day after 24 h) are compared as the numbers they are stored as.
        """
        import duckdb

        try:
            return self._count_repeats(path, ignored)
        except (duckdb.ConversionException, duckdb.InvalidInputException):
            with counted_times(path, self._folder) as copy:
                return self._count_repeats(copy, ignored)

    def _count_repeats(self, path: Path, ignored: Sequence[int]) -> Duplicates:
        schema = pq.read_schema(path)
        kept = [position for position in range(len(schema)) if position not in ignored]
        if not kept:
            return NONE
        name = re.sub(r"([*?\[])", r"[\1]", str(path))  # DuckDB reads these as patterns
        repeats = self._connection.execute(_query(schema, kept), [name, name]).fetchnumpy()
        rows, firsts = (np.asarray(repeats[column], dtype=np.int64) for column in ("n", "first"))
        return Duplicates(rows=rows, firsts=firsts)


def _query(schema: pa.Schema, kept: Sequence[int]) -> str:
    """Columns go by position: names that differ in case only are one name to SQL."""
    aliases = ", ".join(f"c{position}" for position in range(len(schema)))
    source = f"read_parquet(?, file_row_number = true) AS t({aliases}, n)"
    columns = ", ".join(f"c{position}" for position in kept)
    filled = " OR ".join(_is_filled(f"c{position}", schema.field(position).type) for position in kept)
    repeated = f"SELECT hash({columns}) FROM {source} WHERE {filled} GROUP BY ALL HAVING count(*) > 1"  # noqa: S608
    numbered = f"SELECT n, min(n) OVER (PARTITION BY {columns}) AS first FROM {source}"  # noqa: S608 - no name from the data
    return (
        f"SELECT n, first FROM ({numbered} WHERE ({filled}) AND hash({columns}) IN ({repeated})) "  # noqa: S608
        "WHERE n <> first ORDER BY n"
    )


def _is_filled(column: str, kind: pa.DataType) -> str:
    text = pa.types.is_large_string(kind) or pa.types.is_string(kind)
    return f"regexp_matches({column}, '\\S')" if text else f"{column} IS NOT NULL"


@contextmanager
def counted_times(path: Path, folder: Path) -> Iterator[Path]:
    """A copy of a Parquet file in which dates and times are the integers that Arrow stores them as."""
    copy = folder / "counted.parquet"
    with pq.ParquetFile(path) as file:
        schema = pa.schema([(f"c{at}", _storage_type(field.type)) for at, field in enumerate(file.schema_arrow)])
        with pq.ParquetWriter(copy, schema) as writer:
            for batch in file.iter_batches():
                columns = [column.view(field.type) for column, field in zip(batch.columns, schema, strict=True)]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
    yield copy
    copy.unlink()


def _storage_type(kind: pa.DataType) -> pa.DataType:
    if not pa.types.is_temporal(kind):
        return kind
    return pa.int32() if kind.bit_width == 32 else pa.int64()


@contextmanager
def row_counter(*, memory_mb: int, threads: int, spill: Path) -> Iterator[RowCounter]:
    """A session that takes at most ``memory_mb`` and writes what does not fit below ``spill`` until it is done."""
    import duckdb

    with TemporaryDirectory(prefix="rows-", dir=spill) as folder, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{int(memory_mb)}MB'")
        connection.execute(f"SET threads = {int(threads)}")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = '{str(folder).replace(chr(39), chr(39) * 2)}'")
        yield RowCounter(connection, Path(folder))


class Chance:
    """The probability that two rows agree in every column seen so far, if their values were drawn independently."""

    def __init__(self) -> None:
        self._log_chance = 0.0
        self._rows = 0

    def add(self, column: EncodedColumn) -> None:
        if column.rows:
            shares = np.append(column.counts, column.rows - column.counts.sum()) / column.rows
            self._log_chance += float(np.log((shares**2).sum()))
            self._rows = column.rows

    def explains(self, pairs_found: int) -> bool:
        """True when so many equal rows need no other reason than chance: only used where an id was left out."""
        pairs = self._rows * (self._rows - 1) / 2
        return bool(pairs * np.exp(self._log_chance) > MAX_CHANCE_SHARE * pairs_found)
