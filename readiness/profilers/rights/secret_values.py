"""Logins in URLs, stored password hashes, and the test whether a word is a real password."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.model import Span
from readiness.profilers.rights.keyword_search import keyword_matches
from readiness.profilers.rights.placeholders import is_placeholder
from readiness.profilers.rights.recognisers import span

PASSWORD_LENGTH = 6
"""The shortest value after "password:" that counts. Chosen by us."""

_LOGIN_URL = re.compile(
    r"(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}://(?P<user>[^\s:@/'\"<>]{0,64}):(?P<value>[^\s@/'\"<>]{1,128})@"
    r"(?P<host>[\w.$%{}\[-][\w.$%{}-]{0,252})"
)
_NO_HOST = re.compile(
    r"(?:.*\.)?(?:example(?:\.\w+)?|test|invalid|localhost)|127\.\d+\.\d+\.\d+|0\.0\.0\.0|"
    r"(?:my|your|the|some)?[-_.]?(?:host|hostname|server|servername|domain|address|url)(?:\.\w+)?|.*[${}%].*",
    re.IGNORECASE,
)
"""Hosts of examples: names reserved for documentation (RFC 2606), this machine, words and variables."""

_NO_USER = re.compile(r".*[${}%<>*].*|(?:your|my|some)[-_]?.*|x{3,}", re.IGNORECASE)
_LEET = str.maketrans("01345@$!", "oieasasi")
_HASH = re.compile(
    r"(?<![\w$])(?:\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|"
    r"\{SHA\}[A-Za-z0-9+/]{27}=|\{SSHA\}[A-Za-z0-9+/]{30,60}={0,2}|\$1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|"
    r"\$5\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|"
    r"\$6\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|"
    r"\$argon2(?:id|i|d)\$v=\d{1,3}\$[\w=,]{5,40}\$[A-Za-z0-9+/]{8,88}\$[A-Za-z0-9+/]{16,172})(?![./A-Za-z0-9])"
)
_HASH_CUES = ("$apr1$", "$2a$", "$2b$", "$2x$", "$2y$", "{sha}", "{ssha}", "$1$", "$5$", "$6$", "$argon2")


def is_password_like(value: str) -> bool:
    """Not a word of prose: it holds a digit or an inner capital or sign, and is no placeholder or code."""
    bare = value.rstrip(".,;:)]}>")
    if len(bare) < PASSWORD_LENGTH or is_placeholder(value) or (bare != value and is_placeholder(bare)):
        return False
    signs = sum(not symbol.isalnum() for symbol in bare[1:]) - bare.count("-") - bare.count("_") - bare.count(".")
    digits = any(map(str.isdigit, bare))
    capitals = any(map(str.isupper, bare[1:])) and any(map(str.islower, bare))
    return digits or (signs > 0 and not bare.startswith(("(", "-", "http"))) or (capitals and len(bare) >= 10)


def find_logins(text: str) -> Iterator[Span]:
    """Passwords written into a URL; one with a host or a password of an example is less sure."""
    if "://" not in text:
        return
    for match in _LOGIN_URL.finditer(text):
        if not is_placeholder(match["value"]):
            yield span(match.start("value"), match.end("value"), "CONNECTION_STRING", 0.85 if _is_sure(match) else 0.65)


def _is_sure(match: re.Match[str]) -> bool:
    value = match["value"]
    word = re.sub(r"[^a-z]", "", re.sub(r"[\d\W_]+$", "", value.lower()).translate(_LEET))
    real = is_password_like(value) and not is_placeholder(word)
    return real and not _NO_HOST.fullmatch(match["host"]) and not _NO_USER.fullmatch(match["user"])


def find_hashes(text: str) -> Iterator[Span]:
    """Password hashes as password files and user tables hold them: they can be attacked offline."""
    for match in keyword_matches(_HASH, text, _HASH_CUES):
        yield span(match.start(), match.end(), "PASSWORD_HASH", 0.7)
