"""Unpacking of one container in a worker: each member is stored under the digest of its bytes, and listed.

The list is written line by line, so that members before a crash, a lack of memory or a deadline are kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from readiness.extraction.document import Unreadable
from readiness.extraction.guarded_zip import MAX_RATIO
from readiness.extraction.sniff import claimed_format, refine_format, sniff_file
from readiness.extraction.unpacking import CONTAINERS, entries
from readiness.extraction.unpacking.entry import HARMLESS_BYTES, DamagedMember, Entry
from readiness.extraction.unpacking.member_names import Names, leads_outside, member_name
from readiness.model import Outcome

MOST_LEVELS = 8
"""Containers inside containers. Real ones nest three deep (a zip in a mail in a mailbox); chosen by us."""

MOST_MEMBER_BYTES = 500 * 1024 * 1024
"""One member; what is larger would not be opened anyway. Chosen by us: above every default bound on documents."""

_LISTING, _PART = "listing.jsonl", "part"
_MAX_DETAIL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackBudget:
    """Bounds on what may still be unpacked from a container and all that is nested in it.

    ``unpacked_bytes`` counts beyond the container's own size, so that what is not compressed costs nothing. ``ratio``
    is how many times its bytes have been unpacked on the way to it, from what was delivered.
    """

    unpacked_bytes: int
    members: int
    ratio: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackTask:
    """A container to unpack into ``folder``. ``lineage``: the digests of all containers around it, and its own last."""

    item: str
    format: str
    path: Path
    folder: Path
    budget: UnpackBudget
    lineage: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One line of the list. ``sha256`` is "" where nothing could be taken out; ``outcome`` is then the reason."""

    name: str
    sha256: str = ""
    size_bytes: int = 0
    format: str = ""
    modified: str = ""
    modified_source: str = ""
    outcome: str = Outcome.OK
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackResult:
    """Result of unpacking a container; ``limited`` where a bound ended it, not its own end or damage."""

    outcome: Outcome
    detail: str
    members: int
    limited: bool = False


class _LimitReached(Exception):  # noqa: N818 - a bound was reached; no error
    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


