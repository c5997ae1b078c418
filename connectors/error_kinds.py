"""Whatever a driver raises, as one ``AccessError`` of a known kind, retryable or terminal, without secrets."""

from __future__ import annotations

import errno
import re
import ssl
from collections.abc import Iterator, Sequence

from connectors import retry_after
from readiness.config import secrets
from readiness.errors import AccessError, Retryable, Terminal

CONNECT_SECONDS = 10
"""How long a source may take to answer at all. Chosen by us: a probe must not hold up an audit."""

MESSAGE_CHARACTERS = 300

RETRYABLE_KINDS = frozenset({"unreachable", "timeout", "throttled"})

NEXT_STEPS = {
    "corrupted": "ask its owner for an intact copy",
    "empty": "check that this is the right place",
    "forbidden": "ask its owner for read access",
    "missing": "check the name, and that it was not moved",
    "changed": "audit again while nothing writes to it",
    "throttled": "try again later, or ask for a higher limit",
    "timeout": "try again; if it lasts, ask whether the service is overloaded",
    "unauthorised": "check user and password or token",
    "unreachable": "check host, port and network, and that the service runs",
    "untrusted": "check the certificate or host key of the server, and which one this machine trusts",
    "unsupported": "name something this connector can read",
    "unknown": "read the message; if it does not help, report it",
}

# PostgreSQL, appendix A: the error codes of a source that cannot be read.
_SQLSTATES = {
    "08001": "unreachable",
    "08006": "unreachable",
    "0A000": "unsupported",
    "22021": "corrupted",
    "28000": "unauthorised",
    "28P01": "unauthorised",
    "3D000": "missing",
    "3F000": "missing",
    "42501": "forbidden",
    "42P01": "missing",
    "53300": "throttled",
    "55P03": "timeout",
    "57014": "timeout",
    "57P01": "unreachable",
    "57P03": "unreachable",
    "XX001": "corrupted",
    "XX002": "corrupted",
}

# MySQL and MariaDB server and client error numbers.
_MYSQL_CODES = {
    1040: "throttled",
    1044: "forbidden",
    1045: "unauthorised",
    1049: "missing",
    1142: "forbidden",
    1146: "missing",
    1205: "timeout",
    1226: "throttled",
    2003: "unreachable",
    2005: "unreachable",
    2006: "unreachable",
    2013: "unreachable",
    3024: "timeout",
}

_HTTP_STATUSES = {
    401: "unauthorised",
    403: "forbidden",
    404: "missing",
    408: "timeout",
    410: "missing",
    429: "throttled",
    500: "unreachable",
    502: "unreachable",
    503: "throttled",
    504: "timeout",
}

_ERRNOS = {
    errno.EACCES: "forbidden",
    errno.ECONNREFUSED: "unreachable",
    errno.EHOSTUNREACH: "unreachable",
    errno.EIO: "corrupted",
    errno.EISDIR: "unsupported",
    errno.ELOOP: "unsupported",
    errno.ENAMETOOLONG: "missing",
    errno.ENETUNREACH: "unreachable",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EPERM: "forbidden",
    errno.ESTALE: "unreachable",
    errno.ETIMEDOUT: "timeout",
}

# Drivers that give text alone (libpq through ADBC has no SQLSTATE for a failed connection). First match wins.
_PHRASES: dict[str, tuple[str, ...]] = {
    "unauthorised": (
        "password authentication failed|no password supplied|authentication failed|access denied for user",
        "STATUS_LOGON_FAILURE|STATUS_WRONG_PASSWORD|SpnegoError",
        "InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|unable to locate credentials|NoCredentials",
        r'role "[^"]*" does not exist|is not permitted to log in|no pg_hba\.conf entry|530 ',
    ),
    "forbidden": ("permission denied|AccessDenied|not authorized|forbidden|550 .*denied",),
    "throttled": ("too many (clients|connections)|SlowDown|throttl|too many requests|remaining connection slots",),
    "timeout": ("timed out|timeout|database is locked|could not set lock|canceling statement",),
    "missing": (
        "does not exist|no such (table|file|bucket|key)|NoSuch(Bucket|Key)|unknown database",
        "not (be )?found|unable to open",
        "^550 ",
    ),
    "unreachable": (
        "connection refused|could not (translate|connect|receive data)|server closed the connection|can't connect",
        "name or service not known|no route|no such host|unreachable|connection reset|failed to lookup|getaddrinfo",
        "starting up|shutting down|connection (aborted|broken|lost|was closed)|remote end closed|max retries exceeded",
        r"all connection \w+ failed",
        "server disconnected|incomplete ?read|payload is not completed|broken pipe",
    ),
    "corrupted": ("invalid byte sequence|invalid utf-?8|malformed|not a (valid DuckDB )?database|corrupt",),
}
_TEXTS = tuple((re.compile("|".join(parts), re.IGNORECASE), kind) for kind, parts in _PHRASES.items())

# The message of libpq's server, without the statement it answered: that may be long.
_SERVER_MESSAGES = re.compile(r"(?:FATAL|ERROR|PANIC):\s+(.*)")
_DRIVER_PREFIX = re.compile(r"^(?:[A-Z_]+: )?\[libpq\] (?:Failed to connect: )?")


