"""Imported once by the server that workers are forked from: the parsers, loaded but never used there."""

from __future__ import annotations

import contextlib
import importlib

from readiness.extraction.readers import HEAVY_MODULES, LANES, lane_of

for _name in HEAVY_MODULES:
    with contextlib.suppress(ImportError):  # the lane that needs it says so, for the documents concerned
        importlib.import_module(_name)
for _format in LANES:
    lane_of(_format)
