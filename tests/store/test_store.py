"""The store: runs appear whole or not at all, stages say who wrote them, attempts that never ended are remembered."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pyarrow as pa
import pytest

from readiness.errors import AuditError, UsageError
from readiness.profilers.base import ProfileBuilder
from readiness.storage import store as disk
from readiness.storage.atomic import lock_file
from readiness.storage.store import Store

FACTS = {"run_id": "r1", "config_hash": "c1"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(out=tmp_path, project="p")
    made.prepare()
    return made


def table(*values: int) -> pa.Table:
    return pa.table({"value": list(values)})


def test_latest_points_at_the_newest_published_run(store: Store) -> None:
    for run_id in ("r1", "r2"):
        disk.publish(store, run_id, tables={"t": table(1)}, files={"scorecard.json": run_id.encode()})
    assert (store.latest / "scorecard.json").read_bytes() == b"r2"
    assert store.latest_run() == (store.root / "r2").resolve()
    assert (store.root / "r1" / "scorecard.json").read_bytes() == b"r1"


def test_a_publish_that_breaks_leaves_the_run_before_as_it_was(store: Store) -> None:
    disk.publish(store, "r1", tables={}, files={"scorecard.json": b"one"})
    with pytest.raises(TypeError):
        disk.publish(store, "r2", tables={}, files={"scorecard.json": "text is not bytes"})  # type: ignore[dict-item]
    assert (store.latest / "scorecard.json").read_bytes() == b"one"
    assert sorted(p.name for p in store.root.iterdir()) == [
        "CACHEDIR.TAG",
        "attempts",
        "cache",
        "latest",
        "pulls",
        "r1",
        "stages",
    ]


def test_equal_rows_have_equal_digests_whatever_the_file_layout(store: Store) -> None:
    import pyarrow.parquet as pq

    first = disk.write_stage(store, "inventory", table(1, 2, 3), **FACTS)
    pq.write_table(table(1, 2, 3), store.stages / "other.parquet", compression="none")
    assert disk.content_digest(store.stages / "other.parquet") == first
    assert disk.write_stage(store, "inventory", table(1, 2, 4), **FACTS) != first


def test_measured_time_takes_no_part_in_a_digest(store: Store) -> None:
    slow, fast = (pa.table({"item": ["a"], "cpu_ms": [ms]}) for ms in (9.0, 1.0))
    assert disk.write_stage(store, "a", slow, **FACTS) == disk.write_stage(store, "b", fast, **FACTS)


def test_a_stage_remembers_which_run_and_config_wrote_it(store: Store) -> None:
    disk.write_tables(store, ProfileBuilder().build().stage_tables("content"), **FACTS)
    facts = disk.stage_facts(store, "content.measures")
    assert facts is not None
    assert facts["run_id"] == "r1"
    assert facts["config_hash"] == "c1"
    assert disk.stage_facts(store, "never.made") is None


def test_a_stage_that_never_ran_is_an_error_and_not_an_empty_table(store: Store) -> None:
    with pytest.raises(AuditError):
        disk.read_stage(store, "pairs")


def _try_to_hold(out: Path, answers: multiprocessing.Queue[bool]) -> None:
    try:
        with Store(out=out, project="p").exclusive():
            answers.put(True)
    except UsageError:
        answers.put(False)


def test_two_audits_of_one_project_do_not_run_at_once(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[bool] = context.Queue()
    with store.exclusive():
        other = context.Process(target=_try_to_hold, args=(store.out, answers))
        other.start()
        held = answers.get(timeout=60)
        other.join()
    assert held is False


def test_a_lock_admits_one_holder_or_several_that_share_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    shared = [lock_file(path, shared=True, wait=False) for _ in range(2)]
    with pytest.raises(BlockingIOError):
        lock_file(path, wait=False)
    for lock in shared:
        lock.close()
    with lock_file(path, wait=False), pytest.raises(BlockingIOError):
        lock_file(path, shared=True, wait=False)
    assert path.stat().st_mode & 0o777 == 0o600
