"""Each secret is put together from random characters at run time, so that no scanner takes this file for a leak."""

from __future__ import annotations

import base64
import random
import string

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.secret_files import settings_files
from benchmarks.secret_texts import clean_lines, secret_lines
from benchmarks.secrets import lines_found, score
from readiness.profilers.rights import FOUND_SCORE, find_secrets
from readiness.profilers.rights.certainty import CERTAIN_SCORE
from readiness.profilers.rights.secret_names import NameKind, name_kind
from readiness.profilers.rights.secret_patterns import CERTAIN_CUES
from readiness.profilers.rights.secret_values import is_key_like

_RNG = random.Random(5)
B62 = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def chance(length: int, alphabet: str = B62) -> str:
    """Random characters with digits and letters among them."""
    return "7q" + "".join(_RNG.choices(alphabet, k=length - 4)) + "x4" if alphabet == B62 else _hex(length)


def _hex(length: int) -> str:
    return "7f" + "".join(_RNG.choices(HEX, k=length - 4)) + "a4"


def kinds(text: str) -> list[str]:
    return [span.kind for span in find_secrets(text, minimum=FOUND_SCORE)]


def certain(text: str) -> list[str]:
    return [span.kind for span in find_secrets(text, minimum=CERTAIN_SCORE)]


TOKENS = (
    ("CLOJARS_TOKEN", "CLOJARS" + "_" + chance(60)),
    ("DISCORD_TOKEN", "MT" + chance(24) + "." + chance(6) + "." + chance(38)),
    ("DOCKER_TOKEN", "dckr" + "_pat_" + chance(27)),
    ("FIGMA_TOKEN", "figd" + "_" + chance(40)),
    ("GITLAB_TOKEN", "glrt" + "-" + chance(20)),
    ("GRAFANA_TOKEN", "glsa" + "_" + chance(32) + "_" + chance(8, HEX)),
    ("LINEAR_TOKEN", "lin" + "_api_" + chance(40)),
    ("MAILCHIMP_KEY", chance(32, HEX) + "-us" + "14"),
    ("NEWRELIC_KEY", "NRAK" + "-" + chance(27).upper()),
    ("POSTMAN_KEY", "PMAK" + "-" + chance(24, HEX) + "-" + chance(34, HEX)),
    ("SENTRY_TOKEN", "sntryu" + "_" + chance(64, HEX)),
    ("SQUARE_TOKEN", "sq0atp" + "-" + chance(22)),
    ("TELEGRAM_TOKEN", "5812345678" + ":AA" + chance(33)),
    ("TERRAFORM_TOKEN", chance(14) + ".atlasv1." + chance(67)),
    ("AZURE_AD_SECRET", chance(3)[:3] + "8Q~" + chance(34)),
)


@pytest.mark.parametrize(("kind", "token"), TOKENS)
@pytest.mark.parametrize("text", ["{}", "The key is {}.", "KEY={}\n", '{{"k": "{}"}}', "x\\n{}"])
def test_a_token_of_an_issuer_is_certain_wherever_it_stands(kind: str, token: str, text: str) -> None:
    assert certain(text.format(token)) == [kind]


@pytest.mark.parametrize(("kind", "token"), TOKENS)
def test_every_certain_token_has_a_cue_by_which_cells_of_large_columns_are_chosen(kind: str, token: str) -> None:
    assert pc.match_substring_regex(pa.array([f"see {token}"]), CERTAIN_CUES)[0].as_py(), kind


@pytest.mark.parametrize(
    "line",
    [
        'acme_api_token = "{}"',
        "acmeToken={}",
        "<acmeToken>{}</acmeToken>",
        "<acmeToken>\n    {}\n</acmeToken>",
        '  "acmeToken" => "{}"',
        "ACME_TOKEN ::= '{}'",
        "acme_token: |\n  {}",
        '{{\\"acme_token\\": \\"{}\\"}}',
        '<add key="AcmeApiKey" value="{}" />',
        "- name: ACME_TOKEN\n  value: {}",
        'variable "acme_token" {{\n  type = string\n  default = "{}"\n}}',
        "--acme-token {}",
        "ENV ACME_TOKEN {}",
        'getenv("acme_token", "{}")',
        "https://acme.io/v1?x=1&access_token={}&y=2",
        "curl -H 'X-Api-Key: {}' https://acme.io",
    ],
)
def test_a_random_value_is_found_under_the_name_of_a_secret_in_every_notation(line: str) -> None:
    value = chance(32)
    text = line.format(value)
    assert [text[span.start : span.end] for span in find_secrets(text, minimum=FOUND_SCORE)] == [value]


@pytest.mark.parametrize(
    "line",
    [
        "Driver=FreeTDS;UID=app;PWD={};",
        "jdbc:mysql://db.acme.io/app?user=svc&password={}&useSSL=true",
        "machine api.acme.io\n  login ada\n  password {}\n",
        "db1.acme.io:5432:app:ada:{}",
        "mysql -u root -p{} app",
        "sshpass -p '{}' ssh ada@host",
        "CREATE USER app IDENTIFIED BY '{}';",
        "curl -k https://acme.io \\\n  -u ada:{}",
        "requirepass {}",
        "mot de passe : {}",
        "hasło={}",
        "пароль: {}",
        "define('DB_PASSWORD', '{}');",
    ],
)
def test_a_password_is_found_in_settings_commands_and_sentences(line: str) -> None:
    value = "k8Fq" + "2zLp9w"
    text = line.format(value)
    assert [text[span.start : span.end] for span in find_secrets(text, minimum=FOUND_SCORE)] == [value]


