"""Laws of the gate: whatever it is given, it answers, and only the scorecard as it was written can open it."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.model import Verdict
from readiness.scoring.gate import Attempt, GateRequest, Pull, decide
from readiness.scoring.serial import to_bytes, to_json
from tests.scoring.requests import RUN_ID, basis, project, records, row, scored

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CARD = scored(row("uniqueness.near", 4, 100), row("uniqueness.near", 3, 100, source="crm")).scorecard
CONTENT, FIELDS = to_bytes(CARD), to_json(CARD)
MANY = settings(max_examples=60, deadline=None)
FEW = settings(max_examples=15, deadline=None)

json_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just([]), st.just({})
)


def ask_gate(content: bytes | None, **changes: Any) -> Verdict:
    facts: dict[str, Any] = {"content": content, "folder": RUN_ID, "basis": basis(), "records": records(), "now": NOW}
    return decide(GateRequest(**{**facts, **changes}))


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value inside a JSON value."""
    if isinstance(value, dict):
        inner = [place for key, part in value.items() for place in places(part, (*path, key))]
    elif isinstance(value, list):
        inner = [place for at, part in enumerate(value) for place in places(part, (*path, at))]
    else:
        inner = []
    return [*([path] if path else []), *inner]


PLACES = places(FIELDS)


def test_the_scorecard_as_it_was_written_opens() -> None:
    assert ask_gate(CONTENT).open


@MANY
@given(content=st.binary(max_size=200))
def test_random_bytes_never_open(content: bytes) -> None:
    verdict = ask_gate(content)
    assert (verdict.open, verdict.exit_code) == (False, 3)


@MANY
@given(value=json_values)
def test_random_json_never_opens(value: object) -> None:
    assert not ask_gate(json.dumps(value).encode()).open
    assert not ask_gate(json.dumps({**FIELDS, "indicators": value}).encode()).open


@MANY
@given(place=st.sampled_from(PLACES), value=json_values)
def test_a_changed_field_never_opens(place: tuple[str | int, ...], value: object) -> None:
    fields: Any = copy.deepcopy(FIELDS)
    within = fields
    for step in place[:-1]:
        within = within[step]
    before = within[place[-1]]
    within[place[-1]] = value
    if before != value:
        assert not ask_gate(json.dumps(fields).encode()).open


@MANY
@given(place=st.sampled_from([place for place in PLACES if isinstance(place[-1], str)]))
def test_a_missing_field_never_opens(place: tuple[str | int, ...]) -> None:
    fields: Any = copy.deepcopy(FIELDS)
    within = fields
    for step in place[:-1]:
        within = within[step]
    del within[place[-1]]
    assert not ask_gate(json.dumps(fields).encode()).open


@MANY
@given(at=st.integers(0, len(CONTENT) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_never_opens_unless_it_means_the_same(at: int, byte: int) -> None:
    changed = bytes([*CONTENT[:at], byte, *CONTENT[at + 1 :]])
    if ask_gate(changed).open:
        assert json.loads(changed) == json.loads(CONTENT)


@MANY
@given(length=st.integers(0, len(CONTENT) - 3))
def test_a_truncated_scorecard_never_opens(length: int) -> None:
    assert not ask_gate(CONTENT[:length]).open


@FEW
@given(
    config_hash=st.text(max_size=5),
    now=st.datetimes(timezones=st.one_of(st.none(), st.just(dt.UTC))),
    text=st.text(max_size=30),
)
def test_the_gate_answers_whatever_it_is_asked(config_hash: str, now: dt.datetime, text: str) -> None:
    pulls = (*records().pulls, Pull(source="x", at=text, run_id="x"))
    assert not ask_gate(CONTENT, basis=basis(project=project(project="another"))).open
    assert not ask_gate(CONTENT, basis=basis(config_hash=config_hash)).open
    assert not ask_gate(CONTENT, basis=basis(suites={"orders": text})).open
    assert not ask_gate(CONTENT, basis=basis(targets={"contracts": text, "crm": "6a"})).open
    assert not ask_gate(CONTENT, folder=text).open
    assert not ask_gate(CONTENT, records=records(Attempt(run_id="x", started_at=text, state=text))).open
    assert not ask_gate(CONTENT, records=records(pulls=pulls)).open
    assert ask_gate(CONTENT, now=now).exit_code in {0, 3}
