"""Key columns of tables, and the matching of label keys to the items that they name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from readiness.item_names import as_path
from readiness.profilers.labels.spec import Row, TableLookup

_ID_NAMES = re.compile(
    r"(?i)(?:.*[_\- ])?(?:id|ids|uid|uuid|guid|key|item|path|file|filename|file[_ ]?name|filepath|file[_ ]?path|"
    r"document|doc|name|image|img|image[_ ]?name|sample|record|number|no|nr)|[a-z]+id|.*Id"
)
MIN_UNIQUE = 0.95
"""A column names rows when 95 % of its values are distinct: real keys have a few repeats (chosen by us)."""

WAYS = ("exact", "path", "name", "stem")
"""Ways in which a label key may match its document, the closest first: the same text; the same path but for slashes and
case; the same file name with folders that do not disagree; the same without extension. A way that fits several is none.
"""


def looks_like_id(column: str) -> bool:
    """True when a column has the name of an identifier."""
    return bool(_ID_NAMES.fullmatch(column.strip()))


def evident_key(lookup: TableLookup, table: Row, *, other_than: str = "") -> str:
    """The declared single key of a table, else its first id-named column that is nearly unique, else ""."""
    if len(table["keys"] or ()) == 1 and table["keys"][0] in table["columns"]:
        return str(table["keys"][0])
    for column in table["columns"]:
        if column != other_than and looks_like_id(column):
            values = [value for value in lookup.read(table, [column])[0] if value.strip()]
            if values and len(set(values)) >= MIN_UNIQUE * len(values):
                return str(column)
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMatches:
    """``item_of`` maps label keys to items; keys without an item are left out. ``ways`` counts matches by way."""

    item_of: Mapping[str, str]
    ways: Mapping[str, int]


def join_rows(keys: Iterable[str], items: Iterable[str]) -> ItemMatches:
    """Match row keys that are the same text, outer space aside."""
    known = {item.strip(): item for item in items}
    item_of = {key: known[key.strip()] for key in dict.fromkeys(keys) if key.strip() in known}
    return ItemMatches(item_of=item_of, ways={"exact": len(item_of)} if item_of else {})


def join_paths(keys: Iterable[str], items: Sequence[str]) -> ItemMatches:
    """Match label keys to item paths, tolerantly, in the order of ``WAYS``."""
    indexes = [_index(read, items) for read in _READINGS]
    item_of: dict[str, str] = {}
    ways: Counter[str] = Counter()
    for key in dict.fromkeys(key for key in keys if key.strip()):
        for way, read, index in zip(WAYS, _READINGS, indexes, strict=True):
            fitting = [item for item in index.get(read(key), ()) if _folders_agree(key, item)]
            if len(fitting) == 1:
                item_of[key] = fitting[0]
                ways[way] += 1
                break
    return ItemMatches(item_of=item_of, ways=dict(sorted(ways.items())))


def _path(text: str) -> str:
    parts = [part for part in as_path(text.strip()).replace("\\", "/").split("/") if part not in {"", "."}]
    return "/".join(parts).casefold()


def _name(text: str) -> str:
    return PurePosixPath(_path(text)).name


def _stem(text: str) -> str:
    return PurePosixPath(_path(text)).stem


_READINGS: tuple[Callable[[str], str], ...] = (str, _path, _name, _stem)


def _index(read: Callable[[str], str], items: Iterable[str]) -> dict[str, list[str]]:
    items_by_key: dict[str, list[str]] = defaultdict(list)
    for item in items:
        items_by_key[read(item)].append(item)
    return items_by_key


def _folders_agree(key: str, item: str) -> bool:
    """The folders that both name are the same.

    ``2019/acme.pdf`` may name ``contracts/2019/acme.pdf``, and so may ``/mnt/share/contracts/2019/acme.pdf``; it never
    names ``2020/acme.pdf``.
    """
    mine, theirs = _path(key).split("/")[:-1], _path(item).split("/")[:-1]
    shared = min(len(mine), len(theirs))
    return shared == 0 or mine[-shared:] == theirs[-shared:]
