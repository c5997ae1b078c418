"""Values in the place of a secret: examples, templates, variables. They are no finding."""

from __future__ import annotations

import re

from readiness.profilers.rights.word_lists import SECRET_TERMS

_SIGNS = (
    r"\*\*\*|\.\.\.|…|<[^>]*>|\$\{|\$\(|\{\{|\}\}|%\(|%[sd]\b|#\{|@@|\[\w[\w ]*\]$|xxxx|_here\b|"
    r"(?:my|some|test)[-_]?(?:secret|pass|token|key)|secret[-_]?(?:name|arn|id)\b"
)
_LONG_WORDS = (
    r"example|change[-_ ]?(?:me|it|this)|place[-_ ]?holder|redacted|replace[-_ ]|insert[-_ ]|not[-_]?(?:a[-_]?)?real|"
    r"your[-_ ]\w|dummy[-_]?\w|sample[-_]?\w|goes[-_]here|masked|obfuscated"
)
"""Words that chance does not put into a random token: from six letters on one in 10^7 has one."""

_MARKS = re.compile(f"{_SIGNS}|{_LONG_WORDS}")
_SHORT_WORDS = re.compile(r"fake|todo|fixme|dummy|sample|your|xxx|foo|bar|tbd|test|demo")
_FILLER = re.compile(
    rf"{_SHORT_WORDS.pattern}|pass(?:word|wd)?|token|secret|key|api|user|admin|my|the|value|here|name|string|some|this|is|"
    r"not|real|\d+|[\W_]+"
)
_FILLED_SHARE = 0.2
"""Share of a value that may be left beside words such as "fake" and "token" where it was written as a sample. Chosen by
us: a random token with such a word in it by chance keeps most of its letters."""

_SEQUENCES = re.compile(
    r"1234567890?|9876543210?|abcdefghij[k-z]*[0-9]*|abcdef(?:0?12345?)?|qwertyuiop|abcd?1234?|123abc"
)
_SEQUENCE_SHARE = 0.4
"""Share of a value in sequences from which it was typed, not generated. Chosen by us: account numbers in true tokens
may be round, so that one sequence alone proves nothing."""

_VENDOR_SAMPLES = (
    "IOSFODNN7", "wJalrXUtnFEMI", "4eC39HqLyjWDarj", "BQokikJOvBiI2HlW", "eyJzdWIiOiIxMjM0NTY3ODkw", "T00000000",
    "Eby8vdM02xNOcqFlqUwJ", "33f!!lloppa", "hal+9ooo_da!sY",
)  # fmt: skip
"""Inner pieces of keys that vendors print in their manuals: AWS, Stripe, jwt.io, Slack, the Azure emulator, NuGet."""

_WORDS = SECRET_TERMS["placeholders"]
_CODE = re.compile(
    r"[\w.]+\(|[\w.]+\[|\$\w|%\w+%|@\w+$|(?:self|this|os|env|process|config|settings|request|req|params|args|options|data|"
    r"props|state|context|ctx|app|var|local|module|vault|ssm|secrets?|ENV|System)[.:\[]|[!&*]\w+$|!\w+ |~?/[\w./-]+$|"
    r"\w{2,15}://|\{[\w.]+\}$|0x[0-9A-Fa-f]{1,16}$|arn:aws|projects/[\w-]+/secrets/|ref\+|ENC\[|\{cipher\}|\$ANSIBLE_VAULT|@Microsoft\.|"
    r"ssh-(?:rsa|ed25519|dss)\b|file:|env:|data:|urn:|\.{1,2}/"
)


def is_placeholder(value: str) -> bool:
    """True when a value only replaces a secret (``changeme``, ``${TOKEN}``, ``xxxx``) or is code that fetches one.

    >>> is_placeholder("${DB_PASSWORD}"), is_placeholder("Tr0ub4dor&3")
    (True, False)
    """
    bare = value.strip("\"'`<>[](){}").lower()
    return not bare or bare in _WORDS or is_sample_token(value) or bool(_CODE.match(value))


def is_sample_token(token: str) -> bool:
    """True for a token that was made up or printed in a manual: marked so in words, in sequence, or of few symbols."""
    lower = token.lower()
    return (
        len(set(lower)) <= 2
        or bool(_MARKS.search(lower))
        or (bool(_SHORT_WORDS.search(lower)) and len(_FILLER.sub("", lower)) <= _FILLED_SHARE * len(lower))
        or sum(map(len, _SEQUENCES.findall(lower))) >= _SEQUENCE_SHARE * len(lower)
        or any(one in token for one in _VENDOR_SAMPLES)
    )
