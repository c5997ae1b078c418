"""Members of archives and mailboxes, attachments of mails: unpacked in workers, then jobs like any other.

Level by level: reading shows which items are containers; their members are the next level. The budget of a nested
container follows from the containers around it alone, never from what happened to be unpacked before it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from readiness.extraction.companions import COMPANION_ENDINGS
from readiness.extraction.examine import Request, failed_examination
from readiness.extraction.guarded_zip import MAX_RATIO
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.stage_writer import Row
from readiness.extraction.unpacking import CONTAINERS, UNPACKERS
from readiness.extraction.unpacking.unpack_task import (
    Member,
    UnpackBudget,
    UnpackResult,
    UnpackTask,
    list_members,
    unpack_container,
)
from readiness.extraction.worker import Job, MemberOrigin
from readiness.model import Outcome
from readiness.workers import pool

TIMEOUT_FACTOR = 10
"""Factor on the time limit of a document for unpacking a container. Chosen by us: archives hold many documents."""

LEAST_BYTES = 256 * 1024 * 1024
"""Bytes that even the smallest delivered container may unpack to, nested members included. Chosen by us."""

BYTES_PER_MEMBER = 1024
"""A nested archive may hold one member for each of these bytes, however many others share the budget: a packed document
and its two headers take more. Chosen by us."""

KindOf = Callable[[str, str], str]
"""``kind_of(source, item)``: document or table, by name."""


def documents_only(_source: str, _item: str) -> str:
    return "document"


def container_folder(folder: Path, source: str, item: str) -> Path:
    """Folder of a container's members, each named by the SHA-256 of its bytes."""
    name = hashlib.sha256(f"{source}\0{item}".encode("utf-8", "surrogateescape")).hexdigest()
    return folder / name[:2] / name


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Folder for the bytes of members, and the kind of a member by its name.

    Tables stay there to be staged, with the companion files of databases.
    """

    folder: Path
    kind_of: KindOf = documents_only


class Unpacker:
    """Turns rows of containers into jobs for their members, and keeps the results of unpacking."""

    def __init__(self, members: Members, settings: ExtractionSettings, preload: tuple[str, ...]) -> None:
        self._folder, self._kind_of = members.folder, members.kind_of
        self._settings, self._preload = settings, preload
        self._uses: Counter[Path] = Counter()
        self._container_results: dict[tuple[str, str], dict[str, Any]] = {}
        self._unread: list[Row] = []

    def is_container(self, row: Row) -> bool:
        """True where this row's item has members to take out, and no archive of the same bytes is unpacked."""
        return row.has_members and not (row.job.origin and row.job.origin.duplicate_of)

    def jobs(self, containers: Iterable[Row]) -> Iterator[Job]:
        """Jobs of members, as their containers are unpacked; those of one are drawn before many more are unpacked."""
        seconds = self._settings.seconds * TIMEOUT_FACTOR
        limits = pool.Limits(workers=self._settings.workers, seconds=seconds, memory_mb=self._settings.memory_mb)
        rows = {(row.job.source, row.job.item): row for row in containers}
        tasks = (self._task(row) for row in rows.values())
        by_folder = {container_folder(self._folder, *key): row for key, row in rows.items()}
        with closing(pool.run(tasks, unpack_container, limits, preload=self._preload)) as answers:
            for task, answer in answers:
                row = by_folder[task.folder]
                yield from self._members(row, task)
                self._record(row, answer)
                self._release(row.job)

    def release_if_final(self, row: Row) -> None:
        """Delete the bytes of a final row, unless it is a container, or a table that is yet to be staged."""
        if not self.is_container(row) and row.job.kind != "table" and not row.job.item.endswith(COMPANION_ENDINGS):
            self._release(row.job)

    def pop_unread(self) -> list[Row]:
        """Rows of members that could be named but not taken out, since the last call."""
        unread, self._unread = self._unread, []
        return unread

    def with_container_result(self, row: Row) -> Row:
        """The row of a container with the result of unpacking it."""
        container_result = self._container_results.get((row.job.source, row.job.item))
        if row.job.origin and row.job.origin.duplicate_of and row.format in CONTAINERS:
            container_result = {
                "detail": f"the same bytes as {row.job.origin.duplicate_of}, whose members are audited once"
            }
        return replace(row, overrides=container_result) if container_result else row

    def _task(self, row: Row) -> UnpackTask:
        origin = row.job.origin
        return UnpackTask(
            item=row.job.item,
            format=row.format,
            path=row.job.path,
            folder=container_folder(self._folder, row.job.source, row.job.item),
            budget=origin.budget if origin else self._outermost_budget(row.job.path),
            lineage=(*(origin.lineage if origin else ()), row.sha256),
        )

    def _outermost_budget(self, path: Path) -> UnpackBudget:
        """Budget of a delivered container, in proportion to its size: forty kilobytes may not become gigabytes."""
        most = max(LEAST_BYTES, MAX_RATIO * path.stat().st_size) if path.exists() else 0
        members = self._settings.archive_members
        return UnpackBudget(unpacked_bytes=min(self._settings.archive_bytes, most), members=members)

    def _members(self, row: Row, task: UnpackTask) -> Iterator[Job]:
        members = list(list_members(task.folder))
        self._uses.update(task.folder / member.sha256 for member in members if member.sha256)
        shares = _NestedBudgets(members, task)
        first: dict[str, str] = {}
        for member in members:
            item = f"{row.job.item}!{member.name}"
            duplicate_of = first.setdefault(member.sha256, item) if member.format in CONTAINERS else item
            origin = MemberOrigin(
                container=row.job.item,
                modified=member.modified,
                modified_source=member.modified_source,
                budget=shares.of(member),
                lineage=task.lineage,
                duplicate_of="" if duplicate_of == item else duplicate_of,
            )
            job = replace(
                row.job,
                item=item,
                kind=self._kind_of(row.job.source, item),
                path=task.folder / member.sha256,
                origin=origin,
            )
            if member.sha256:
                yield job
            else:
                self._add_unread(job, member)

    def _add_unread(self, job: Job, member: Member) -> None:
        request = Request(name=job.item, kind=job.kind, engine=job.engine)
        known = failed_examination(request, Outcome(member.outcome), member.detail, None)
        self._unread.append(Row(job=job, known=known))

    def _record(self, row: Row, answer: UnpackResult | pool.Lost) -> None:
        """Record the result of an archive; of a mail only where a bound ended the unpacking of its attachments."""
        is_container = row.format in CONTAINERS
        if isinstance(answer, UnpackResult) and not is_container and not answer.limited:
            return
        detail = answer.detail if is_container else f"its attachments could not all be taken out: {answer.detail}"
        container_result = {"outcome": answer.outcome.value, "detail": detail}
        if is_container and isinstance(answer, UnpackResult):
            container_result["members"] = str(answer.members)
        if container_result["outcome"] == Outcome.UNSUPPORTED and container_result.get("members") == "0":
            container_result["kind"] = row.job.kind  # one document in a package, and no archive
        self._container_results[row.job.source, row.job.item] = container_result

    def _release(self, job: Job) -> None:
        if job.origin is not None:
            self._uses[job.path] -= 1
            if self._uses[job.path] <= 0:
                job.path.unlink(missing_ok=True)


class _NestedBudgets:
    """Budgets of the containers in a container: what is left of its own, divided by their size."""

    def __init__(self, members: list[Member], task: UnpackTask) -> None:
        out = sum(member.size_bytes for member in members)
        own = task.path.stat().st_size if task.path.exists() else 0
        self._left_bytes = max(0, task.budget.unpacked_bytes - max(0, out - own))
        self._left_members = max(0, task.budget.members - len(members))
        self._ratio = task.budget.ratio * max(1.0, out / max(1, own))
        self._nested_bytes = max(1, sum({m.sha256: m.size_bytes for m in members if m.format in UNPACKERS}.values()))

    def of(self, member: Member) -> UnpackBudget:
        """A share of what is left, or the size that is in proportion to the member itself if that is more."""
        whole, in_proportion = self._nested_bytes, int(MAX_RATIO / self._ratio * member.size_bytes)
        return UnpackBudget(
            ratio=self._ratio,
            unpacked_bytes=max(self._left_bytes * member.size_bytes // whole, in_proportion),
            members=max(self._left_members * member.size_bytes // whole, member.size_bytes // BYTES_PER_MEMBER),
        )
