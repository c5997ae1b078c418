"""The interface of every profiler: its inputs and its result. Profilers measure; they do not judge."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from readiness import schemas
from readiness.census import DOCUMENT, SourceCensus, census_of, take_census
from readiness.config.baselines import Baseline
from readiness.config.project import Project
from readiness.profilers.item_coverage import NOT_STATED, Coverage, Examined
from readiness.progress import PartProgress, Progress, silent
from readiness.stall import beat

PROJECT = ""
"""The ``source`` of a measure that covers the whole project."""

_FLUSH_ROWS = 10_000
_TEXT_ROWS = 64  # texts may be 20 MB each; a batch of them must fit

Result = TypeVar("Result")
Item = TypeVar("Item")


class TextMap(Protocol):
    """A function that applies another one to every batch of ``document_text``: in this process, or in workers.

    The results come in the order of the rows, however the rows were cut into batches. ``progress`` counts rows.
    """

    def __call__(
        self, path: Path, function: Callable[[pa.RecordBatch], list[Result]], progress: Progress = silent
    ) -> Iterator[Result]: ...


def batch_by_batch(
    path: Path, function: Callable[[pa.RecordBatch], list[Result]], progress: Progress = silent
) -> Iterator[Result]:
    """The plain ``TextMap``: in this process, one batch in memory at a time."""
    with pq.ParquetFile(path) as file:
        done, total = 0, file.metadata.num_rows
        for batch in file.iter_batches(batch_size=_TEXT_ROWS):
            progress(done, total)
            yield from function(batch)
            done += batch.num_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Counts (``measures``), what was seen wrong (``defects``), and the profiler's own tables by schema name.

    ``measures`` has schema ``schemas.MEASURES``, ``defects`` ``schemas.DEFECTS``.
    """

    measures: pa.Table
    defects: pa.Table
    tables: Mapping[str, pa.Table] = field(default_factory=dict)

    def stage_tables(self, stage: str) -> dict[str, pa.Table]:
        """The stage files of a profile by name: its own tables in their schemas, then its measures and defects."""
        own = {
            name: table.cast(schemas.STAGES[name]).replace_schema_metadata(table.schema.metadata)
            for name, table in self.tables.items()
        }
        return {**own, f"{stage}.measures": self.measures, f"{stage}.defects": self.defects}


