"""Review dates that owners declared themselves, against an answer key. Figures are floors, not targets."""

import datetime as dt
import json
from pathlib import Path

import pytest

from readiness.document_dates import claims, read_document_dates, review

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SET = DATA / "stale-gdsway"
AS_OF = dt.date(2026, 11, 22)
pytestmark = [pytest.mark.real, pytest.mark.skipif(not SET.exists(), reason="../shared/data is absent")]


def test_overdue_reviews_are_those_that_the_owners_declared() -> None:
    docs = SET / "docs"
    truth = set(json.loads((SET / "truth.json").read_text(encoding="utf-8"))["positives"])
    overdue = set()
    for path in sorted(path for path in docs.rglob("*") if path.is_file()):
        promise = review(read_document_dates(text=path.read_text(encoding="utf-8"), name=path.name).claims)
        if promise and promise.overdue(AS_OF):
            overdue.add(path.relative_to(docs).as_posix())
    assert overdue == truth


def test_only_the_one_withdrawn_page_says_that_it_is() -> None:
    paths = sorted(path for path in (SET / "docs").rglob("*") if path.is_file())
    withdrawn = [
        p.name for p in paths if read_document_dates(text=p.read_text(encoding="utf-8"), name=p.name).withdrawal
    ]
    assert withdrawn == ["operating-systems.html.md.erb"]


def test_a_whole_enterprise_is_read_through_its_formats() -> None:
    """PDF, Word, HTML, Markdown and text: what is overdue, with no false alarm among the rest."""
    from readiness.extraction import extract

    tree = DATA / "enterprise-a-albion" / "tree"
    key = json.loads((tree.parent / "answer_key.json").read_text(encoding="utf-8"))["documents"]
    truth = {item["path"]: item["due"] for item in key["review_overdue"]["items"]}
    found = {}
    for path in sorted(path for folder in ("docs", "shared-drive") for path in (tree / folder).rglob("*")):
        if path.suffix in {".md", ".txt", ".html", ".pdf", ".docx"}:
            document = extract(path)
            promise = review(claims(text=document.text, metadata=document.metadata, name=path.name))
            if promise and promise.overdue(AS_OF):
                found[path.relative_to(tree).as_posix()] = str(promise.due)
    assert len(found.keys() - truth.keys()) <= 1
    assert len({path for path, due in found.items() if truth.get(path) == due}) >= 0.95 * len(truth)
