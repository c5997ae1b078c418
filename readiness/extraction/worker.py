"""What a worker does with one job: hash, look up, else read and store. Only facts about the reading pass the pipe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from readiness.extraction import cache
from readiness.extraction.examine import Examined, Request, digest, examine, unopened
from readiness.extraction.pool import Handler
from readiness.extraction.settings import ExtractionSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One listed item whose bytes lie at ``path``; ``item`` is its name, ``kind`` document or table.

    ``engine`` is lanes or unstructured, as the source asks.
    """

    source: str
    item: str
    kind: str
    path: Path
    engine: str = "lanes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where and how workers read: the folder of entries, the bounds, and the version their names carry."""

    entries: Path
    settings: ExtractionSettings
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A stored reading: ``entry`` is its name. ``reused`` says that it had been stored before."""

    entry: str
    sha256: str
    format: str
    outcome: str
    reused: bool


Answered = Done | Examined
"""A file that could not be opened has no bytes to be stored under: its facts come back themselves."""


def handler(bench: Bench) -> Handler[Job, Answered]:
    return partial(_read, bench)


def _read(bench: Bench, job: Job, tell: Callable[[object], None]) -> Answered:
    request = Request(name=job.item, kind=job.kind, engine=job.engine)
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
        entry=name, sha256=known[0], format=facts["format"], outcome=facts["outcome"], reused=stored is not None
    )
