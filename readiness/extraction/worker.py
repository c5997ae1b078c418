"""One job in a worker: hash, look up in the cache, else read and store. Only facts about the reading pass the pipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from readiness.extraction import cache
from readiness.extraction.examine import Examination, Request, compute_digest, examine, unfetched_file, unopened_file
from readiness.extraction.read_one import UNSTRUCTURED_ENGINE
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.unpacking import CONTAINERS, UNPACKERS
from readiness.extraction.unpacking.unpack_task import UnpackBudget
from readiness.workers.pool import Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOrigin:
    """Facts about a member of a container before it is read.

    ``container`` is the item it lies in, ``modified`` the time that item states for it (ISO 8601, or ""), ``lineage``
    the digests of all it lies in. ``duplicate_of`` names an archive of the same bytes beside it, unpacked for both.
    """

    container: str
    modified: str
    modified_source: str
    budget: UnpackBudget
    lineage: tuple[str, ...]
    duplicate_of: str = ""


PRELOAD = ("readiness.extraction.worker", "readiness.extraction.preload")
"""Modules that the server of workers loads once, whichever pool is started first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One listed item whose bytes are in the file ``path``; ``item`` is its name, ``kind`` document or table.

    ``engine`` is lanes (our own readers) or unstructured, as the source asks. ``problem`` is the reason why its bytes
    could not be fetched, "" where they were.
    """

    source: str
    item: str
    kind: str
    path: Path
    engine: str = "lanes"
    origin: MemberOrigin | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerConfig:
    """Configuration of workers: the folder of stored readings, the bounds, and the version in their keys."""

    entries: Path
    settings: ExtractionSettings
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReading:
    """A stored reading: ``entry`` is its cache key. ``reused``: it had been stored before.

    ``has_members``: it has members, or attachments, to take out.
    """

    entry: str
    sha256: str
    format: str
    outcome: str
    reused: bool
    has_members: bool = False


Answered = StoredReading | Examination
"""A file that could not be opened has no content to be stored by: its facts are returned themselves."""


def handler(config: WorkerConfig) -> Handler[Job, Answered]:
    return partial(_read, config)


def _read(config: WorkerConfig, job: Job, report: Callable[[object], None]) -> Answered:
    request = Request(name=job.item, kind=job.kind, engine=job.engine)
    if job.problem:
        return unfetched_file(request, job.problem)
    try:
        with job.path.open("rb") as file:
            digest = compute_digest(file)
            report(digest)
            name = cache.key(digest.sha256, request, config.settings, config.version)
            stored = cache.load(config.entries, name)
            examined = stored or examine(file, request, digest, config.settings)
    except OSError as error:
        return unopened_file(request, error)
    if stored is None:
        cache.save(config.entries, name, examined)
    facts = examined.facts
    return StoredReading(
        entry=name,
        sha256=digest.sha256,
        format=facts["format"],
        outcome=facts["outcome"],
        reused=stored is not None,
        has_members=_has_members(facts),
    )


def _has_members(facts: Mapping[str, Any]) -> bool:
    """True for a container, or a document with attachments: our own readers list these, unstructured may not."""
    if facts["format"] in CONTAINERS:
        return True
    named = any(key == "attachments" for key, _ in facts["metadata"])
    return facts["format"] in UNPACKERS and (named or facts["engine"] == UNSTRUCTURED_ENGINE)
