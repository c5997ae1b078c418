"""What a scorecard says of reading: counted, with intervals where sampled, and never more than was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.config.project import Project
from readiness.extraction.ocr import why_not
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


def test_documents_are_weighed_by_the_source_they_were_drawn_from() -> None:
    rows = [opened(n) for n in range(30)] + [opened(n, source="mail") for n in range(10)]
    sample = [compared(n) for n in range(10)] + [compared(n, 0.5, source="mail") for n in range(5)]
    (docx,) = summary(rows, sample).confidence
    assert (docx.documents, docx.compared, docx.unread) == (40, 15, 0)
    assert docx.agreeing == 0.75
    assert docx.interval is not None
    assert docx.interval.low < 0.75 < docx.interval.high


def test_readers_agree_from_eight_tenths_on() -> None:
    sample = [compared(1, 0.8), compared(2, 0.79)]
    (docx,) = summary([opened(1), opened(2)], sample).confidence
    assert (docx.agreeing, [one.item for one in docx.low]) == (0.5, ["2.docx"])


def test_medians_and_what_was_not_read_are_of_the_compared_alone() -> None:
    sample = [compared(1, 0.9, precision=0.7), compared(2, 0.95, precision=0.9), compared(3, 1.0), compared(4, None)]
    (docx,) = summary([opened(n) for n in range(9)], sample).confidence
    assert (docx.recall, docx.precision, docx.compared, docx.unread, docx.reason) == (0.95, 0.9, 3, 1, "")


def test_ten_documents_that_disagree_most_are_named_worst_first() -> None:
    sample = [compared(n, 0.7 - n / 100) for n in range(12)] + [compared(90, 0.1, source="mail")]
    (docx,) = summary([opened(n) for n in range(99)], sample).confidence
    assert [(one.source, one.item) for one in docx.low][:3] == [
        ("mail", "90.docx"),
        ("files", "11.docx"),
        ("files", "10.docx"),
    ]
    assert len(docx.low) == 10


def test_formats_are_apart_and_in_order_and_locked_documents_are_read() -> None:
    rows = [opened(1, "txt"), opened(2, "docx"), opened(3, "docx", "owner_locked"), opened(4, "csv", kind="table")]
    found = summary(rows, [compared(1, of="txt"), compared(2, 0.5)]).confidence
    assert [(one.format, one.documents, one.compared, one.agreeing) for one in found] == [
        ("docx", 2, 1, 0.0),
        ("txt", 1, 1, 1.0),
    ]


def test_lanes_stand_in_per_format_and_only_in_sources_that_ask() -> None:
    rows = [opened(1, "pdf"), opened(2, "pdf"), opened(3), opened(4, source="mail"), opened(5, engine="unstructured")]
    assert summary(rows, engine="unstructured").instead == {"docx": 1, "pdf": 2}


def test_outcomes_and_formats_are_in_order() -> None:
    rows = [opened(1), opened(2, outcome="encrypted"), opened(3, "txt"), opened(4, "doc")]
    assert list(summary(rows).outcomes) == ["encrypted", "ok"]
    assert list(summary(rows, engine="unstructured").instead) == ["doc", "docx", "txt"]


@pytest.mark.parametrize(
    ("pages", "bare", "counts"),
    [
        (10, 10, (1, 0, 10)),
        (10, 9, (1, 1, 9)),
        (10, 1, (1, 1, 1)),
        (10, 0, (0, 0, 0)),
        (1, 1, (1, 0, 1)),
    ],
)
def test_a_document_with_some_bare_pages_is_partly_a_scan(pages: int, bare: int, counts: tuple[int, int, int]) -> None:
    ocr = summary([opened(1, "pdf", pages=pages, pages_without_text=bare)]).ocr
    assert (ocr.documents, ocr.partly, ocr.pages) == counts


def test_no_page_to_read_is_said_where_none_was_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.extraction.ocr.find_spec", lambda name: name)
    ocr = summary([opened(1)], ocr_sample=9).ocr
    assert (ocr.reason, ocr.confidence, ocr.words_per_page, ocr.legible) == ("there is no page to read", None, None, 0)


def test_a_reader_that_is_not_installed_is_why_no_page_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.extraction.ocr.find_spec", lambda _: None)
    ocr = summary([opened(1, "pdf", "needs_ocr", pages=1)], pages=[page(1, state="failed")], ocr_sample=9).ocr
    assert ocr.reason == why_not()
    assert ocr.reason != ""


def test_pages_have_medians_of_their_own() -> None:
    pages = [page(1, 10, 0.9), page(2, 30, 0.5), page(3, 20, 0.7), page(4, 900, 0.1, state="failed")]
    ocr = summary([opened(1)], pages=pages, ocr_sample=9).ocr
    assert (ocr.sampled, ocr.words_per_page, ocr.confidence) == (3, 20, 0.7)


def test_a_long_document_of_one_source_does_not_hide_that_another_was_not_reached() -> None:
    rows = [opened(1, characters=10_000_000), opened(2, source="mail"), opened(3, "txt", characters=10_000_000)]
    found = {one.format: one.reason for one in summary(rows, confidence_sample=9).confidence}
    assert found == {"docx": "the sample was too small to include it", "txt": "too long, or inside archives"}
