"""Interface of every connector: probe, list, stat, fetch. It opens no document and judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa

from connectors.left_out import ListingLog
from readiness.model import Access
from readiness.tables.base import TableStream


class Connector(Protocol):
    """Somewhere items are. Made by ``connectors.registry.open_connector``.

    Methods raise ``readiness.errors.AccessError`` (``Retryable`` or ``Terminal``) and nothing else on purpose;
    messages never hold credentials.
    """

    name: str
    """The source's name in the project config."""

    def probe(self) -> Access:
        """Try to reach, authenticate, list and read one item; never raises: a failure is the answer."""
        ...

    def list(self, log: ListingLog | None = None) -> Iterator[pa.RecordBatch]:
        """Every item, in a stable order, as batches of ``schemas.INVENTORY`` (``slices`` left null).

        An item that cannot be statted, or is no regular file, is listed with its ``state`` and ``problem``. A place
        that cannot be listed is no item and raises nothing: ``log`` collects such places, and what is left out.
        """
        ...

    def fetch(self, item: str) -> BinaryIO:
        """The bytes of one item as a readable stream that the caller closes."""
        ...

    def local_path(self, item: str) -> Path | None:
        """Return the path of an item that is already on this machine's disk, so that no copy is needed; else None."""
        ...

    def table(self, item: str, *, limit: int | None = None) -> TableStream:
        """A database table as a stream of at most ``limit`` rows; connectors of files raise ``Terminal``."""
        ...
