"""Records to JSON values and back, one kind of field at a time."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from readiness.scoring.json_codec import MalformedValue, decode, encode


class Colour(enum.StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    text: str
    yes: bool
    whole: int
    real: float
    day: dt.date
    colour: Colour
    inner: Inner
    many: tuple[Inner, ...]
    named: Mapping[str, int]
    maybe: Inner | None
    maybe_text: str | None


GOOD = Outer(
    text="t",
    yes=True,
    whole=3,
    real=0.5,
    day=dt.date(2026, 11, 22),
    colour=Colour.RED,
    inner=Inner(whole=1),
    many=(Inner(whole=2), Inner(whole=3)),
    named={"a": 1},
    maybe=Inner(whole=4),
    maybe_text=None,
)
FIELDS: dict[str, Any] = {
    "text": "t",
    "yes": True,
    "whole": 3,
    "real": 0.5,
    "day": "2026-11-22",
    "colour": "red",
    "inner": {"whole": 1},
    "many": [{"whole": 2}, {"whole": 3}],
    "named": {"a": 1},
    "maybe": {"whole": 4},
    "maybe_text": None,
}
LARGEST = 2**63 - 1


def test_every_kind_of_field_becomes_a_plain_value_and_comes_back() -> None:
    assert encode(GOOD, Outer, "it") == FIELDS
    assert decode(FIELDS, Outer, "it") == GOOD
    assert list(encode(GOOD, Outer, "it")) == list(FIELDS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": 1}, "it.text is not text"),
        ({"yes": 1}, "it.yes is not true or false"),
        ({"whole": True}, "it.whole is not a whole number"),
        ({"whole": 1.0}, "it.whole is not a whole number"),
        ({"whole": "1"}, "it.whole is not a whole number"),
        ({"whole": LARGEST + 1}, "it.whole is not a whole number"),
        ({"whole": -LARGEST - 1}, "it.whole is not a whole number"),
        ({"real": True}, "it.real is not a number"),
        ({"real": "1"}, "it.real is not a number"),
        ({"real": LARGEST + 1}, "it.real is not a number of a sane size"),
        ({"real": float("nan")}, "it.real is not finite"),
        ({"real": float("inf")}, "it.real is not finite"),
        ({"day": "soon"}, "it.day is not a date"),
        ({"day": 1}, "it.day is not text"),
        ({"colour": "blue"}, "it.colour is not a colour"),
        ({"colour": 1}, "it.colour is not text"),
        ({"inner": []}, "it.inner is not an object"),
        ({"inner": {"whole": "1"}}, "it.inner.whole is not a whole number"),
        ({"inner": {}}, "it.inner.whole is not there"),
        ({"inner": {"whole": 1, "more": 2}}, "it.inner is not only what a inner has"),
        ({"many": {}}, "it.many is not a list"),
        ({"many": [{"whole": 1}, {"whole": "1"}]}, "it.many[1].whole is not a whole number"),
        ({"named": []}, "it.named is not an object"),
        ({"named": {"secret key": "1"}}, "it.named.* is not a whole number"),
        ({"maybe": []}, "it.maybe is not an object"),
        ({"maybe": {"whole": "1"}}, "it.maybe.whole is not a whole number"),
        ({"maybe_text": 1}, "it.maybe_text is not text"),
    ],
)
def test_what_does_not_fit_exactly_is_refused_by_the_name_of_its_place(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(MalformedValue) as error:
        decode({**FIELDS, **changes}, Outer, "it")
    assert str(error.value) == said


def test_of_missing_fields_the_first_by_name_is_said() -> None:
    with pytest.raises(MalformedValue, match=r"^it\.colour is not there$"):
        decode({name: value for name, value in FIELDS.items() if name not in {"text", "colour"}}, Outer, "it")
    with pytest.raises(MalformedValue, match=r"^it is not an object$"):
        decode([], Outer, "it")


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"whole": LARGEST}, LARGEST),
        ({"whole": -LARGEST}, -LARGEST),
        ({"real": 3}, 3.0),
        ({"real": LARGEST}, float(LARGEST)),
        ({"real": -LARGEST}, float(-LARGEST)),
    ],
)
def test_numbers_up_to_the_largest_are_read(changes: dict[str, Any], value: float) -> None:
    (name,) = changes
    found = getattr(decode({**FIELDS, **changes}, Outer, "it"), name)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("text", 1, "it.text is not text"),
        ("yes", 1, "it.yes is not true or false"),
        ("whole", True, "it.whole is not a whole number"),
        ("real", float("nan"), "it.real is not finite"),
        ("day", "2026-11-22", "it.day is not a date"),
        ("colour", "red", "it.colour is not a colour"),
        ("inner", {"whole": 1}, "it.inner is not a inner"),
        ("inner", Inner(whole=True), "it.inner.whole is not a whole number"),
        ("many", (Inner(whole=1), 7), "it.many[1] is not a inner"),
        ("named", {"a": "1"}, "it.named.a is not a whole number"),
        ("maybe", 7, "it.maybe is not a inner"),
    ],
)
def test_what_is_of_another_type_is_not_written(name: str, value: object, said: str) -> None:
    facts = {field: getattr(GOOD, field) for field in FIELDS}
    with pytest.raises(MalformedValue) as error:
        encode(Outer(**{**facts, name: value}), Outer, "it")
    assert str(error.value) == said


def test_a_record_of_another_type_is_not_written() -> None:
    with pytest.raises(MalformedValue, match=r"^it is not a outer$"):
        encode(Inner(whole=1), Outer, "it")


def test_nothing_is_written_where_there_may_be_nothing() -> None:
    facts = {field: getattr(GOOD, field) for field in FIELDS} | {"maybe": None, "maybe_text": "t"}
    fields = encode(Outer(**facts), Outer, "it")
    assert (fields["maybe"], fields["maybe_text"]) == (None, "t")
    assert decode(fields, Outer, "it") == Outer(**facts)
