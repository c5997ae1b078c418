"""The manifest: what is kept out of it, and that each item that is not in it has a reason of the closed list."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness import schemas
from readiness.config.project import Project, Rights
from readiness.profilers.base import ProfileBuilder
from readiness.profilers.item_coverage import Examined
from readiness.profilers.rights.basis import measure_basis
from readiness.profilers.rights.certainty import Certainty, MatchCounts
from readiness.profilers.rights.permission import forbidden_kinds
from readiness.profilers.rights.rights_defects import Findings
from readiness.profilers.rights.searched_items import ScannedItem
from readiness.profilers.sufficiency import measure
from readiness.profilers.sufficiency.exclusions import Reason
from tests.profilers.stages import (
    AS_OF,
    CONTRACTS,
    defect_row,
    inputs_of,
    listed_row,
    measures,
    opened_row,
    pair_row,
    table_row,
)

Row = dict[str, Any]
MAIL, CARD = "EMAIL_ADDRESS", "CREDIT_CARD"
BASIS = {"basis": "contract", "pii_allowed": True}


def rights_defect(code: str, item: str, part: str | None = None, **certainty: str) -> Row:
    return {**defect_row(code, item), "part": part, "evidence": json.dumps({"certainty": certainty})}


def documents(*items: str) -> dict[str, Any]:
    return {
        "inventory": [listed_row(item) for item in items],
        "profile_documents": [opened_row(item) for item in items],
    }


def tables(*items: str) -> dict[str, Any]:
    return {
        "inventory": [listed_row(item, kind="table") for item in items],
        "profile_documents": [opened_row(item, kind="table") for item in items],
        "table_index": [table_row(item) for item in items],
    }


def measure_rows(folder: Path, rights: Row | None = None, project: Row | None = None, **stages: Any) -> Any:
    source = {**CONTRACTS, "rights": rights} if rights else CONTRACTS
    return measure(inputs_of(folder, stages=stages, sources=[source], **(project or {})))


def handed_on(profile: Any) -> list[str]:
    items: list[str] = profile.tables["manifest"]["item"].to_pylist()
    return items


def reasons_by_item(profile: Any) -> dict[str, set[str]]:
    reasons: dict[str, set[str]] = {}
    for row in profile.tables["manifest_excluded"].to_pylist():
        reasons.setdefault(row["item"], set()).add(row["reason"])
    return reasons


def test_an_item_with_a_certain_secret_is_excluded_and_one_with_a_likely_one_is_not(tmp_path: Path) -> None:
    defects = [
        rights_defect("rights.secrets", "key", AWS_ACCESS_KEY="certain", PASSWORD="likely"),
        rights_defect("rights.secrets", "maybe", PASSWORD="likely"),
    ]
    profile = measure_rows(tmp_path, **documents("key", "maybe"), rights__defects=defects)
    assert (handed_on(profile), reasons_by_item(profile)) == (["maybe"], {"key": {"secret"}})
    (row,) = profile.tables["manifest_excluded"].to_pylist()
    assert row["text"] == "It holds secrets: AWS_ACCESS_KEY."


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (None, {"mail"}),
        ({"basis": " "}, {"mail"}),
        ({"pii_allowed": True}, {"mail"}),
        (BASIS, set()),
        ({"basis": "contract"}, set()),
        ({"basis": "contract", "pii_allowed": False}, {"mail", "author"}),
        ({"basis": "contract", "pii_allowed": [MAIL]}, {"author"}),
        ({"pii_allowed": ["PERSON"]}, {"mail"}),
    ],
)
def test_an_item_with_personal_data_that_its_source_may_not_hold_is_excluded(
    tmp_path: Path, rights: Row | None, expected: set[str]
) -> None:
    defects = [
        rights_defect("rights.pii", "mail", EMAIL_ADDRESS="likely", PERSON="chance"),
        rights_defect("rights.pii", "author", PERSON="likely"),
        rights_defect("rights.pii", "role", EMAIL_ADDRESS="chance"),
    ]
    profile = measure_rows(tmp_path, rights, **documents("mail", "author", "role"), rights__defects=defects)
    assert {item for item, reasons in reasons_by_item(profile).items() if reasons == {"personal_data"}} == expected
    assert set(handed_on(profile)) == {"mail", "author", "role"} - expected


def test_a_secret_in_a_column_of_one_sheet_excludes_the_whole_book(tmp_path: Path) -> None:
    profile = measure_rows(
        tmp_path,
        inventory=[listed_row("book.xlsx", kind="table")],
        profile_documents=[opened_row("book.xlsx", kind="table")],
        table_index=[
            table_row("book.xlsx!One", container="book.xlsx"),
            table_row("book.xlsx!Two", container="book.xlsx"),
        ],
        rights__defects=[rights_defect("rights.secrets", "book.xlsx!Two", "login", URL_CREDENTIALS="certain")],
    )
    assert (handed_on(profile), reasons_by_item(profile)) == ([], {"book.xlsx": {"secret"}})


def test_a_column_of_names_without_a_basis_excludes_the_table(tmp_path: Path) -> None:
    defects = [rights_defect("rights.pii", "staff.csv", "name", PERSON="likely")]
    assert handed_on(measure_rows(tmp_path, **tables("staff.csv", "parts.csv"), rights__defects=defects)) == [
        "parts.csv"
    ]


def test_what_holds_a_member_with_a_secret_is_excluded_up_to_the_outermost(tmp_path: Path) -> None:
    profile = measure_rows(
        tmp_path,
        inventory=[listed_row("a.zip"), listed_row("b.eml")],
        profile_documents=[
            opened_row("a.zip", kind="container"),
            opened_row("a.zip!m.eml", container="a.zip"),
            opened_row("a.zip!m.eml!key.txt", container="a.zip!m.eml"),
            opened_row("a.zip!n.eml", container="a.zip"),
            opened_row("b.eml"),
            opened_row("b.eml!old.pdf", container="b.eml"),
        ],
        rights__defects=[rights_defect("rights.secrets", "a.zip!m.eml!key.txt", AWS_ACCESS_KEY="certain")],
        staleness__defects=[
            defect_row("currency.stale", "b.eml!old.pdf"),
            defect_row("currency.withdrawn", "a.zip!n.eml"),
        ],
    )
    assert handed_on(profile) == ["b.eml"]
    assert reasons_by_item(profile) == {
        "a.zip": {"holds_excluded"},
        "a.zip!m.eml": {"holds_excluded"},
        "a.zip!m.eml!key.txt": {"secret"},
        "a.zip!n.eml": {"withdrawn"},
        "b.eml!old.pdf": {"stale"},
    }


def test_a_mail_with_a_secret_leaves_its_attachments_in(tmp_path: Path) -> None:
    profile = measure_rows(
        tmp_path,
        inventory=[listed_row("m.eml")],
        profile_documents=[opened_row("m.eml"), opened_row("m.eml!offer.pdf", container="m.eml")],
        rights__defects=[rights_defect("rights.secrets", "m.eml", AWS_ACCESS_KEY="certain")],
    )
    assert handed_on(profile) == ["m.eml!offer.pdf"]


def test_no_waiver_puts_an_item_back(tmp_path: Path) -> None:
    until = (AS_OF + dt.timedelta(days=30)).isoformat()
    facts = {"reason": "known", "approver": "Ada Lovelace", "until": until}
    waivers = [{"indicator": "rights.secrets", "item": "key", "source": "contracts", **facts}]
    waivers.append({"indicator": "rights.pii_basis", **facts})
    defects = [
        rights_defect("rights.secrets", "key", AWS_ACCESS_KEY="certain"),
        rights_defect("rights.pii", "mail", EMAIL_ADDRESS="certain"),
    ]
    profile = measure_rows(
        tmp_path, project={"waivers": waivers}, **documents("key", "mail", "x"), rights__defects=defects
    )
    assert handed_on(profile) == ["x"]


@pytest.mark.parametrize("source", ["contracts", ""])
def test_where_the_search_for_secrets_broke_nothing_is_handed_on(tmp_path: Path, source: str) -> None:
    broken = {"indicator": "rights.secrets", "source": source, "slice": "", "state": "error", "reason": "r"}
    profile = measure_rows(tmp_path, **documents("a"), rights__measures=[broken])
    assert (handed_on(profile), reasons_by_item(profile)) == ([], {"a": {"unchecked"}})


def test_a_stale_sheet_excludes_its_book_and_a_source_without_retention_excludes_nothing(tmp_path: Path) -> None:
    unstated = {**defect_row("rights.retention", "rights"), "evidence": '{"field": "rights.retention"}'}
    profile = measure_rows(
        tmp_path,
        inventory=[listed_row("book.xlsx", kind="table"), listed_row("rights")],
        profile_documents=[opened_row("book.xlsx", kind="table"), opened_row("rights")],
        table_index=[table_row("book.xlsx!One", container="book.xlsx")],
        staleness__defects=[defect_row("currency.stale", "book.xlsx!One"), unstated],
    )
    assert (handed_on(profile), reasons_by_item(profile)) == (["rights"], {"book.xlsx": {"stale"}})


# label files --------------------------------------------------------------------------------------------------------


def label_set(table: str, rows: int) -> Row:
    counts = dict.fromkeys(("items", "labelled", "labels_given", "classes"), 3)
    return {"source": "contracts", "table": table, "rows": rows, "inferred": "by name", **counts}


def test_an_inferred_label_file_is_no_item_and_a_table_with_its_own_labels_is(tmp_path: Path) -> None:
    sets = [label_set("gold.csv", 3), label_set("tickets.csv", 0)]
    profile = measure_rows(tmp_path, **tables("gold.csv", "tickets.csv"), label_sets=sets)
    assert (handed_on(profile), reasons_by_item(profile)) == (["tickets.csv"], {"gold.csv": {"label_file"}})


def test_declared_label_files_and_class_lists_are_no_items_also_where_they_could_not_be_used(tmp_path: Path) -> None:
    labels = [
        {"source": "contracts", "file": "./a/y.csv", "classes": "a/kinds.txt"},
        {"source": "contracts", "file": "z", "of": "rows.csv", "classes": "codes.csv"},
    ]
    stages = tables("a/y.csv", "z.csv", "rows.csv", "codes.csv")
    stages["inventory"].append(listed_row("a/kinds.txt"))
    stages["profile_documents"].append(opened_row("a/kinds.txt"))
    profile = measure_rows(tmp_path, project={"labels": labels}, **stages)
    assert handed_on(profile) == ["rows.csv"]
    assert reasons_by_item(profile) == {
        "a/y.csv": {"label_file"},
        "a/kinds.txt": {"class_list"},
        "z.csv": {"label_file"},
        "codes.csv": {"class_list"},
    }


def test_a_table_that_is_declared_to_label_its_own_rows_stays(tmp_path: Path) -> None:
    labels = [{"source": "contracts", "file": "rows.csv", "of": "rows.csv", "item": "id"}]
    profile = measure_rows(
        tmp_path, project={"labels": labels}, **tables("rows.csv"), label_sets=[label_set("rows.csv", 3)]
    )
    assert handed_on(profile) == ["rows.csv"]


@pytest.mark.parametrize(("state", "expected"), [("read", ["book.xlsx"]), ("empty", [])])
def test_a_book_is_a_label_file_where_no_sheet_with_rows_holds_anything_else(
    tmp_path: Path, state: str, expected: list[str]
) -> None:
    profile = measure_rows(
        tmp_path,
        project={"labels": [{"source": "contracts", "file": "book.xlsx!Labels"}]},
        inventory=[listed_row("book.xlsx", kind="table")],
        profile_documents=[opened_row("book.xlsx", kind="table")],
        table_index=[
            table_row("book.xlsx!Labels", container="book.xlsx"),
            table_row("book.xlsx!Other", state, container="book.xlsx"),
        ],
    )
    assert handed_on(profile) == expected


# every item ---------------------------------------------------------------------------------------------------------


def test_each_reason_of_the_reading_is_named(tmp_path: Path) -> None:
    profile = measure_rows(
        tmp_path,
        inventory=[
            *(listed_row(item) for item in ("scan", "locked", "void", "lost.zip", "open.zip", "unopened")),
            listed_row("gone", state="refused"),
            *(listed_row(item, kind="table") for item in ("part.csv", "bad.csv", "head.csv")),
        ],
        profile_documents=[
            opened_row("scan", "needs_ocr"),
            opened_row("locked", "encrypted"),
            opened_row("void", "empty"),
            opened_row("lost.zip", "corrupt", kind="container"),
            opened_row("open.zip", kind="container"),
        ],
        table_index=[
            table_row("part.csv", "partial"),
            table_row("bad.csv", "unreadable"),
            table_row("head.csv", "empty"),
        ],
        pairs=[pair_row("scan", "locked", "exact_duplicate", "locked"), pair_row("void", "locked", "older_version_of")],
        staleness__defects=[defect_row("rights.retention", "locked")],
    )
    assert handed_on(profile) == []
    assert reasons_by_item(profile) == {
        "scan": {"without_text", "copy"},
        "locked": {"unreadable", "past_retention"},
        "void": {"empty", "older_version"},
        "lost.zip": {"unreadable"},
        "unopened": {"unreadable"},
        "gone": {"unreadable"},
        "part.csv": {"read_in_part"},
        "bad.csv": {"unreadable"},
        "head.csv": {"empty"},
    }
    assert profile.tables["manifest_excluded"].schema.equals(schemas.MANIFEST_EXCLUDED)


ITEMS = [f"i{number}" for number in range(4)]
OUTCOMES = ["ok", "owner_locked", "needs_ocr", "encrypted", "empty", "timeout", None]
STALENESS = ["currency.withdrawn", "currency.stale", "rights.retention", "currency.undated"]


@settings(deadline=None, max_examples=50)
@given(
    outcomes=st.lists(st.sampled_from(OUTCOMES), min_size=4, max_size=4),
    states=st.lists(st.sampled_from(["listed", "refused"]), min_size=4, max_size=4),
    aged=st.lists(st.tuples(st.sampled_from(STALENESS), st.sampled_from(ITEMS)), max_size=3),
    secret=st.lists(st.sampled_from(ITEMS), max_size=2),
)
def test_every_listed_item_is_handed_on_or_excluded_with_known_reasons_never_both(
    outcomes: list[str | None], states: list[str], aged: list[tuple[str, str]], secret: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        profile = measure_rows(
            Path(folder),
            inventory=[listed_row(item, state=state) for item, state in zip(ITEMS, states, strict=True)],
            profile_documents=[opened_row(i, outcome) for i, outcome in zip(ITEMS, outcomes, strict=True) if outcome],
            staleness__defects=[defect_row(code, item) for code, item in aged],
            rights__defects=[rights_defect("rights.secrets", item, AWS_ACCESS_KEY="certain") for item in secret],
        )
    reasons = reasons_by_item(profile)
    assert Counter([*handed_on(profile), *reasons]) == Counter(ITEMS)
    assert set().union(*reasons.values()) <= set(Reason)
    assert not set(secret) & set(handed_on(profile))


KINDS = st.dictionaries(st.sampled_from(["PERSON", MAIL, CARD]), st.sampled_from(list(Certainty)), max_size=3)
RIGHTS = st.one_of(
    st.none(),
    st.builds(
        Rights,
        basis=st.sampled_from(["", " ", "contract"]),
        pii_allowed=st.sampled_from([None, True, False, [MAIL], ["PERSON", CARD]]),
    ),
)


@settings(deadline=None)
@given(rights=RIGHTS, items=st.lists(st.tuples(KINDS, st.sampled_from([None, "column"])), max_size=3))
def test_a_source_fails_its_basis_exactly_where_one_of_its_items_is_excluded(
    rights: Rights | None, items: list[tuple[dict[str, Certainty], str | None]]
) -> None:
    source = {**CONTRACTS, "rights": rights.model_dump() if rights else None}
    project = Project.model_validate({"project": "p", "sources": [source]})
    findings, builder = Findings(project.sources), ProfileBuilder()
    excluded_items = 0
    for number, (classes, part) in enumerate(items):
        tally = MatchCounts()
        for kind, certainty in classes.items():
            tally.add(kind, certainty)
        findings.add(ScannedItem(source="contracts", item=str(number), part=part, pii=tally), builder)
        excluded_items += bool(forbidden_kinds(rights, tally.blocking(), in_column=part is not None))
    measure_basis(project, findings, builder, lambda _: Examined(looked_at=len(items)))
    ((_, failing, _),) = measures(builder.build(), "rights.pii_basis")
    assert bool(failing) == bool(excluded_items)
