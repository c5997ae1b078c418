"""``readiness probe``: the access to a target, without an audit."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from dagster_project.audit import access_report
from dagster_project.audit.access_report import SourceReport, access_reports
from dagster_project.cli import readiness
from readiness.errors import UsageError


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "share" / "deep").mkdir(parents=True)
    for number in range(50):
        (tmp_path / "share" / "deep" / f"{number:02}.txt").write_text("x" * 100, encoding="utf-8")
    return tmp_path


def only(target: str) -> SourceReport:
    [report] = access_reports(target)
    return report


def test_a_folder_is_listed_whole_and_read_in_part(there: Path) -> None:
    report = only("share")
    assert (report.is_open, report.listed, report.more) == (True, 50, False)
    assert (report.read, report.read_bytes) == (17, 1_700)
    assert [stage["stage"] for stage in report.stages] == ["reach", "list", "read"]
    assert report.bytes_per_second


def test_tables_of_a_database_are_read_by_rows(there: Path) -> None:
    with sqlite3.connect(there / "a.sqlite") as base:
        base.execute("CREATE TABLE people (id INTEGER)")
        base.executemany("INSERT INTO people VALUES (?)", [(n,) for n in range(1_500)])
    base.close()
    report = only(f"sqlite:///{there}/a.sqlite")
    assert (report.is_open, report.listed, report.read, report.read_rows) == (True, 1, 1, 1_000)
    assert report.bytes_per_second is None


def test_a_long_listing_is_cut_and_said_so(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_report, "MOST_LISTED", 10)
    report = only("share")
    assert (report.listed, report.more, report.read) == (10, True, 10)


def test_what_is_refused_is_named_and_the_rest_read(there: Path) -> None:
    (there / "secret.txt").write_text("outside", encoding="utf-8")
    (there / "share" / "link.txt").symlink_to(there / "secret.txt")
    report = only("share")
    assert [(one.where, one.kind) for one in report.refused] == [("link.txt", "refused")]
    assert (report.ok, report.is_open, report.read) == (True, False, 17)


def test_a_server_that_is_not_there_has_its_kind_and_the_next_step(there: Path) -> None:
    report = only("postgresql://ada:hidden@127.0.0.1:1/base")
    assert (report.ok, report.kind) == (False, "unreachable")
    assert report.next_step
    assert "hidden" not in json.dumps(report.facts())


def test_each_source_of_a_project_is_probed(there: Path) -> None:
    (there / "p.yaml").write_text(
        "project: p\nsources:\n  - {name: here, url: share}\n  - {name: gone, url: nowhere}\n", encoding="utf-8"
    )
    assert [(report.source, report.ok) for report in access_reports("p.yaml")] == [("here", True), ("gone", False)]
    with pytest.raises(UsageError):
        list(access_reports("nothing.yaml"))


@pytest.mark.parametrize(("target", "code"), [("share", 0), ("p.yaml", 3)])
def test_the_command_exits_by_what_can_be_read(there: Path, target: str, code: int) -> None:
    (there / "p.yaml").write_text("project: p\nsources: [{name: gone, url: nowhere}]\n", encoding="utf-8")
    shown = CliRunner().invoke(readiness, ["probe", target])
    facts = CliRunner().invoke(readiness, ["probe", target, "--json"])
    assert (shown.exit_code, facts.exit_code) == (code, code)
    assert json.loads(facts.output)[0]["open"] is (code == 0)
    assert ("items listed" if code == 0 else "missing: ") in shown.output
