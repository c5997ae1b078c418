"""Duplicates, near-duplicates, excerpts and superseded versions among documents, each verified exactly."""

from readiness.profilers.duplicates.profile import measure as measure

__all__ = ["measure"]
