"""Names under which the pages are served: which addresses count as this machine, and which headers name the pages."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.web_hosts import is_loopback, served_hosts
from dagster_project.webserver import bound_sockets
from readiness.errors import UsageError


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("192.0.2.7", False),
        ("fe80::1", False),
        ("no-such-name.invalid", False),
        ("a" * 70 + ".example", False),
    ],
)
def test_only_addresses_that_others_cannot_reach_are_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_the_address_a_connection_came_in_on_is_served_and_no_other_address_is() -> None:
    hosts = served_hosts("0.0.0.0", 3000, ())
    assert hosts.serves_host("192.0.2.7:3000", "192.0.2.7")
    assert hosts.serves_host("[2001:db8::7]:3000", "2001:db8::7")
    assert not hosts.serves_host("192.0.2.8:3000", "192.0.2.7")
    assert not hosts.serves_host("192.0.2.7:3001", "192.0.2.7")


def test_an_address_that_is_not_loopback_does_not_serve_loopback_names() -> None:
    hosts = served_hosts("192.0.2.7", 3000, ())
    assert not hosts.serves_host("localhost:3000", "192.0.2.7")
    assert hosts.serves_host("192.0.2.7:3000", "192.0.2.7")


def test_the_port_may_be_left_out_only_where_browsers_leave_it_out() -> None:
    assert served_hosts("127.0.0.1", 80, ()).serves_host("localhost", "127.0.0.1")
    assert not served_hosts("127.0.0.1", 3000, ()).serves_host("localhost", "127.0.0.1")


@given(name=st.from_regex(r"[a-z0-9-]{1,20}(\.[a-z0-9-]{1,20}){0,3}", fullmatch=True), port=st.integers(0, 65535))
def test_a_name_nobody_allowed_is_never_served(name: str, port: int) -> None:
    hosts = served_hosts("127.0.0.1", 3000, ("ready.example",))
    known = {"localhost", "127.0.0.1", "ready.example"}
    assert hosts.serves_host(f"{name}:{port}", "127.0.0.1") is (name in known and port == 3000)


@given(st.text())
def test_no_header_breaks_the_check(header: str) -> None:
    hosts = served_hosts("127.0.0.1", 3000, ())
    assert not hosts.is_own_origin(header, "127.0.0.1")
    assert hosts.serves_host(header, "127.0.0.1") is (header.lower() in {"localhost:3000", "127.0.0.1:3000"})


@pytest.mark.parametrize(
    "name", ["http://ready.example", "ready.example/", "a b", "", "*", "*.example", "x:y", "bücher"]
)
def test_an_allowed_host_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is not NAME or NAME:PORT"):
        served_hosts("127.0.0.1", 3000, (name,))


def test_all_addresses_of_a_name_get_the_same_port() -> None:
    sockets = bound_sockets("localhost", 0)
    try:
        assert len({each.getsockname()[1] for each in sockets}) == 1
    finally:
        for each in sockets:
            each.close()


def test_an_address_that_cannot_be_listened_on_is_a_usage_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} is taken"):
            bound_sockets("127.0.0.1", port)
    with pytest.raises(UsageError, match="not an address of this machine"):
        bound_sockets("192.0.2.7", 0)
    with pytest.raises(UsageError, match="is not an address"):
        bound_sockets("no-such-name.invalid", 0)
