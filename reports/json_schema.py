"""The JSON Schema of ``scorecard.json``, derived from the nouns in ``readiness.model``; published beside this file.

``python -m reports.json_schema`` writes it anew; a test fails when the published file is stale.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from readiness.model import SCORECARD_SCHEMA_VERSION, Scorecard

PUBLISHED = Path(__file__).parent / f"scorecard-{SCORECARD_SCHEMA_VERSION}.schema.json"
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
}
_SEAL = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the current version; every field is required and no other is allowed."""
    definitions: dict[str, Any] = {}
    root = _record(Scorecard, definitions)
    root["properties"] |= {"digest": _SEAL, "schema_version": {"const": SCORECARD_SCHEMA_VERSION}}
    root["required"] = sorted({*root["required"], "digest"})
    definitions["RunInfo"]["properties"]["seal"] = _SEAL
    definitions["RunInfo"]["required"] = sorted({*definitions["RunInfo"]["required"], "seal"})
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Data readiness scorecard {SCORECARD_SCHEMA_VERSION}",
    }
    return {**head, **root, "$defs": dict(sorted(definitions.items()))}


def text() -> str:
    return json.dumps(schema(), indent=1, sort_keys=True) + "\n"


def _record(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    properties = {field.name: _of(hints[field.name], definitions) for field in dataclasses.fields(kind)}
    required = sorted(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of(a, definitions) for a in arguments if a is not type(None)] + [{"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    return _reference_to(kind, definitions)


def _reference_to(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        if issubclass(kind, StrEnum):
            definitions[name] = {"enum": [str(member) for member in kind]}
        else:
            definitions[name] = {}
            definitions[name].update(_record(kind, definitions))
    return {"$ref": f"#/$defs/{name}"}


if __name__ == "__main__":
    PUBLISHED.write_text(text(), encoding="utf-8")
