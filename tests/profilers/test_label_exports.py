"""Exports of annotation tools: what each says of its items, found without a project file that names them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.profilers.base import Profile
from readiness.profilers.labels.exports import argilla, doccano, label_studio, prodigy
from readiness.profilers.labels.exports.documents import read_text
from readiness.profilers.labels.values import text_of
from tests.profilers.label_files import measure_files
from tests.profilers.stages import rate

Row = dict[str, Any]

NAMES = (
    *("id", "data", "annotations", "result", "value", "choices", "labels", "label", "answer", "accept", "options"),
    *("spans", "responses", "status", "fields", "text", "annotation", "entities", "cats", "images", "categories"),
    *("image_id", "category_id", "user", "from_name", "completed_by", "meta", "lead_time", "annotator", "q.responses"),
)


def lines(rows: list[Row]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"


def states(profile: Profile) -> Counter[str]:
    """Unlabelled items by why nobody labelled them."""
    rows = [row for row in profile.defects.to_pylist() if row["code"] == "labels.missing"]
    facts = [json.loads(row["evidence"]) for row in rows]
    return Counter(str(fact.get("state") or fact["kind"]) for fact in facts)


def items(profile: Profile, code: str) -> set[str]:
    return {row["item"] for row in profile.defects.to_pylist() if row["code"] == code}


def vote(label: str | None, who: Any = 1, **facts: Any) -> Row:
    """An annotation of Label Studio."""
    value = {"value": {"choices": [label]}, "from_name": "thema", "to_name": "text", "type": "choices"}
    return {"completed_by": who, "result": [value] if label else [], "was_cancelled": False, **facts}


def task(number: int, *votes: Row, **data: Any) -> Row:
    text = f"Die Lieferung {number} kam erst am {number % 28 + 1}. des Monats."
    return {"id": number, "data": data or {"text": text}, "annotations": list(votes), "predictions": [{"id": 3}]}


def test_label_studio_tasks_nobody_labelled_are_missing_and_say_why(tmp_path: Path) -> None:
    tasks = [task(1), task(2, vote(None, was_cancelled=True)), task(3, vote(None)), {**task(4), "drafts": [{"id": 1}]}]
    tasks += [task(number, vote("Lob" if number % 2 else "Tadel")) for number in range(5, 25)]

    profile = measure_files(tmp_path, {"ablage/stand.json": json.dumps(tasks)})

    assert rate(profile, "labels.missing") == (4, 24)
    assert states(profile) == {"no annotation": 1, "cancelled": 1, "no class chosen": 1, "draft": 1}


def test_a_cancelled_answer_beside_a_given_one_leaves_the_task_labelled(tmp_path: Path) -> None:
    tasks = [task(number, vote("Lob", 1), vote(None, 2, was_cancelled=True)) for number in range(12)]

    profile = measure_files(tmp_path, {"stand.json": json.dumps(tasks)})

    assert rate(profile, "labels.missing") == (0, 12)


def test_two_annotators_of_label_studio_disagree_and_a_ground_truth_settles_it(tmp_path: Path) -> None:
    tasks = [task(number, vote("Lob", {"email": "a@x"}), vote("Lob", {"email": "b@x"})) for number in range(20)]
    tasks += [task(30, vote("Lob", 1), vote("Tadel", 2))]
    tasks += [task(31, vote("Lob", 1), vote("Tadel", 2), vote("Tadel", 3, ground_truth=True))]

    profile = measure_files(tmp_path, {"stand.json": json.dumps(tasks)})

    assert items(profile, "labels.conflicting") == {"30"}


def test_spans_that_were_submitted_empty_are_labelled(tmp_path: Path) -> None:
    span = {"value": {"start": 0, "end": 4, "labels": ["FIRMA"]}, "from_name": "ner", "type": "labels"}
    tasks = [task(number, {"result": [span] if number % 3 else [], "completed_by": 1}) for number in range(30)]
    tasks += [task(40)]

    profile = measure_files(tmp_path, {"stand.json": json.dumps(tasks)})

    assert rate(profile, "labels.missing") == (1, 31)
    assert items(profile, "labels.missing") == {"40"}


def test_uploads_renamed_by_label_studio_find_their_documents(tmp_path: Path) -> None:
    files = {f"courriers/lettre n° {number}.txt": f"Lettre {number} de la société." for number in range(20)}
    names = [f"/data/upload/3/{number * 97 + 4096:08x}-lettre_n_{number}.txt" for number in range(18)]
    tasks = [task(number, vote("oui" if number % 2 else "non"), doc=name) for number, name in enumerate(names)]
    tasks += [task(50, vote("oui"), doc="/data/upload/3/0a0b0c0d-autre.txt")]

    profile = measure_files(tmp_path, {**files, "export/projet.json": json.dumps(tasks)})

    assert rate(profile, "labels.missing") == (2, 20)
    assert items(profile, "labels.orphaned") == {"/data/upload/3/0a0b0c0d-autre.txt"}


def test_tasks_name_rows_of_a_table_by_an_id_in_their_data(tmp_path: Path) -> None:
    rows = "\n".join(f"CH-{number:03d},O cliente {number} reclama" for number in range(40))
    tasks = [task(number, vote("sim"), chamado=f"CH-{number:03d}") for number in range(35)]

    profile = measure_files(tmp_path, {"chamados.csv": f"chamado,texto\n{rows}\n", "saida.json": json.dumps(tasks)})

    assert rate(profile, "labels.missing") == (5, 40)
    assert states(profile) == {"missing_row": 5}


def test_the_numbers_of_a_tool_are_not_taken_for_the_rows_of_a_table(tmp_path: Path) -> None:
    rows = "\n".join(f"{number},part {number}" for number in range(200))
    tasks = [task(number, vote("ja")) for number in range(20)]

    profile = measure_files(tmp_path, {"parts.csv": f"id,name\n{rows}\n", "stand.json": json.dumps(tasks)})

    assert rate(profile, "labels.missing") == (0, 20)


def test_texts_are_joined_with_the_rows_that_hold_them(tmp_path: Path) -> None:
    texts = [f"Die Meldung {number} betrifft das Lager am Hafen." for number in range(30)]
    rows = "\n".join(f"M{number},{text}" for number, text in enumerate(texts))
    tasks = [task(number + 500, vote("ja"), text=text) for number, text in enumerate(texts[:27])]

    profile = measure_files(tmp_path, {"meldungen.csv": f"nr,text\n{rows}\n", "out.json": json.dumps(tasks)})

    assert items(profile, "labels.missing") == {"M27", "M28", "M29"}


def test_flat_exports_of_label_studio_have_one_answer_in_each_row(tmp_path: Path) -> None:
    known = {"created_at": "2026-01-01", "lead_time": 1.5}
    rows = [
        {
            "id": task_,
            "testo": f"Messaggio {task_}",
            "tema": tema,
            "annotator": who,
            "annotation_id": task_ * 2 + who,
            **known,
        }
        for task_ in range(30)
        for who, tema in enumerate([{"choices": ["a", "b"]} if task_ % 3 else "a", "c" if task_ == 0 else "a"])
        if task_ % 3 == 0 or who == 0
    ]

    profile = measure_files(tmp_path, {"min.json": json.dumps(rows)})

    assert rate(profile, "labels.missing") == (0, 30)
    assert items(profile, "labels.conflicting") == {"0"}


def test_prodigy_rows_that_were_rejected_or_ignored_carry_no_label(tmp_path: Path) -> None:
    answers = ["reject"] * 3 + ["ignore"] * 2 + ["accept"] * 15
    rows = [
        {"text": f"Bemerkung {number} zur Kohle", "label": "EILT", "answer": answer, "_task_hash": number}
        for number, answer in enumerate(answers)
    ]

    profile = measure_files(tmp_path, {"db.jsonl": lines(rows)})

    assert rate(profile, "labels.missing") == (5, 20)
    assert states(profile) == {"rejected": 3, "ignored": 2}


def test_prodigy_sessions_are_annotators_of_one_input(tmp_path: Path) -> None:
    rows = [
        {
            "text": f"El pedido {number}",
            "_input_hash": -number,
            "options": [{"id": "E"}, {"id": "P"}],
            "accept": ["P" if number == 3 and who == "luis" else "E"],
            "answer": "accept",
            "_annotator_id": who,
        }
        for number in range(1, 15)
        for who in ("ana", "luis")
    ]

    profile = measure_files(tmp_path, {"db.jsonl": lines(rows)})

    assert rate(profile, "labels.conflicting") == (1, 14)


@pytest.mark.parametrize(("name", "given"), [("label", ["calm"]), ("label", [[0, 4, "MARE"]]), ("labels", ["a", "b"])])
def test_an_empty_list_of_doccano_is_a_missing_label(tmp_path: Path, name: str, given: list[Any]) -> None:
    rows = [{"id": n, "text": f"La marea {n} sale a las {n}", name: [] if n % 5 < 2 else given} for n in range(50)]

    profile = measure_files(tmp_path, {"admin.jsonl": lines(rows)})

    assert rate(profile, "labels.missing") == (20, 50)


def test_argilla_records_are_labelled_by_submitted_responses_alone(tmp_path: Path) -> None:
    def record(number: int, *responses: Row) -> Row:
        return {"id": f"r{number}", "status": "pending", "fields": {"text": "t"}, "responses": {"q": list(responses)}}

    def response(value: str, status: str = "submitted") -> Row:
        return {"value": value, "user_id": "u", "status": status}

    records = [record(1), record(2, response("a", "discarded")), record(3, response("a", "draft"))]
    records += [record(number, response("ab"[number % 2])) for number in range(4, 20)]

    profile = measure_files(tmp_path, {"records.json": json.dumps(records)})

    assert rate(profile, "labels.missing") == (3, 19)
    assert states(profile) == {"no annotation": 1, "discarded": 1, "draft": 1}


def test_argilla_datasets_of_version_1_are_labelled_when_validated(tmp_path: Path) -> None:
    rows = [
        {
            "text": f"Tilaus {n}",
            "annotation": "a" if n > 3 else None,
            "status": "Validated" if n > 3 else "Default",
            "annotation_agent": "x",
            "prediction": [["a", 0.5]],
        }
        for n in range(20)
    ]

    profile = measure_files(tmp_path, {"ds.jsonl": lines(rows)})

    assert rate(profile, "labels.missing") == (4, 20)


def test_coco_categories_are_the_closed_list_and_images_without_a_box_are_missing(tmp_path: Path) -> None:
    boxes = [{"id": n, "image_id": n, "category_id": 9 if n == 3 else 1} for n in range(12)]
    images = [{"id": n, "file_name": f"kran_{n}.jpg"} for n in range(14)]
    coco = {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "Kran"}]}

    profile = measure_files(tmp_path, {"instances.json": json.dumps(coco)})

    assert items(profile, "labels.missing") == {"kran_12.jpg", "kran_13.jpg"}
    assert items(profile, "labels.invalid") == {"kran_3.jpg"}


def test_brat_documents_need_an_annotation_file_that_is_not_empty(tmp_path: Path) -> None:
    texts = {f"korpus/{n}.txt": f"Acme {n} in Hull" for n in range(12)}
    notes = {f"korpus/{n}.ann": "" if n == 2 else "T1\tORG 0 4\tAcme\n" for n in range(11)}

    profile = measure_files(tmp_path, {**texts, **notes})

    assert items(profile, "labels.missing") == {"korpus/2.txt", "korpus/11.txt"}
    assert rate(profile, "labels.missing") == (2, 12)


def test_conll_sentences_without_an_entity_are_labelled(tmp_path: Path) -> None:
    sentence = "Firma X O\nKraus X {tag}\nliefert X O\n\n"
    text = "".join(sentence.format(tag="B-ORG" if n % 2 else "O") for n in range(10))

    profile = measure_files(tmp_path, {"train.conll": text})

    assert rate(profile, "labels.missing") == (0, 10)
    assert rate(profile, "labels.class_support") == (1, 1)


def test_spacy_texts_without_an_entity_are_labelled(tmp_path: Path) -> None:
    data = [[f"Text {n} of Acme", {"entities": [[8, 12, "ORG"]] if n % 2 else []}] for n in range(20)]

    assert rate(measure_files(tmp_path, {"data.json": json.dumps(data)}), "labels.missing") == (0, 20)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("issues.jsonl", lines([{"id": n, "body": "b", "labels": [{"id": 1, "name": "bug"}]} for n in range(30)])),
        (
            "wares.jsonl",
            lines([{"id": n, "text": f"steel {n}", "labels": [] if n % 8 else ["new"]} for n in range(60)]),
        ),
        ("survey.csv", "id,answer,comment\n" + "".join(f"{n},yes,fine {n}\n" for n in range(40))),
        ("notes.txt", "Dear all\nwe met on Monday\nA B-side was played by B-Team\nregards to all\nbye\n"),
    ],
)
def test_other_files_with_words_of_the_tools_are_no_exports(tmp_path: Path, name: str, text: str) -> None:
    assert rate(measure_files(tmp_path, {name: text}), "labels.missing") == (0, 0)


def test_a_declared_export_needs_no_column_for_its_items(tmp_path: Path) -> None:
    tasks = [task(number, *([vote("Lob")] if number > 2 else [])) for number in range(20)]
    labels = [{"source": "s", "file": "stand.json", "label": "thema"}]

    assert rate(measure_files(tmp_path, {"stand.json": json.dumps(tasks)}, labels=labels), "labels.missing") == (3, 20)


def test_declared_labels_may_name_documents_by_their_sha256(tmp_path: Path) -> None:
    import hashlib

    texts = {f"briefe/{number}.txt": f"Brief Nummer {number}" for number in range(4)}
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts.values()]
    rows = "".join(f"sha256:{digest},x\n" for digest in digests[:3])
    labels = [{"source": "s", "file": "l.csv", "item": "doc", "label": "label"}]

    profile = measure_files(tmp_path, {**texts, "l.csv": f"doc,label\n{rows}"}, labels=labels)

    assert items(profile, "labels.missing") == {"briefe/3.txt"}


def test_an_export_in_a_source_without_declared_labels_is_read_beside_those_of_another(tmp_path: Path) -> None:
    tasks = [task(number, *([vote("Lob")] if number > 2 else [])) for number in range(20)]
    files = {"stand.json": json.dumps(tasks)}
    labels = [{"source": "t", "file": "gone.csv"}]

    profile = measure_files(tmp_path, files, others=[{"name": "t", "url": "."}], labels=labels)

    assert rate(profile, "labels.missing", "s") == (3, 20)


ODD_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text("ab/#", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), ODD_JSON, max_size=4), min_size=1, max_size=2))
def test_no_reader_breaks_on_odd_content(records: list[Row]) -> None:
    columns = sorted({name for record in records for name in record})
    rows = [{name: text_of_cell(record.get(name)) for name in columns} for record in records]

    for read in (label_studio.read_tasks, prodigy.read, argilla.read_records, argilla.read_first):
        read([dict.fromkeys(NAMES, "") | row for row in rows])
    for row in rows:
        doccano.read([dict.fromkeys(NAMES, "") | row], "label")
    if columns:
        label_studio.read_flat(rows)
    argilla.read_flat(rows)
    for record in records:
        read_text(json.dumps(record))
        read_text(json.dumps(list(record.items())))


def text_of_cell(value: Any) -> str:
    """The cell as a staged table holds it: nested values as JSON text."""
    return json.dumps(value) if isinstance(value, (list, dict)) else text_of(value)


def test_labels_with_nothing_to_count_say_why(tmp_path: Path) -> None:
    tasks = [task(number, vote("Lob")) for number in range(20)]

    profile = measure_files(tmp_path, {"export.json": json.dumps(tasks)})

    searched = {row["indicator"]: row["searched"] for row in profile.measures.to_pylist() if row["source"] == "s"}
    assert searched["labels.orphaned"] == "each label is in the row of its own item"
    assert searched["labels.agreement"] == "no item has labels of several annotators"
