"""Title, author and dates in the properties of office files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.extraction.document import Unreadable
from readiness.extraction.guarded_zip import Archive
from readiness.extraction.markup import local_name, parse, texts_by_name
from readiness.model import Outcome

_MAX_VALUE = 1000
_ODF_META = "meta.xml"
_DATES = {"created": "created", "modified": "modified", "creation-date": "created", "date": "modified"}
_PEOPLE = ("creator", "initial-creator", "lastModifiedBy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    title: str = ""
    author: str = ""
    dates: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)


def ooxml_properties(archive: Archive) -> Properties:
    """Properties of docProps/core.xml (ISO/IEC 29500-2, section 11), with the custom properties."""
    core = _texts(archive, "docprops/core.xml")
    return _properties(core, "docx_core", {**_application(archive), **_custom(archive)})


def odf_properties(archive: Archive) -> Properties:
    """Properties of meta.xml of an OpenDocument file (ODF 1.3, part 3, section 4.3)."""
    root = _root(archive, _ODF_META)
    meta = next((child for child in root if local_name(child) == "meta"), None) if root is not None else None
    if meta is None:
        return Properties()
    named = {child.get(key): (child.text or "") for child in meta for key, _ in child.items() if key.endswith("}name")}
    custom = {f"custom.{name}": value[:_MAX_VALUE] for name, value in named.items() if name and value}
    counts = {name: value for name, value in _statistics(meta).items() if name in {"page-count", "word-count"}}
    return _properties(texts_by_name(meta), "odf_meta", {**custom, **counts})


def _statistics(meta: Any) -> dict[str, str]:
    statistics = next((child for child in meta if local_name(child) == "document-statistic"), None)
    return {} if statistics is None else {key.rpartition("}")[2]: value for key, value in statistics.items()}


def _properties(values: Mapping[str, str], source: str, more: Mapping[str, str]) -> Properties:
    dates: dict[str, str] = {}
    for name, key in _DATES.items():
        if name in values:
            dates.setdefault(key, values[name])
    rest = {name: value[:_MAX_VALUE] for name, value in values.items() if name not in _DATES and name != "title"}
    sources = {f"{key}_source": source for key in dates}
    author = next((values[name] for name in _PEOPLE if name in values), "")
    return Properties(title=values.get("title", ""), author=author, dates=dates, metadata={**rest, **more, **sources})


def _application(archive: Archive) -> dict[str, str]:
    values = _texts(archive, "docprops/app.xml")
    return {name: values[name] for name in ("Application", "Company", "Manager", "Pages", "Slides") if name in values}


def _custom(archive: Archive) -> dict[str, str]:
    root = _root(archive, "docprops/custom.xml")
    properties = {}
    for entry in root if root is not None else ():
        value = "".join(entry.itertext()).strip()
        if entry.get("name") and value:
            properties[f"custom.{entry.get('name')}"] = value[:_MAX_VALUE]
    return properties


def _texts(archive: Archive, part: str) -> dict[str, str]:
    root = _root(archive, part)
    return texts_by_name(root) if root is not None else {}


def _root(archive: Archive, part: str) -> Any:
    """The part's root, None where there is none or it is broken: a document is read without its properties."""
    data = archive.get(part)
    try:
        return parse(data, part, named_dtd=part == _ODF_META) if data else None
    except Unreadable as stop:
        if stop.outcome is Outcome.HOSTILE:
            raise
        return None
