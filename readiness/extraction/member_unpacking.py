"""Members of archives and mailboxes, attachments of mails: unpacked in workers, then jobs like any other.

Level by level: what was read says which of it is a container; its members are the next level. How much may come out of
a nested container is worked out from what it lies in alone, never from what happened to be unpacked before it.
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
from readiness.extraction.examine import Request, failed
from readiness.extraction.guarded_zip import MAX_RATIO
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.stage_writer import Row
from readiness.extraction.unpacking import CONTAINERS, READERS
from readiness.extraction.unpacking.unpack_task import Allowance, Member, Parcel, Verdict, listing, take_apart
from readiness.extraction.worker import Inside, Job
from readiness.model import Outcome
from readiness.workers import pool

PATIENCE = 10
"""Taking a container apart may take this many times as long as reading a document. Chosen by us."""

LEAST_BYTES = 256 * 1024 * 1024
"""What even the smallest delivered container may unpack to, all that is nested in it included. Chosen by us."""

BYTES_PER_MEMBER = 1024
"""A nested archive may hold a member for each of these however many others share the allowance: a packed document and
its two headers take more. Chosen by us."""

KindOf = Callable[[str, str], str]
"""``kind_of(source, item)``: document or table, by name."""


def documents_only(_source: str, _item: str) -> str:
    return "document"


def folder_of(spool: Path, source: str, item: str) -> Path:
    """Where the members of a container lie, each under the SHA-256 of its bytes."""
    name = hashlib.sha256(f"{source}\0{item}".encode("utf-8", "surrogateescape")).hexdigest()
    return spool / name[:2] / name


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Where the bytes of members are put, and what a member is by its name. Tables stay there to be staged, with what
    databases keep beside themselves.
    """

    spool: Path
    kind_of: KindOf = documents_only


