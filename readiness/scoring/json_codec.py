"""Frozen dataclasses to plain JSON values and back, by their annotations; whatever does not fit exactly is refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import math
import types
import typing
from collections.abc import Mapping
from typing import Any

_LARGEST_INTEGER = 2**63 - 1
"""What a reader in another language can still hold."""


class MalformedValue(Exception):  # noqa: N818 - reads as what the value is
    """A value that is not what its field expects; names the place, never the value."""

    def __init__(self, place: str, expected: str) -> None:
        super().__init__(f"{place} is not {expected}")


def encode(value: Any, kind: Any, place: str) -> Any:
    """``value`` of type ``kind`` as JSON values; raises ``MalformedValue`` when it is of another type or not finite."""
    if _is_record(kind):
        _of_type(value, kind, place, f"a {_name(kind)}")
        return {name: encode(getattr(value, name), of, f"{place}.{name}") for name, of in _fields(kind).items()}
    if optional := _optional(kind):
        return None if value is None else encode(value, optional, place)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return [encode(part, arguments[0], f"{place}[{at}]") for at, part in enumerate(value)]
    if origin is Mapping:
        return {str(key): encode(part, arguments[1], f"{place}.{key}") for key, part in value.items()}
    if kind is dt.date or issubclass(kind, enum.Enum):
        _of_type(value, kind, place, f"a {_name(kind)}")
        return value.isoformat() if kind is dt.date else value.value
    return _plain(value, kind, place)


def decode(value: Any, kind: Any, place: str) -> Any:
    """The value of type ``kind`` that ``encode`` made; raises ``MalformedValue`` where it does not fit."""
    if _is_record(kind):
        return _decoded_fields(value, kind, place)
    if optional := _optional(kind):
        return None if value is None else decode(value, optional, place)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        content = _of_type(value, list, place, "a list")
        return tuple(decode(part, arguments[0], f"{place}[{at}]") for at, part in enumerate(content))
    if origin is Mapping:
        content = _of_type(value, dict, place, "an object")
        return {key: decode(part, arguments[1], f"{place}.*") for key, part in content.items()}
    if kind is dt.date or issubclass(kind, enum.Enum):
        return _decode_name(value, kind, place)
    return _plain(value, kind, place)


def _decoded_fields(value: Any, kind: Any, place: str) -> Any:
    content, fields = _of_type(value, dict, place, "an object"), _fields(kind)
    if missing := sorted(fields.keys() - content.keys()):
        raise MalformedValue(f"{place}.{missing[0]}", "there")
    if content.keys() - fields.keys():
        raise MalformedValue(place, f"only what a {_name(kind)} has")
    return kind(**{name: decode(content[name], of, f"{place}.{name}") for name, of in fields.items()})


def _decode_name(value: Any, kind: Any, place: str) -> Any:
    text = _of_type(value, str, place, "text")
    try:
        return dt.date.fromisoformat(text) if kind is dt.date else kind(text)
    except ValueError:
        raise MalformedValue(place, f"a {_name(kind)}") from None


def _plain(value: Any, kind: Any, place: str) -> Any:
    """Text, truth, whole and real numbers. A whole number is a real one; a truth value is no number."""
    if kind is float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise MalformedValue(place, "a number")
        if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
            raise MalformedValue(place, "a number of a sane size")
        if not math.isfinite(value):
            raise MalformedValue(place, "finite")
        return float(value)
    if kind is int:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST_INTEGER:
            raise MalformedValue(place, "a whole number")
        return value
    return _of_type(value, kind, place, {str: "text", bool: "true or false"}[kind])


def _of_type(value: Any, kind: Any, place: str, expected: str) -> Any:
    if not isinstance(value, kind):
        raise MalformedValue(place, expected)
    return value


def _optional(kind: Any) -> Any:
    """``X`` of ``X | None``, else None."""
    if typing.get_origin(kind) not in (types.UnionType, typing.Union):
        return None
    return next(part for part in typing.get_args(kind) if part is not type(None))


def _is_record(kind: Any) -> bool:
    return dataclasses.is_dataclass(kind)


@functools.cache
def _fields(kind: Any) -> dict[str, Any]:
    """Field names and their resolved annotations, in order."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _name(kind: Any) -> str:
    return str(kind.__name__).lower()
