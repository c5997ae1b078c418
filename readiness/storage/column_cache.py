"""Columns derived from content, kept from one audit to the next: what was computed from a text or file once.

A cache of one kind of value: rows of Arrow columns, found again by a key that is the hash of the content they were
derived from. The folder is named after the version of the code that derives them, so other code never reads them.
Rows are added in segments; each is sealed by a checksum and listed in ``segments.json`` only when it is whole. What
is damaged, half written or of another version counts as absent: it is derived anew, never trusted.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.storage import private_files
from readiness.storage.atomic import written_beside

LISTING = "segments.json"
MOST_SEGMENTS = 16
"""Segments before all rows are written anew as one: each audit with new content adds one. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedRows:
    """Content of a cache: ``table`` with one chunk per segment, mapped from disk, and ``lineage``, the segments' names.

    Row numbers stay valid while the lineage only grows.
    """

    table: pa.Table
    lineage: tuple[str, ...]

    def rows_of(self, column: str, values: pa.Array) -> npt.NDArray[np.int64]:
        """The row that bears each value in ``column``, -1 where none does: int64 (n,)."""
        positions = pc.index_in(values, value_set=self.table[column])
        rows: npt.NDArray[np.int64] = positions.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnCache:
    """One kind of value: ``name``d below ``folder``, made by code of ``version`` (hex), with the columns of ``schema``.

    Reading never raises for what is on disk; writing raises ``OSError`` where the folder cannot be written.
    """

    folder: Path
    name: str
    version: str
    schema: pa.Schema

    @property
    def place(self) -> Path:
        return self.folder / self.name / self.version[:32]

    def read(self) -> CachedRows:
        """Every whole segment, up to the first that is not."""
        tables, names = [self.schema.empty_table()], []
        for entry in _read_listing(self.place):
            table = _open_segment(self.place, entry, self.schema)
            if table is None:
                break
            tables.append(table)
            names.append(str(entry["name"]))
        return CachedRows(table=pa.concat_tables(tables[1:] or tables), lineage=tuple(names))

    def append(self, held: CachedRows, table: pa.Table) -> CachedRows:
        """Add rows behind those that are held."""
        entries = [entry for entry in _read_listing(self.place) if entry["name"] in held.lineage]
        return self._append(entries, table)

    def replace(self, table: pa.Table) -> CachedRows:
        """Let these rows be all there is."""
        return self._append([], table)

    def _append(self, before: Sequence[dict[str, Any]], table: pa.Table) -> CachedRows:
        private_files.make_folder(self.place)
        cast = table.cast(self.schema).replace_schema_metadata(table.schema.metadata)
        entry = _write(self.place, len(before), cast.combine_chunks())
        entries = [*before, entry]
        with written_beside(self.place / LISTING) as beside:
            beside.write_text(json.dumps(entries, indent=1), encoding="utf-8")
        self._clear({str(one["name"]) for one in entries})
        return self.read()

    def _clear(self, named: set[str]) -> None:
        """Remove other versions, and what an interrupted audit left behind."""
        for path in [*self.place.iterdir(), *self.place.parent.iterdir()]:
            if path.name not in named and path.name != LISTING and path != self.place:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _read_listing(place: Path) -> list[dict[str, Any]]:
    try:
        listing = json.loads((place / LISTING).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    whole = isinstance(listing, list) and all(isinstance(entry, dict) and "name" in entry for entry in listing)
    return listing if whole else []


def _write(place: Path, ordinal: int, table: pa.Table) -> dict[str, Any]:
    """One segment, written beside and moved into place; its listing entry."""
    beside = place / f".segment.{os.getpid()}"
    with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    with pa.memory_map(str(beside)) as written:
        checksum = _checksum(written.read_buffer())
    name = f"{ordinal:05d}-{checksum}.arrow"
    beside.replace(place / name)
    return {"name": name, "checksum": checksum}


def _open_segment(place: Path, entry: dict[str, Any], schema: pa.Schema) -> pa.Table | None:
    """A segment as it was written, None where it is not any more."""
    with contextlib.suppress(OSError, ValueError, pa.ArrowException):
        mapped = pa.memory_map(str(place / str(entry["name"])))
        if _checksum(mapped.read_buffer()) == entry.get("checksum"):
            mapped.seek(0)
            table = pa.ipc.open_file(mapped).read_all()
            return table if table.schema.equals(schema) else None
    return None


def _checksum(data: pa.Buffer) -> str:
    """Length, sum and exclusive or of 64-bit words: blind to no single fault, at the speed of memory."""
    words = np.frombuffer(data, dtype=np.uint64, count=len(data) // 8)
    rest = int.from_bytes(bytes(data[len(words) * 8 :]), "little")
    total = int(words.sum(dtype=np.uint64)) if len(words) else 0
    folded = int(np.bitwise_xor.reduce(words)) if len(words) else 0
    return f"{len(data):x}-{(total + rest) % 2**64:016x}-{folded ^ rest:016x}"
