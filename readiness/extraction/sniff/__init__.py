"""Recognition of file formats by content, the format that a name claims, and agreement of the two."""

from __future__ import annotations

from readiness.extraction.sniff.content import sniff, sniff_bytes, sniff_file
from readiness.extraction.sniff.name_claims import PLAIN_TEXT, agrees, claimed_format, refine_format

__all__ = ["PLAIN_TEXT", "agrees", "claimed_format", "refine_format", "sniff", "sniff_bytes", "sniff_file"]
