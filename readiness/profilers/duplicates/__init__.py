"""Duplicates, near-duplicates, excerpts and superseded versions among documents, each verified exactly.

Each name is imported when it is first used: comparing texts in a notebook needs none of what an audit needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readiness.profilers.duplicates.api import near_duplicates as near_duplicates
    from readiness.profilers.duplicates.profile import measure as measure
    from readiness.profilers.duplicates.signatures import to_datasketch as to_datasketch

_HOMES = {"measure": "profile", "near_duplicates": "api", "to_datasketch": "signatures"}

__all__ = ["measure", "near_duplicates", "to_datasketch"]  # noqa: PLE0604, RUF100 - resolved by __getattr__


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
