"""A stage that finishes nothing is ended where it is; one that goes on is left alone however long it takes."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from readiness.errors import AuditError
from readiness.stall import StallError, beat, limit_stall

SHORT = 0.3


def test_waiting_that_finishes_nothing_is_ended_and_named() -> None:
    begun = time.monotonic()
    with (
        pytest.raises(StallError, match=r"the stage columns finished nothing for 0\.3 s"),
        limit_stall("columns", SHORT),
    ):
        time.sleep(60)
    assert time.monotonic() - begun < 30


def test_work_that_goes_on_takes_as_long_as_it_takes() -> None:
    with limit_stall("columns", SHORT * 2):
        for _ in range(12):
            time.sleep(SHORT / 2)
            beat()


def test_code_that_takes_any_exception_for_bad_data_does_not_swallow_the_end() -> None:
    def reader() -> None:
        try:
            threading.Event().wait(60)
        except Exception:  # noqa: BLE001 - as readers of tables do
            return

    with pytest.raises(StallError), limit_stall("tables", SHORT):
        reader()


def test_an_endless_loop_in_another_thread_is_ended_too() -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            with limit_stall("labels", SHORT):
                while True:
                    time.sleep(0.01)
        except AuditError as error:
            ended.append(error.what)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert ended == ["the stage labels finished nothing for 0.3 s"]


def test_an_error_of_the_stage_stays_what_it_was_and_nothing_is_left_behind() -> None:
    before = signal.getsignal(signal.SIGUSR2)
    with pytest.raises(ValueError, match="own"), limit_stall("columns", SHORT):
        raise ValueError("own")
    time.sleep(2 * SHORT)
    assert signal.getsignal(signal.SIGUSR2) == before
