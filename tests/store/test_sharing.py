"""What ``outputs.group`` opens, to whom, and what it never opens."""

from __future__ import annotations

import grp
import os
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest

from readiness.config.loading import load_project
from readiness.errors import ConfigError, UsageError
from readiness.storage import attempts
from readiness.storage import store as disk
from readiness.storage.attempts import AttemptRecord
from readiness.storage.purge import data_bytes, in_use, purge
from readiness.storage.store import Store
from tests.small_project import make_project

NOBODY = 65534


def made(out: Path, group: str) -> Store:
    """A project with a staged file, a published run and a pull, all written under a usual umask."""
    before = os.umask(0o022)
    try:
        store = Store(out=out, project="p", group=group)
        record = AttemptRecord(
            run_id="r1", started_at="2026-11-22", as_of="2026-11-22", config_hash="c", state="running"
        )
        with store.exclusive():
            attempts.begin(store, record, key="k")
            disk.write_stage(store, "checks", pa.table({"a": [1]}), run_id="r1", config_hash="c")
            attempts.record_pull(store, "crm", run_id="r1", at="2026-11-22", digest="d")
            disk.publish(store, "r1", tables={"findings": pa.table({"a": [1]})}, files={"scorecard.json": b"{}"})
            attempts.finish(store, "k", "published")
    finally:
        os.umask(before)
    return store


def modes(store: Store) -> dict[str, int]:
    names = ("latest", "latest/scorecard.json", "latest/findings.parquet", "attempts", "attempts/k.json", "pulls")
    return {name: (store.root / name).stat().st_mode & 0o777 for name in names}


def test_without_a_group_everything_is_for_the_owner_alone(tmp_path: Path) -> None:
    store = made(tmp_path / "out", "")
    assert set(modes(store).values()) == {0o700, 0o600}
    assert {path.stat().st_mode & 0o077 for path in [store.out, *store.out.rglob("*")] if not path.is_symlink()} == {0}


def test_a_group_reads_what_is_published_and_never_the_data(tmp_path: Path) -> None:
    store = made(tmp_path / "out", grp.getgrgid(os.getegid()).gr_name)
    assert set(modes(store).values()) == {0o750, 0o640}
    assert store.out.stat().st_mode & 0o777 == 0o710
    data = [store.stages, *store.stages.rglob("*"), store.cache, store.root / "lock"]
    assert {path.stat().st_mode & 0o077 for path in data} == {0}


def test_a_group_that_is_taken_out_again_reads_nothing_more(tmp_path: Path) -> None:
    made(tmp_path / "out", grp.getgrgid(os.getegid()).gr_name)
    store = Store(out=tmp_path / "out", project="p")
    store.prepare()
    assert store.root.stat().st_mode & 0o777 == 0o700
    assert store.latest_run() is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_member_of_the_group_reads_the_scorecard_and_another_user_does_not(tmp_path: Path) -> None:
    store = made(tmp_path / "out", grp.getgrgid(NOBODY).gr_name)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith(("pytest", "popen", "test_a_member")):
            folder.chmod(0o711)

    def reads(path: Path, group: int) -> bool:
        user = ["setpriv", f"--reuid={NOBODY}", f"--regid={group}", "--clear-groups"]
        return subprocess.run([*user, "cat", path], capture_output=True, check=False).returncode == 0

    assert reads(store.latest / "scorecard.json", NOBODY)
    assert reads(store.root / "attempts" / "k.json", NOBODY)
    assert not reads(store.stages / "checks.parquet", NOBODY)
    assert not reads(store.latest / "scorecard.json", 12345)


def test_an_unknown_group_in_a_project_is_an_error_before_anything_is_read(quiet_home: Path) -> None:
    import readiness

    path = make_project(quiet_home)
    path.write_text(path.read_text("utf-8") + "outputs: {group: no-such-group-here}\n", "utf-8")
    assert load_project(path).project.outputs.group == "no-such-group-here"
    with pytest.raises(ConfigError, match="no-such-group-here"):
        readiness.audit(path)
    assert not (quiet_home / ".readiness").exists()


def test_purge_counts_what_it_removes_and_leaves_what_is_published(tmp_path: Path) -> None:
    store = made(tmp_path / "out", "")
    size = (store.stages / "checks.parquet").stat().st_size + (store.stages / "checks.json").stat().st_size
    assert data_bytes(store)["stages"] == size
    assert purge(store)["stages"] == size
    assert not store.stages.exists()
    assert (store.latest / "scorecard.json").read_bytes() == b"{}"
    assert purge(Store(out=tmp_path / "elsewhere", project="p")) == {}


def test_purge_refuses_while_an_audit_runs(tmp_path: Path) -> None:
    store = made(tmp_path / "out", "")
    with store.exclusive(), pytest.raises(UsageError, match="another audit"):
        purge(store)
    with in_use(store), pytest.raises(UsageError, match="works on the data"):
        purge(store)
    assert (store.stages / "checks.parquet").is_file()


def test_a_run_whose_audit_was_killed_before_it_was_in_place_goes_with_the_next(tmp_path: Path) -> None:
    store = made(tmp_path / "out", "")
    left = store.root / ".20261122T101500Z-1a2b3c4d-abcdefgh"
    left.mkdir()
    (left / "findings.parquet").touch()
    with store.exclusive():
        assert not left.exists()
