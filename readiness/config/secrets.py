"""Secrets stay references (``${NAME}``) until the moment of use, and never come back out in a message.

Nothing here reads the environment: the mapping that holds the values is always an argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from readiness.errors import ConfigError

MASK = "***"
SHORT_SECRET_CHARACTERS = 4
"""Below this a secret is masked only as a whole word, lest every ``a`` of a message vanish. Chosen by us."""

_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_USERINFO = re.compile(r"(?P<scheme>[^/?#@]*://)(?P<info>[^/?#]*)@")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRET_KEY = re.compile(
    r"(?i)(password|passwd|\bpwd\b|passphrase|secret|access_?token|auth_?token|refresh_?token|api_?key|account_?key"
    r"|sas_?token|private_?key|signature|credential)"
)
# Greedy to the last @: a password that holds an unescaped @ or / must not leave its tail in a message. What seems
# like a port and a path (``host:8080/a@b``) is taken for one.
_USER_AND_PASSWORD = re.compile(
    r"(?P<head>[A-Za-z][A-Za-z0-9+.-]*://[^:@/?#\s]*:)(?!\d{1,5}/)(?P<password>\S*)(?P<tail>@)"
)
_TOKEN_AS_USER = re.compile(r"(?P<head>https?://)(?P<password>[^:@/?#\s]+)(?P<tail>@)")
_QUERY_VALUE = re.compile(r"(?P<head>[?&;](?P<key>[\w.-]+)=)(?P<value>[^&;#\s]*)")
# Query keys that only mean a secret as a whole word: SAS signatures, bearer tokens.
_SECRET_QUERY_KEYS = frozenset({"sig", "token", "key", "auth"})


def references(text: str) -> tuple[str, ...]:
    """Names of the ``${NAME}`` references in ``text``, in order.

    >>> references("postgresql://${USER}:${PW}@db/crm")
    ('USER', 'PW')
    """
    return tuple(_REFERENCE.findall(text))


def resolve(text: str, environ: Mapping[str, str]) -> str:
    """``text`` with every ``${NAME}`` replaced by its value.

    Raises ``ConfigError`` that names each variable that is not set, never a value.

    >>> resolve("s3://${BUCKET}/a", {"BUCKET": "legal"})
    's3://legal/a'
    """
    _refuse_unknown(references(text), environ)
    return _REFERENCE.sub(lambda found: environ[found[1]], text)


def resolve_url(url: str, environ: Mapping[str, str]) -> str:
    """``resolve`` for a URL: what is filled in before its ``@`` is percent-quoted (RFC 3986, section 3.2.1).

    So a user or password may hold any character. A URL that is one reference as a whole is taken as it is.

    >>> resolve_url("postgresql://crm:${PW}@db/crm", {"PW": "a/b@c"})
    'postgresql://crm:a%2Fb%40c@db/crm'
    """
    userinfo = _USERINFO.match(url)
    if userinfo is None:
        return resolve(url, environ)
    _refuse_unknown(references(url), environ)
    quoted = _REFERENCE.sub(lambda found: quote(environ[found[1]], safe=""), userinfo["info"])
    return resolve(userinfo["scheme"], environ) + quoted + resolve(url[userinfo.end("info") :], environ)


def _refuse_unknown(names: Iterable[str], environ: Mapping[str, str]) -> None:
    malformed = [name for name in names if not _NAME.fullmatch(name)]
    if malformed:
        raise ConfigError(f"${{{malformed[0]}}} is not a reference", next_step="write ${NAME}: letters, digits and _")
    missing = sorted({name for name in names if name not in environ})
    if missing:
        listed = ", ".join(missing)
        plural = "s" if len(missing) > 1 else ""
        raise ConfigError(
            f"environment variable{plural} not set: {listed}",
            next_step=f"export {missing[0]}, or name a file that holds it under secrets:",
        )


def secret_values(text: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Every value that must never be shown once ``text`` is resolved: what it refers to, and its passwords."""
    values = {environ[name] for name in references(text) if name in environ}
    resolved = _REFERENCE.sub(lambda found: environ.get(found[1], ""), text)
    values |= {value for value in url_secrets(resolved) if value}
    values |= {spelled for value in values for spelled in (unquote(value), quote(value, safe=""))}
    return tuple(sorted(value for value in values if value))


def redact(text: str, known_secrets: Iterable[str]) -> str:
    """``text`` with every known secret, and every password inside a URL, replaced by ``***``.

    >>> redact("login failed for hunter22", ["hunter22"])
    'login failed for ***'
    """
    for secret in sorted({s for s in known_secrets if s}, key=lambda s: (-len(s), s)):
        if len(secret) >= SHORT_SECRET_CHARACTERS:
            text = text.replace(secret, MASK)
        else:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK, text)
    return safe_url(text)


def safe_url(url: str) -> str:
    """A URL that may be shown: passwords and secret query values masked, ``${NAME}`` references kept.

    >>> safe_url("postgresql://crm:hunter22@db:5432/crm?sslpassword=x")
    'postgresql://crm:***@db:5432/crm?sslpassword=***'
    """
    for pattern in (_USER_AND_PASSWORD, _TOKEN_AS_USER):
        url = pattern.sub(lambda found: found["head"] + _mask_value(found["password"]) + found["tail"], url)
    return _QUERY_VALUE.sub(_masked_query_value, url)


def url_secrets(url: str) -> tuple[str, ...]:
    """The passwords and secret query values written in ``url``, references left out."""
    values = [match["password"] for pattern in (_USER_AND_PASSWORD, _TOKEN_AS_USER) for match in pattern.finditer(url)]
    values += [match["value"] for match in _QUERY_VALUE.finditer(url) if is_secret_key(match["key"], query=True)]
    return tuple(value for value in values if value and not _is_reference(value))


def is_secret_key(key: str, *, query: bool = False) -> bool:
    """Return whether a setting of this name holds a secret; in a URL query ``sig``, ``token``, ``key`` do too."""
    return bool(_SECRET_KEY.search(key)) or (query and key.lower() in _SECRET_QUERY_KEYS)


def read_secrets_file(path: Path) -> dict[str, str]:
    """``NAME=value`` lines; blank lines and ``#`` comments are skipped, matching quotes around a value removed.

    Raises ``ConfigError`` with the line that is not such a pair (never its content).
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the secrets file cannot be read: {type(error).__name__}", where=str(path)) from None
    values: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip().removeprefix("export ").strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or not _NAME.fullmatch(name.strip()):
            raise ConfigError("expected NAME=value", where=f"{path}:{number}")
        values[name.strip()] = _unquote(value.strip())
    return values


def _unquote(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def _mask_value(value: str) -> str:
    return value if not value or _is_reference(value) else MASK


def _masked_query_value(match: re.Match[str]) -> str:
    return match["head"] + (_mask_value(match["value"]) if is_secret_key(match["key"], query=True) else match["value"])


def _is_reference(value: str) -> bool:
    """Made of references alone: showing it shows nothing."""
    return bool(_REFERENCE.search(value)) and not _REFERENCE.sub("", value)
