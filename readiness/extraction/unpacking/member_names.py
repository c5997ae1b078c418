"""Names of members: paths inside the container, escaped and unique."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_DRIVE = re.compile(r"^[A-Za-z]:(?=[\\/])")
_LONGEST_NAME = 400
"""Characters of a member's path; longer ones keep both ends around a digest. Chosen by us: file systems stop at 255 a
part, and a name has to be printed."""

_BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that show a name in another order than it is written in (Unicode TR 36, 3.1): ``fdp.exe`` as ``exe.pdf``."""


def leads_outside(raw: str) -> bool:
    """True for a name that would be unpacked outside the folder chosen for it."""
    return ".." in re.split(r"[\\/]", raw)


def member_name(raw: str) -> str:
    r"""The path of a member below its container: slashes, no drive, no root, no parent folders.

    Characters that would be misread are written as ``%XX``, the ``!`` that separates members among them.

    >>> member_name(r"C:\Users\ann\Q3 report.pdf"), member_name("../../etc/passwd"), member_name("/a//./b\n.txt")
    ('Users/ann/Q3 report.pdf', '%2E%2E/%2E%2E/etc/passwd', 'a/b%0A.txt')
    """
    parts = _DRIVE.sub("", raw.replace("\x00", "")).replace("\\", "/").split("/")
    kept = ("%2E%2E" if part == ".." else "".join(map(_escape, part)) for part in parts if part not in {"", "."})
    return _shorten("/".join(kept)) or "unnamed"


def _escape(character: str) -> str:
    if character == "!" or character in _BIDIRECTIONAL or unicodedata.category(character) in {"Cc", "Cs"}:
        return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))
    return character


def _shorten(name: str) -> str:
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{name[: _LONGEST_NAME // 2]}~{digest}~{name[-_LONGEST_NAME // 4 :]}"


class Names:
    """Hands out each name once; a repeated one is numbered before its extension, as mail programs do."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def unique(self, name: str) -> str:
        """``name``, or ``stem (2).ext`` and so on where it was given out before.

        >>> names = Names()
        >>> [names.unique(name) for name in ("a/x.pdf", "a/x.pdf", "a/x (2).pdf")]
        ['a/x.pdf', 'a/x (2).pdf', 'a/x (2) (2).pdf']
        """
        given = name
        while given in self._next:
            self._next[name] += 1
            folder, slash, last = name.rpartition("/")
            stem, dot, extension = last.rpartition(".")
            stem, tail = (stem, dot + extension) if stem else (last, "")
            given = f"{folder}{slash}{stem} ({self._next[name]}){tail}"
        self._next[given] = 1
        return given
