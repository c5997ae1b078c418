"""Bounds on reading one document; none of them changes the text of an undamaged document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionSettings:
    """Defaults are those of ``readiness.config.project.Resources``.

    Parameters
    ----------
    workers: processes that read at the same time.
    seconds: wall time for one document, from its start in a worker to its end.
    memory_mb: address space one worker may take beyond what it holds when idle.
    max_bytes: larger documents are not opened.
    max_characters: longer texts are cut there and called too large.
    archive_members: members taken out of one delivered file, nested ones included.
    archive_bytes: bytes that one delivered file may unpack to beyond its own size, nested containers included.
    """

    workers: int = 2
    seconds: float = 30.0
    memory_mb: int = 2048
    max_bytes: int = 256 * 1024 * 1024
    max_characters: int = 20_000_000
    archive_members: int = 100_000
    archive_bytes: int = 16 * 1024 * 1024 * 1024
