"""What a worker does with one job: hash, look up, else read and store. Only facts about the reading pass the pipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from readiness.extraction import cache
from readiness.extraction.examine import Examined, Request, digest, examine, unfetched, unopened
from readiness.extraction.read_one import UNSTRUCTURED_ENGINE
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.unpacking import CONTAINERS, READERS
from readiness.extraction.unpacking.unpack_task import Allowance
from readiness.workers.pool import Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What is known of a member before it is read.

    ``container`` is the item it lies in, ``modified`` what that says of its age (ISO 8601, or ""), ``lineage`` the
    digests of all it lies in. ``twin_of`` names the archive of the same bytes beside it, which is unpacked for both.
    """

    container: str
    modified: str
    modified_source: str
    allowance: Allowance
    lineage: tuple[str, ...]
    twin_of: str = ""


PRELOAD = ("readiness.extraction.worker", "readiness.extraction.preload")
"""Modules that the server of workers loads once, whichever pool is started first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One listed item whose bytes lie at ``path``; ``item`` is its name, ``kind`` document or table.

    ``engine`` is lanes or unstructured, as the source asks. ``problem`` says why its bytes could not be fetched.
    """

    source: str
    item: str
    kind: str
    path: Path
    engine: str = "lanes"
    inside: Inside | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where and how workers read: the folder of entries, the bounds, and the version their names carry."""

    entries: Path
    settings: ExtractionSettings
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A stored reading: ``entry`` is its name. ``reused`` says that it had been stored before.

    ``holds`` is True where there is something to take out: members, or attachments.
    """

    entry: str
    sha256: str
    format: str
    outcome: str
    reused: bool
    holds: bool = False


Answered = Done | Examined
"""A file that could not be opened has no bytes to be stored under: its facts come back themselves."""


def handler(bench: Bench) -> Handler[Job, Answered]:
    return partial(_read, bench)


def _read(bench: Bench, job: Job, tell: Callable[[object], None]) -> Answered:
    request = Request(name=job.item, kind=job.kind, engine=job.engine)
    if job.problem:
        return unfetched(request, job.problem)
    try:
        with job.path.open("rb") as file:
            known = digest(file)
            tell(known)
            name = cache.key(known[0], request, bench.settings, bench.version)
            stored = cache.load(bench.entries, name)
            found = stored or examine(file, request, known, bench.settings)
    except OSError as error:
        return unopened(request, error)
    if stored is None:
        cache.save(bench.entries, name, found)
    facts = found.facts
    return Done(
        entry=name,
        sha256=known[0],
        format=facts["format"],
        outcome=facts["outcome"],
        reused=stored is not None,
        holds=_holds(facts),
    )


def _holds(facts: Mapping[str, Any]) -> bool:
    """Whether a container, or a mail with attachments: lanes name these, other engines may not."""
    if facts["format"] in CONTAINERS:
        return True
    named = any(key == "attachments" for key, _ in facts["metadata"])
    return facts["format"] in READERS and (named or facts["engine"] == UNSTRUCTURED_ENGINE)
