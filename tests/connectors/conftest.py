"""Fixtures of real servers, for tests marked ``server``: those run only where the server is (tests/system_needs.py)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.postgres_server import PostgresServer, running_server
from tests.system_needs import postgres_binaries


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    found = postgres_binaries()
    assert found is not None, "a test that asks for this fixture is marked `server`"
    with running_server(found) as server:
        yield server
