"""Declaration of kernels, and a cache that spares a process compiling what was compiled before.

Each kernel has one explicit signature, is compiled once on a machine and kept on disk. Compiling all of them takes
half a minute of one core, loading them under a second, so one process compiles while others wait for it: numba's own
cache has crashed processes that filled it side by side (numba issue 4807).
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, cast

from readiness.storage.atomic import file_lock

Function = TypeVar("Function", bound=Callable[..., Any])

MODULES = (
    *(
        "bands",
        "bucket_counts",
        "containment",
        "frequency",
        "minhash_sketch",
        "overlaps",
        "prefixes",
        "star_clusters",
        "text_fingerprint",
        "text_shingles",
        "verify",
    ),
)
"""The modules of kernels, each loaded when it is first needed."""
SHARED = ("arrays.py", "compile_cache.py", "primitives.py", "minhash_sketch.py", "word_hash.py")
"""Files whose functions are compiled into the kernels of others. Numba only notices a change of a kernel's own file,
so the cache folder is named after their content."""

_READY = "ready"
_loading = threading.RLock()


def kernel(signature: Any) -> Callable[[Function], Function]:
    """Compile for exactly this numba signature, with every index checked; the interpreter's lock is released meanwhile.

    Threads come from outside (``parallel``): numba's own (``parallel=True``) abort when two callers use them at once.
    """
    import numba

    compiled = numba.njit(signature, cache=True, nogil=True, error_model="numpy", boundscheck=True)
    return cast("Callable[[Function], Function]", compiled)


def part(function: Function) -> Function:
    """Declare a function that is compiled into each kernel that calls it, with every index checked."""
    import numba

    return cast("Function", numba.njit(function, error_model="numpy", boundscheck=True))


def _candidate_folders() -> Iterator[Path]:
    """Folders that may hold compiled code, best first."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(named)
    yield Path(__file__).parent / "__pycache__"
    yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "data-readiness-audit"


def _folder_name() -> str:
    """Name of the folder of this numba and these shared files."""
    digest = hashlib.sha256(version("numba").encode())
    for name in SHARED:
        digest.update((Path(__file__).parent / name).read_bytes())
    return f"kernels-{digest.hexdigest()[:12]}"


@cache
def _sources_digest() -> str:
    """Digest of all kernels, which a warm folder has on record."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _is_warm(folder: Path) -> bool:
    """True if every kernel of this source is there, so that no process writes and none has to wait."""
    stamp = folder / _READY
    return stamp.exists() and stamp.read_text(encoding="ascii") == _sources_digest()


def _is_writable(folder: Path) -> bool:
    """True if files can be made in the folder, which is made too."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


@cache
def cache_folder() -> Path:
    """The folder of compiled kernels: beside the sources, else the user's own, filled from the former if that is warm.

    Where neither can be written, a folder of this process alone.
    """
    name = _folder_name()
    folders = [place / name for place in _candidate_folders()]
    chosen = next((folder for folder in folders if _is_writable(folder)), None)
    if chosen is None:
        return Path(tempfile.mkdtemp(prefix="readiness-kernels-"))
    if not _is_warm(chosen):
        warmed = next((folder for folder in folders if _is_warm(folder)), None)
        if warmed:
            with file_lock(chosen / "lock"):
                shutil.copytree(warmed, chosen, dirs_exist_ok=True)
    return chosen


@contextmanager
def _compiling_into(folder: Path) -> Iterator[None]:
    """Have numba keep what it compiles in this folder, and check bounds whatever ``NUMBA_BOUNDSCHECK`` asks for."""
    import numba

    before = numba.config.CACHE_DIR, numba.config.BOUNDSCHECK
    numba.config.CACHE_DIR, numba.config.BOUNDSCHECK = str(folder), None
    try:
        yield
    finally:
        numba.config.CACHE_DIR, numba.config.BOUNDSCHECK = before


@cache
def load(name: str) -> Any:
    """One module of ``MODULES``, compiled or loaded from disk. Safe from any thread of any process."""
    with _loading:
        folder = cache_folder()
        if _is_warm(folder):
            return _import(name, folder)
        with file_lock(folder / "lock"):
            return _import(name, folder)


def _import(name: str, folder: Path) -> Any:
    """Import a module, which loads its kernels or compiles them."""
    with _compiling_into(folder):
        return importlib.import_module(f"{__package__}.{name}")


def warm() -> Path:
    """Compile everything that is not compiled yet; the folder that holds it."""
    for name in MODULES:
        load(name)
    folder = cache_folder()
    (folder / _READY).write_text(_sources_digest(), encoding="ascii")
    return folder