class _Rows:
    """Rows gathered into Arrow batches, so that a million defects are never held as Python objects at once."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._pending: list[dict[str, Any]] = []
        self._batches: list[pa.RecordBatch] = []

    def add(self, row: dict[str, Any]) -> None:
        self._pending.append(row)
        if len(self._pending) >= _FLUSH_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._pending:
            self._batches.append(pa.RecordBatch.from_pylist(self._pending, schema=self._schema))
            self._pending = []

    def table(self) -> pa.Table:
        self._flush()
        return pa.Table.from_batches(self._batches, schema=self._schema)


class ProfileBuilder:
    """Collects measures and defects in the order in which a profiler adds them.

    >>> built = ProfileBuilder()
    >>> built.measure("content.empty", numerator=1, denominator=4, source="contracts")
    >>> built.build().measures.num_rows
    1
    """

    def __init__(self) -> None:
        self._measures = _Rows(schemas.MEASURES)
        self._defects = _Rows(schemas.DEFECTS)

    def measure(
        self,
        indicator: str,
        *,
        numerator: float,
        denominator: float,
        source: str = PROJECT,
        slice_name: str = "",
        population: float | None = None,
        examined: Examined = NOT_STATED,
    ) -> None:
        """Record ``numerator / denominator`` of one indicator for one source, or for one slice of the project.

        ``population`` is the full count when ``denominator`` is a sample of it, None for a census. ``examined`` is the
        number of items examined; scoring compares it with the inventory (product contract, section 8).
        """
        self._measures.add(
            {
                "indicator": indicator,
                "source": source,
                "slice": slice_name,
                "numerator": float(numerator),
                "denominator": float(denominator),
                "population": population,
                "state": "measured",
                "reason": "",
                "looked_at": examined.looked_at,
                "could_not": examined.could_not,
                "searched": "" if denominator else examined.searched,
            }
        )

    def not_measured(self, indicator: str, reason: str, *, source: str = PROJECT) -> None:
        """Record that an indicator could not be measured, with the reason: this is never a pass."""
        self._add_unmeasured(indicator, reason, source, "not_measured")

    def error(self, indicator: str, reason: str, *, source: str = PROJECT) -> None:
        """Record that measuring an indicator broke: the fault of the audit, not of the data."""
        self._add_unmeasured(indicator, reason, source, "error")

    def _add_unmeasured(self, indicator: str, reason: str, source: str, state: str) -> None:
        row = {"indicator": indicator, "source": source, "slice": "", "state": state, "reason": reason}
        unknown = dict.fromkeys(("numerator", "denominator", "population", "looked_at", "could_not"))
        self._measures.add({**row, **unknown, "searched": ""})

    def defect(
        self,
        code: str,
        *,
        source: str,
        item: str,
        message: str,
        remedy: str,
        evidence: Mapping[str, Any] | None = None,
        part: str | None = None,
        related: str | None = None,
        measure: float | None = None,
    ) -> None:
        """Record one thing wrong at one item. ``evidence`` must be JSON-able and free of raw secrets or PII."""
        self._defects.add(
            {
                "code": code,
                "source": source,
                "item": item,
                "part": part,
                "related": related,
                "measure": measure,
                "message": message,
                "evidence": json.dumps(evidence or {}, sort_keys=True, ensure_ascii=False, default=str),
                "remedy": remedy,
            }
        )

    def build(self, tables: Mapping[str, pa.Table] | None = None) -> Profile:
        """Return what was collected. An error of a source replaces what was counted there."""
        measures = _without_superseded(self._measures.table())
        return Profile(measures=measures, defects=self._defects.table(), tables=dict(tables or {}))


def _without_superseded(measures: pa.Table) -> pa.Table:
    keys = list(zip(measures["indicator"].to_pylist(), measures["source"].to_pylist(), strict=True))
    states = measures["state"].to_pylist()
    broken = {key for key, state in zip(keys, states, strict=True) if state == "error"}
    if not broken:
        return measures
    return measures.filter([state == "error" or key not in broken for key, state in zip(keys, states, strict=True)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The inputs of every profiler: the config, the date against which ages are measured, and the earlier stage files.

    ``folder`` holds ``<stage>.parquet`` files. A profiler reads it through ``path``, ``table``, ``scan``, ``map_texts``
    and ``tables_folder`` only, so that all reads are recorded (``profilers.read_tracking``). ``full`` asks for a census
    where a profiler would otherwise sample. ``text_map`` is how ``map_texts`` works. ``cache`` is a folder that
    outlives the audit, for ``storage.column_cache``; None keeps nothing. It changes what an audit costs, never what it
    finds. ``digest_key`` keys the digests by which a value is recognised and not shown. ``baselines`` are the
    approved ones of the project's series; they are part of its config. ``progress`` is called with a part of the work,
    how much of it is done, and its total.
    """

    project: Project
    as_of: dt.date
    folder: Path
    full: bool = False
    cache: Path | None = None
    digest_key: bytes = field(default=b"", repr=False)
    baselines: tuple[Baseline, ...] = ()
    text_map: TextMap = batch_by_batch
    progress: PartProgress = silent

    def coverage(self, kind: str) -> Coverage:
        """The items of ``kind`` (``readiness.census``) in every source; all but documents need the tables stage."""
        return Coverage(kind=kind, sources=self._documents() if kind == DOCUMENT else self._items())

    def _documents(self) -> dict[str, SourceCensus]:
        return take_census(self.path("inventory"), self.path("profile_documents"))

    def _items(self) -> dict[str, SourceCensus]:
        """The totals that the tables stage left, so that a result does not depend on the content of documents."""
        if self.path("item_census").exists():
            return census_of(self.table("item_census"))
        return take_census(self.path("inventory"), self.path("profile_documents"), self.path("table_index"))

    @property
    def tables_folder(self) -> Path:
        """The folder to which the paths in ``table_index.data`` are relative."""
        return self.folder

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """A stage file whole; empty with the right schema when that stage had nothing to write."""
        if not self.path(name).exists():
            return schemas.STAGES[name].empty_table().select(columns or schemas.STAGES[name].names)
        return pq.read_table(self.path(name), columns=columns, partitioning=None)

    def scan(self, name: str, columns: list[str] | None = None, batch_rows: int = 1024) -> Iterator[pa.RecordBatch]:
        """A stage file batch by batch, so that memory holds one batch and not the corpus."""
        if self.path(name).exists():
            with pq.ParquetFile(self.path(name)) as file:
                for batch in file.iter_batches(batch_size=batch_rows, columns=columns):
                    beat()
                    yield batch

    def map_texts(self, function: Callable[[pa.RecordBatch], list[Result]]) -> Iterator[Result]:
        """Yield the results of ``function`` on every batch (source, item, text) of ``document_text``, in row order.

        ``function`` is importable by name, or a ``partial`` of one, and treats each row by itself.
        """
        if self.path("document_text").exists():
            yield from self.text_map(self.path("document_text"), function, partial(self.progress, "texts"))

    def with_progress(self, part: str, total: int) -> Callable[[Iterable[Item]], Iterator[Item]]:
        """Return a function that yields its items one by one and reports progress out of ``total``."""
        done = 0

        def one_by_one(items: Iterable[Item]) -> Iterator[Item]:
            nonlocal done
            for item in items:
                self.progress(part, done, total)
                yield item
                done += 1

        return one_by_one
