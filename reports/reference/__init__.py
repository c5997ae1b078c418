"""The reference pages in ``docs/``: prose is written by hand, tables are generated from the code they describe.

A page holds blocks between ``<!-- generated: NAME -->`` and ``<!-- end: NAME -->``. ``python -m reports.reference``
writes their content anew and leaves the rest as it is; a test fails when a block is stale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from reports.reference import config_keys, evidence, files, formats, glossary_page, indicators, pages

DOCS = Path(__file__).parent.parent.parent / "docs"

BLOCKS: dict[str, Callable[[], str]] = {
    "config keys": config_keys.render,
    "evidence": evidence.render,
    "formats": formats.render,
    "glossary": glossary_page.render,
    "indicators": indicators.render,
    "indicators at a glance": indicators.render_overview,
    "pages": lambda: pages.render(DOCS),
    "planned indicators": indicators.render_planned,
    "published files": files.render_published,
    "stage files": files.render_stages,
}
"""Block name -> what makes its content."""

_BLOCK = re.compile(r"(?s)(<!-- generated: (?P<name>[a-z ]+) -->\n).*?(<!-- end: (?P=name) -->)")


def refresh(page: str) -> str:
    """The page with every generated block made anew; raises ``KeyError`` for a block that nothing makes."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found['name']]().strip()}\n\n{found[3]}", page)


def blocks_of(page: str) -> tuple[str, ...]:
    """Names of the generated blocks in a page, in order."""
    return tuple(match["name"] for match in _BLOCK.finditer(page))


def stale_pages(docs: Path = DOCS) -> Iterator[tuple[Path, str]]:
    """Pages below ``docs`` that differ from the present code, each with its new text."""
    for path in sorted(docs.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        made = refresh(text)
        if made != text:
            yield path, made
