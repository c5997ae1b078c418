"""Reuse of results: a profiler whose inputs, config and code are those of the last audit is not run again.

Beside the files of a profile lies a note of what it was made from: the code, the config, and a digest of everything
it read while it ran (``profilers.read_tracking``). If all of it is the same today, and the files are still what was
written, they become files of this audit. Whatever cannot be proved the same is measured anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from dagster_project.audit.context import Audit
from readiness import errors
from readiness.errors import AuditError
from readiness.profilers.read_tracking import AS_OF, TABLES, UNTRACKED
from readiness.storage import store
from readiness.storage.code_version import code_version

_TABLE_DATA = "table_data"
_ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRecord:
    """``basis``: code, config and whether a census was asked for; ``run_id``: the audit that measured it.

    ``reads`` and ``wrote`` have a digest of the content for each name; ``bytes`` the SHA-256 (hex) of each file.
    """

    basis: str
    reads: Mapping[str, str]
    wrote: Mapping[str, str]
    bytes: Mapping[str, str]
    run_id: str


def reuse_if_unchanged(audit: Audit, name: str) -> str | None:
    """Take over the files of a profile that would come out the same; the run that measured them, None if none did."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, pa.ArrowException):
        made = StageRecord(**json.loads(_note(audit, name).read_text("utf-8")))
        if made.basis == _basis(audit) and _digests(audit, made.reads) == made.reads and _intact(audit, made):
            for file, digest in made.wrote.items():
                store.write_sidecar(audit.store, file, digest, **audit.facts)
            return made.run_id
    return None


def check_lineage(audit: Audit, name: str, reads: Iterable[str]) -> None:
    """Raise ``AuditError`` where a stage read a file that another audit wrote, or none did: they must not mix."""
    foreign = sorted(read for read in set(reads) - {UNTRACKED} if _digest(audit, read) is None)
    if foreign:
        what = f"the stage {name} needs {', '.join(foreign)}, which this audit has not made"
        raise AuditError(what, where=str(audit.store.stages), next_step="run the whole audit job")


def record_inputs(audit: Audit, name: str, *, reads: Iterable[str], wrote: Iterable[str]) -> None:
    """Record the inputs of a profile; nothing where they are not known, or an indicator ended in an error."""
    _note(audit, name).unlink(missing_ok=True)
    read, written = _digests(audit, reads), _digests(audit, wrote)
    if read is None or written is None:
        return
    if "error" not in store.read_stage(audit.store, f"{name}.measures")["state"].to_pylist():
        files = {file: _bytes_digest(_file(audit, file)) for file in written}
        made = StageRecord(basis=_basis(audit), reads=read, wrote=written, bytes=files, run_id=audit.attempt.run_id)
        store.write_json(_note(audit, name), asdict(made))


def record_table_digest(audit: Audit, index: pa.Table) -> None:
    """Record a digest of the staged tables of this audit, once for all profilers that read them."""
    digest = hashlib.sha256()
    for data in sorted({data for data in index["data"].to_pylist() if data}):
        path = audit.store.stages / data
        digest.update(f"{data}\0{_bytes_digest(path) if path.is_file() else _ABSENT}\n".encode())
    store.write_json(_table_data(audit), {**audit.facts, "digest": digest.hexdigest()})


def _note(audit: Audit, name: str) -> Path:
    return audit.store.stages / f"{name}.made.json"


def _table_data(audit: Audit) -> Path:
    return audit.store.stages / f"{_TABLE_DATA}.json"


def _intact(audit: Audit, made: StageRecord) -> bool:
    """Return whether each file is still what the profile wrote, byte for byte."""
    return all(_bytes_digest(_file(audit, name)) == digest for name, digest in made.bytes.items())


def _file(audit: Audit, name: str) -> Path:
    return audit.store.stages / f"{name}.parquet"


def _bytes_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digests(audit: Audit, names: Iterable[str]) -> dict[str, str] | None:
    """Digest of each name in this audit; None where one of them is of another audit, or not known."""
    digests = {name: _digest(audit, name) for name in names}
    known = {name: digest for name, digest in digests.items() if digest is not None}
    return known if len(known) == len(digests) else None


def _digest(audit: Audit, name: str) -> str | None:
    if name == AS_OF:
        return audit.attempt.as_of
    facts = store.stage_facts(audit.store, name) if name != TABLES else _table_facts(audit)
    if facts is None or any(facts.get(key) != value for key, value in audit.facts.items()):
        return None
    return facts["digest"]


def _table_facts(audit: Audit) -> dict[str, str] | None:
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads(_table_data(audit).read_text("utf-8")))
    return None


def _basis(audit: Audit) -> str:
    return "-".join([_code(), audit.loaded.config_hash, "census" if audit.full else "limited"])


@cache
def _code() -> str:
    """Version of the code that measures: this package's core, and the libraries it requires."""
    return code_version(Path(errors.__file__).parent, libraries=_libraries())


def _libraries() -> Iterator[str]:
    required = importlib.metadata.requires("data-readiness-audit") or []
    yield from sorted({re.split(r"[^A-Za-z0-9._-]", one)[0] for one in required})
