"""Finished readings by content: what an interrupted or repeated audit need not read again.

One file per reading, named by everything that could change it: the bytes, what the name claims, the engine, the
settings, and the code and libraries that read it. Entries are written beside and moved into place, so a reader never
meets half of one; a damaged entry counts as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from functools import cache as remember
from pathlib import Path
from typing import Any

from readiness.extraction.examine import Examined, Request
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.sniff import claimed_format
from readiness.storage.code_version import code_version

_LIBRARIES = ("charset-normalizer", "lxml", "olefile", "pypdfium2", "python-calamine", "resiliparse", "unstructured")
_COMPRESSION = 1


@remember
def extractor_version() -> str:
    """A digest of this package's source and of the versions of the libraries it reads with."""
    return code_version(Path(__file__).parent, libraries=_LIBRARIES)


def key(sha256: str, request: Request, settings: ExtractionSettings, version: str) -> str:
    """The name of a reading; equal names mean equal readings."""
    claimed = claimed_format(request.name)
    bounds = (settings.max_bytes, settings.max_characters)
    parts = (version, sha256, request.kind, request.engine, claimed, *bounds)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save(folder: Path, name: str, examined: Examined) -> None:
    """Store a reading, whole or not at all.

    Raises
    ------
    OSError: the folder cannot be written.
    """
    facts = json.dumps(dict(examined.facts), ensure_ascii=False, separators=(",", ":"))
    packed = zlib.compress(f"{facts}\n{examined.text}".encode(), _COMPRESSION)
    try:
        _put(folder, name, packed)
    except FileNotFoundError:
        (folder / name[:2]).mkdir(parents=True, exist_ok=True)
        _put(folder, name, packed)


def _put(folder: Path, name: str, packed: bytes) -> None:
    """Write beside and move into place; plain names, as this runs once for every document."""
    target = f"{folder}/{name[:2]}/{name}"
    beside = f"{target}.{os.getpid()}.part"
    with open(beside, "wb", buffering=0) as file:  # noqa: PTH123
        file.write(packed)
    os.replace(beside, target)  # noqa: PTH105


def load(folder: Path, name: str) -> Examined | None:
    """A stored reading, None where there is none or it is damaged."""
    try:
        facts, _, text = zlib.decompress(_path(folder, name).read_bytes()).decode().partition("\n")
        return Examined(facts={name: _as_made(value) for name, value in json.loads(facts).items()}, text=text)
    except (OSError, zlib.error, ValueError, TypeError, AttributeError):
        return None


def _as_made(value: Any) -> Any:
    """JSON knows no pairs: the maps come back as Arrow takes them."""
    return [(key, text) for key, text in value] if isinstance(value, list) else value


def _path(folder: Path, name: str) -> Path:
    return folder / name[:2] / name
