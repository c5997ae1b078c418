"""Local paths of items: local files in their place, remote ones as copies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.base import Connector
from connectors.inventory_rows import kind_by_name
from connectors.registry import open_connector
from dagster_project.audit.context import Audit
from readiness.config.resource_settings import Resources
from readiness.errors import AccessError
from readiness.extraction.batch import ExtractionSettings, Job, Members
from readiness.extraction.member_unpacking import container_folder
from readiness.stall import beat
from readiness.storage.atomic import written_beside
from readiness.tables.base import TableStream
from readiness.tables.files import TABLE_FORMATS
from readiness.tables.in_workers import TableFile
from readiness.tables.sqlite_log import LOG_ENDINGS

ITEM_FILES = "spool"
"""Folder of copies below the project's; one folder per audit, all let go of when a run is published."""

_MEMBERS = "members"
_COPY_BYTES = 1 << 20
_LISTED = "listed"


class ItemFiles:
    """Turns inventory rows into paths. Copies live below the project's folder and are bounded per item."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self._folder = audit.store.root / ITEM_FILES / audit.attempt.run_id  # another audit fetches anew
        self._connectors: dict[str, Connector] = {}
        self._problems: dict[tuple[str, str], str] = {}

    def settings(self, resources: Resources) -> ExtractionSettings:
        return ExtractionSettings(
            workers=resources.workers,
            seconds=resources.document_seconds,
            memory_mb=resources.document_memory_mb,
            max_bytes=resources.document_max_bytes,
            max_characters=resources.document_max_characters,
            archive_members=resources.archive_members,
            archive_bytes=resources.archive_max_bytes,
        )

    def members(self) -> Members:
        """Settings for members of containers: their folder during the audit, and which are tables by name."""
        tables = {source.name: source.tables for source in self._audit.loaded.project.sources}
        return Members(
            folder=self._folder / _MEMBERS,
            kind_of=lambda source, item: kind_by_name(item, tables[source]),
        )

    def count(self) -> int:
        """Number of jobs before any container is opened."""
        return sum(1 for row in self._rows() if row["state"] == _LISTED and row["size_bytes"] is not None)

    def jobs(self) -> Iterator[Job]:
        """One job per listed item that has bytes; database tables have none and are left to ``database_tables``."""
        engines = {source.name: source.engine for source in self._audit.loaded.project.sources}
        for row in self._rows():
            if row["state"] == _LISTED and row["size_bytes"] is not None:
                source, item = row["source"], row["item"]
                path, problem = self._fetch(source, item)
                engine = engines[source]
                yield Job(source=source, item=item, kind=row["kind"], path=path, engine=engine, problem=problem)

    def table_files(self) -> Iterator[TableFile]:
        """Every file in which content shows tables, members of archives and attachments included.

        What did not open as what it is is left out. A JSON or a workbook that is no table by its name stays a document;
        a file that is a table by its name is read as what its content shows, or comes back as unreadable.
        """
        formats, logs = self._formats(), self._logs()
        for row in self._rows():
            source, item = row["source"], row["item"]
            format_and_outcome = formats.get((source, item), ("", ""))
            if (
                row["state"] == _LISTED
                and row["size_bytes"] is not None
                and _holds_tables(row["kind"], *format_and_outcome)
            ):
                beside = {end: self.path(source, item + end) for end in LOG_ENDINGS if (source, item + end) in logs}
                yield TableFile(
                    source=source, item=item, path=self.path(source, item), format=format_and_outcome[0], beside=beside
                )
        yield from self._member_tables()

    def _logs(self) -> set[tuple[str, str]]:
        """Logs of SQLite files, by their names."""
        named = ((row["source"], row["item"]) for row in self._rows() if row["size_bytes"] is not None)
        return {(source, item) for source, item in named if item.endswith(LOG_ENDINGS)}

    def _member_tables(self) -> Iterator[TableFile]:
        logs = {(row["source"], row["item"]): row for row in self._members() if row["item"].endswith(LOG_ENDINGS)}
        for row in self._members():
            source, item = row["source"], row["item"]
            if row["kind"] == "table" and _holds_tables(row["kind"], row["format"], row["outcome"]):
                member_logs = {end: log for end in LOG_ENDINGS if (log := logs.get((source, item + end)))}
                beside = {end: self._member_path(log) for end, log in member_logs.items()}
                path = self._member_path(row)
                yield TableFile(source=source, item=item, path=path, format=row["format"], beside=beside)

    def _members(self) -> Iterator[dict[str, Any]]:
        columns = ["source", "item", "kind", "container", "sha256", "format", "outcome"]
        for batch in self._audit.inputs().scan("profile_documents", columns):
            yield from (row for row in batch.to_pylist() if row["container"] is not None)

    def _member_path(self, row: dict[str, Any]) -> Path:
        return container_folder(self._folder / _MEMBERS, row["source"], row["container"]) / (row["sha256"] or "")

    def database_tables(self, limit: int | None) -> Iterator[tuple[str, str, TableStream]]:
        """``(source, item, stream)`` of every listed database table."""
        for row in self._rows():
            if row["state"] == _LISTED and row["size_bytes"] is None:
                stream = self._database_table(row["source"], row["item"], limit)
                stream.batches = _beating(stream.batches)
                yield row["source"], row["item"], stream

    def path(self, source: str, item: str) -> Path:
        """Path of the item's bytes; one that does not exist when they could not be fetched."""
        return self._fetch(source, item)[0]

    def _fetch(self, source: str, item: str) -> tuple[Path, str]:
        """Path of the item's bytes, and why they could not be fetched; what could not is not tried again."""
        connector = self._connector(source)
        if (source, item) not in self._problems:
            try:
                return connector.local_path(item) or self._copy(connector, source, item), ""
            except AccessError as error:
                self._problems[source, item] = f"{error.kind}: {error.what}"
        return self._target(source, item).with_suffix(".unreachable"), self._problems[source, item]

    def _copy(self, connector: Connector, source: str, item: str) -> Path:
        target = self._target(source, item)
        if not target.exists():
            with closing(connector.fetch(item)) as stream, written_beside(target) as beside, beside.open("wb") as copy:
                while part := stream.read(_COPY_BYTES):
                    copy.write(part)
                    beat()
        return target

    def _target(self, source: str, item: str) -> Path:
        name = hashlib.sha256(f"{source}\0{item}".encode()).hexdigest()
        return self._folder / name[:2] / name

    def _database_table(self, source: str, item: str, limit: int | None) -> TableStream:
        try:
            return self._connector(source).table(item, limit=limit)
        except AccessError as error:
            return TableStream(item=item, schema=pa.schema([]), batches=iter(()), problem=f"{error.kind}: {error.what}")

    def _connector(self, source: str) -> Connector:
        if source not in self._connectors:
            source_config = self._audit.loaded.project.source(source)
            self._connectors[source] = open_connector(
                source_config, base=self._audit.loaded.base, environ=self._audit.environ
            )
        return self._connectors[source]

    def _rows(self) -> Iterator[dict[str, Any]]:
        for batch in self._audit.inputs().scan("inventory", ["source", "item", "kind", "size_bytes", "state"]):
            yield from batch.to_pylist()

    def _formats(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Format by content, and outcome, of every item."""
        formats: dict[tuple[str, str], tuple[str, str]] = {}
        for batch in self._audit.inputs().scan("profile_documents", ["source", "item", "format", "outcome"]):
            formats |= {(row["source"], row["item"]): (row["format"], row["outcome"]) for row in batch.to_pylist()}
        return formats


def _beating(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A table may take hours as long as rows come."""
    for batch in batches:
        beat()
        yield batch


def _holds_tables(kind: str, format: str, outcome: str) -> bool:  # noqa: A002 - the schema's word
    """Return whether a file is read as tables: by its content, or by a name that claims tables."""
    return (format in TABLE_FORMATS and outcome in {"ok", "empty"}) or (kind == "table" and outcome == "ok")
