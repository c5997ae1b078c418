"""``measure`` of labels: which items count, what is wrong with their labels, and where labels are found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from readiness.profilers.base import Profile
from readiness.profilers.labels import measure
from tests.profilers.stages import inputs_of, rate, staged_row, write_stages

Columns = Mapping[str, Sequence[Any]]


@dataclass
class Stages:
    """Writes the stage files that the profiler reads."""

    folder: Path

    def write(
        self,
        tables: Mapping[str, Columns],
        documents: Sequence[str] = (),
        *,
        texts: Mapping[str, str] | None = None,
        hashes: Mapping[str, str] | None = None,
        rows: Mapping[str, int] | None = None,
    ) -> Stages:
        index = [self._table(item, columns, rows or {}) for item, columns in tables.items()]
        listed = [*[(item, "document") for item in documents], *[(item, "table") for item in tables]]
        known = {"source": "s", "kind": "document", "outcome": "ok"}
        stages = {
            "table_index": index,
            "inventory": [{"source": "s", "item": i, "kind": k, "state": "listed"} for i, k in listed],
            "document_text": [{"source": "s", "item": i, "text": t} for i, t in (texts or {}).items()],
            "profile_documents": [{**known, "item": i, "sha256": h} for i, h in (hashes or {}).items()],
        }
        write_stages(self.folder, stages)
        return self

    def measure(self, **config: Any) -> Profile:
        source = {"name": "s", "url": ".", **config.pop("source", {})}
        return measure(inputs_of(self.folder, sources=[source], **config))

    def _table(self, item: str, columns: Columns, rows: Mapping[str, int]) -> dict[str, Any]:
        count = len(next(iter(columns.values())))
        facts = {"source": "s", "container": item.partition("!")[0], "keys": []}
        return staged_row(self.folder, item, columns, rows=rows.get(item, count), rows_read=count, **facts)


@pytest.fixture
def stages(tmp_path: Path) -> Stages:
    return Stages(folder=tmp_path)


def reason(profile: Profile, indicator: str) -> str:
    (row,) = [row for row in profile.measures.to_pylist() if row["indicator"] == indicator]
    assert row["state"] == "not_measured"
    return str(row["reason"])


def defects(profile: Profile, code: str) -> list[tuple[str, str, str, str]]:
    """(item, kind, label, suggested) of every defect of one code."""
    rows = [(row["item"], json.loads(row["evidence"])) for row in profile.defects.to_pylist() if row["code"] == code]
    return [(item, found["kind"], found["label"], found["suggested"]) for item, found in rows]


APART = [{"source": "s", "file": "labels.csv", "item": "id", "label": "label", "of": "texts.csv", "key": "id"}]
IDS = [f"t{at}" for at in range(5)]


def test_items_without_row_with_a_blank_and_with_a_placeholder_are_missing(stages: Stages) -> None:
    labels = {"id": ["t0", "t1", "t2", "t3"], "label": ["a", " ", "TBD", "b"]}
    profile = stages.write({"labels.csv": labels, "texts.csv": {"id": IDS}}).measure(labels=APART)
    assert rate(profile, "labels.missing") == (3, 5)
    assert defects(profile, "labels.missing") == [
        ("t1", "blank", "", ""),
        ("t2", "placeholder", "TBD", ""),
        ("t4", "missing_row", "", ""),
    ]


def test_a_word_of_the_closed_list_is_a_label_even_when_it_says_unknown(stages: Stages) -> None:
    tables = {"labels.csv": {"id": IDS, "label": ["unknown", "a", "a", "a", "none"]}, "texts.csv": {"id": IDS}}
    profile = stages.write(tables).measure(labels=[{**APART[0], "classes": ["a", "unknown"]}])
    assert [item for item, *_ in defects(profile, "labels.missing")] == ["t4"]


def test_labels_outside_the_closed_list_are_invalid_and_get_the_nearest_class(stages: Stages) -> None:
    given = ["Billing ", "biling", "fault", "zzz", "fault"]
    tables = {"labels.csv": {"id": IDS, "label": given}, "texts.csv": {"id": IDS}}
    profile = stages.write(tables).measure(labels=[{**APART[0], "classes": ["billing", "fault"]}])
    assert rate(profile, "labels.invalid") == (3, 5)
    assert [(label, meant) for _, _, label, meant in defects(profile, "labels.invalid")] == [
        ("Billing ", "billing"),
        ("biling", "billing"),
        ("zzz", ""),
    ]


def test_without_a_closed_list_only_rare_spellings_of_an_established_class_are_invalid(stages: Stages) -> None:
    given = ["complaint"] * 20 + ["complant", "Complaint", "incident", "compliment"]
    ids = [str(at) for at in range(len(given))]
    profile = stages.write({"labels.csv": {"id": ids, "label": given}, "texts.csv": {"id": ids}}).measure(labels=APART)
    found = [(label, meant) for _, _, label, meant in defects(profile, "labels.invalid")]
    assert found == [("complant", "complaint"), ("Complaint", "complaint")]


def test_rows_that_name_no_item_are_orphans(stages: Stages) -> None:
    tables = {"labels.csv": {"id": ["t0", "t9", ""], "label": ["a", "b", "a"]}, "texts.csv": {"id": IDS}}
    profile = stages.write(tables).measure(labels=APART)
    assert rate(profile, "labels.orphaned") == (2, 3)
    assert [item for item, *_ in defects(profile, "labels.orphaned")] == ["t9", "(blank)"]


def row_numbers(profile: Profile, code: str) -> dict[str, list[int]]:
    rows = [row for row in profile.defects.to_pylist() if row["code"] == code]
    return {row["item"]: json.loads(row["evidence"]).get("row_numbers") for row in rows}


def test_a_labelled_row_is_named_by_key_and_row_number(stages: Stages) -> None:
    text = "a text that is long enough to be somebody's own words"
    people = {"login": ["", "cid", "ann", "bob", "cid", "eve"], "text": ["", "x", text, "y", "x", text]}
    labels = {"login": ["zoe", "ann", "eve", "bob"], "kind": ["good", "good", "bad", "odd"]}
    declared = {"source": "s", "file": "kinds.csv", "of": "people.csv", "item": "login", "key": "login"}
    found = stages.write({"people.csv": people, "kinds.csv": labels}).measure(
        labels=[{**declared, "label": "kind", "classes": ["good", "bad"]}]
    )
    assert row_numbers(found, "labels.missing") == {"cid": [1]}
    assert row_numbers(found, "labels.invalid") == {"bob": [3]}
    assert row_numbers(found, "labels.orphaned") == {"zoe": [0]}  # of the label file: no other table knows it
    assert row_numbers(found, "labels.conflicting") == {"ann": [2, 5], "eve": [5, 2]}


def test_two_labels_for_one_item_conflict_unless_they_are_spellings_of_one_class(stages: Stages) -> None:
    labels = {"id": ["t0", "t0", "t1", "t1", "t2", "t3"], "label": ["a", "b", "c d", "C_D", "a", "b"]}
    profile = stages.write({"labels.csv": labels, "texts.csv": {"id": IDS}}).measure(labels=APART)
    assert rate(profile, "labels.conflicting") == (1, 4)
    assert [item for item, *_ in defects(profile, "labels.conflicting")] == ["t0"]


def test_an_adjudicator_settles_what_annotators_disagree_on(stages: Stages) -> None:
    labels = {
        "id": ["t0", "t0", "t1", "t1", "t1", "t2", "t3"],
        "label": ["a", "b", "a", "b", "a", "a", "b"],
        "who": ["ann", "bob", "ann", "bob", "final", "ann", "ann"],
    }
    stages.write({"labels.csv": labels, "texts.csv": {"id": IDS}})
    profile = stages.measure(labels=[{**APART[0], "annotator": "who"}])
    (row,) = [row for row in profile.defects.to_pylist() if row["code"] == "labels.conflicting"]
    assert (row["item"], json.loads(row["evidence"])["annotators"]) == ("t0", ["ann", "bob"])


def test_several_labels_per_item_throughout_is_a_multi_label_task_and_no_conflict(stages: Stages) -> None:
    labels = {"id": [*IDS, *IDS], "label": ["a"] * 5 + ["b"] * 5}
    profile = stages.write({"labels.csv": labels, "texts.csv": {"id": IDS}}).measure(labels=APART)
    assert "multi-label" in reason(profile, "labels.conflicting")


def test_rows_of_equal_text_with_different_labels_conflict(stages: Stages) -> None:
    texts = ["Where is my new card?", "where is my  new card?", "Something else entirely", "ok", "ok"]
    labels = {"id": IDS, "label": ["arrival", "lost", "lost", "arrival", "lost"]}
    profile = stages.write({"labels.csv": labels, "texts.csv": {"id": IDS, "text": texts}}).measure(labels=APART)
    assert rate(profile, "labels.conflicting") == (2, 5)
    related = [row["related"] for row in profile.defects.to_pylist() if row["code"] == "labels.conflicting"]
    assert related == ["t1", "t0"]


def test_documents_that_are_copies_with_different_labels_conflict(stages: Stages) -> None:
    documents = ["a.pdf", "b.pdf", "c.pdf"]
    labels = {"path": documents, "label": ["x", "y", "y"]}
    stages.write({"labels.csv": labels}, documents, hashes={"a.pdf": "1", "b.pdf": "1", "c.pdf": "2"})
    profile = stages.measure(labels=[{"source": "s", "file": "labels.csv", "item": "path", "label": "label"}])
    assert rate(profile, "labels.conflicting") == (2, 3)


def test_paths_meet_their_documents_by_path_name_or_stem_but_never_across_folders(stages: Stages) -> None:
    documents = ["docs/2019/Acme.pdf", "docs/2020/Acme.pdf", "docs/2020/beta.pdf", "docs/gamma.pdf"]
    keys = [r"docs\2019\acme.pdf", "/mnt/share/docs/2020/Acme.pdf", "beta", "2019/gamma.pdf"]
    stages.write({"labels/l.csv": {"item": keys, "label": ["x", "y", "x", "y"]}}, documents)
    profile = stages.measure(labels=[{"source": "s", "file": "labels/l.csv"}])
    assert [item for item, *_ in defects(profile, "labels.orphaned")] == ["2019/gamma.pdf"]
    (missing,) = [row for row in profile.defects.to_pylist() if row["code"] == "labels.missing"]
    assert missing["item"] == "docs/gamma.pdf"
    assert json.loads(missing["evidence"])["joined_by"] == {"name": 1, "path": 1, "stem": 1}


def test_a_readme_beside_the_label_file_is_not_to_be_labelled(stages: Stages) -> None:
    stages.write({"labels/l.csv": {"item": ["a.pdf"], "label": ["x"]}}, ["docs/a.pdf", "labels/README.md"])
    profile = stages.measure(labels=[{"source": "s", "file": "labels/l.csv"}])
    assert rate(profile, "labels.missing") == (0, 1)


def test_the_worst_slice_can_be_seen_by_folder_split_and_configured_slice(stages: Stages) -> None:
    documents = ["legal/a.pdf", "legal/b.pdf", "sales/c.pdf", "sales/d.pdf"]
    labels = {"item": ["legal/a.pdf", "sales/c.pdf", "sales/d.pdf"], "label": ["x", "", "x"], "split": ["t", "t", "v"]}
    stages.write({"labels.csv": labels}, documents)
    spec = [{"source": "s", "file": "labels.csv", "split": "split"}]
    profile = stages.measure(labels=spec)
    assert rate(profile, "labels.missing", slice_name="folder=legal") == (1, 2)
    assert rate(profile, "labels.missing", slice_name="split=t") == (1, 2)
    named = stages.measure(labels=spec, source={"slices": {"department": "path[0]"}})
    assert rate(named, "labels.missing", slice_name="department=sales") == (1, 2)


def test_labels_in_a_column_of_their_own_table_are_audited_row_by_row(stages: Stages) -> None:
    tickets: Columns = {"id": [1, 2, 3, 4], "category": ["billing", None, "fualt", "fault"]}
    labels = {"column": "tickets.category", "classes": ["billing", "fault"]}
    profile = stages.write({"crm/tickets.csv": tickets}).measure(source={"labels": labels})
    assert rate(profile, "labels.missing") == (1, 4)
    assert defects(profile, "labels.invalid") == [("3", "invalid", "fualt", "fault")]
    assert rate(profile, "labels.orphaned") == (0, 0)


def test_rows_without_a_key_are_named_by_their_number(stages: Stages) -> None:
    tickets = {"text": ["same", "same"], "category": ["billing", ""]}
    profile = stages.write({"tickets.csv": tickets}).measure(source={"labels": {"column": "tickets.category"}})
    assert [item for item, *_ in defects(profile, "labels.missing")] == ["row 2"]


def test_classes_with_fewer_than_ten_examples_are_told_in_one_defect(stages: Stages) -> None:
    ids = [str(at) for at in range(13)]
    tables = {"labels.csv": {"id": ids, "label": ["a"] * 10 + ["b"] * 3}, "texts.csv": {"id": ids}}
    profile = stages.write(tables).measure(labels=[{**APART[0], "classes": ["a", "b", "c"]}])
    assert rate(profile, "labels.class_support") == (2, 3)
    (row,) = [row for row in profile.defects.to_pylist() if row["code"] == "labels.class_support"]
    evidence = json.loads(row["evidence"])
    assert evidence["classes"] == {"b": 3, "c": 0}
    assert evidence["label_minutes"] == {"b": 3.5, "c": 5.0}


def test_measurements_instead_of_classes_have_no_class_support(stages: Stages) -> None:
    ids = [str(at) for at in range(40)]
    tables: dict[str, Columns] = {
        "labels.csv": {"id": ids, "label": [at / 7 for at in range(40)]},
        "texts.csv": {"id": ids},
    }
    profile = stages.write(tables).measure(labels=APART)
    assert rate(profile, "labels.class_support") == (0, 0)


def test_undeclared_labels_are_found_by_name_columns_and_join_with_the_class_list_beside_them(stages: Stages) -> None:
    given = {"id": [*IDS, "t5"], "label": ["a", "b", "b", "a", "b", "B"]}
    tables = {"x/labels.csv": given, "x/tickets.csv": {"id": [*IDS, "t5", "t6"]}}
    profile = stages.write(tables, texts={"x/classes.json": '["a", "b"]'}).measure()
    assert rate(profile, "labels.missing") == (1, 7)
    assert defects(profile, "labels.invalid") == [("t5", "invalid", "B", "b")]
    evidence = [json.loads(row["evidence"]) for row in profile.defects.to_pylist()]
    assert all("names rows of x/tickets.csv" in found["inferred"] for found in evidence)


def test_a_class_list_beside_the_labels_that_knows_few_of_them_is_not_theirs(stages: Stages) -> None:
    tables = {"labels.csv": {"id": IDS, "label": ["a", "b", "b", "a", "a"]}, "texts.csv": {"id": IDS}}
    profile = stages.write(tables, texts={"classes.txt": "red\ngreen\n"}).measure()
    assert rate(profile, "labels.invalid") == (0, 5)


def test_undeclared_labels_of_documents_speak_only_for_the_folders_they_name(stages: Stages) -> None:
    documents = ["mail/a.eml", "mail/b.eml", "mail/c.eml", "manuals/d.pdf"]
    stages.write({"gold_labels.csv": {"file": ["a.eml", "b.eml"], "category": ["x", "y"]}}, documents)
    assert [item for item, *_ in defects(stages.measure(), "labels.missing")] == ["mail/c.eml"]


def test_undeclared_annotators_that_disagree_are_a_conflict(stages: Stages) -> None:
    given = {"id": ["t0", "t0", "t1", "t2", "t3"], "label": ["a", "b", "a", "b", "a"], "annotator": list("vwvwv")}
    profile = stages.write({"labels.csv": given, "texts.csv": {"id": IDS}}).measure()
    assert [item for item, *_ in defects(profile, "labels.conflicting")] == ["t0"]


def test_a_file_named_labels_that_joins_nothing_is_left_alone(stages: Stages) -> None:
    tables = {"labels.csv": {"id": ["x", "y"], "label": ["a", "b"]}, "texts.csv": {"id": IDS}}
    assert rate(stages.write(tables).measure(), "labels.missing") == (0, 0)


def test_a_training_project_without_labels_is_not_measured(stages: Stages) -> None:
    profile = stages.write({"facts.csv": {"id": IDS, "amount": IDS}}).measure(use="training")
    assert "no labels" in reason(profile, "labels.missing")


def test_a_training_table_with_a_label_column_is_found_and_other_uses_leave_it_alone(stages: Stages) -> None:
    stages.write({"train.csv": {"id": IDS, "label": ["a", "", "b", "a", "?"]}})
    assert rate(stages.measure(use="training"), "labels.missing") == (2, 5)
    assert rate(stages.measure(use="rag"), "labels.missing") == (0, 0)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"file": "gone.csv"}, "gone.csv was not found"),
        ({"label": "lable"}, "did you mean 'label'"),
        ({"of": "gone.csv"}, "gone.csv was not found"),
        ({"key": "idd"}, "did you mean 'id'"),
        ({"classes": "gone.json"}, "gone.json was not found"),
    ],
)
def test_a_declared_label_set_that_cannot_be_read_is_not_measured(
    stages: Stages, change: dict[str, str], problem: str
) -> None:
    stages.write({"labels.csv": {"id": IDS, "label": IDS}, "texts.csv": {"id": IDS}})
    assert problem in reason(stages.measure(labels=[{**APART[0], **change}]), "labels.missing")


def test_a_declared_class_list_is_read_from_a_file_of_the_source(stages: Stages) -> None:
    tables = {"labels.csv": {"id": IDS, "label": ["a", "b", "c", "a", "b"]}, "texts.csv": {"id": IDS}}
    stages.write(tables, texts={"lists/kinds.json": '{"0": "a", "1": "b"}'})
    profile = stages.measure(labels=[{**APART[0], "classes": "lists/kinds.json"}])
    assert rate(profile, "labels.invalid") == (1, 5)


def test_what_a_cut_table_cannot_tell_is_not_measured(stages: Stages) -> None:
    tables = {"labels.csv": {"id": IDS, "label": ["a"] * 5}, "texts.csv": {"id": IDS}}
    cut_labels = stages.write(tables, rows={"labels.csv": 900}).measure(labels=APART)
    assert "cut at the row limit" in reason(cut_labels, "labels.missing")
    cut_items = stages.write(tables, rows={"texts.csv": 900}).measure(labels=APART)
    assert "cut at the row limit" in reason(cut_items, "labels.orphaned")
    (row,) = [row for row in cut_items.measures.to_pylist() if row["indicator"] == "labels.missing"]
    assert (row["denominator"], row["population"]) == (5, 900)


def test_label_sets_of_one_source_are_counted_together(stages: Stages) -> None:
    tables = {
        "a.csv": {"id": ["t0"], "label": ["x"]},
        "b.csv": {"id": IDS, "label": ["x"] * 5},
        "texts.csv": {"id": IDS},
    }
    specs = [{**APART[0], "file": name} for name in ("a.csv", "b.csv")]
    assert rate(stages.write(tables).measure(labels=specs), "labels.missing") == (4, 10)


def test_labels_that_name_members_of_an_archive_are_about_its_members(stages: Stages) -> None:
    stages.write({"labels.csv": {"file": ["a.txt", "b.txt"], "label": ["x", "y"]}}, ["texts.zip", "plan.zip"])
    known = {"source": "s", "kind": "document", "outcome": "ok"}
    inside = [{**known, "item": f"texts.zip!{name}.txt", "container": "texts.zip"} for name in "abc"]
    other = {**known, "item": "plan.zip!z.txt", "container": "plan.zip"}
    write_stages(stages.folder, {"profile_documents": [*inside, other]})
    profile = stages.measure(labels=[{"source": "s", "file": "labels.csv", "item": "file", "label": "label"}])
    assert rate(profile, "labels.missing") == (2, 4)
    assert {item for item, *_ in defects(profile, "labels.missing")} == {"plan.zip", "texts.zip!c.txt"}
