import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readiness.profilers.base import Profile
from readiness.profilers.rights import measure, searched_items
from tests.profilers.stages import inputs_of, staged_row

SECRET = "ghp_" + "q7Zx9Kd2Lm4Np6Rs8Tv1Wy3Bc5Df7Gh9Jk2a"
MAIL = "jane.roe@acme-corp.com"


class Corpus:
    """Texts and tables written as the stage files that the profiler reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {"document_text": [], "table_index": []}

    def text(self, item: str, text: str, source: str = "docs") -> None:
        self.rows["document_text"].append({"source": source, "item": item, "text": text})

    def table(self, item: str, columns: dict[str, Any], **facts: Any) -> None:
        self.rows["table_index"].append(staged_row(self.folder, item, columns, **{"source": "docs", **facts}))

    def measure(self, *, full: bool = False, cells: int = 500_000, **source: Any) -> Profile:
        sources = [{"name": "docs", "url": "x", **source}, {"name": "empty", "url": "y"}]
        resources = {"pii_census_cells": cells}
        inputs = inputs_of(self.folder, stages=self.rows, sources=sources, resources=resources)
        return measure(replace(inputs, full=full))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def rate(profile: Profile, indicator: str, source: str = "docs") -> tuple[float, float, float | None]:
    rows = [r for r in profile.measures.to_pylist() if r["indicator"] == indicator and r["source"] == source]
    assert len(rows) == 1
    return rows[0]["numerator"], rows[0]["denominator"], rows[0]["population"]


def defects(profile: Profile, code: str) -> list[dict[str, Any]]:
    return [row for row in profile.defects.to_pylist() if row["code"] == code]


def test_a_source_with_nothing_to_scan_has_an_empty_denominator(corpus: Corpus) -> None:
    profile = corpus.measure()
    for indicator in ("rights.pii", "rights.pii_basis", "rights.secrets"):
        assert rate(profile, indicator, "empty") == (0, 0, None)


def test_documents_with_personal_data_are_counted_and_their_kinds_listed(corpus: Corpus) -> None:
    corpus.text("a.md", f"write to {MAIL} or {MAIL}")
    corpus.text("b.md", "nothing here")
    profile = corpus.measure()
    assert rate(profile, "rights.pii") == (1, 2, None)
    (defect,) = defects(profile, "rights.pii")
    assert defect["item"] == "a.md"
    assert json.loads(defect["evidence"])["kinds"] == {"EMAIL_ADDRESS": 2}


def test_no_raw_value_reaches_any_output(corpus: Corpus) -> None:
    raw = [MAIL, SECRET, "374-15-9928", "4556 4264 2848 1144", "Tr0ub4dor&3x", "Okonjo"]
    corpus.text(
        "a.md", f"{MAIL} {SECRET}\nMr. Okonjo, SSN 374-15-9928, card 4556 4264 2848 1144\npassword: Tr0ub4dor&3x"
    )
    corpus.table("t.csv", {"mail": [MAIL], "note": [f"token {SECRET}"]})
    profile = corpus.measure()
    written = json.dumps([profile.defects.to_pylist(), profile.measures.to_pylist()])
    assert len(defects(profile, "rights.secrets")) == 2
    assert [value for value in raw if value in written] == []


def test_a_secret_is_not_personal_data_as_well(corpus: Corpus) -> None:
    corpus.text("a.md", "postgres://app:" + "pw9Xk2Lq@db.acme.com/x")
    profile = corpus.measure()
    assert rate(profile, "rights.secrets") == (1, 1, None)
    assert rate(profile, "rights.pii")[0] == 0


def test_columns_of_every_type_are_items_and_named_as_part(corpus: Corpus) -> None:
    corpus.table("t.csv", {"id": ["1", "2"], "contact": [MAIL, "-"], "n": [1, 2]})
    profile = corpus.measure()
    assert rate(profile, "rights.pii") == (1, 3, None)
    (defect,) = defects(profile, "rights.pii")
    assert (defect["item"], defect["part"]) == ("t.csv", "contact")


@pytest.mark.parametrize(
    ("rights", "violations"),
    [
        (None, 1),
        ({"licence": "internal"}, 1),
        ({"basis": " "}, 1),
        ({"basis": "contract"}, 0),
        ({"basis": "contract", "pii_allowed": True}, 0),
        ({"basis": "contract", "pii_allowed": False}, 1),
    ],
)
def test_personal_data_asks_for_a_basis(corpus: Corpus, rights: dict[str, Any] | None, violations: int) -> None:
    corpus.text("a.md", f"write to {MAIL}")
    profile = corpus.measure(rights=rights)
    assert rate(profile, "rights.pii_basis") == (violations, 1, None)
    assert len(defects(profile, "rights.pii_basis")) == violations


def test_no_personal_data_asks_for_no_basis(corpus: Corpus) -> None:
    corpus.text("a.md", "nothing here")
    assert rate(corpus.measure(rights={"pii_allowed": False}), "rights.pii_basis") == (0, 1, None)


def test_an_author_named_in_a_text_asks_for_no_basis_unless_none_is_allowed(corpus: Corpus) -> None:
    corpus.text("a.md", "A book by Martin Okonjo.")
    assert rate(corpus.measure(), "rights.pii") == (1, 1, None)
    assert rate(corpus.measure(), "rights.pii_basis") == (0, 1, None)
    assert rate(corpus.measure(rights={"pii_allowed": False}), "rights.pii_basis") == (1, 1, None)


def test_a_column_of_people_is_a_register(corpus: Corpus) -> None:
    corpus.table("staff.csv", {"last_name": ["Okonjo", "Xi", "Müller"], "city": ["Rome", "Oslo", "Lima"]})
    profile = corpus.measure()
    assert [row["part"] for row in defects(profile, "rights.pii")] == ["last_name"]
    assert rate(profile, "rights.pii_basis") == (1, 1, None)


def test_a_column_called_after_people_that_holds_codes_is_none(corpus: Corpus) -> None:
    corpus.table("t.csv", {"customer_name": ["Customer#000000001", "Customer#000000002"]})
    assert rate(corpus.measure(), "rights.pii")[0] == 0


def test_a_chance_name_in_a_large_column_does_not_count(corpus: Corpus) -> None:
    corpus.table("t.csv", {"product": [f"part {n}" for n in range(500)] + ["Thomas Edison lamp"]})
    assert rate(corpus.measure(), "rights.pii")[0] == 0


def test_numbers_that_pass_luhn_by_chance_do_not_make_a_column_of_cards(corpus: Corpus) -> None:
    corpus.table("t.csv", {"id": [f"4{n:015d}" for n in range(10**14, 10**14 + 400)]})
    assert rate(corpus.measure(), "rights.pii")[0] == 0


def test_a_column_of_cards_is_found(corpus: Corpus) -> None:
    corpus.table("t.csv", {"pan": ["4556426428481144", "5213591727586604", "5498878581177505"]})
    assert rate(corpus.measure(), "rights.pii")[0] == 1


def test_a_header_explains_numbers_without_a_shape(corpus: Corpus) -> None:
    corpus.table("t.csv", {"phone": ["20 32 85 26", "20 32 85 27"], "size": ["20 32 85 26", "20 32 85 27"]})
    assert [row["part"] for row in defects(corpus.measure(), "rights.pii")] == ["phone"]


def test_what_was_read_in_part_and_showed_nothing_is_left_to_the_population(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searched_items, "TEXT_CHARACTERS", 50)
    corpus.text("long.md", "x " * 100 + MAIL)
    corpus.text("long-with.md", MAIL + " x" * 100)
    corpus.text("short.md", "nothing")
    assert rate(corpus.measure(), "rights.pii") == (1, 2, 3)
    assert rate(corpus.measure(full=True), "rights.pii") == (2, 3, None)


def test_a_column_beyond_the_cap_is_sampled_and_said_so(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched_items, "COLUMN_CELLS", 10)
    corpus.table("t.csv", {"note": [f"note {n}" for n in range(50)]})
    corpus.table("sampled.csv", {"note": ["a"]}, rows=100, rows_read=1)
    corpus.text("a.md", "x")
    assert rate(corpus.measure(cells=49), "rights.pii") == (0, 1, 3)
    assert rate(corpus.measure(cells=50), "rights.pii") == (0, 2, 3)
    assert rate(corpus.measure(cells=0, full=True), "rights.pii") == (0, 2, 3)


def test_a_secret_beyond_the_cap_is_found_so_that_the_veto_is_a_census(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searched_items, "COLUMN_CELLS", 10)
    monkeypatch.setattr(searched_items, "TEXT_CHARACTERS", 50)
    corpus.table("t.csv", {"note": [*(f"note {n}" for n in range(500)), f"use {SECRET}", "x " * 3000 + SECRET]})
    corpus.table("clean.csv", {"note": [f"note {n}" for n in range(500)]})
    corpus.text("long.md", "x " * 100 + SECRET)
    profile = corpus.measure(cells=0)
    assert rate(profile, "rights.secrets") == (2, 3, None)
    assert json.loads(defects(profile, "rights.secrets")[1]["evidence"])["kinds"] == {"GITHUB_TOKEN": 2}


@pytest.mark.parametrize(
    ("allowed", "violations"),
    [(["EMAIL_ADDRESS"], 0), (["EMAIL_ADDRESS", "PHONE_NUMBER"], 0), (["PHONE_NUMBER"], 1), ([], 1)],
)
def test_a_list_of_kinds_allows_those_and_no_other(corpus: Corpus, allowed: list[str], violations: int) -> None:
    corpus.text("a.md", f"write to {MAIL}")
    profile = corpus.measure(rights={"pii_allowed": allowed, "basis": "contract"})
    assert rate(profile, "rights.pii_basis") == (violations, 1, None)


def test_what_chance_also_gives_is_a_finding_and_blocks_nothing(corpus: Corpus) -> None:
    corpus.text("a.md", "Parcel 4556426428481144 went out, see 374-15-9928 and 44.12.13.14.")
    profile = corpus.measure(rights={"pii_allowed": False})
    assert rate(profile, "rights.pii") == (0, 1, None)
    assert rate(profile, "rights.pii_basis") == (0, 1, None)
    (defect,) = defects(profile, "rights.pii")
    assert set(json.loads(defect["evidence"])["certainty"].values()) == {"chance"}
    assert "chance" in defect["message"]
    assert "chance" in defect["remedy"]


def test_owners_whom_the_project_names_and_role_mailboxes_block_nothing(corpus: Corpus) -> None:
    corpus.text("a.md", "Questions go to Martin Okonjo (m.okonjo@acme.com) or to buchhaltung@acme.com.")
    owner = {"name": "Martin Okonjo", "email": "M.Okonjo@acme.com"}
    profile = corpus.measure(rights={"pii_allowed": False}, owner=owner)
    assert rate(profile, "rights.pii_basis") == (0, 1, None)
    assert json.loads(defects(profile, "rights.pii")[0]["evidence"])["kinds"] == {"EMAIL_ADDRESS": 2, "PERSON": 1}
    assert rate(corpus.measure(rights={"pii_allowed": False}), "rights.pii_basis") == (1, 1, None)


def test_only_certain_secrets_count_in_the_veto(corpus: Corpus) -> None:
    corpus.text("a.md", "password: " + "Tr0ub4dor&3x")
    corpus.text("b.md", f"token {SECRET}")
    profile = corpus.measure()
    assert rate(profile, "rights.secrets") == (1, 2, None)
    classes = [json.loads(defect["evidence"])["certainty"] for defect in defects(profile, "rights.secrets")]
    assert classes == [{"PASSWORD": "likely"}, {"GITHUB_TOKEN": "certain"}]


def test_tables_with_a_column_that_could_not_be_read_are_not_counted_as_looked_at(corpus: Corpus) -> None:
    corpus.text("a.md", "nothing")
    corpus.table("book.xlsx!One", {"a": [1], "b": ["x"]}, container="book.xlsx")
    corpus.table("book.xlsx!Two", {"a": [1]}, container="book.xlsx")
    corpus.table("images.parquet", {"a": [1], "image": [b"\xff\xd8"]})
    listed = [("a.md", "document"), ("book.xlsx", "table"), ("images.parquet", "table")]
    corpus.rows["inventory"] = [
        {"source": "docs", "item": item, "kind": kind, "state": "listed"} for item, kind in listed
    ]
    profile = corpus.measure()
    rows = [row for row in profile.measures.to_pylist() if row["source"] == "docs"]
    assert {(row["indicator"], row["looked_at"], row["could_not"]) for row in rows} == {
        ("rights.access", 3, 0),  # no audience is stated
        ("rights.pii", 2, 1),
        ("rights.pii_basis", 2, 1),
        ("rights.secrets", 2, 1),
    }
    assert rate(profile, "rights.pii") == (0, 5, None)
