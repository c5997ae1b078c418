"""One page of a few scans read by OCR: the page drawn, the counts kept, and the result without an engine."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness import schemas
from readiness.extraction import batch, ocr
from readiness.extraction.batch import ExtractionSettings, Job
from readiness.extraction.cross_check import SampleReader
from readiness.model import Outcome
from readiness.workers import pool
from tests.extraction import samples

LINES = ("THE TENANT PAYS THE RENT", "ON THE FIRST DAY OF EACH MONTH", "AND KEEPS THE HOUSE IN ORDER")


def drawn_page(*lines: str) -> Any:
    """A white page with lines in the plain font that Pillow brings."""
    image_module = pytest.importorskip("PIL.Image")
    from PIL import ImageDraw, ImageFont

    page = image_module.new("RGB", (1240, 600), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size=44)
    for number, line in enumerate(lines):
        pen.text((80, 80 + 90 * number), line, fill="black", font=font)
    return page


def saved(page: Any, kind: str) -> bytes:
    file = io.BytesIO()
    page.save(file, kind)
    return file.getvalue()


def sample_of(folder: Path, files: dict[str, bytes]) -> SampleReader:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    jobs = [Job(source="files", item=name, kind="document", path=folder / name) for name in files]
    batch.extract_items(jobs, out=folder, settings=ExtractionSettings(), cache=folder / "cache")
    return SampleReader(stages=folder, entries=folder / "cache", path_of=lambda _, item: folder / item)


def answering(facts: dict[str, Any], seen: list[str]) -> Any:
    def run(tasks: Any, *_: Any, **__: Any) -> Any:
        for task in tasks:
            seen.append(task.item)
            yield task, facts

    return run


FACTS = {"page": 1, "state": "read", "detail": "", "words": 12, "confidence": 0.9, "cpu_ms": 8000.0}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that has the extra, as far as anybody asks."""
    monkeypatch.setattr(ocr, "find_spec", lambda name: name)
    monkeypatch.setattr("importlib.metadata.version", lambda name: "1.0")


@pytest.mark.usefixtures("engine")
def test_scans_are_drawn_written_documents_are_not_and_a_second_audit_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"scan.png": samples.png(), "mixed.pdf": samples.pdf(samples.shown("word " * 30), samples.pictured())}
    sample = sample_of(tmp_path, {**files, "note.txt": b"Nothing to see for an engine here.\n"})
    seen: list[str] = []
    monkeypatch.setattr(pool, "run", answering(FACTS, seen))
    first = ocr.write_sample(sample, 9, ExtractionSettings())
    assert sorted(seen) == ["mixed.pdf", "scan.png"]
    assert [(r["item"], r["state"], r["words"]) for r in first.to_pylist()] == [
        ("mixed.pdf", "read", 12),
        ("scan.png", "read", 12),
    ]
    monkeypatch.setattr(pool, "run", None)
    assert ocr.write_sample(sample, 9, ExtractionSettings()).equals(first)


@pytest.mark.usefixtures("engine")
def test_a_page_that_crashes_its_engine_is_recorded_as_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = sample_of(tmp_path, {"scan.png": samples.png()})
    lost = pool.Lost(outcome=Outcome.TIMEOUT, detail="took longer than 120 s")
    monkeypatch.setattr(pool, "run", answering(lost, []))  # type: ignore[arg-type]
    assert ocr.write_sample(sample, 9, ExtractionSettings()).to_pylist()[0]["state"] == "failed"


@pytest.mark.parametrize(("size", "there"), [(0, True), (9, False)])
def test_no_page_is_read_where_none_is_asked_for_or_no_engine_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, there: bool
) -> None:
    sample = sample_of(tmp_path, {"scan.png": samples.png()})
    monkeypatch.setattr(ocr, "find_spec", lambda name: name if there else None)
    monkeypatch.setattr(pool, "run", None)
    assert ocr.write_sample(sample, size, ExtractionSettings()).num_rows == 0
    assert pq.read_table(tmp_path / "ocr_sample.parquet").schema.equals(schemas.OCR_SAMPLE)


def page_of(path: Path, kind: str) -> ocr.Page:
    import hashlib

    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return ocr.Page(source="files", item=path.name, format=kind, sha256=sha256, path=path, any_page=False)


def test_the_page_drawn_is_one_without_text(tmp_path: Path) -> None:
    pytest.importorskip("PIL.Image")
    written = samples.shown("word " * 30)
    for bare in range(3):
        pages = [written] * 3
        pages[bare] = samples.pictured()
        path = tmp_path / f"{bare}.pdf"
        path.write_bytes(samples.pdf(*pages))
        number, picture = ocr._render_page(page_of(path, "pdf"))
        assert number == bare + 1
        assert max(picture.size) <= 2400


def test_a_document_that_changed_meanwhile_and_a_picture_of_absurd_size_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(saved(drawn_page(*LINES), "png"))
    page = page_of(path, "png")
    monkeypatch.setattr(ocr, "_MOST_PIXELS", 10)
    assert ocr._handle(page, lambda _: None) == {
        "state": "failed",
        "detail": "ValueError: 1240 x 600 pixels are too many to read here",
    }
    path.write_bytes(b"other")
    assert "changed while the audit ran" in str(ocr._handle(page, lambda _: None)["detail"])


@pytest.mark.ocr
def test_a_drawn_page_is_read_as_words_and_a_blank_one_is_not_legible(tmp_path: Path) -> None:
    files = {"page.png": saved(drawn_page(*LINES), "png"), "scan.pdf": saved(drawn_page(*LINES), "pdf")}
    sample = sample_of(tmp_path, {**files, "blank.png": saved(drawn_page(), "png")})
    found = {row["item"]: row for row in ocr.write_sample(sample, 9, ExtractionSettings()).to_pylist()}
    assert {name: row["state"] for name, row in found.items()} == dict.fromkeys(found, "read")
    for name in files:
        assert found[name]["words"] == sum(len(line.split()) for line in LINES)
        assert ocr.is_legible(found[name])
    assert not ocr.is_legible(found["blank.png"])
    texts = pq.read_table(tmp_path / "document_text.parquet")
    assert texts.num_rows == 0, "what OCR reads is nobody's text"


@pytest.mark.ocr
def test_a_file_that_is_no_picture_fails_alone(tmp_path: Path) -> None:
    files = {"broken.png": samples.png()[:-30] + b"\x00" * 30, "page.png": saved(drawn_page(*LINES), "png")}
    sample = sample_of(tmp_path, files)
    rows = [
        {"source": "files", "item": name, "kind": "document", "sha256": page_of(tmp_path / name, "png").sha256}
        | {"format": "png", "outcome": "needs_ocr", "pages_without_text": 1}
        for name in files
    ]
    full = [{name: row.get(name) for name in schemas.PROFILE_DOCUMENTS.names} for row in rows]
    table = pa.Table.from_pylist(full, schema=schemas.PROFILE_DOCUMENTS)
    pq.write_table(table, tmp_path / "profile_documents.parquet")
    states = {row["item"]: row["state"] for row in ocr.write_sample(sample, 9, ExtractionSettings()).to_pylist()}
    assert states == {"broken.png": "failed", "page.png": "read"}
