"""Secrets are filled in late and never come back out."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.config.secrets import redact, resolve, resolve_url, safe_url, secret_values, url_secrets
from readiness.errors import ConfigError

passwords = st.text(st.characters(categories=["L", "N", "P"]), min_size=4, max_size=20).filter(
    lambda text: "$" not in text and "*" not in text
)


def test_references_are_filled_in() -> None:
    assert resolve("postgresql://${U}:${PW}@h/d", {"U": "ada", "PW": "p"}) == "postgresql://ada:p@h/d"
    assert resolve("no reference, $HOME, {x}", {}) == "no reference, $HOME, {x}"


@settings(deadline=None)
@given(st.text(min_size=1), st.text(min_size=1))
def test_any_user_and_password_come_back_out_of_the_url_they_are_filled_into(user: str, password: str) -> None:
    url = resolve_url("postgresql://${U}:${PW}@db:5432/crm?x=${PW}", {"U": user, "PW": password})
    parts = urlsplit(url.partition("?")[0])
    assert (unquote(parts.username or ""), unquote(parts.password or "")) == (user, password)
    assert (parts.hostname, parts.port, parts.path) == ("db", 5432, "/crm")
    assert url.endswith(f"?x={password}")


def test_only_what_stands_before_the_at_sign_is_quoted() -> None:
    whole = {"URL": "postgresql://u:p@h/d", "HOST": "h/x", "DAY": "a@b", "NAME": "ada"}
    assert resolve_url("${URL}", whole) == "postgresql://u:p@h/d"
    assert resolve_url("s3://${HOST}/${DAY}", whole) == "s3://h/x/a@b"
    assert resolve_url("docs/${DAY}", whole) == "docs/a@b"
    assert resolve_url("https://h/a@b/${DAY}", whole) == "https://h/a@b/a@b"
    assert resolve_url("ftp://${NAME}@${HOST}", whole) == "ftp://ada@h/x"


def test_a_url_names_what_is_missing_and_no_value() -> None:
    with pytest.raises(ConfigError, match="not set: A") as caught:
        resolve_url("x://${B}:${A}@h", {"B": "hunter22"})
    assert "hunter22" not in str(caught.value)


def test_a_value_is_not_resolved_again() -> None:
    assert resolve("${A}", {"A": "${B}", "B": "x"}) == "${B}"


def test_every_missing_variable_is_named_and_no_value() -> None:
    with pytest.raises(ConfigError, match="not set: A, C") as caught:
        resolve("${C}${B}${A}", {"B": "hunter22"})
    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize("text", ["${}", "${a b}", "${1A}", "${A:-x}"])
def test_a_reference_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a reference"):
        resolve(text, {"A": "x"})


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("postgresql://u:p@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:p@ss/w:rd@h:5432/d", "postgresql://u:***@h:5432/d"),
        ("postgresql://u:${PW}@h/d", "postgresql://u:${PW}@h/d"),
        ("postgresql://u@h/d?password=p&sslmode=require", "postgresql://u@h/d?password=***&sslmode=require"),
        ("https://tokentoken@github.com/x", "https://***@github.com/x"),
        ("https://h/a?sig=abc&se=2026&token=${T}", "https://h/a?sig=***&se=2026&token=${T}"),
        ("https://h:8080/a@b", "https://h:8080/a@b"),
        ("s3://bucket/a@b/c", "s3://bucket/a@b/c"),
        ("ftp://h/x", "ftp://h/x"),
        ("docs/a:b@c", "docs/a:b@c"),
        ("cannot reach mysql://u:p@h/d, gave up", "cannot reach mysql://u:***@h/d, gave up"),
    ],
)
def test_a_url_is_shown_without_what_opens_it(url: str, safe: str) -> None:
    assert safe_url(url) == safe


@settings(deadline=None)
@given(passwords)
def test_no_password_survives_in_a_safe_url(password: str) -> None:
    assert safe_url(f"postgresql://user:{password}@host/db") == "postgresql://user:***@host/db" or password[0].isdigit()


@settings(deadline=None)
@given(passwords, st.text(max_size=20), st.text(max_size=20))
def test_no_known_secret_survives_redaction(password: str, before: str, after: str) -> None:
    assert password not in redact(before + password + after, [password]).replace("***", "")


def test_a_short_secret_is_masked_as_a_word_only() -> None:
    assert redact("a cat sat on a", ["a"]) == "*** cat sat on ***"


def test_longer_secrets_are_masked_first() -> None:
    assert redact("key abcdef", ["abcd", "abcdef"]) == "key ***"


def test_what_a_url_hides_is_known_in_every_spelling() -> None:
    known = secret_values("postgresql://${U}:${PW}@h/d?sslpassword=lit", {"U": "ada", "PW": "p%40ss"})
    assert set(known) == {"ada", "p%40ss", "p@ss", "p%2540ss", "lit"}
    assert url_secrets("postgresql://u:${PW}@h/d") == ()
