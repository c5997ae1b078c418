"""The fsspec backend of one source: made from its URL, login and options, and made anew after a broken connection."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from connectors.error_kinds import CONNECT_SECONDS, access_error
from connectors.settings import ConnectorSettings
from readiness.errors import AccessError

_S3_DEFAULTS = {
    "config_kwargs": {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": 60,
        "retries": {"max_attempts": 2},
    }
}


_LOGIN_SCHEMES = "ftp|sftp|ssh|smb"
_LOGIN = re.compile(
    rf"(?P<scheme>(?:{_LOGIN_SCHEMES})://)(?P<user>[^/?#:@]*)(?::(?P<password>[^/?#@]*))?@", re.IGNORECASE
)


def login_apart(url: str) -> tuple[str, dict[str, str]]:
    """A URL without its login, and the login as options: fsspec leaves percent-quoting in the user and password.

    >>> login_apart("ftp://ada:p%40ss@host:21/a")
    ('ftp://host:21/a', {'username': 'ada', 'password': 'p@ss'})
    """
    found = _LOGIN.match(url)
    if found is None:
        return url, {}
    parts = {"username": found["user"], "password": found["password"]}
    return found["scheme"] + url[found.end() :], {name: unquote(value) for name, value in parts.items() if value}


class Backend:
    """An fsspec file system and the root below which items are.

    It is made at once, since a missing driver is a config error; that it could not connect is kept until it is used.
    """

    def __init__(self, settings: ConnectorSettings) -> None:
        self._settings = settings
        self._made: Any = None
        self._broken: AccessError | None = None
        self._root = ""
        try:
            self._make()
        except AccessError as error:
            error.__context__ = None  # whose frames would keep the half-made connection open
            self._broken = error.with_traceback(None)

    def files(self) -> Any:
        """The file system, connected anew after ``let_go``. Raises ``AccessError``."""
        if self._broken:
            broken, self._broken = self._broken, None
            raise broken
        if self._made is None:
            self._make(skip_instance_cache=True)
        return self._made

    @property
    def root(self) -> str:
        """Known once ``files`` was there."""
        return self._root

    def let_go(self) -> None:
        """Keep no connection: a backend that holds one (FTP, SFTP) would find it broken again."""
        self._made = None

    def _make(self, **more: Any) -> None:
        from fsspec.core import url_to_fs

        settings = self._settings
        defaults = _S3_DEFAULTS if settings.scheme in {"s3", "s3a"} else {}
        try:
            # Listings are cached by default, so that a second audit in one process would see the first one's files.
            url, login = login_apart(settings.url)
            found = url_to_fs(url, **{"use_listings_cache": False, **defaults, **login, **settings.options, **more})
        except ImportError:
            raise
        except Exception as error:  # noqa: BLE001 - some backends connect, and fail, while being made
            raise access_error(error, where=settings.shown_url, known_secrets=settings.known_secrets) from None
        self._made, self._root = found[0], str(found[1]).rstrip("/")
