"""The scorecard as JSON: back as it was, or not at all."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from readiness.model import SCORECARD_SCHEMA_VERSION, Scorecard
from readiness.scoring.serial import ScorecardError, from_bytes, from_json, to_bytes, to_json
from tests.scoring.requests import defect, defects, project, row, scored, waiver

NEAR = "uniqueness.near"


@functools.cache
def card() -> Scorecard:
    """One with everything in it: intervals, slices, waivers, next steps."""
    return scored(
        row(NEAR, 3, 100, population=1e6),
        row(NEAR, 3, 100, source="crm", population=1e6),
        row("currency.stale", 90, 100),
        defects=defects(defect("currency.stale")),
        project=project(waivers=[waiver("currency.stale")]),
    ).scorecard


def test_a_scorecard_comes_back_as_it_was() -> None:
    assert from_bytes(to_bytes(card())) == card()
    assert from_json(to_json(card())) == card()


def test_bytes_are_canonical() -> None:
    content = to_bytes(card())
    fields = json.loads(content)
    assert content.decode() == json.dumps(fields, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    assert fields["grade"] == "B"
    assert len(fields["digest"]) == len(fields["run"]["seal"]) == 64


def test_text_that_is_no_unicode_survives() -> None:
    odd = dataclasses.replace(card(), headline="lone \udc80 surrogate and ümlaut")
    assert from_bytes(to_bytes(odd)) == odd


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_not_written(number: float) -> None:
    with pytest.raises(ScorecardError, match=r"scorecard\.score is not finite"):
        to_bytes(dataclasses.replace(card(), score=number))


Change = Callable[[dict[str, Any]], object]

EDITS: dict[str, tuple[Change, str]] = {
    "grade": (lambda fields: fields.update(grade="A"), "edited"),
    "a status": (lambda fields: fields["indicators"][0].update(status="FAIL"), "edited"),
    "the run's end": (lambda fields: fields["run"].update(finished_at="2026-12-01T00:00:00+00:00"), "edited"),
    "the digest": (lambda fields: fields.update(digest="0" * 64), "edited"),
    "no digest": (lambda fields: fields.pop("digest"), "edited"),
    "no seal": (lambda fields: fields["run"].pop("seal"), "edited"),
    "a version of tomorrow": (lambda fields: fields.update(schema_version="9.0"), "version"),
    "no version": (lambda fields: fields.pop("schema_version"), "version"),
    "a missing key": (lambda fields: fields.pop("blockers"), "malformed"),
    "an unknown key": (lambda fields: fields.update(extra=1), "malformed"),
    "a missing nested key": (lambda fields: fields["indicators"][0].pop("veto"), "malformed"),
    "an unknown nested key": (lambda fields: fields["provenance"].update(extra=1), "malformed"),
    "text for a number": (lambda fields: fields.update(score="0.5"), "malformed"),
    "truth for a number": (lambda fields: fields["indicators"][0].update(weight=True), "malformed"),
    "a number for truth": (lambda fields: fields["indicators"][0].update(veto=1), "malformed"),
    "an unknown grade": (lambda fields: fields.update(grade="Z"), "malformed"),
    "no date": (lambda fields: fields["waivers"][0].update(until="soon"), "malformed"),
    "an object for a list": (lambda fields: fields.update(indicators={}), "malformed"),
    "a list for an object": (lambda fields: fields.update(run=[]), "malformed"),
    "a huge number": (lambda fields: fields["sources"][0].update(items=10**30), "malformed"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_scorecard_is_refused(edit: str) -> None:
    fields = to_json(card())
    change, kind = EDITS[edit]
    change(fields)
    with pytest.raises(ScorecardError) as error:
        from_json(fields)
    assert error.value.kind == kind


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"null", b"[]", b'{"a": NaN}', b'{"schema_version": "1.1", "schema_version": "1.1"}'],
)
def test_what_is_no_scorecard_is_refused(content: bytes) -> None:
    with pytest.raises(ScorecardError):
        from_bytes(content)


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(ScorecardError):
        from_bytes(b"[" * 200_000)


# word for word --------------------------------------------------------------------------------------------------------

STORED = card()
OLDER = "the scorecard was made by an older version of readiness"
NEWER = "the scorecard was made by a newer version of readiness"
UNKNOWN = "the scorecard has no known schema version"
HERE = SCORECARD_SCHEMA_VERSION


def refused(fields: object, key: bytes = b"") -> ScorecardError:
    with pytest.raises(ScorecardError) as error:
        from_json(fields, key=key)
    return error.value


def compact(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()


def earlier(version: str) -> str:
    major, _, _ = version.partition(".")
    return f"{int(major) - 1}.9"


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (earlier(HERE), f"{OLDER} (schema {earlier(HERE)})"),
        ("0.0.1", f"{OLDER} (schema 0.0.1)"),
        ("9.0", f"{NEWER} (schema 9.0)"),
        (f"0{HERE}", f"{UNKNOWN} ('0{HERE}')"),
        (HERE + ".1", f"{NEWER} (schema {HERE}.1)"),
        ("1234.5678.9", f"{NEWER} (schema 1234.5678.)"),
        ("0001.0001.0001", f"{OLDER} (schema 0001.0001.)"),
        ("12345.0", f"{NEWER} (schema 12345.0)"),
        ("two", f"{NEWER} (schema two)"),
        (None, f"{UNKNOWN} (None)"),
        (2.0, f"{UNKNOWN} (2.0)"),
        (["x" * 99], f"{UNKNOWN} (['{'x' * 38})"),
    ],
)
def test_another_version_says_whose_it_is(version: object, said: str) -> None:
    error = refused({**to_json(STORED), "schema_version": version})
    assert (error.what, error.kind) == (said, "version")


def test_every_error_says_where_and_what_to_do() -> None:
    error = refused([])
    assert (error.what, error.kind) == ("the scorecard is not a JSON object", "malformed")
    assert (error.where, error.next_step) == ("scorecard.json", "run readiness audit again")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda fields: fields.update(grade="A"), "the scorecard was edited: it does not match its digest"),
        (lambda fields: fields.update(digest="0"), "the scorecard was edited: it does not match its digest"),
        (lambda fields: fields["run"].update(seal="0"), "the scorecard was edited: it does not match its seal"),
        (lambda fields: fields["run"].update(seal=7), "the scorecard was edited: it does not match its seal"),
        (lambda fields: fields["run"].update(seal="\udc80"), "the scorecard was edited: it does not match its seal"),
        (lambda fields: fields["run"].pop("seal"), "the scorecard was edited: it does not match its seal"),
        (lambda fields: fields["run"].update(run_id="x"), "the scorecard was edited: it does not match its seal"),
    ],
)
def test_an_edit_says_what_it_does_not_match(change: Change, said: str) -> None:
    fields = to_json(STORED)
    change(fields)
    error = refused(fields)
    assert (error.what, error.kind) == (said, "edited")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda fields: fields.update(run=[]), "scorecard.run is not an object"),
        (lambda fields: fields.pop("run"), "scorecard.run is not an object"),
        (lambda fields: fields.pop("blockers"), "scorecard.blockers is not there"),
        (lambda fields: fields.update(score="1"), "scorecard.score is not a number"),
    ],
)
def test_a_field_that_is_wrong_is_named(change: Change, said: str) -> None:
    fields = to_json(STORED)
    change(fields)
    error = refused(fields)
    assert (error.what, error.kind) == (said, "malformed")


def test_a_scorecard_with_a_field_of_another_type_is_not_written() -> None:
    with pytest.raises(ScorecardError) as error:
        to_json(dataclasses.replace(STORED, headline=7))  # type: ignore[arg-type]
    assert (error.value.what, error.value.kind) == ("scorecard.headline is not text", "malformed")


def test_keys_that_do_not_fit_say_which_is_missing() -> None:
    keyed, plain = to_json(STORED, key=b"one"), to_json(STORED)
    name = "READINESS_SEAL_KEY"
    errors = [refused(keyed), refused(plain, b"one"), refused(keyed, b"other")]
    assert [(error.what, error.kind) for error in errors] == [
        (f"the scorecard is sealed with a key, and {name} is not set here", "key"),
        (f"{name} is set here, and the scorecard is not sealed with a key", "key"),
        (
            (
                f"the scorecard was edited, or sealed with another key than the {name} set here: "
                "it does not match its seal"
            ),
            "edited",
        ),
    ]
    odd = to_json(STORED)
    odd["run"]["sealed_with"] = "wax"
    assert refused(odd).what == f"{name} is set here, and the scorecard is not sealed with a key"


def test_seals_are_those_of_the_standards() -> None:
    plain, keyed = to_json(STORED), to_json(STORED, key=b"one")
    seals = [fields["run"].pop("seal") for fields in (plain, keyed)]
    assert seals == [
        hashlib.sha256(compact(plain)).hexdigest(),
        hmac.new(b"one", compact(keyed), "sha256").hexdigest(),
    ]
    rest = {name: value for name, value in plain.items() if name not in {"run", "digest"}}
    assert plain["digest"] == keyed["digest"] == hashlib.sha256(compact(rest)).hexdigest()
    assert (plain["run"]["sealed_with"], keyed["run"]["sealed_with"]) == ("sha256", "hmac-sha256")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1, "a": 1}', b'{"a": {"b": 1, "b": 2}}'],
)
def test_what_is_no_json_says_so(content: bytes) -> None:
    with pytest.raises(ScorecardError) as error:
        from_bytes(content)
    assert (error.value.what, error.value.kind) == ("the scorecard is not readable JSON", "unreadable")


def test_a_lone_surrogate_is_escaped_in_the_bytes() -> None:
    assert b"lone \\udc80 and \xc3\xbc" in to_bytes(dataclasses.replace(STORED, headline="lone \udc80 and \xfc"))


def test_reading_changes_nothing_in_what_was_given() -> None:
    fields = to_json(STORED)
    from_json(fields)
    assert fields == to_json(STORED)


def test_a_scorecard_sealed_with_a_key_comes_back_with_that_key() -> None:
    back = from_bytes(to_bytes(STORED, key=b"one"), key=b"one")
    assert back.run.sealed_with == "hmac-sha256"
    assert dataclasses.replace(back, run=STORED.run) == STORED
