"""Folders of audits on disk: stage files while one runs, whole published runs after, and records of attempts.

``OUT/<project>/``, for the auditing user alone (``private_files``), but for what ``outputs.group`` in the project opens
    ``stages/``            the Parquet files between assets, each with a ``.json`` sidecar that names its run
    ``attempts/``          one JSON per audit that began (``storage.attempts``); an unpublished one closes the gate
    ``pulls/``             one JSON per source: when, and by which run, it was last read
    ``lock``               held while an audit runs; it falls with the process that holds it
    ``<run_id>/``          a published run, moved into place whole
    ``latest``             symbolic link to the newest published run
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from readiness.errors import AuditError, UsageError
from readiness.storage import private_files
from readiness.storage.atomic import lock_file, written_beside
from readiness.storage.bounded_files import read_record

CACHE_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Audits of readiness: no audit reads them as data.\n"
"""Cache Directory Tagging Specification: walkers and backups, ours too, leave a tagged folder out."""

VOLATILE_COLUMNS = frozenset({"cpu_ms"})
"""Columns that differ between two runs on the same inputs; they take no part in a stage's digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The folder of one project.

    ``out`` is OUT of the product contract; ``seal_key`` seals its records; ``group`` may read what is published.
    """

    out: Path
    project: str
    seal_key: bytes = field(default=b"", repr=False)
    group: str = ""

    @property
    def root(self) -> Path:
        return self.out / self.project

    @property
    def stages(self) -> Path:
        return self.root / "stages"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def group_id(self) -> int | None:
        return private_files.group_id(self.group)

    @property
    def latest(self) -> Path:
        return self.root / "latest"

    def latest_run(self) -> Path | None:
        """The newest published run's folder, None before the first."""
        return self.latest.resolve() if self.latest.is_dir() else None

    def prepare(self) -> None:
        """Make the project's folders, with the modes that they ought to have now."""
        group = self.group_id
        private_files.make_way(self.out, group)
        for folder in (self.stages, self.cache):
            private_files.make_private(folder)
        for folder in (self.root / "attempts", self.root / "pulls"):
            private_files.make_folder(folder)
            private_files.share_all(folder, group)
        tag = self.root / "CACHEDIR.TAG"
        if not tag.exists():
            tag.write_text(CACHE_TAG, encoding="ascii")
            private_files.share(tag, group)
        private_files.share(self.root, group)

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the project for one audit; a second one gets an error instead of mixing its files in."""
        with self.hold():
            yield

    def hold(self) -> IO[str]:
        """Take the project for one audit until the file is closed or the process ends; ``UsageError`` where it is."""
        self.prepare()
        try:
            handle = lock_file(self.root / "lock", wait=False)
        except OSError:
            raise UsageError(
                "another audit of this project is running", where=str(self.root), next_step="wait for it to end"
            ) from None
        for left in self.root.glob(".*Z-*-*/"):  # runs whose audit was killed before they were in place
            shutil.rmtree(left, ignore_errors=True)
        return handle


# stage files --------------------------------------------------------------------------------------------------------


def write_stage(store: Store, name: str, table: pa.Table, *, run_id: str, config_hash: str) -> str:
    """Write one stage file and its sidecar, each moved into place whole; returns the content digest."""
    write_parquet(store.stages / f"{name}.parquet", table)
    return seal_stage(store, name, run_id=run_id, config_hash=config_hash)


def write_tables(store: Store, tables: Mapping[str, pa.Table], *, run_id: str, config_hash: str) -> None:
    """Write several stage files, by name, in their order."""
    for name, table in tables.items():
        write_stage(store, name, table, run_id=run_id, config_hash=config_hash)


def seal_stage(store: Store, name: str, *, run_id: str, config_hash: str) -> str:
    """Write the sidecar of a stage file that was streamed to disk by its maker."""
    digest = content_digest(store.stages / f"{name}.parquet")
    write_sidecar(store, name, digest, run_id=run_id, config_hash=config_hash)
    return digest


def write_sidecar(store: Store, name: str, digest: str, *, run_id: str, config_hash: str) -> None:
    """Write the sidecar of a stage file: its run, the digest of the config and of the content."""
    facts = {"run_id": run_id, "config_hash": config_hash, "digest": digest, "name": name}
    write_json(store.stages / f"{name}.json", facts)


def read_stage(store: Store, name: str) -> pa.Table:
    """A stage file whole; raises ``AuditError`` when its stage never ran."""
    path = store.stages / f"{name}.parquet"
    if not path.is_file():
        raise AuditError(f"the stage {name} was never made", where=str(store.stages), next_step="run the whole audit")
    return pq.read_table(path, partitioning=None)


def rows(store: Store, name: str) -> int:
    """Number of rows of a stage file, from its footer."""
    count: int = pq.read_metadata(store.stages / f"{name}.parquet").num_rows
    return count


def stage_facts(store: Store, name: str) -> dict[str, str] | None:
    """Facts of a stage file: its run, the digest of the config and of the content; None when absent or unreadable."""
    facts = read_record(store.stages / f"{name}.json")
    if facts is None or not (store.stages / f"{name}.parquet").is_file():
        return None
    return {str(key): str(value) for key, value in facts.items()}


def content_digest(path: Path) -> str:
    """SHA-256 of a Parquet file's rows, batch by batch, volatile columns left out; equal content, equal digest."""
    digest = hashlib.sha256()
    with pq.ParquetFile(path) as file:
        names = [name for name in file.schema_arrow.names if name not in VOLATILE_COLUMNS]
        digest.update(json.dumps(names).encode())
        for batch in file.iter_batches(batch_size=1024, columns=names):
            with pa.BufferOutputStream() as sink:
                with pa.ipc.new_stream(sink, batch.schema.remove_metadata()) as writer:
                    writer.write_batch(batch.replace_schema_metadata(None))
                digest.update(sink.getvalue())
    return digest.hexdigest()


