"""The list of pages: every Markdown file below ``docs/`` by its first heading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_INDEX = "index.md"


def render(docs: Path) -> str:
    """Guides first, then decisions, each as a link with the page's own title."""
    guides = [_entry(docs, path) for path in sorted(docs.glob("*.md")) if path.name != _INDEX]
    decisions = [_entry(docs, path) for path in sorted((docs / "adr").glob("*.md"))]
    return "\n".join(["All pages:", "", *guides, "", "Decisions, and why:", "", *decisions])


def _entry(docs: Path, path: Path) -> str:
    return f"* [{_title(path)}]({path.relative_to(docs).as_posix()})"


def _title(path: Path) -> str:
    return next(_headings(path), path.stem)


def _headings(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            yield line.removeprefix("# ").strip()
