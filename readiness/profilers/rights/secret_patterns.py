"""Passwords, keys and tokens in text: prefixes that issuers publish, and assignments of real values."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from readiness.model import Span
from readiness.profilers.rights import checksums
from readiness.profilers.rights.keyword_search import keyword_matches
from readiness.profilers.rights.placeholders import is_placeholder
from readiness.profilers.rights.recognisers import Recogniser, detect, span
from readiness.profilers.rights.secret_values import find_hashes, find_logins, is_password_like

KEY_ENTROPY_BITS = 3.0
"""Bits per character from which a long mixed value counts as random. TruffleHog and detect-secrets use 3.0 for hex
and 4.5 for base64; the lower one is taken, since letters and digits must both be there."""

_TOKENS: tuple[tuple[str, str, str], ...] = (
    ("AWS_ACCESS_KEY", r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])", "akia asia abia acca"),
    ("ANTHROPIC_KEY", r"sk-ant-[A-Za-z0-9_-]{20,200}", "sk-ant-"),
    ("AZURE_STORAGE_KEY", r"AccountKey=[A-Za-z0-9+/]{80,90}={0,2}", "accountkey="),
    ("DATABRICKS_TOKEN", r"dapi[a-f0-9]{32}", "dapi"),
    ("DIGITALOCEAN_TOKEN", r"do[opr]_v1_[a-f0-9]{64}", "doo_v1_ dop_v1_ dor_v1_"),
    (
        "GITHUB_TOKEN",
        r"(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{22,255})",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
    ),
    ("GITLAB_TOKEN", r"gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,100}", "glpat- gldt- glrt- glptt- glcbt-"),
    ("GOOGLE_API_KEY", r"AIza[A-Za-z0-9_-]{35}", "aiza"),
    ("GOOGLE_OAUTH_TOKEN", r"(?:ya29\.[A-Za-z0-9_-]{20,500}|GOCSPX-[A-Za-z0-9_-]{28})", "ya29. gocspx-"),
    ("HUGGINGFACE_TOKEN", r"hf_[A-Za-z0-9]{30,60}", "hf_"),
    ("JWT", r"eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{16,2000}", "eyj"),
    ("MAILGUN_KEY", r"key-[a-f0-9]{32}", "key-"),
    ("NPM_TOKEN", r"npm_[A-Za-z0-9]{36}", "npm_"),
    ("OPENAI_KEY", r"sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{32,200}", "sk-"),
    ("PYPI_TOKEN", r"pypi-[A-Za-z0-9_-]{50,300}", "pypi-"),
    ("SENDGRID_KEY", r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}", "sg."),
    ("SHOPIFY_TOKEN", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}", "shpat_ shpca_ shppa_ shpss_"),
    ("SLACK_TOKEN", r"xox[abeoprs]-[A-Za-z0-9-]{10,250}", "xox"),
    (
        "SLACK_WEBHOOK",
        r"hooks\.slack\.com/services/T[A-Z0-9]{6,14}/B[A-Z0-9]{6,14}/[A-Za-z0-9]{16,32}",
        "hooks.slack.com/",
    ),
    ("STRIPE_KEY", r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9]{24,100}", "sk_ rk_ whsec_"),
    ("TELEGRAM_TOKEN", r"\d{8,10}:AA[A-Za-z0-9_-]{32,34}", ""),
    ("TWILIO_KEY", r"SK[a-f0-9]{32}(?![a-f0-9])", "sk"),
    ("VAULT_TOKEN", r"hv[bsr]\.[A-Za-z0-9_-]{24,200}", "hvb. hvs. hvr."),
)
"""Kind, shape and beginnings in lower case: the prefixes that issuers gave their tokens so that scanners find them."""

_TOKEN_PATTERNS = tuple(
    (kind, re.compile(rf"(?<![A-Za-z0-9_-])(?:{shape})"), tuple(cues.split())) for kind, shape, cues in _TOKENS
)
_SURE = {
    "GITHUB_TOKEN": re.compile(r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{30,255}"),
    "JWT": re.compile(r"(?!)"),
    "OPENAI_KEY": re.compile(r"sk-[A-Za-z0-9]{48}|sk-(?:proj|svcacct)-[A-Za-z0-9_-]{40,200}|sk-\S*T3BlbkFJ\S*"),
    "SENDGRID_KEY": re.compile(r"SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{32,50}"),
    "SLACK_TOKEN": re.compile(r"xox[abeoprs]-(?=\S*\d)[A-Za-z0-9-]{24,250}"),
    "STRIPE_KEY": re.compile(r"(?:sk|rk)_live_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9]{24,100}"),
}
"""Shapes that make a token certain, where its prefix alone does not: keys for testing and signed
claims (which expire, and are printed in manuals) are likely."""

_NAMED_BY = {"MAILGUN_KEY": "mailgun", "TWILIO_KEY": "twilio"}
"""Issuers that must be named near a token: hex digits behind a short word are mostly digests."""

_NAMED_WITHIN = 200  # characters before a token, chosen by us
_KEY_BLOCK = re.compile(r"-----BEGIN (?:[A-Z]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----")
_KEY_BODY = re.compile(r"[A-Za-z0-9+/=]{16}")
_KEY_BODY_WITHIN = 400  # headers such as Proc-Type lie between the marker and the key
_AWS_SECRET = re.compile(
    r"aws[\w .-]{0,20}?(?:secret|key)[\w .-]{0,20}['\"]?\s{0,3}[:=]{1,2}>?\s{0,3}['\"]?"
    r"(?P<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"(?:password|passwd|passwort|kennwort|mot de passe|contraseña|pwd|passphrase|passcode|(?<![a-z])pass)"
    r"(?:[\"'\]\)]{0,2}[ \t]{0,3}(?::=|=>|:|=)|[ ]is:?)"
    r"[ \t]{0,4}(?P<quote>[\"'`]?)(?P<value>[^\s\"'`;]{4,128})",
    re.IGNORECASE,
)
_KEYED = re.compile(
    r"(?:secret|token|api[_-]?key|apikey|access[_-]?key|auth[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|"
    r"client[_-]?secret|credentials?)[\"'\]\)]{0,2}[ \t]{0,3}(?::=|=>|:|=)[ \t]{0,3}[\"'`]?"
    r"(?P<value>[A-Za-z0-9+/=_.~-]{16,256})",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\bbearer[ ]{1,2}(?P<value>[A-Za-z0-9+/=_.~-]{20,2000})", re.IGNORECASE)
_BASIC = re.compile(
    r"\bauthorization[\"']?[ ]?[:=][ ]?[\"']?basic[ ](?P<value>[A-Za-z0-9+/]{8,200}={0,2})",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:\blogin[ ]\S{1,64}[ ]password[ ]|\bcurl\b[^\n]{0,200}?[ ](?:-u|--user)[ ]['\"]?[^\s:'\"]{1,64}:)"
    r"(?P<value>[^\s'\"]{4,128})"
)


def _tokens(text: str) -> Iterator[Span]:
    for kind, pattern, cues in _TOKEN_PATTERNS:
        for match in keyword_matches(pattern, text, cues):
            if is_placeholder(match[0]) or checksums.entropy(match[0]) < KEY_ENTROPY_BITS - 0.5:
                continue
            near = text[max(0, match.start() - _NAMED_WITHIN) : match.start()].lower()
            if _NAMED_BY.get(kind, "") in near:
                sure = _SURE.get(kind)
                yield span(match.start(), match.end(), kind, 0.95 if not sure or sure.fullmatch(match[0]) else 0.7)


def _private_keys(text: str) -> Iterator[Span]:
    for match in _KEY_BLOCK.finditer(text):
        body = text[match.end() : match.end() + _KEY_BODY_WITHIN]
        real = _KEY_BODY.search(body.partition("-----END")[0]) and not is_placeholder(body[:60].strip())
        yield span(match.start(), match.end(), "PRIVATE_KEY", 0.95 if real else 0.3)


def _random(value: str) -> bool:
    """True for a value like those of a key generator: letters and digits mixed, long and without a pattern."""
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    worded = re.fullmatch(r"[a-zA-Z]+(?:[-_./][a-zA-Z0-9]{1,12}){1,8}", value)
    return mixed and not worded and checksums.entropy(value) >= KEY_ENTROPY_BITS


def _holds_login(value: str) -> bool:
    try:
        user, colon, password = base64.b64decode(value + "=" * (-len(value) % 4)).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return bool(user and colon) and not is_placeholder(password)


def _real_key(value: str) -> bool:
    return not is_placeholder(value) and _random(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assignment:
    """A way to write a secret down: its pattern, the words it begins with, and the test of a real value."""

    kind: str
    pattern: re.Pattern[str]
    cues: tuple[str, ...]
    real: Callable[[str], bool]
    score: float


_PASSWORD_CUES = ("pass", "pwd", "kennwort", "mot de passe", "contraseña")
_KEY_CUES = ("secret", "token", "api", "access", "auth", "private", "encryption", "signing", "client", "credential")
_ASSIGNMENTS = (
    _Assignment(kind="AWS_SECRET_KEY", pattern=_AWS_SECRET, cues=("aws",), real=_real_key, score=0.9),
    _Assignment(kind="PASSWORD", pattern=_LOGIN, cues=("login ", "curl "), real=is_password_like, score=0.7),
    _Assignment(kind="PASSWORD", pattern=_PASSWORD, cues=_PASSWORD_CUES, real=is_password_like, score=0.65),
    _Assignment(kind="GENERIC_SECRET", pattern=_KEYED, cues=_KEY_CUES, real=_real_key, score=0.65),
    _Assignment(kind="BEARER_TOKEN", pattern=_BEARER, cues=("bearer ",), real=_real_key, score=0.7),
    _Assignment(kind="BASIC_AUTH", pattern=_BASIC, cues=("authorization",), real=_holds_login, score=0.8),
)


def _assignments(text: str) -> Iterator[Span]:
    for way in _ASSIGNMENTS:
        for match in keyword_matches(way.pattern, text, way.cues):
            if way.real(match["value"]):
                yield span(match.start("value"), match.end("value"), way.kind, way.score)


RECOGNISERS = (
    Recogniser(find=_tokens, best=0.95),
    Recogniser(find=_private_keys, best=0.95),
    Recogniser(find=find_logins, best=0.9),
    Recogniser(find=_assignments, best=0.9),
    Recogniser(find=find_hashes, best=0.7),
)

CERTAIN_CUES = "|".join(
    (
        *(re.sub(r"(\{\d+),\d+\}", r"\1}", re.sub(r"\(\?![^)]*\)", "", shape)) for _, shape, _ in _TOKENS),
        "PRIVATE KEY",
        r"://[^\s:@/]*:[^\s@/]+@",
        r"(?i:aws.{0,40}(?:secret|key))",
    )
)
"""An RE2 pattern that every certain secret matches: cells without a match need no closer examination."""


def find_secrets(text: str, *, minimum: float = 0.0) -> tuple[Span, ...]:
    """Passwords, keys and tokens found in ``text``, in order, without overlaps.

    Parameters
    ----------
    text: any text; time is linear in its length.
    minimum: leave out spans with a lower score. The audit counts from ``FOUND_SCORE`` on.

    Returns
    -------
    Spans of the secret itself (of a private key its first line). Kinds name the issuer (``AWS_ACCESS_KEY``,
    ``GITHUB_TOKEN``, ...) or the shape (``PRIVATE_KEY``, ``JWT``, ``PASSWORD``, ``CONNECTION_STRING``, ...).
    Placeholders (``changeme``, ``${TOKEN}``, anything with EXAMPLE) are left out.

    >>> find_secrets("password: ${DB_PASSWORD}")
    ()
    """
    return detect(text, RECOGNISERS, minimum)
