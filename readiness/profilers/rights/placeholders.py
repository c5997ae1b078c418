"""Values in the place of a secret: examples, templates, variables. They are no finding."""

from __future__ import annotations

import re

_MARKS = re.compile(
    r"example|change[-_ ]?me|place[-_ ]?holder|redacted|dummy|sample|your[-_ ]?|xxx|\*\*\*|\.\.\.|…|<[^>]*>|\$\{|\$\(|"
    r"\{\{|%\(|%[sd]\b|insert[-_ ]|replace[-_ ]|todo|fixme|fake|notreal|not[-_]a[-_]real|_here\b|"
    r"(?:my|some|test)[-_]?(?:secret|pass|token|key)|secret[-_]?(?:name|arn|id)\b|abcdef0?1234|deadbeef|0123456789abcdef",
    re.IGNORECASE,
)
_WORDS = frozenset(
    word
    for line in (
        "password passwd passphrase pass pwd secret token key admin root user username foo bar baz none null nil true",
        "false string str text required optional hidden empty undefined default unset value required: enter prompt ask",
        "yes no on off n/a tbd letmein hunter qwerty postgres mysql guest",
    )
    for word in line.split()
)
_CODE = re.compile(
    r"[\w.]+\(|[\w.]+\[|\$\w|%\w+%|@\w+$|(?:self|this|os|env|process|config|settings|request|req|params|args|options|data|"
    r"props|state|context|ctx|app|var|local|module|vault|ssm|secrets?|ENV|System)[.:\[]|[!&*]\w+$|/[\w./-]+$|https?://|0x[0-9A-Fa-f]+$",
)


def is_placeholder(value: str) -> bool:
    """True when a value only replaces a secret (``changeme``, ``${TOKEN}``, ``xxxx``) or is code that fetches one.

    >>> is_placeholder("${DB_PASSWORD}"), is_placeholder("Tr0ub4dor&3")
    (True, False)
    """
    bare = value.strip("\"'`<>[](){}").lower()
    return not bare or bare in _WORDS or len(set(bare)) <= 2 or bool(_MARKS.search(value)) or bool(_CODE.match(value))
