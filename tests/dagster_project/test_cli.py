"""The command line: exit codes of the contract, JSON that parses, and one clear line for everything that is wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.small_project import make_project

READINESS = str(Path(sys.executable).parent / "readiness")


def run(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "READINESS_ROOT": str(cwd), "DAGSTER_HOME": str(cwd / ".dagster"), **environ}
    return subprocess.run(
        [READINESS, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=240
    )


def assert_one_clear_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert "Traceback" not in result.stderr + result.stdout
    for word in words:
        assert word.lower() in result.stderr.lower(), result.stderr


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One audit of the small project, shared by the tests that only read what it stored."""
    root = tmp_path_factory.mktemp("audited")
    make_project(root)
    result = run("audit", "small.yaml", cwd=root)
    assert result.returncode == 0, result.stderr + result.stdout
    return root


def test_an_audit_that_passes_exits_0_and_prints_verdict_and_report(audited: Path) -> None:
    result = run("show", "small.yaml", cwd=audited)
    assert result.returncode == 0
    assert "scorecard.html" in result.stdout
    assert re.search(r"\b[AB]\b\s+small", result.stdout)


def test_every_published_file_is_there(audited: Path) -> None:
    latest = audited / ".readiness" / "small" / "latest"
    names = {path.name for path in latest.iterdir()}
    tables = (
        "inventory",
        "profile_documents",
        "profile_columns",
        "indicators",
        "findings",
        "pairs",
        "manifest",
        "manifest_excluded",
        "checks",
        "extraction_confidence",
    )
    assert names == {"scorecard.json", "scorecard.html", "scorecard.md"} | {f"{name}.parquet" for name in tables}
    assert latest.is_symlink()


def test_the_gate_opens_and_says_so_in_json(audited: Path) -> None:
    result = run("gate", "small.yaml", "--json", cwd=audited)
    assert result.returncode == 0
    assert json.loads(result.stdout)["open"] is True


def test_a_gate_that_wants_a_fresher_audit_exits_3(audited: Path) -> None:
    result = run("gate", "small.yaml", "--max-age", "0s", cwd=audited)
    assert result.returncode == 3
    assert "CLOSED" in result.stdout


def test_a_gate_without_any_audit_exits_3(tmp_path: Path) -> None:
    make_project(tmp_path)
    assert run("gate", "small.yaml", cwd=tmp_path).returncode == 3


def test_a_maximum_age_that_is_none_exits_2(audited: Path) -> None:
    result = run("gate", "small.yaml", "--max-age", "soon", cwd=audited)
    assert result.returncode == 2
    assert_one_clear_line(result, "duration")


def test_show_in_json_is_the_stored_scorecard(audited: Path) -> None:
    result = run("show", "--json", cwd=audited)
    stored = (audited / ".readiness" / "small" / "latest" / "scorecard.json").read_text("utf-8")
    assert json.loads(result.stdout) == json.loads(stored)


def test_explain_tells_an_items_facts(audited: Path) -> None:
    result = run("explain", "north/report-01.txt", "--json", cwd=audited)
    facts = json.loads(result.stdout)
    assert result.returncode == 0
    assert facts["profile"][0]["outcome"] == "ok"


def test_explain_of_an_unknown_item_asks_whether_another_was_meant(audited: Path) -> None:
    result = run("explain", "north/report-O1.txt", cwd=audited)
    assert result.returncode == 2
    assert_one_clear_line(result, "did you mean", "north/report-01.txt")


def test_the_manifest_lists_the_usable_items(audited: Path) -> None:
    rows = json.loads(run("export", "manifest", "--json", cwd=audited).stdout)
    assert {row["item"] for row in rows} >= {"north/report-01.txt", "south/report-00.txt"}


def test_diff_of_a_run_with_itself_is_empty(audited: Path) -> None:
    changes = json.loads(run("diff", "latest", "latest", "--json", cwd=audited).stdout)
    assert not any(changes[name] for name in ("better", "worse", "other", "new", "fixed"))


