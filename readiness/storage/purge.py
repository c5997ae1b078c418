"""Removal of the data that an audit keeps: staged rows and texts, caches, copies of remote items."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from readiness.errors import UsageError
from readiness.storage import private_files
from readiness.storage.atomic import lock_file
from readiness.storage.store import Store

DATA_FOLDERS = ("stages", "cache", "spool")
_IN_USE = "in_use"


def data_bytes(store: Store) -> dict[str, int]:
    """Bytes below each folder that holds data; folders that are not there are left out."""
    folders = {name: store.root / name for name in DATA_FOLDERS}
    return {name: _bytes_below(folder) for name, folder in folders.items() if folder.is_dir()}


def _bytes_below(folder: Path) -> int:
    sizes = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            sizes += path.lstat().st_size if path.is_symlink() or not path.is_dir() else 0
    return sizes


def purge(store: Store) -> dict[str, int]:
    """Remove everything that holds data; published runs, attempts and pulls stay. Returns the bytes of each folder.

    The next audit measures everything anew. Raises ``UsageError`` while an audit of the project runs.
    """
    if not store.root.is_dir():
        return {}
    with store.exclusive(), _alone(store):
        removed = data_bytes(store)
        for name in DATA_FOLDERS:
            if (store.root / name).is_dir():
                shutil.rmtree(store.root / name)
    return removed


@contextlib.contextmanager
def in_use(store: Store) -> Iterator[None]:
    """Guard a block that reads or writes the folders that hold data, so that they are not removed meanwhile."""
    with _lock(store, shared=True):
        yield


@contextlib.contextmanager
def _alone(store: Store) -> Iterator[None]:
    with _lock(store, shared=False):
        yield


@contextlib.contextmanager
def _lock(store: Store, *, shared: bool) -> Iterator[None]:
    private_files.make_folder(store.root)
    try:
        lock = lock_file(store.root / _IN_USE, shared=shared, wait=False)
    except OSError:
        what = "another command works on the data of this project"
        raise UsageError(what, where=str(store.root), next_step="wait for it to end") from None
    with lock:
        yield
