"""The documents stage over a list of paths, workers, cache, Parquet and all: ``python -m ... LIST OUT``."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

from readiness.extraction.batch import ExtractionSettings, Job, extract_items


def main(paths: Path, out: Path) -> None:
    listed = paths.read_text("utf-8").splitlines()
    jobs = [Job(source="files", item=path, kind="document", path=Path(path)) for path in listed]
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        tally = extract_items(jobs, out=Path(folder), settings=ExtractionSettings(workers=2))
        outcomes = pq.read_table(Path(folder) / "profile_documents.parquet", columns=["outcome"])["outcome"].to_pylist()
    own = time.process_time()
    facts = {"parent_cpu_s": own, "read": tally.read, "reused": tally.reused, "lost": tally.lost}
    out.write_text(json.dumps({**facts, "outcomes": dict(Counter(outcomes).most_common())}), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
