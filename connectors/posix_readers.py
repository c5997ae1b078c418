"""Users and groups that may read a local file, by the modes and access lists of the file and of the folders above it.

A name is ``user:NAME``, ``group:NAME`` or ``everyone``; an id without a name on this machine is given as its number.
Only folders from the source's root down count: whoever cannot pass one of them cannot read what lies in it. A person
who reads through a group is not named. Access lists are those of POSIX.1e (draft 17), as Linux keeps them in the
extended attribute ``system.posix_acl_access``; lists of NFSv4 and of Windows shares are not read.
"""

from __future__ import annotations

import grp
import os
import pwd
import struct
from functools import cache
from pathlib import PurePath

EVERYONE = "everyone"

_ACL = "system.posix_acl_access"
_READ, _PASS = 4, 1
_USER_OBJ, _USER, _GROUP_OBJ, _GROUP, _MASK, _OTHER = 1, 2, 4, 8, 16, 32

Names = frozenset[str]


class PosixReaders:
    """Readers of the files below ``root``; folders are examined once each."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._folders: dict[str, Names] = {}

    def of(self, path: str, facts: os.stat_result) -> tuple[str, ...] | None:
        """Names that may read the file, sorted; None where a folder above it cannot be examined."""
        try:
            names = _both(_names_with_right(path, facts, _READ), self._who_pass(str(PurePath(path).parent)))
        except OSError:
            return None
        return tuple(sorted(names))

    def _who_pass(self, folder: str) -> Names:
        if folder not in self._folders:
            if len(folder) < len(self._root):
                return frozenset({EVERYONE})
            own = _names_with_right(folder, os.stat(folder), _PASS)  # noqa: PTH116 - a name may be no valid text
            above = frozenset({EVERYONE}) if folder == self._root else self._who_pass(str(PurePath(folder).parent))
            self._folders[folder] = _both(own, above)
        return self._folders[folder]


def _both(one: Names, other: Names) -> Names:
    """Names that both sets admit."""
    if EVERYONE in one:
        return other
    return one if EVERYONE in other else one & other


def _names_with_right(path: str, facts: os.stat_result, right: int) -> Names:
    entries = _acl_entries(path) or [
        (_USER_OBJ, facts.st_mode >> 6 & 7, 0),
        (_GROUP_OBJ, facts.st_mode >> 3 & 7, 0),
        (_OTHER, facts.st_mode & 7, 0),
    ]
    mask = next((rights for tag, rights, _ in entries if tag == _MASK), 7)
    names = set()
    for tag, rights, number in entries:
        effective = rights if tag in {_USER_OBJ, _OTHER} else rights & mask
        if effective & right and (name := _name(tag, number, facts)):
            names.add(name)
    return frozenset({EVERYONE}) if EVERYONE in names else frozenset(names)


def _name(tag: int, number: int, facts: os.stat_result) -> str:
    if tag in {_USER_OBJ, _USER}:
        return f"user:{user_name(facts.st_uid if tag == _USER_OBJ else number)}"
    if tag in {_GROUP_OBJ, _GROUP}:
        return f"group:{group_name(facts.st_gid if tag == _GROUP_OBJ else number)}"
    return EVERYONE if tag == _OTHER else ""


def _acl_entries(path: str) -> list[tuple[int, int, int]]:
    """Tag, rights and id of each entry of an access list; none where the file has no list."""
    try:
        data = os.getxattr(path, _ACL, follow_symlinks=True)
    except (OSError, AttributeError):
        return []
    if len(data) < 4 or struct.unpack_from("<I", data)[0] != 2 or (len(data) - 4) % 8:
        return []
    return list(struct.iter_unpack("<HHI", data[4:]))


@cache
def user_name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except (KeyError, OverflowError):
        return str(number)


@cache
def group_name(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except (KeyError, OverflowError):
        return str(number)
