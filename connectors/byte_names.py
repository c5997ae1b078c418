"""Names that are bytes, written as text and found again.

A file name on disk is bytes; an item is UTF-8. A valid name is written as it is. In any other, each bad byte becomes
``%XX`` and each ``%`` becomes ``%25``, so that the bytes can be had back.
"""

from __future__ import annotations

import os
from urllib.parse import unquote_to_bytes


def item_name(name: str) -> str:
    r"""One name, as ``os`` gives it (surrogates for bad bytes), as it is written in the inventory.

    >>> item_name("caf\udce9.txt")
    'caf%E9.txt'
    """
    if not _has_bad_bytes(name):
        return name
    return "".join(_escape(character) for character in name)


def item_names(names: list[str]) -> dict[str, str]:
    r"""Written name to real name for one folder, no two alike.

    ``b"a\xff"`` and a real ``a%FF`` would be written the same: the former is then escaped byte by byte.
    """
    plain = {name: name for name in names if not _has_bad_bytes(name)}
    for name in names:
        if _has_bad_bytes(name):
            written = item_name(name)
            plain[_fully_escaped(name) if written in plain else written] = name
    return plain


def real_name(written: str) -> str:
    """Name that ``written`` escapes, for when no file has the written name itself."""
    return os.fsdecode(unquote_to_bytes(written))


def _has_bad_bytes(name: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in name)


def _escape(character: str) -> str:
    if character == "%":
        return "%25"
    return f"%{ord(character) - 0xDC00:02X}" if "\udc80" <= character <= "\udcff" else character


def _fully_escaped(name: str) -> str:
    return "".join(f"%{byte:02X}" for byte in os.fsencode(name))
