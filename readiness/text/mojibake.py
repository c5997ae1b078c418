"""Text that was decoded by the wrong code page: UTF-8 read as something else, Cyrillic read as Latin letters."""

from __future__ import annotations

import re

_RUN = re.compile(r"[^\x00-\x7f]{1,60}")
_MAX_RUNS = 400
_MISREAD_AS = ("cp1251", "cp1250", "cp437", "cp850", "mac_roman", "gb18030")
"""Code pages that programs take for granted, on Windows, DOS and Macintosh, and in Chinese. Windows-1252 is told by
``decoding.encoding_problem`` from a single character."""

_TWO_BYTES = frozenset({"gb18030"})
"""There one character may stand for a whole sequence of UTF-8; elsewhere it takes two."""

_FEWEST_RUNS = 3
_LEAST_SHARE = 0.5
"""Share of the runs beyond ASCII that turn into whole UTF-8 when written back. In text that was read right hardly any
does: a lead byte would have to be followed by its exact number of trail bytes, and nothing else. Chosen by us."""

_LATIN_1_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")
_FEWEST_LETTERS = 20
_LATIN_1_SHARE = 0.6
"""Share of letters that are accented. In languages that use them most they make 20 %; Cyrillic in Windows-1251, read as
Windows-1252, consists of nothing else. Chosen by us."""

_SAMPLE_CHARACTERS = 100_000


def is_misread(text: str) -> bool:
    """True where the characters beyond ASCII make sense as bytes of UTF-8 only, or all letters are accented ones.

    >>> is_misread("s’engage à livrer l’été".encode().decode("cp437")), is_misread("Das Gebäude für Öl")
    (True, False)
    """
    sample = text[:_SAMPLE_CHARACTERS]
    runs = [found.group() for _, found in zip(range(_MAX_RUNS), _RUN.finditer(sample), strict=False)]
    return _is_all_accents(sample) or any(_fits(runs, codec) for codec in _MISREAD_AS)


def _fits(runs: list[str], codec: str) -> bool:
    longer = runs if codec in _TWO_BYTES else [run for run in runs if len(run) > 1]
    whole = sum(_is_utf8(run, codec) for run in longer)
    return whole >= _FEWEST_RUNS and whole >= _LEAST_SHARE * len(longer)


def _is_utf8(run: str, codec: str) -> bool:
    try:
        return run.encode(codec).decode("utf-8") != run
    except UnicodeError:
        return False


def _is_all_accents(sample: str) -> bool:
    letters = sum(character.isalpha() for character in sample[:2000])
    accented = len(_LATIN_1_LETTER.findall(sample[:2000]))
    return letters >= _FEWEST_LETTERS and accented > _LATIN_1_SHARE * letters
