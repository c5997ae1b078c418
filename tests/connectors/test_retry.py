"""Calls that fail for a while are made again, against a small HTTP server of our own (WebHDFS, RFC 9110)."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from email.utils import format_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from connectors import retry, retry_after
from connectors.base import Connector
from connectors.registry import open_connector
from connectors.retry import Retries
from readiness.config.project import Source
from readiness.errors import Retryable, Terminal
from tests.connectors.moody_server import Moods, Moody, serving

ROOT = Path(__file__).parents[2]
FAST = 0.01


Serve = Callable[..., tuple[str, Moods]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda failures, **more: stack.enter_context(serving(Moods(failures=dict(failures), **more)))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "FIRST_WAIT_SECONDS", FAST)


def opened(url: str) -> Connector:
    return open_connector(Source(name="share", url=url), base=Path("/"), environ={})


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_file_that_fails_twice_is_fetched_at_the_third_try(serve: Serve, status: int) -> None:
    url, moods = serve({"OPEN": 2}, status=status)
    with opened(url).fetch("a.txt") as stream:
        assert stream.read() == Moody.content
    assert len(moods.times("OPEN")) == retry.TRIES


@pytest.mark.usefixtures("quick")
def test_an_answer_that_is_cut_off_is_fetched_again_and_whole(serve: Serve) -> None:
    url, moods = serve({"OPEN": 1}, cut=True)
    with opened(url).fetch("a.txt") as stream:
        assert stream.read() == Moody.content
    assert len(moods.times("OPEN")) == 2


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("operation", ["GETFILESTATUS", "LISTSTATUS", "OPEN"])
def test_each_step_of_a_probe_is_tried_again(serve: Serve, operation: str) -> None:
    url, _ = serve({operation: 2})
    assert opened(url).probe().ok


@pytest.mark.usefixtures("quick")
def test_a_listing_is_tried_again(serve: Serve) -> None:
    url, _ = serve({"LISTSTATUS": 2})
    assert [row["item"] for batch in opened(url).list() for row in batch.to_pylist()] == ["a.txt"]


@pytest.mark.usefixtures("quick")
def test_the_server_is_asked_again_no_sooner_than_it_wants(serve: Serve) -> None:
    url, moods = serve({"OPEN": 2}, wait="1")
    opened(url).fetch("a.txt").close()
    first, second, third = moods.times("OPEN")
    assert second - first >= 1
    assert third - second >= 1


@pytest.mark.usefixtures("quick")
def test_a_long_wait_that_a_server_asks_for_is_cut(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "LONGEST_WAIT_SECONDS", 0.05)
    url, moods = serve({"OPEN": 2}, wait="86400")
    opened(url).fetch("a.txt").close()
    assert moods.times("OPEN")[-1] - moods.times("OPEN")[0] < 10


@pytest.mark.usefixtures("quick")
def test_a_server_that_always_fails_is_given_up_and_the_error_says_how_often_was_tried(serve: Serve) -> None:
    url, moods = serve({"OPEN": 1000})
    with pytest.raises(Retryable, match=r"503.*\(tried 3 times\)") as caught:
        opened(url).fetch("a.txt")
    assert caught.value.kind == "throttled"
    assert len(moods.times("OPEN")) == 3
    access = opened(url).probe()
    assert access.kind == "throttled"
    assert access.message.count("(tried 3 times)") == 1


@pytest.mark.usefixtures("quick")
def test_a_root_that_cannot_be_listed_is_asked_three_times_in_all(serve: Serve) -> None:
    url, moods = serve({"LISTSTATUS": 1000})
    access = opened(url).probe()
    assert (access.kind, access.message.count("tried")) == ("throttled", 1)
    assert len(moods.times("LISTSTATUS")) == 3


def test_what_cannot_pass_is_asked_once(serve: Serve) -> None:
    url, moods = serve({"OPEN": 1000}, status=403)
    with pytest.raises(Terminal):
        opened(url).fetch("a.txt")
    assert len(moods.times("OPEN")) == 1


@pytest.mark.usefixtures("quick")
def test_a_source_that_was_waited_for_long_enough_is_tried_once_until_it_answers(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "WAIT_BUDGET_SECONDS", FAST)
    url, moods = serve({"OPEN": 5})
    source = opened(url)
    for said in ("2 times", "once", "once", "once"):
        with pytest.raises(Retryable, match=f"tried {said}"):
            source.fetch("a.txt")
    source.fetch("a.txt").close()
    moods.failures["OPEN"] = 1
    source.fetch("a.txt").close()  # it answered, so it is waited for again


@contextmanager
def hanging_up() -> Iterator[tuple[int, list[float]]]:
    """A server that ends each connection at once; its port, and when each call came."""
    calls: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    calls.append(time.monotonic())
                    connection.close()

        threading.Thread(target=answer, daemon=True).start()
        yield listener.getsockname()[1], calls


def test_waits_grow_and_differ() -> None:
    def fail() -> None:
        raise Retryable("no", kind="timeout")

    waits: list[float] = []
    for _ in range(4):
        tries = Retries(sleep=waits.append)
        with pytest.raises(Retryable):
            tries.call(fail)
    first, second = waits[::2], waits[1::2]
    assert all(0.5 <= wait <= 1 for wait in first)
    assert all(1 <= wait <= 1.5 for wait in second)
    assert len(set(waits)) > 2


@pytest.mark.usefixtures("quick")
def test_a_connection_that_a_backend_holds_is_made_anew_for_the_next_try() -> None:
    with hanging_up() as (port, calls):
        access = opened(f"ftp://127.0.0.1:{port}/x").probe()
    assert (access.ok, access.kind) == (False, "unreachable")
    assert len(calls) == retry.TRIES


@pytest.mark.usefixtures("quick")
def test_a_database_that_hangs_up_is_connected_to_three_times() -> None:
    with hanging_up() as (port, calls):
        source = opened(f"postgresql://u@127.0.0.1:{port}/d?sslmode=disable&gssencmode=disable")
        with pytest.raises(Retryable, match="tried 3 times"):
            source.table("t")
    assert len(calls) == retry.TRIES


@pytest.mark.usefixtures("quick")
def test_a_database_that_is_busy_twice_is_connected_to_at_the_third_try(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "d.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    source = open_connector(
        Source(name="s", url=f"sqlite:///{tmp_path}/d.db", connector="sqlalchemy"), base=Path("/"), environ={}
    )
    failures = [sqlite3.OperationalError("database is locked")] * 2

    def busy(*_: object) -> None:
        if failures:
            raise failures.pop()

    sa.event.listen(source._engine, "do_connect", busy)  # type: ignore[attr-defined]
    assert source.table("t").rows == 0
    assert failures == []


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), (" 7 ", 7), ("1.5", 1.5), ("", 0), ("-3", 0), ("soon", 0), ("nan", 0), ("inf", 0), ("9" * 400, 0)],
)
def test_a_wait_is_read_in_seconds_and_nonsense_asks_for_none(value: str, seconds: float) -> None:
    error = Exception()
    error.headers = {"Retry-After": value}  # type: ignore[attr-defined]
    assert retry_after.seconds([error]) == seconds


def test_a_wait_until_a_date_is_counted_from_now() -> None:
    error = Exception()
    when = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    error.response = {"ResponseMetadata": {"HTTPHeaders": {"retry-after": format_datetime(when, usegmt=True)}}}  # type: ignore[attr-defined]
    assert 60 < retry_after.seconds([error]) <= 90


FETCH = """
import sys
from pathlib import Path
from connectors.registry import open_connector
from readiness.config.project import Source
print("ready", flush=True)
open_connector(Source(name="s", url=sys.argv[1]), base=Path("/"), environ={}).fetch("a.txt")
"""


def test_ctrl_c_while_waiting_ends_at_once(serve: Serve) -> None:
    url, moods = serve({"OPEN": 1000}, wait="25")
    process = subprocess.Popen([sys.executable, "-c", FETCH, url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while not moods.times("OPEN"):
        time.sleep(0.05)
    time.sleep(0.3)  # it waits now
    started = time.monotonic()
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - started < 20  # less than the wait that was left
    assert said.rstrip().endswith("KeyboardInterrupt")
    assert len(moods.times("OPEN")) == 1
