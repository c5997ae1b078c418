"""Drivers' errors as kinds of access."""

from __future__ import annotations

import errno
import sqlite3
from types import SimpleNamespace

import pytest
import sqlalchemy.exc

from connectors.error_kinds import NEXT_STEPS, access_error, kind_of, of_kind
from readiness.errors import ACCESS_KINDS, Retryable, Terminal


def with_facts(message: str = "", **facts: object) -> Exception:
    error = Exception(message)
    error.__dict__.update(facts)
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "missing"),
        (PermissionError(errno.EACCES, "Permission denied"), "forbidden"),
        (OSError(errno.ETIMEDOUT, "Connection timed out"), "timeout"),
        (OSError(errno.EIO, "Input/output error"), "corrupted"),
        (ConnectionRefusedError(), "unreachable"),
        (TimeoutError(), "timeout"),
        (NotImplementedError(), "unsupported"),
        (with_facts(sqlstate="28P01"), "unauthorised"),
        (with_facts(sqlstate="42P01"), "missing"),
        (with_facts(sqlstate="57014"), "timeout"),
        (with_facts(status=429), "throttled"),
        (with_facts(code=404), "missing"),
        (with_facts(response=SimpleNamespace(status_code=403)), "forbidden"),
        (with_facts(response={"ResponseMetadata": {"HTTPStatusCode": 503}}), "throttled"),
        (with_facts("FATAL:  password authentication failed for user"), "unauthorised"),
        (with_facts('FATAL:  role "x" does not exist'), "unauthorised"),
        (with_facts('FATAL:  database "x" does not exist'), "missing"),
        (with_facts("could not translate host name: Name or service not known"), "unreachable"),
        (with_facts("FATAL: sorry, too many clients already"), "throttled"),
        (with_facts("timeout expired"), "timeout"),
        (sqlite3.DatabaseError("database disk image is malformed"), "corrupted"),
        (sqlite3.OperationalError("database is locked"), "timeout"),
        (Exception("the moon is in the wrong phase"), "unknown"),
    ],
)
def test_an_error_has_its_kind(error: Exception, kind: str) -> None:
    assert kind_of(error) == kind


def test_the_cause_counts_where_the_error_says_nothing() -> None:
    wrapped = Exception("reading failed")
    wrapped.__cause__ = PermissionError(errno.EACCES, "Permission denied")
    assert kind_of(wrapped) == "forbidden"
    orig = sqlite3.OperationalError("no such table: x")
    assert kind_of(sqlalchemy.exc.OperationalError("SELECT", {}, orig)) == "missing"


def test_an_error_that_is_its_own_cause_ends() -> None:
    error = Exception("loop")
    error.__cause__ = error
    assert kind_of(error) == "unknown"


def test_every_kind_has_a_next_step() -> None:
    assert set(NEXT_STEPS) == ACCESS_KINDS


@pytest.mark.parametrize("kind", sorted(ACCESS_KINDS))
def test_only_what_may_pass_can_be_tried_again(kind: str) -> None:
    expected = Retryable if kind in {"unreachable", "timeout", "throttled"} else Terminal
    assert type(of_kind(kind, "what", where="here")) is expected


def test_a_message_is_one_line_without_secrets_or_the_statement() -> None:
    error = Exception(
        "INTERNAL: [libpq] Failed to execute 'SELECT secret': ERROR:  relation for hunter22 is odd\nLINE 1"
    )
    shown = access_error(error, where="postgresql://u:hunter22@h/d", known_secrets=["hunter22"])
    assert shown.what == "relation for *** is odd"
    assert shown.where == "postgresql://u:***@h/d"


def test_an_access_error_stays_itself() -> None:
    error = of_kind("empty", "nothing", where="x")
    assert access_error(error, where="y") is error
