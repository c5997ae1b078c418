"""What a scorecard says of reading: counted, with intervals where sampled, and never more than was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.config.project import Project
from readiness.model import Extraction, Interval
from readiness.scoring.extraction import COLUMNS, summarise
from readiness.scoring.intervals import wilson

Row = dict[str, Any]


def opened(number: int, of: str = "docx", outcome: str = "ok", **changes: Any) -> Row:
    facts = {"source": "files", "item": f"{number}.{of}", "kind": "document", "format": of, "outcome": outcome}
    return {**facts, "engine": "lxml", "characters": 100 if outcome == "ok" else 0, **changes}


def compared(number: int, agreement: float | None = 1.0, of: str = "docx", **changes: Any) -> Row:
    facts = {"source": "files", "item": f"{number}.{of}", "format": of}
    state = "unread" if agreement is None else "compared"
    return {**facts, "state": state, "agreement": agreement, "recall": agreement, "precision": 1.0, **changes}


def page(number: int, words: int = 200, confidence: float = 0.97, **changes: Any) -> Row:
    facts = {"source": "files", "item": f"{number}.pdf", "format": "pdf", "state": "read"}
    return {**facts, "words": words, "confidence": confidence, **changes}


def summary(rows: Sequence[Row], sample: Sequence[Row] = (), pages: Sequence[Row] = (), **settings: Any) -> Extraction:
    source = {"name": "files", "url": ".", "engine": settings.pop("engine", "lanes")}
    project = Project.model_validate({"project": "p", "sources": [source], "extraction": settings})
    full = [{name: row.get(name) for name in schemas.PROFILE_DOCUMENTS.names} for row in rows]
    batches = pa.Table.from_pylist(full, schema=schemas.PROFILE_DOCUMENTS).select(COLUMNS).to_batches()
    second = _table(sample, schemas.EXTRACTION_CONFIDENCE)
    return summarise(batches, second, _table(pages, schemas.OCR_SAMPLE), project)


def _table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def test_every_outcome_is_counted_tables_among_them() -> None:
    rows = [opened(1), opened(2, outcome="encrypted"), opened(3, "csv", kind="table"), opened(4, outcome="encrypted")]
    assert summary(rows).outcomes == {"encrypted": 2, "ok": 2}


def test_a_sample_has_an_interval_and_names_the_documents_that_disagree() -> None:
    found = summary([opened(n) for n in range(40)], [compared(n) for n in range(9)] + [compared(9, 0.5)])
    (docx,) = found.confidence
    assert (docx.documents, docx.compared, docx.agreeing, docx.recall) == (40, 10, 0.9, 1.0)
    interval = wilson(9, 10)
    assert docx.interval == Interval(low=interval.low, high=min(interval.high, 39 / 40))
    assert [(low.item, low.agreement) for low in docx.low] == [("9.docx", 0.5)]


def test_a_census_has_no_interval() -> None:
    (docx,) = summary([opened(1), opened(2)], [compared(1), compared(2)]).confidence
    assert (docx.agreeing, docx.interval) == (1.0, None)


@pytest.mark.parametrize(
    ("row", "sample", "size", "reason"),
    [
        (opened(1, "doc"), [], 9, "unstructured reads no doc without other programs"),
        (opened(1), [], 0, "extraction.confidence_sample is 0"),
        (opened(1), [compared(1, None)], 9, "unstructured read no text from the 1 drawn"),
        (opened(1, characters=10_000_000), [], 9, "too long, or inside archives"),
        (opened(1, container="a.zip"), [], 9, "too long, or inside archives"),
        (opened(1), [], 9, "the sample was too small to include it"),
    ],
)
def test_what_was_not_compared_says_why_and_claims_nothing(row: Row, sample: list[Row], size: int, reason: str) -> None:
    (found,) = summary([row], sample, confidence_sample=size).confidence
    assert (found.agreeing, found.recall, found.interval, found.reason) == (None, None, None, reason)


def test_documents_that_did_not_read_have_no_confidence_to_speak_of() -> None:
    assert summary([opened(1, outcome="corrupt"), opened(2, "png", "needs_ocr", pages=1)]).confidence == ()


def test_lanes_that_stood_in_for_unstructured_are_counted_where_it_was_asked_for() -> None:
    rows = [opened(1, "pdf"), opened(2, engine="unstructured"), opened(3, "pdf", "needs_ocr", pages=2)]
    assert summary(rows, engine="unstructured").instead == {"pdf": 1}
    assert summary(rows).instead == {}


def test_the_backlog_counts_pages_of_scans_and_of_half_scans() -> None:
    rows = [
        opened(1, "pdf", "needs_ocr", pages=10, pages_without_text=10),
        opened(2, "pdf", pages=40, pages_without_text=1),
        opened(3, "pdf", "garbled_text_layer", pages=4, pages_without_text=0),
        opened(4, "png", "needs_ocr", pages=1, pages_without_text=1),
        opened(5, "pdf", "encrypted", pages=9, pages_without_text=9),
    ]
    ocr = summary(rows).ocr
    assert (ocr.documents, ocr.partly, ocr.pages, ocr.hours) == (4, 1, 16, 16 * 8 / 3600)
    assert (ocr.sampled, ocr.reason) == (0, "extraction.ocr_sample is 0")


def test_a_page_is_legible_where_there_are_words_and_the_engine_is_sure() -> None:
    pages = [page(1), page(2, words=2), page(3, confidence=0.5), page(4, state="failed")]
    ocr = summary([opened(1, "pdf", "needs_ocr", pages=1)], pages=pages, ocr_sample=9).ocr
    assert (ocr.sampled, ocr.legible, ocr.words_per_page, ocr.confidence, ocr.reason) == (3, 1, 200, 0.97, "")


def test_where_every_page_failed_nothing_is_said_of_legibility(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.extraction.ocr.find_spec", lambda name: name)
    failed = [page(1, state="failed"), page(2, state="failed")]
    ocr = summary([opened(1, "pdf", "needs_ocr", pages=1)], pages=failed, ocr_sample=9).ocr
    assert (ocr.sampled, ocr.confidence, ocr.reason) == (0, None, "none of the 2 pages drawn could be read")
