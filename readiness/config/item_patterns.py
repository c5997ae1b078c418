"""Patterns over item names, read as ``.gitignore`` reads them."""

from __future__ import annotations

import re


def pattern_of(glob: str) -> re.Pattern[str]:
    """A glob as a regular expression over ``/``-separated items.

    ``*`` and ``?`` stay within one name, ``**`` crosses folders, ``[abc]`` is one of. Without a ``/`` a pattern
    matches a name at any depth. A pattern that matches a folder matches all below it.

    >>> bool(pattern_of("*.tmp").fullmatch("a/b.tmp"))
    True
    """
    anchored = "/" in glob.rstrip("/")
    body = _translate(glob.strip("/"))
    return re.compile(f"{'' if anchored else '(?:.*/)?'}{body}(?:/.*)?", re.DOTALL)


def _translate(glob: str) -> str:
    out, i = "", 0
    while i < len(glob):
        token, i = _token(glob, i)
        out += token
    return out


def _token(glob: str, i: int) -> tuple[str, int]:
    if glob.startswith("**/", i):
        return "(?:.*/)?", i + 3
    if glob.startswith("**", i):
        return ".*", i + 2
    if glob[i] == "*":
        return "[^/]*", i + 1
    if glob[i] == "?":
        return "[^/]", i + 1
    end = glob.find("]", i + 2)
    if glob[i] == "[" and end > 0:
        inside = glob[i + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
        negated = "^/" + inside[1:] if inside[0] in "!^" else inside
        return f"[{negated}]", end + 1
    return re.escape(glob[i]), i + 1