def list_members(folder: Path) -> Iterator[Member]:
    """Members listed so far; an unfinished line is ignored."""
    try:
        with (folder / _LISTING).open(encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n"):
                    yield Member(**json.loads(line))
    except FileNotFoundError:
        return


def unpack_container(task: UnpackTask, report: Callable[[object], None]) -> UnpackResult:  # noqa: ARG001 - the list is its report
    """Unpack and list every member within the budget. Raises nothing for damage of the container."""
    task.folder.mkdir(parents=True, exist_ok=True)
    with task.path.open("rb") as file, (task.folder / _LISTING).open("w", encoding="utf-8") as lines:

        def write(member: Member) -> None:
            lines.write(json.dumps(asdict(member), ensure_ascii=False) + "\n")
            lines.flush()

        try:
            return _ContainerUnpacker(task, write).unpack(file)
        finally:
            (task.folder / _PART).unlink(missing_ok=True)


class _ContainerUnpacker:
    def __init__(self, task: UnpackTask, write: Callable[[Member], None]) -> None:
        self._task, self._write = task, write
        self._names = Names()
        self._count = self._unpacked_bytes = 0
        self._most_bytes = task.path.stat().st_size + task.budget.unpacked_bytes
        # A mail's parts are bounded where it is parsed, and it is never smaller than what it carries.
        self._most_members = task.budget.members if task.format in CONTAINERS else sys.maxsize
        self._outcomes: dict[str, str] = {}
        self._stored_count = 0

    def unpack(self, file: BinaryIO) -> UnpackResult:
        try:
            for entry in entries(file, self._task.format, self._task.item):
                if self._count >= self._most_members:
                    detail = f"it holds more than {self._count} members, as many as one delivered file may"
                    raise _LimitReached(Outcome.TOO_LARGE, detail)
                self._add(self._member(entry))
        except (_LimitReached, Unreadable) as stop:
            return self._result_at_stop(stop.outcome, stop.detail, limited=isinstance(stop, _LimitReached))
        except MemoryError:
            return self._result_at_stop(
                Outcome.OUT_OF_MEMORY, "taking it apart took more memory than one file may take"
            )
        except RecursionError:
            return self._result_at_stop(Outcome.HOSTILE, "nested too deeply to be taken apart")
        except Exception as error:  # noqa: BLE001 - a reader's failure is a fact about the container
            return self._result_at_stop(Outcome.CORRUPT, f"{type(error).__name__}: {error}")
        return self._result_at_end()

    def _add(self, member: Member) -> None:
        self._count += 1
        self._stored_count += bool(member.sha256)
        self._outcomes.setdefault(member.outcome, member.detail)
        self._write(member)

    def _result_at_stop(self, outcome: Outcome, detail: str, *, limited: bool = False) -> UnpackResult:
        before = f"; the {self._stored_count} members before that are read" if self._stored_count else ""
        return UnpackResult(
            outcome=outcome, detail=f"{detail[:_MAX_DETAIL]}{before}", members=self._count, limited=limited
        )

    def _result_at_end(self) -> UnpackResult:
        """Ok where a member was taken out; else the first reason why none was."""
        if not self._count:
            return UnpackResult(outcome=Outcome.EMPTY, detail="it holds no members", members=0)
        if self._stored_count:
            return UnpackResult(outcome=Outcome.OK, detail="", members=self._count)
        outcome, detail = next(iter(self._outcomes.items()))
        return UnpackResult(
            outcome=Outcome(outcome), detail=f"none of its members can be taken out: {detail}", members=self._count
        )

    def _member(self, entry: Entry) -> Member:
        unread = Member(
            name=self._names.unique(member_name(entry.name)),
            modified=entry.modified,
            modified_source=entry.modified_source if entry.modified else "",
        )
        if refusal := self._refusal(entry):
            return _without_bytes(unread, *refusal)
        temporary = self._task.folder / _PART
        try:
            sha256, size = self._store(entry, temporary)
        except DamagedMember as damage:
            return _without_bytes(unread, damage.outcome, damage.detail)
        except OSError as error:
            return _without_bytes(
                unread, Outcome.TOO_LARGE, f"it could not be written to disk: {error.strerror or error}"
            )
        return self._identify(unread, sha256, size)

    def _refusal(self, entry: Entry) -> tuple[Outcome, str] | None:
        if entry.outcome is not Outcome.OK:
            return entry.outcome, entry.detail
        if leads_outside(entry.name):
            return Outcome.HOSTILE, "its name leads out of the folder that it is unpacked to"
        if len(self._task.lineage) > MOST_LEVELS:
            return Outcome.HOSTILE, f"it is nested more than {MOST_LEVELS} containers deep"
        return None

    def _store(self, entry: Entry, temporary: Path) -> tuple[str, int]:
        """The entry's bytes in ``folder``, under their digest."""
        sha, size = hashlib.sha256(), 0
        with temporary.open("wb") as out:
            for chunk in entry.chunks:
                size += len(chunk)
                self._check_bounds(entry, size, len(chunk))
                sha.update(chunk)
                out.write(chunk)
        temporary.replace(self._task.folder / sha.hexdigest())
        return sha.hexdigest(), size

    def _check_bounds(self, entry: Entry, size: int, more: int) -> None:
        self._unpacked_bytes += more
        if entry.packed_bytes is not None and size > max(HARMLESS_BYTES, MAX_RATIO * entry.packed_bytes):
            raise DamagedMember(Outcome.HOSTILE, f"its {entry.packed_bytes} bytes unpack to more than {size}")
        if size > MOST_MEMBER_BYTES:
            raise DamagedMember(Outcome.TOO_LARGE, f"it unpacks to more than {MOST_MEMBER_BYTES} bytes")
        if self._unpacked_bytes > self._most_bytes:
            own = self._task.path.stat().st_size
            outcome = Outcome.HOSTILE if self._unpacked_bytes > MAX_RATIO * own else Outcome.TOO_LARGE
            raise _LimitReached(outcome, f"its {own} bytes unpack to more than {self._most_bytes}, as many as they may")

    def _identify(self, unread: Member, sha256: str, size: int) -> Member:
        path = self._task.folder / sha256
        with path.open("rb") as file:
            format_name = refine_format(claimed_format(unread.name), sniff_file(file))
        if format_name in CONTAINERS and sha256 in self._task.lineage:
            path.unlink()
            return _without_bytes(unread, Outcome.HOSTILE, "it is a copy of the archive that contains it")
        facts = asdict(unread) | {"sha256": sha256, "size_bytes": size, "format": format_name}
        return Member(**facts)


def _without_bytes(unread: Member, outcome: Outcome, detail: str) -> Member:
    return Member(**asdict(unread) | {"outcome": outcome.value, "detail": detail[:_MAX_DETAIL]})
