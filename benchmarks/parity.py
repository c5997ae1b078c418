"""Text lost by our readers: each document read by us, by unstructured and by a third reader; words compared.

``python -m benchmarks.parity [FOLDER]`` reads the folder (default: ../shared/data/documents) and writes
``docs/extraction-parity.md``. Recall is the share of the other reader's words that we have too, precision the share of
ours that it has: multisets of words in lower case.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self, cast

from benchmarks.other_readers import READERS
from readiness.extraction import read_one, unstructured_reader
from readiness.extraction.document import RawFile
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.sniff import claimed_format, refine_format, sniff

ROOT = Path(__file__).parent.parent
FOLDER = ROOT.parent / "shared" / "data" / "documents"
PAGE = ROOT / "docs" / "extraction-parity.md"
UNSTRUCTURED = "unstructured"
FEWEST_WORDS = 20
MAX_BYTES = 300_000
SECONDS = 30.0
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One document: our words, and those of each other reader that read it at all, by its name."""

    item: str
    format: str
    outcome: str
    ours: Counter[str]
    others: dict[str, Counter[str]] = field(default_factory=dict)

    def recall(self, reader: str) -> float:
        return shared_words(self.ours, self.others[reader]) / self.others[reader].total()

    def precision(self, reader: str) -> float:
        return shared_words(self.ours, self.others[reader]) / self.ours.total() if self.ours else 1.0


def shared_words(one: Counter[str], other: Counter[str]) -> int:
    return (one & other).total()


def words(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _WORD.findall(text))


def compare(folder: Path, *, most: int = 10_000) -> Iterator[Comparison]:
    """Every document below ``folder`` whose format somebody else reads; of each format the first ``most``."""
    unstructured_reader.load([*READERS, "msg"])
    seen: Counter[str] = Counter()
    with OtherProcess() as other:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            found = refine_format(claimed_format(path.name), sniff(path))
            known = found in READERS or unstructured_reader.can_read(found)
            if known and seen[found] < most and path.stat().st_size <= MAX_BYTES:
                seen[found] += 1
                yield _compare(path, path.relative_to(folder).as_posix(), found, other)


def _compare(path: Path, item: str, found: str, other: OtherProcess) -> Comparison:
    raw = RawFile(data=path.read_bytes(), name=path.name, format=found)
    ours_read = read_one.read(raw, max_characters=ExtractionSettings().max_characters).reading
    third = [READERS[found][0]] if found in READERS else []
    names = [*([UNSTRUCTURED] if unstructured_reader.can_read(found) else []), *third]
    texts = {name: other.read(name, raw) for name in names}
    others = {name: words(text) for name, text in texts.items() if text is not None}
    kept = {name: counted for name, counted in others.items() if counted.total() >= FEWEST_WORDS}
    return Comparison(item=item, format=found, outcome=ours_read.outcome.value, ours=words(ours_read.text), others=kept)


class OtherProcess:
    """Workers for other readers: an exception, hang or crash there is no result about our reader."""

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def _stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def read(self, reader: str, raw: RawFile) -> str | None:
        """Another reader's text, None where it failed."""
        self._pipe.send((reader, raw))
        try:
            if self._pipe.poll(SECONDS):
                return cast("str | None", self._pipe.recv())
        except (EOFError, ConnectionError):
            pass
        self._stop()
        self._start()
        return None


def _serve(pipe: Connection) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    while True:
        reader, raw = pipe.recv()
        try:
            text = unstructured_reader.read(raw).text if reader == UNSTRUCTURED else READERS[raw.format][1](raw.data)
        except BaseException:  # noqa: BLE001 - whatever ails another reader
            text = None
        pipe.send(text)


def table(compared: list[Comparison]) -> Iterator[str]:
    yield "| format | other reader | documents | recall, median | recall, worst tenth | precision, median |"
    yield "|---|---|---:|---:|---:|---:|"
    groups: dict[tuple[str, str], list[Comparison]] = defaultdict(list)
    for document in compared:
        for reader in document.others:
            groups[document.format, reader].append(document)
    for (found, reader), documents in sorted(groups.items()):
        recalls = sorted(document.recall(reader) for document in documents)
        precision = statistics.median(document.precision(reader) for document in documents)
        figures = f"{statistics.median(recalls):.3f} | {recalls[len(recalls) // 10]:.3f} | {precision:.3f}"
        yield f"| {found} | {reader} | {len(documents)} | {figures} |"


def outliers(compared: list[Comparison], limit: float = 0.7) -> Iterator[str]:
    """Documents of which we have less than ``limit`` of another reader's words."""
    yield "| document | other reader | its words | recall |"
    yield "|---|---|---:|---:|"
    for document in compared:
        for reader, counted in sorted(document.others.items()):
            if document.recall(reader) < limit:
                yield f"| `{document.item}` | {reader} | {counted.total()} | {document.recall(reader):.2f} |"


def empty_alone(compared: list[Comparison], least: int = 50) -> list[str]:
    """Documents that come back empty from our reader, and with more than ``least`` words from all others."""
    return [
        document.item
        for document in compared
        if not document.ours and document.others and min(map(Counter.total, document.others.values())) > least
    ]


def page(compared: list[Comparison]) -> str:
    documents = sum(bool(document.others) for document in compared)
    lines = [
        "# Extraction parity",
        "",
        "Written by `python -m benchmarks.parity`; what it says is explained in [Extraction](extraction.md#parity).",
        "Recall: the share of the other reader's words that our reader has too. Precision: the share of ours that the",
        f"other has. {documents} documents of which another reader gets at least {FEWEST_WORDS} words.",
        "",
        *table(compared),
        "",
        "## Below seven tenths",
        "",
        *outliers(compared),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    compared = []
    for document in compare(folder):
        compared.append(document)
        print(f"\r{len(compared)} {document.item[:70]:<70}", end="", file=sys.stderr, flush=True)
    print("\n".join(table(compared)))
    print("empty with us alone:", ", ".join(empty_alone(compared)) or "none")
    PAGE.write_text(page(compared), encoding="utf-8")


if __name__ == "__main__":
    main()
