"""unstructured reads offline, or not at all."""

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from readiness.extraction import batch, read_one, unstructured_reader
from readiness.extraction.batch import ExtractionSettings, Job
from readiness.extraction.document import RawFile, ReadResult
from readiness.model import Outcome
from readiness.workers import pool
from tests.extraction import samples
from tests.extraction.samples import paragraph

DOCX = samples.docx(paragraph("Scope of the lease") + paragraph("The tenant pays the rent on the first day."))

_SPY = """
import json, socket, subprocess, sys
calls = []
def spy(name):
    def refuse(*arguments, **_):
        calls.append([name, repr(arguments)])
        raise OSError("no network in this test")
    return refuse
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, spy(name))
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, spy(name))
started = []
class Watched(subprocess.Popen):
    def __init__(self, arguments, *rest, **options):
        started.append(repr(arguments))
        super().__init__(arguments, *rest, **options)
subprocess.Popen = Watched
from readiness.extraction import unstructured_reader
from readiness.extraction.document import RawFile
texts = {}
for path, kind in json.loads(sys.argv[1]):
    with open(path, "rb") as file:
        texts[kind] = unstructured_reader.read(RawFile(data=file.read(), name=path, format=kind)).text
print(json.dumps({"calls": calls, "texts": texts, "started": started, "spacy": "spacy" in sys.modules}))
"""


def _slide(title: str) -> bytes:
    from pptx import Presentation

    deck, file = Presentation(), io.BytesIO()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = title
    deck.save(file)
    return file.getvalue()


