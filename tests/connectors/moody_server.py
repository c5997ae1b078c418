"""A small WebHDFS server that fails as often as it is asked to, and then serves one text."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit


@dataclass(slots=True, kw_only=True)
class Moods:
    """How often each operation still fails, with which status and Retry-After; and every call that came."""

    failures: dict[str, int] = field(default_factory=dict)
    status: int = 503
    wait: str = ""
    cut: bool = False
    calls: list[tuple[str, float]] = field(default_factory=list)

    def times(self, operation: str) -> list[float]:
        return [at for name, at in self.calls if name == operation]


class Moody(BaseHTTPRequestHandler):
    moods: ClassVar[Moods]
    content = b"alpha, beta, gamma"

    def do_GET(self) -> None:
        operation = parse_qs(urlsplit(self.path).query)["op"][0].upper()
        self.moods.calls.append((operation, time.monotonic()))
        left = self.moods.failures.get(operation, 0)
        self.moods.failures[operation] = left - 1
        if left > 0:
            self._fail()
        else:
            self._answer(200, self._body(operation))

    def _fail(self) -> None:
        if self.moods.cut:  # in the midst of the answer
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"alp")
            self.close_connection = True
        else:
            self._answer(self.moods.status, b"busy", {"Retry-After": self.moods.wait} if self.moods.wait else {})

    def _body(self, operation: str) -> bytes:
        is_file = urlsplit(self.path).path.endswith(".txt")
        facts = {"type": "FILE" if is_file else "DIRECTORY", "length": len(self.content), "modificationTime": 1}
        statuses = {"FileStatus": [{**facts, "pathSuffix": "a.txt", "type": "FILE"}]}
        bodies: dict[str, object] = {
            "GETFILESTATUS": {"FileStatus": {**facts, "pathSuffix": ""}},
            "LISTSTATUS": {"FileStatuses": statuses},
        }
        return json.dumps(bodies[operation]).encode() if operation in bodies else self.content

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@contextmanager
def serving(moods: Moods) -> Iterator[tuple[str, Moods]]:
    """The URL of a folder that holds ``a.txt``, while the server runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Server", (Moody,), {"moods": moods}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"webhdfs://127.0.0.1:{server.server_port}/data", moods
    finally:
        server.shutdown()
        server.server_close()
