"""Counting what opened, and saying what did not, in words a project lead understands."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.census import take_census
from readiness.config.project import Project
from readiness.model import READABLE_OUTCOMES, Outcome
from readiness.profilers.base import Inputs, Profile
from readiness.profilers.document_opening import measure
from tests.profilers.stages import inputs_of, rate

WORDS = {"characters": 100, "encoding_problem": ""}


def profile(folder: Path, rows: list[Any], unreached: int = 0, sources: tuple[str, ...] = ("docs",)) -> Profile:
    opened = [{"source": "docs", "kind": "document", "item": f"{n}.pdf", **row} for n, row in enumerate(rows)]
    listed = [{"source": row["source"], "item": row["item"], "kind": row["kind"], "state": "listed"} for row in opened]
    listed += [
        {"source": "docs", "item": f"far{n}", "kind": "document", "state": "unreachable"} for n in range(unreached)
    ]
    stages = {"inventory": listed, "profile_documents": opened}
    return measure(inputs_of(folder, stages=stages, sources=[{"name": name, "url": "."} for name in sources]))


def defects(found: Profile, code: str) -> list[dict[str, Any]]:
    rows = [row for row in found.defects.to_pylist() if row["code"] == code]
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


def test_what_does_not_open_is_counted_and_each_is_named(tmp_path: Path) -> None:
    rows = [{"outcome": "ok", **WORDS}, {"outcome": "encrypted", "detail": "a password"}, {"outcome": "empty"}]
    found = profile(tmp_path, rows)
    assert rate(found, "format.unreadable") == (2, 3)
    assert rate(found, "availability.openable") == (1, 3)
    assert [(d["item"], d["evidence"]["outcome"]) for d in defects(found, "format.unreadable")] == [
        ("1.pdf", "encrypted"),
        ("2.pdf", "empty"),
    ]
    assert defects(found, "format.unreadable")[0]["message"] == "1.pdf is protected by a password (a password)."


def test_part_of_a_database_is_neither_listed_nor_unreadable(tmp_path: Path) -> None:
    rows = [{"outcome": "ok", **WORDS}, {"outcome": "unsupported"}]
    log = {"outcome": "unsupported", "kind": "companion", "detail": "part of the database a.db"}
    found = profile(tmp_path, [*rows, log, {**log, "outcome": "empty"}])
    assert rate(found, "format.unreadable") == (1, 2)
    assert rate(found, "availability.openable") == (1, 2)
    assert [row["item"] for row in defects(found, "format.unreadable")] == ["1.pdf"]
    census = take_census(tmp_path / "inventory.parquet", tmp_path / "profile_documents.parquet")["docs"]
    assert (census.items("document"), census.items("item"), census.counts["items fetched"]) == (2, 2, 2)


def test_a_scan_opens_and_counts_as_a_scan(tmp_path: Path) -> None:
    found = profile(tmp_path, [{"outcome": "needs_ocr", "pages": 4, "pages_without_text": 4}])
    assert rate(found, "availability.openable") == (1, 1)
    assert rate(found, "format.unreadable") == (0, 1)
    assert rate(found, "format.scan_share") == (1, 1)
    scan = defects(found, "format.scan_share")[0]
    assert (scan["evidence"]["pages"], scan["evidence"]["pages_without_text"], scan["measure"]) == (4, 4, 1.0)


@pytest.mark.parametrize(("bare", "pages", "scans"), [(1, 40, 0), (1, 5, 1), (0, 3, 0), (20, 40, 1)])
def test_a_cover_picture_makes_no_scan_and_a_scanned_annex_does(
    tmp_path: Path, bare: int, pages: int, scans: int
) -> None:
    found = profile(tmp_path, [{"outcome": "ok", "pages": pages, "pages_without_text": bare, **WORDS}])
    assert rate(found, "format.scan_share") == (scans, 1)
    assert len(defects(found, "format.scan_share")) == scans


def test_a_text_layer_of_debris_needs_ocr_on_every_page(tmp_path: Path) -> None:
    found = profile(tmp_path, [{"outcome": "garbled_text_layer", "pages": 3, "pages_without_text": 0, **WORDS}])
    assert rate(found, "format.scan_share") == (1, 1)
    assert defects(found, "format.scan_share")[0]["evidence"]["pages_without_text"] == 3


def test_documents_without_pages_are_no_scans_and_nothing_to_count_is_zero_of_zero(tmp_path: Path) -> None:
    assert rate(profile(tmp_path, [{"outcome": "ok", **WORDS}]), "format.scan_share") == (0, 0)


def test_an_owners_lock_is_reported_but_not_counted(tmp_path: Path) -> None:
    found = profile(tmp_path, [{"outcome": "owner_locked", "pages": 1, "pages_without_text": 0, **WORDS}])
    assert rate(found, "format.unreadable") == (0, 1)
    assert [d["evidence"]["outcome"] for d in defects(found, "format.unreadable")] == ["owner_locked"]


def test_what_was_never_reached_is_not_openable_and_not_unreadable(tmp_path: Path) -> None:
    found = profile(tmp_path, [{"outcome": "ok", **WORDS}], unreached=3)
    assert rate(found, "availability.openable") == (1, 4)
    assert rate(found, "format.unreadable") == (0, 1)


def test_names_that_lie_are_reported_with_both_formats(tmp_path: Path) -> None:
    rows = [
        {"outcome": "ok", "claimed": "pdf", "format": "html", **WORDS},
        {"outcome": "ok", "claimed": "pdf", "format": "pdf", **WORDS},
        {"outcome": "encrypted", "claimed": "docx", "format": "ooxml-encrypted"},
        {"outcome": "corrupt", "claimed": "pdf", "format": "unknown"},
        {"outcome": "empty", "claimed": "pdf", "format": "empty"},
        {"outcome": "ok", "claimed": "", "format": "txt", **WORDS},
        {"outcome": "ok", "claimed": "txt", "format": "md", **WORDS},
    ]
    found = profile(tmp_path, rows)
    assert rate(found, "format.type_mismatch") == (1, 4)
    assert defects(found, "format.type_mismatch")[0]["evidence"] == {"claimed": "pdf", "actual": "html"}


def test_broken_characters_count_among_texts_and_text_tables(tmp_path: Path) -> None:
    rows = [
        {"outcome": "ok", "characters": 9, "encoding_problem": "mojibake", "encoding": "utf-8"},
        {"outcome": "ok", **WORDS},
        {"outcome": "needs_ocr", "pages": 1, "characters": 0},
        {"outcome": "ok", "kind": "table", "format": "csv", "encoding_problem": "undecodable", "encoding": "utf-8"},
        {"outcome": "ok", "kind": "table", "format": "parquet"},
    ]
    found = profile(tmp_path, rows)
    assert rate(found, "format.encoding") == (2, 3)
    assert [d["evidence"]["problem"] for d in defects(found, "format.encoding")] == ["mojibake", "undecodable"]


def test_every_source_has_its_own_measures_even_an_empty_one(tmp_path: Path) -> None:
    rows = [{"outcome": "ok", **WORDS}, {"outcome": "empty", "source": "mail"}]
    found = profile(tmp_path, rows, sources=("docs", "mail", "none"))
    assert rate(found, "format.unreadable", "docs") == (0, 1)
    assert rate(found, "format.unreadable", "mail") == (1, 1)
    assert rate(found, "format.unreadable", "none") == (0, 0)


def test_no_stage_files_at_all_measure_nothing(tmp_path: Path) -> None:
    project = Project.model_validate({"project": "test", "sources": [{"name": "docs", "url": "."}]})
    found = measure(Inputs(project=project, as_of=dt.date(2026, 11, 22), folder=tmp_path))
    assert rate(found, "availability.openable") == (0, 0)


@settings(deadline=None)
@given(st.lists(st.sampled_from(list(Outcome)), max_size=8))
def test_opened_and_unreadable_always_add_up(tmp_path_factory: pytest.TempPathFactory, outcomes: list[Outcome]) -> None:
    found = profile(tmp_path_factory.mktemp("law"), [{"outcome": outcome.value, "pages": 1} for outcome in outcomes])
    opened, listed = rate(found, "availability.openable")
    unreadable, fetched = rate(found, "format.unreadable")
    assert opened + unreadable == listed == fetched == len(outcomes)
    reported = {d["item"] for d in defects(found, "format.unreadable") if d["evidence"]["outcome"] != "owner_locked"}
    assert len(reported) == unreadable == sum(outcome not in READABLE_OUTCOMES for outcome in outcomes)


def test_a_format_that_is_only_named_says_what_it_is_and_what_converts_it(tmp_path: Path) -> None:
    detail = "a WordPerfect document; needs conversion: LibreOffice opens it"
    rows = [
        {"outcome": "unsupported", "format": "wordperfect", "detail": detail},
        {"outcome": "encrypted", "format": "pgp", "detail": "encrypted with PGP; decrypt it with the key of its owner"},
        {"outcome": "unsupported", "format": "odd", "detail": "no reader for documents of format odd"},
    ]
    found = defects(profile(tmp_path, rows), "format.unreadable")
    assert [(d["message"], d["remedy"]) for d in found] == [
        (
            "0.pdf is a WordPerfect document, which is not supported.",
            "Needs conversion: LibreOffice opens it; or leave it out.",
        ),
        ("1.pdf is encrypted with PGP.", "Decrypt it with the key of its owner; or leave it out."),
        (
            "2.pdf is of a format that cannot be read (no reader for documents of format odd).",
            "Have it exported to PDF, Office or text, or leave it out.",
        ),
    ]


def test_every_outcome_that_is_not_read_has_its_own_remedy(tmp_path: Path) -> None:
    rows: list[Any] = [{"outcome": outcome.value} for outcome in Outcome if outcome not in READABLE_OUTCOMES]
    rows.append({"outcome": "owner_locked", "pages": 1, **WORDS})
    found = defects(profile(tmp_path, rows), "format.unreadable")
    assert len(found) == len(rows) == len({d["remedy"] for d in found})


@pytest.mark.parametrize(
    ("pages", "remedy"),
    [
        (1, "Budget OCR for 1 page (about 8 seconds of one processor), or leave it out."),
        (30, "Budget OCR for 30 pages (about 4 minutes of one processor), or leave it out."),
        (1800, "Budget OCR for 1,800 pages (about 4.0 hours of one processor), or leave it out."),
    ],
)
def test_a_scan_says_what_reading_it_would_cost(tmp_path: Path, pages: int, remedy: str) -> None:
    rows = [{"outcome": "needs_ocr", "pages": pages, "pages_without_text": pages}]
    (scan,) = defects(profile(tmp_path, rows), "format.scan_share")
    assert scan["remedy"] == remedy
    assert scan["evidence"]["ocr_cpu_hours"] == round(pages * 8 / 3600, 4)
