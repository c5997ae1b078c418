"""Tests that need a browser, a server or an extra are skipped where it is absent, and one line says how to add it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests import system_needs
from tests.system_needs import NEEDS, Need, install_command, reason, summary

ROOT = Path(__file__).parents[1]
ABSENT = {
    "ocr": Need(tests="OCR tests", missing=lambda: "no engine", command="make engine"),
    "real": Need(tests="tests on real data", missing=lambda: "not published"),
    "server": Need(tests="server tests", missing=lambda: "no server", packages=("postgresql",)),
    "ui": Need(tests="browser tests", missing=lambda: "no browser", packages=("chromium", "libatomic1")),
}


def test_one_line_names_all_that_was_left_out_and_one_command_adds_it() -> None:
    line = summary(Counter({"ui": 14, "server": 62, "ocr": 2}), ABSENT)
    assert "\n" not in line
    assert "2 OCR tests (no engine), 62 server tests (no server), 14 browser tests (no browser)" in line
    assert line.endswith("apt-get install -y chromium libatomic1 postgresql && make engine")


def test_nothing_left_out_is_no_line() -> None:
    assert summary(Counter(), ABSENT) == ""


def test_what_no_command_adds_is_named_without_one() -> None:
    assert summary(Counter({"real": 40}), ABSENT) == "left out: 40 tests on real data (not published)"
    assert reason({"real"}, ABSENT) == ""


def test_a_test_without_these_markers_needs_nothing() -> None:
    assert reason({"parametrize", "timeout"}, ABSENT) == ""
    assert reason({"parametrize", "server"}, ABSENT) == "no server"


def test_every_need_has_a_marker() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    markers = config["tool"]["pytest"]["ini_options"]["markers"]
    assert sorted(NEEDS) == sorted(marker.partition(":")[0] for marker in markers)


def test_the_command_names_only_what_is_asked_for() -> None:
    assert install_command(["server"], ABSENT) == "apt-get install -y postgresql"


def test_without_a_browser_the_driver_is_not_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system_needs, "_driver_error", lambda: pytest.fail("the driver was started"))
    assert system_needs.browser_missing.__wrapped__() == "Chromium is not installed"


def run_without_programs(tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """One test of each installable kind where no program can be found: the folder of programs is empty."""
    test = tmp_path / "test_needy.py"
    test.write_text("import pytest\n@pytest.mark.ui\ndef test_page(): raise RuntimeError('started')\n", "utf-8")
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "pyproject.toml"),
        str(test),
    ]
    environment = {"PATH": str(tmp_path), "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), **environ}
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def test_an_absent_browser_skips_the_test_and_the_end_of_the_run_says_how_to_add_it(tmp_path: Path) -> None:
    done = run_without_programs(tmp_path)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("left out: ")]
    assert "1 browser tests (Chromium is not installed)" in line
    assert "apt-get install -y chromium" in line
    assert done.returncode == 0
    assert "1 skipped" in done.stdout.splitlines()[-1]


def test_what_is_required_and_absent_fails(tmp_path: Path) -> None:
    done = run_without_programs(tmp_path, READINESS_REQUIRE_ALL="1")
    assert done.returncode == 1
    assert "Chromium is not installed, and READINESS_REQUIRE_ALL is set" in done.stdout
