"""What a second audit costs the duplicates stage: nothing changed, one document in a hundred changed, all new.

    python -m benchmarks.incremental [DOCUMENTS]        (default 100000)

Generated texts (``benchmarks.duplicates.corpus``) are written as the stage files of an audit. Each figure is a process
of its own: CPU seconds from its start to the tables of the stage, and the peak of its memory, files it maps left out.
The page ``docs/benchmarks/incremental.md`` is written from them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.duplicates.corpus import write_corpus
from benchmarks.duplicates.measure import ROOT

PAGE = ROOT / "docs" / "benchmarks" / "incremental.md"
AS_OF = dt.date(2026, 11, 22)
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
    cache = folder / "cache"
    yield {"what": "first audit", **_run(folder / "first", cache)}
    yield {"what": "nothing changed", **_run(folder / "first", cache)}
    yield {"what": "1 % changed", **_run(folder / "second", cache)}
    yield {"what": "the same, nothing remembered", **_run(folder / "second", folder / "none")}


def _memories(folder: Path) -> Iterator[Facts]:
    for memory_mb in _MEMORIES:
        what = f"first audit, resources.memory_mb {memory_mb}"
        yield {"what": what, **_run(folder / "first", folder / f"cache-{memory_mb}", memory_mb)}


def _run(stages: Path, cache: Path, memory_mb: int = 8192) -> Facts:
    command = [sys.executable, "-m", "benchmarks.incremental", "--one", str(stages), str(cache), str(memory_mb)]
    told: Facts = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)
    return told


class _Anonymous:
    """The most memory of this process that is not mapped from files, looked at fifty times a second (Linux)."""

    def __enter__(self) -> Self:
        self.peak_mb, self._stop = 0.0, threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._stop.wait(0.02):
            status = Path("/proc/self/status").read_text("ascii")
            self.peak_mb = max(self.peak_mb, int(status.partition("RssAnon:")[2].split()[0]) / 1024)


def one(stages: Path, cache: Path, memory_mb: int) -> Facts:
    """The stage in this process; a digest of all it found."""
    from readiness.config import Project
    from readiness.profilers.base import Inputs
    from readiness.profilers.duplicates import measure

    project = {"project": "test", "sources": [{"name": "docs", "url": "."}], "resources": {"memory_mb": memory_mb}}
    inputs = Inputs(project=Project.model_validate(project), as_of=AS_OF, folder=stages, cache=cache)
    begun = time.perf_counter()
    with _Anonymous() as memory:
        profile = measure(inputs)
    cost = {"cpu": time.process_time(), "wall": time.perf_counter() - begun, "peak_mb": memory.peak_mb}
    tables = (profile.tables["pairs"].replace_schema_metadata(None), profile.defects, profile.measures)
    found = hashlib.sha256(json.dumps([table.to_pylist() for table in tables], default=str).encode()).hexdigest()
    return {"found": found[:12], "copies": profile.defects.num_rows, **cost}


def write_stages(folder: Path, corpus: Path, *, changed: bool) -> None:
    """Documents as an audit has read them; of the second version one in a hundred has another ending."""
    from readiness import schemas

    folder.mkdir()
    texts = pq.read_table(corpus, columns=["text"])["text"].to_pylist()
    if changed:
        texts = [f"{text} as amended in clause {n}" if n % _ONE_IN == 7 else text for n, text in enumerate(texts)]
    named = [{"source": "docs", "item": f"folder {n % 50}/document {n:07}.txt"} for n in range(len(texts))]
    rows = [{**name, **_profile(name["item"], text)} for name, text in zip(named, texts, strict=True)]
    said = [{**name, "text": text} for name, text in zip(named, texts, strict=True) if text]
    for stage, found in (("profile_documents", rows), ("document_text", said), ("date_claims", [])):
        table = pa.Table.from_pylist(found, schema=schemas.STAGES[stage])
        pq.write_table(table, folder / f"{stage}.parquet", row_group_size=_TEXT_ROWS if found is said else None)


def _profile(item: str, text: str) -> Facts:
    return {
        "kind": "document", "outcome": "ok", "claimed": "txt", "format": "txt", "language": "en", "title": "",
        "sha256": hashlib.sha256(f"{item}{text}".encode()).hexdigest(), "size_bytes": len(text.encode()) + 1,
        "characters": len(text),
        "text_sha256": hashlib.sha256(" ".join(text.split()).encode()).hexdigest() if text else "",
    }  # fmt: skip


def _page(documents: int, rows: list[Facts]) -> str:
    head = "| | CPU s | wall s | peak MB | copies told | found |\n| --- | --: | --: | --: | --: | --- |"
    lines = [
        f"| {row['what']} | {row['cpu']:.1f} | {row['wall']:.1f} | {row['peak_mb']:.0f} | {row['copies']:,} "
        f"| `{row['found']}` |"
        for row in rows
    ]
    return (
        f"# A second audit: the duplicates stage\n\nGenerated by `python -m benchmarks.incremental {documents}` on "
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}. {documents:,} "
        "generated documents of 1.3 kB, read by an audit before; each line is a process of its own, start-up "
        "included; *peak* is memory that is not mapped from files. "
        "*Found* is a digest of the pairs, measures and defects: equal where the same was found.\n\n"
        + "\n".join([head, *lines])
        + "\n\nA defect per copy is written in every audit, whatever was remembered, and compiled kernels are loaded.\n"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
