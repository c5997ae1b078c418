"""Every connector of the registry keeps the contract, and none can be added without keeping it."""

from __future__ import annotations

import importlib
import sqlite3
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import fsspec
import pytest

from connectors.registry import CONNECTORS
from readiness.config.project import Source
from tests.connectors.conftest import postgres_server  # noqa: F401 - a fixture
from tests.connectors.postgres_server import PostgresServer
from tests.contract.connector_contract import ConnectorCase, ConnectorContract

ROOT = Path(__file__).parents[2]

FILES = {
    "a b/übersicht.txt": "grüße".encode(),
    "a.txt": b"first",
    "deep/er/still/rows.csv": b"id,name\n1,x\n",
    "empty.pdf": b"",
    "table.parquet": b"PAR1",
}
PEOPLE = [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Grace"}]


def write_people(execute: sqlite3.Connection | duckdb.DuckDBPyConnection) -> None:
    execute.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)")
    execute.execute("INSERT INTO people VALUES (1, 'Ada'), (2, 'Grace')")
    execute.execute("CREATE TABLE visits (person INTEGER REFERENCES people (id))")
    execute.commit()
    execute.close()


class TestFilesystem(ConnectorContract):
    kind = "filesystem"

    @pytest.fixture
    def case(self, tmp_path: Path) -> ConnectorCase:
        (tmp_path / "empty").mkdir()
        for item, content in FILES.items():
            (tmp_path / "full" / item).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "full" / item).write_bytes(content)
        return ConnectorCase(
            source=Source(name="share", url="full"),
            empty=Source(name="share", url=f"file://{tmp_path}/empty"),
            broken=Source(name="share", url="gone-${SECRET}/full"),
            base=tmp_path,
            files=FILES,
        )


class TestFsspec(ConnectorContract):
    kind = "fsspec"

    @pytest.fixture
    def case(self, tmp_path: Path) -> Iterator[ConnectorCase]:
        root = f"/{tmp_path.name}"
        memory = fsspec.filesystem("memory")
        memory.pipe({f"{root}/full/{item}": content for item, content in FILES.items()})
        memory.mkdir(f"{root}/empty")
        yield ConnectorCase(
            source=Source(name="bucket", url=f"memory:/{root}/full"),
            empty=Source(name="bucket", url=f"memory:/{root}/empty", connector="filesystem"),
            broken=Source(name="bucket", url="memory://gone-${SECRET}"),
            files=FILES,
        )
        memory.rm(root, recursive=True)


class TestSqlite(ConnectorContract):
    kind = "sqlite"

    @pytest.fixture
    def case(self, tmp_path: Path) -> ConnectorCase:
        write_people(sqlite3.connect(tmp_path / "crm.db"))
        (tmp_path / "empty.db").touch()
        return ConnectorCase(
            source=Source(name="crm", url="sqlite:///crm.db"),
            empty=Source(name="crm", url=f"sqlite:///{tmp_path}/empty.db"),
            broken=Source(name="crm", url="sqlite:///gone-${SECRET}.db"),
            base=tmp_path,
            tables={"people": PEOPLE, "visits": []},
        )


class TestDuckdb(ConnectorContract):
    kind = "duckdb"

    @pytest.fixture
    def case(self, tmp_path: Path) -> ConnectorCase:
        write_people(duckdb.connect(str(tmp_path / "crm.duckdb")))
        duckdb.connect(str(tmp_path / "empty.duckdb")).close()
        return ConnectorCase(
            source=Source(name="crm", url="crm.duckdb"),
            empty=Source(name="crm", url=f"duckdb:///{tmp_path}/empty.duckdb"),
            broken=Source(name="crm", url="duckdb:///gone-${SECRET}.duckdb"),
            base=tmp_path,
            tables={"people": PEOPLE, "visits": []},
        )


class TestSqlalchemy(ConnectorContract):
    """Through SQLite, whose declared types bind nothing: there every cell comes as text."""

    kind = "sqlalchemy"

    @pytest.fixture
    def case(self, tmp_path: Path) -> ConnectorCase:
        write_people(sqlite3.connect(tmp_path / "crm.db"))
        (tmp_path / "empty.db").touch()
        return ConnectorCase(
            source=Source(name="crm", url=f"sqlite:///{tmp_path}/crm.db", connector="sqlalchemy"),
            empty=Source(name="crm", url=f"sqlite:///{tmp_path}/empty.db", connector="sqlalchemy"),
            broken=Source(name="crm", url=f"sqlite:///{tmp_path}/gone/${{SECRET}}.db", connector="sqlalchemy"),
            tables={"people": [{"id": "1", "name": "Ada"}, {"id": "2", "name": "Grace"}], "visits": []},
        )


@pytest.mark.server
class TestPostgres(ConnectorContract):
    kind = "postgres"

    @pytest.fixture(scope="class")
    def database(self, postgres_server: PostgresServer) -> PostgresServer:  # noqa: F811
        postgres_server.run("CREATE DATABASE contract; CREATE DATABASE contract_empty")
        postgres_server.run(
            """
            CREATE TABLE people (id int8 PRIMARY KEY, name text, score numeric(4, 1));
            INSERT INTO people VALUES (1, 'Ada', 1.5), (2, 'Grace', NULL);
            CREATE TABLE visits (person int8 REFERENCES people);
            """,
            database="contract",
        )
        return postgres_server

    @pytest.fixture
    def case(self, database: PostgresServer) -> ConnectorCase:
        scores = [Decimal("1.5"), None]
        return ConnectorCase(
            source=Source(name="crm", url=database.url("contract")),
            empty=Source(name="crm", url=database.url("contract_empty")),
            broken=Source(name="crm", url=database.url("contract", password="${SECRET}")),
            tables={"people": [row | {"score": s} for row, s in zip(PEOPLE, scores, strict=True)], "visits": []},
        )


CONTRACT_CLASSES = {contract.kind: contract for contract in ConnectorContract.__subclasses__()}


def test_the_registry_is_alphabetical() -> None:
    assert list(CONNECTORS) == sorted(CONNECTORS)
    for entry in CONNECTORS.values():
        assert list(entry.schemes) == sorted(entry.schemes)


def test_no_two_connectors_claim_a_scheme() -> None:
    claimed = [scheme for entry in CONNECTORS.values() for scheme in entry.schemes]
    assert len(claimed) == len(set(claimed))


@pytest.mark.parametrize("kind", CONNECTORS)
def test_every_connector_has_a_contract_test(kind: str) -> None:
    assert kind in CONTRACT_CLASSES


@pytest.mark.parametrize("kind", CONNECTORS)
def test_every_connector_has_a_row_in_the_docs(kind: str) -> None:
    rows = (ROOT / "docs" / "connectors.md").read_text("utf-8").splitlines()
    (row,) = [line for line in rows if line.startswith(f"| `{kind}` |")]
    assert all(f"`{scheme}://`" in row for scheme in CONNECTORS[kind].schemes if scheme)


@pytest.mark.parametrize("kind", CONNECTORS)
def test_every_extra_that_a_connector_names_exists(kind: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert set(CONNECTORS[kind].extras.values()) <= set(extras)
    assert set(CONNECTORS[kind].extras) | set(CONNECTORS[kind].packages) <= set(CONNECTORS[kind].schemes)


@pytest.mark.parametrize("kind", CONNECTORS)
def test_every_opener_can_be_imported(kind: str) -> None:
    module, _, name = CONNECTORS[kind].opener.partition(":")
    assert callable(getattr(importlib.import_module(module), name).open)
