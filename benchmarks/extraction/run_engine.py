"""One engine over a list of paths, each in a worker that may be lost: ``python -m ... ENGINE LIST OUT [TEXTS]``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.extraction import engines
from readiness.workers import pool

SECONDS = 30.0
MEMORY_MB = 4096
"""Twice what an audit allows: some readers reserve more address space than they use."""

WORKERS = 2


def main(engine: str, paths: Path, out: Path, texts: Path | None) -> None:
    listed = paths.read_text("utf-8").splitlines()
    limits = pool.Limits(workers=WORKERS, seconds=SECONDS, memory_mb=MEMORY_MB)
    answers = pool.run(
        listed,
        engines.handler(engine, texts),
        limits,
        setup=partial(engines.load, engine),
        preload=["benchmarks.extraction.engines"],
    )
    with out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in _rows(answers))


def _rows(answers: Iterator[tuple[str, engines.Answer | pool.Lost]]) -> Iterator[engines.Answer]:
    for path, answer in answers:
        if isinstance(answer, pool.Lost):
            yield {"path": path, "cpu_ms": None, "characters": 0, "error": answer.outcome.value}
        else:
            yield answer


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]) if len(sys.argv) > 4 else None)
