"""Records of the audits that began, their ends, and the last read of each source: the facts that keep a gate closed.

Attempts are numbered, and each holds a digest of the one before it; ``last.json`` names the newest. So a record that
was removed or edited is missed. Where a chain is broken, the next audit begins a new one: an audit that publishes knows
more than what was lost. Each record is sealed, with the key of the audit where there is one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from readiness.errors import AuditError
from readiness.storage.bounded_files import read_record
from readiness.storage.store import Store, write_json

RUNNING, PUBLISHED, FAILED = "running", "published", "failed"
MAX_RECORDS = 200_000
"""An audit every five minutes for nearly two years; beyond it the folder is not read. Chosen by us."""

_LAST = "last.json"
_SEAL = "seal"
_TEXTS = ("run_id", "started_at", "as_of", "config_hash", "state", "previous")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """One audit that began. ``state``: running, published or failed. ``as_of`` holds for all its steps.

    ``number`` counts from 1; 0 where a record cannot be read, or has no place in the chain. ``previous`` is the digest
    of the attempt before it, "" where a chain begins.
    """

    run_id: str
    started_at: str
    as_of: str
    config_hash: str
    state: str
    number: int = 0
    previous: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what was known when the audit began."""
        return _sha256({name: value for name, value in _fields(self).items() if name != "state"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRecord:
    """One source as it was read last; ``digest`` is the seal of the record."""

    source: str
    at: str
    run_id: str
    digest: str


def begin(store: Store, record: AttemptRecord, *, key: str) -> AttemptRecord:
    """Record that the run ``key`` began; the first step of a run wins, later ones get what it wrote.

    To be called by who holds the project (``Store.exclusive``): an attempt that is still marked running is of an audit
    that was killed, and is marked failed.
    """
    store.prepare()
    path = _path(store, key)
    if not path.exists():
        known = attempts(store)
        _fail_the_killed(store, known)
        whole = not chain_damage(store, known)
        newest = max((one for one in known), key=lambda one: one.number, default=None)
        last = read_record(store.root / "attempts" / _LAST) or {}
        number = max([0, *(one.number for one in known), _number(last.get("number"))]) + 1
        linked = newest is not None and whole and newest.number == number - 1 and number > 1
        begun = replace(record, number=number, previous=newest.digest if linked and newest else "")
        _write(store, path, _fields(begun))
        _write(store, path.with_name(_LAST), {"number": number, "digest": begun.digest})
    return attempt(store, key)


def attempt(store: Store, key: str) -> AttemptRecord:
    """Return the record of the run ``key``; raises ``AuditError`` when it never began."""
    found = _attempt(store, _path(store, key))
    if found is None:
        raise AuditError("no start of this run is recorded", where=str(store.root), next_step="run the whole audit")
    return found


def finish(store: Store, key: str, state: str) -> None:
    _write(store, _path(store, key), {**_fields(attempt(store, key)), "state": state})


def attempts(store: Store) -> tuple[AttemptRecord, ...]:
    """Every audit that began, oldest first; an unreadable record counts as one that failed when it was written."""
    records = [_attempt(store, path) or _unreadable_record(path) for path in _record_paths(store)]
    return tuple(sorted(records, key=lambda record: (record.started_at, record.run_id)))


def chain_damage(store: Store, records: Iterable[AttemptRecord]) -> str:
    """Describe what is missing among the records of attempts, in one sentence; "" when they are whole."""
    last = _checked_fields(store, read_record(store.root / "attempts" / _LAST))
    if last is None:
        return "the list of started audits (folder `attempts`) is missing or was edited; run readiness audit again"
    numbered = {record.number: record for record in records if record.number}
    number, expected = _number(last.get("number")), last.get("digest")
    while True:
        before = numbered.get(number)
        if before is None or before.digest != expected:
            return f"the record of audit attempt {number} is missing or was edited; run readiness audit again"
        if not before.previous:
            return ""
        number, expected = number - 1, before.previous


def record_pull(store: Store, source: str, *, run_id: str, at: str, digest: str) -> None:
    """Record that a source was read; ``digest`` is that of its inventory."""
    _write(store, _pull_path(store, source), {"source": source, "run_id": run_id, "at": at, "digest": digest})


def pulls(store: Store, sources: Iterable[str]) -> tuple[PullRecord, ...]:
    """The last pull of each of these sources; one whose record is absent, edited or unreadable is left out."""
    return tuple(pull for source in sorted(sources) if (pull := _pull(store, source)))


def _pull(store: Store, source: str) -> PullRecord | None:
    sealed = read_record(_pull_path(store, source))
    fields = _checked_fields(store, sealed)
    if sealed is None or fields is None or fields.get("source") != source:
        return None
    at, run_id = fields.get("at"), fields.get("run_id")
    if not isinstance(at, str) or not isinstance(run_id, str):
        return None
    return PullRecord(source=source, at=at, run_id=run_id, digest=str(sealed[_SEAL]))


def _pull_path(store: Store, source: str) -> Path:
    name = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return store.root / "pulls" / f"{name}.json"


def _fail_the_killed(store: Store, known: Iterable[AttemptRecord]) -> None:
    running = {record.run_id for record in known if record.state == RUNNING and record.number}
    for path in _record_paths(store) if running else ():
        attempt_record = _attempt(store, path)
        if attempt_record is not None and attempt_record.run_id in running:
            _write(store, path, {**_fields(attempt_record), "state": FAILED})


def _path(store: Store, key: str) -> Path:
    return store.root / "attempts" / f"{key}.json"


def _record_paths(store: Store) -> list[Path]:
    """The files of all attempts; raises ``AuditError`` for a folder that cannot be listed or holds too many."""
    folder, paths = store.root / "attempts", []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".json") and entry.name != _LAST and not entry.name.startswith("."):
                    paths.append(Path(entry.path))
                if len(paths) > MAX_RECORDS:
                    raise AuditError(
                        f"the folder `attempts` holds more than {MAX_RECORDS:,} records", where=str(folder)
                    )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AuditError(f"the folder `attempts` cannot be listed: {error.strerror}", where=str(folder)) from None
    return sorted(paths)


def _attempt(store: Store, path: Path) -> AttemptRecord | None:
    fields = _checked_fields(store, read_record(path))
    if fields is None or fields.keys() != {*_TEXTS, "number"}:
        return None
    if not all(isinstance(fields[name], str) for name in _TEXTS) or not _number(fields["number"]):
        return None
    return AttemptRecord(**fields)


def _unreadable_record(path: Path) -> AttemptRecord:
    try:
        written = path.lstat().st_mtime
    except OSError:  # removed meanwhile
        written = 0.0
    moment = dt.datetime.fromtimestamp(written, dt.UTC).isoformat()
    return AttemptRecord(run_id=path.stem, started_at=moment, as_of="", config_hash="", state=FAILED)


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53 else 0


def _fields(record: AttemptRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in AttemptRecord.__slots__}


def _write(store: Store, path: Path, fields: Mapping[str, Any]) -> None:
    write_json(path, {**fields, _SEAL: _seal_of(store, fields)}, group=store.group_id)


def _checked_fields(store: Store, fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The fields of a record whose seal fits, else None."""
    if fields is None:
        return None
    plain = {name: value for name, value in fields.items() if name != _SEAL}
    seal = fields.get(_SEAL)
    if isinstance(seal, str) and hmac.compare_digest(seal.encode("utf-8", "replace"), _seal_of(store, plain).encode()):
        return plain
    return None


def _seal_of(store: Store, fields: Mapping[str, Any]) -> str:
    if store.seal_key:
        return hmac.new(store.seal_key, _canonical(fields), hashlib.sha256).hexdigest()
    return _sha256(fields)


def _sha256(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(fields)).hexdigest()


def _canonical(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, ensure_ascii=True).encode()
