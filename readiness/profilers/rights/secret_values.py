"""Tests of a value: is it a password, is it a generated key, or is it a word, a path, a date, an identifier."""

from __future__ import annotations

import math
import re
from string import ascii_letters, ascii_lowercase, digits

from readiness.profilers.rights import checksums
from readiness.profilers.rights.placeholders import is_placeholder
from readiness.profilers.rights.word_lists import SECRET_TERMS

PASSWORD_LENGTH = 6
"""The shortest value after "password:" that counts. Chosen by us."""

KEY_LENGTH = 10
"""The shortest generated key. Chosen by us: shorter random values are not distinguished from words and numbers."""

KEY_ENTROPY_BITS = 3.0
"""Bits per character from which a long mixed value counts as random. TruffleHog and detect-secrets use 3.0 for hex
and 4.5 for base64; the lower one is taken, since letters and digits must both be there."""

SHORT_ENTROPY = 0.64
"""Share of the highest entropy that a value of its length can have, for values too short to have 3 bits. Chosen by us:
99 of 100 random hexadecimal values of 16 digits have more."""

NATURAL = 0.5
"""Share of letter pairs that are common in words from which a value is made of words. Random letters have .25 of the
pairs listed here, words of the European languages .6 and more; the bound is chosen by us between them."""

_PAIRS = SECRET_TERMS["letter_pairs"]
_UUID = re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")
_NO_PASSWORD = re.compile(
    r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*|\d{1,2}:\d\d.*|[-+]?\d{1,5}(?:[.,]\d+)?[a-zA-Z%]{0,3}|v?\d+(?:\.\d+){1,4}|"
    r"[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+\(.*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[A-Za-z_]\w*\(.*|"
    r"\w+\[.*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:sha\d+|md5)[-:$].*|[+/|&=<>!?-].{0,3}|\w+=\w*|.*[:?]\s*|\{\W.*|\{.*\}|\{\w+[(.\[!:].*|\[.*\]|\(.*"
)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+")
_LABEL = re.compile("|".join(sorted(SECRET_TERMS["labels"])))
_PATTERN = re.compile(r"\(\?|\\[bwsdWS](?!\w)|[\])][?*+]|\w\|\w+\|")
_NO_KEY = re.compile(
    r"(?:[0-9A-Fa-f]{2}:){5,}.*|[\w:-]*?\d{1,4}\.\d{1,4}\.\d{1,6}[\w.+-]*|"
    r"(?:[a-zA-Z]{1,12}\d{0,4}|\d{1,12})(?:[-_.:/](?:[a-zA-Z]{1,12}\d{0,4}|\d{1,12})){1,8}|"
    r"(?:[\w-]+\.)+(?:com|org|net|io|local|json|ya?ml|xml|pem|crt|cer|key|txt|py|js|ts|java|go|html?|p12|jks|cfg|conf|ini|md|sh|"
    r"properties|id|name|value|svc)(?::\d+)?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d{4}-\d\d-\d\d.*|\d[\d.,:/_-]*|"
    r"\d{1,3}(?:\.\d{1,3}){3}.*|v?\d+\.\d+[\w.+-]*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:sha\d+|md5)[-:$].*|h1:.*|(?:[\w.-]+/)+[\w.-]+\.\w{1,6}|"
    r"[a-z][\w-]*(?:\.[a-z_][\w-]*){2,}|.*(?:\.\.|//).*|\w+\(.*|.*\)$"
)
_KEY_ALPHABET = re.compile(r"[A-Za-z0-9+/=_.~:%!@#$^*&()-]+")
_CLASSES = str.maketrans(ascii_letters + digits, "a" * 52 + "0" * 10)
_PAIR_VALUES = {one + other: int(one + other in _PAIRS) for one in ascii_lowercase for other in ascii_lowercase}


def is_uuid(value: str) -> bool:
    return bool(_UUID.fullmatch(value))


def is_password_like(value: str, *, quoted: bool = False) -> bool:
    """Not a word of prose: it holds a digit or an inner capital or sign, and is no placeholder or code.

    In ``quoted``, a setting rather than a sentence, letters without any word in them count as well.
    """
    bare = value.rstrip(".,;:)]}>")
    if len(bare) < PASSWORD_LENGTH or is_placeholder(value) or (bare != value and is_placeholder(bare)):
        return False
    if (
        _PATTERN.search(value)
        or _NO_PASSWORD.fullmatch(bare)
        or _NO_PASSWORD.fullmatch(value)
        or (" " in value.strip() and value.count(" ") > 3)
    ):
        return False
    if _DOTTED.fullmatch(bare) and not quoted and naturalness(bare) >= NATURAL:
        return False
    signs = sum(not symbol.isalnum() for symbol in bare[1:]) - sum(map(bare[1:].count, "-_./ "))
    numbers = any(map(str.isdigit, bare))
    capitals = any(map(str.isupper, bare[1:])) and any(map(str.islower, bare))
    return (
        numbers
        or (signs > 0 and not bare.startswith(("(", "-", "http")))
        or (capitals and len(bare) >= 10 and (quoted or naturalness(bare) < NATURAL))
        or (quoted and len(bare) >= 8 and (naturalness(bare) < NATURAL or _is_word(bare)))
    )


def _is_word(value: str) -> bool:
    """True for a word in small letters, such as people choose for a password; not for one that labels the field."""
    return bool(re.fullmatch(r"[a-zà-öø-ÿ]{8,24}", value)) and not _LABEL.search(value)


def is_key_like(value: str) -> bool:
    """True for a value like those of a key generator: long enough, without words, of many symbols."""
    if len(value) < KEY_LENGTH or not _KEY_ALPHABET.fullmatch(value) or is_placeholder(value):
        return False
    if _NO_KEY.fullmatch(value) or is_uuid(value):
        return False
    if checksums.entropy(value) < min(KEY_ENTROPY_BITS, SHORT_ENTROPY * math.log2(len(value))):
        return False
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return naturalness(value) < (NATURAL + 0.1 if mixed else NATURAL - 0.1) or (mixed and is_interleaved(value))


def is_interleaved(value: str) -> bool:
    """True when digits stand among the letters as chance puts them there: at least one change in eight characters."""
    classes = value.translate(_CLASSES)
    return (classes.count("a0") + classes.count("0a")) * 8 >= max(len(value), 24)


def naturalness(value: str) -> float:
    """The share of adjacent letters that are a common pair of some European language; 0 where letters are few.

    >>> naturalness("configuration") > 0.8, naturalness("xq7vwkzjpr") < 0.2
    (True, True)
    """
    lower = value.lower()
    pairs = [_PAIR_VALUES.get(lower[at : at + 2]) for at in range(len(lower) - 1)]
    common = pairs.count(1)
    letters = common + pairs.count(0)
    return common / letters if letters >= 3 and (letters + 1) * 3 >= len(value) else 0.0