def test_init_writes_a_project_that_audits_as_unknown_until_people_fill_it_in(tmp_path: Path) -> None:
    make_project(tmp_path)
    assert run("init", "tree", "-o", "proposed.yaml", cwd=tmp_path).returncode == 0
    result = run("audit", "proposed.yaml", "--json", cwd=tmp_path)
    assert result.returncode == 3, result.stderr
    assert json.loads(result.stdout)["grade"] == "U"
    assert run("init", "tree", "-o", "proposed.yaml", cwd=tmp_path).returncode == 2


def test_a_bare_folder_is_u_and_every_data_dimension_has_its_own_status(tmp_path: Path) -> None:
    make_project(tmp_path)
    result = run("audit", "tree", "--json", cwd=tmp_path)
    card = json.loads(result.stdout)
    assert result.returncode == 3
    assert card["grade"] == "U"
    statuses = {i["code"]: i["status"] for i in card["indicators"]}
    assert statuses["purpose.charter"] == "NOT_MEASURED"
    assert statuses["format.unreadable"] == statuses["uniqueness.exact"] == statuses["content.empty"] == "PASS"


def test_a_bare_file_and_a_bare_database_can_be_audited(tmp_path: Path) -> None:
    make_project(tmp_path)
    connection = sqlite3.connect(tmp_path / "shop.sqlite")
    connection.executescript(
        "create table orders (id integer primary key, price real); insert into orders values (1, 2.5), (2, 3.5);"
    )
    connection.close()
    for target in ("tree/north/orders.csv", "shop.sqlite", f"sqlite:///{tmp_path}/shop.sqlite"):
        result = run("audit", target, "--json", cwd=tmp_path)
        assert result.returncode == 3, result.stderr
        assert sum(source["tables"] for source in json.loads(result.stdout)["sources"]) == 1


def test_a_password_in_the_yaml_and_a_reference_to_nothing_both_exit_2(tmp_path: Path) -> None:
    make_project(tmp_path)
    path = tmp_path / "small.yaml"
    text = path.read_text("utf-8")
    for url, word in (("postgresql://reader:hunter2secret@localhost/crm", "url"), ("${NO_SUCH_URL}", "NO_SUCH_URL")):
        path.write_text(f"{text}  - name: crm\n    url: {url}\n", "utf-8")
        result = run("audit", "small.yaml", cwd=tmp_path)
        assert result.returncode == 2
        assert_one_clear_line(result, word)
        assert "hunter2secret" not in result.stderr


# bad input ------------------------------------------------------------------------------------------------------------


def test_a_missing_path_exits_2_and_names_it(tmp_path: Path) -> None:
    result = run("audit", "no/such/folder", cwd=tmp_path)
    assert result.returncode == 2
    assert_one_clear_line(result, "no/such/folder")


