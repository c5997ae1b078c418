"""Secrets are put together here, so that no scanner takes this file for a leak."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.profilers.rights import FOUND_SCORE, find_secrets
from tests.growth import assert_linear

RANDOM = "q7Zx9Kd2Lm4Np6Rs8Tv1Wy3Bc5Df7Gh9Jk2"
HEX = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"


def find_values(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find_secrets(text) if span.score >= FOUND_SCORE]


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        ("AWS_ACCESS_KEY", "AKIA" + "Q3ZX7KD2LM4NP6RS"),
        ("GITHUB_TOKEN", "ghp_" + RANDOM + "aB"),
        ("GITHUB_TOKEN", "github_pat_" + RANDOM),
        ("GITLAB_TOKEN", "glpat-" + RANDOM[:20]),
        ("SLACK_TOKEN", "xoxb-" + "123456789012-" + RANDOM),
        ("STRIPE_KEY", "sk_live_" + RANDOM),
        ("GOOGLE_API_KEY", "AIza" + RANDOM),
        ("SENDGRID_KEY", "SG." + RANDOM[:22] + "." + RANDOM),
        ("NPM_TOKEN", "npm_" + RANDOM + "Z"),
        ("JWT", "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NSJ9." + RANDOM),
    ],
)
def test_a_token_is_told_by_its_issuers_prefix(kind: str, secret: str) -> None:
    assert find_values(f"the key is {secret}, keep it") == [(kind, secret)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("DB_PASSWORD=Tr0ub4dor&3x", "PASSWORD", "Tr0ub4dor&3x"),
        ('password: "Sommer-2024!"', "PASSWORD", "Sommer-2024!"),
        ("Your password is Kx9#pLq2", "PASSWORD", "Kx9#pLq2"),
        ("postgres://app:" + "pw9Xk2Lq@db.acme.com/x", "CONNECTION_STRING", "pw9Xk2Lq"),
        ("Server=db;User Id=sa;Password=" + "Qw3rtz!9;", "PASSWORD", "Qw3rtz!9"),
        (f"api_key = '{RANDOM}'", "GENERIC_SECRET", RANDOM),
        (f"client_secret: {HEX}", "GENERIC_SECRET", HEX),
        (f"aws_secret_access_key = {RANDOM}Ab/1x", "AWS_SECRET_KEY", f"{RANDOM}Ab/1x"),
        (f"curl -H 'Authorization: Bearer {RANDOM}'", "BEARER_TOKEN", RANDOM),
        ("curl -u ada:" + "Kx9#pLq2 https://acme.com", "PASSWORD", "Kx9#pLq2"),
        ("AccountKey=" + (RANDOM * 3)[:86] + "==", "AZURE_STORAGE_KEY", "AccountKey=" + (RANDOM * 3)[:86] + "=="),
    ],
)
def test_an_assignment_of_a_real_looking_value_is_found(text: str, kind: str, value: str) -> None:
    assert (kind, value) in find_values(text)


def test_a_private_key_needs_a_body() -> None:
    head = "-----BEGIN RSA " + "PRIVATE KEY-----"
    assert [kind for kind, _ in find_values(f"{head}\nMIIEpAIBAAKCAQEAx{RANDOM}\n-----END")] == ["PRIVATE_KEY"]
    assert find_values(f"{head}\n...\n-----END RSA PRIVATE KEY-----") == []


def test_basic_authorisation_holds_a_login() -> None:
    login = base64.b64encode(b"ada:Kx9pLq2w").decode()
    assert [kind for kind, _ in find_values(f"Authorization: Basic {login}")] == ["BASIC_AUTH"]
    assert find_values("Authorization: Basic authentication") == []


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
        "password: changeme",
        "password=${DB_PASSWORD}",
        "password: <your password>",
        "password = os.environ['PASSWORD']",
        "password: required",
        "Password: must be at least 12 characters",
        "passwords: never write them down",
        "token = xxxxxxxxxxxxxxxxxxxxxxxx",
        "api_key: YOUR_API_KEY_GOES_HERE_123",
        "secret_name: prod/database/credentials-2024",
        "postgres://user:password@localhost/db",
        "https://user:${TOKEN}@github.com",
        "sk_live_" + "x" * 24,
        "the secret of success",
        "token: getToken(request.user.id)",
        "",
    ],
)
def test_a_placeholder_is_no_secret(text: str) -> None:
    assert find_values(text) == []


@pytest.mark.parametrize(
    "unit",
    [
        "password:",
        "pass ",
        "aws key",
        "curl -u ",
        "a:",
        "://",
        "eyJ",
        "eyJa.",
        "-----BEGIN ",
        "secret",
        "bearer ",
        "A",
        "login a ",
        "SG.",
        "token=",
        "key=a&",
        "1|",
        '"kty":"RSA"',
        "PuTTY-User-Key-File-3: ",
        "kind: Secret\ndata:\n",
        "curl -u a:",
    ],
)
def test_a_long_hostile_text_is_read_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: find_secrets(unit * (size // len(unit))), 100_000)


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in find_secrets(text))
