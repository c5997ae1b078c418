"""unstructured reads offline, or not at all."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from readiness.extraction import batch, dispatch, second_try
from readiness.extraction.batch import ExtractionSettings, Job
from readiness.extraction.reading import Raw, Reading
from readiness.model import Outcome
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
from readiness.extraction import second_try
from readiness.extraction.reading import Raw
texts = {}
for path, kind in json.loads(sys.argv[1]):
    with open(path, "rb") as file:
        texts[kind] = second_try.read(Raw(data=file.read(), name=path, format=kind)).text
print(json.dumps({"calls": calls, "texts": texts, "started": started, "spacy": "spacy" in sys.modules}))
"""


@pytest.fixture(scope="module")
def partitioned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every format partitioned in a fresh process in which each way onto the network is watched and barred."""
    folder = tmp_path_factory.mktemp("offline")
    files = {
        "txt": b"Minutes of the board\n\nThe board approved the lease. It starts in May.\n",
        "html": b"<html><body><h1>Leave</h1><p>Ask your manager before you book a flight.</p></body></html>",
        "docx": DOCX,
        "md": b"# Leave\n\nAsk your manager before you book.\n",
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


def test_importing_the_room_imports_no_heavy_library() -> None:
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
    from readiness.extraction.lanes import docx

    monkeypatch.setattr(docx, "read", lambda raw: Reading())
    found = extract(DOCX, name="lease.docx")
    assert (found.outcome, found.engine) == (Outcome.OK, "unstructured")


def test_a_second_try_that_finds_nothing_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "blank.docx").write_bytes(samples.docx(paragraph("")))
    job = Job(source="files", item="blank.docx", kind="document", path=tmp_path / "blank.docx")
    for _ in range(2):
        batch.extract_items([job], out=tmp_path, settings=ExtractionSettings(), cache=tmp_path / "cache")
        row = pq.read_table(tmp_path / "profile_documents.parquet").to_pylist()[0]
        assert (row["outcome"], row["engine"]) == ("empty", "lxml")


def test_formats_that_need_other_programs_are_not_tried() -> None:
    assert not second_try.can_read("pdf")
    assert not dispatch.wants_second_try(Outcome.EMPTY, "doc")
    assert dispatch.wants_second_try(Outcome.EMPTY, "docx")
    assert not dispatch.wants_second_try(Outcome.OK, "docx")
    reading = dispatch.read(Raw(data=b"x", name="a.doc", format="doc"), engine="unstructured", max_characters=9)
    assert reading.engine == "olefile"
