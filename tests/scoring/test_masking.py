"""What may be shown, and what stands for what may not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness import schemas
from readiness.config.project import Project
from readiness.model import Span
from readiness.scoring.findings import FindingsRequest, make_findings
from readiness.scoring.masked_defects import mask_defect, mask_defects
from readiness.scoring.masked_tables import mask_table
from readiness.scoring.masking import MASKED, Masking, TextMask, identity_of, masking_of, scan_text

MAIL, IBAN = "zara.quill77@wobblemail.de", "GB82WEST12345698765432"


def project(**settings_: Any) -> Project:
    return Project.model_validate({"project": "p", "sources": [{"name": "crm", "url": "x"}], **settings_})


def defect(code: str, message: str = "", evidence: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    row = {"code": code, "source": "crm", "item": "t.csv", "part": None, "related": None, "measure": None}
    return {**row, "message": message, "evidence": json.dumps(evidence or {}), "remedy": "Do it.", **more}


def masking(*columns: str, **settings_: Any) -> Masking:
    """That of an audit which found personal data in these columns of ``t.csv``."""
    rows = [defect("rights.pii", part=column) for column in columns]
    found = pa.Table.from_pylist(rows, schema=schemas.DEFECTS)
    index = pa.table({"source": ["crm"], "item": ["t.csv"]})
    return masking_of(project(**settings_), found, index, b"k" * 32)


def masked(row: dict[str, Any], known: Masking) -> tuple[dict[str, Any], dict[str, Any]]:
    shown = mask_defect(row, known)
    return shown, json.loads(shown["evidence"])


@settings(deadline=None, max_examples=200)
@given(st.from_regex(r"[A-Za-z_]{0,15}[-_ ]?\d{0,6}", fullmatch=True))
def test_what_is_taken_for_harmless_without_a_scan_is(text: str) -> None:
    assert scan_text(text) == ((), ())
    assert TextMask()(text) == text


def test_texts_scanned_together_come_out_as_each_by_itself() -> None:
    texts = [
        f"ask {MAIL}",
        "nothing here to see",
        f"{IBAN} and {MAIL}",
        "Dr. Xaver Quillfeather wrote it",
        "a" * 300_000,
    ]
    together, alone = TextMask(), TextMask()
    together.learn(texts)
    assert [together(text) for text in texts] == [alone(text) for text in texts]
    assert together(texts[2]) == "[IBAN_CODE] and [EMAIL_ADDRESS]"


def test_of_a_private_key_the_body_is_masked_too() -> None:
    body = "MIIEowIBAAKCAQEAq7ZtQ9vXw3LkQ9vXw3Lk" * 3
    key = f"see -----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{body}\n-----END RSA PRIVATE KEY----- ok"
    assert TextMask()(key) == "see [PRIVATE_KEY] ok"
    assert body not in TextMask()(key.partition("-----END")[0])


def test_of_a_text_that_its_maker_cut_the_end_is_left_out_since_it_may_be_half_a_value() -> None:
    for cut in range(1, len(MAIL)):
        text = ("The committee met. " * 20)[: 200 - cut] + MAIL[:cut]
        _, facts = masked(defect("currency.withdrawn", "It is withdrawn.", {"text": text}), masking())
        assert MAIL[:3] not in facts["text"][-45:] or cut < 3
        assert facts["text"].startswith("The committee met.")
    whole = "x. " * 50 + MAIL + " y" * 30
    assert "[EMAIL_ADDRESS]" in masked(defect("currency.withdrawn", "", {"text": whole}), masking())[1]["text"]


def test_a_message_loses_the_value_that_its_evidence_quotes_and_keeps_the_names() -> None:
    row = defect(
        "labels.invalid",
        f"The label {MAIL!r} of row 3 is not one of the classes.",
        {"kind": "invalid", "label": MAIL, "suggested": "", "labels": "t.csv", "label_column": "kind"},
        item="row 3",
    )
    shown, facts = masked(row, masking())
    assert shown["message"] == "The label '[EMAIL_ADDRESS]' of row 3 is not one of the classes."
    assert facts["label"] == "[EMAIL_ADDRESS]"
    assert facts["label_column"] == "kind"


def test_a_value_that_only_the_message_holds_is_masked_too() -> None:
    shown, _ = masked(defect("format.unreadable", f"t.csv: cannot read {MAIL} as a date"), masking())
    assert shown["message"] == "t.csv: cannot read [EMAIL_ADDRESS] as a date"


@pytest.mark.parametrize("code", ["format.unreadable", "currency.withdrawn", "availability.openable", "new.code"])
def test_the_name_of_an_item_is_never_masked(code: str) -> None:
    item = "cv/Dr. Xaver Quillfeather 2020.pdf"
    row = defect(code, f"{item} is replaced by {item}.", {"successor": item}, item=item, related=item)
    shown, facts = masked(row, masking())
    assert (shown["item"], shown["related"], facts["successor"]) == (item, item, item)
    assert shown["message"] == row["message"]


@pytest.mark.parametrize(
    ("label", "protected", "expected"),
    [
        ("Dr. Xaver Quillfeather", True, "Dr. Xaver Quillfeather"),  # declared
        ("goood", False, "goood"),
        ("goood", True, MASKED),
        (MAIL, False, "[EMAIL_ADDRESS]"),
        ("x" * 64, False, "x" * 64),
        ("x" * 65, False, MASKED),
        ("", True, ""),
    ],
)
def test_a_label_is_shown_if_declared_or_short_and_nobodys(label: str, protected: bool, expected: str) -> None:
    classes = ["good", "Dr. Xaver Quillfeather"]
    known = masking(*(["kind"] if protected else []), labels=[{"source": "crm", "file": "t.csv", "classes": classes}])
    row = defect(
        "labels.invalid", f"The label {label!r} is wrong.", {"label": label, "labels": "t.csv", "label_column": "kind"}
    )
    shown, facts = masked(row, known)
    assert facts["label"] == expected
    assert not label or expected == label or label not in shown["message"]


def test_classes_that_are_masked_alike_are_counted_together() -> None:
    evidence = {"classes": {MAIL: 2, f"a{MAIL}": 3, "good": 1}, "labels": "t.csv", "label_column": "kind"}
    _, facts = masked(defect("labels.class_support", f"few: {MAIL} (2)", evidence), masking())
    assert facts["classes"] == {"[EMAIL_ADDRESS]": 5, "good": 1}


def test_a_row_key_from_a_column_of_people_is_a_row_number_and_a_digest() -> None:
    evidence = {"related": "ann", "row_numbers": [7, 2], "row_key": ["login"], "similarity": 1.0}
    row = defect("uniqueness.rows", "Row bob repeats row ann.", evidence, part="bob", related="ann")
    known = masking("login")
    shown, facts = masked(row, known)
    bob, ann = f"row 7 ({known.digest('bob')})", f"row 2 ({known.digest('ann')})"
    assert (shown["part"], shown["related"], facts["related"]) == (bob, ann, ann)
    assert shown["message"] == f"Row {bob} repeats row {ann}."
    assert len(known.digest("bob")) == 16
    assert known.digest("bob") != replace(known, key=b"j" * 32).digest("bob")


def test_the_masked_key_of_a_labelled_row_has_its_row_number() -> None:
    where = {"labels": "t.csv", "label_column": "kind", "key_column": "login"}
    evidence = {"kind": "conflict", "label": "a", "other": "b", "row_numbers": [7, 2], **where}
    row = defect(
        "labels.conflicting", "bob is labelled 'a', and its copy ann 'b'.", evidence, item="bob", related="ann"
    )
    known = masking("login")
    shown, _ = masked(row, known)
    bob, ann = f"row 7 ({known.digest('bob')})", f"row 2 ({known.digest('ann')})"
    assert (shown["item"], shown["related"]) == (bob, ann)
    assert shown["message"] == f"{bob} is labelled 'a', and its copy {ann} 'b'."


def test_row_keys_of_other_columns_and_row_numbers_are_shown() -> None:
    for keys in (["order_no"], "row number"):
        evidence = {"rows": ["17", "40"], "row_numbers": [16, 39], "row_key": keys, "count": 2, "of": 60}
        row = defect("validity.missing_values", "2 of 60 values of login are missing.", evidence, part="login")
        assert masked(row, masking("login")) == (mask_defect(row, masking("login")), evidence)


def test_values_of_a_protected_column_are_masked_whatever_they_look_like() -> None:
    evidence = {"token": "zzz", "tokens": {"zzz": 4}, "rows": ["1"], "row_numbers": [0], "row_key": ["id"]}
    row = defect("validity.missing_values", 'written as "zzz".', evidence, part="login")
    shown, facts = masked(row, masking("login"))
    assert (facts["token"], facts["tokens"]) == (MASKED, {MASKED: 4})
    assert "zzz" not in shown["message"]
    numbers = defect("validity.outliers", "1 number", {"lowest": -1.0, "highest": 9e9, "count": 1}, part="login")
    assert masked(numbers, masking("login"))[1] == {"lowest": None, "highest": None, "count": 1}


def test_a_finding_keeps_its_id_when_its_masked_row_moves() -> None:
    ids = []
    for number in (7, 8):
        evidence = {"related": MAIL, "row_numbers": [number, 2], "row_key": ["login"], "similarity": 1.0}
        row = defect("uniqueness.rows", "Row repeats.", evidence, part=f"a{MAIL}", related=MAIL)
        table = mask_defects(pa.Table.from_pylist([row], schema=schemas.DEFECTS), masking("login"))
        request = FindingsRequest(
            project=project(), run_id="r", defects=table, previous=None, indicators=[], waivers=[]
        )
        ids += make_findings(request)["finding_id"].to_pylist()
    assert ids[0] == ids[1]


def test_extremes_of_a_column_of_people_are_masked_and_others_scanned() -> None:
    base = dict.fromkeys(schemas.PROFILE_COLUMNS.names, None) | {"source": "crm", "item": "t.csv", "position": 0}
    base |= {"rows": 1, "nulls": 0, "disguised_nulls": 0, "declared_type": "text"}
    rows = [
        {**base, "column": "login", "minimum": "ann", "maximum": "zoe"},
        {**base, "column": "note", "minimum": "about us", "maximum": f"write to {MAIL}"},
        {**base, "column": "phone", "minimum": "030 90182471", "maximum": None},
    ]
    table = mask_table("profile_columns", pa.Table.from_pylist(rows, schema=schemas.PROFILE_COLUMNS), masking("login"))
    assert table["minimum"].to_pylist()[:2] == [MASKED, "about us"]
    assert "90182471" not in str(table["minimum"].to_pylist()[2])
    assert table["maximum"].to_pylist() == [MASKED, "write to [EMAIL_ADDRESS]", None]
    assert table.schema.equals(schemas.PROFILE_COLUMNS)


def test_each_annotator_stays_a_slice_of_its_own_and_declared_slices_are_shown() -> None:
    sources = [{"name": "crm", "url": "x", "slices": {"team": "path[0]"}}]
    names = [f"who={MAIL}", f"who=a{MAIL}", "login=ann", "login=zoe", "split=train", "team=Dr. Xaver Quillfeather", ""]
    base = dict.fromkeys(schemas.MEASURES.names, None) | {"indicator": "x", "source": "", "state": "measured"}
    rows = [{**base, "slice": name, "reason": f"about {MAIL}"} for name in names]
    known = masking("login", sources=sources)
    table = mask_table("measures", pa.Table.from_pylist(rows, schema=schemas.MEASURES), known)
    shown = table["slice"].to_pylist()
    assert len(set(shown)) == len(names)
    assert shown[2:4] == [f"login=key {known.digest(name)}" for name in ("ann", "zoe")]
    assert shown[4:] == ["split=train", "team=Dr. Xaver Quillfeather", ""]
    assert MAIL not in str(table.to_pylist())


def test_a_column_in_which_chance_explains_what_was_found_is_open_but_for_what_matches() -> None:
    index = pa.table({"source": ["crm"], "item": ["t.csv"]})
    for certainty, expected in (("chance", False), ("likely", True), ("certain", True)):
        row = defect("rights.pii", evidence={"certainty": {"CREDIT_CARD": certainty}}, part="order_no")
        found = pa.Table.from_pylist([row], schema=schemas.DEFECTS)
        known = masking_of(project(), found, index, b"k" * 32)
        assert known.is_protected("crm", "t.csv", "order_no") is expected
        assert known.row_key(MAIL, 3, protected=False).startswith("row 3 (")


def test_people_behind_documents_are_masked_and_other_properties_scanned() -> None:
    base = dict.fromkeys(schemas.PROFILE_DOCUMENTS.names, None)
    base |= {"source": "crm", "item": "a.docx", "kind": "document", "outcome": "ok"}
    properties = [
        ("lastModifiedBy", "xq"),
        ("custom.password", "Xylo-Phone42!Z"),
        ("Application", "Word"),
        ("to", "zed"),
    ]
    row = {**base, "title": f"Plan of {MAIL}", "author": "xq", "metadata": properties, "embedded_dates": []}
    table = mask_table("profile_documents", pa.Table.from_pylist([row], schema=schemas.PROFILE_DOCUMENTS), masking())
    (shown,) = table.to_pylist()
    assert (shown["title"], shown["author"]) == ("Plan of [EMAIL_ADDRESS]", "[PERSON]")
    said = dict(shown["metadata"])
    assert (said["lastModifiedBy"], said["to"], said["Application"]) == ("[PERSON]", "[PERSON]", "Word")
    assert "Xylo" not in said["custom.password"]


values = st.sampled_from([MAIL, IBAN, "Dr. Xaver Quillfeather", "+49 30 90182471", "good", "n/a", "7"])
evidences = st.dictionaries(st.sampled_from(["label", "token", "other", "detail", "text", "from"]), values, max_size=4)
codes = st.sampled_from(["labels.invalid", "validity.type_errors", "currency.withdrawn", "format.unreadable", "x.y"])


@settings(deadline=None, max_examples=60)
@given(codes, evidences, st.lists(values, max_size=3))
def test_no_personal_data_is_left_in_any_finding_and_masking_twice_changes_nothing(
    code: str, evidence: dict[str, str], quoted: list[str]
) -> None:
    row = defect(code, f"It says {', then '.join(map(repr, quoted))} in 3 of 4 rows.", evidence)
    once = mask_defect(row, masking())
    for raw in (MAIL, IBAN, "Quillfeather", "90182471"):
        assert raw not in json.dumps(once)
    assert mask_defect(once, masking()) == once


def test_a_column_in_which_a_secret_was_found_is_protected_and_a_finding_without_a_column_protects_none() -> None:
    index = pa.table({"source": ["crm", "crm"], "item": ["t.csv", "u.csv"]})
    rows = [
        defect("rights.secrets", part="token"),
        defect("rights.pii", part=None),
        defect("rights.licence", part="note"),
    ]
    known = masking_of(project(), pa.Table.from_pylist(rows, schema=schemas.DEFECTS), index, b"k" * 32)
    assert known.columns == {("crm", "t.csv", "token")}
    assert known.tables == {("crm", "t.csv"), ("crm", "u.csv")}
    assert (known.is_protected("crm", "t.csv", "token"), known.is_protected("crm", "u.csv", "token")) == (True, False)
    assert (known.is_protected("crm", "series", "token"), known.is_protected("hr", "series", "token")) == (True, False)
    assert not known.is_protected("crm", "t.csv", None)


def test_one_likely_find_protects_a_column_although_others_are_chance() -> None:
    evidence = {"certainty": {"CREDIT_CARD": "chance", "IBAN_CODE": "likely"}}
    found = pa.Table.from_pylist([defect("rights.pii", evidence=evidence, part="no")], schema=schemas.DEFECTS)
    known = masking_of(project(), found, pa.table({"source": ["crm"], "item": ["t.csv"]}), b"k" * 32)
    assert known.is_protected("crm", "t.csv", "no")


def test_classes_are_declared_as_a_list_and_by_sources_and_a_file_of_classes_declares_none() -> None:
    sources = [{"name": "crm", "url": "x", "labels": {"column": "state", "classes": ["ok", "late"]}}]
    listed = masking(sources=sources, labels=[{"source": "crm", "file": "t.csv", "classes": ["good"]}])
    assert listed.classes == {"ok", "late", "good"}
    assert masking(labels=[{"source": "crm", "file": "t.csv", "classes": "classes.txt"}]).classes == frozenset()


def test_a_cut_text_keeps_what_was_masked_in_it_and_loses_its_end() -> None:
    text = f"ask {MAIL} or " + "word " * 60
    assert TextMask().clip(text) == f"ask [EMAIL_ADDRESS] or {text[len(f'ask {MAIL} or ') : -40]}…"
    assert TextMask().clip("w" * 9 + " " * 190) == "w" * 9 + " " * 190
    assert TextMask().clip("word " * 40) == "word " * 32 + "…"


def test_a_value_that_reaches_into_the_end_is_masked_whole() -> None:
    text = "word " * 34 + MAIL + " word word word"
    assert TextMask().clip(text) == "word " * 34 + "[EMAIL_ADDRESS]…"
    at_the_end = "word " * 34 + MAIL.ljust(40)
    assert TextMask().clip(at_the_end) == "word " * 34 + "…"


def test_texts_that_were_learnt_are_not_scanned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    scans: list[str] = []

    def scanned(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        scans.append(text)
        return (), ()

    monkeypatch.setattr("readiness.scoring.masking.scan_text", scanned)
    known = TextMask()
    known.learn(["first text!", "second text!", "first text!", "plain"])
    known.learn(["second text!"])
    assert [known(text) for text in ("first text!", "second text!", "plain")] == [
        "first text!",
        "second text!",
        "plain",
    ]
    assert scans == ["first text!\n\n\n\nsecond text!"]


def test_many_texts_are_scanned_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def scanned(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        sizes.append(len(text.split("\n\n\n\n")))
        return (), ()

    monkeypatch.setattr("readiness.scoring.masking.scan_text", scanned)
    TextMask().learn([f"text {number}!" for number in range(450)])
    TextMask().learn([letter * 90_000 + "!" for letter in "abcde"])
    assert sizes == [200, 200, 50, 3, 2]


def test_a_key_that_is_no_unicode_has_a_digest_too() -> None:
    assert len(masking().digest("lone \udc80")) == 16


@pytest.mark.parametrize(
    ("raw", "protected", "shown"),
    [(None, False, None), (7.4, False, 7.4), (7.4, True, None), (4_539_578_763_621_486.0, False, None)],
)
def test_a_number_is_shown_unless_it_may_be_somebodys(raw: float | None, protected: bool, shown: float | None) -> None:
    assert masking().number(raw, protected=protected) == shown


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        (None, None),
        ("", ""),
        ("row 7", "row 7"),
        ("row 7 (0123456789abcdef)", "0123456789abcdef"),
        ("row 7 (0123456789abcdef) more", "row 7 (0123456789abcdef) more"),
        ("key 0123456789abcdef", "key 0123456789abcdef"),
    ],
)
def test_of_a_masked_row_only_its_digest_is_its_identity(text: str | None, identity: str | None) -> None:
    assert identity_of(text) == identity


def test_personal_data_and_a_secret_of_one_text_are_both_masked() -> None:
    shown = TextMask()(f"ask {MAIL}, then use password = Xylo-Phone42!Z")
    assert shown.startswith("ask [EMAIL_ADDRESS], then")
    assert "Xylo" not in shown


def test_the_first_line_of_a_key_without_a_key_is_shown() -> None:
    text = "It begins with -----BEGIN RSA PRIVATE KEY----- and ends with -----END RSA PRIVATE KEY-----."
    assert TextMask()(text) == text
