"""The scripts of ``.ci/full`` can fail: a gate left open, a fault that survives, a row that is not there."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ci_{name}", ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


record, kills, mutation = script("record"), script("kills"), script("mutation")


def test_the_page_has_one_row_for_each_part_of_full() -> None:
    assert re.findall(r"(?m)^\| `([a-z]+)` \|.*\|.*\|.*\|.*\|$", PAGE) == list(record.PARTS)
    full = (ROOT / ".ci" / "full").read_text("utf-8")
    assert sorted(re.findall(r"(?m)^part_([a-z]+)\(\)", full)) == sorted(record.PARTS)


def test_a_row_replaces_the_last_one_and_nothing_else() -> None:
    page = "| `kills` | what it does |\n\n### Last results\n\n"
    page += "| part | date |\n|---|---|\n| `bare` | old |\n| `kills` | not run yet |\n\nmore\n"
    made = record.row("kills", "passed:\n5 kills | none wrong", 61, "`abc`")
    assert re.fullmatch(r"\| `kills` \| \d{4}-\d\d-\d\d \| `abc` \| passed: 5 kills / none wrong \| 61 s \|", made)
    again = record.recorded(record.recorded(page, "kills", made), "kills", made)
    assert again == page.replace("| `kills` | not run yet |", made)


@pytest.mark.parametrize("part", record.PARTS)
def test_a_result_can_be_written_into_the_page_as_it_is(part: str) -> None:
    made = record.row(part, "passed", 61, "`abc`")
    changed = set(record.recorded(PAGE, part, made).splitlines()) - set(PAGE.splitlines())
    assert changed == {made}


def test_a_page_without_the_row_is_an_error() -> None:
    with pytest.raises(ValueError, match="one row for `bare`"):
        record.recorded("# nothing\n", "bare", "| `bare` |")


def test_a_part_that_is_unknown_is_a_usage_error() -> None:
    assert record.main(["horoscope", "passed", "1"]) == 2


def meta(folder: Path, module: str, **codes: int | None) -> None:
    path = folder / mutation.FOLDER / f"{module}.py.meta"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"exit_code_by_key": codes}), "utf-8")


def test_only_a_noticed_fault_counts_as_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "MUTANTS", tmp_path)
    meta(tmp_path, "gate", noticed=1, endless=36, unnoticed=0, untested=33, untried=None, crashed=-11)
    result = mutation.read_result("gate")
    assert (result.killed, result.total) == (2, 6)
    assert result.survivors == ("unnoticed", "untested", "untried", "crashed")
    assert "killed 2 of 6 faults (33.3%)" in mutation.render([result])


def test_no_fault_at_all_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "MUTANTS", tmp_path)
    assert mutation.share_killed([mutation.read_result("gate")]) == 0.0


def test_a_module_that_is_not_there_is_a_usage_error() -> None:
    assert mutation.main(["horoscope"]) == 2


def test_the_tests_of_the_scoring_judge_the_faults_without_the_slow_laws() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    assert config["only_mutate"] == ["readiness/scoring/*.py"]
    assert config["pytest_add_cli_args_test_selection"] == ["tests/scoring"]


def fake_readiness(tmp_path: Path, *, audit: str, gate: int) -> str:
    """A program that is called as ``readiness`` is; ``audit`` is what it does for one, in the shell."""
    program = tmp_path / "readiness"
    program.write_text(f'#!/bin/sh\n[ "$1" = gate ] && exit {gate}\n{audit}\n', "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(kills, "PATIENCE_SECONDS", 1.0)
    made = kills.Home(folder=tmp_path / "home", masking_key=b"k")
    made.make()
    return made


@pytest.mark.parametrize(("gate", "wrong"), [(3, 0), (1, 0), (0, 1), (2, 1)])
def test_a_gate_that_is_not_closed_after_a_kill_is_wrong(
    home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gate: int, wrong: int
) -> None:
    monkeypatch.setattr(kills, "READINESS", fake_readiness(tmp_path, audit="exec sleep 60", gate=gate))
    assert len(kills.kill_series(home, 1, random.Random(1), 0.5)) == wrong
    assert home.processes() == []


def test_a_process_that_outlives_the_killed_audit_is_wrong_and_ended(
    home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kills, "READINESS", fake_readiness(tmp_path, audit="sleep 60", gate=3))
    (said,) = kills.kill_series(home, 1, random.Random(1), 0.5)
    assert said.endswith("processes were left")
    kills.remaining(home)
    assert home.processes() == []


def test_a_scorecard_that_differs_from_the_undisturbed_one_is_wrong(
    home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = 'mkdir -p "$4/demo-repaired/latest" && cp "$READINESS_ROOT/card" "$4/demo-repaired/latest/scorecard.json"'
    monkeypatch.setattr(kills, "READINESS", fake_readiness(tmp_path, audit=publish, gate=0))
    whole = kills.Home(folder=tmp_path / "whole", masking_key=b"k")
    whole.make()
    (whole.folder / "card").write_text('{"grade": "B", "digest": "x", "run": {"id": 1}}', "utf-8")
    (home.folder / "card").write_text('{"grade": "B", "digest": "y", "run": {"id": 2}}', "utf-8")
    kills.finish(whole)
    assert kills.last_audit(home, whole) == ["the scorecards differ in: digest"]


@pytest.mark.parametrize("name", ["run", "full", "bare", "volumes"])
def test_the_shell_scripts_can_be_parsed(name: str) -> None:
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / name], check=False).returncode == 0


def test_no_script_of_ci_names_a_machine_or_an_index() -> None:
    for path in sorted(path for path in (ROOT / ".ci").iterdir() if path.is_file()):
        text = path.read_text("utf-8")
        assert re.findall(r"https?://|index[-]url|(?<![\w.])/(?:home|work|tmp)/\w+", text) == [], path.name
