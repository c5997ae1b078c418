"""One container taken apart in a worker: each member put down under the digest of its bytes, and listed.

The list is written line by line, so that what came before a crash, a flood or a deadline is still there.
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
from readiness.extraction.sniff import claimed_format, refined, sniff_file
from readiness.extraction.unpacking import CONTAINERS, entries
from readiness.extraction.unpacking.entry import HARMLESS_BYTES, Entry, Spoiled
from readiness.extraction.unpacking.member_names import Names, climbs, member_name
from readiness.model import Outcome

MOST_LEVELS = 8
"""Containers inside containers. Real ones nest three deep (a zip in a mail in a mailbox); chosen by us."""

MOST_MEMBER_BYTES = 500 * 1024 * 1024
"""One member; what is larger would not be opened anyway. Chosen by us: above every default bound on documents."""

_LISTING, _PART = "listing.jsonl", "part"
_MAX_DETAIL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What may still come out of a container and of all that is nested in it.

    ``unpacked_bytes`` counts beyond the container's own size, so that what is not compressed costs nothing. ``ratio``
    is how many times its bytes have been unpacked on the way to it, from what was delivered.
    """

    unpacked_bytes: int
    members: int
    ratio: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A container to take apart into ``folder``. ``lineage``: the digests of all it lies in, and its own at the end."""

    item: str
    format: str
    path: Path
    folder: Path
    allowance: Allowance
    lineage: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One line of the list. ``sha256`` is "" where nothing could be taken out; ``outcome`` then says why."""

    name: str
    sha256: str = ""
    size_bytes: int = 0
    format: str = ""
    modified: str = ""
    modified_source: str = ""
    outcome: str = Outcome.OK
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of the container itself; ``limited`` where a bound ended it, not its own end or damage."""

    outcome: Outcome
    detail: str
    members: int
    limited: bool = False


class _Enough(Exception):  # noqa: N818 - how a bound is met, not an error
    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


def listing(folder: Path) -> Iterator[Member]:
    """The members listed so far; a line that was not finished is none."""
    try:
        with (folder / _LISTING).open(encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n"):
                    yield Member(**json.loads(line))
    except FileNotFoundError:
        return


def take_apart(parcel: Parcel, tell: Callable[[object], None]) -> Verdict:  # noqa: ARG001 - the list is what it tells
    """Unpack and list every member within the allowance. Raises nothing for what the container is."""
    parcel.folder.mkdir(parents=True, exist_ok=True)
    with parcel.path.open("rb") as file, (parcel.folder / _LISTING).open("w", encoding="utf-8") as lines:

        def write(member: Member) -> None:
            lines.write(json.dumps(asdict(member), ensure_ascii=False) + "\n")
            lines.flush()

        try:
            return _Collector(parcel, write).collect(file)
        finally:
            (parcel.folder / _PART).unlink(missing_ok=True)


class _Collector:
    def __init__(self, parcel: Parcel, write: Callable[[Member], None]) -> None:
        self._parcel, self._write = parcel, write
        self._names = Names()
        self._count = self._unpacked_bytes = 0
        self._most_bytes = parcel.path.stat().st_size + parcel.allowance.unpacked_bytes
        # A mail's parts are bounded where it is parsed, and it is never smaller than what it carries.
        self._most_members = parcel.allowance.members if parcel.format in CONTAINERS else sys.maxsize
        self._outcomes: dict[str, str] = {}
        self._taken = 0

    def collect(self, file: BinaryIO) -> Verdict:
        try:
            for entry in entries(file, self._parcel.format, self._parcel.item):
                if self._count >= self._most_members:
                    detail = f"it holds more than {self._count} members, as many as one delivered file may"
                    raise _Enough(Outcome.TOO_LARGE, detail)
                self._add(self._member(entry))
        except (_Enough, Unreadable) as stop:
            return self._stopped(stop.outcome, stop.detail, limited=isinstance(stop, _Enough))
        except MemoryError:
            return self._stopped(Outcome.OUT_OF_MEMORY, "taking it apart took more memory than one file may take")
        except RecursionError:
            return self._stopped(Outcome.HOSTILE, "nested too deeply to be taken apart")
        except Exception as error:  # noqa: BLE001 - a reader's failure is a fact about the container
            return self._stopped(Outcome.CORRUPT, f"{type(error).__name__}: {error}")
        return self._ended()

    def _add(self, member: Member) -> None:
        self._count += 1
        self._taken += bool(member.sha256)
        self._outcomes.setdefault(member.outcome, member.detail)
        self._write(member)

    def _stopped(self, outcome: Outcome, detail: str, *, limited: bool = False) -> Verdict:
        before = f"; the {self._taken} members before that are read" if self._taken else ""
        return Verdict(outcome=outcome, detail=f"{detail[:_MAX_DETAIL]}{before}", members=self._count, limited=limited)

    def _ended(self) -> Verdict:
        """Ok where something came out; else what kept all of it from coming out."""
        if not self._count:
            return Verdict(outcome=Outcome.EMPTY, detail="it holds no members", members=0)
        if self._taken:
            return Verdict(outcome=Outcome.OK, detail="", members=self._count)
        outcome, detail = next(iter(self._outcomes.items()))
        return Verdict(
            outcome=Outcome(outcome), detail=f"none of its members can be taken out: {detail}", members=self._count
        )

    def _member(self, entry: Entry) -> Member:
        named = Member(
            name=self._names.unique(member_name(entry.name)),
            modified=entry.modified,
            modified_source=entry.modified_source if entry.modified else "",
        )
        if refusal := self._refusal(entry):
            return _without_bytes(named, *refusal)
        beside = self._parcel.folder / _PART
        try:
            sha256, size = self._stored(entry, beside)
        except Spoiled as spoiled:
            return _without_bytes(named, spoiled.outcome, spoiled.detail)
        except OSError as error:
            return _without_bytes(
                named, Outcome.TOO_LARGE, f"it could not be written to disk: {error.strerror or error}"
            )
        return self._settled(named, sha256, size)

    def _refusal(self, entry: Entry) -> tuple[Outcome, str] | None:
        if entry.outcome is not Outcome.OK:
            return entry.outcome, entry.detail
        if climbs(entry.name):
            return Outcome.HOSTILE, "its name leads out of the folder that it is unpacked to"
        if len(self._parcel.lineage) > MOST_LEVELS:
            return Outcome.HOSTILE, f"it is nested more than {MOST_LEVELS} containers deep"
        return None

    def _stored(self, entry: Entry, beside: Path) -> tuple[str, int]:
        """The entry's bytes in ``folder``, under their digest."""
        sha, size = hashlib.sha256(), 0
        with beside.open("wb") as out:
            for chunk in entry.chunks:
                size += len(chunk)
                self._bound(entry, size, len(chunk))
                sha.update(chunk)
                out.write(chunk)
        beside.replace(self._parcel.folder / sha.hexdigest())
        return sha.hexdigest(), size

    def _bound(self, entry: Entry, size: int, more: int) -> None:
        self._unpacked_bytes += more
        if entry.packed_bytes is not None and size > max(HARMLESS_BYTES, MAX_RATIO * entry.packed_bytes):
            raise Spoiled(Outcome.HOSTILE, f"its {entry.packed_bytes} bytes unpack to more than {size}")
        if size > MOST_MEMBER_BYTES:
            raise Spoiled(Outcome.TOO_LARGE, f"it unpacks to more than {MOST_MEMBER_BYTES} bytes")
        if self._unpacked_bytes > self._most_bytes:
            own = self._parcel.path.stat().st_size
            outcome = Outcome.HOSTILE if self._unpacked_bytes > MAX_RATIO * own else Outcome.TOO_LARGE
            raise _Enough(outcome, f"its {own} bytes unpack to more than {self._most_bytes}, as many as they may")

    def _settled(self, named: Member, sha256: str, size: int) -> Member:
        path = self._parcel.folder / sha256
        with path.open("rb") as file:
            found = refined(claimed_format(named.name), sniff_file(file))
        if found in CONTAINERS and sha256 in self._parcel.lineage:
            path.unlink()
            return _without_bytes(named, Outcome.HOSTILE, "it is a copy of the archive that contains it")
        facts = asdict(named) | {"sha256": sha256, "size_bytes": size, "format": found}
        return Member(**facts)


def _without_bytes(named: Member, outcome: Outcome, detail: str) -> Member:
    return Member(**asdict(named) | {"outcome": outcome.value, "detail": detail[:_MAX_DETAIL]})
