"""Cache of finished readings by content, for interrupted and repeated audits.

One file per reading, named by everything that could change it: the bytes, the format that the name claims, the engine,
the settings, and the code and libraries that read it. Entries are written to a temporary name and moved into place, so
none is ever read half written; a damaged entry counts as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from functools import cache as remember
from pathlib import Path
from typing import Any

import readiness.text
from readiness.extraction.examine import Examination, Request
from readiness.extraction.formats import FORMATS
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.sniff import claimed_format
from readiness.storage.code_version import code_version

_COMMON_LIBRARIES = ("chardet", "unstructured", "xlrd")  # for texts of any format; the second reader
LIBRARIES = tuple(
    sorted({*_COMMON_LIBRARIES, *(library.distribution for each in FORMATS for library in each.engine.libraries)})
)
_COMPRESSION = 1


@remember
def extractor_version() -> str:
    """A digest of this package's source and of the versions of the libraries it reads with."""
    return code_version(Path(__file__).parent, Path(readiness.text.__file__).parent, libraries=LIBRARIES)


def key(sha256: str, request: Request, settings: ExtractionSettings, version: str) -> str:
    """Cache key of a reading (SHA-256, hex); equal keys mean equal readings."""
    claimed = claimed_format(request.name)
    bounds = (settings.max_bytes, settings.max_characters)
    parts = (version, sha256, request.kind, request.engine, claimed, *bounds)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save(folder: Path, name: str, examined: Examination) -> None:
    """Store a reading, whole or not at all.

    Raises
    ------
    OSError: the folder cannot be written.
    """
    facts = json.dumps(dict(examined.facts), ensure_ascii=False, separators=(",", ":"))
    packed = zlib.compress(f"{facts}\n{examined.text}".encode(), _COMPRESSION)
    try:
        _write_atomically(folder, name, packed)
    except FileNotFoundError:
        (folder / name[:2]).mkdir(parents=True, exist_ok=True)
        _write_atomically(folder, name, packed)


def _write_atomically(folder: Path, name: str, packed: bytes) -> None:
    """Write to a temporary name and move into place; ``os`` calls, as this runs once for every document."""
    target = f"{folder}/{name[:2]}/{name}"
    temporary = f"{target}.{os.getpid()}.part"
    with open(temporary, "wb", buffering=0) as file:  # noqa: PTH123
        file.write(packed)
    os.replace(temporary, target)  # noqa: PTH105


def load(folder: Path, name: str) -> Examination | None:
    """Return a stored reading, None where there is none or it is damaged."""
    try:
        facts, _, text = zlib.decompress(_path(folder, name).read_bytes()).decode().partition("\n")
        return Examination(facts={name: _arrow_value(value) for name, value in json.loads(facts).items()}, text=text)
    except (OSError, zlib.error, ValueError, TypeError, AttributeError):
        return None


def _arrow_value(value: Any) -> Any:
    """A value of JSON as Arrow takes it: lists of lists become lists of pairs, as of a map."""
    return [(key, text) for key, text in value] if isinstance(value, list) else value


def _path(folder: Path, name: str) -> Path:
    return folder / name[:2] / name
