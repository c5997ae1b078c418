"""Eight-bit and double-byte text: which code page makes words of it."""

from __future__ import annotations

import re
from itertools import pairwise

_LATIN = ("cp1252", "cp1250", "cp1254")
_OTHER_SCRIPTS = ("cp1251", "cp1253")
_DOUBLE_BYTE = ("cp932", "gb18030", "big5", "cp949")

GOOD_SHARE = 0.9
"""Share of non-ASCII characters that must stand in plausible words. Chosen by us."""

MAX_ACCENTED_SHARE = 0.6
"""A Latin word of more accented letters than this is another script misread. Chosen by us."""

_WORD = re.compile(r"\S+")
_PUNCTUATION = "–—‘’‚“”„…•€£¥§©®™°±²³½¼¾«»·¿¡ºª×÷ßµ№\u00a0"
_EDGES = _PUNCTUATION + "\"'()[]{}.,;:!?|/%-_"


def likely_codec(sample: bytes) -> str:
    """The code page in which most non-ASCII characters stand in plausible words; cp1252 wins a draw, being usual.

    Double-byte pages are told apart by ``charset_normalizer``, and only when no eight-bit page makes sense.
    """
    scores = {codec: _score(sample, codec) for codec in (*_LATIN, *_OTHER_SCRIPTS)}
    best = max(scores, key=lambda codec: scores[codec])
    if scores[best] >= GOOD_SHARE:
        return best
    return _double_byte(sample) or (best if scores[best] > 0 else "latin-1")


def _double_byte(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_DOUBLE_BYTE)).best()
    return best.encoding.replace("_", "-") if best else ""


def _score(sample: bytes, codec: str) -> float:
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    good = total = 0
    for found in _WORD.findall(text):
        odd = sum(not character.isascii() for character in found)
        total += odd
        good += odd if _is_plausible(found.strip(_EDGES), latin=codec in _LATIN) else 0
    return good / total if total else 0.0


def _is_plausible(word: str, *, latin: bool) -> bool:
    """A word of letters, of one script, without a capital after a small letter."""
    parts = re.split(r"[-'’./,;|\"&]+", word)
    return all(_is_plausible_part(part, latin=latin) for part in parts)


def _is_plausible_part(part: str, *, latin: bool) -> bool:
    odd = [character for character in part if not character.isascii()]
    if not odd:
        return True
    if not all(character.isalpha() for character in odd):
        return False
    if any(a.islower() and b.isupper() for a, b in pairwise(part)):
        return False
    letters = sum(character.isalpha() for character in part)
    return len(odd) <= max(1, MAX_ACCENTED_SHARE * letters) if latin else len(odd) == letters
