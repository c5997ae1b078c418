"""Imports of the server that workers are forked from: the parsers, loaded there and never used there."""

from __future__ import annotations

import contextlib
import importlib

from readiness.extraction.readers import HEAVY_MODULES, READERS, reader_of

for _name in HEAVY_MODULES:
    with contextlib.suppress(ImportError):  # the reader that needs it reports it for the documents concerned
        importlib.import_module(_name)
for _format in READERS:
    reader_of(_format)
