"""Texts read by several workers give the results of one process, in the same order; a lost worker breaks the audit."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness import schemas
from readiness.config.project import Project
from readiness.config.resource_settings import Resources
from readiness.errors import AuditError
from readiness.model import Outcome
from readiness.profilers import content, rights, staleness
from readiness.profilers.base import Inputs, TextMap, batch_by_batch
from readiness.workers.text_map import FEWEST_GROUPS, PooledTextMap

ROWS = 3 * FEWEST_GROUPS


def upper(batch: pa.RecordBatch) -> list[str]:
    return [text.upper() for text in batch["text"].to_pylist() if not text.startswith("skip")]


def lengths(batch: pa.RecordBatch) -> list[int]:
    return [len(text) for text in batch["text"].to_pylist()]


def worker(batch: pa.RecordBatch) -> list[int]:
    return [os.getpid()] * batch.num_rows


def dies(batch: pa.RecordBatch) -> list[str]:
    if "text 7" in batch["text"].to_pylist():
        os._exit(1)
    return []


def written(path: Path, texts: list[str], *, rows_per_group: int = 1) -> Path:
    rows = [{"source": "files", "item": f"{place:03}.txt", "text": text} for place, text in enumerate(texts)]
    pq.write_table(pa.Table.from_pylist(rows, schema=schemas.DOCUMENT_TEXT), path, row_group_size=rows_per_group)
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return written(tmp_path / "t.parquet", [f"skip {n}" if n % 5 == 0 else f"text {n}" for n in range(ROWS)])


TWO = PooledTextMap(resources=Resources(workers=2))


def test_the_results_come_in_the_order_of_the_rows(texts: Path) -> None:
    expected = list(batch_by_batch(texts, upper))
    assert list(TWO(texts, upper)) == expected
    assert len(expected) == ROWS - len(range(0, ROWS, 5))


def test_workers_read_many_groups_and_this_process_a_few(texts: Path, tmp_path: Path) -> None:
    few = written(tmp_path / "few.parquet", ["a", "b", "c"], rows_per_group=2)
    assert os.getpid() not in set(TWO(texts, worker))
    assert set(TWO(few, worker)) == {os.getpid()}
    assert set(PooledTextMap(resources=Resources(workers=1))(texts, worker)) == {os.getpid()}


def test_a_lost_worker_breaks_the_audit_and_is_no_silence(texts: Path) -> None:
    with pytest.raises(AuditError, match="lost"):
        list(TWO(texts, dies))


@pytest.mark.parametrize("profiler", [rights, content, staleness])
def test_a_profiler_gives_the_same_result_in_workers(profiler: object, tmp_path: Path) -> None:
    says = [
        "Write to ada.lovelace@analytical-engine.org or call +44 20 7946 0018.",
        "Last updated: 3 May 2021. " + "the costs of the harbour and of the routes have to be reviewed with care. " * 9,
        "#### " * 80,
        "This policy has been withdrawn. It was due for review by 1 June 2020.",
    ]
    written(tmp_path / "document_text.parquet", says * ROWS)
    facts = {"source": "files", "kind": "document", "outcome": Outcome.OK.value, "language": "en", "characters": 90}
    items = [facts | {"item": f"{place:03}.txt"} for place in range(len(says) * ROWS)]
    filled = [{field.name: None for field in schemas.PROFILE_DOCUMENTS} | item for item in items]
    pq.write_table(
        pa.Table.from_pylist(filled, schema=schemas.PROFILE_DOCUMENTS), tmp_path / "profile_documents.parquet"
    )

    def measured(text_map: TextMap) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
        project = Project.model_validate({"project": "p", "sources": [{"name": "files", "url": "tree"}]})
        inputs = Inputs(project=project, as_of=dt.date(2026, 11, 22), folder=tmp_path, text_map=text_map)
        profile = profiler.measure(inputs)  # type: ignore[attr-defined]
        return profile.measures.to_pylist(), profile.defects.to_pylist()

    expected = measured(batch_by_batch)
    assert measured(TWO) == expected
    assert len(expected[1]) >= ROWS


def test_a_worker_has_the_memory_that_it_is_allowed(tmp_path: Path) -> None:
    path = written(tmp_path / "large.parquet", ["a word " * 4_000_000, *["text"] * FEWEST_GROUPS])
    gigabyte = PooledTextMap(resources=Resources(workers=2, memory_mb=1024))
    assert list(gigabyte(path, lengths)) == [28_000_000, *[4] * FEWEST_GROUPS]


@pytest.mark.parametrize("map_texts", [batch_by_batch, TWO])
def test_progress_counts_the_rows_that_are_done(texts: Path, map_texts: TextMap) -> None:
    seen: list[tuple[int, int]] = []
    list(map_texts(texts, upper, lambda done, total: seen.append((done, total))))
    assert seen[0] == (0, ROWS)
    assert seen == sorted(seen)
    assert all(done < total == ROWS for done, total in seen)
