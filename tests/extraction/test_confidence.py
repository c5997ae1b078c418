"""A second reader's word for the first: who is drawn, what is compared, and that it is paid for once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness import schemas
from readiness.extraction import batch, cross_check
from readiness.extraction.batch import ExtractionSettings, Job
from readiness.extraction.cross_check import SampleReader, agreement, draw, is_eligible, write_confidence
from readiness.workers import pool
from tests.extraction import samples
from tests.extraction.samples import paragraph

WORDS = st.lists(st.sampled_from(["rent", "is", "due", "on", "monday"]), max_size=12).map(" ".join)


def row(number: int, of: str = "docx", source: str = "files", **changes: Any) -> dict[str, Any]:
    facts = {
        "source": source,
        "item": f"{number}.{of}",
        "kind": "document",
        "outcome": "ok",
        "engine": "lxml",
        "container": None,
    }
    return {**facts, "sha256": f"{number:064}", "format": of, "characters": 100, **changes}


def test_words_are_compared_as_often_as_they_stand_there_whatever_their_case_and_order() -> None:
    found = agreement("The rent is due. The rent!", "RENT due is the")
    assert (found.words, found.words_other, found.shared) == (6, 4, 4)
    assert (found.recall, found.precision, found.share) == (1.0, 4 / 6, 0.8)


def test_compatibility_forms_are_one_word() -> None:
    assert agreement("\ufb01le", "file").share == 1.0


def test_no_words_agree_with_nothing() -> None:
    assert (agreement("", "").share, agreement("rent", "").recall, agreement("", "rent").precision) == (0.0, 0.0, 0.0)


@given(WORDS, WORDS)
def test_swapping_the_readers_swaps_recall_and_precision(one: str, other: str) -> None:
    there, back = agreement(one, other), agreement(other, one)
    assert (there.recall, there.precision, there.share) == (back.precision, back.recall, back.share)
    assert 0 <= min(there.recall, there.precision) <= there.share <= max(there.recall, there.precision) <= 1


def test_documents_that_were_not_read_or_that_only_one_reader_reads_are_not_drawn() -> None:
    assert is_eligible(row(1))
    assert not is_eligible(row(1, outcome="needs_ocr"))
    assert not is_eligible(row(1, "doc"))
    assert not is_eligible(row(1, kind="table"))
    assert not is_eligible(row(1, container="old.zip"))
    assert not is_eligible(row(1, characters=cross_check.MOST_CHARACTERS + 1))


def test_formats_share_the_sample_and_within_each_its_sources() -> None:
    rows = [row(n, "eml") for n in range(50)] + [row(100 + n, "docx", "a") for n in range(50)]
    rows += [row(200 + n, "docx", "b") for n in range(3)]
    drawn = draw(rows, 12)
    strata = [(found["format"], found["source"]) for found in drawn]
    assert {key: strata.count(key) for key in set(strata)} == {("eml", "files"): 6, ("docx", "a"): 3, ("docx", "b"): 3}


def test_a_small_collection_is_drawn_whole_and_a_long_one_stops_at_its_characters() -> None:
    assert len(draw([row(n) for n in range(5)], 12)) == 5
    long = [row(n, characters=cross_check.MOST_IN_ALL // 3) for n in range(9)]
    assert len(draw(long, 9)) == 3


@given(st.permutations(range(30)), st.integers(1, 10))
def test_the_draw_hangs_on_content_not_on_order_or_on_what_else_is_there(order: list[int], size: int) -> None:
    drawn = {found["item"] for found in draw([row(n) for n in order], size)}
    assert {found["item"] for found in draw([row(n) for n in range(30)], size)} == drawn
    fewer = {found["item"] for found in draw([row(n) for n in range(30) if f"{n}.docx" in drawn], size)}
    assert fewer == drawn


def test_the_draw_keeps_no_more_rows_than_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row(n) for n in range(400)]
    whole = draw(rows, 5)
    monkeypatch.setattr(cross_check, "_SPARE", 10)
    assert draw(rows, 5) == whole


@pytest.fixture
def sample(tmp_path: Path) -> SampleReader:
    """Three files read by our own readers: a letter, a page with a script that is left out, and a picture."""
    files = {
        "lease.docx": samples.docx(paragraph("The tenant pays the rent on the first day.")),
        "page.html": b"<html><body><h1>Leave</h1><p>Ask your manager before you book.</p></body></html>",
        "scan.png": samples.png(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    jobs = [Job(source="files", item=name, kind="document", path=tmp_path / name) for name in files]
    batch.extract_items(jobs, out=tmp_path, settings=ExtractionSettings(), cache=tmp_path / "cache")
    return SampleReader(stages=tmp_path, entries=tmp_path / "cache", path_of=lambda _, item: tmp_path / item)


def test_a_sample_is_read_by_both_and_compared_and_a_second_audit_reads_nothing(
    sample: SampleReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_confidence(sample, 10, ExtractionSettings())
    rows = first.to_pylist()
    assert [(r["item"], r["state"], r["engine"], r["other_engine"], r["agreement"]) for r in rows] == [
        ("lease.docx", "compared", "lxml", "unstructured", 1.0),
        ("page.html", "compared", "resiliparse", "unstructured", 1.0),
    ]
    assert pq.read_table(sample.stages / "extraction_confidence.parquet").equals(first)
    monkeypatch.setattr(pool, "run", None)
    assert write_confidence(sample, 10, ExtractionSettings()).equals(first)


def test_lost_text_is_seen(sample: SampleReader) -> None:
    path = sample.stages / "document_text.parquet"
    short = [{**r, "text": r["text"].replace("The tenant pays ", "")} for r in pq.read_table(path).to_pylist()]
    pq.write_table(pa.Table.from_pylist(short, schema=schemas.DOCUMENT_TEXT), path)
    found = write_confidence(sample, 10, ExtractionSettings()).to_pylist()[0]
    assert (found["words"], found["words_other"], found["recall"], found["precision"]) == (6, 9, 6 / 9, 1.0)


def test_a_lost_reader_and_bytes_that_are_gone_are_rows_not_errors(
    sample: SampleReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(tasks: Any, *_: Any, **__: Any) -> Any:
        for task in tasks:
            yield task, pool.Lost(outcome="timeout", detail="took longer than 30 s")  # type: ignore[arg-type]

    monkeypatch.setattr(pool, "run", crash)
    (sample.stages / "page.html").unlink()
    gone = SampleReader(
        stages=sample.stages, entries=sample.entries, path_of=lambda _, item: _there(sample.stages / item)
    )
    rows = write_confidence(gone, 10, ExtractionSettings()).to_pylist()
    assert [(r["item"], r["state"], r["agreement"]) for r in rows] == [
        ("lease.docx", "unread", None),
        ("page.html", "unread", None),
    ]


def _there(path: Path) -> Path | None:
    return path if path.exists() else None


def test_a_sample_of_none_writes_an_empty_file(sample: SampleReader) -> None:
    assert write_confidence(sample, 0, ExtractionSettings()).num_rows == 0
    assert pq.read_table(sample.stages / "extraction_confidence.parquet").schema.equals(schemas.EXTRACTION_CONFIDENCE)


def test_where_unstructured_made_the_text_our_own_reader_is_the_second(tmp_path: Path) -> None:
    data = samples.docx(paragraph("The tenant pays the rent on the first day."))
    (tmp_path / "lease.docx").write_bytes(data)
    job = Job(source="s", item="lease.docx", kind="document", path=tmp_path / "lease.docx", engine="unstructured")
    batch.extract_items([job], out=tmp_path, settings=ExtractionSettings(), cache=tmp_path / "cache")
    sample = SampleReader(stages=tmp_path, entries=tmp_path / "cache", path_of=lambda _, item: tmp_path / item)
    found = write_confidence(sample, 1, ExtractionSettings()).to_pylist()[0]
    assert (found["engine"], found["other_engine"], found["agreement"]) == ("unstructured", "lxml", 1.0)
