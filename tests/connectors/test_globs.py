"""Include and exclude patterns, read as .gitignore reads them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.globs import filter_of
from readiness.config.item_patterns import pattern_of


@pytest.mark.parametrize(
    ("glob", "item", "matches"),
    [
        ("*.tmp", "a.tmp", True),
        ("*.tmp", "deep/down/a.tmp", True),
        ("*.tmp", "a.tmpx", False),
        ("drafts", "x/drafts/a.txt", True),
        ("drafts/", "drafts/a.txt", True),
        ("drafts", "drafts-2020/a.txt", False),
        ("reports/*.pdf", "reports/a.pdf", True),
        ("reports/*.pdf", "reports/2020/a.pdf", False),
        ("reports/*.pdf", "x/reports/a.pdf", False),
        ("reports/**/*.pdf", "reports/a.pdf", True),
        ("reports/**/*.pdf", "reports/2020/q1/a.pdf", True),
        ("/top.txt", "top.txt", True),
        ("**/a.txt", "a.txt", True),
        ("**", "any/thing", True),
        ("file?.[ct]sv", "file1.tsv", True),
        ("file?.[!ct]sv", "file1.tsv", False),
        ("a+b (1).txt", "a+b (1).txt", True),
        ("[unclosed", "[unclosed", True),
    ],
)
def test_a_pattern_matches_as_gitignore_would(glob: str, item: str, matches: bool) -> None:
    assert bool(pattern_of(glob).fullmatch(item)) is matches


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_a_pattern(glob: str) -> None:
    pattern_of(glob).fullmatch("a/b.txt")


def test_what_is_excluded_is_not_entered() -> None:
    chosen = filter_of(["*.pdf"], ["old/"])
    assert not chosen.enters("old")
    assert chosen.enters("new")
    assert chosen.wants("new/a.pdf")
    assert not chosen.wants("old/a.pdf")
    assert not chosen.wants("new/a.txt")
