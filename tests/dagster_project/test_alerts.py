"""Alerts against real servers that misbehave: the next channel gets its message, and no address reaches a log."""

from __future__ import annotations

import json
import logging
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from dagster_project import alert_channels, alerts
from readiness.config.project import Alert

SECRET = "T0KEN-b1gsecret"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server(socketserver.ThreadingTCPServer):
    """Answers every request with the same bytes, and keeps what it was sent."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answer: bytes, *, pause_seconds: float = 0, at_once: bool = False) -> None:
        self.answer, self.pause_seconds, self.at_once = answer, pause_seconds, at_once
        self.received: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hooks/{SECRET}"


class Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        length = 0
        if self.server.at_once:
            self.wfile.write(self.server.answer)
            return
        while line := self.rfile.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        self.server.received.append(self.rfile.read(length).decode())
        for byte in self.server.answer if self.server.pause_seconds else ():
            self.wfile.write(bytes([byte]))
            time.sleep(self.server.pause_seconds)
        if not self.server.pause_seconds:
            self.wfile.write(self.server.answer)


@contextmanager
def serving(answer: bytes, *, pause_seconds: float = 0, at_once: bool = False) -> Iterator[Server]:
    with Server(answer, pause_seconds=pause_seconds, at_once=at_once) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def good() -> Iterator[Server]:
    with serving(OK) as server:
        yield server


def texts(server: Server) -> list[str]:
    return [json.loads(body)["text"] for body in server.received]


def assert_only_the_good_one_was_reached(
    good: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], *bad: str, reason: str = ""
) -> None:
    """Send to the bad channels and then the good one; nothing anywhere may show the secret."""
    environ = {f"BAD{number}": url for number, url in enumerate(bad)} | {"GOOD": good.url}
    channels = [Alert(slack=f"${{{name}}}") for name in environ]
    with caplog.at_level(logging.DEBUG):
        alerts.notify(channels, "it flipped", logging.getLogger("test"), environ)
    out, err = capfd.readouterr()
    assert texts(good) == ["it flipped"]
    assert caplog.text.count("the slack alert could not be sent") == len(bad)
    assert caplog.text.count("sent to slack: it flipped") == 1
    assert reason in caplog.text
    for shown in (caplog.text, out, err, *(str(record.exc_info) for record in caplog.records)):
        assert SECRET not in shown
        assert "Traceback" not in shown


REDIRECTS = ("301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect")


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_redirect_is_a_failure_and_the_server_it_names_gets_nothing(
    status: str, good: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(OK) as other:
        answer = f"HTTP/1.1 {status}\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with serving(answer) as moved:
            reason = f"HTTP status {status[:3]}"
            assert_only_the_good_one_was_reached(good, caplog, capfd, moved.url, reason=reason)
            assert len(moved.received) == 1
        assert other.received == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "RemoteDisconnected"),
        (b"no http at all\r\n\r\n", "BadStatusLine"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * 70_000, "LineTooLong"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n", "HTTPException"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 99\r\n\r\ncut", "HTTP status 500"),
        (b"HTTP/1.1 \xff\xfe\r\n\r\n", "BadStatusLine"),
    ],
    ids=["closed", "no http", "endless line", "endless headers", "error cut short", "no text"],
)
def test_a_server_that_breaks_the_protocol_ends_its_own_channel_only(
    answer: bytes, reason: str, good: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(answer) as bad:
        assert_only_the_good_one_was_reached(good, caplog, capfd, bad.url, reason=reason)


def test_addresses_that_cannot_be_used_are_logged_by_class_alone(
    good: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = [
        f"https://hooks.invalid/{SECRET}",
        f"https://127.0.0.1:{SECRET}/",
        f"https://user:{SECRET}@127.0.0.1:1:2/",
        f"https://[::1/{SECRET}",
        f"https://127.0.0.1:1/{SECRET} with space",
        f"https://{'a' * 70}.example/{SECRET}",
        f"http://127.0.0.1:1/{SECRET}\N{SNOWMAN}",
        f"ftp://127.0.0.1/{SECRET}",
        f"file:///{SECRET}",
        SECRET,
    ]
    assert_only_the_good_one_was_reached(good, caplog, capfd, *broken)


def test_an_https_channel_whose_server_speaks_plain_http_fails_by_its_class(
    good: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(OK, at_once=True) as plain:
        url = plain.url.replace("http:", "https:")
        assert_only_the_good_one_was_reached(good, caplog, capfd, url, reason="SSL")


@pytest.mark.parametrize("host", ["hooks.example", "192.0.2.7", "127.0.0.1.hooks.example", "localhost.example"])
def test_plain_http_beyond_this_machine_is_refused_before_anything_is_sent(host: str) -> None:
    [reason] = alert_channels.send([Alert(slack="${HOOK}")], "it flipped", {"HOOK": f"http://{host}/{SECRET}"})
    assert reason == "a webhook is an https URL; plain http is sent to this machine only"


def test_plain_http_to_this_machine_passes_by_the_proxy_of_the_environment(
    good: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(OK) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_address[1]}")
        assert alert_channels.send([Alert(slack="${HOOK}")], "it flipped", {"HOOK": good.url}) == [""]
        assert proxy.received == []
    assert texts(good) == ["it flipped"]


def test_a_server_that_drips_its_answer_costs_no_more_than_the_deadline(good: Server) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(serving(OK, pause_seconds=0.2)) for _ in range(3)]
        environ = {f"H{number}": server.url for number, server in enumerate([*slow, good])}
        channels = [Alert(slack=f"${{{name}}}") for name in environ]
        begun = time.monotonic()
        reasons = alert_channels.send(channels, "it flipped", environ, deadline_seconds=1)
        assert time.monotonic() - begun < 0.2 * len(OK)  # less than one of them takes for its answer
        assert reasons == ["no answer in time"] * 3 + [""]
    assert texts(good) == ["it flipped"]


def test_a_mail_server_that_hangs_up_or_is_misnamed_does_not_keep_the_webhook_from_its_message(
    good: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        for smtp in (f"127.0.0.1:{port}", f"user:{SECRET}@127.0.0.1:25", f"127.0.0.1:{SECRET}", ""):
            environ = {"READINESS_SMTP": smtp, "HOOK": good.url, "TO": f"lead@example.org\nBcc: {SECRET}@example.org"}
            channels = [Alert(email="lead@example.org"), Alert(email="${TO}"), Alert(slack="${HOOK}")]
            alerts.notify(channels, "it flipped", logging.getLogger("test"), environ)
    assert texts(good) == ["it flipped"] * 4
    assert caplog.text.count("the email alert could not be sent") == 8
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


def test_an_empty_environment_is_not_replaced_by_that_of_the_process(
    good: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HOOK", good.url)
    alerts.notify([Alert(slack="${HOOK}")], "it flipped", logging.getLogger("test"), {})
    assert good.received == []
    assert "environment variable not set: HOOK" in caplog.text
