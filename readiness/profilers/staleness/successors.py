"""From "superseded by ADR-12" or a link to the item it means."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from readiness.profilers.staleness.tally import Key

_NUMBERED = re.compile(r"(?P<prefix>[a-z]{0,20}[ _-]?)0*(?P<number>\d{1,6})(?!\d)", re.IGNORECASE)


def _number(text: str) -> int | None:
    found = re.search(r"(?<!\d)(\d{1,6})(?!\d)", text)
    return int(found[1]) if found else None


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


class Successors:
    """Finds items among the listed ones; what cannot be told apart stays text."""

    def __init__(self, items: Mapping[str, frozenset[str]]) -> None:
        self._items = items
        self._by_folder: dict[tuple[str, str], list[str]] = {}
        for source, listed in items.items():
            for item in sorted(listed):
                self._by_folder.setdefault((source, posixpath.dirname(item)), []).append(item)

    def find(self, key: Key, named: str) -> str:
        """The item that ``named`` means beside ``key``: by path, by number in its folder, or by name; else ""."""
        if not named:
            return ""
        return self._by_path(key, named) or self._by_name(key, named) or self._by_number(key, named)

    def _by_path(self, key: Key, named: str) -> str:
        path = named.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
        folder = posixpath.dirname(key[1])
        tried = (posixpath.normpath(posixpath.join(folder, path)), path.lstrip("/"))
        listed = self._items.get(key[0], frozenset())
        return next((item for item in tried if path and item in listed and item != key[1]), "")

    def _by_name(self, key: Key, named: str) -> str:
        wanted = _slug(posixpath.splitext(posixpath.basename(named))[0])
        near = self._by_folder.get((key[0], posixpath.dirname(key[1])), [])
        found = [
            item for item in near if item != key[1] and wanted in {_slug(posixpath.basename(item)), _slug(_stem(item))}
        ]
        return found[0] if wanted and len(found) == 1 else ""

    def _by_number(self, key: Key, named: str) -> str:
        number = _number(named)
        own = _NUMBERED.match(_stem(key[1]))
        if number is None or own is None:
            return ""
        found = []
        for item in self._by_folder.get((key[0], posixpath.dirname(key[1])), []):
            other = _NUMBERED.match(_stem(item))
            same = other and other["prefix"].lower() == own["prefix"].lower() and int(other["number"]) == number
            if same and item != key[1]:
                found.append(item)
        return found[0] if len(found) == 1 else ""


def _stem(item: str) -> str:
    return posixpath.basename(item).split(".")[0]