def test_values_of_a_kubernetes_secret_are_read_in_base64_and_its_user_name_is_none() -> None:
    password, user = (base64.b64encode(one.encode()).decode() for one in ("Kx8" + "mQ2vL9", "reports"))
    body = f"apiVersion: v1\nkind: Secret\ndata:\n  code: {password}\n  username: {user}\n"
    assert kinds(body) == ["KUBERNETES_SECRET"]
    assert kinds(body.replace("kind: Secret", "kind: ConfigMap")) == []


def test_private_keys_are_certain_in_each_notation() -> None:
    body = chance(64) + "\n" + chance(64)
    putty = f"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 14\n{body}"
    encoded = base64.b64encode(f"-----BEGIN {'RSA'} PRIVATE KEY-----\n{body}".encode()).decode()
    assert certain(f"-----BEGIN OPENSSH {'PRIVATE'} KEY-----\n{body}") == ["PRIVATE_KEY"]
    assert certain(putty) == certain(f"client-key-data: {encoded}") == ["PRIVATE_KEY"]
    assert certain(f"-----BEGIN PUBLIC KEY-----\n{body}\n-----BEGIN CERTIFICATE-----\n{body}") == []


@pytest.mark.parametrize("word", ["fake", "deadbeef", "todo", "xxx"])
def test_a_word_inside_a_random_token_makes_it_no_sample(word: str) -> None:
    assert certain("ghp" + "_" + chance(16) + word + chance(20 - len(word))) == ["GITHUB_TOKEN"]
    assert kinds("api_key = " + "7f3a9c2e8b1d" + "deadbeef" + "4f6a0e5c7b9d") == ["GENERIC_SECRET"]


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7" + "EXAMPLE",
        "sk_test" + "_4eC39HqLyjWDarj" + "tT1zdp7dc",
        "hooks.slack.com/services/" + "T00000000/B00000000/" + "X" * 24,
        "ghp" + "_" + "x" * 36,
        "ghp" + "_" + "your_token_goes_here_1234567890abcdefgh",
        "api_key: fake-api-key-123",
        "secret = dummy_secret_value_1",
        "postgres://scott:" + "tiger@db.acme.io/x",
        "https://ada:" + "secret@example.com/x",
        "PASS: x86-64 (ILP32) nops",
        "password = ask_password('Password: ')",
        "password: {password(rng)}",
        "(?P<user>[^:/]*):(?P<password>[^@]*)",
        "access_token_url = 'https://acme.io/oauth/token/2'",
        "token_type: bearer2, max_tokens: 128000",
        "nextPageToken: " + chance(40),
        "primaryKey=" + chance(30),
        "public_key = " + chance(43),
        "keyboard: cherry-mx3000-DE",
        "author: ada.meyer82@acme.io",
        "credentialsId: '29f63271-dc2f-4734-8221-5b31b5169bac'",
        "sig_key: 51:C4:0C:6D:7E:A5:6C:D8:8F:B4:3A:DF",
        "arn:aws:secretsmanager:eu-west-1:365746390193:secret:db-z6nIOv",
        "api_version: rc0.15.0_20231217_1420-SNAPSHOT",
        "Das Passwort muss 12 Zeichen haben.",
        "password: str = Field(default=None)",
        'password: "SecretStr"',
    ],
)
def test_what_only_resembles_a_secret_is_none(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("DB_PASSWORD", NameKind.PASSWORD),
        ("rootpassword", NameKind.PASSWORD),
        ("x-api-key", NameKind.KEY),
        ("stripeApiKey", NameKind.KEY),
        ("SENTRY_KEY", NameKind.KEY),
        ("sortingKey", NameKind.NONE),
        ("password_hash", NameKind.NONE),
        ("tokenCount", NameKind.NONE),
        ("secret_arn", NameKind.NONE),
        ("boarding_pass_number", NameKind.NONE),
        ("csrf_token", NameKind.NONE),
    ],
)
def test_the_kind_of_a_name_depends_on_the_words_around_it(name: str, kind: NameKind) -> None:
    assert name_kind(name) is kind


def test_planted_lines_and_files_are_found_and_clean_ones_are_not() -> None:
    planted = [*secret_lines(100, 1), *clean_lines(72, 2)]
    files = list(settings_files(24, 3))
    assert score(planted, [lines_found(one.text) for one in planted])[2] >= 0.95
    assert score(files, [lines_found(one.text) for one in files])[2] >= 0.95


def test_the_score_of_a_set_counts_lines() -> None:
    one = next(secret_lines(1, 1))
    assert score([one], [one.lines]) == (1, 1, 1)
    assert score([one], [{*one.lines, 99}])[0] == 0.5
    assert score([one], [set()])[1] == 0


@given(st.text(string.ascii_lowercase, min_size=2, max_size=12).map(lambda word: f"{word}-service-config-name"))
def test_names_in_small_letters_are_no_keys(value: str) -> None:
    assert not is_key_like(value)
