"""Many items into two Parquet files: complete, in order, resumable, whatever the items are."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from readiness import schemas
from readiness.extraction import cache as cache_of
from readiness.extraction.batch import ExtractionSettings, Job, Tally, extract_items
from readiness.extraction.examine import Examination
from tests.extraction import samples

SETTINGS = ExtractionSettings(workers=2, seconds=5, memory_mb=512)

FILES = {
    "b/lease.docx": samples.docx(samples.paragraph("The lease ends in May.")),
    "a/note.txt": b"All sites are closed on Monday.",
    "scan.pdf": samples.pdf(samples.pictured()),
    "lie.pdf": samples.docx(samples.paragraph("Not a PDF")),
    "nothing.docx": b"",
    "cut.docx": samples.docx(samples.paragraph("x" * 5000))[:300],
    "odd.txt": "the supplier’s “best” offer".encode().decode("cp1252", "ignore").encode(),
}


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    return list(written(tmp_path / "in", FILES))


def written(folder: Path, files: dict[str, bytes], kind: str = "document") -> Iterator[Job]:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        yield Job(source="files", item=name, kind=kind, path=path)


def profiles(out: Path) -> dict[str, dict[str, Any]]:
    return {row["item"]: row for row in pq.read_table(out / "profile_documents.parquet").to_pylist()}


def texts(out: Path) -> dict[str, str]:
    return {row["item"]: row["text"] for row in pq.read_table(out / "document_text.parquet").to_pylist()}


def test_every_item_gets_a_row_and_every_text_is_kept(jobs: list[Job], tmp_path: Path) -> None:
    tally = extract_items(jobs, out=tmp_path, settings=SETTINGS)
    found = profiles(tmp_path)
    assert list(found) == sorted(FILES)
    assert {name: row["outcome"] for name, row in found.items()} == {
        "a/note.txt": "ok",
        "b/lease.docx": "ok",
        "cut.docx": "truncated",
        "lie.pdf": "ok",
        "nothing.docx": "empty",
        "odd.txt": "ok",
        "scan.pdf": "needs_ocr",
    }
    assert texts(tmp_path)["b/lease.docx"] == "The lease ends in May."
    assert (found["lie.pdf"]["claimed"], found["lie.pdf"]["format"]) == ("pdf", "docx")
    assert found["odd.txt"]["encoding_problem"] == "mojibake"
    assert tally == Tally(read=7, reused=0, lost=0)


def test_both_files_have_the_declared_schema_even_without_items(tmp_path: Path) -> None:
    extract_items([], out=tmp_path, settings=SETTINGS)
    assert pq.read_schema(tmp_path / "profile_documents.parquet").equals(schemas.PROFILE_DOCUMENTS)
    assert pq.read_schema(tmp_path / "document_text.parquet").equals(schemas.DOCUMENT_TEXT)


def test_a_second_run_reads_nothing_and_gives_the_same_result(jobs: list[Job], tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    extract_items(jobs, out=first, settings=SETTINGS, cache=tmp_path / "cache")
    tally = extract_items(jobs, out=second, settings=SETTINGS, cache=tmp_path / "cache")
    assert tally == Tally(read=0, reused=7, lost=0)
    assert profiles(first) == profiles(second)
    assert texts(first) == texts(second)


def test_the_order_of_the_jobs_does_not_show(jobs: list[Job], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    extract_items(jobs, out=tmp_path / "1", settings=SETTINGS, cache=cache)
    extract_items(jobs[::-1], out=tmp_path / "2", settings=SETTINGS, cache=cache)
    for name in ("profile_documents.parquet", "document_text.parquet"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_a_changed_document_is_read_again_and_only_it(jobs: list[Job], tmp_path: Path) -> None:
    extract_items(jobs, out=tmp_path, settings=SETTINGS, cache=tmp_path / "cache")
    jobs[1].path.write_bytes(b"All sites are open on Monday.")
    tally = extract_items(jobs, out=tmp_path, settings=SETTINGS, cache=tmp_path / "cache")
    assert (tally.read, tally.reused) == (1, 6)
    assert texts(tmp_path)["a/note.txt"] == "All sites are open on Monday."


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    """The whole process is killed once some documents are done; the next run reads only the others."""
    files = {f"{number:03}.txt": f"Note number {number}.".encode() for number in range(120)}
    jobs = list(written(tmp_path / "in", files))
    script = (
        "import os, sys; from pathlib import Path\n"
        "from readiness.extraction.batch import *\n"
        "base = Path(sys.argv[1])\n"
        "jobs = [Job(source='files', item=p.name, kind='document', path=p) for p in sorted((base / 'in').iterdir())]\n"
        "stop = lambda done, _: os.kill(os.getpid(), 9) if done == 40 else None\n"
        "settings = ExtractionSettings(workers=2)\n"
        "extract_items(jobs, out=base / 'out', settings=settings, cache=base / 'cache', progress=stop)\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", script, tmp_path], cwd=root, check=False, capture_output=True)
    assert ended.returncode == -9, ended.stderr.decode()
    assert not (tmp_path / "out" / "profile_documents.parquet").exists()
    tally = extract_items(jobs, out=tmp_path / "out", settings=SETTINGS, cache=tmp_path / "cache")
    assert tally.read + tally.reused == 120
    assert tally.reused >= 40
    assert len(texts(tmp_path / "out")) == 120


def test_a_damaged_entry_of_the_cache_is_read_anew(jobs: list[Job], tmp_path: Path) -> None:
    extract_items(jobs[:1], out=tmp_path, settings=SETTINGS, cache=tmp_path / "cache")
    for entry in (tmp_path / "cache").rglob("*"):
        if entry.is_file():
            entry.write_bytes(entry.read_bytes()[:-4])
    tally = extract_items(jobs[:1], out=tmp_path, settings=SETTINGS, cache=tmp_path / "cache")
    assert (tally.read, tally.reused) == (1, 0)


def test_copies_of_one_document_are_read_once(tmp_path: Path) -> None:
    jobs = list(written(tmp_path / "in", {f"{number}.txt": b"The same." for number in range(40)}))
    tally = extract_items(jobs, out=tmp_path, settings=replace(SETTINGS, workers=1))
    assert (tally.read, tally.reused) == (1, 39)


def test_a_file_that_vanished_or_may_not_be_read_is_a_row(tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    gone = Job(source="files", item="gone.txt", kind="document", path=tmp_path / "gone.txt")
    extract_items([gone, replace(gone, item="folder.txt", path=folder)], out=tmp_path, settings=SETTINGS)
    found = profiles(tmp_path)
    assert {row["outcome"] for row in found.values()} == {"corrupt"}
    assert found["gone.txt"]["detail"] == "cannot be opened: No such file or directory"
    assert found["gone.txt"]["sha256"] is None


def test_a_pipe_without_a_writer_times_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    job = Job(source="files", item="pipe.txt", kind="document", path=tmp_path / "pipe.txt")
    tally = extract_items([job], out=tmp_path, settings=replace(SETTINGS, seconds=1))
    assert profiles(tmp_path)["pipe.txt"]["outcome"] == "timeout"
    assert tally.lost == 1


def test_a_document_that_hangs_its_reader_costs_only_itself(jobs: list[Job], tmp_path: Path) -> None:
    """A form that draws itself: three hundred bytes that keep pdfium busy for good, or exhaust its memory."""
    loop = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: "<</Type/Pages/Count 1/Kids[4 0 R]>>",
        4: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Contents 5 0 R>>",
        3: "<<>>",
        5: "<</Length 11>>stream\n/X Do /X Do\nendstream",
        6: "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 11>>"
        "stream\n/X Do /X Do\nendstream",
    }
    bad = written(tmp_path / "in", {"loop.pdf": samples.pdf_file(dict(sorted(loop.items())))})
    extract_items([*jobs, *bad], out=tmp_path, settings=replace(SETTINGS, seconds=2))
    found = profiles(tmp_path)
    assert found["loop.pdf"]["outcome"] in {"timeout", "crashed", "out_of_memory", "empty"}
    assert found["loop.pdf"]["sha256"]
    assert found["b/lease.docx"]["outcome"] == "ok"
    assert len(found) == len(jobs) + 1


def test_documents_past_the_bounds_are_too_large(tmp_path: Path) -> None:
    jobs = list(written(tmp_path / "in", {"big.txt": b"x" * 5000, "long.txt": b"y" * 500, "fine.txt": b"z" * 50}))
    extract_items(jobs, out=tmp_path, settings=replace(SETTINGS, max_bytes=1000, max_characters=100))
    found = profiles(tmp_path)
    assert [found[name]["outcome"] for name in ("big.txt", "long.txt", "fine.txt")] == ["too_large", "too_large", "ok"]
    assert found["big.txt"]["sha256"]
    assert len(texts(tmp_path)["long.txt"]) == 100


def test_tables_are_checked_and_have_no_text(tmp_path: Path) -> None:
    book = samples.xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')
    files = {
        "prices.csv": b"id,price\n1,2\n2,3\n",
        "book.xlsx": book,
        "cut.xlsx": book[:-200],
        "page.xlsx": b"<!DOCTYPE html><html><body>Log in</body></html>",
        "letter.xlsx": samples.docx(samples.paragraph("Dear all")),
        "thumbs.db": samples.ole({"Catalog": b"x"}),
        "locked.xlsx": samples.ole({"EncryptedPackage": b"x"}),
        "none.csv": b"",
        "cut.parquet": b"PAR1" + b"x" * 100,
        "latin.csv": b"id,name\n1,Caf\xe9 au lait\n2,Cr\xe8me\n",
        "bad.csv": "id,name\n1,Café\n2,Crème\n3,Größe\n".encode() + b"4,\xff\n",
        "base.sqlite": b"SQLite format 3\0"
        b"\x10\0\1\1\0\x40\x20\x20"
        b"\0\0\0\1\0\0\0\x09" + b"\0" * 60 + b"\0\0\0\1" + b"\0" * 8,
    }
    extract_items(list(written(tmp_path / "in", files, "table")), out=tmp_path, settings=SETTINGS)
    found = profiles(tmp_path)
    outcomes = {name: row["outcome"] for name, row in found.items()}
    assert outcomes == {
        "bad.csv": "ok",
        "base.sqlite": "truncated",
        "book.xlsx": "ok",
        "cut.parquet": "truncated",
        "cut.xlsx": "truncated",
        "latin.csv": "ok",
        "letter.xlsx": "ok",
        "locked.xlsx": "encrypted",
        "none.csv": "empty",
        "page.xlsx": "ok",
        "prices.csv": "ok",
        "thumbs.db": "unsupported",
    }
    assert (found["page.xlsx"]["claimed"], found["page.xlsx"]["format"]) == ("xlsx", "html")
    assert found["bad.csv"]["encoding_problem"] == "undecodable"
    assert found["latin.csv"]["encoding_problem"] == ""
    assert texts(tmp_path) == {}


def test_an_interrupted_run_leaves_the_last_files_alone_and_no_litter(jobs: list[Job], tmp_path: Path) -> None:
    extract_items(jobs[:2], out=tmp_path, settings=SETTINGS)
    before = (tmp_path / "profile_documents.parquet").read_bytes()

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_items(jobs, out=tmp_path, settings=SETTINGS, progress=stop)
    assert (tmp_path / "profile_documents.parquet").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "in") == [
        "document_text.parquet",
        "profile_documents.parquet",
    ]


def test_progress_counts_every_item_once(jobs: list[Job], tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    extract_items(jobs, out=tmp_path, settings=SETTINGS, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 7) for number in range(1, 8)]
    seen.clear()
    extract_items(itertools.islice(jobs, 2), out=tmp_path, settings=SETTINGS, progress=lambda d, t: seen.append((d, t)))
    assert seen == [(1, 0), (2, 0)]


def test_a_stored_reading_comes_back_as_it_was(tmp_path: Path) -> None:
    made = Examination(
        facts={"outcome": "ok", "metadata": [("a", "ä")], "pages": None, "cpu_ms": 1.5}, text="Grüße\n\nzwei"
    )
    cache_of.save(tmp_path, "abcd", made)
    assert cache_of.load(tmp_path, "abcd") == made
    assert cache_of.load(tmp_path, "none") is None
