"""What the gate vouches for: each thing that changed, is missing or cannot be read keeps it closed, with its reason."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import readiness
from expectations.suites import BUILT_IN
from readiness.scoring.serial import to_bytes
from readiness.storage import attempts
from readiness.storage.store import Store
from tests.gate.published import publish, store_of, write_project
from tests.scoring.requests import scored

SUITE = {
    "name": "orders",
    "expectations": [{"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1}}],
}


def reason(target: str | Path) -> str:
    """Why the gate is closed, "" when it is open."""
    verdict = readiness.gate(target)
    assert verdict.exit_code == (0 if verdict.open else 3), verdict.reason
    return "" if verdict.open else verdict.reason


@pytest.fixture
def project(quiet_home: Path) -> Path:
    path = write_project(quiet_home)
    publish(path)
    assert reason(path) == ""
    return path


# suites and targets ---------------------------------------------------------------------------------------------------


def test_an_edited_suite_of_the_project_is_named(quiet_home: Path) -> None:
    suite = quiet_home / "expectations" / "orders.json"
    suite.parent.mkdir()
    suite.write_text(json.dumps(SUITE), "utf-8")
    path = write_project(quiet_home, more="suites: {contracts.orders: orders}\n")
    publish(path)
    assert reason(path) == ""
    suite.write_text(json.dumps({**SUITE, "name": "laxer"}), "utf-8")
    assert "expectation suite 'orders' was edited" in reason(path)


def test_an_edited_suite_of_this_program_is_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "suites"
    shutil.copytree(BUILT_IN, copy)
    with (copy / "inventory.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    monkeypatch.setattr("dagster_project.audit.suites_and_targets.SUITES", copy)
    assert "built-in expectation suite 'inventory' was edited" in reason(project)


@pytest.mark.parametrize(
    ("before", "after", "is_open"),
    [
        ("postgresql://a:one@db:5432/crm", "postgresql://b:two@db:5432/crm", True),
        ("postgresql://a:one@db:5432/crm?sslmode=require", "postgresql://db:5432/crm", True),
        ("postgresql://a:p/ss?w@db:5432/crm", "postgresql://a:x@db:5432/crm", True),
        ("postgresql://a:one@db:5432/crm", "postgresql://a:one@db2:5432/crm", False),
        ("postgresql://a:one@db:5432/crm", "postgresql://a:one@db:5433/crm", False),
        ("postgresql://a:one@db:5432/crm", "postgresql://a:one@db:5432/test", False),
        ("postgresql://a:one@db:5432/crm", "mysql://a:one@db:5432/crm", False),
        ("postgresql:///crm?host=one", "postgresql:///crm?host=two", False),
        ("mssql://?odbc_connect=SERVER%3Done%3BPWD%3Da", "mssql://?odbc_connect=SERVER%3Dtwo%3BPWD%3Da", False),
        ("mssql://?odbc_connect=SERVER%3Done%3BPWD%3Da", "mssql://?odbc_connect=SERVER%3Done%3BPWD%3Db", True),
        ("s3://legal/contracts", "s3://legal/contracts-test", False),
        ("tree", "tree/", True),
        ("tree", "other", False),
    ],
)
@pytest.mark.parametrize("how", ["yaml", "bare"])
def test_a_variable_counts_by_where_it_points(
    before: str, after: str, is_open: bool, how: str, quiet_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target: str | Path = write_project(quiet_home, url="${SOURCE_URL}") if how == "yaml" else "${SOURCE_URL}"
    monkeypatch.setenv("SOURCE_URL", before)
    publish(target)
    assert reason(target) == ""
    monkeypatch.setenv("SOURCE_URL", after)
    assert (reason(target) == "") is is_open
    monkeypatch.delenv("SOURCE_URL")
    assert "SOURCE_URL is not set here, so it cannot be checked that" in reason(target)


def test_a_variable_that_says_only_who_asks_need_not_be_set_at_the_gate(
    quiet_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_project(quiet_home, url="postgresql://${DB_USER}:${DB_PW}@${DB_HOST}/crm?sslpassword=${SSL_PW}")
    values = {"DB_USER": "reader", "DB_PW": "p@ss/word", "DB_HOST": "db:5432", "SSL_PW": "x"}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    publish(path)
    for name in ("DB_USER", "DB_PW", "SSL_PW"):
        monkeypatch.delenv(name)
    assert reason(path) == ""
    monkeypatch.setenv("DB_HOST", "reader:pw@db:5432")
    assert reason(path) == ""
    monkeypatch.setenv("DB_HOST", "elsewhere:5432")
    assert "points to another host, database or path" in reason(path)


def test_variables_of_a_secrets_file_that_is_not_here_are_not_set(quiet_home: Path) -> None:
    secrets = quiet_home / "secrets.env"
    secrets.write_text("SOURCE_URL=tree\n", "utf-8")
    path = write_project(quiet_home, url="${SOURCE_URL}", more="secrets: secrets.env\n")
    publish(path)
    assert reason(path) == ""
    secrets.unlink()
    assert "SOURCE_URL is not set here" in reason(path)


# the key --------------------------------------------------------------------------------------------------------------


def test_a_key_holds_for_scorecard_attempts_and_pulls(quiet_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_project(quiet_home)
    monkeypatch.setenv("READINESS_SEAL_KEY", "correct horse battery staple")
    store = publish(path)
    card = json.loads((store.latest / "scorecard.json").read_text("utf-8"))
    assert (reason(path), card["run"]["sealed_with"]) == ("", "hmac-sha256")
    monkeypatch.setenv("READINESS_SEAL_KEY", "another key")
    assert "sealed with another key" in reason(path)
    monkeypatch.delenv("READINESS_SEAL_KEY")
    assert "READINESS_SEAL_KEY is not set here" in reason(path)
    written = b"".join(file.read_bytes() for file in store.root.rglob("*") if file.is_file())
    assert b"horse" not in written


def test_a_scorecard_without_a_key_is_refused_where_one_is_set(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_SEAL_KEY", "a key")
    assert "not sealed with a key" in reason(project)
    publish(project, "run-2")
    assert reason(project) == ""


# files ----------------------------------------------------------------------------------------------------------------


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)


SPECIAL: dict[str, tuple[Callable[[Path], None], str]] = {
    "a FIFO": (os.mkfifo, "a FIFO"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "a device"),
    "a loop of links": (lambda path: path.symlink_to(path.name), "cannot be read"),
    "a folder": (Path.mkdir, "a folder"),
    "ten gigabytes": (_huge, "larger than"),
}


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.timeout(30)
def test_what_is_no_sane_file_is_a_reason_and_no_hang(kind: str, project: Path) -> None:
    make, said = SPECIAL[kind]
    store = store_of(project)
    card = store.latest / "scorecard.json"
    content = card.read_bytes()
    card.unlink()
    make(card)
    assert said in reason(project)
    shutil.rmtree(card) if card.is_dir() and not card.is_symlink() else card.unlink()
    card.write_bytes(content)
    assert reason(project) == ""
    (pull,) = (store.root / "pulls").iterdir()
    pull.unlink()
    make(pull)
    assert "'contracts' was read is missing or cannot be read" in reason(project)


def _point(store: Store, where: str) -> None:
    store.latest.unlink()
    store.latest.symlink_to(where)


def _rename(store: Store) -> None:
    (store.root / "run-1").rename(store.root / "run-2")
    _point(store, "run-2")


DAMAGE: dict[str, tuple[Callable[[Store], object], str]] = {
    "no attempts": (lambda store: shutil.rmtree(store.root / "attempts"), "`attempts`) is missing"),
    "the own attempt removed": (
        lambda store: (store.root / "attempts" / "run-1.json").unlink(),
        "attempt 1 is missing",
    ),
    "no pulls": (lambda store: shutil.rmtree(store.root / "pulls"), "'contracts' was read is missing"),
    "latest elsewhere": (lambda store: _point(store, "../../elsewhere"), "out of the folder of the project"),
    "latest at an absolute path": (lambda store: _point(store, "/tmp"), "out of the folder of the project"),
    "latest at nothing": (lambda store: _point(store, "run-9"), "no scorecard is stored"),
    "latest in a loop": (lambda store: _point(store, "latest"), "out of the folder of the project"),
    "no latest": (lambda store: store.latest.unlink(), "no scorecard is stored"),
    "the folder of another run": (_rename, "is in the folder of another run (run-2)"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_folder_keeps_it_closed_and_the_next_audit_opens_it(what: str, project: Path) -> None:
    damage, said = DAMAGE[what]
    damage(store_of(project))
    assert said in reason(project)
    shutil.rmtree(store_of(project).root / "run-2", ignore_errors=True)
    publish(project, "run-2")
    assert reason(project) == ""


def test_a_later_attempt_that_failed_cannot_be_removed_or_edited_away(project: Path) -> None:
    store = store_of(project)
    later = attempts.attempt(store, "run-1")
    attempts.begin(store, later, key="run-2")
    attempts.finish(store, "run-2", attempts.FAILED)
    path = store.root / "attempts" / "run-2.json"
    content = path.read_text("utf-8")
    path.write_text(content.replace('"failed"', '"published"'), "utf-8")
    assert "attempt 2 is missing or was edited" in reason(project)
    path.unlink()
    assert "attempt 2 is missing or was edited" in reason(project)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("manifest.parquet", b"edited", "manifest.parquet of the published run was changed"),
        ("manifest.parquet", None, "manifest.parquet of the published run is missing"),
        ("findings.parquet", b"added", "findings.parquet was added to the published run"),
    ],
)
def test_a_published_file_that_is_not_what_was_sealed_closes_it_until_the_next_audit(
    name: str, content: bytes | None, said: str, project: Path
) -> None:
    path = store_of(project).latest / name
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    assert said in reason(project)
    publish(project, "run-2")
    assert reason(project) == ""


def test_digests_of_published_files_cannot_be_edited(project: Path) -> None:
    card = store_of(project).latest / "scorecard.json"
    fields = json.loads(card.read_bytes())
    fields["run"]["files"]["manifest.parquet"]["sha256"] = "0" * 64
    card.write_text(json.dumps(fields), "utf-8")
    assert "was edited" in reason(project)


def test_limits_edited_in_a_resealed_scorecard_keep_it_closed(project: Path) -> None:
    import dataclasses

    from readiness.scoring.serial import from_bytes

    path = store_of(project).latest / "scorecard.json"
    card = from_bytes(path.read_bytes())
    laxer = tuple(dataclasses.replace(i, fail=0.99) if i.code == "uniqueness.near" else i for i in card.indicators)
    path.write_bytes(to_bytes(dataclasses.replace(card, indicators=laxer)))
    assert "the limits of uniqueness.near in the scorecard are not those" in reason(project)


@pytest.mark.parametrize("target", ["tree", "small.yaml"])
def test_a_scorecard_of_an_older_version_is_no_traceback(target: str, quiet_home: Path) -> None:
    from readiness.errors import ReadinessError

    (quiet_home / "tree").mkdir()
    write_project(quiet_home)
    store = publish(target)
    fields = json.loads(to_bytes(scored().scorecard))
    (store.latest / "scorecard.json").write_text(json.dumps({**fields, "schema_version": "1.1"}), "utf-8")
    assert "made by an older version of readiness" in reason(target)
    from dagster_project.audit.context import project_ref
    from dagster_project.audit.gate import read_scorecard

    with pytest.raises(ReadinessError, match="made by an older version"):
        read_scorecard(project_ref(target))
