"""The documents that are read: those of a folder, by what they are, and as many varied copies as are asked for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from benchmarks.extraction.engines import FORMATS
from readiness.extraction.sniff import claimed_format, refine_format, sniff_file

_ZIPPED = {"docx", "pptx", "xlsx", "xlsb", "odt", "ods", "odp", "epub"}
_END_RECORD = b"PK\5\6"


def documents(folder: Path) -> dict[Path, str]:
    """Every file of the folder that is a document, with its format by content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                kind = refine_format(claimed_format(path.name), sniff_file(file))
            if kind in FORMATS:
                found[path] = kind
    return found


def copies(originals: dict[Path, str], count: int, out: Path) -> Iterator[Path]:
    """``count`` documents: the originals over and over, no two alike byte for byte, no text changed."""
    rounds = ((number, *pair) for number in itertools.count() for pair in enumerate(originals.items()))
    for number, place, (path, kind) in itertools.islice(rounds, count):
        target = out / f"{number:03}" / f"{place:05}-{path.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_vary(path.read_bytes(), number, kind) if number else path.read_bytes())
        yield target


def _vary(data: bytes, number: int, kind: str) -> bytes:
    """The same document with a mark that no reader shows: a comment of the archive, or blanks behind the end."""
    mark = f"{number:016b}".replace("0", " ").replace("1", "\n").encode()
    at = data.rfind(_END_RECORD)
    if kind in _ZIPPED and at >= 0 and at + 22 == len(data):
        return data[:-2] + len(mark).to_bytes(2, "little") + mark
    return data if kind in _ZIPPED else data + mark
