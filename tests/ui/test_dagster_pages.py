"""What leads and engineers see in Dagster: lineage, the scorecard's check page, and the gate, on a fresh home."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.small_project import YAML, make_project
from tests.ui.browser import opened, shot

pytestmark = pytest.mark.ui
READINESS = str(Path(sys.executable).parent / "readiness")
_WAIT_MS = 60_000

LAUNCH = """
mutation Launch($job: String!) {
  launchRun(executionParams: {
    selector: {repositoryLocationName: "readiness", repositoryName: "__repository__", jobName: $job}, mode: "default"
  }) { __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } }
}
"""
STATUS = "query Status($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """A webserver with its daemon, and the two questions the tests put to it."""

    def __init__(self, root: Path, port: int) -> None:
        self.root, self.url = root, f"http://127.0.0.1:{port}"
        self.last_run = ""

    def ask(self, query: str, **variables: str) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)["data"]
            return found

    def run(self, job: str) -> str:
        """Launch a job as a schedule would, and wait for how it ends."""
        launched = self.ask(LAUNCH, job=job)["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        self.last_run = launched["run"]["runId"]
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            status: str = self.ask(STATUS, run=launched["run"]["runId"])["runOrError"]["status"]
            if status in {"SUCCESS", "FAILURE", "CANCELED"}:
                return status
            time.sleep(0.5)
        raise AssertionError(f"{job} did not end")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("site")
    make_project(root / "projects")
    blocked = YAML.replace("project: small", "project: blocked").replace("target: 20, ", "")
    (root / "projects" / "blocked.yaml").write_text(blocked, "utf-8")
    port = free_port()
    environment = {**os.environ, "READINESS_ROOT": str(root), "DAGSTER_HOME": str(root / ".dagster")}
    log = (root / "ui.log").open("w")
    server = subprocess.Popen(
        [READINESS, "ui", "--port", str(port)],
        cwd=root,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        made = Site(root, port)
        _wait_until_served(made, server)
        yield made
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _wait_until_served(site: Site, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if site.ask("{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }")[
                "repositoriesOrError"
            ]:
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError((site.root / "ui.log").read_text("utf-8")[-2000:])


def test_an_audit_launched_from_the_ui_shows_its_lineage_verdict_and_an_open_gate(site: Site) -> None:
    assert site.run("audit_small") == "SUCCESS"
    assert site.run("kickoff_small") == "SUCCESS"
    with opened() as page:
        page.goto(f"{site.url}/locations/readiness/asset-groups/small/lineage")
        for asset in ("availability", "duplicates", "scorecard", "kickoff_gate"):
            expect(page.get_by_text(asset, exact=True).first).to_be_visible(timeout=_WAIT_MS)
        shot(page, "dagster-lineage")
        page.goto(f"{site.url}/assets/small/scorecard?view=checks&checkDetail=ready_to_start")
        expect(page.get_by_text("Grade A.").first).to_be_visible(timeout=_WAIT_MS)
        expect(page.locator("img[src^='data:image/svg+xml']").first).to_be_visible(timeout=_WAIT_MS)
        shot(page, "dagster-check-ready")
        page.goto(f"{site.url}/assets/small/kickoff_gate?view=events")
        expect(page.get_by_text("Materialized").first).to_be_visible(timeout=_WAIT_MS)
        shot(page, "dagster-gate-open")


def test_a_project_that_is_not_ready_shows_why_and_its_gate_fails(site: Site) -> None:
    assert site.run("audit_blocked") == "SUCCESS"
    assert site.run("kickoff_blocked") == "FAILURE"
    with opened() as page:
        page.goto(f"{site.url}/assets/blocked/scorecard?view=checks&checkDetail=ready_to_start")
        expect(page.get_by_text("Grade D.").first).to_be_visible(timeout=_WAIT_MS)
        expect(page.get_by_text("1 of 5 KPI fields is missing").first).to_be_visible(timeout=_WAIT_MS)
        shot(page, "dagster-check-blocked")
        page.goto(f"{site.url}/assets/blocked/kickoff_gate?view=events")
        expect(page.get_by_text("Failed").first).to_be_visible(timeout=_WAIT_MS)
        page.goto(f"{site.url}/runs/{site.last_run}")
        expect(page.get_by_text("kickoff refused").first).to_be_visible(timeout=_WAIT_MS)
        shot(page, "dagster-gate-closed")


def test_indicators_are_checks_of_the_asset_that_measured_them(site: Site) -> None:
    with opened() as page:
        page.goto(f"{site.url}/assets/small/charter?view=checks")
        expect(page.get_by_text("purpose_kpi").first).to_be_visible(timeout=_WAIT_MS)
        shot(page, "dagster-indicator-checks")