# publishing ---------------------------------------------------------------------------------------------------------


Content = bytes | Callable[[Path], bytes]
"""The bytes of a published file, or what makes them from the folder in which all files before it already are."""


def publish(
    store: Store,
    run_id: str,
    *,
    tables: Mapping[str, pa.Table],
    files: Mapping[str, Content],
    stages: Iterable[str] = (),
) -> Path:
    """Write a run beside, move it into place whole, and point ``latest`` at it; a crash leaves ``latest`` as it was.

    The stage files named in ``stages`` become part of it as they are; ``files`` are written last, in their order.
    """
    target = store.root / run_id
    private_files.make_folder(store.root)
    beside = Path(tempfile.mkdtemp(prefix=f".{run_id}-", dir=store.root))
    try:
        for name, table in tables.items():
            pq.write_table(table, beside / f"{name}.parquet", compression="zstd")
        for name in stages:
            shutil.copyfile(store.stages / f"{name}.parquet", beside / f"{name}.parquet")
        for name, content in files.items():
            (beside / name).write_bytes(content if isinstance(content, bytes) else content(beside))
        private_files.share_all(beside, store.group_id)
        _sync(beside)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _point_latest(store, run_id)
    return target


def _point_latest(store: Store, run_id: str) -> None:
    link = store.root / f".latest-{run_id}"
    link.unlink(missing_ok=True)
    link.symlink_to(run_id)
    private_files.share(link, store.group_id)
    link.replace(store.latest)


def _sync(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        with path.open("rb") as handle:
            os.fsync(handle.fileno())


def write_parquet(path: Path, table: pa.Table) -> None:
    with written_beside(path) as beside:
        pq.write_table(table, beside, compression="zstd")


def write_json(path: Path, value: Mapping[str, Any] | list[Any], *, group: int | None = None) -> None:
    with written_beside(path) as beside:
        beside.write_text(json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        private_files.share(beside, group)
