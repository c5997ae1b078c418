"""Peers on the same corpus: run by the interpreter of the peer's own environment, so nothing of ours here.

``python -m benchmarks.duplicates.peers pairs|sign NAME CORPUS OUT``. Everybody starts from the same text and cuts its
words as a user of that peer has to: in Python where it takes shingles, by its own tokeniser where it has one. OUT gets
one of three answers: pairs (``first``, ``second``), a ``cluster`` per text, or ``removed`` per text. The last line
printed is the run's own report; ``cut_cpu`` in it is the part of the work that cut words, where that is a step
of its own.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.duplicates.words import ALONE, space_letters, words_of

Report = dict[str, Any]

THRESHOLD, NUM_PERM, WIDTH = 0.8, 128, 5
BANDS, ROWS = 21, 6
"""Bands for peers that leave the choice: recall .998 at the threshold, instead of datasketch's own 9 of 13 (.40)."""


def measure_cost() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def shingle_texts(texts: list[str], report: Report) -> Iterator[list[str]]:
    """The shingles of each text in turn, joined by spaces; what cutting its words took is added to ``cut_cpu``."""
    report["cut_cpu"] = 0.0
    for text in texts:
        start = time.process_time()
        words = words_of(text)
        report["cut_cpu"] += time.process_time() - start
        windows = max(1, len(words) - WIDTH + 1) if words else 0
        yield [" ".join(words[place : place + WIDTH]) for place in range(windows)]


def pairs(found: Any) -> pa.Table:
    array = np.array(found, dtype=np.int64).reshape(-1, 2)
    return pa.table({"first": array.min(axis=1), "second": array.max(axis=1)})


def datasketch_minhashes(cut: Iterable[list[str]]) -> Iterator[Any]:
    from datasketch import MinHash

    permutations = MinHash(NUM_PERM, scheme="affine32").permutations
    for shingles in cut:
        one = MinHash(NUM_PERM, permutations=permutations, scheme="affine32")
        if shingles:
            one.update_batch([shingle.encode() for shingle in shingles])
        yield one if shingles else None


def datasketch_sign(texts: list[str], report: Report) -> Any:
    return list(datasketch_minhashes(shingle_texts(texts, report)))


def datasketch_candidates(cut: Iterable[list[str]], report: Report) -> Iterator[tuple[int, int]]:
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=NUM_PERM)
    report["bands"], report["rows"] = int(index.b), int(index.r)
    for place, one in enumerate(datasketch_minhashes(cut)):
        if one is not None:
            for other in index.query(one):
                yield other, place
            index.insert(place, one)


def datasketch_raw(texts: list[str], report: Report) -> pa.Table:
    return pairs(list(datasketch_candidates(shingle_texts(texts, report), report)))


def datasketch_verified(texts: list[str], report: Report) -> pa.Table:
    sets: list[frozenset[str]] = []

    def keep_shingles() -> Iterator[list[str]]:
        for shingles in shingle_texts(texts, report):
            sets.append(frozenset(shingles))
            yield shingles

    return pairs(
        [
            (other, place)
            for other, place in datasketch_candidates(keep_shingles(), report)
            if len(sets[other] & sets[place]) >= THRESHOLD * len(sets[other] | sets[place]) - 1e-9
        ]
    )


def filled_ones(texts: list[str]) -> Any:
    """Texts with a word, by place: the others are duplicates of nothing, even where a peer pairs them."""
    return np.array([bool(text.strip()) for text in texts], dtype=bool)


def rensa_sketches(texts: list[str], report: Report) -> Any:
    import rensa

    return rensa.RMinHash.from_token_sets(list(shingle_texts(texts, report)), NUM_PERM, 42)


