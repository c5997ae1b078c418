"""Corpora on disk, each with its truth: made once, kept in the cache folder."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.duplicates.corpus import write_corpus
from benchmarks.duplicates.debian import write_debian
from benchmarks.duplicates.truth import brute_pairs, texts_of, true_pairs

DEBIAN = "debian"
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
CHECKED_TEXTS = 1_500
"""Texts of the sample on which the truth is held against a comparison of all pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One corpus: ``path`` has the texts, ``truth`` the true pairs."""

    name: str
    cache: Path

    @property
    def path(self) -> Path:
        return self.cache / f"{self.name}.parquet"

    @property
    def truth(self) -> Path:
        return self.cache / f"{self.name}.truth.parquet"

    def make(self) -> bool:
        """Make what is missing. False where the machine has no such texts.

        A process of its own does it: a measured process begins as a copy of the one that starts it, and the peak of its
        memory would be that of reckoning the truth.
        """
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            return apart.submit(self.make_here).result()

    def make_here(self) -> bool:
        """Make the corpus in this process."""
        self.cache.mkdir(parents=True, exist_ok=True)
        if not self.path.exists() and not self._write():
            return False
        if not self.truth.exists():
            pq.write_table(true_pairs(texts_of(self.path)), self.truth)
        self.facts()
        return True

    def _write(self) -> bool:
        if self.name == DEBIAN:
            return write_debian(self.path) > 0
        write_corpus(self.path, SIZES[self.name])
        return True

    def size(self) -> tuple[int, int]:
        """Texts, and bytes of text."""
        texts = bytes_ = 0
        for text in texts_of(self.path):
            texts += 1
            bytes_ += len(text.encode("utf-8", "surrogatepass"))
        return texts, bytes_

    def facts(self) -> dict[str, Any]:
        """Texts, bytes, true pairs, and how the truth compares with brute force; reckoned once per corpus."""
        path = self.cache / f"{self.name}.facts.json"
        if not path.exists():
            texts, size = self.size()
            pairs = pq.read_metadata(self.truth).num_rows
            path.write_text(
                json.dumps({"texts": texts, "bytes": size, "pairs": pairs, "checked": self.check()}), "utf-8"
            )
        facts: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return facts

    def check(self) -> dict[str, int]:
        """The truth against brute force on a sample: pairs of the sample, missing ones, and ones too many."""
        texts = list(islice(texts_of(self.path), CHECKED_TEXTS))
        brute = brute_pairs(texts)
        table = pq.read_table(self.truth)
        every = zip(table["first"].to_pylist(), table["second"].to_pylist(), strict=True)
        listed = {(first, second) for first, second in every if second < len(texts)}
        return {
            "texts": len(texts),
            "pairs": len(brute),
            "missing": len(brute - listed),
            "extra": len(listed - brute),
        }
