"""Members of archives and mailboxes, and attachments of mails, entry by entry.

An unpacker is a module with ``entries(file, name) -> Iterator[Entry]``. It streams, writes nothing, and follows no
link; ``unpack_task`` bounds it and stores each member under the digest of its bytes, never under the member's name.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from readiness.extraction.formats import FORMATS
from readiness.extraction.unpacking.entry import Entry

UNPACKERS = {each.name: each.unpacker for each in FORMATS if each.unpacker}
"""Format -> the module of this package that takes out its members or attachments."""

CONTAINERS = frozenset(each.name for each in FORMATS if each.is_container)
"""Formats that are nothing but their members."""


class _Unpacker(Protocol):
    def entries(self, file: BinaryIO, name: str) -> Iterator[Entry]: ...


def entries(file: BinaryIO, format: str, name: str) -> Iterator[Entry]:  # noqa: A002 - the word of the schema
    """Entries of ``file``, in its own order.

    Raises
    ------
    Unreadable: no further entry can be found; those before it are valid.
    """
    module = importlib.import_module(f"{__name__}.{UNPACKERS[format]}")
    return cast("_Unpacker", module).entries(file, name)
