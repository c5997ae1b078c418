"""Expected files, compared byte by byte. ``python -m tests.golden`` writes them anew: read what changed."""

from __future__ import annotations

from pathlib import Path

from readiness.scoring.serial import to_bytes
from reports import html, markdown
from tests.golden.small_card import CARD, FINDINGS

FOLDER = Path(__file__).parent


def rendered() -> dict[str, bytes]:
    """The three files of the small scorecard, by name, as an audit would publish them."""
    return {
        "scorecard.html": html.render(CARD, FINDINGS),
        "scorecard.json": to_bytes(CARD),
        "scorecard.md": markdown.render(CARD, FINDINGS),
    }
