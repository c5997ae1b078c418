"""One short name for code: it changes when a source file or a library it computes with does.

What was computed by other code is not to be trusted as if it were computed by this code.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path


def code_version(*folders: Path, libraries: Iterable[str] = ()) -> str:
    """SHA-256 (hex) over every file below ``folders`` that is not compiled, and the versions of ``libraries``.

    Python's own version takes part, and Unicode's: both can change what a text is taken for. A library that is not
    installed is a version too.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and "__pycache__" not in inside.parts:
                digest.update(f"{inside.as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    python = ".".join(map(str, sys.version_info[:3]))
    versions = [f"python={python}", f"unicode={unicodedata.unidata_version}", *map(_version, libraries)]
    digest.update("\n".join(versions).encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return f"{library}={importlib.metadata.version(library)}"
    except importlib.metadata.PackageNotFoundError:
        return f"{library}=none"
