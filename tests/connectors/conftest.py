"""Fixtures of real servers; they are skipped only where the server is absent and nobody insists on it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.connectors.postgres_server import PostgresServer, binaries, running_server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    found = binaries()
    if found is None:
        if os.environ.get("READINESS_REQUIRE_ALL") == "1":
            pytest.fail("PostgreSQL's server binaries are required and not installed")
        pytest.skip("PostgreSQL's server binaries are not installed")
    with running_server(found) as server:
        yield server
