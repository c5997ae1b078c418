"""Agreement with a second reader: a sample of documents read by our own readers and unstructured, words compared.

No reader can measure what it lost itself. Two that share no code and still find the same words have most likely both
read the document's text; where they differ, one of them is wrong, and a person should examine which.
"""

from __future__ import annotations

import hashlib
import heapq
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from readiness import schemas
from readiness.extraction import cache, read_one, unstructured_reader, worker
from readiness.extraction.examine import Examination, Request
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.worker import PRELOAD, Job, StoredReading, WorkerConfig
from readiness.model import Outcome
from readiness.workers import pool

MOST_CHARACTERS, MOST_IN_ALL = 100_000, 2_000_000
"""Longer documents are not drawn, and none that would take the sample over the second number: at 2 to 30 microseconds
a character a book takes unstructured many seconds. Some forty pages, and the sample some twenty CPU-seconds at the
very worst. Counts and not times, so that a busy machine draws the same sample. Chosen by us."""

COMPARED, UNREAD = "compared", "unread"

_SEED = "extraction confidence 1"
_PER_WORKER = 100
"""Documents that make one more worker worth the two seconds that importing unstructured costs it."""

_SPARE = 1000  # rows a stratum holds before it is cut to what can be drawn: memory does not grow with the corpus
_WORD = re.compile(r"\w+")
_FACTS = ["source", "item", "kind", "container", "sha256", "format", "outcome", "engine", "characters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two readings of one document as multisets of words, case and compatibility forms folded (NFKC).

    ``recall`` is the share of the other reader's words that ours has too, ``precision`` the share of ours that the
    other has; ``share`` is their harmonic mean (van Rijsbergen 1979), 0-1. Order is not compared: two readers of a
    two-column page may both be right.
    """

    words: int
    words_other: int
    shared: int

    @property
    def recall(self) -> float:
        return self.shared / self.words_other if self.words_other else 0.0

    @property
    def precision(self) -> float:
        return self.shared / self.words if self.words else 0.0

    @property
    def share(self) -> float:
        return 2 * self.shared / (self.words + self.words_other) if self.shared else 0.0


def agreement(ours: str, other: str) -> Agreement:
    """Compare two readings of one document.

    >>> compared = agreement("The rent is due. The end.", "the rent is")
    >>> (compared.recall, compared.precision, compared.share)
    (1.0, 0.5, 0.6666666666666666)
    """
    words, words_other = _words(ours), _words(other)
    return Agreement(words=words.total(), words_other=words_other.total(), shared=(words & words_other).total())


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def is_eligible(row: Mapping[str, Any]) -> bool:
    """True where a row of ``PROFILE_DOCUMENTS`` may be drawn: read, not too long, of a format both readers can read.

    A member of an archive may not: its bytes are deleted once it is read.
    """
    read = row["kind"] == "document" and row["outcome"] in {Outcome.OK, Outcome.OWNER_LOCKED}
    if not read or row["container"] is not None:
        return False
    return 0 < (row["characters"] or 0) <= MOST_CHARACTERS and unstructured_reader.can_read(row["format"])


def draw(rows: Iterable[Mapping[str, Any]], size: int) -> list[Mapping[str, Any]]:
    """At most ``size`` rows, spread evenly over formats and within each over sources; all where there are no more.

    The order within a stratum depends on each document's content and a fixed seed only, so that a document stays in
    the sample when others are added or removed.
    """
    strata: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for row in rows:
        stratum = strata.setdefault(row["format"], {}).setdefault(row["source"], [])
        stratum.append(row)
        if len(stratum) > 8 * size + _SPARE:
            stratum[:] = heapq.nsmallest(size, stratum, key=_sort_key)
    by_format = [
        _round_robin([sorted(of[name], key=_sort_key) for name in sorted(of)]) for _, of in sorted(strata.items())
    ]
    drawn: list[Mapping[str, Any]] = []
    characters = 0
    for row in _round_robin(by_format):
        length = row["characters"] or 0
        if len(drawn) < size and characters + length <= MOST_IN_ALL:
            drawn.append(row)
            characters += length
    return drawn


def _round_robin(queues: Sequence[Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """The first of every queue, then the second of every queue that has one, and so on."""
    deepest = max(map(len, queues), default=0)
    return [queue[turn] for turn in range(deepest) for queue in queues if turn < len(queue)]


def _sort_key(row: Mapping[str, Any]) -> tuple[str, str]:
    return hashlib.sha256(f"{_SEED}\0{row['sha256']}".encode()).hexdigest(), row["item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReader:
    """Places of a sample: the folders of stage files and of stored readings, and the local path of an item's bytes.

    ``path_of(source, item)`` is None where there are none.
    """

    stages: Path
    entries: Path
    path_of: Callable[[str, str], Path | None]


def write_confidence(sample: SampleReader, size: int, settings: ExtractionSettings) -> pa.Table:
    """Read a sample of ``size`` documents a second time and write ``extraction_confidence.parquet``.

    Needs ``profile_documents`` and ``document_text``. A document that was compared before, by content, is not read
    again. Returns ``schemas.EXTRACTION_CONFIDENCE``, sorted by source and item.
    """
    with pq.ParquetFile(sample.stages / "profile_documents.parquet") as file:
        batches = file.iter_batches(columns=_FACTS)
        drawn = draw((row for batch in batches for row in batch.to_pylist() if is_eligible(row)), size)
    ours = _texts(sample.stages / "document_text.parquet", {(row["source"], row["item"]) for row in drawn})
    rows = [_row(row, ours, other) for row, other in _read_again(drawn, sample, settings)]
    rows.sort(key=lambda row: (row["source"], row["item"]))
    table = pa.Table.from_pylist(rows, schema=schemas.EXTRACTION_CONFIDENCE)
    pq.write_table(table, sample.stages / "extraction_confidence.parquet", compression="zstd")
    return table


def _texts(path: Path, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    texts: dict[tuple[str, str], str] = {}
    items = pa.array(sorted({item for _, item in wanted}), pa.string())
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=256) if wanted else ():
            for row in batch.filter(pc.is_in(batch["item"], value_set=items)).to_pylist():
                if (row["source"], row["item"]) in wanted:
                    texts[row["source"], row["item"]] = row["text"]
    return texts


def _read_again(
    drawn: list[Mapping[str, Any]], sample: SampleReader, settings: ExtractionSettings
) -> Iterator[tuple[Mapping[str, Any], Examination | None]]:
    """Each drawn row with the other reader's result, None where its worker was lost or its bytes are gone."""
    config = WorkerConfig(entries=sample.entries, settings=settings, version=cache.extractor_version())
    waiting: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in drawn:
        known = _stored_result(row, config)
        if known is not None:
            yield row, known
        else:
            waiting[row["source"], row["item"]] = row
    for job, answer in _answers(list(waiting.values()), sample, config):
        other = cache.load(sample.entries, answer.entry) if isinstance(answer, StoredReading) else None
        yield waiting.pop((job.source, job.item)), other
    yield from ((row, None) for row in waiting.values())


def _stored_result(row: Mapping[str, Any], config: WorkerConfig) -> Examination | None:
    """Stored result of the second reader for these bytes, None for none; it saves importing unstructured."""
    request = Request(name=row["item"], kind=row["kind"], engine=_other_engine(row))
    return cache.load(config.entries, cache.key(row["sha256"], request, config.settings, config.version))


def _answers(
    rows: list[Mapping[str, Any]], sample: SampleReader, config: WorkerConfig
) -> Iterator[tuple[Job, worker.Answered | pool.Lost]]:
    jobs = [job for row in rows if (job := _job(row, sample)) is not None]
    workers = min(config.settings.workers, 1 + len(jobs) // _PER_WORKER)
    limits = pool.Limits(workers=workers, seconds=config.settings.seconds, memory_mb=config.settings.memory_mb)
    setup = partial(unstructured_reader.load, frozenset(row["format"] for row in rows))
    if jobs:
        answers = pool.run(iter(jobs), worker.handler(config), limits, setup=setup, preload=PRELOAD)
        with closing(answers):
            yield from answers


def _job(row: Mapping[str, Any], sample: SampleReader) -> Job | None:
    path = sample.path_of(row["source"], row["item"])
    if path is None:
        return None
    return Job(source=row["source"], item=row["item"], kind=row["kind"], path=path, engine=_other_engine(row))


def _other_engine(row: Mapping[str, Any]) -> str:
    """The reader that did not make the row's text."""
    by_own_reader = row["engine"] != read_one.UNSTRUCTURED_ENGINE
    return read_one.UNSTRUCTURED_ALONE if by_own_reader else read_one.OWN_READERS


def _row(row: Mapping[str, Any], ours: Mapping[tuple[str, str], str], other: Examination | None) -> dict[str, Any]:
    key = (row["source"], row["item"])
    facts = {"source": key[0], "item": key[1], "format": row["format"], "engine": row["engine"]}
    if other is None or not other.text.strip():
        detail = "its reader was lost" if other is None else f"{other.facts['outcome']}: {other.facts['detail']}"
        return {**facts, "state": UNREAD, "detail": detail}
    compared = agreement(ours.get(key, ""), other.text)
    return {
        **facts,
        "other_engine": other.facts["engine"],
        "state": COMPARED,
        "detail": "",
        "words": compared.words,
        "words_other": compared.words_other,
        "recall": compared.recall,
        "precision": compared.precision,
        "agreement": compared.share,
    }
