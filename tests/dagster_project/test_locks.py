"""One audit of a project at a time, whoever starts it: the command line, the UI, a schedule."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.assets.pipeline import audit_assets
from dagster_project.audit import locks
from dagster_project.audit.context import project_ref
from readiness.errors import UsageError
from readiness.storage import attempts
from readiness.storage.store import Store

HOLDER = """
import sys, time
from pathlib import Path
from dagster_project.audit import locks
from readiness.storage.store import Store
locks.hold(Store(out=Path(sys.argv[1]), project=sys.argv[2]), "run of another process")
print("held", flush=True)
time.sleep(120)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(out=tmp_path, project="p")
    yield made
    for key in ("one", "two", "three"):
        locks.release(made, key)


def other_process(store: Store) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", HOLDER, str(store.out), store.project]
    running = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "held\n"
    return running


def test_a_project_that_another_process_holds_is_refused_until_that_process_dies(store: Store) -> None:
    other = other_process(store)
    with pytest.raises(UsageError, match="another audit of this project is running"):
        locks.hold(store, "one")
    os.kill(other.pid, signal.SIGKILL)
    other.wait(timeout=60)
    locks.hold(store, "one")


def test_all_steps_of_a_run_hold_the_project_together(store: Store) -> None:
    locks.hold(store, "one")
    locks.hold(store, "one")
    locks.release(store, "one")
    store.hold().close()


def test_a_run_in_another_thread_is_refused_while_that_thread_lives(store: Store) -> None:
    locks.hold(store, "one")
    refused: list[Exception] = []

    def second() -> None:
        try:
            locks.hold(store, "two")
        except UsageError as error:
            refused.append(error)

    thread = threading.Thread(target=second)
    thread.start()
    thread.join()
    assert len(refused) == 1


def test_the_next_run_of_the_same_thread_takes_over(store: Store) -> None:
    locks.hold(store, "one")
    locks.hold(store, "two")
    locks.release(store, "one")
    with pytest.raises(UsageError):
        store.hold()


def test_a_run_of_dagster_is_refused_with_one_sentence_and_leaves_no_attempt(small_project: Path) -> None:
    ref = project_ref(small_project)
    store = ref.store(ref.load())
    other = other_process(store)
    inventory = next(iter(audit_assets(ref, ref.load())))
    result = dg.materialize([inventory], instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)
    other.kill()
    other.wait(timeout=60)
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    described = failure.step_failure_data.user_failure_data
    assert described is not None
    assert "another audit of this project is running" in str(described.description)
    assert attempts.attempts(store) == ()
    assert not list(store.stages.iterdir())
