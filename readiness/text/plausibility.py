"""Share of decoded text that makes words: the check on every code page that a detector proposes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from readiness.text.alphabets import LATIN

_ALPHABETS = tuple(frozenset(letters + letters.upper() + "ẞ") for letters in LATIN.values())
_MARKS = frozenset(
    "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u20ac\u2122\u2116\xa0\xa1\xa3\xa5\xa7\xa9\xab\xae"
    "\xb0\xb1\xb2\xb3\xb4\xb5\xb7\xb9\xbb\xbc\xbd\xbe\xbf\xd7\u3000\u3001\u3002\u300c\u300d\u30fb\u30fc"
    "\uff01\uff05\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u060c\u061b\u061f\u0640"
)
_WEIGHT_OF_MARKS = 0.95
"""A letter fits better than a mark: DOS keeps letters where Windows keeps dots and quotes. Chosen by us."""

_JOINED = "\u0300-\u036f\u05b0-\u05c7\u064b-\u0655\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Accents, vowel points and tone marks that are written above or below a letter."""
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_JOINED}])*")
_JOINED_MARK = re.compile(f"[{_JOINED}]")
_ODD = re.compile(r"[^\x00-\x7f]")
_LONE_IDEOGRAPH = re.compile(r"(?:^|[a-zA-Z])[^\x00-\x7f](?:$|[a-zA-Z])")
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA", "FULLWIDTH", "HALFWIDTH"})


def share_plausible(text: str) -> float:
    """Share of the characters beyond ASCII that stand in words of one script and one alphabet, or are usual marks, 0-1.

    Latin letters count where one language has them all; a word of two scripts, a capital within a word, a single
    ideograph among Latin letters, and symbols of any other kind count nothing.

    >>> share_plausible("Dvořák, Příbram"), share_plausible("Dvo¯á\u00adk"), share_plausible("perchй")
    (1.0, 0.3333333333333333, 0.0)
    """
    odd = len(_ODD.findall(text))
    if not odd:
        return 1.0
    latin, good, inside = Counter[str](), 0.0, 0
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isascii():
            continue
        beyond = _ODD.findall(word)
        inside += len(beyond)
        kind = _kind(word)
        if kind == "LATIN":
            latin.update(beyond)
        elif kind:
            good += len(beyond)
    good += _in_one_alphabet(latin)
    marks = sum(character in _MARKS for character in _ODD.findall(_WORD.sub(" ", text)))
    return min(1.0, (good + _WEIGHT_OF_MARKS * marks) / odd)


def _in_one_alphabet(letters: Counter[str]) -> int:
    """Count of the letters that one language has, of the language with most of them; marks on letters belong to all."""
    joined = sum(count for letter, count in letters.items() if _JOINED_MARK.match(letter))
    return joined + max(sum(letters[letter] for letter in letters.keys() & known) for known in _ALPHABETS)


def _kind(word: str) -> str:
    """The script of a word that could be one, "" of one that could not."""
    scripts = {_script(character) for character in word if not _JOINED_MARK.match(character)}
    if _mixes_case(word.replace("ß", "")):
        return ""
    if "EAST" in scripts:
        sound = scripts <= {"EAST", "LATIN"} and not ("LATIN" in scripts and _LONE_IDEOGRAPH.search(word))
        return "EAST" if sound else ""
    return scripts.pop() if len(scripts) == 1 else ""


def _mixes_case(word: str) -> bool:
    """Return whether letters beyond ASCII break how words are written: a capital within, or small before a capital."""
    within = any(letter.isupper() and not letter.isascii() for letter in word[1:]) and not word.isupper()
    return within or any(
        before.islower() and after.isupper() and not before.isascii() for before, after in pairwise(word)
    )


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "?").partition(" ")[0]
    return "EAST" if name in _EAST_ASIAN else name
