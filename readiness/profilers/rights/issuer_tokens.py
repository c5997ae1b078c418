"""Tokens that are recognised by themselves: by the beginning or the inner mark that their issuer gave them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.model import Span
from readiness.profilers.rights import checksums
from readiness.profilers.rights.placeholders import is_sample_token
from readiness.profilers.rights.recognisers import CELL_END, span
from readiness.profilers.rights.secret_values import NATURAL, is_interleaved, naturalness
from readiness.profilers.rights.word_lists import ISSUERS
from readiness.text.text_search import places

TOKEN_ENTROPY_BITS = 2.5
"""Bits per character below which a token is a made-up sample, such as xxxx or 12341234. Random hex digits, the
poorest alphabet of the list, have 3.3 and more from 20 characters on; the bound is chosen by us below that."""

CERTAIN_TOKEN, LIKELY_TOKEN = 0.95, 0.7
"""Scores above and below ``certainty.CERTAIN_SCORE``."""

WORDED = NATURAL + 0.05
"""Share of common letter pairs from which a token without digits among its letters is the name of a variable. Chosen by
us: 34 random letters reach it in one of 10,000 tokens."""

SHORT_BEGIN = 3
"""The longest beginning that is a cue only with characters of a token behind it. Chosen by us: longer ones are rare."""

WORDED_LENGTH = 30
"""The shortest token that is examined for words: in a shorter one chance makes too many common pairs. Chosen by us."""

_NAMED_WITHIN = 200  # characters before a token within which its issuer must be named, chosen by us
_START = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9$_]\S")
_START_BEHIND_ESCAPE = re.compile(r"(?:(?<=\\[nrt])|(?<=%[0-9A-F]{2}))[A-Za-z0-9$_]\S")
_RUN = re.compile(r"[A-Za-z0-9_$~+/=.:!|@%\\-]{14,}")
"""Runs of characters of tokens; none of the list is shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issuer:
    """One kind of token: its beginnings, its shape, the word that must be near it, and whether it is certain."""

    kind: str
    begins: tuple[str, ...]
    shape: re.Pattern[str]
    near: str
    score: float


def _issuer(line: str) -> _Issuer:
    kind, begins, shape = line.split(" ", 2)
    near = ""
    if shape.startswith("?"):
        near, shape = shape[1:].split(" ", 1)
    return _Issuer(
        kind=kind.lstrip("~"),
        begins=tuple(begins.split(",")),
        shape=re.compile(f"(?:{shape})(?![A-Za-z0-9])"),
        near=near,
        score=LIKELY_TOKEN if kind.startswith("~") else CERTAIN_TOKEN,
    )


_ISSUERS = tuple(map(_issuer, ISSUERS))
_BY_BEGIN: dict[str, list[_Issuer]] = defaultdict(list)
for _one in _ISSUERS:
    for _begin in {begin[:2] for begin in _one.begins}:
        _BY_BEGIN[_begin].append(_one)

_ALONE = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"
_INNER = (
    ("TELEGRAM_TOKEN", CERTAIN_TOKEN, ":AA", 11, _ALONE + r"\d{8,10}:AA[A-Za-z0-9_-]{32,34}(?![A-Za-z0-9_-])"),
    ("TELEGRAM_TOKEN", LIKELY_TOKEN, ":A", 11, _ALONE + r"\d{8,10}:A[A-Za-z0-9_-]{34}(?![A-Za-z0-9_-])"),
    ("AZURE_AD_SECRET", CERTAIN_TOKEN, "Q~", 5, _ALONE + r"[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~-])"),
    ("TERRAFORM_TOKEN", CERTAIN_TOKEN, ".atlasv1.", 15, _ALONE + r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}"),
    ("MAILCHIMP_KEY", CERTAIN_TOKEN, "-us", 33, _ALONE + r"[a-f0-9]{32}-us\d{1,2}(?!\d)"),
    ("FACEBOOK_TOKEN", LIKELY_TOKEN, "|", 17, _ALONE + r"\d{15,16}\|[A-Za-z0-9_-]{27,40}(?![\w-])"),
    ("TABLEAU_TOKEN", CERTAIN_TOKEN, "==:", 23, _ALONE + r"[A-Za-z0-9+/]{22}==:[A-Za-z0-9]{32}(?!\w)"),
    ("MAXMIND_KEY", CERTAIN_TOKEN, "_mmk", 37, _ALONE + r"[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?!\w)"),
    ("DROPBOX_TOKEN", CERTAIN_TOKEN, "AAAAAAAAAA", 12, _ALONE + r"[A-Za-z0-9]{11}AAAAAAAAAA[\w=-]{43}(?![\w-])"),
)
"""Kind, score, inner mark, how far before the mark a token begins, and its shape."""

