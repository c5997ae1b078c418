"""Dagster's SQLite storage with database engines that are kept, named in the ``dagster.yaml`` that this project writes.

Dagster makes a new engine and a new connection for each event it stores, three for the result of a check. An audit of
one small file stores some 400 events: a quarter of its CPU time was spent so. What is stored is the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._core.storage.sqlite_storage import _event_logs_directory as event_logs_directory
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine

_MOST_ENGINES = 8
"""Each run has a database of its own; a web server that shows many of them must not hold all open. Chosen by us."""
_BUSY_SECONDS = 30
"""How long a writer waits for another process: the ``SQLITE_BUSY_TIMEOUT_SECONDS`` of Dagster's own storage."""


class LocalEventLog(SqliteEventLogStorage):
    """Dagster's event log in SQLite files, one for each run and one index, with one connection kept open for each."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> Engine:
        engine = self._engines.pop(shard, None)
        if engine is None:
            engine = create_engine(self.conn_string_for_shard(shard), connect_args={"timeout": _BUSY_SECONDS})
        self._engines[shard] = engine
        if len(self._engines) > _MOST_ENGINES:
            self._engines.popitem(last=False)[1].dispose()
        return engine

    def dispose(self) -> None:
        super().dispose()
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


class LocalStorage(DagsterSqliteStorage):
    """Runs, events and schedules below one folder, in the files that Dagster's own storage uses by default."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage.dispose()
        self._event_log_storage = LocalEventLog(event_logs_directory(base_dir))

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> LocalStorage:
        return cls.from_local(inst_data=inst_data, **config_value)
