"""Attempts and pulls: what began and what was read is remembered, and what was removed or edited is missed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from readiness.errors import AuditError
from readiness.storage import attempts as disk
from readiness.storage.attempts import AttemptRecord
from readiness.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(out=tmp_path, project="p")
    made.prepare()
    return made


def record(run_id: str = "r1", state: str = "running", started_at: str = "2026-01-01T00:00:00+00:00") -> AttemptRecord:
    return AttemptRecord(run_id=run_id, started_at=started_at, as_of="2026-01-01", config_hash="c1", state=state)


def test_the_first_step_of_a_run_names_the_attempt_and_later_steps_find_it(store: Store) -> None:
    first = disk.begin(store, record("r1"), key="k")
    assert disk.begin(store, record("other"), key="k") == first


def test_attempts_are_listed_oldest_first_and_a_corrupt_one_counts_as_failed(store: Store) -> None:
    disk.begin(store, record("r2", started_at="2026-01-02T00:00:00+00:00"), key="b")
    disk.begin(store, record("r1"), key="c")
    (store.root / "attempts" / "a.json").write_text("{broken", encoding="utf-8")
    found = disk.attempts(store)
    assert [a.run_id for a in found][:2] == ["r1", "r2"]
    assert [a.state for a in found if a.run_id == "a"] == ["failed"]


def test_an_attempt_that_never_began_is_an_error(store: Store) -> None:
    with pytest.raises(AuditError):
        disk.attempt(store, "nobody")


def test_the_last_pull_of_each_source_is_kept(store: Store) -> None:
    disk.record_pull(store, "a", run_id="r1", at="t1", digest="d")
    disk.record_pull(store, "a", run_id="r2", at="t2", digest="d")
    disk.record_pull(store, "b/../c", run_id="r1", at="t1", digest="d")
    assert {(p.source, p.run_id) for p in disk.pulls(store, ["a", "b/../c", "never read"])} == {
        ("a", "r2"),
        ("b/../c", "r1"),
    }


def three(store: Store) -> list[Path]:
    """Three audits one after the other, the last of them failed; the files of their records."""
    for number, state in ((1, "published"), (2, "published"), (3, "failed")):
        disk.begin(store, record(f"r{number}", started_at=f"2026-01-0{number}T00:00:00+00:00"), key=f"k{number}")
        disk.finish(store, f"k{number}", state)
    return [store.root / "attempts" / f"k{number}.json" for number in (1, 2, 3)]


def damage(store: Store) -> str:
    return disk.chain_damage(store, disk.attempts(store))


def test_attempts_are_numbered_and_each_holds_the_digest_of_the_one_before(store: Store) -> None:
    three(store)
    first, second, third = disk.attempts(store)
    assert [a.number for a in (first, second, third)] == [1, 2, 3]
    assert [a.previous for a in (first, second, third)] == ["", first.digest, second.digest]
    assert damage(store) == ""


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_attempt_is_missed_also_the_last(store: Store, number: int) -> None:
    three(store)[number - 1].unlink()
    assert f"attempt {number} is missing" in damage(store)


def test_a_state_edited_by_hand_is_no_record(store: Store) -> None:
    path = three(store)[2]
    path.write_text(path.read_text("utf-8").replace('"failed"', '"published"'), "utf-8")
    assert "attempt 3" in damage(store)
    assert [a.state for a in disk.attempts(store) if a.run_id == "k3"] == ["failed"]


def test_a_removed_list_is_missed(store: Store) -> None:
    three(store)
    (store.root / "attempts" / "last.json").unlink()
    assert "is missing" in damage(store)


def test_an_audit_after_a_loss_begins_a_new_chain(store: Store) -> None:
    three(store)[1].unlink()
    begun = disk.begin(store, record("r4"), key="k4")
    assert (begun.number, begun.previous) == (4, "")
    assert damage(store) == ""
    assert disk.begin(store, record("r5"), key="k5").previous == begun.digest


def test_a_crash_between_a_record_and_the_list_is_no_loss(store: Store) -> None:
    three(store)
    before = (store.root / "attempts" / "last.json").read_bytes()
    disk.begin(store, record("r4"), key="k4")
    (store.root / "attempts" / "last.json").write_bytes(before)
    assert damage(store) == ""
    fifth = disk.begin(store, record("r5"), key="k5")
    assert fifth.previous == disk.attempt(store, "k4").digest
    assert damage(store) == ""


def test_an_attempt_whose_audit_was_killed_is_failed_by_the_next(store: Store) -> None:
    disk.begin(store, record("r1"), key="k1")
    disk.begin(store, record("r2"), key="k2")
    assert [a.state for a in disk.attempts(store)] == ["failed", "running"]


def test_records_of_another_key_and_of_none_are_no_records(store: Store) -> None:
    three(store)
    keyed = Store(out=store.out, project="p", seal_key=b"one key")
    assert [a.number for a in disk.attempts(keyed)] == [0, 0, 0]
    disk.begin(keyed, record("r4"), key="k4")
    assert damage(keyed) == ""
    assert "is missing" in damage(Store(out=store.out, project="p", seal_key=b"another"))
    assert "is missing" in damage(store)


def test_special_files_among_the_records_are_failed_attempts_and_no_hang(store: Store) -> None:
    folder = store.root / "attempts"
    os.mkfifo(folder / "pipe.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    (folder / "loop.json").symlink_to("loop.json")
    (folder / "folder.json").mkdir()
    with (folder / "huge.json").open("wb") as file:
        file.truncate(10 * 1024**3)
    assert {a.state for a in disk.attempts(store)} == {"failed"}
    assert len(disk.attempts(store)) == 5


def test_a_folder_that_is_none_is_an_error_with_its_reason(store: Store) -> None:
    (store.root / "attempts").rmdir()
    (store.root / "attempts").symlink_to("attempts")
    with pytest.raises(AuditError, match="cannot be listed"):
        disk.attempts(store)


def test_a_pull_that_was_edited_or_belongs_to_another_source_is_no_record(store: Store) -> None:
    for source in ("a", "b"):
        disk.record_pull(store, source, run_id="r1", at="t1", digest="d")
    first, second = sorted((store.root / "pulls").iterdir())
    first.write_bytes(second.read_bytes())
    assert len(disk.pulls(store, ["a", "b"])) == 1
    second.write_text(json.dumps({**json.loads(second.read_text("utf-8")), "at": "t0"}), "utf-8")
    assert disk.pulls(store, ["a", "b"]) == ()
