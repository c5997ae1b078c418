"""``include`` and ``exclude`` patterns, read as ``.gitignore`` reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.config.item_patterns import pattern_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Filter for the items that a source's config asks for; without patterns, all of them."""

    include: tuple[re.Pattern[str], ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()
    folders: tuple[re.Pattern[str], ...] = ()
    """Folders all of whose content ``exclude`` names."""
    roots: tuple[tuple[re.Pattern[str], ...], ...] = ()
    """Of each ``include`` pattern the names that come before its first ``**``, one pattern a folder; () is anywhere."""

    def wants(self, item: str) -> bool:
        if any(pattern.fullmatch(item) for pattern in self.exclude):
            return False
        return not self.include or any(pattern.fullmatch(item) for pattern in self.include)

    def enters(self, folder: str) -> bool:
        """False when everything below ``folder`` is excluded, so that it need not be listed."""
        return not any(pattern.fullmatch(folder) for pattern in self.folders)

    def may_hold(self, folder: str) -> bool:
        """Return whether an item below ``folder`` could match ``include``."""
        names = folder.split("/")
        return not self.include or any(_may_lead(root, names) for root in self.roots)


def _may_lead(root: Sequence[re.Pattern[str]], names: Sequence[str]) -> bool:
    return all(pattern.fullmatch(name) for pattern, name in zip(root, names, strict=False))


def filter_of(include: Sequence[str], exclude: Sequence[str]) -> Filter:
    return Filter(
        include=tuple(map(pattern_of, include)),
        exclude=tuple(map(pattern_of, exclude)),
        folders=tuple(pattern_of(glob) for written in exclude for glob in _folder_globs(written)),
        roots=tuple(map(_root_of, include)),
    )


def _folder_globs(glob: str) -> tuple[str, ...]:
    """``glob``, and the folder that ``folder/*`` or ``folder/**`` means whole; it stays anchored at the root."""
    folder = re.sub(r"(/\*{1,2})+$", "", glob)
    return (glob,) if folder in {glob, ""} else (glob, f"/{folder.lstrip('/')}")


def _root_of(glob: str) -> tuple[re.Pattern[str], ...]:
    if "/" not in glob.rstrip("/"):
        return ()
    before, crossing, _ = glob.strip("/").partition("**")
    names = before.split("/")[:-1] if crossing else before.split("/")
    return tuple(pattern_of(f"/{name}") for name in names)
