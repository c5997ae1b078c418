"""What a file is, by content; what its name claims; whether the two agree."""

from __future__ import annotations

from readiness.extraction.sniff.content import sniff, sniff_bytes, sniff_file
from readiness.extraction.sniff.name_claims import PLAIN_TEXT, agrees, claimed_format, refined

__all__ = ["PLAIN_TEXT", "agrees", "claimed_format", "refined", "sniff", "sniff_bytes", "sniff_file"]
