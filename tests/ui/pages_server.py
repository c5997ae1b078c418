"""`readiness ui` as a process of its own on a fresh home, and requests that say exactly what they carry."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tests.small_project import make_project

READINESS = str(Path(sys.executable).parent / "readiness")
JSON = {"Content-Type": "application/json"}
LAUNCH = """
mutation { launchRun(executionParams: {
  selector: {repositoryLocationName: "readiness", repositoryName: "__repository__", jobName: "audit_small"},
  mode: "default"
}) { __typename } }
"""
RUNS = "{ runsOrError { ... on Runs { results { runId } } } }"
LAUNCH_PATH = f"/graphql?query={quote(LAUNCH)}"


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode("utf-8", "replace")

    def data(self) -> Any:
        return json.loads(self.text)["data"]


class Pages:
    """A server that is up, and everything it wrote to its log so far."""

    def __init__(self, url: str, log: Path, token: str = "") -> None:
        self.url, self.log_path, self.token = url, log, token
        self.port = urlsplit(url).port or 80

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        try:
            connection.request(method, path, body, {name: value for name, value in sent.items() if value})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def ask(self, query: str, **headers: str) -> Answer:
        """A GraphQL request as the page itself sends it, but for the ``headers`` that differ."""
        own = {"Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin", **JSON}
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", "/graphql", {**own, **bearer, **changed}, json.dumps({"query": query}))

    def runs(self) -> int:
        return len(self.ask(RUNS).data()["runsOrError"]["results"])

    def log(self) -> str:
        return self.log_path.read_text("utf-8")


def ui_environment(root: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "READINESS_ROOT": str(root), "DAGSTER_HOME": str(root / ".dagster"), **more}


@contextmanager
def served(root: Path, *options: str, token: str = "") -> Iterator[Pages]:
    """Serve the small project without a daemon: a run that is launched stays in the queue."""
    make_project(root / "projects")
    command = [READINESS, "ui", "--port", "0", "--no-daemon", "--json", *options]
    log = root / "ui.log"
    environment = ui_environment(root, READINESS_UI_TOKEN=token)
    with log.open("w") as file:
        server = subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=file, text=True, start_new_session=True
        )
    try:
        assert server.stdout is not None
        printed = server.stdout.readline()
        assert printed, log.read_text("utf-8")[-2000:]
        yield Pages(json.loads(printed)["url"], log, token)
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.communicate()