def test_a_broken_yaml_exits_2_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("project: p\nsources:\n  - name: [\n", "utf-8")
    result = run("audit", "p.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert_one_clear_line(result, "p.yaml:")


def test_an_unknown_key_exits_2_with_line_and_suggestion(tmp_path: Path) -> None:
    make_project(tmp_path)
    path = tmp_path / "small.yaml"
    path.write_text(path.read_text("utf-8").replace("charter:", "chartre:"), "utf-8")
    result = run("audit", "small.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert_one_clear_line(result, "small.yaml:4", "chartre", "charter")


def test_an_unknown_connector_exits_2_with_a_suggestion(tmp_path: Path) -> None:
    make_project(tmp_path)
    path = tmp_path / "small.yaml"
    path.write_text(path.read_text("utf-8").replace("url: tree", "url: tree\n    connector: filesytem"), "utf-8")
    result = run("audit", "small.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert_one_clear_line(result, "filesytem", "filesystem")


def test_a_source_that_cannot_be_reached_is_reported_and_the_rest_is_audited(tmp_path: Path) -> None:
    make_project(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    path = tmp_path / "small.yaml"
    crm = "  - name: crm\n    url: ${CRM_URL}\n"
    path.write_text(path.read_text("utf-8") + crm, "utf-8")
    url = f"postgresql://reader:hunter2secret@127.0.0.1:{port}/crm"
    result = run("audit", "small.yaml", "--json", cwd=tmp_path, CRM_URL=url)
    card = json.loads(result.stdout)
    assert result.returncode in {1, 3}
    sources = {source["name"]: source for source in card["sources"]}
    assert sources["files"]["documents"] == 12
    assert sources["crm"]["access"] == "unreachable"
    assert {i["code"]: i["status"] for i in card["indicators"]}["availability.access"] == "FAIL"
    stored = b"".join(p.read_bytes() for p in (tmp_path / ".readiness").rglob("*") if p.is_file())
    stored += b"".join(p.read_bytes() for p in (tmp_path / ".dagster").rglob("*") if p.is_file())
    assert b"hunter2secret" not in stored
    assert "hunter2secret" not in result.stdout + result.stderr


def test_an_empty_folder_is_audited_and_never_ready(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    result = run("audit", "nothing", cwd=tmp_path)
    assert result.returncode in {1, 3}
    assert_one_clear_line(result)


def test_odd_names_and_special_files_do_not_end_an_audit(tmp_path: Path) -> None:
    tree = tmp_path / "odd"
    make_project(tmp_path)
    (tmp_path / "tree").rename(tree)
    (tree / "new\nline.txt").write_text("A line end in a name. " * 20, "utf-8")
    (tree / "emoji-📄.txt").write_text("A picture in a name. " * 20, "utf-8")
    Path(os.fsdecode(os.fsencode(tree) + b"/bad-\xff\xfe.txt")).write_text("No text in a name. " * 20, "utf-8")
    (tree / "empty.docx").touch()
    (tree / "loop").symlink_to(tree)
    os.mkfifo(tree / "pipe.txt")
    result = run("audit", "odd", "--json", cwd=tmp_path)
    assert result.returncode == 3, result.stderr
    (source,) = json.loads(result.stdout)["sources"]
    assert source["documents"] >= 16


def test_every_command_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")
    shown = run("--help", cwd=Path.cwd()).stdout
    commands = re.findall(r"^  ([a-z]+) ", shown[shown.index("Commands:") :], re.MULTILINE)
    assert len(commands) >= 8
    for command in commands:
        assert f"readiness {command}" in text


# interrupts and broken audits -----------------------------------------------------------------------------------------


def started(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "READINESS_ROOT": str(cwd), "DAGSTER_HOME": str(cwd / ".dagster")}
    return subprocess.Popen(
        [READINESS, *arguments],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def start_seconds(cwd: Path) -> float:
    """How long the command takes to answer anything: before that Python itself starts, and Ctrl-C is Python's."""
    begun = time.monotonic()
    run("--version", cwd=cwd)
    return time.monotonic() - begun


@pytest.mark.parametrize("arguments", [("audit", "small.yaml"), ("gate", "small.yaml"), ("show", "small.yaml")])
def test_ctrl_c_at_any_moment_exits_130_with_one_sentence(arguments: tuple[str, ...], tmp_path: Path) -> None:
    make_project(tmp_path)
    start = start_seconds(tmp_path)
    for part, times in ((1.0, 1), (1.5, 2), (2.5, 1), (4.0, 2)):
        command = started(*arguments, cwd=tmp_path)
        time.sleep(part * start)
        for _ in range(times):
            command.send_signal(signal.SIGINT)
        shown, complaints = command.communicate(timeout=60)
        assert "Traceback" not in complaints + shown
        assert command.returncode in {130, 3}, complaints  # 3 where it had answered before
        sentences = [line for line in complaints.splitlines() if not line.startswith("audit: ")]
        assert command.returncode == 3 or len(sentences) == 1


def test_an_audit_that_is_killed_exits_3_closes_the_gate_and_the_next_one_opens_it(tmp_path: Path) -> None:
    make_project(tmp_path)
    command = started("audit", "small.yaml", cwd=tmp_path)
    attempts = tmp_path / ".readiness" / "small" / "attempts"
    deadline = time.monotonic() + 200
    while not (attempts / "last.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    child = int(Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text("ascii").split()[0])
    os.kill(child, signal.SIGKILL)
    _, complaints = command.communicate(timeout=60)
    assert command.returncode == 3
    assert "was killed (SIGKILL)" in complaints
    closed = run("gate", "small.yaml", cwd=tmp_path)
    assert (closed.returncode, "CLOSED" in closed.stdout) == (3, True)
    assert run("audit", "small.yaml", cwd=tmp_path).returncode == 0
    assert run("gate", "small.yaml", cwd=tmp_path).returncode == 0
