"""Formats that are recognised and not read: the detail names the format and how to get its text out."""

from __future__ import annotations

from typing import NoReturn

from readiness.extraction.document import RawFile, Unreadable
from readiness.extraction.formats import BY_NAME
from readiness.model import Outcome

_WORDPERFECT = b"\xffWPC"
_WORDPERFECT_KEY = slice(12, 14)  # WordPerfect file prefix: zero unless a password is set


def read(raw: RawFile) -> NoReturn:
    """Raise ``Unreadable``: encrypted, or unsupported with the name of the format and what converts it."""
    row = BY_NAME[raw.format]
    detail = f"{row.description}; {row.conversion}" if row.conversion else row.description
    locked = raw.data.startswith(_WORDPERFECT) and any(raw.data[_WORDPERFECT_KEY])
    raise Unreadable(Outcome.ENCRYPTED if row.is_encrypted or locked else Outcome.UNSUPPORTED, detail)
