"""Cost of the near-duplicate search of this checkout against another: ``python -m benchmarks.duplicates.versus OTHER``.

``OTHER`` is the folder of another checkout (``git worktree add``). Both search the same generated texts, in processes
of their own and in pairs, the order of the two changing from pair to pair, so that load of the machine meets both. The
figures are CPU seconds of a warm process; each ratio is this checkout's over the other's in one pair.

The kernels of a million texts, with their bounds checked or not, were compared so:

    git worktree add ../before COMMIT
    python -m benchmarks.duplicates.versus ../before --texts 1000000 --pairs 5
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.duplicates.measure import ROOT

WARM_UP_TEXTS = 200
TASKS = ("exact", "lsh", "signatures")

Seconds = dict[str, float]


def tasks(texts: pa.ChunkedArray) -> dict[str, Callable[[], Any]]:
    """The work that is compared, by name; only what both checkouts have by these names."""
    import readiness

    return {
        "exact": lambda: readiness.near_duplicates(texts, engine="exact"),
        "lsh": lambda: readiness.near_duplicates(texts, engine="lsh"),
        "signatures": lambda: readiness.signatures(texts),
    }


def digest(answer: pa.Table | npt.NDArray[np.uint32]) -> str:
    """Digest of an answer, to see that both checkouts find the same."""
    content = json.dumps(answer.to_pydict()).encode() if isinstance(answer, pa.Table) else answer.tobytes()
    return hashlib.sha256(content).hexdigest()[:12]


def measure_here(corpus: Path) -> None:
    """Print CPU seconds and the digest of each task's answer, for the checkout in the current folder."""
    texts = pq.read_table(corpus, columns=["text"])["text"]
    for work in tasks(texts.slice(0, WARM_UP_TEXTS)).values():
        work()
    seconds, found = {}, {}
    for name, work in tasks(texts).items():
        start = time.process_time()
        answer = work()
        seconds[name] = time.process_time() - start
        found[name] = digest(answer)
    print(json.dumps({"seconds": seconds, "found": found}))


def measure_in(checkout: Path, corpus: Path) -> tuple[Seconds, dict[str, str]]:
    """The same for another checkout: this file is run there, with the packages of that folder."""
    command = [sys.executable, str(Path(__file__)), "--here", str(corpus)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(command, cwd=checkout, env=environment, check=True, capture_output=True, text=True)
    measured = json.loads(done.stdout.splitlines()[-1])
    return measured["seconds"], measured["found"]


def pairs_of_runs(other: Path, corpus: Path, count: int) -> Iterator[tuple[Seconds, Seconds]]:
    """CPU seconds of this checkout and of the other, pair by pair."""
    for number in range(count):
        order = (ROOT, other) if number % 2 else (other, ROOT)
        runs = {checkout: measure_in(checkout, corpus) for checkout in order}
        if runs[ROOT][1] != runs[other][1]:
            sys.exit(f"the answers differ: {runs[ROOT][1]} here, {runs[other][1]} in {other}")
        yield runs[ROOT][0], runs[other][0]


def main(other: Path, texts: int, count: int) -> None:
    """Print one line per task: median CPU seconds of both, and the median and range of their ratios."""
    from benchmarks.duplicates.corpus import write_corpus

    warm = [sys.executable, "-m", "readiness.near_duplicate_search.warm"]
    for checkout in (ROOT, other):
        environment = {**os.environ, "PYTHONPATH": str(checkout)}
        subprocess.run(warm, cwd=checkout, env=environment, check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(prefix="versus-") as folder:
        corpus = Path(folder, "corpus.parquet")
        write_corpus(corpus, texts)
        runs = list(pairs_of_runs(other, corpus, count))
    print(f"{texts:,} texts, {count} pairs of runs, load {os.getloadavg()[0]:.1f}; CPU seconds, medians")
    for task in TASKS:
        here, there = ([run[side][task] for run in runs] for side in (0, 1))
        ratios = sorted(one / two for one, two in zip(here, there, strict=True))
        print(
            f"{task:>10}: here {statistics.median(here):.2f}, other {statistics.median(there):.2f}, "
            f"ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates.versus", description=__doc__)
    parser.add_argument("other", type=Path, help="folder of the other checkout")
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        measure_here(given.other)
    else:
        main(given.other.resolve(), given.texts, given.pairs)