_INNER_PATTERNS = tuple((kind, score, mark, reach, re.compile(shape)) for kind, score, mark, reach, shape in _INNER)


def _cues(least: float) -> str:
    """An RE2 pattern that every token with a score of at least ``least`` matches; RE2 reads faster than ``re``."""
    begins = sorted({begin for issuer in _ISSUERS if issuer.score >= least for begin in issuer.begins})
    long, short = ([re.escape(one) for one in begins if (len(one) > SHORT_BEGIN) is wanted] for wanted in (True, False))
    inner = (rf"[A-Za-z0-9]{re.escape(mark)}" for _, score, mark, _, _ in _INNER if score >= least)
    edge = r"(?:\b|\\[nrt]|%[0-9A-F][0-9A-F])"
    return "|".join((*long, *inner, rf"{edge}(?:{'|'.join(short)})[\w+/=.%:~!\\-]{{11}}"))


CERTAIN_BEGINS = _cues(CERTAIN_TOKEN)
"""An RE2 pattern that every certain token matches."""

ANY_BEGINS = _cues(LIKELY_TOKEN)
"""An RE2 pattern that every token matches."""


def find_tokens(text: str) -> Iterator[Span]:
    """Tokens with a beginning or an inner mark of their issuer; published samples are left out."""
    for run in _RUN.finditer(text):
        for found in _START.finditer(text, run.start(), run.end()):
            if found[0] in _BY_BEGIN:
                yield from _tokens_at(text, found.start())
        if "\\" in run[0] or "%" in run[0]:
            for found in _START_BEHIND_ESCAPE.finditer(text, run.start(), run.end()):
                yield from _tokens_at(text, found.start())
    for kind, score, mark, reach, shape in _INNER_PATTERNS:
        for at in places(text, (mark,)):
            match = shape.search(text, max(0, at - reach), at + 100) if text[at - 1 : at].isalnum() else None
            if match and not _is_sample(match[0]):
                yield span(match.start(), match.end(), kind, score)


def _tokens_at(text: str, at: int) -> Iterator[Span]:
    for issuer in _BY_BEGIN.get(text[at : at + 2], ()):
        if text.startswith(issuer.begins, at):
            match = issuer.shape.match(text, at)
            if match and _is_named(text, match, issuer.near) and not _is_sample(match[0]):
                yield span(at, match.end(), issuer.kind, issuer.score)


def _is_named(text: str, match: re.Match[str], word: str) -> bool:
    """True when the issuer is named before the token or behind it in its line."""
    if not word:
        return True
    before = text[max(0, match.start() - _NAMED_WITHIN) : match.start()].rpartition(CELL_END)[2]
    behind = text[match.end() : match.end() + _NAMED_WITHIN].partition("\n")[0]
    return word in before.lower() or word in behind.lower()


def _is_sample(token: str) -> bool:
    if is_sample_token(token) or checksums.entropy(token) < TOKEN_ENTROPY_BITS:
        return True
    long = len(token) >= WORDED_LENGTH and not token.isupper()
    return long and naturalness(token) >= WORDED and not is_interleaved(token)