_NOT_TRUSTED = re.compile(
    r"certificate verify failed|host key (is not trusted|verification failed|for server)|wrong version number"
    r"|server does not support SSL|SSL is required|doesn't support SSL|HostKeyNotVerifiable",
    re.IGNORECASE,
)
_NOT_LOGGED_IN = re.compile(r"permission denied for user \S+ on host", re.IGNORECASE)  # asyncssh
_REFUSED_LOGINS = frozenset({"ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch"})


def access_error(error: BaseException, *, where: str, known_secrets: Sequence[str] = ()) -> AccessError:
    """``error`` as what stopped us from reading: its kind, a one-line message that holds no secret, a next step."""
    if isinstance(error, AccessError):
        return error
    kind, cause = _kind_and_cause(error)
    shown = cause if str(cause) or cause.args else error
    found = of_kind(kind, _message(shown, known_secrets), where=secrets.redact(where, known_secrets))
    if isinstance(found, Retryable):
        found.retry_after_seconds = retry_after.seconds(_causes(error))
    return found


def of_kind(kind: str, what: str, *, where: str, next_step: str = "") -> AccessError:
    """``Retryable`` or ``Terminal``, by ``kind`` (one of ``errors.ACCESS_KINDS``)."""
    make = Retryable if kind in RETRYABLE_KINDS else Terminal
    return make(what, kind=kind, where=where, next_step=next_step or NEXT_STEPS[kind])


def kind_of(error: BaseException) -> str:
    """The access kind that a driver's error means: by its code where it has one, by its class, then by its text."""
    return _kind_and_cause(error)[0]


def _kind_and_cause(error: BaseException) -> tuple[str, BaseException]:
    """The kind, and the error of the chain that showed it.

    A backend may raise "no such file" from whatever went wrong below it, so the classes of the causes come first.
    """
    causes = list(_causes(error))
    for decide in (_by_trust, _by_login, _by_code):
        for cause in causes:
            if kind := decide(cause):
                return kind, cause
    for cause in reversed(causes):
        if kind := _by_class(cause):
            return kind, cause
    text = " ".join(str(cause) for cause in causes)
    return next((kind for pattern, kind in _TEXTS if pattern.search(text)), "unknown"), error


def _by_trust(error: BaseException) -> str:
    """Certificates and host keys that do not fit, and a server that speaks no TLS where it was asked for."""
    return "untrusted" if isinstance(error, ssl.SSLError) or _NOT_TRUSTED.search(str(error)) else ""


def _by_login(error: BaseException) -> str:
    """A login that an object store refuses arrives with the status of a missing permission."""
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
    refused = code in _REFUSED_LOGINS or _NOT_LOGGED_IN.search(str(error))
    return "unauthorised" if refused else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, the driver's own error inside an SQLAlchemy one, and what each was raised from."""
    visited: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        current = pending.pop(0)
        if current is not None and id(current) not in visited:
            visited.add(id(current))
            yield current
            pending += [getattr(current, "orig", None), current.__cause__]


def _by_code(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    if state and state in _SQLSTATES:
        return _SQLSTATES[state]
    if "mysql" in type(error).__module__ and error.args and error.args[0] in _MYSQL_CODES:
        return _MYSQL_CODES[error.args[0]]
    return _HTTP_STATUSES.get(_http_status(error), "")


def _http_status(error: BaseException) -> int:
    response = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore
        response = response.get("ResponseMetadata", {})
        return int(response.get("HTTPStatusCode", 0))
    status = getattr(response, "status_code", None) or getattr(error, "status", None) or getattr(error, "code", None)
    return status if isinstance(status, int) else 0


def _by_class(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno in _ERRNOS:
        return _ERRNOS[error.errno]
    if type(error).__name__ == "FileExpired":
        return "changed"  # s3fs: the object was replaced while it was read
    if isinstance(error, EOFError) and not error.args:
        return "unreachable"  # ftplib: the server hung up
    classes: tuple[tuple[type[BaseException], str], ...] = (
        (FileNotFoundError, "missing"),
        (PermissionError, "forbidden"),
        (IsADirectoryError, "unsupported"),
        (TimeoutError, "timeout"),
        (ConnectionError, "unreachable"),
        (UnicodeDecodeError, "corrupted"),
        (NotImplementedError, "unsupported"),
    )
    return next((kind for kind_of_error, kind in classes if isinstance(error, kind_of_error)), "")


def _message(error: BaseException, known_secrets: Sequence[str]) -> str:
    """The first informative line. An OSError's own text has the path, which the reader knows as ``where``."""
    if isinstance(error, OSError) and error.strerror:
        text = error.strerror
    else:
        text = str(getattr(error, "orig", None) or error)
    match = _SERVER_MESSAGES.search(text)
    text = _DRIVER_PREFIX.sub("", match[1] if match else text)
    line = next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)
    return _mask(secrets.redact(line, known_secrets))[:MESSAGE_CHARACTERS]  # half a value would not be recognised


def _mask(message: str) -> str:
    """Drivers quote the value that they could not read."""
    from readiness.scoring.masking import TextMask

    return TextMask()(message)
