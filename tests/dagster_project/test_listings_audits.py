"""Whole audits of folders that are not there, shut, empty, or hide something: the gate stays closed and says why."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import readiness
from connectors.folder_walk import CACHE_SIGNATURE
from readiness.model import Grade, Scorecard, Status
from tests.small_project import YAML, make_project, write

pytestmark = pytest.mark.timeout(900)  # whole audits, two in one test

ACCESS = "availability.access"
READINESS = str(Path(sys.executable).parent / "readiness")
_DROP_FROM_BOUNDING_SET = 24  # prctl(2)
_READ_ANYTHING = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH of capabilities(7)


def as_an_ordinary_user() -> None:
    """Run in a child before it starts: root without the right to read what permissions forbid."""
    if os.geteuid() == 0:
        for capability in _READ_ANYTHING:
            ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


def audited(yaml: Path) -> tuple[dict[str, Any], str]:
    """The stored scorecard and what was printed, of an audit in a process that permissions bind."""
    command = [READINESS, "audit", yaml.name]
    done = subprocess.run(
        command, cwd=yaml.parent, capture_output=True, text=True, check=False, preexec_fn=as_an_ordinary_user
    )
    assert "Traceback" not in done.stderr, done.stderr
    card = yaml.parent / ".readiness" / "small" / "latest" / "scorecard.json"
    return json.loads(card.read_text("utf-8")), done.stdout


def findings(yaml: Path, code: str) -> list[dict[str, Any]]:
    table = pq.read_table(yaml.parent / ".readiness" / "small" / "latest" / "findings.parquet")
    return [row for row in table.to_pylist() if row["code"] == code]


def status(card: Scorecard, code: str) -> Status:
    return next(one.status for one in card.indicators if one.code == code)


def test_a_mistyped_path_is_the_first_thing_that_is_said(quiet_home: Path) -> None:
    yaml = make_project(quiet_home, YAML.replace("url: tree", "url: tre"))
    card = readiness.audit(yaml)
    assert "files: no such folder or file: tre (did you mean 'tree'?), nothing of it was audited." in card.headline
    assert status(card, ACCESS) is Status.FAIL
    assert (card.sources[0].complete, card.grade) == (False, Grade.U)
    assert card.next_steps[0].indicator == ACCESS
    assert card.headline in readiness.gate(yaml).reason


def test_a_folder_that_nobody_may_list_closes_the_gate_until_it_is_excluded(quiet_home: Path) -> None:
    yaml = make_project(quiet_home)
    write(quiet_home / "tree" / "hr" / "letter.txt", "Dear Ada, this is a letter.")
    (quiet_home / "tree" / "hr").chmod(0)
    try:
        card, shown = audited(yaml)
        assert card["grade"] == "U"
        assert "files: hr (Permission denied) could not be listed" in card["headline"]
        assert card["headline"] in shown
        assert [json.loads(row["evidence"])["place"] for row in findings(yaml, ACCESS)] == ["hr"]
        assert card["sources"][0]["items"] == 13
        write(yaml, YAML + "    exclude: [hr]\n")
        card, shown = audited(yaml)
    finally:
        (quiet_home / "tree" / "hr").chmod(0o700)
    assert card["grade"] == "B"
    assert [one["text"] for one in card["limitations"]] == ["hr of files left out by its config"]
    assert "hr of files left out by its config" in card["headline"]
    assert [(one["reason"], one["bytes"], one["examples"]) for one in card["left_out"]] == [("pattern", None, ["hr"])]


def test_an_empty_required_source_is_not_ready(quiet_home: Path) -> None:
    (quiet_home / "new").mkdir()
    yaml = make_project(quiet_home, YAML + "  - name: empty\n    url: new\n")
    card = readiness.audit(yaml)
    assert status(card, ACCESS) is Status.FAIL
    assert not card.ready
    assert "The source 'empty' holds nothing to work with: the folder is empty" in card.headline


def test_a_false_cache_tag_hides_nothing_and_what_is_left_out_is_reported(quiet_home: Path) -> None:
    yaml = make_project(quiet_home, YAML.replace("pii_allowed: true", "pii_allowed: false"))
    tree = quiet_home / "tree"
    write(tree / "false" / "CACHEDIR.TAG", "this folder is no cache")
    write(tree / "false" / "letter.txt", "Please write to jane.doe@example.org before the meeting on Monday.")
    write(tree / "true" / "CACHEDIR.TAG", CACHE_SIGNATURE.decode())
    write(tree / "true" / "letter.txt", "Please write to john.doe@example.org before the meeting on Monday.")
    write(tree / ".hidden" / "notes.txt", "x" * 1234)
    card = readiness.audit(yaml)
    assert {row["item"] for row in findings(yaml, "rights.pii")} == {"false/letter.txt"}
    assert status(card, "rights.pii_basis") is Status.FAIL
    assert [(one.reason, one.items, one.examples) for one in card.left_out] == [
        ("cache", 2, ("true",)),
        ("hidden", 1, (".hidden",)),
    ]
    run = quiet_home / ".readiness" / "small" / "latest"
    shown = subprocess.run([READINESS, "show", str(yaml)], capture_output=True, text=True, check=False).stdout
    for report in ((run / "scorecard.html").read_text("utf-8"), (run / "scorecard.md").read_text("utf-8"), shown):
        assert "1,234" in report
        assert "hidden" in report
    assert card.grade is not Grade.A
