"""What all tests share: signals, what a machine lacks, a quiet home of one's own, and a small project that is ready."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests import system_needs
from tests.small_project import make_project


def pytest_configure() -> None:
    """Let programs that tests start be stopped by signals, also when the tests run under nohup or in the background.

    A signal that is ignored is ignored by every program started from here; one with a handler is not.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose browser, server or extra is absent, before any fixture is made; or fail it."""
    why = system_needs.reason({marker.name for marker in item.iter_markers()})
    if why and system_needs.all_required():
        pytest.fail(f"{why}, and {system_needs.REQUIRE_ALL} is set", pytrace=False)
    if why:
        pytest.skip(why)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line which tests were left out and the command that adds them."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if hasattr(report, "keywords")]
    found = Counter(
        name
        for report in skipped
        for name, need in system_needs.NEEDS.items()
        if name in report.keywords and need.missing()
    )
    if line := system_needs.summary(found):
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture
def quiet_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory and DAGSTER_HOME of one's own, so that no test sees another's audits."""
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setenv("READINESS_ROOT", str(root))
    monkeypatch.setenv("DAGSTER_HOME", str(root / ".dagster"))
    return root


@pytest.fixture(scope="session")
def audited_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, audited once per session; tests that change anything take a copy (``audited_project``)."""
    import readiness

    root = tmp_path_factory.mktemp("audited")
    before, cwd = dict(os.environ), Path.cwd()
    os.environ.update({"READINESS_ROOT": str(root), "DAGSTER_HOME": str(root / ".dagster")})
    os.chdir(root)
    try:
        readiness.audit(make_project(root))
    finally:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(before)
    return root


@pytest.fixture
def audited_project(audited_root: Path, quiet_home: Path) -> Path:
    """The YAML of a project whose audit has just passed, in a folder of the test's own."""
    shutil.copytree(audited_root, quiet_home, symlinks=True, dirs_exist_ok=True)
    return quiet_home / "small.yaml"


@pytest.fixture
def small_project(quiet_home: Path) -> Path:
    """The YAML of a project of a dozen documents and one table that audits to grade A or B."""
    return make_project(quiet_home)
