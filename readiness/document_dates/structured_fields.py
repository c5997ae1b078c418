"""Fields of text that is data: YAML, TOML and JSON, as front matter or as a whole file, read by their parsers.

Only what a document says about itself becomes a field: keys of the outermost level, and of a mapping there that holds
facts about the document (``metadata``, ``status``). A deprecated call in the description of an interface is none.
An empty value, ``[]`` or ``none`` is no field. What no parser reads is left to ``stated_fields``, line by line.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

NOTHING = frozenset({"", "none", "null", "nil", "~", "n/a", "na", "-", "--", "[]", "{}", "nothing", "tbd", "todo"})
"""Values that state nothing."""

WHOLE_FILE_CHARACTERS = 64_000
"""A longer file is a data set or a description of an interface, not one record of a registry. Chosen by us."""

_DATA_FILES = {"yaml": "yaml", "yml": "yaml", "toml": "toml", "json": "json"}
_ABOUT_THE_DOCUMENT = frozenset(
    "metadata meta info document doc header frontmatter page record properties status state lifecycle".split()
)
_NAMES_OF_A_VALUE = ("value", "state", "status", "name", "label", "code", "title")
_NAMES_OF_A_TARGET = ("path", "file", "url", "href", "link", "uri", "id", "identifier", "number", "name", "title")
_MOST_VALUES = 20
_DATE = re.compile(r"\d{4}-\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\dT\S+")

Pairs = tuple[tuple[str, str], ...]


def parse(text: str, language: str) -> Mapping[str, Any] | None:
    """The mapping that ``text`` is in ``language`` (yaml, toml or json), every scalar as written where the parser
    allows it; None where it is none.

    >>> parse("status: withdrawn", "yaml")
    {'status': 'withdrawn'}
    """
    try:
        if language == "json":
            value = json.loads(text)
        elif language == "toml":
            value = tomllib.loads(text)
        else:
            value = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the base loader makes texts, lists and mappings only
    except (ValueError, yaml.YAMLError, RecursionError, TypeError):
        return None
    return value if isinstance(value, Mapping) else None


_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def language_of_file(name: str, text: str) -> str:
    """The language of a whole file, by the extension of its name; JSON also by its first character; else ""."""
    if extension := name.rpartition(".")[2].lower() if "." in name else "":
        return _DATA_FILES.get(extension, "")
    start = text.lstrip("\ufeff \t\r\n")[:2]
    return "json" if start[:1] == "{" and start != "{{" else ""


def whole_file_pairs(text: str, name: str) -> Pairs | None:
    """Keys and values of a file that is data as a whole; None for all other text, and for files that do not parse."""
    language = language_of_file(name, text) if len(text) <= WHOLE_FILE_CHARACTERS else ""
    content = parse(text.removeprefix("\ufeff"), language) if language else None
    return None if content is None else pairs_of(content)


def pairs_of(content: Mapping[str, Any]) -> Pairs:
    """Keys and values that are about the document itself, a value of a list each for itself, in the order written."""
    return tuple(_pairs(content))


def _pairs(content: Mapping[str, Any], *, outermost: bool = True) -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        name = str(key)
        if isinstance(value, Mapping):
            yield from _pairs_of_mapping(name, value) if outermost else ()
        elif isinstance(value, list):
            yield from ((name, text) for one in value[:_MOST_VALUES] if (text := _target(one)))
        elif text := _scalar(value):
            yield name, text


def _pairs_of_mapping(name: str, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """``status: {state: withdrawn, date: ...}``: the value itself, then what is beside it."""
    if name.lower() not in _ABOUT_THE_DOCUMENT:
        if text := _target(value) or _date_in(value):
            yield name, text
        return
    states = name.lower() in {"status", "state", "lifecycle"}
    named = next((one for one in _NAMES_OF_A_VALUE if states and _scalar(value.get(one))), "")
    if named:
        yield name, _scalar(value[named])
    yield from _pairs({key: one for key, one in value.items() if key != named}, outermost=False)


def _date_in(value: Mapping[str, Any]) -> str:
    """The day in ``withdrawn_notice: {withdrawn_at: 2020-03-04, explanation: ...}``."""
    return next((text for one in value.values() if _DATE.match(text := _scalar(one))), "")


def _target(value: object) -> str:
    """A scalar, or what a mapping of a link names: its path before its title."""
    if isinstance(value, Mapping):
        return next((text for name in _NAMES_OF_A_TARGET if (text := _scalar(value.get(name)))), "")
    return _scalar(value)


def _scalar(value: object) -> str:
    if value is None or isinstance(value, Mapping | list):
        return ""
    text = " ".join(str(value).split()) if not isinstance(value, bool) else str(value).lower()
    text = text[:10] if _DAY.fullmatch(text) else text
    return "" if text.lower() in NOTHING else text[:400]
