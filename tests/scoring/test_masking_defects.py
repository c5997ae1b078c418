"""Findings as they may be published, field by field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.scoring.masked_defects import NAME_KEYS, NAMES_ONLY, mask_defect, mask_defects
from readiness.scoring.masking import MASKED, Masking, TextMask
from tests.scoring.test_masking import IBAN, MAIL, defect, masked, masking

SHOWN = "[EMAIL_ADDRESS]"


@pytest.mark.parametrize("code", sorted(NAMES_ONLY))
def test_findings_of_names_alone_are_handed_on_as_they_are(code: str) -> None:
    row = defect(code, f"about {MAIL}", {"text": MAIL})
    assert mask_defect(row, masking()) == row
    odd = {**row, "evidence": "no json"}
    assert mask_defect(odd, masking()) == odd


@pytest.mark.parametrize("name", sorted(NAME_KEYS))
def test_names_in_evidence_are_never_masked(name: str) -> None:
    _, facts = masked(defect("currency.withdrawn", "", {name: MAIL}), masking("login"))
    assert facts[name] == MAIL


def test_evidence_that_is_no_object_is_left_and_the_message_scanned() -> None:
    row = {**defect("currency.withdrawn", f"about {MAIL}"), "evidence": "[1]"}
    shown = mask_defect(row, masking())
    assert (shown["evidence"], shown["message"]) == ("[1]", f"about {SHOWN}")


def test_evidence_that_needs_no_mask_keeps_its_spelling() -> None:
    row = {**defect("currency.withdrawn"), "evidence": '{"b":1,  "a":"x"}'}
    assert mask_defect(row, masking())["evidence"] == '{"b":1,  "a":"x"}'
    changed = {**defect("currency.withdrawn"), "evidence": json.dumps({"b": "ü", "a": MAIL})}
    assert mask_defect(changed, masking())["evidence"] == f'{{"a": "{SHOWN}", "b": "ü"}}'


def test_values_are_masked_wherever_they_lie_in_the_evidence() -> None:
    evidence = {"a": [MAIL, 7, None, ["x", MAIL]], "b": {MAIL: MAIL, "n": {"deep": MAIL}}, "c": True, "d": 3}
    _, facts = masked(defect("currency.withdrawn", "", evidence), masking())
    assert facts == {
        "a": [SHOWN, 7, None, ["x", SHOWN]],
        "b": {SHOWN: SHOWN, "n": {"deep": SHOWN}},
        "c": True,
        "d": 3,
    }


def test_counts_under_keys_that_come_out_alike_are_added_up_and_other_values_replaced() -> None:
    evidence = {"seen": {MAIL: 2, f"a{MAIL}": 3, "x": 1}, "said": {MAIL: "one", f"a{MAIL}": "two"}}
    _, facts = masked(defect("currency.withdrawn", "", evidence), masking())
    assert facts["seen"] == {SHOWN: 5, "x": 1}
    assert facts["said"] == {SHOWN: "two"}


@pytest.mark.parametrize(
    ("name", "value", "open_", "protected"),
    [
        ("token", "zzz", "zzz", MASKED),
        ("suggested", "zzz", "zzz", MASKED),
        ("from", "zzz", "zzz", MASKED),
        ("to", "zzz", "zzz", MASKED),
        ("text", "zzz", "zzz", MASKED),
        ("token", "", "", ""),
        ("tokens", ["zzz"], ["zzz"], [MASKED]),
        ("observed", {"zzz": 1.5}, {"zzz": 1.5}, {MASKED: None}),
        ("observed", {"zzz": 2}, {"zzz": 2}, {MASKED: 2}),
        ("lowest", 12.0, 12.0, None),
        ("highest", 4_539_578_763_621_486.0, None, None),
        ("other", "zzz", "zzz", "zzz"),
        ("share", 0.5, 0.5, 0.5),
    ],
)
def test_a_value_is_shown_by_its_column_and_by_what_it_is(name: str, value: Any, open_: Any, protected: Any) -> None:
    row = defect("validity.outliers", "", {name: value}, part="login")
    assert masked(row, masking())[1][name] == open_
    assert masked(row, masking("login"))[1][name] == protected


def test_a_value_that_is_the_item_itself_is_no_secret() -> None:
    row = defect("currency.withdrawn", "", {"text": "t.csv", "successor": MAIL}, related=MAIL)
    shown, facts = masked(row, masking())
    assert (facts["text"], facts["successor"], shown["related"]) == ("t.csv", MAIL, MAIL)


# rows -----------------------------------------------------------------------------------------------------------------


def rows(code: str, known: Masking, evidence: dict[str, Any], **places: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return masked(defect(code, "Row ann is like row bob.", evidence, **places), known)


@pytest.mark.parametrize("code", ["uniqueness.rows", "uniqueness.records"])
def test_keys_of_rows_get_the_number_of_their_row_where_it_is_known(code: str) -> None:
    known = masking("login")
    ann, bob = known.digest("ann"), known.digest("bob")
    evidence = {"row_key": ["id", "login"], "row_numbers": [5, 6], "related": "bob", "keeper": "bob"}
    shown, facts = rows(code, known, evidence, part="ann", related="bob")
    assert (shown["part"], shown["related"]) == (f"row 5 ({ann})", f"row 6 ({bob})")
    assert (facts["related"], facts["keeper"]) == (f"row 6 ({bob})", f"key {bob}")
    one = {"row_key": ["login"], "row_numbers": [5], "related": "bob"}
    shown, facts = rows(code, known, one, part="ann", related="bob")
    assert (shown["part"], shown["related"], facts["related"]) == (f"row 5 ({ann})", f"key {bob}", f"key {bob}")
    shown, _ = rows(code, known, {"row_key": ["login"]}, part="ann", related="bob")
    assert (shown["part"], shown["related"]) == (f"key {ann}", f"key {bob}")
    assert shown["message"] == f"Row key {ann} is like row key {bob}."


@pytest.mark.parametrize("key", [["id"], "row number"])
def test_keys_of_open_columns_are_shown_unless_they_are_somebodys(key: Any) -> None:
    evidence = {"row_key": key, "row_numbers": [5, 6]}
    shown, _ = rows("uniqueness.rows", masking("login"), evidence, part="ann", related=MAIL)
    assert shown["part"] == "ann"
    assert shown["related"] == (MAIL if key == "row number" else f"row 6 ({masking().digest(MAIL)})")


def test_missing_places_stay_missing() -> None:
    evidence = {"row_key": ["login"], "row_numbers": [5, 6]}
    shown, _ = rows("uniqueness.rows", masking("login"), evidence, part=None, related=None)
    assert (shown["part"], shown["related"]) == (None, None)


def test_rows_that_a_finding_lists_get_their_numbers_or_none() -> None:
    known = masking("login")
    digests = [known.digest(name) for name in ("ann", "bob")]
    evidence = {"rows": ["ann", "bob"], "row_numbers": [5, 6], "row_key": ["login"]}
    assert masked(defect("validity.type_errors", "", evidence), known)[1]["rows"] == [
        f"row 5 ({digests[0]})",
        f"row 6 ({digests[1]})",
    ]
    del evidence["row_numbers"]
    assert masked(defect("validity.type_errors", "", evidence), known)[1]["rows"] == [f"key {d}" for d in digests]


# labels ---------------------------------------------------------------------------------------------------------------


def label(code: str, known: Masking, **evidence: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    row = defect(code, "", {"labels": "t.csv", **evidence}, item=evidence.pop("item", "ann"), related="bob")
    return masked(row, known)


@pytest.mark.parametrize("name", ["label", "suggested", "other"])
def test_labels_are_protected_by_their_column(name: str) -> None:
    evidence = {name: "zzz", "label_column": "kind", "annotator_column": "who"}
    assert label("labels.invalid", masking("kind"), **evidence)[1][name] == MASKED
    assert label("labels.invalid", masking("who"), **evidence)[1][name] == "zzz"


def test_annotators_are_protected_by_their_own_column() -> None:
    evidence = {"annotators": ["ann"], "label_column": "kind", "annotator_column": "who"}
    assert label("labels.conflicting", masking("who"), **evidence)[1]["annotators"] == [MASKED]
    assert label("labels.conflicting", masking("kind"), **evidence)[1]["annotators"] == ["ann"]


def test_a_label_in_a_finding_of_something_else_is_a_plain_value() -> None:
    evidence = {"label": "x" * 99, "label_column": "login", "labels": "t.csv"}
    assert masked(defect("currency.withdrawn", "", evidence), masking("login"))[1]["label"] == "x" * 99


@pytest.mark.parametrize(
    ("code", "evidence", "is_masked"),
    [
        ("labels.invalid", {"key_column": "login", "of": "t.csv"}, True),
        ("labels.invalid", {"key_column": "login", "of": None}, True),
        ("labels.invalid", {"key_column": "login", "of": "u.csv", "labels": "v.csv"}, True),
        ("labels.invalid", {"key_column": "other", "of": "t.csv"}, False),
        ("labels.invalid", {"key_column": "login", "of": "t.csv", "joined_by": "path"}, False),
        ("labels.orphaned", {"key_column": "login", "of": "t.csv", "joined_by": "path"}, True),
        ("labels.class_support", {"key_column": "login", "of": "t.csv"}, False),
    ],
)
def test_the_key_of_a_labelled_row_is_masked_and_a_path_is_not(
    code: str, evidence: dict[str, Any], is_masked: bool
) -> None:
    known = masking("login")
    shown, _ = label(code, known, **evidence)
    expected = [f"key {known.digest(name)}" for name in ("ann", "bob")] if is_masked else ["ann", "bob"]
    assert [shown["item"], shown["related"]] == expected


def test_an_item_that_is_missing_stays_missing() -> None:
    shown, _ = masked(defect("labels.invalid", "", {"key_column": "login"}, related=None), masking("login"))
    assert shown["related"] is None


# sentences ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("zzz", MASKED),
        ("zzz, zzz; (zzz)", f"{MASKED}, {MASKED}; ({MASKED})"),
        ("azzz zzzb zzz@x x-zzz +zzz", "azzz zzzb zzz@x x-zzz +zzz"),
        ("'zzz' \"zzz\"", f"'{MASKED}' \"{MASKED}\""),
        ("no value", "no value"),
        ("zzz.", f"{MASKED}."),
    ],
)
def test_a_masked_value_is_masked_in_the_message_where_it_stands_by_itself(message: str, expected: str) -> None:
    row = defect("validity.type_errors", message, {"token": "zzz"}, part="login")
    assert masked(row, masking("login"))[0]["message"] == expected


def test_of_two_masked_values_the_longer_is_replaced_first() -> None:
    row = defect("validity.type_errors", "yyy zzz and zzz", {"tokens": ["zzz", "yyy zzz"]}, part="login")
    assert masked(row, masking("login"))[0]["message"] == f"{MASKED} and {MASKED}"


def test_a_value_that_the_message_spells_with_escapes_is_masked_too() -> None:
    row = defect("validity.type_errors", "It is 'z\\nz'.", {"token": "z\nz"}, part="login")
    assert masked(row, masking("login"))[0]["message"] == f"It is '{MASKED}'."


def test_names_in_a_message_are_kept_although_they_look_like_a_persons() -> None:
    name = "Dr. Xaver Quillfeather"
    places: list[dict[str, Any]] = [{"item": name}, {"part": name}, {"source": name}]
    for place in places:
        row = defect("validity.type_errors", f"{name}: ask {MAIL}.", **place)
        assert masked(row, masking())[0]["message"] == f"{name}: ask {SHOWN}."
    suite = defect("validity.type_errors", f"{name}: ask {MAIL}.", {"suite": name})
    assert masked(suite, masking())[0]["message"] == f"{name}: ask {SHOWN}."


def test_many_names_in_a_message_are_all_put_back() -> None:
    names = [f"column {number}x" for number in range(120)]
    said = ", ".join(names)
    row = defect("validity.type_errors", f"{said}: {MAIL}", {"added": names})
    assert masked(row, masking())[0]["message"] == f"{said}: {SHOWN}"


def test_counts_in_a_message_are_kept() -> None:
    row = defect("validity.type_errors", f"123456 of 7 values, 12 % of {IBAN}")
    assert masked(row, masking())[0]["message"] == "123456 of 7 values, 12 % of [IBAN_CODE]"


# tables ---------------------------------------------------------------------------------------------------------------


def test_a_table_of_findings_is_masked_row_by_row_as_each_by_itself() -> None:
    found = [
        defect("validity.type_errors", f"a {MAIL}", {"token": MAIL}, part="login"),
        defect("uniqueness.exact", "plain", {"keeper": "x"}),
        defect("uniqueness.rows", "Row ann.", {"row_key": ["login"], "row_numbers": [1]}, part="ann"),
    ]
    known = masking("login")
    table = mask_defects(pa.Table.from_pylist(found, schema=schemas.DEFECTS), known)
    assert table.schema.equals(schemas.DEFECTS)
    assert table.to_pylist() == [mask_defect(row, known) for row in found]
    assert mask_defects(schemas.DEFECTS.empty_table(), known).num_rows == 0


def test_the_texts_of_a_table_are_scanned_together(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt: list[str] = []
    monkeypatch.setattr(TextMask, "learn", lambda _self, texts: learnt.extend(texts))
    found = [
        defect("validity.type_errors", "", {"token": ["one", {"two": "three"}], "suite": "name", "n": 1}, part="login"),
        defect("uniqueness.rows", "", {"row_key": ["id"]}, part="four", related="five"),
        defect("uniqueness.rows", "", {"row_key": ["id"]}, part=None, related=None),
        defect("rights.pii", "", {"text": "not learnt"}),
    ]
    mask_defects(pa.Table.from_pylist(found, schema=schemas.DEFECTS), masking())
    assert learnt == ["one", "two", "three", "four", "five"]


# two tables of labels -------------------------------------------------------------------------------------------------


def two_tables(column: str) -> Masking:
    """The column holds personal data in ``t.csv`` and none in ``v.csv``."""
    return replace(masking(column), tables=frozenset({("crm", "t.csv"), ("crm", "v.csv")}))


@pytest.mark.parametrize(("labels", "shown"), [("t.csv", MASKED), ("v.csv", "zzz")])
def test_a_label_is_protected_by_the_column_of_the_table_that_holds_it(labels: str, shown: str) -> None:
    for item in ("t.csv", "v.csv"):
        evidence = {"label": "zzz", "label_column": "kind", "labels": labels}
        row = defect("labels.conflicting", "", evidence, item=item)
        assert masked(row, two_tables("kind"))[1]["label"] == shown


@pytest.mark.parametrize(
    ("of", "labels", "is_masked"),
    [("t.csv", "v.csv", True), ("v.csv", "t.csv", True), ("v.csv", "v.csv", False), (None, "v.csv", False)],
)
def test_a_key_is_protected_where_either_table_holds_personal_data_in_it(
    of: str | None, labels: str, is_masked: bool
) -> None:
    known = two_tables("login")
    row = defect("labels.missing", "", {"key_column": "login", "of": of, "labels": labels}, item="ann")
    assert masked(row, known)[0]["item"] == (f"key {known.digest('ann')}" if is_masked else "ann")


def test_a_label_that_is_the_labelled_item_too_is_a_label() -> None:
    row = defect("labels.invalid", "", {"label": "ann", "label_column": "kind", "labels": "t.csv"}, item="ann")
    assert masked(row, masking("kind"))[1]["label"] == MASKED