def rensa_pairs(texts: list[str], report: Report) -> pa.Table:
    """Sketches, its own index of 16 bands, and its own estimate as the filter."""
    import rensa

    sketches = rensa_sketches(texts, report)
    index = rensa.RMinHashLSH(THRESHOLD, NUM_PERM, 16)
    index.insert_many(sketches)
    found = []
    for place, near in enumerate(index.query_all(sketches)):
        found += [(o, place) for o in near if o < place and sketches[place].jaccard(sketches[o]) >= THRESHOLD]
    filled = filled_ones(texts)
    return pairs([(one, other) for one, other in found if filled[one] and filled[other]])


def rensa_dedup(texts: list[str], report: Report) -> pa.Table:
    import rensa

    sieve = rensa.RMinHashDeduplicator(THRESHOLD, NUM_PERM, True, None, 42)
    kept = sieve.add_pairs((str(place), shingles) for place, shingles in enumerate(shingle_texts(texts, report)))
    return pa.table({"removed": ~np.array(kept, dtype=bool) & filled_ones(texts)})


def daft_signatures(texts: list[str], report: Report) -> Any:
    """Words are cut by its own expressions, before the rest, so that the two can be timed apart."""
    import daft
    from daft.functions import lower, minhash, regexp_replace, strip

    start = measure_cost()
    frame = daft.from_arrow(pa.table({"id": np.arange(len(texts)), "text": pa.array(texts, pa.large_string())}))
    alone = regexp_replace(lower(daft.col("text")), f"([{ALONE}])", " $1 ")
    words = strip(regexp_replace(alone, r"\W+", " "))
    frame = frame.select("id", words.alias("text")).where(daft.col("text") != "").collect()
    report["cut_cpu"] = measure_cost() - start
    hashed = minhash(daft.col("text"), num_hashes=BANDS * ROWS, ngram_size=WIDTH, hash_function="xxhash")
    table = frame.select("id", hashed.alias("sign")).to_arrow().combine_chunks()
    signs = table["sign"].combine_chunks()
    return table["id"].to_numpy(), signs.flatten().to_numpy(zero_copy_only=False).reshape(-1, BANDS * ROWS)


def daft_pairs(texts: list[str], report: Report) -> pa.Table:
    """Its signatures, bands joined in SQL, its estimate as the filter: the recipe of its documentation."""
    import duckdb

    ids, signs = daft_signatures(texts, report)
    keys = [row.tobytes() for band in range(BANDS) for row in np.ascontiguousarray(signs[:, band * ROWS :][:, :ROWS])]
    bands = pa.table(
        {"id": np.tile(np.arange(len(ids)), BANDS), "band": np.repeat(np.arange(BANDS), len(ids)), "key": keys}
    )
    base = duckdb.connect()
    base.register("bands", bands)
    joined = (
        "SELECT DISTINCT a.id AS first, b.id AS second FROM bands a JOIN bands b USING (band, key) WHERE a.id < b.id"
    )
    found = base.execute(joined).fetchnumpy()
    first, second = np.asarray(found["first"]), np.asarray(found["second"])
    estimate = np.empty(len(first))
    for start in range(0, len(first), 1 << 16):
        block = slice(start, start + (1 << 16))
        estimate[block] = (signs[first[block]] == signs[second[block]]).mean(axis=1)
    kept = estimate >= THRESHOLD
    return pairs(np.column_stack([ids[first[kept]], ids[second[kept]]]))


def gaoya_index() -> Any:
    """It lowers letters and cuts at what is no letter by itself; it is only given space around Han, kana and Thai."""
    import gaoya.minhash

    return gaoya.minhash.MinHashStringIndex(32, THRESHOLD, BANDS, ROWS, None, "word", True, (WIDTH, WIDTH), "vec")


def gaoya_pairs(texts: list[str], _report: Report) -> pa.Table:
    index, found = gaoya_index(), []
    for place, text in enumerate(map(space_letters, texts)):
        if text.strip():
            found += [(other, place) for other in index.query(text)]
            index.insert_document(place, text)
    return pairs(found)


