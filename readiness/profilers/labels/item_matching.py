"""Key columns of tables, and the matching of label keys to the items that they name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from readiness.item_names import as_path
from readiness.profilers.labels.spec import Row, TableLookup

_ID_NAMES = re.compile(
    r"(?i)(?:.*[_\- ])?(?:id|ids|uid|uuid|guid|key|item|path|file|filename|file[_ ]?name|filepath|file[_ ]?path|"
    r"document|doc|name|image|img|image[_ ]?name|sample|record|number|no|nr)|[a-z]+id|.*Id"
)
MIN_UNIQUE = 0.95
"""A column names rows when 95 % of its values are distinct: real keys have a few repeats (chosen by us)."""

WAYS = ("exact", "path", "name", "tool_name", "stem", "digest")
"""Ways in which a label key may match its document, the closest first: the same text; the same path but for slashes and
case; the same file name with folders that do not disagree; the file name as an annotation tool rewrites it; the same
without extension; the SHA-256 of its bytes. A way that fits several is none.
"""
_UPLOAD_PREFIX = re.compile(r"[0-9a-f]{8}-(?=.)")
"""What Label Studio puts before the name of an uploaded file: eight digits of a UUID."""
_ROBOFLOW = re.compile(r"(.+)_([a-z0-9]{2,5})\.rf\.[0-9a-f]{32}\.[a-z0-9]{2,5}", re.IGNORECASE)
"""How Roboflow names an exported image: ``photo_jpg.rf.<hash>.jpg``."""
_NOT_IN_UPLOADS = re.compile(r"[^\w.-]+")
"""What Django takes out of the name of an uploaded file (django.utils.text.get_valid_filename)."""
_DIGEST = re.compile(r"(?:sha-?256[:=])?([0-9a-f]{64})", re.IGNORECASE)


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


def join_paths(keys: Iterable[str], items: Sequence[str], digests: Mapping[str, str] | None = None) -> ItemMatches:
    """Match label keys to item paths, tolerantly, in the order of ``WAYS``; ``digests`` maps SHA-256 to items."""
    indexes = [_index(way.of_item, items) for way in _READINGS]
    item_of: dict[str, str] = {}
    ways: Counter[str] = Counter()
    for key in dict.fromkeys(key for key in keys if key.strip()):
        found = _first_match(key, indexes) or _by_digest(key, digests or {})
        if found:
            ways[found[0]] += 1
            item_of[key] = found[1]
    return ItemMatches(item_of=item_of, ways=dict(sorted(ways.items())))


def _first_match(key: str, indexes: Sequence[Mapping[str, list[str]]]) -> tuple[str, str] | None:
    location = _location(key)
    for way, index in zip(_READINGS, indexes, strict=True):
        fitting = index.get(way.of_key(key if way.name == "exact" else location), [])
        if not way.renamed:
            fitting = [item for item in fitting if _folders_agree(location, item)]
        if len(fitting) == 1:
            return way.name, fitting[0]
    return None


def _by_digest(key: str, digests: Mapping[str, str]) -> tuple[str, str] | None:
    match = _DIGEST.fullmatch(key.strip())
    item = digests.get(match[1].lower()) if match else None
    return ("digest", item) if item else None


def is_digest(key: str) -> bool:
    """True when a key is a SHA-256 in hexadecimal digits."""
    return bool(_DIGEST.fullmatch(key.strip()))


def _location(key: str) -> str:
    """The path inside a URL, without query and percent signs; of Label Studio's local files the path served."""
    bare = key.strip()
    if "?d=" in bare:
        return unquote(bare.partition("?d=")[2].partition("&")[0])
    if "://" in bare:
        return unquote(urlsplit(bare).path) if bare.count("://") == 1 and "[" not in bare else bare
    return bare


def _path(text: str) -> str:
    parts = [part for part in as_path(text.strip()).replace("\\", "/").split("/") if part not in {"", "."}]
    return "/".join(parts).casefold()


def _name(text: str) -> str:
    return PurePosixPath(_path(text)).name


def _stem(text: str) -> str:
    return PurePosixPath(_path(text)).stem


def _tool_name(text: str) -> str:
    """A file name as uploads keep it: other characters than letters, digits, dots and hyphens are underscores."""
    return _NOT_IN_UPLOADS.sub("_", _name(text)).strip("_")


def _original_name(text: str) -> str:
    """The name before a tool rewrote it; "" when no tool did."""
    name = _name(text)
    if match := _ROBOFLOW.fullmatch(name):
        return _tool_name(f"{match[1]}.{match[2]}")
    return _tool_name(_UPLOAD_PREFIX.sub("", name, count=1)) if _UPLOAD_PREFIX.match(name) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A way to read a key and an item, so that they compare. ``renamed``: the folders of the key are the tool's own."""

    name: str
    of_key: Callable[[str], str]
    of_item: Callable[[str], str]
    renamed: bool = False


_READINGS = (
    _Way(name="exact", of_key=str, of_item=str),
    _Way(name="path", of_key=_path, of_item=_path),
    _Way(name="name", of_key=_name, of_item=_name),
    _Way(name="tool_name", of_key=_original_name, of_item=_tool_name, renamed=True),
    _Way(name="stem", of_key=_stem, of_item=_stem),
)


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
