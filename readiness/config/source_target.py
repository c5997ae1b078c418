"""Target of a source URL: scheme, host, port, database and path, without login and options.

``${NAME}`` in those parts is resolved, for another value means other data. In the userinfo and in the query it is not:
a new password reads the same data.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from readiness.config import secrets

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*|[^/:?#@\s]*\$\{\w+\}[^/:?#@\s]*)://")
_CHAINED = re.compile(r"::(?=[A-Za-z][A-Za-z0-9+.-]*://|\$\{)")
"""fsspec chains URLs: ``zip://inner.csv::https://host/outer.zip``."""

_PLACE_KEYS = frozenset(
    "host hostaddr port dbname database db service service_name sid server unix_socket account".split()
)
"""Query keys by which database drivers take what others take from the URL's body (libpq, SQLAlchemy dialects)."""

_ODBC_KEYS = frozenset({"server", "address", "addr", "port", "database", "dsn", "data source", "initial catalog"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """``digest`` is the SHA-256 (hex) of the resolved target, "" where names in it are not set: ``unset``."""

    digest: str
    unset: tuple[str, ...] = ()


def target_of(url: str, environ: Mapping[str, str]) -> Target:
    """The target of a source URL as a config writes it. Raises ``ConfigError`` for what is no reference."""
    place = _place(url)
    unset = tuple(sorted({name for name in secrets.references(place) if name not in environ}))
    if unset:
        return Target(digest="", unset=unset)
    resolved = _place(secrets.resolve(place, environ))
    return Target(digest=hashlib.sha256(resolved.encode("utf-8", "surrogateescape")).hexdigest())


def _place(url: str) -> str:
    """``url`` without userinfo, and of its query only what names a place.

    >>> _place("postgresql+psycopg://reader:pw@db:5432/crm?sslmode=require&host=replica")
    'postgresql+psycopg://db:5432/crm?host=replica'
    """
    return "::".join(_place_of_one(part) for part in _CHAINED.split(url))


def _place_of_one(url: str) -> str:
    scheme = _SCHEME.match(url)
    if scheme is None and not url.startswith("${"):
        return url.rstrip("/") or url  # a path: ? and @ are letters of its names
    head = f"{scheme['scheme'].lower() if '$' not in scheme['scheme'] else scheme['scheme']}://" if scheme else ""
    rest = url[scheme.end() :] if scheme else url
    body, _, query = (_without_userinfo(rest) if scheme else rest).partition("?")
    places = "&".join(sorted(_places(query)))
    return f"{head}{body.rstrip('/')}{'?' if places else ''}{places}"


def _without_userinfo(rest: str) -> str:
    """Return the rest after the userinfo; a password may hold an unescaped ``/``, ``?`` or ``@``."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        return authority.rpartition("@")[2] + rest[len(authority) :]
    _, colon, port = authority.rpartition(":")
    is_port = not colon or not port or port.isdigit() or "${" in port or port.endswith("]")
    return rest if is_port or "@" not in rest else rest.rpartition("@")[2]


def _places(query: str) -> Iterator[str]:
    for pair in re.split(r"[&;]", query):
        key, _, value = pair.partition("=")
        if key.lower() in _PLACE_KEYS:
            yield f"{key.lower()}={value}"
        if key.lower() == "odbc_connect":
            yield from _odbc_places(unquote_plus(value))


def _odbc_places(text: str) -> Iterator[str]:
    for pair in text.split(";"):
        key, _, value = pair.partition("=")
        if key.strip().lower() in _ODBC_KEYS:
            yield f"{key.strip().lower()}={value.strip()}"
