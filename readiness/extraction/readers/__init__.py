"""Readers of documents, one module per format family, as the table in ``formats.py`` names them.

A reader is a module with ``read(raw: RawFile) -> ReadResult``, which may raise ``Unreadable``; it is imported when
first used.
"""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from readiness.extraction.document import RawFile, ReadResult
from readiness.extraction.formats import FORMATS

READERS = {each.name: each for each in FORMATS if each.reader}
"""Format -> its row of the table, for formats that a module of this package reads."""

HEAVY_MODULES = tuple(sorted({library.module for each in FORMATS for library in each.engine.libraries}))
"""Modules that readers import where used; a pool loads them once, before it forks its workers."""


class _Module(Protocol):
    def read(self, raw: RawFile) -> ReadResult: ...


def reader_of(format: str) -> _Module | None:  # noqa: A002 - the word of the schema
    """The module that reads ``format``, None where none does."""
    row = READERS.get(format)
    return cast("_Module", importlib.import_module(f"{__name__}.{row.reader}")) if row else None
