"""Pages are current and lead somewhere: generated blocks, links, anchors, make targets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness.catalogue import CATALOGUE, PLANNED
from reports.reference import BLOCKS, blocks_of, refresh, stale_pages
from tests.docs.pages import DOCS, PAGES, ROOT, anchors, blocks, name, prose, relative_links


def test_generated_blocks_are_current() -> None:
    stale = [name(path) for path, _ in stale_pages(DOCS)]
    assert stale == [], "run: python -m reports.reference"


def test_every_generated_block_stands_in_exactly_one_page() -> None:
    found = [block for path in sorted(DOCS.rglob("*.md")) for block in blocks_of(path.read_text("utf-8"))]
    assert sorted(found) == sorted(BLOCKS)


def test_a_stale_block_is_found_and_mended_and_the_prose_is_kept() -> None:
    page = "# Mine\n\n<!-- generated: planned indicators -->\nold\n<!-- end: planned indicators -->\n\nkept\n"
    made = refresh(page)
    assert "old" not in made
    assert made.startswith("# Mine\n")
    assert made.endswith("\n\nkept\n")
    assert all(f"`{code}`" in made for code in PLANNED)
    assert refresh(made) == made


def test_a_block_that_nothing_makes_is_an_error() -> None:
    with pytest.raises(KeyError, match="horoscope"):
        refresh("<!-- generated: horoscope -->\n<!-- end: horoscope -->\n")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_relative_link_leads_to_a_file(path: Path) -> None:
    targets = (link.partition("#")[0] for link in relative_links(path))
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_anchor_in_a_link_is_a_heading(path: Path) -> None:
    broken = []
    for link in relative_links(path):
        target, _, anchor = link.partition("#")
        page = path.parent / target if target else path
        if anchor and anchor not in anchors(page):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    text = path.read_text("utf-8")
    named = {*re.findall(r"`make ([a-z]+)", prose(path)), *re.findall(r"(?m)^make ([a-z]+)", text)}
    assert sorted(named - targets) == []


def test_every_indicator_has_a_heading_of_its_own_and_planned_ones_have_none() -> None:
    found = anchors(DOCS / "indicators.md")
    assert [code for code in CATALOGUE if code.replace(".", "") not in found] == []
    assert [code for code in PLANNED if code.replace(".", "") in found] == []


def test_no_page_names_a_machine() -> None:
    for path in PAGES:
        text = "".join([prose(path), *blocks(path, "sh"), *blocks(path, "yaml")])
        assert re.findall(r"(?<![\w.])/(?:home|root|work|tmp|Users)/\S*", text) == [], name(path)
