"""The encoding of undeclared text in a legacy code page: proposed by chardet, chosen by which proposal makes words.

chardet compares pairs of bytes with those of many languages; what it proposes is decoded and weighed by how much of it
makes words (``plausibility``), since short cells of a table say little in pairs of bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.text import ebcdic
from readiness.text.plausibility import share_plausible

_SEPARATORS = re.compile(rb'[\r\n\x0b\x0c,;\t"<>]+|  +')
"""Between cells, phrases, tags and fields of fixed width; in no encoding compared part of a longer character."""

_EVIDENCE_BYTES = 32_768
"""So much text beyond ASCII is compared: chardet's own answers change little beyond a few kB. Chosen by us."""

_FEWEST_BYTES = 3
_LAST_ASCII = 0x7F
_ASCII_BLANKS = re.compile(rb"[ \n]")  # control characters in EBCDIC, which texts do not hold
_WEIGHT_OF_WORDS = 3
"""The power of the share of plausible characters. Between 1.5 and 6 the same texts came out right. Chosen by us."""

CLOSE = 0.93
"""An encoding that reads otherwise and scores this share of the best leaves the encoding uncertain: on texts of other
people's than the benchmark's one in 25 of those read rightly has such another one. Chosen by us."""

FEW = 12
"""Of so few bytes beyond ASCII, pairs of bytes say little: what is common counts more, the fewer they are, and what is
close is further from the best. Chosen by us, as words of names have one to three."""

LEAST_PLAUSIBLE = 0.6
"""Of text in its own encoding 95 % and more is plausible. Chosen by us."""

_WINDOWS = frozenset(
    "cp1252 cp1251 cp1250 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 cp932 gb18030 big5 cp949".split()
)
_USUAL = frozenset(
    "iso8859-1 iso8859-15 iso8859-2 iso8859-5 iso8859-7 iso8859-9 koi8-r koi8-u cp437 cp850 cp852 cp866 cp862 "
    "mac-roman mac-cyrillic euc_jp euc_kr shift_jis gbk gb2312 big5hkscs".split()
)
_PRIOR_OF_USUAL, _PRIOR_OF_OTHERS = 0.99, 0.95
"""How much less common DOS, ISO and Macintosh code pages are than those of Windows, and all others than these, to the
power of ``FEW`` by the number of bytes beyond ASCII: of many bytes, nearly nothing. Chosen by us."""

_WINDOWS_DOUBT = 0.4
"""Share of the doubt about a few bytes where a Windows code page fits best: two accents of French are no puzzle."""

_TIE = 0.998
"""What is left of it however much text there is: which of several is meant that read all alike."""

_SAME_LETTERS = str.maketrans("ŞşŢţ", "ȘșȚț")
"""Romanian's commas below, which its older encodings write as cedillas: no other reading of a text."""

_MAINFRAME = ("cp037", "cp500", "cp273", "cp1140", "cp1026", "cp875", "cp424")
_MAINFRAME_SEPARATORS = re.compile(rb"[\x05\x0d\x15\x25\x5e\x6b]+")
"""Tab, line ends, semicolon and comma in EBCDIC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """``alternatives`` are encodings that fit about as well and read otherwise, best first."""

    encoding: str
    alternatives: tuple[str, ...] = ()
    plausible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    encoding: str
    score: float
    plausible: float


def guess_encoding(data: bytes, *, mainframe: bool = False) -> Guess:
    """The code page that bytes are in which are neither ASCII nor UTF-8.

    >>> guess_encoding("Plzeň,Dvořák,Příbram,Žďár".encode("cp1250")).encoding
    'cp1250'
    """
    evidence = _evidence(data, mainframe=mainframe)
    readings = sorted(
        _readings(evidence, mainframe=mainframe, in_ascii=bool(_ASCII_BLANKS.search(data)) and not mainframe),
        key=lambda reading: -reading.score,
    )
    if not readings:
        return Guess(encoding="cp1252", plausible=False)
    best = readings[0]
    least = CLOSE ** max(1.0, _doubt(evidence) * (_WINDOWS_DOUBT if best.encoding in _WINDOWS else 1)) * best.score
    same = evidence.decode(best.encoding, "replace").translate(_SAME_LETTERS)
    close = [
        reading.encoding
        for reading in readings[1:]
        if reading.score >= least and evidence.decode(reading.encoding, "replace").translate(_SAME_LETTERS) != same
    ]
    return Guess(encoding=best.encoding, alternatives=tuple(close), plausible=best.plausible >= LEAST_PLAUSIBLE)


def _doubt(evidence: bytes) -> float:
    """``FEW`` by the number of bytes beyond ASCII."""
    beyond = sum(byte > _LAST_ASCII for byte in evidence)
    return FEW / max(1, beyond)


def _prior(codec: str, doubt: float) -> float:
    if codec in _WINDOWS:
        return 1.0
    return _TIE * math.pow(_PRIOR_OF_USUAL if codec in _USUAL else _PRIOR_OF_OTHERS, doubt)


def is_mainframe(data: bytes) -> bool:
    """Return whether pairs of bytes fit EBCDIC too: Japanese in Shift JIS can have the single bytes of such text."""
    import chardet

    sample = data[:_EVIDENCE_BYTES]
    return chardet.detect(sample, max_bytes=len(sample) or 1, compat_names=False)["encoding"] in ebcdic.CODECS


def _evidence(data: bytes, *, mainframe: bool) -> bytes:
    """The cells or phrases that hold bytes beyond ASCII, each once; everything where that is next to nothing."""
    kept, size = dict[bytes, None](), 0
    for cell in (_MAINFRAME_SEPARATORS if mainframe else _SEPARATORS).split(data):
        speaks = cell.translate(None, ebcdic.INVARIANT) if mainframe else not cell.isascii()
        if speaks and cell not in kept:
            kept[cell if mainframe else cell.strip()] = None
            size += len(cell) + 1
            if size > _EVIDENCE_BYTES:
                break
    evidence = (b"\x25" if mainframe else b"\n").join(kept)[:_EVIDENCE_BYTES]
    return evidence if len(evidence) >= _FEWEST_BYTES else data[:_EVIDENCE_BYTES]


def _readings(evidence: bytes, *, mainframe: bool, in_ascii: bool) -> Iterable[_Reading]:
    """The best encoding for each way to read the evidence."""
    import chardet

    found = chardet.detect_all(
        evidence,
        ignore_threshold=True,
        max_bytes=len(evidence) or 1,
        compat_names=False,
        include_encodings=_MAINFRAME if mainframe else None,
    )
    readings, best, doubt = dict[str, _Reading](), 0.0, _doubt(evidence)
    least = CLOSE ** max(1.0, doubt)
    for proposal in found:
        codec, confidence = proposal["encoding"], proposal["confidence"]
        if codec is None or (codec in ebcdic.CODECS and in_ascii):
            continue
        if confidence < least * best:  # the list is in order, and no score is above its confidence
            break
        text = evidence.decode(codec, "replace")
        plausible = share_plausible(text)
        score = confidence * plausible**_WEIGHT_OF_WORDS * _prior(codec, doubt)
        if text not in readings or readings[text].score < score:
            readings[text] = _Reading(encoding=codec, score=score, plausible=plausible)
        best = max(best, score)
    return readings.values()
