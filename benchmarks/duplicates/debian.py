"""Real text that a Debian machine holds: manual pages in many languages, copyright files, changelogs, documentation."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOTS = (Path("/usr/share/man"), Path("/usr/share/doc"))
LARGEST_BYTES = 256 * 1024
"""Longer files are left out: a few generated references would be most of the corpus."""
EVERY = 3
"""One file in so many is taken: the filterless truth counts products that grow with the square of the corpus."""

_BATCH = 2_000
_SCHEMA = pa.schema([("id", pa.int64()), ("text", pa.large_string()), ("path", pa.string())])
_REQUEST = re.compile(r"(?m)^[.'](?:\\\".*|[A-Za-z]{1,3}\b ?)")
_ESCAPE = re.compile(r"\\(?:f[A-Z]|f\([A-Z]{2}|f\[[^]]*\]|s[+-]?\d|[&|^%/,])")
_WRITTEN = re.compile(r"(?i)\.(?:gz|txt|md|rst|html?|\d\w*)$|^(?:copyright|readme|news|todo|authors|changelog)")


def texts_below(roots: tuple[Path, ...] = ROOTS) -> Iterator[tuple[str, str]]:
    """``(path, text)`` of every readable text file, by path; symbolic links are left out."""
    for root in roots:
        written = (path for path in sorted(root.rglob("*")) if _WRITTEN.search(path.name))
        for path in islice((path for path in written if path.is_file() and not path.is_symlink()), 0, None, EVERY):
            text = _text(path)
            if text:
                yield str(path), text


def _text(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if len(data) > LARGEST_BYTES or b"\0" in data:
        return ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return _without_roff(text) if "/man/" in str(path) else text


def _without_roff(text: str) -> str:
    """The words of a manual page: requests and font changes taken off, their arguments kept."""
    return _ESCAPE.sub("", _REQUEST.sub("", text)).replace("\\-", "-")


def write_debian(path: Path, roots: tuple[Path, ...] = ROOTS) -> int:
    """Write the corpus and return how many texts it has; 0, and no file, where the machine has none."""
    rows: list[tuple[str, str]] = []
    written = 0
    writer: pq.ParquetWriter | None = None
    for row in texts_below(roots):
        rows.append(row)
        if len(rows) == _BATCH:
            writer = writer or pq.ParquetWriter(path, _SCHEMA, compression="zstd")
            writer.write_batch(_batch(rows, written))
            written += len(rows)
            rows.clear()
    if rows:
        writer = writer or pq.ParquetWriter(path, _SCHEMA, compression="zstd")
        writer.write_batch(_batch(rows, written))
    if writer:
        writer.close()
    return written + len(rows)


def _batch(rows: list[tuple[str, str]], start: int) -> pa.RecordBatch:
    ids = pa.array(range(start, start + len(rows)), pa.int64())
    texts = pa.array([text for _, text in rows], pa.large_string())
    return pa.RecordBatch.from_arrays([ids, texts, pa.array([path for path, _ in rows])], schema=_SCHEMA)
