"""A throw-away PostgreSQL cluster on loopback: made by initdb, gone with its folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 60.0
SUPERUSER = "keeper"
PASSWORD = "k33per-pass"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    binaries: Path
    port: int

    def url(self, database: str = "postgres", *, user: str = SUPERUSER, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, *, database: str = "postgres", encoding: str = "UTF8") -> None:
        """Execute a script; each statement commits by itself."""
        environ = {**os.environ, "PGPASSWORD": PASSWORD, "PGCLIENTENCODING": encoding}
        command: list[str | Path] = [
            self.binaries / "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        subprocess.run(
            [*command, "-U", SUPERUSER, "-d", database],
            input=sql.encode(),
            env=environ,
            check=True,
            capture_output=True,
        )


@contextlib.contextmanager
def running_server(found: Path) -> Iterator[PostgresServer]:
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        as_user = _unprivileged(folder)
        _initialise(found, folder, as_user)
        port = _free_port()
        server = subprocess.Popen(
            [
                *as_user,
                found / "postgres",
                "-D",
                folder / "data",
                "-p",
                str(port),
                "-h",
                "127.0.0.1",
                "-k",
                folder,
                "-F",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port, server)
            yield PostgresServer(binaries=found, port=port)
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; then it runs as ``nobody``, whom the folder is given to."""
    if os.getuid() != 0:
        return []
    shutil.chown(folder, "nobody")
    return ["setpriv", "--reuid=nobody", "--clear-groups", "--"]


def _initialise(found: Path, folder: Path, as_user: list[str]) -> None:
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    options = ["-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run([*as_user, found / "initdb", "-D", folder / "data", *options], check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("the PostgreSQL server did not start")
