"""The pages that people read, and what can be taken out of them: links, anchors, code blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md", *(ROOT / "docs").rglob("*.md")]
)

_FENCE = re.compile(r"(?ms)^```(?P<language>\w*)[^\n]*\n(?P<code>.*?)^```")
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    """Fenced blocks of one language, in order."""
    found = _FENCE.finditer(path.read_text("utf-8"))
    return [block["code"] for block in found if block["language"] == language]


def prose(path: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", path.read_text("utf-8"))


def relative_links(path: Path) -> Iterator[str]:
    """Targets of links and pictures that do not leave the repository."""
    for found in _LINK.finditer(prose(path)):
        if "://" not in found["target"] and not found["target"].startswith("mailto:"):
            yield found["target"]


def anchors(path: Path) -> frozenset[str]:
    """Anchors that GitHub gives the page's headings: lower case, punctuation dropped, spaces as dashes."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"(?m)^#{1,6} (.+)$", prose(path)):
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return frozenset(found)