class Unpacker:
    """Turns rows of containers into jobs for their members, and remembers what became of the containers."""

    def __init__(self, members: Members, settings: ExtractionSettings, preload: tuple[str, ...]) -> None:
        self._spool, self._kind_of = members.spool, members.kind_of
        self._settings, self._preload = settings, preload
        self._uses: Counter[Path] = Counter()
        self._said: dict[tuple[str, str], dict[str, Any]] = {}
        self._without_bytes: list[Row] = []

    def opens(self, row: Row) -> bool:
        """Whether there is something to take out of what this row speaks of."""
        return row.holds and not (row.job.inside and row.job.inside.twin_of)

    def jobs(self, containers: Iterable[Row]) -> Iterator[Job]:
        """Members as their containers are taken apart; those of one are drawn before many more are."""
        seconds = self._settings.seconds * PATIENCE
        limits = pool.Limits(workers=self._settings.workers, seconds=seconds, memory_mb=self._settings.memory_mb)
        rows = {(row.job.source, row.job.item): row for row in containers}
        parcels = (self._parcel(row) for row in rows.values())
        by_folder = {folder_of(self._spool, *key): row for key, row in rows.items()}
        with closing(pool.run(parcels, take_apart, limits, preload=self._preload)) as answers:
            for parcel, answer in answers:
                row = by_folder[parcel.folder]
                yield from self._members(row, parcel)
                self._note(row, answer)
                self._let_go(row.job)

    def settled(self, row: Row) -> None:
        """A row is final: its bytes are needed no more, unless it is a container, or a table still to be staged."""
        if not self.opens(row) and row.job.kind != "table" and not row.job.item.endswith(COMPANION_ENDINGS):
            self._let_go(row.job)

    def without_bytes(self) -> list[Row]:
        """Members that could be named but not taken out, since this was last asked."""
        found, self._without_bytes = self._without_bytes, []
        return found

    def said_of(self, row: Row) -> Row:
        """The row of a container with what taking it apart has shown."""
        said = self._said.get((row.job.source, row.job.item))
        if row.job.inside and row.job.inside.twin_of and row.format in CONTAINERS:
            said = {"detail": f"the same bytes as {row.job.inside.twin_of}, whose members are audited once"}
        return replace(row, said=said) if said else row

    def _parcel(self, row: Row) -> Parcel:
        inside = row.job.inside
        return Parcel(
            item=row.job.item,
            format=row.format,
            path=row.job.path,
            folder=folder_of(self._spool, row.job.source, row.job.item),
            allowance=inside.allowance if inside else self._outermost(row.job.path),
            lineage=(*(inside.lineage if inside else ()), row.sha256),
        )

    def _outermost(self, path: Path) -> Allowance:
        """In proportion to what was delivered: forty kilobytes have no claim to gigabytes."""
        most = max(LEAST_BYTES, MAX_RATIO * path.stat().st_size) if path.exists() else 0
        members = self._settings.archive_members
        return Allowance(unpacked_bytes=min(self._settings.archive_bytes, most), members=members)

    def _members(self, row: Row, parcel: Parcel) -> Iterator[Job]:
        found = list(listing(parcel.folder))
        self._uses.update(parcel.folder / member.sha256 for member in found if member.sha256)
        shares = _Shares(found, parcel)
        first: dict[str, str] = {}
        for member in found:
            item = f"{row.job.item}!{member.name}"
            twin_of = first.setdefault(member.sha256, item) if member.format in CONTAINERS else item
            inside = Inside(
                container=row.job.item,
                modified=member.modified,
                modified_source=member.modified_source,
                allowance=shares.of(member),
                lineage=parcel.lineage,
                twin_of="" if twin_of == item else twin_of,
            )
            job = replace(
                row.job,
                item=item,
                kind=self._kind_of(row.job.source, item),
                path=parcel.folder / member.sha256,
                inside=inside,
            )
            if member.sha256:
                yield job
            else:
                self._name_only(job, member)

    def _name_only(self, job: Job, member: Member) -> None:
        request = Request(name=job.item, kind=job.kind, engine=job.engine)
        known = failed(request, Outcome(member.outcome), member.detail, None)
        self._without_bytes.append(Row(job=job, known=known))

    def _note(self, row: Row, answer: Verdict | pool.Lost) -> None:
        """An archive is what its unpacking shows; a mail stays what it is, unless a bound cut its attachments short."""
        is_container = row.format in CONTAINERS
        if isinstance(answer, Verdict) and not is_container and not answer.limited:
            return
        detail = answer.detail if is_container else f"its attachments could not all be taken out: {answer.detail}"
        said = {"outcome": answer.outcome.value, "detail": detail}
        if is_container and isinstance(answer, Verdict):
            said["members"] = str(answer.members)
        if said["outcome"] == Outcome.UNSUPPORTED and said.get("members") == "0":
            said["kind"] = row.job.kind  # one document in a package, and no archive
        self._said[row.job.source, row.job.item] = said

    def _let_go(self, job: Job) -> None:
        if job.inside is not None:
            self._uses[job.path] -= 1
            if self._uses[job.path] <= 0:
                job.path.unlink(missing_ok=True)


class _Shares:
    """What is left of a container's allowance, divided among the containers in it by their size."""

    def __init__(self, members: list[Member], parcel: Parcel) -> None:
        out = sum(member.size_bytes for member in members)
        own = parcel.path.stat().st_size if parcel.path.exists() else 0
        self._left_bytes = max(0, parcel.allowance.unpacked_bytes - max(0, out - own))
        self._left_members = max(0, parcel.allowance.members - len(members))
        self._ratio = parcel.allowance.ratio * max(1.0, out / max(1, own))
        self._nested_bytes = max(1, sum({m.sha256: m.size_bytes for m in members if m.format in READERS}.values()))

    def of(self, member: Member) -> Allowance:
        """A share of what is left, or what is in proportion whatever else lies beside it."""
        whole, in_proportion = self._nested_bytes, int(MAX_RATIO / self._ratio * member.size_bytes)
        return Allowance(
            ratio=self._ratio,
            unpacked_bytes=max(self._left_bytes * member.size_bytes // whole, in_proportion),
            members=max(self._left_members * member.size_bytes // whole, member.size_bytes // BYTES_PER_MEMBER),
        )
