"""Content of documents: whether they hold text, and whether the text reads as prose."""

from readiness.profilers.content.profile import measure

__all__ = ["measure"]
