"""What documents come packed in: archives, mailboxes, and the attachments of mails, entry by entry.

A reader is a module with ``entries(file, name) -> Iterator[Entry]``. It streams, writes nothing, and follows no link;
``collecting`` bounds what it gives and puts it down under the digest of its bytes, never under a name of its own.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from readiness.extraction.unpacking.entry import Entry

READERS: dict[str, str] = {
    "bz2": "compressed_file",
    "eml": "mail",
    "gz": "compressed_file",
    "mbox": "mailbox",
    "msg": "outlook",
    "tar": "tar_members",
    "xz": "compressed_file",
    "zip": "zip_members",
}
"""Format -> the module that takes it apart."""

CONTAINERS = frozenset(READERS) - {"eml", "msg"}
"""Formats that are nothing but their members. A mail is a document of its own, whatever is attached to it."""


class _Reader(Protocol):
    def entries(self, file: BinaryIO, name: str) -> Iterator[Entry]: ...


def entries(file: BinaryIO, format: str, name: str) -> Iterator[Entry]:  # noqa: A002 - the word of the schema
    """What ``file`` holds, in its own order.

    Raises
    ------
    Unreadable: from here on nothing more can be told apart; what came before stands.
    """
    module = importlib.import_module(f"{__name__}.{READERS[format]}")
    return cast("_Reader", module).entries(file, name)
