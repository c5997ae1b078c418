"""Names of variables, fields and headers that hold secrets, and names that only contain such a word."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from readiness.profilers.rights.word_lists import SECRET_TERMS


class NameKind(Enum):
    """The kind of value that a name announces."""

    PASSWORD = auto()
    KEY = auto()  # a token, an API key: generated, not thought up
    WEAK = auto()  # "key", "auth": more often no secret
    NONE = auto()


CUES = (
    "pass", "pwd", "psw", "_pw", "pw=", "pw:", "pw\"", "psk", "masterauth", "hmac", "kennwort", "contrase", "senha",
    "wachtwoord", "hasło", "haslo", "lösenord", "adgangskode", "heslo", "salasana", "пароль",
    "密码", "密碼", "パスワード", "비밀번호",
    "secret", "token", "key", "auth", "cred", "webhook", "bearer", "geheim", "schlüssel", "cookie", "api", "sid",
)  # fmt: skip
"""Lower-case beginnings of words that name a secret, found anywhere in a name."""

_PASSWORD = SECRET_TERMS["password"]
_KEY = SECRET_TERMS["key"]
_KEY_BEFORE = SECRET_TERMS["before_key"]
"""Words before "key" that make it a secret; after an unknown word, such as an issuer's name, it is one by its value."""

_NOT_KEY_BEFORE = SECRET_TERMS["never_before_key"]
_COMMON = SECRET_TERMS["common_before_key"]
_NOT_TOKEN_BEFORE = SECRET_TERMS["never_before_token"]
_NOT_AFTER = SECRET_TERMS["never_behind"]
"""Words behind "password", "token" or "key" that make the value a description of it."""

_PARTS = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z])|[A-Z]?[a-zà-öø-ÿа-яł]+|[A-Z]+|[^\W\d_]+")
_NO_SECRET = re.compile(
    r"keyword|keyboard|monkey|turkey|hockey|donkey|keynote|author(?!i[sz]ation)|accessib|accessor|passenger|passage|"
    r"passing|passport|bypass|compass|passive|passed|passes|passthrough|surpass|capital|rapid|therapi|secretary|tokeni[sz]|"
    r"withcredentials|boarding|side|credit|sacred|keyhole|keystroke|keycloak_url"
)


@lru_cache(maxsize=4096)
def name_kind(name: str) -> NameKind:
    """The kind of a whole name such as ``DB_PASSWORD``, ``clientSecret`` or ``x-api-key``.

    >>> name_kind("stripeApiKey").name, name_kind("public_key").name, name_kind("passwordHash").name
    ('KEY', 'NONE', 'NONE')
    """
    parts = [part.lower() for part in _PARTS.findall(name)]
    for place in range(len(parts) - 1, -1, -1):
        kind = _part_kind(parts, place)
        if kind is NameKind.NONE:
            continue
        if kind is NameKind.WEAK and name.isupper() and place and parts[place - 1] not in _COMMON:
            kind = NameKind.KEY
        described = any(part in _NOT_AFTER for part in parts[place + 1 :])
        return NameKind.NONE if described or _NO_SECRET.search(parts[place]) else kind
    return NameKind.NONE


def _part_kind(parts: list[str], place: int) -> NameKind:
    word, before = parts[place], parts[place - 1] if place else ""
    if word == "passe" and place < len(parts) - 1:
        return NameKind.NONE
    if word in _PASSWORD or (word.startswith(("passw", "contras")) and not _NO_SECRET.search(word)):
        return NameKind.PASSWORD
    if word in {"key", "keys", "schlüssel"}:
        return _key_kind(before)
    if word in _KEY or word.endswith(("token", "secret", "apikey", "password", "passwd")):
        return _token_kind(word, before)
    if word in {"auth", "authentication", "access", "api", "sid", "cookie"}:
        return NameKind.WEAK
    return NameKind.KEY if word.endswith("key") and word[:-3] in _KEY_BEFORE else NameKind.NONE


def _key_kind(before: str) -> NameKind:
    if before in _NOT_KEY_BEFORE:
        return NameKind.NONE
    return NameKind.KEY if before in _KEY_BEFORE else NameKind.WEAK


def _token_kind(word: str, before: str) -> NameKind:
    if word.endswith(("password", "passwd")):
        return NameKind.PASSWORD
    return NameKind.NONE if before in _NOT_TOKEN_BEFORE or word[:-5] in _NOT_TOKEN_BEFORE else NameKind.KEY
