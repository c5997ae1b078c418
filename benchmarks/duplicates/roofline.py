"""Upper bound of the machine: ``python -m benchmarks.duplicates.roofline CORPUS``, one thread, CPU seconds.

Reading memory is the roof of everything that touches each byte once. Signatures compute 128 permutations for each
shingle, so they have a second, lower roof: how many of those the core can do.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np
import pyarrow.parquet as pq

import readiness

BUFFER_BYTES = 256 << 20
"""Far beyond any cache."""
ROUNDS = 5
NUM_PERM = 128
TEXTS = 20_000


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least CPU seconds of a few rounds after one that warms up."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def read_gb_per_s() -> float:
    """Bytes of memory read per CPU second: the fastest of a sum and an exclusive or over a large array."""
    words = np.random.default_rng(0).integers(0, 1 << 62, BUFFER_BYTES // 8, dtype=np.uint64)
    seconds = min(best(lambda: np.bitwise_xor.reduce(words)), best(lambda: np.add.reduce(words)))
    return BUFFER_BYTES / seconds / 1e9


def copy_gb_per_s() -> float:
    """Bytes read and written per CPU second by a copy."""
    words = np.ones(BUFFER_BYTES // 8, dtype=np.uint64)
    target = np.empty_like(words)
    return 2 * BUFFER_BYTES / best(lambda: np.copyto(target, words)) / 1e9


def main(corpus: str) -> None:
    texts = pq.read_table(corpus, columns=["text"])["text"].slice(0, TEXTS)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts.to_pylist())
    shingles = sum(max(1, len(text.split()) - 4) for text in texts.to_pylist() if text)
    signing = best(lambda: readiness.signatures(texts, num_perm=NUM_PERM), 3)
    hashing = best(lambda: readiness.signatures(texts, num_perm=1), 3)
    figures = {
        "read_gb_per_s": read_gb_per_s(),
        "copy_gb_per_s": copy_gb_per_s(),
        "hash_mb_per_s": size / hashing / 1e6,
        "sign_mb_per_s": size / signing / 1e6,
        "permutations_g_per_s": shingles * NUM_PERM / max(signing - hashing, 1e-9) / 1e9,
        "shingles": shingles,
        "bytes": size,
    }
    print(json.dumps({"work_cpu": 0.0, **figures}))


if __name__ == "__main__":
    main(*sys.argv[1:2])
