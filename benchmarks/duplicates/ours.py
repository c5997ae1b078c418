"""Our own engines as contestants: ``python -m benchmarks.duplicates.ours exact|lsh|sign CORPUS OUT [again]``.

``again`` finds the pairs twice and prints what the second time took, as in a process that runs on.
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import readiness
from readiness.near_duplicate_search.api import SKIPPED

WARM_UP_TEXTS = 2_000


def find_pairs(texts: pa.ChunkedArray, engine: str) -> pa.Table:
    table = readiness.near_duplicates(texts, engine=engine)
    columns = {"first": table["item_a"], "second": table["item_b"]}
    return pa.table(columns, metadata=table.schema.metadata)


def main(task: str, corpus: str, out: str, again: str = "") -> None:
    texts = pq.read_table(corpus, columns=["text"])["text"]
    work = partial(readiness.signatures, texts) if task == "sign" else partial(find_pairs, texts, task)
    if task == "sign":
        readiness.signatures(texts.slice(0, WARM_UP_TEXTS))
    cpu, wall = time.process_time(), time.perf_counter()
    answer = work()
    figures = {"work_cpu": time.process_time() - cpu, "work_wall": time.perf_counter() - wall}
    if isinstance(answer, pa.Table):
        figures["skipped"] = int(answer.schema.metadata[SKIPPED])
    if again:
        cpu = time.process_time()
        second = work()
        figures["work_warm"] = time.process_time() - cpu
        if not second.equals(answer):
            sys.exit("the second answer differs from the first")
    if isinstance(answer, pa.Table):
        pq.write_table(answer, Path(out))
    print(json.dumps({**figures, "version": version("data-readiness-audit")}))


if __name__ == "__main__":
    main(*sys.argv[1:5])
