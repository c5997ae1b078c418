"""Tables in files, read in workers: a workbook that claims a billion cells loses only its own tables."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.config.resource_settings import Resources
from readiness.tables.files import read_tables
from readiness.tables.table_stage import stage_tables
from readiness.workers.pool import Limits, Lost, run

_SCRATCH = "scratch"
"""Private copies of files that their reader must write to: SQLite files with a log of changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """One file in which content shows tables; ``item`` is its inventory item, ``path`` where its bytes lie.

    ``beside`` are the logs of a SQLite file by the ending of their name, where ``path`` is not the file in its folder.
    """

    source: str
    item: str
    path: Path
    format: str
    beside: Mapping[str, Path] = field(default_factory=dict)


def stage_files(
    files: Iterable[TableFile],
    *,
    folder: Path,
    rows_limit: int | None,
    resources: Resources,
    progress: Callable[[int, int], None],
) -> pa.Table:
    """Stage every table of every file below ``folder``; returns ``schemas.TABLE_INDEX``, by source and item.

    A file whose reader was killed (time, memory, crash) is one row of state unreadable, with the cause.
    """
    limits = Limits(workers=resources.workers, seconds=resources.table_seconds, memory_mb=resources.memory_mb)
    rows: list[dict[str, Any]] = []
    for done, (file, result) in enumerate(run(files, partial(_stage, folder, rows_limit), limits), start=1):
        rows.extend([_lost_table(file, result)] if isinstance(result, Lost) else result)
        progress(done, 0)
    shutil.rmtree(folder / _SCRATCH, ignore_errors=True)  # a worker that was killed left its copy
    rows.sort(key=lambda row: (row["source"], row["item"]))
    return pa.Table.from_pylist(rows, schema=schemas.TABLE_INDEX)


def _stage(
    folder: Path, rows_limit: int | None, file: TableFile, _report: Callable[[object], None]
) -> list[dict[str, Any]]:
    streams = read_tables(
        file.path,
        item=file.item,
        format=file.format,
        limit=rows_limit,
        beside=file.beside,
        scratch=folder / _SCRATCH,
    )
    index = stage_tables(((file.source, file.item, stream) for stream in streams), folder=folder, rows_limit=rows_limit)
    rows: list[dict[str, Any]] = index.to_pylist()
    return rows


def _lost_table(file: TableFile, lost: Lost) -> dict[str, Any]:
    empty = {field.name: None for field in schemas.TABLE_INDEX}
    facts = {"source": file.source, "item": file.item, "container": file.item, "format": file.format}
    problem = f"{lost.outcome}: {lost.detail}" if lost.detail else str(lost.outcome)
    nothing = {"rows_read": 0, "columns": [], "types": [], "state": "unreadable", "lost_why": problem}
    return {**empty, **facts, **nothing, "problem": problem}
