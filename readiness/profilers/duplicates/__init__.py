"""Duplicates, near-duplicates, excerpts and superseded versions among documents, each verified exactly."""

from readiness.profilers.duplicates.api import near_duplicates
from readiness.profilers.duplicates.profile import measure
from readiness.profilers.duplicates.signatures import signatures, to_datasketch

__all__ = ["measure", "near_duplicates", "signatures", "to_datasketch"]
