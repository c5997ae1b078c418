"""Logins written down with the means to use them: in links, commands, headers and password files."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

from readiness.model import Span
from readiness.profilers.rights.keyword_search import keyword_matches
from readiness.profilers.rights.placeholders import is_placeholder
from readiness.profilers.rights.recognisers import span
from readiness.profilers.rights.secret_values import is_interleaved, is_key_like, is_password_like, is_uuid
from readiness.text.text_search import places

_SCHEME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}\Z")
_LOGIN = re.compile(
    r"://(?P<user>[^\s:@/'\"<>,]{0,64}):(?P<value>[^\s:/'\"<>,]{1,128})@(?P<host>[\w.$%{}\[-][\w.$%{}-]{0,252})"
)
_EXAMPLE_HOST = re.compile(r"(?:.*\.)?(?:example(?:\.\w+)?|invalid)", re.IGNORECASE)
_NO_HOST = re.compile(
    r"(?:.*\.)?(?:example(?:\.\w+)?|test|invalid|localhost)|127\.\d+\.\d+\.\d+|0\.0\.0\.0|"
    r"(?:my|your|the|some)?[-_.]?(?:host|hostname|server|servername|domain|address|url)(?:\.\w+)?|.*[${}%].*",
    re.IGNORECASE,
)
"""Hosts of examples: names reserved for documentation (RFC 2606), this machine, words and variables."""

_NO_USER = re.compile(r".*[${}%<>*].*|(?:your|my|some)[-_]?.*|x{3,}|scott", re.IGNORECASE)
_ANY_USER = re.compile(r"user(?:name)?|usr|login|me|foo|bob|alice|john", re.IGNORECASE)
"""Users of examples and of real settings; a password without a digit is then an example."""

_SAMPLE_LOGINS = frozenset({("scott", "tiger"), ("guest", "guest"), ("admin", "admin"), ("root", "root"), ("sa", "sa")})
"""Logins that vendors ship or print in their manuals."""

_LEET = str.maketrans("01345@$!", "oieasasi")
_THIN = re.compile(r"jdbc:oracle:\w{1,8}:[\w.$-]{1,64}/(?P<value>[^\s@/\"']{4,64})@")
_HASH = re.compile(
    r"(?<![\w$])(?:\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|"
    r"\{SHA\}[A-Za-z0-9+/]{27}=|\{SSHA\}[A-Za-z0-9+/]{30,60}={0,2}|\$1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|"
    r"\$5\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|"
    r"\$6\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|"
    r"\$argon2(?:id|i|d)\$v=\d{1,3}\$[\w=,]{5,40}\$[A-Za-z0-9+/]{8,88}\$[A-Za-z0-9+/]{16,172})(?![./A-Za-z0-9])"
)
_HASH_CUES = ("$apr1$", "$2a$", "$2b$", "$2x$", "$2y$", "{sha}", "{ssha}", "$1$", "$5$", "$6$", "$argon2")
_CURL_USER = re.compile(
    r"\bcurl\b(?:[^\n]|\\\n){0,400}?[ ](?:-\w{0,6}u|--user|--proxy-user)[ =]{1,3}"
    r"(?:\"(?P<double>[^\s:\"]{0,64}:[^\"\n]{0,128})\"|'(?P<single>[^\s:']{0,64}:[^'\n]{0,128})'|"
    r"[\"']?(?P<mixed>[^\s:'\"]{1,64}[\"']?:[\"']?[^\s\"']{3,128}))"
)
_LOGIN_LINE = re.compile(r"\blogin\s{1,4}\S{1,64}\s{1,4}password\s{1,4}(?P<value>[^\s'\"]{4,128})")
_FLAGS = re.compile(
    r"\b(?:sshpass[ ]-p[ ]?|"
    r"(?:mysql|mysqldump|mariadb|mongo|mongosh|sqlcmd|docker login|smbclient|ldapsearch|psql)\b[^\n|;]{0,120}?"
    r"[ ](?:-p|-P|-w|--password)[ ]?=?)[\"']?(?P<value>[^\s'\"]{6,64})"
)
_BUNDLER = re.compile(
    r"bundle_\w{1,60}__\w{1,20}[\"']?[ ]?[:=][ ]?[\"']?(?P<value>[^\s\"':]{1,64}:[^\s\"';]{4,64})", re.IGNORECASE
)
_IDENTIFIED = re.compile(
    r"\b(?:identified by|with password|password)[ ]{1,3}['\"](?P<value>[^\s'\"]{4,128})['\"]", re.IGNORECASE
)
_FLAG_CUES = ("sshpass", "mysql", "mariadb", "mongo", "sqlcmd", "docker login", "smbclient", "ldapsearch", "psql")
_IDENTIFIED_CUES = ("identified by", "with password", "password '")
WORD_CUES = ("curl", "login", *_FLAG_CUES, *_IDENTIFIED_CUES)
"""Lower-case beginnings of the commands that are given a password."""

_PGPASS = re.compile(r"(?<=[\w*]):(?:\d{4,5}|\*):[\w*-]{1,64}:[\w.@-]{1,64}:(?P<value>[^\s:]{4,128})(?!\S)")
_BASIC = re.compile(
    r"\b(?:authorization|auth|_auth)[\"']?[ ]?[:=,][ ]?[\"']?(?:basic[ ])?(?P<value>[A-Za-z0-9+/]{8,400}={0,2})",
    re.IGNORECASE,
)
_BEARER = re.compile(
    r"\b(?:bearer|authorization:[ ]?(?:api-)?token)[ ]{1,2}(?P<value>[A-Za-z0-9+/=_.~-]{16,2000})", re.IGNORECASE
)


def find_logins(text: str) -> Iterator[Span]:
    """Passwords written into a URL; one with a host or a password of an example is less sure."""
    for at in places(text, ("://",)):
        match = _LOGIN.match(text, at)
        if match is None or not _SCHEME.search(text, max(0, at - 24), at):
            continue
        if not is_placeholder(match["value"]) and (match["user"], match["value"]) not in _SAMPLE_LOGINS:
            weak = _EXAMPLE_HOST.fullmatch(match["host"]) and not is_interleaved(match["value"])
            score = 0.85 if _is_sure(match) else 0.4 if weak else 0.65
            yield span(match.start("value"), match.end("value"), "CONNECTION_STRING", score)
    for match in keyword_matches(_THIN, text, ("jdbc:oracle:",)):
        if not is_placeholder(match["value"]):
            yield span(match.start("value"), match.end("value"), "CONNECTION_STRING", 0.7)


def _is_sure(match: re.Match[str]) -> bool:
    value = unquote(match["value"])
    if _ANY_USER.fullmatch(match["user"]) and not any(map(str.isdigit, value)):
        return False
    word = re.sub(r"[^a-z]", "", re.sub(r"[\d\W_]+$", "", value.lower()).translate(_LEET))
    real = is_password_like(value) and not is_placeholder(word)
    return real and not _NO_HOST.fullmatch(match["host"]) and not _NO_USER.fullmatch(match["user"])


def find_hashes(text: str) -> Iterator[Span]:
    """Password hashes as password files and user tables hold them: they can be attacked offline."""
    for match in keyword_matches(_HASH, text, _HASH_CUES):
        yield span(match.start(), match.end(), "PASSWORD_HASH", 0.7)


def find_commands(text: str) -> Iterator[Span]:
    """Passwords given to a command, and the lines of .netrc and .pgpass files."""
    for match in keyword_matches(_CURL_USER, text, ("curl",)):
        group = match.lastgroup or "mixed"
        user, _, password = match[group].partition(":")
        secret = password.strip("'\"") or user
        at = match.end(group) - len(password.lstrip("'\"")) if password else match.start(group)
        if not is_placeholder(secret) and not is_placeholder(secret.strip("{}")) and _is_login_word(secret):
            yield span(at, at + len(secret), "PASSWORD", 0.7)
    for match in keyword_matches(_BUNDLER, text, ("bundle_",)):
        if not is_placeholder(match["value"]):
            yield span(match.start("value"), match.end("value"), "PASSWORD", 0.7)
    for pattern, cues in (
        (_LOGIN_LINE, ("login",)),
        (_FLAGS, _FLAG_CUES),
        (_IDENTIFIED, _IDENTIFIED_CUES),
        (_PGPASS, (":5432:", ":5433:", ":6432:", ":*:")),
    ):
        for match in keyword_matches(pattern, text, cues):
            if is_password_like(match["value"], quoted=pattern is not _LOGIN_LINE):
                yield span(match.start("value"), match.end("value"), "PASSWORD", 0.7)


def _is_login_word(secret: str) -> bool:
    return len(secret) >= 6 and (is_password_like(secret, quoted=True) or is_key_like(secret))


def find_headers(text: str) -> Iterator[Span]:
    """Credentials of HTTP headers and of files that hold them: Basic with a login in base64, Bearer tokens."""
    for match in keyword_matches(_BASIC, text, ("authorization", "auth", "_auth")):
        if _holds_login(match["value"]):
            yield span(match.start("value"), match.end("value"), "BASIC_AUTH", 0.8)
    for match in keyword_matches(_BEARER, text, ("bearer ", "authorization:")):
        if is_key_like(match["value"]) or is_uuid(match["value"]):
            yield span(match.start("value"), match.end("value"), "BEARER_TOKEN", 0.7)


def _holds_login(value: str) -> bool:
    try:
        user, colon, password = base64.b64decode(value + "=" * (-len(value) % 4)).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return bool(user and colon) and user.isprintable() and not (password and is_placeholder(password))


_KIND = re.compile(r"^[ \t]*kind:[ \t]*[\"']?secret[\"']?[ \t]*$", re.IGNORECASE | re.MULTILINE)
_DATA = re.compile(
    r"^(?P<indent>[ \t]*)data:[ \t]*\r?\n(?P<body>(?:(?P=indent)[ \t]+\S.*\r?\n?|[ \t]*#.*\r?\n?|[ \t]*\r?\n)+)",
    re.MULTILINE,
)
_ENTRY = re.compile(
    r"^[ \t]+[\"']?(?P<name>[\w.-]{1,100})[\"']?:[ \t]*(?:[|>][-+]?[ \t]*\n[ \t]+)?[\"']?"
    r"(?P<value>[A-Za-z0-9+/]{8,20000}={0,2})[\"']?[ \t]*$",
    re.MULTILINE,
)
_PUBLIC_ENTRY = re.compile(
    r".*(?:user|login|host|port|email|database|dbname|url|region|\.crt|\bca\b|cert|\.pub).*", re.IGNORECASE
)


def find_cluster_secrets(text: str) -> Iterator[Span]:
    """Values of Kubernetes Secret objects, which hold them in base64 only."""
    if "data:" not in text or not _KIND.search(text):
        return
    start = 0
    for part in re.split(r"(?m)^---[^\n]*$", text):
        at = text.index(part, start)
        start = at + len(part)
        if not _KIND.search(part):
            continue
        for data in _DATA.finditer(part):
            for entry in _ENTRY.finditer(part, data.start("body"), data.end("body")):
                if not _PUBLIC_ENTRY.fullmatch(entry["name"]) and _decodes(entry["value"]):
                    yield span(at + entry.start("value"), at + entry.end("value"), "KUBERNETES_SECRET", 0.7)


def _decodes(value: str) -> bool:
    """True for base64 of something that is no placeholder."""
    try:
        plain = base64.b64decode(value, validate=True).decode("utf-8", errors="replace").strip()
    except binascii.Error:
        return False
    return len(plain) >= 4 and not (len(plain) < 60 and is_placeholder(plain)) and "BEGIN CERTIFICATE" not in plain
