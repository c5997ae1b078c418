"""``readiness export manifest``: only where the gate is open, only of the project's own run, and marked either way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dagster_project.audit.manifest_gate import GATE_KEY
from tests.dagster_project.test_cli import assert_one_clear_line, run
from tests.small_project import YAML, make_project, write

SECRET = "aws_access_key_id = AKIA" + "Q3EGRZ7LT2XNVB5K"


def gate_of(path: Path) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(pq.read_metadata(path).metadata[GATE_KEY])
    return known


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One audit of the small project, with an open gate."""
    root = tmp_path_factory.mktemp("audited")
    make_project(root)
    result = run("audit", "small.yaml", cwd=root)
    assert result.returncode == 0, result.stderr + result.stdout
    return root


@pytest.fixture
def own(audited: Path, tmp_path: Path) -> Path:
    """A copy of the audited project, for tests that change it."""
    root = tmp_path / "own"
    shutil.copytree(audited, root, symlinks=True)
    return root


def latest(root: Path) -> Path:
    return root / ".readiness" / "small" / "latest"


def test_the_published_manifest_says_of_which_run_it_is_and_whether_its_grade_opens_the_gate(audited: Path) -> None:
    card = json.loads((latest(audited) / "scorecard.json").read_text("utf-8"))
    known = gate_of(latest(audited) / "manifest.parquet")
    assert known["open"] is True
    assert (known["project"], known["run_id"], known["grade"]) == ("small", card["run"]["run_id"], card["grade"])


def test_an_open_gate_hands_out_the_manifest_as_parquet_with_its_answer(audited: Path, tmp_path: Path) -> None:
    path = tmp_path / "usable.parquet"
    result = run("export", "manifest", "small.yaml", "-o", str(path), cwd=audited)
    assert (result.returncode, result.stderr) == (0, "")
    assert pq.read_table(path).equals(pq.read_table(latest(audited) / "manifest.parquet"))
    assert (gate_of(path)["open"], path.stat().st_mode & 0o777) == (True, 0o600)


def test_json_says_the_gate_and_run_of_each_item(audited: Path) -> None:
    rows = json.loads(run("export", "manifest", "--json", cwd=audited).stdout)
    assert {row["item"] for row in rows} >= {"north/report-01.txt", "north/orders.csv"}
    assert {(row["gate"], row["run_id"]) for row in rows} == {("open", latest(audited).resolve().name)}


def other_config(root: Path) -> None:
    write(root / "small.yaml", YAML.replace("max_age: 365d", "max_age: 300d"))


def no_run(root: Path) -> None:
    shutil.rmtree(root / ".readiness")


def foreign_manifest(root: Path) -> None:
    path = latest(root) / "manifest.parquet"
    table = pq.read_table(path)
    said = json.dumps({**gate_of(path), "project": "other"}).encode()
    pq.write_table(table.replace_schema_metadata({GATE_KEY: said}), path)


def manifest_of_no_run(root: Path) -> None:
    path = latest(root) / "manifest.parquet"
    pq.write_table(pq.read_table(path).replace_schema_metadata(None), path)


def manifest_of_another_run(root: Path) -> None:
    path = latest(root) / "manifest.parquet"
    said = json.dumps({**gate_of(path), "run_id": "20200101T000000Z-abcdef"}).encode()
    pq.write_table(pq.read_table(path).replace_schema_metadata({GATE_KEY: said}), path)


def broken_manifest(root: Path) -> None:
    (latest(root) / "manifest.parquet").write_bytes(b"PAR1")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (other_config, "gate is closed"),
        (no_run, "no scorecard"),
        (foreign_manifest, "manifest.parquet of the published run was changed"),
        (manifest_of_no_run, "manifest.parquet of the published run was changed"),
        (manifest_of_another_run, "manifest.parquet of the published run was changed"),
        (broken_manifest, "manifest.parquet of the published run was changed"),
    ],
)
def test_the_manifest_of_a_closed_or_foreign_run_is_refused(
    own: Path, change: Callable[[Path], None], words: str
) -> None:
    change(own)
    result = run("export", "manifest", "small.yaml", "-o", "usable.parquet", cwd=own)
    assert (result.returncode, result.stdout) == (3, "")
    assert_one_clear_line(result, words)
    assert not (own / "usable.parquet").exists()


def test_an_item_is_not_explained_from_a_file_that_was_edited(own: Path) -> None:
    path = latest(own) / "findings.parquet"
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    result = run("explain", "north/report-01.txt", "--target", "small.yaml", cwd=own)
    assert (result.returncode, result.stdout) == (3, "")
    assert_one_clear_line(result, "findings.parquet of the published run was changed")


def test_an_audit_that_is_too_old_is_refused_and_a_maximum_age_that_is_none_is_a_usage_error(audited: Path) -> None:
    assert run("export", "manifest", "small.yaml", "--max-age", "0s", cwd=audited).returncode == 3
    assert run("export", "manifest", "small.yaml", "--max-age", "soon", cwd=audited).returncode == 2


@pytest.mark.parametrize("change", [other_config, foreign_manifest])
def test_anyway_exports_it_and_says_on_stderr_and_in_the_file_that_the_gate_is_closed(
    own: Path, change: Callable[[Path], None]
) -> None:
    change(own)
    result = run("export", "manifest", "small.yaml", "--anyway", "-o", "usable.parquet", cwd=own)
    assert result.returncode == 0
    assert_one_clear_line(result, "although the gate is closed")
    known = gate_of(own / "usable.parquet")
    assert known["open"] is False
    assert known["reason"] in result.stderr


def test_an_audit_that_finds_a_secret_keeps_it_and_the_mail_around_it_out_and_the_run_closed(tmp_path: Path) -> None:
    make_project(tmp_path)
    write(tmp_path / "tree" / "north" / "keys.txt", f"Last updated: today\n\n{SECRET}\n")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@example.org", "b@example.org", "keys"
    mail.set_content("The keys are attached, please keep them.")
    mail.add_attachment(f"The keys.\n\n{SECRET}\n", filename="more.txt")
    write(tmp_path / "tree" / "north" / "note.eml", mail.as_string())
    assert run("audit", "small.yaml", cwd=tmp_path).returncode == 1
    assert run("export", "manifest", "small.yaml", cwd=tmp_path).returncode == 3
    result = run("export", "manifest", "small.yaml", "--anyway", cwd=tmp_path)
    items = {line.partition("\t")[2] for line in result.stdout.splitlines()}
    assert "north/report-01.txt" in items
    assert not items & {"north/keys.txt", "north/note.eml", "north/note.eml!more.txt"}
    rows = pq.read_table(latest(tmp_path) / "manifest_excluded.parquet").to_pylist()
    reasons = {(row["item"], row["reason"]) for row in rows}
    assert reasons >= {("north/keys.txt", "secret"), ("north/note.eml", "holds_excluded")}
    assert gate_of(latest(tmp_path) / "manifest.parquet")["open"] is False
