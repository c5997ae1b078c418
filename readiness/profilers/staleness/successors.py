"""The item that a document names as its successor: by "superseded by ADR-12", ``:pep:`426``` or a link."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

from readiness.profilers.rate_counter import Key

_NUMBERED = re.compile(r"(?P<prefix>[a-z]{0,20}[ _-]?)0*(?P<number>\d{1,6})(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)0*(\d{1,6})(?!\d)")
_NUMBER_AHEAD = re.compile(r"^\W{0,3}(?:[a-z]{1,10}[ _#-]?)?\d{1,6}[.:)]?\s{1,3}", re.IGNORECASE)
"""The number before a title: "12. Use queues", "ADR-12: Use queues"."""
_INDEX_NAMES = frozenset({"readme", "index", "kep", "main"})
"""Names of files that represent their folder."""


_CODE = re.compile(r"[a-z]{1,20}(?:-[a-z]{1,20}){0,3}-\d{1,6}(?!\w)")
"""Series and number that begin a slug."""

_JOINED = re.compile(r"\s*[,;&]\s*|\s(?:and|und|et|y|e|en|och|og)\s")
_MOST_PARTS = 10


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


def _title(item: str) -> str:
    """The title of an item: its file name without extensions, or its folder where the file is just an index."""
    folder, name = posixpath.split(item)
    stem = name.split(".", maxsplit=1)[0]
    return posixpath.basename(folder) if stem.lower() in _INDEX_NAMES and folder else stem


def _sibling_folder(item: str) -> str:
    """The folder whose members are an item's siblings."""
    folder, name = posixpath.split(item)
    return posixpath.dirname(folder) if name.split(".", maxsplit=1)[0].lower() in _INDEX_NAMES else folder


class Successors:
    """Finds the successor among the listed items; a name that fits several stays text.

    ``titles`` are those that documents state of themselves, by (source, item).
    """

    def __init__(self, items: Mapping[str, frozenset[str]], titles: Mapping[Key, str] | None = None) -> None:
        self._items = items
        self._titled: dict[tuple[str, str], list[str]] = {}
        self._coded: dict[tuple[str, str], list[str]] = {}
        self._numbered: dict[tuple[str, str, str, int], list[str]] = {}
        for source, listed in items.items():
            for item in sorted(listed):
                self._index(source, item)
        for (source, item), title in sorted((titles or {}).items()):
            self._titled.setdefault((source, _slug(title)), []).append(item)

    def _index(self, source: str, item: str) -> None:
        title = _title(item)
        self._titled.setdefault((source, _slug(title)), []).append(item)
        if code := _CODE.match(_slug(title)):
            self._coded.setdefault((source, _code(code[0])), []).append(item)
        numbered = _NUMBERED.match(title)
        if numbered and not numbered["prefix"]:
            series = posixpath.basename(_sibling_folder(item)).lower().rstrip("s")
            self._coded.setdefault((source, f"{_slug(series)}-{int(numbered['number'])}"), []).append(item)
        if numbered:
            key = (source, _sibling_folder(item), numbered["prefix"].lower(), int(numbered["number"]))
            self._numbered.setdefault(key, []).append(item)

    def find_all(self, key: Key, named: Iterable[str]) -> tuple[str, ...]:
        """The items of every successor named; of one name that fits no item, those of the names that "and" joins."""
        found: list[str] = []
        for name in named:
            item = self.find(key, name)
            parts = [item] if item else [self.find(key, part) for part in _JOINED.split(name)[:_MOST_PARTS]]
            found += [part for part in parts if part]
        return tuple(dict.fromkeys(found))

    def find(self, key: Key, named: str) -> str:
        """The item that ``named`` refers to beside ``key``: by path, by name, or by number among siblings; else ""."""
        if not named:
            return ""
        return (
            self._by_path(key, named)
            or self._by_title(key, named)
            or self._by_number(key, named)
            or self._by_code(key, named)
        )

    def _by_path(self, key: Key, named: str) -> str:
        path = re.split(r"[#?]", named, maxsplit=1)[0]
        folder = posixpath.dirname(key[1])
        tried = (posixpath.normpath(posixpath.join(folder, path)), path.lstrip("/"))
        listed = self._items.get(key[0], frozenset())
        return next((item for item in tried if path and item in listed and item != key[1]), "")

    def _by_title(self, key: Key, named: str) -> str:
        last = re.split(r"[#?]", named, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
        titles = {_slug(last), _slug(last.split(".", maxsplit=1)[0]), _slug(named), _slug(_NUMBER_AHEAD.sub("", named))}
        candidates = [item for title in sorted(titles) if title for item in self._titled.get((key[0], title), ())]
        return _single_candidate(candidates, key)

    def _by_number(self, key: Key, named: str) -> str:
        number, own = _NUMBER.search(named), _NUMBERED.match(_title(key[1]))
        if not number or not own:
            return ""
        sibling = (key[0], _sibling_folder(key[1]), own["prefix"].lower(), int(number[1]))
        return _single_candidate(self._numbered.get(sibling, ()), key)

    def _by_code(self, key: Key, named: str) -> str:
        """By series and number in any folder: "ADR-12", "POL-HR-012"."""
        slug = _slug(named)
        code = _CODE.match(slug)
        if not code or any(symbol.isdigit() for symbol in slug[code.end() :]):
            return ""
        return _single_candidate(self._coded.get((key[0], _code(code[0])), ()), key)


def _code(slug: str) -> str:
    """A code without the zeros that pad its number: ``pol-hr-012`` is ``pol-hr-12``."""
    series, _, number = slug.rpartition("-")
    return f"{series}-{int(number)}"


def _single_candidate(candidates: Iterable[str], key: Key) -> str:
    """The one item that is not the document itself; of several, the one in its folder."""
    others = sorted(set(candidates) - {key[1]})
    near = [item for item in others if _sibling_folder(item) == _sibling_folder(key[1])]
    if len(near) == 1:
        return near[0]
    # A folder that holds a record and a text of it: the one that has the document's own file name.
    alike = [item for item in near or others if posixpath.basename(item) == posixpath.basename(key[1])]
    if len(alike) == 1:
        return alike[0]
    return others[0] if len(others) == 1 else ""