def gaoya_sign(texts: list[str], _report: Report) -> Any:
    index = gaoya_index()
    for place, text in enumerate(map(space_letters, texts)):
        index.insert_document(place, text)


def datatrove_clusters(texts: list[str], _report: Report) -> pa.Table:
    """Its four stages, one task each, its own tokeniser, and its default of 14 buckets of 8.

    Numbers and accents are left as they are: it would otherwise be asked for other pairs.
    """
    from datatrove.data import Document
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.utils.text import TextNormConfig

    folder = Path(sys.argv[4] + ".stages")
    shutil.rmtree(folder, ignore_errors=True)
    config = MinhashConfig(n_grams=WIDTH, norm_config=TextNormConfig(norm_numbers=False, norm_unicode_diacritics=False))
    documents = (Document(text=text, id=str(place)) for place, text in enumerate(texts))
    MinhashDedupSignature(str(folder / "signatures"), config).run(documents, 0, 1)
    for bucket in range(config.num_buckets):
        MinhashDedupBuckets(str(folder / "signatures"), str(folder / "buckets"), config=config).run(
            None, bucket, config.num_buckets
        )
    MinhashDedupCluster(str(folder / "buckets"), str(folder / "removed"), config=config, save_cluster_id=True).run()
    clusters = np.arange(len(texts))
    for place, cluster in struct.iter_unpack("<II", (folder / "removed" / "000000.clusters").read_bytes()):
        clusters[place] = len(texts) + cluster
    shutil.rmtree(folder)
    return pa.table({"cluster": clusters})


def text_dedup_removed(texts: list[str], _report: Report) -> pa.Table:
    """Its command, which reads the corpus and cuts words itself, with its own choice of bands."""
    import datasets

    folder = Path(sys.argv[4] + ".kept")
    shutil.rmtree(folder, ignore_errors=True)
    options = {"path": "parquet", "data_files": sys.argv[3], "split": "train", "column": "text", "output": str(folder)}
    options |= {"ngram": str(WIDTH), "threshold": str(THRESHOLD), "num_perm": str(NUM_PERM), "num_proc": "1"}
    options |= {"min_length": "1", "cache_dir": str(folder) + ".cache"}
    command = [sys.executable, "-m", "text_dedup.minhash", *(f"--{key}={value}" for key, value in options.items())]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    removed = np.ones(len(texts), dtype=bool)
    removed[datasets.load_from_disk(str(folder))["id"]] = False
    shutil.rmtree(folder)
    return pa.table({"removed": removed & filled_ones(texts)})


ANSWERS = {
    "datasketch-raw": datasketch_raw,
    "datasketch-verified": datasketch_verified,
    "rensa": rensa_pairs,
    "rensa-dedup": rensa_dedup,
    "daft": daft_pairs,
    "gaoya": gaoya_pairs,
    "datatrove": datatrove_clusters,
    "text-dedup": text_dedup_removed,
}
SIGNS = {
    "datasketch": datasketch_sign,
    "rensa": rensa_sketches,
    "daft": daft_signatures,
    "gaoya": gaoya_sign,
}
WARM_UP_TEXTS = 2_000


def main(task: str, name: str, corpus: str, out: str) -> None:
    texts = pq.read_table(corpus, columns=["text"])["text"].to_pylist()
    report = {"version": version(name if name == "text-dedup" else name.partition("-")[0])}
    if task == "sign":
        SIGNS[name](texts[:WARM_UP_TEXTS], {})
    cpu, wall = measure_cost(), time.perf_counter()
    if task == "sign":
        SIGNS[name](texts, report)
    else:
        pq.write_table(ANSWERS[name](texts, report), out)
    print(json.dumps({"work_cpu": measure_cost() - cpu, "work_wall": time.perf_counter() - wall, **report}), flush=True)
    os._exit(0)  # some peers keep threads that would be waited for


if __name__ == "__main__":
    main(*sys.argv[1:5])
