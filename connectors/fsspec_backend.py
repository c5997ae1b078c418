"""The fsspec backend of one source: made from its URL, login and options, and made anew after a broken connection."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from typing import IO, Any
from urllib.parse import quote, unquote, urlsplit

from connectors.error_kinds import CONNECT_SECONDS, access_error, of_kind
from connectors.settings import ConnectorSettings
from readiness.errors import AccessError

_S3_DEFAULTS = {
    "config_kwargs": {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": 30,
        "retries": {"max_attempts": 1},
    }
}


_COPY_BYTES = 1 << 20
_FILE_SERVERS = frozenset({"ftp", "sftp", "smb", "ssh", "webdav", "webhdfs"})
_LOGIN_SCHEMES = "ftp|sftp|ssh|smb|webdav"
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


def _defaults_of(scheme: str) -> dict[str, Any]:
    """Options that a source may replace: short waits for S3, and for sshfs the host keys that this machine trusts.

    By its own default, sshfs sends the password to any server.
    """
    if scheme in {"s3", "s3a"}:
        return _S3_DEFAULTS
    return {"known_hosts": ()} if scheme in {"sftp", "ssh"} and find_spec("sshfs") else {}


def _keep_no_listings(files: Any) -> None:
    """Listings are cached by default, so that a second audit in one process would see the first one's files.

    As an option, ``use_listings_cache`` would reach the driver of a backend that knows no such word.
    """
    for holder in (files, getattr(files, "dircache", None)):
        if holder is not None and hasattr(holder, "use_listings_cache"):
            holder.use_listings_cache = False
    if hasattr(files, "retries"):
        files.retries = 1  # s3fs: the tries of ``connectors.retry`` would be multiplied by its own


def _base_url(settings: ConnectorSettings) -> dict[str, str]:
    """The server of a WebDAV source, which webdav4 takes as an option: by https, unless ``base_url`` says otherwise."""
    if settings.scheme != "webdav" or "base_url" in settings.options:
        return {}
    parts = urlsplit(settings.url)
    return {"base_url": f"https://{parts.netloc.rpartition('@')[2]}"}


def _with_pairs(options: Mapping[str, Any]) -> dict[str, Any]:
    """``options`` with a login of two words as a tuple: YAML has lists only, and HTTP clients refuse them."""
    auth = options.get("auth")
    return {**options, "auth": tuple(auth)} if isinstance(auth, list) else dict(options)


def _copy_by_url(client: Any, path: str, target: IO[bytes]) -> None:
    """By a URL quoted here: webdav4 itself asks for no name that holds ``#`` or ``?``."""
    base = client.base_url.path.rstrip("/")
    url = client.base_url.copy_with(raw_path=quote(f"{base}/{path.lstrip('/')}").encode())
    with client.http.stream("GET", url) as response:
        response.raise_for_status()
        for part in response.iter_bytes():
            target.write(part)


def _without_server(settings: ConnectorSettings, root: str) -> str:
    """``root`` as a path on its server; webdav4 leaves the server's name in it."""
    if settings.scheme != "webdav":
        return root
    return root.removeprefix(urlsplit(settings.url).netloc.rpartition("@")[2]).strip("/")


class Backend:
    """An fsspec file system and the root below which items are.

    It is made at once, since a missing driver is a config error; that it could not connect is kept until it is used.
    """

    def __init__(self, settings: ConnectorSettings) -> None:
        self._settings = settings
        self._made: Any = None
        self._broken: AccessError | None = None
        self._root = ""
        self.top = ""
        """The path that lists an empty root: a file server would take an empty path as the user's home."""
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

    def copy(self, path: str, target: IO[bytes]) -> None:
        """The bytes of ``path`` into ``target``. Raises ``Terminal`` where fewer or more came than were announced."""
        files = self.files()
        if self._settings.scheme == "webdav":
            _copy_by_url(files.client, path, target)
            return
        with files.open(path, "rb") as remote:
            shutil.copyfileobj(remote, target, _COPY_BYTES)
            announced = getattr(remote, "size", None)
        if isinstance(announced, int) and target.tell() != announced:
            raise of_kind("changed", f"{target.tell()} bytes came, {announced} were announced", where=path)

    def let_go(self) -> None:
        """Keep no connection: a backend that holds one (FTP, SFTP) would find it broken again."""
        self._made = None

    def _make(self, **more: Any) -> None:
        from fsspec.core import url_to_fs

        settings = self._settings
        defaults = _defaults_of(settings.scheme)
        try:
            url, words = login_apart(settings.url)
            login: dict[str, Any] = dict(words)
            if settings.scheme == "webdav" and words:  # its driver takes both words as one option
                login = {"auth": (words.get("username", ""), words.get("password", ""))}
            options = {**defaults, **login, **_base_url(settings), **_with_pairs(settings.options), **more}
            found = url_to_fs(url, **options)
        except ImportError:
            raise
        except Exception as error:  # noqa: BLE001 - some backends connect, and fail, while being made
            raise access_error(error, where=settings.shown_url, known_secrets=settings.known_secrets) from None
        root = _without_server(settings, str(found[1]))
        self._made, self._root = found[0], root.rstrip("/")
        self.top = "/" if settings.scheme in _FILE_SERVERS else ""
        _keep_no_listings(self._made)
