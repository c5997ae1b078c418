"""The table of ``docs/glossary.md``."""

from __future__ import annotations

from reports.glossary import GLOSSARY
from reports.reference.tables import code, table


def render() -> str:
    """One row per term: its name, its meaning, and how files and config call it."""
    rows = [[f"**{term.name}**", term.meaning, code(term.code) if term.code else ""] for term in GLOSSARY]
    return table(["term", "meaning", "in files and config"], rows)
