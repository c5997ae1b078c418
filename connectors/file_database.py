"""Common part of databases in one file: their path, the tables that are asked for; a table has no bytes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from connectors import database_tables, inventory_rows
from connectors.database_tables import Relation
from connectors.error_kinds import of_kind
from connectors.left_out import ListingLog
from connectors.retry import Retries
from connectors.settings import ConnectorSettings
from readiness.tables.base import TableStream


class FileDatabase(ABC):
    """The part of a connector that SQLite and DuckDB files have in common."""

    def __init__(self, settings: ConnectorSettings) -> None:
        self.name = settings.source.name
        self._source = settings.source
        self._safe_url = settings.shown_url
        self._retries = Retries()
        self._file = Path(str(settings.path).partition("?")[0])

    @abstractmethod
    def table(self, item: str, *, limit: int | None = None) -> TableStream: ...

    @abstractmethod
    def _relations(self, *, count: bool = False) -> tuple[Relation, ...]: ...

    def list(self, log: ListingLog | None = None) -> Iterator[pa.RecordBatch]:
        self._note_system(log)
        return inventory_rows.batches(
            self.name, database_tables.rows_of(self._relations(count=True), self._source, log)
        )

    @abstractmethod
    def _note_system(self, log: ListingLog | None) -> None:
        """Count the tables of the database system as left out."""

    def fetch(self, item: str) -> BinaryIO:
        raise of_kind("unsupported", "a table has no bytes of its own", where=item, next_step="read it as a table")

    def local_path(self, item: str) -> Path | None:
        database_tables.find(item, self._relations(), self._safe_url)
        return None

    def _first(self) -> str:
        first = next(database_tables.select_relations(self._relations(), self._source), None)
        return "" if first else "nothing to audit: the database holds no table"

    def _read_one(self) -> str:
        relations = database_tables.select_relations(self._relations(), self._source)
        return database_tables.read_one_of(relations, lambda item: self.table(item, limit=1))
