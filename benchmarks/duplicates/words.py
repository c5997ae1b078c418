"""Words of texts, cut with the standard library only, as the truth and users of the peers have to."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe]")
ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts written without spaces, in which a character is a word: Thai, Lao, Myanmar, Khmer, kana, Han, Yi."""

_EACH_ALONE = re.compile(f"([{ALONE}])")
_PLAIN = re.compile(r"\w+")
_UNUSUAL = re.compile(r"[^\w\x00-\x7f]")


@cache
def _with_marks() -> re.Pattern[str]:
    r"""Letters, digits, underscores, and the combining marks that \w leaves out."""
    marks = "".join(chr(code) for code in range(0x20000) if unicodedata.category(chr(code))[0] == "M")
    return re.compile(f"[\\w{re.escape(marks)}]+")


def space_letters(text: str) -> str:
    """The text with a space on both sides of every character that is a word: for those who cut at spaces."""
    return text if text.isascii() else _EACH_ALONE.sub(r" \1 ", text)


def words_of(text: str) -> list[str]:
    """The words of a text: NFKC, case folded, letters, digits and marks; one character each in Han, kana, Thai.

    >>> words_of("Stra\u00dfe no. 5 \u5951\u7d04")
    ['strasse', 'no', '5', '\u5951', '\u7d04']
    """
    if text.isascii():
        return _PLAIN.findall(text.lower())
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    folded = space_letters(unicodedata.normalize("NFKC", folded))
    return (_with_marks() if _UNUSUAL.search(folded) else _PLAIN).findall(folded)
