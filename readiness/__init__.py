"""Can this AI project begin on this data? Measured, with evidence, before any model work starts.

The functions below are the Python API; the command line and the Dagster assets call the same ones. Each is imported
when first used, so that ``import readiness`` stays light and pulls in neither Dagster nor Great Expectations.

>>> import readiness
>>> [span.kind for span in readiness.find_pii("write to ada@example.org")]
['EMAIL_ADDRESS']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dagster_project.launch import audit as audit
    from dagster_project.launch import gate as gate
    from readiness.document_dates import dates as dates
    from readiness.extraction import extract as extract
    from readiness.near_duplicate_search.api import near_duplicates as near_duplicates
    from readiness.near_duplicate_search.minhash import signatures as signatures
    from readiness.profilers.columns import profile as profile
    from readiness.profilers.format_drift import drift as drift
    from readiness.profilers.rights import find_pii as find_pii
    from readiness.profilers.rights import find_secrets as find_secrets
    from readiness.profilers.semantic.semantic_api import semantic_duplicates as semantic_duplicates

_API = {
    "audit": "dagster_project.launch",
    "dates": "readiness.document_dates",
    "drift": "readiness.profilers.format_drift",
    "extract": "readiness.extraction",
    "find_pii": "readiness.profilers.rights",
    "find_secrets": "readiness.profilers.rights",
    "gate": "dagster_project.launch",
    "near_duplicates": "readiness.near_duplicate_search.api",
    "profile": "readiness.profilers.columns",
    "semantic_duplicates": "readiness.profilers.semantic.semantic_api",
    "signatures": "readiness.near_duplicate_search.minhash",
}
"""Public name -> module. ``audit`` and ``gate`` are of the top layer; naming them here imports nothing (ADR 0002)."""

__all__ = [  # noqa: PLE0604, RUF100 - resolved by __getattr__
    "audit",
    "dates",
    "drift",
    "extract",
    "find_pii",
    "find_secrets",
    "gate",
    "near_duplicates",
    "profile",
    "semantic_duplicates",
    "signatures",
]


def __getattr__(name: str) -> Any:
    if name in _API:
        return getattr(importlib.import_module(_API[name]), name)
    raise AttributeError(f"module 'readiness' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_API})
