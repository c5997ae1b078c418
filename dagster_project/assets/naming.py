"""Names in Dagster: asset keys by project, identifiers that Dagster accepts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import dagster as dg


def identifier(text: str) -> str:
    """A Dagster name (letters, digits, underscore) for any project or source name."""
    return re.sub(r"\W", "_", text, flags=re.ASCII)


def key(project: str, *parts: str) -> dg.AssetKey:
    return dg.AssetKey([identifier(project), *(identifier(part) for part in parts)])


def keys(project: str, names: Sequence[str]) -> list[dg.AssetKey]:
    return [key(project, name) for name in names]
