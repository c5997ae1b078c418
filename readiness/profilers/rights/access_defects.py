"""The findings of ``rights.access`` at one item: read by too many, by too few, or marked and open to everyone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.profilers.base import ProfileBuilder

EVERYONE = "everyone"
TOO_WIDE, TOO_NARROW, MARKED = "too_wide", "too_narrow", "marked"

_CODE = "rights.access"
_NAMED = 10
_REMEDIES = {
    TOO_WIDE: "Narrow its rights at the source, leave it out, or name these readers in the source's audience.",
    TOO_NARROW: "Give them the right to read it at the source, leave it out, or take them from the audience.",
    MARKED: "Ask its owner: remove the marking if it no longer holds, else narrow its readers or leave it out.",
}

Key = tuple[str, str]
"""``(source, item)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAccess:
    """Readers and marking of one item. ``readers`` is None where its connector cannot tell, empty where it told none.

    Names are ``user:NAME``, ``group:NAME`` or ``everyone``; ``marking`` is the marking in its text, "" for none.
    """

    owner: str = ""
    readers: tuple[str, ...] | None = None
    marking: str = ""


def add_defects(builder: ProfileBuilder, key: Key, access: ItemAccess, audience: Sequence[str]) -> bool:
    """Add one finding for each thing wrong with the access to an item; returns whether there is any."""
    problems = [*_differences(access, audience), *_open_marking(access, audience)]
    for kind, names in problems:
        builder.defect(
            _CODE,
            source=key[0],
            item=key[1],
            message=_message(key[1], kind, names, access),
            remedy=_REMEDIES[kind],
            evidence={
                "kind": kind,
                "readers": list(access.readers or ())[:_NAMED],
                "audience": list(audience)[:_NAMED],
                "names": names[:_NAMED],
                **({"marking": access.marking} if kind == MARKED else {}),
            },
        )
    return bool(problems)


def _differences(access: ItemAccess, audience: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    if not access.readers:
        return
    own = f"user:{access.owner}"
    more = [name for name in access.readers if name != own and not any(_is_same(name, one) for one in audience)]
    if more and EVERYONE not in audience:
        yield TOO_WIDE, more
    missing = [one for one in audience if not _may_read(one, access.readers)]
    if missing:
        yield TOO_NARROW, missing


def _may_read(wanted: str, readers: Sequence[str]) -> bool:
    """Return whether a name of the audience may read. A user may also read through a group, which names do not show."""
    if EVERYONE in readers or any(_is_same(name, wanted) for name in readers):
        return True
    return wanted.startswith("user:") and any(name.startswith("group:") for name in readers)


def _is_same(reader: str, wanted: str) -> bool:
    """Return whether a reader is the one that the audience names, with ``user:`` or ``group:`` before it or without."""
    return wanted in {reader, reader.partition(":")[2]}


def _open_marking(access: ItemAccess, audience: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    if access.marking and (EVERYONE in audience or EVERYONE in (access.readers or ())):
        yield MARKED, [EVERYONE]


def _message(item: str, kind: str, names: Sequence[str], access: ItemAccess) -> str:
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    if kind == TOO_WIDE:
        return f"{item} may be read by {shown}, who {'is' if len(names) == 1 else 'are'} not in the source's audience."
    if kind == TOO_NARROW:
        return f"{item} may not be read by {shown} of the source's audience."
    reach = "everyone may read it" if EVERYONE in (access.readers or ()) else "the audience is everyone"
    return f"{item} is marked “{access.marking}”, but {reach}."
