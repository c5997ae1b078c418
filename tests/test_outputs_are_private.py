"""Nothing raw passes: what an audit publishes, logs and leaves behind holds no personal data and no secret."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.canaries import LOGIN, NEEDLES, make_canary_project

pytestmark = pytest.mark.timeout(600)  # one audit of five sources, on a machine that may be busy

READINESS = str(Path(sys.executable).parent / "readiness")
NOBODY = 65534


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    root: Path
    said: str

    @property
    def project(self) -> Path:
        return self.root / ".readiness" / "small"

    @property
    def published(self) -> list[Path]:
        return [self.project / "latest", self.project / "attempts", self.project / "pulls"]


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (root / "tmp").mkdir(exist_ok=True)
    own = {"READINESS_ROOT": str(root), "DAGSTER_HOME": str(root / ".dagster"), "TMPDIR": str(root / "tmp")}
    command = ["sh", "-c", 'umask 022; exec "$0" "$@"', READINESS, *arguments]
    environment = {**os.environ, **own, "AWAY_PW": LOGIN}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=560)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    root = tmp_path_factory.mktemp("canaries")
    make_canary_project(root)
    done = run(root, "audit", "small.yaml")
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {1, 3}, done.stderr + done.stdout
    return Audited(root=root, said=done.stdout + done.stderr)


def texts_of(path: Path) -> str:
    """Everything a file holds, unpacked: cells of Parquet, rows of SQLite, else its bytes."""
    if path.suffix == ".parquet":
        table = pq.read_table(path, partitioning=None)
        return "\n".join([json.dumps(table.to_pylist(), default=str, ensure_ascii=False), repr(table.schema.metadata)])
    if path.read_bytes()[:15] == b"SQLite format 3":
        with contextlib.closing(sqlite3.connect(path)) as base:
            names = [row[0] for row in base.execute("select name from sqlite_master where type = 'table'")]
            return "\n".join(repr(row) for name in names for row in base.execute(f'select * from "{name}"'))
    return path.read_bytes().decode("utf-8", "replace")


def files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.resolve().rglob("*")) if path.is_file())


def leaks(text: str) -> list[str]:
    return [kind for kind, needle in NEEDLES.items() if needle in text]


def test_what_is_planted_is_there_to_be_found(audited: Audited) -> None:
    """Without this the rest would pass on an empty audit."""
    staged = "\n".join(texts_of(path) for path in files(audited.project / "stages"))
    assert set(NEEDLES) - set(leaks(staged)) <= {"login"}
    card = json.loads((audited.project / "latest" / "scorecard.json").read_text("utf-8"))
    assert {s["name"]: s["access"] for s in card["sources"]} == {
        "files": "ok",
        "people": "ok",
        "shop": "ok",
        "lake": "ok",
        "away": "unreachable",
    }
    codes = set(pq.read_table(audited.project / "latest" / "findings.parquet")["code"].to_pylist())
    assert codes >= {"rights.pii", "rights.secrets", "validity.missing_values", "validity.expectations"}
    assert "labels.invalid" in codes
    assert codes >= {"labels.orphaned", "labels.conflicting", "validity.type_errors", "currency.withdrawn"}


def test_nothing_that_is_published_holds_a_planted_value(audited: Audited) -> None:
    found = {str(path.name): leaks(texts_of(path)) for path in files(*audited.published)}
    assert {name: kinds for name, kinds in found.items() if kinds} == {}
    assert len(found) >= 12


def test_neither_terminal_nor_dagster_nor_temporary_files_hold_a_planted_value(audited: Audited) -> None:
    assert leaks(audited.said) == []
    home = {str(path): leaks(texts_of(path)) for path in files(audited.root / ".dagster", audited.root / "tmp")}
    assert {name: kinds for name, kinds in home.items() if kinds} == {}
    assert len(home) >= 3


def test_no_command_that_reads_shows_a_planted_value(audited: Audited) -> None:
    for arguments in (
        ("explain", "staff.csv"),
        ("explain", "staff.csv", "--json"),
        ("explain", "mail.eml"),
        ("show", "small.yaml"),
        ("export", "manifest", "--json"),
        ("gate", "small.yaml"),
    ):
        done = run(audited.root, *arguments)
        assert leaks(done.stdout + done.stderr) == [], arguments
        assert "Traceback" not in done.stderr


def test_reveal_shows_the_auditing_user_what_stands_behind_a_masked_key(audited: Audited) -> None:
    facts = json.loads(run(audited.root, "explain", "staff.csv", "--reveal", "--json").stdout)
    keys = {masked: raw for row in facts["revealed"] for masked, raw in row["keys"].items()}
    assert NEEDLES["e-mail"] in " ".join(keys.values())
    named = {
        key
        for row in facts["findings"]
        if row["code"].startswith("validity.")
        for key in row["evidence"].get("rows", [])
    }
    assert named
    assert named <= set(keys)
    assert all(name.startswith("row ") for name in named)


def test_every_file_and_folder_is_for_its_owner_alone_under_a_usual_umask(audited: Audited) -> None:
    made = [audited.root / ".readiness", audited.root / ".dagster"]
    paths = [path for top in made for path in (top, *top.rglob("*")) if not path.is_symlink()]
    modes = {str(path): oct(path.stat().st_mode & 0o777) for path in paths}
    wanted = {str(path): oct(0o700 if path.is_dir() else 0o600) for path in paths}
    assert {path: mode for path, mode in modes.items() if mode != wanted[path]} == {}


def test_nothing_is_left_in_the_folder_of_temporary_files(audited: Audited) -> None:
    assert [path.name for path in (audited.root / "tmp").iterdir()] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_can_read_none_of_it(audited: Audited) -> None:
    for folder in (audited.root, *audited.root.parents):
        if folder.name.startswith(("pytest", "popen", "canaries")):
            folder.chmod(0o755)  # pytest's own folders are closed already; ours must hold without them
    look = [
        "setpriv",
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "sh",
        "-c",
        'umask 022; cat "$1"',
        "-",
    ]
    for path in [
        *files(audited.project / "latest"),
        *files(audited.project / "stages"),
        *files(audited.root / ".dagster"),
    ]:
        done = subprocess.run([*look, path], capture_output=True, check=False)
        assert done.returncode != 0, path
        assert done.stdout == b""
    readable = subprocess.run([*look, audited.root / "small.yaml"], capture_output=True, check=False)
    assert readable.returncode == 0, "the test could read nothing at all"


def gate(root: Path) -> dict[str, object]:
    """The gate's answer, but for how old the audit is by now."""
    answer: dict[str, object] = json.loads(run(root, "gate", "small.yaml", "--json").stdout)
    return {name: value for name, value in answer.items() if name != "age_seconds"}


def test_purge_removes_the_data_and_the_gate_still_answers(audited: Audited, tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "copy"
    shutil.copytree(audited.root, root, symlinks=True)
    before = gate(root)
    assert run(root, "purge", "small.yaml", "--json").returncode == 2
    declined = run(root, "purge", "small.yaml")
    assert (root / ".readiness" / "small" / "stages").is_dir()
    assert "Traceback" not in declined.stderr
    done = run(root, "purge", "small.yaml", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["removed_bytes"] > 10_000
    project = root / ".readiness" / "small"
    assert not [name for name in ("stages", "cache", "spool") if (project / name).exists()]
    assert gate(root) == before
    revealed = run(root, "explain", "staff.csv", "--reveal", "--target", "small.yaml")
    assert revealed.returncode == 2
    assert "purge" in revealed.stderr


def test_pa_is_the_reader_of_what_is_searched() -> None:
    """The search sees through compression: a planted value in a Parquet file is found."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"a": [NEEDLES["IBAN"]] * 100}), sink, compression="zstd")
    assert NEEDLES["IBAN"] in json.dumps(pq.read_table(pa.BufferReader(sink.getvalue())).to_pylist())
