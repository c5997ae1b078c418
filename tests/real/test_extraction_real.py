"""Extraction on real documents: an answer key of what is unreadable, and a sweep over everything people have."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness import schemas
from readiness.config.project import Project
from readiness.extraction.batch import ExtractionSettings, Job, Tally, extract_items
from readiness.model import Outcome
from readiness.profilers.base import Inputs
from readiness.profilers.document_opening import measure

DATA = Path(__file__).parents[2].parent / "shared" / "data"
ENTERPRISE, DOCUMENTS = DATA / "enterprise-a-albion", DATA / "documents"
TABLES = {".csv", ".xls", ".xlsx", ".parquet", ".sqlite"}
pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.exists(), reason="../shared/data is absent")]


def jobs(folder: Path) -> Iterator[Job]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        kind = "table" if path.suffix.lower() in TABLES else "document"
        yield Job(source="files", item=path.relative_to(folder).as_posix(), kind=kind, path=path)


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("albion")
    listed = list(jobs(ENTERPRISE / "tree"))
    extract_items(listed, out=folder, settings=ExtractionSettings())
    rows = [{"source": job.source, "item": job.item, "kind": job.kind, "state": "listed"} for job in listed]
    pq.write_table(pa.Table.from_pylist(rows, schema=schemas.INVENTORY), folder / "inventory.parquet")
    return folder


def told(stages: Path) -> dict[str, set[str]]:
    """Item -> the kinds of trouble that findings speak of, in the words of the answer key."""
    project = Project.model_validate({"project": "albion", "sources": [{"name": "files", "url": "."}]})
    found = measure(Inputs(project=project, as_of=dt.date(2026, 11, 22), folder=stages))
    kinds: dict[str, set[str]] = {}
    for defect in found.defects.to_pylist():
        evidence = json.loads(defect["evidence"])
        kind = {"format.type_mismatch": "wrong_extension", "format.scan_share": "scan_only"}.get(defect["code"])
        if defect["code"] in {"format.unreadable", "format.type_mismatch", "format.scan_share"}:
            kinds.setdefault(defect["item"], set()).add(kind or evidence["outcome"])
    return kinds


def test_all_and_only_the_unreadable_are_told_each_by_its_kind(stages: Path) -> None:
    key = json.loads((ENTERPRISE / "answer_key.json").read_text(encoding="utf-8"))
    truth = {item["path"]: {item["kind"]} for item in key["documents"]["unreadable"]["items"]}
    assert told(stages) == truth


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tally, dict[str, dict[str, Any]], dict[str, str]]:
    folder = tmp_path_factory.mktemp("sweep")
    tally = extract_items(jobs(DOCUMENTS), out=folder, settings=ExtractionSettings())
    profiles = {row["item"]: row for row in pq.read_table(folder / "profile_documents.parquet").to_pylist()}
    texts = {row["item"]: row["text"] for row in pq.read_table(folder / "document_text.parquet").to_pylist()}
    return tally, profiles, texts


def test_every_file_gets_one_of_the_known_outcomes(sweep: tuple[Tally, dict[str, Any], dict[str, str]]) -> None:
    tally, profiles, _ = sweep
    delivered = [item for item, row in profiles.items() if row["container"] is None]
    assert delivered == sorted(job.item for job in jobs(DOCUMENTS))
    assert {row["outcome"] for row in profiles.values()} <= {outcome.value for outcome in Outcome}
    assert tally.lost == 0


def test_bytes_without_characters_are_never_ok(sweep: tuple[Tally, dict[str, Any], dict[str, str]]) -> None:
    _, profiles, texts = sweep
    silent = [name for name, row in profiles.items() if row["kind"] == "document" and row["outcome"] == "ok"]
    assert [name for name in silent if not texts.get(name, "").strip()] == []


def test_what_is_locked_is_called_locked(sweep: tuple[Tally, dict[str, Any], dict[str, str]]) -> None:
    """Names are no evidence for the tool; here they are the only key there is."""
    _, profiles, _ = sweep
    named = [name for name in profiles if "protected_passtika" in name or "password" in name.lower()]
    locked = [name for name in named if profiles[name]["outcome"] == "encrypted"]
    assert len(locked) / len(named) >= 0.9, sorted(set(named) - set(locked))


def test_nearly_every_office_file_mail_and_page_is_read(sweep: tuple[Tally, dict[str, Any], dict[str, str]]) -> None:
    """Most of these were collected because they break parsers; a floor, not a target."""
    _, profiles, _ = sweep
    formats = {"docx", "doc", "pptx", "ppt", "eml", "html", "msg", "odt", "rtf", "pdf"}
    rows = [row for row in profiles.values() if row["format"] in formats]
    broken = [row["item"] for row in rows if row["outcome"] in {"corrupt", "crashed", "timeout", "hostile"}]
    assert len(broken) / len(rows) <= 0.01, broken


def test_members_and_attachments_are_read_and_an_archive_of_itself_ends(
    sweep: tuple[Tally, dict[str, Any], dict[str, str]],
) -> None:
    _, profiles, texts = sweep
    inside = [row for row in profiles.values() if row["container"] is not None]
    assert {row["container"] for row in inside} <= profiles.keys()
    assert sum(row["outcome"] in {"ok", "needs_ocr"} for row in inside) / len(inside) >= 0.75
    endless = {row["item"] for row in inside if "copy of the archive that contains it" in row["detail"]}
    assert all(profiles[item]["outcome"] == "hostile" and item not in texts for item in endless)
    assert endless
