"""The keys of a project file, made from the models in ``readiness.config.project``."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from readiness.config.project import Project
from reports.reference.tables import code, table

_PLAIN = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    dt.date: "date",
    dt.timedelta: "duration",
    Any: "anything",
}

_BOUNDS = {"ge": "at least {}", "gt": "above {}", "le": "at most {}", "min_length": "at least {}"}
"""Attributes of pydantic's constraints and how they read."""

Model = type[BaseModel]


def render() -> str:
    """One section per model, in the order of a project file."""
    return "\n\n".join(_section(model, places) for model, places in places_of(Project).items())


def places_of(root: Model) -> dict[Model, list[str]]:
    """Paths of each model in the file, as in ``sources[].owner``; the root is ``""``."""
    places: dict[Model, list[str]] = {}
    pending: list[tuple[Model, str]] = [(root, "")]
    while pending:
        model, place = pending.pop(0)
        places.setdefault(model, []).append(place)
        for name, field in model.model_fields.items():
            pending += [(below, _below(place, name, field)) for below in models_in(field.annotation)]
    return places


def models_in(annotation: Any) -> Iterator[Model]:
    """The models that an annotation names, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from models_in(part)


def _below(place: str, name: str, field: FieldInfo) -> str:
    origin: Any = typing.get_origin(field.annotation)
    suffix = "[]" if origin is list else ".*" if origin is dict else ""
    return f"{place}.{name}{suffix}" if place else f"{name}{suffix}"


def _section(model: Model, places: list[str]) -> str:
    title = " and ".join(places) if places != [""] else "The file"
    rows = [
        [code(name), _type(field), _default(field), field.description or ""]
        for name, field in model.model_fields.items()
    ]
    return f"### {title}\n\n" + table(["key", "type", "default", "meaning"], rows)


def _type(field: FieldInfo) -> str:
    bounds = [
        template.format(f"{value:g}")
        for constraint in field.metadata
        for attribute, template in _BOUNDS.items()
        if (value := getattr(constraint, attribute, None)) is not None
    ]
    return ", ".join([type_name(field.annotation), *bounds])


def type_name(annotation: Any) -> str:
    """An annotation in the words of a person who writes YAML.

    >>> type_name(list[str] | None)
    'list of text'
    """
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_name(parts[0])
    if origin in {types.UnionType, typing.Union}:
        return " or ".join(type_name(part) for part in parts if part is not type(None))
    if origin is typing.Literal:
        return " or ".join(code(str(part)) for part in parts)
    if origin is list:
        return f"list of {type_name(parts[0])}"
    if origin is dict:
        return f"mapping of {type_name(parts[0])} to {type_name(parts[1])}"
    return "keys below" if isinstance(annotation, type) and issubclass(annotation, BaseModel) else _PLAIN[annotation]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, bool):
        return code(str(value).lower())
    return code(str(value)) if isinstance(value, str | int | float) and value != "" else ""
