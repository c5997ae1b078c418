"""Cost of a second audit for the duplicates stage: nothing changed, one document in a hundred changed, all new.

    python -m benchmarks.incremental [DOCUMENTS]        (default 100000)

Generated texts (``benchmarks.duplicates.corpus``) are written as the stage files of an audit; the stage runs as an
audit runs it, each time in a process of its own. CPU seconds are counted from the start of that process, those it takes
to load its programs apart; the peak of its memory leaves out files it maps. The page
``docs/benchmarks/incremental.md`` is written from them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.duplicates.corpus import write_corpus
from benchmarks.duplicates.measure import ROOT

if TYPE_CHECKING:
    from dagster_project.audit.context import Audit

PAGE = ROOT / "docs" / "benchmarks" / "incremental.md"
AS_OF = "2026-11-22"
_RUN = "READINESS_BENCHMARK_RUN"
_TEXT_ROWS = 128  # as extraction writes them
_MEMORIES = (256, 1024, 8192)
_ONE_IN = 100

Facts = dict[str, Any]


def main(documents: int) -> None:
    with tempfile.TemporaryDirectory(prefix="incremental-") as work:
        folder = Path(work)
        write_corpus(folder / "corpus.parquet", documents)
        for name in ("first", "second"):
            write_stages(folder / name, folder / "corpus.parquet", changed=name == "second")
        rows = [*_audits(folder), *_memories(folder)]
    page = _page(documents, rows)
    PAGE.write_text(page, "utf-8")
    print(page)


def _audits(folder: Path) -> Iterator[Facts]:
    yield {"what": "first audit", **_run(folder / "first", folder / "out")}
    yield {"what": "nothing changed", **_run(folder / "first", folder / "out")}
    yield {"what": "1 % changed", **_run(folder / "second", folder / "out")}
    yield {"what": "the same, nothing remembered", **_run(folder / "second", folder / "none")}


def _memories(folder: Path) -> Iterator[Facts]:
    for memory_mb in _MEMORIES:
        what = f"first audit, resources.memory_mb {memory_mb}"
        yield {"what": what, **_run(folder / "first", folder / f"out-{memory_mb}", memory_mb)}


def _run(inputs: Path, out: Path, memory_mb: int = 8192) -> Facts:
    """A new audit whose earlier stages gave ``inputs``: the duplicates stage of it, in a process of its own."""
    from readiness.storage import store

    audit = _audit(out, memory_mb)
    audit.store.prepare()
    for path in inputs.iterdir():
        shutil.copyfile(path, audit.store.stages / path.name)
        store.seal_stage(audit.store, path.stem, **audit.facts)
    command = [sys.executable, "-m", "benchmarks.incremental", "--one", str(out), str(memory_mb)]
    environment = {**os.environ, _RUN: audit.attempt.run_id}
    asked = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    facts: Facts = json.loads(asked.stdout)
    return facts


def _audit(out: Path, memory_mb: int) -> Audit:
    from dagster_project.audit.context import Audit
    from readiness.config.loading import LoadedProject
    from readiness.config.project import Project
    from readiness.storage.attempts import AttemptRecord
    from readiness.storage.store import Store

    project = {"project": "test", "sources": [{"name": "docs", "url": "."}], "resources": {"memory_mb": memory_mb}}
    facts = {"started_at": AS_OF, "as_of": AS_OF, "config_hash": str(memory_mb), "state": "running"}
    return Audit(
        loaded=LoadedProject(
            project=Project.model_validate(project), path=out, base=out, config_hash=facts["config_hash"]
        ),
        store=Store(out=out, project="test"),
        attempt=AttemptRecord(run_id=os.environ.get(_RUN) or uuid.uuid4().hex, **facts),
        key="",
    )


class _Anonymous:
    """The most memory of this process that is not mapped from files, measured fifty times a second (Linux)."""

    def __enter__(self) -> Self:
        self.peak_mb, self._stop = 0.0, threading.Event()
        self._watch = threading.Thread(target=self._measure, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watch.join()

    def _measure(self) -> None:
        while not self._stop.wait(0.02):
            status = Path("/proc/self/status").read_text("ascii")
            self.peak_mb = max(self.peak_mb, int(status.partition("RssAnon:")[2].split()[0]) / 1024)


def measure_stage(out: Path, memory_mb: int) -> Facts:
    """The stage in this process; a digest of all it found."""
    for program in ("numba", "pandas", "pyarrow.compute", "pyarrow.parquet", "scipy.sparse"):
        importlib.import_module(program)
    from dagster_project.audit import stages
    from dagster_project.audit.stage_list import PROFILERS
    from readiness.storage.store import read_stage

    audit = _audit(out, memory_mb)
    programs, begun = time.process_time(), time.perf_counter()
    with _Anonymous() as memory:
        stages.profiler(audit, PROFILERS["duplicates"])
    cost = {"cpu": time.process_time(), "programs": programs, "wall": time.perf_counter() - begun}
    tables = [read_stage(audit.store, name) for name in ("pairs", "duplicates.defects", "duplicates.measures")]
    found = hashlib.sha256(json.dumps([table.to_pylist() for table in tables], default=str).encode()).hexdigest()
    return {"found": found[:12], "copies": tables[1].num_rows, "peak_mb": memory.peak_mb, **cost}


def write_stages(folder: Path, corpus: Path, *, changed: bool) -> None:
    """Documents as an audit has read them; of the second version one in a hundred has another ending."""
    from readiness import schemas
    from readiness.census import census_table, take_census

    folder.mkdir()
    texts = pq.read_table(corpus, columns=["text"])["text"].to_pylist()
    if changed:
        texts = [f"{text} as amended in clause {n}" if n % _ONE_IN == 7 else text for n, text in enumerate(texts)]
    named = [{"source": "docs", "item": f"folder {n % 50}/document {n:07}.txt"} for n in range(len(texts))]
    rows = [{**name, **_profile(name["item"], text)} for name, text in zip(named, texts, strict=True)]
    texts_read = [{**name, "text": text} for name, text in zip(named, texts, strict=True) if text]
    listed = [{**name, "kind": "document", "state": "listed"} for name in named]
    stages = {
        "inventory": listed, "profile_documents": rows, "document_text": texts_read, "date_claims": [],
        "table_index": [],
    }  # fmt: skip
    for stage, written in stages.items():
        table = pa.Table.from_pylist(written, schema=schemas.STAGES[stage])
        pq.write_table(table, folder / f"{stage}.parquet", row_group_size=_TEXT_ROWS if written is texts_read else None)
    census = take_census(*(folder / f"{stage}.parquet" for stage in ("inventory", "profile_documents", "table_index")))
    pq.write_table(census_table(census), folder / "item_census.parquet")


def _profile(item: str, text: str) -> Facts:
    return {
        "kind": "document", "outcome": "ok", "claimed": "txt", "format": "txt", "language": "en", "title": "",
        "sha256": hashlib.sha256(f"{item}{text}".encode()).hexdigest(), "size_bytes": len(text.encode()) + 1,
        "characters": len(text),
        "text_sha256": hashlib.sha256(" ".join(text.split()).encode()).hexdigest() if text else "",
    }  # fmt: skip


def _page(documents: int, rows: list[Facts]) -> str:
    head = (
        "| | CPU s | of them the stage | wall s | peak MB | copies told | found |\n"
        "| --- | --: | --: | --: | --: | --: | --- |"
    )
    lines = [
        f"| {row['what']} | {row['cpu']:.1f} | {row['cpu'] - row['programs']:.2f} | {row['wall']:.2f} "
        f"| {row['peak_mb']:.0f} | {row['copies']:,} | `{row['found']}` |"
        for row in rows
    ]
    return (
        f"# A second audit: the duplicates stage\n\nGenerated by `python -m benchmarks.incremental {documents}` on "
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}. {documents:,} "
        "generated documents of 1.3 kB; each line is a process of its own. *CPU* is all of it, loading its programs "
        "included; *the stage* is what an audit spends once they are there, compiled kernels included; *wall* is the "
        "stage's; *peak* is memory that is not mapped from files. *Found* is a digest of the pairs, measures and "
        "defects: equal where the same was found.\n\n"
        + "\n".join([head, *lines])
        + "\n\nWhere nothing changed the result of the audit before stands, checked byte for byte "
        "([ADR 12](../adr/0012-results-that-still-stand.md)). Where a little changed, only changed texts are read and "
        "compared, but every copy is told anew and columns of all documents are read.\n"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure_stage(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
