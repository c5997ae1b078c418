"""Whether documents say anything, and whether what they say reads as prose."""

from readiness.profilers.content.profile import measure

__all__ = ["measure"]