@pytest.fixture(scope="module")
def partitioned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every format partitioned in a fresh process in which each way onto the network is watched and barred."""
    folder = tmp_path_factory.mktemp("offline")
    files = {
        "txt": b"Minutes of the board\n\nThe board approved the lease. It starts in May.\n",
        "html": b"<html><body><h1>Leave</h1><p>Ask your manager before you book a flight.</p></body></html>",
        "docx": DOCX,
        "md": b"# Leave\n\nAsk your manager before you book.\n",
        "csv": b"tenant,rent\nMill Lane 4,1200\n",
        "xml": b"<lease><tenant>Mill Lane 4</tenant></lease>",
        "pptx": _slide("Rents of the year"),
        "eml": b"From: a@example.org\nTo: b@example.org\nSubject: Rent\n\nThe rent is due on Monday.\n",
    }
    for kind, data in files.items():
        (folder / f"file.{kind}").write_bytes(data)
    listed = json.dumps([[str(folder / f"file.{kind}"), kind] for kind in files])
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", _SPY, listed], cwd=root, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def test_no_call_leaves_the_process(partitioned: dict[str, Any]) -> None:
    assert partitioned["calls"] == []
    assert partitioned["started"] == []
    assert partitioned["spacy"] is False


def test_text_pages_word_markdown_and_mail_are_read(partitioned: dict[str, Any]) -> None:
    texts = partitioned["texts"]
    assert "The board approved the lease. It starts in May." in texts["txt"]
    assert texts["html"].split("\n") == ["Leave", "Ask your manager before you book a flight."]
    assert "The tenant pays the rent on the first day." in texts["docx"]
    assert "Ask your manager before you book." in texts["md"]
    assert "The rent is due on Monday." in texts["eml"]
    assert "Mill Lane 4" in texts["csv"]
    assert "Mill Lane 4" in texts["xml"]
    assert "Rents of the year" in texts["pptx"]


def test_importing_the_package_imports_no_heavy_library() -> None:
    code = (
        "import sys, readiness.extraction, readiness.extraction.batch, readiness.extraction.examine;"
        "heavy = {'unstructured', 'spacy', 'lxml', 'pypdfium2', 'resiliparse', 'python_calamine', 'olefile'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_source_that_asks_for_unstructured_gets_it_where_it_can(tmp_path: Path) -> None:
    jobs = []
    for name, data in {"lease.docx": DOCX, "scan.pdf": samples.pdf(samples.pictured()), "cut.docx": DOCX[:200]}.items():
        (tmp_path / name).write_bytes(data)
        jobs.append(Job(source="files", item=name, kind="document", path=tmp_path / name, engine="unstructured"))
    batch.extract_items(jobs, out=tmp_path / "out", settings=ExtractionSettings())
    rows = pq.read_table(tmp_path / "out" / "profile_documents.parquet").to_pylist()
    assert [(row["item"], row["outcome"], row["engine"]) for row in rows] == [
        ("cut.docx", "truncated", "lxml"),
        ("lease.docx", "ok", "unstructured"),
        ("scan.pdf", "needs_ocr", "pdfium"),
    ]


def test_an_empty_reading_is_tried_again_and_the_better_one_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from readiness.extraction import extract
    from readiness.extraction.readers import docx

    monkeypatch.setattr(docx, "read", lambda raw: ReadResult())
    found = extract(DOCX, name="lease.docx")
    assert (found.outcome, found.engine) == (Outcome.OK, "unstructured")


def test_a_second_try_that_finds_nothing_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "blank.docx").write_bytes(samples.docx(paragraph("")))
    job = Job(source="files", item="blank.docx", kind="document", path=tmp_path / "blank.docx")
    for _ in range(2):
        batch.extract_items([job], out=tmp_path, settings=ExtractionSettings(), cache=tmp_path / "cache")
        row = pq.read_table(tmp_path / "profile_documents.parquet").to_pylist()[0]
        assert (row["outcome"], row["engine"]) == ("empty", "lxml")


def test_a_second_try_keeps_the_facts_of_our_own_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    from readiness.extraction import extract
    from readiness.extraction.readers import docx

    dates = {"modified": "2024-05-03"}
    monkeypatch.setattr(docx, "read", lambda raw: ReadResult(outcome=Outcome.CORRUPT, author="A. Clerk", dates=dates))
    found = extract(DOCX, name="lease.docx")
    assert (found.author, found.dates) == ("A. Clerk", dates)
    assert found.text.startswith("Scope of the lease")
    assert found.detail == "read by unstructured; its own reader found it corrupt"


@pytest.mark.parametrize(
    "outcome", ["encrypted", "hostile", "truncated", "needs_ocr", "too_large", "garbled_text_layer"]
)
def test_a_second_reader_overrules_no_password_attack_cut_or_scan(
    monkeypatch: pytest.MonkeyPatch, outcome: str
) -> None:
    from readiness.extraction.readers import docx

    monkeypatch.setattr(docx, "read", lambda raw: ReadResult(outcome=Outcome(outcome)))
    for engine in ("lanes", "unstructured"):
        found = read_one.read(RawFile(data=DOCX, name="a.docx", format="docx"), engine=engine, max_characters=999)
        assert (found.reading.outcome, found.engine) == (Outcome(outcome), "lxml")


class _CrashingReaders:
    """A pool in whose workers every own reader ends the process; unstructured alone works."""

    def __init__(self) -> None:
        self.engines: list[str] = []

    def run(self, tasks: Any, handler: Any, *_: Any, **__: Any) -> Any:
        for task in tasks:
            self.engines.append(task.engine)
            last_report = (hashlib.sha256(task.path.read_bytes()).hexdigest(), task.path.stat().st_size)
            alone = task.engine == read_one.UNSTRUCTURED_ALONE
            crash = pool.Lost(outcome=Outcome.CRASHED, detail="the reader crashed: SIGSEGV", last_report=last_report)
            yield task, handler(task, lambda _: None) if alone else crash


@pytest.mark.parametrize("engine", ["lanes", "unstructured"])
def test_a_document_that_crashes_our_own_reader_is_read_by_unstructured_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    crashing = _CrashingReaders()
    monkeypatch.setattr(pool, "run", crashing.run)
    (tmp_path / "lease.docx").write_bytes(DOCX)
    job = Job(source="files", item="lease.docx", kind="document", path=tmp_path / "lease.docx", engine=engine)
    seen = []
    for _ in range(2):
        batch.extract_items([job], out=tmp_path, settings=ExtractionSettings(), cache=tmp_path / "cache")
        row = pq.read_table(tmp_path / "profile_documents.parquet").to_pylist()[0]
        seen.append((row["outcome"], row["engine"]))
    assert seen == [("ok", "unstructured")] * 2
    assert crashing.engines == [engine, "unstructured_alone", engine]


def test_what_no_reader_survives_stays_crashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashing = _CrashingReaders()
    monkeypatch.setattr(pool, "run", crashing.run)
    (tmp_path / "odd.docx").write_bytes(b"\x01\x02 nothing that any reader knows")
    job = Job(source="files", item="odd.docx", kind="document", path=tmp_path / "odd.docx")
    tally = batch.extract_items([job], out=tmp_path, settings=ExtractionSettings())
    row = pq.read_table(tmp_path / "profile_documents.parquet").to_pylist()[0]
    assert (row["outcome"], row["detail"], tally.lost) == ("crashed", "the reader crashed: SIGSEGV", 1)


def test_formats_that_need_other_programs_are_not_tried() -> None:
    assert unstructured_reader.why_not("doc") == "unstructured reads no doc without other programs"
    assert not read_one.wants_second_try(Outcome.EMPTY, "doc")
    assert read_one.wants_second_try(Outcome.EMPTY, "docx")
    assert not read_one.wants_second_try(Outcome.OK, "docx")
    reading = read_one.read(RawFile(data=b"x", name="a.doc", format="doc"), engine="unstructured", max_characters=9)
    assert reading.engine == "olefile"


def test_broken_text_is_not_guessed_at_but_broken_office_files_are() -> None:
    assert not read_one.wants_second_try(Outcome.CORRUPT, "txt")
    assert read_one.wants_second_try(Outcome.CORRUPT, "pptx")
    assert not read_one.wants_second_try(Outcome.TIMEOUT, "pptx")


def test_an_extra_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"unstructured", "pypdf"}
    monkeypatch.setattr(unstructured_reader, "find_spec", lambda name: name if name in there else None)
    unstructured_reader.why_not.cache_clear()
    try:
        assert unstructured_reader.why_not("pdf") == "unstructured[pdf] is not installed"
        assert not unstructured_reader.can_read("pdf")
        there.update({"pdfminer", "pdf2image", "pi_heif", "unstructured_inference"})
        unstructured_reader.why_not.cache_clear()
        assert unstructured_reader.can_read("pdf")
    finally:
        unstructured_reader.why_not.cache_clear()
