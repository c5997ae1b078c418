"""Version families: identity first, then wording beyond the template; order, current copy and differences."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.profilers.base import Profile
from readiness.profilers.duplicates import measure
from readiness.profilers.duplicates.changes import describe_changes, read_marks
from readiness.profilers.duplicates.identity import id_key, title_id, title_key
from tests.profilers.duplicate_corpus import DuplicateCorpus, prose


@pytest.fixture
def corpus(tmp_path: Path) -> DuplicateCorpus:
    return DuplicateCorpus(tmp_path)


def versions(profile: Profile) -> set[tuple[str, str]]:
    rows = profile.tables["pairs"].to_pylist()
    return {(row["item_a"], row["item_b"]) for row in rows if row["relation"] == "older_version_of"}


def families(profile: Profile) -> dict[str, dict[str, Any]]:
    rows = [row for row in profile.defects.to_pylist() if row["code"] == "uniqueness.versions"]
    return {row["item"]: json.loads(row["evidence"]) for row in rows}


def rate(profile: Profile) -> tuple[float, float]:
    rows = [row for row in profile.measures.to_pylist() if row["indicator"] == "uniqueness.versions"]
    return rows[0]["numerator"], rows[0]["denominator"]


def rewritten(paragraphs: list[str], places: int, seed: int) -> list[str]:
    """The paragraphs, the last ``places`` of them written anew."""
    kept = len(paragraphs) - places
    return paragraphs[:kept] + [prose(seed + n, 60) for n in range(places)]


def paragraphs(seed: int, count: int = 8) -> list[str]:
    return [prose(1000 * seed + n, 60) for n in range(count)]


TEMPLATE = [prose(900 + n, 80) for n in range(4)]


def proposal(number: int, title: str, own: list[str]) -> str:
    return "\n\n".join([f"# EIP-{number}: {title}", TEMPLATE[0], *own[:4], TEMPLATE[1], TEMPLATE[2], *own[4:]])


def policy(title: str, own: list[str], reviewed: str = "") -> str:
    return "\n\n".join([title, f"Last reviewed: {reviewed}", *TEMPLATE[:2], *own, TEMPLATE[3]])


def vertrag(number: int, firma: str, own: list[str]) -> str:
    head = f"Dienstleistungsvertrag\n\nVertragsnummer: DV-{number}\nAuftragnehmer: {firma}\n"
    return "\n\n".join([head, *TEMPLATE, *own])


def test_a_registry_of_proposals_has_a_version_where_the_number_is_one_and_none_elsewhere(
    corpus: DuplicateCorpus,
) -> None:
    for number in range(1, 13):
        title = f"{prose(number, 2)} rules"
        text = proposal(number, title, paragraphs(number))
        corpus.document(f"eips/{number:03}-rules/README.md", text, title=f"EIP-{number}: {title}")
    for number, item in ((2, "archive/first thoughts.md"), (5, "attic/005-rules/README.md"), (7, "x/eip 7 draft.md")):
        title = f"{prose(number, 2)} rules"
        old = rewritten(paragraphs(number), 5, 77_000 + number)
        corpus.document(item, proposal(number, title, old), title=f"EIP-{number}: {title}")
    assert versions(measure(corpus.inputs())) == {
        ("archive/first thoughts.md", "eips/002-rules/README.md"),
        ("attic/005-rules/README.md", "eips/005-rules/README.md"),
        ("x/eip 7 draft.md", "eips/007-rules/README.md"),
    }


def test_german_contracts_of_one_template_are_versions_by_their_number_alone(corpus: DuplicateCorpus) -> None:
    for number in range(8):
        corpus.document(
            f"vertraege/firma{number}.txt", vertrag(number + 40, f"Firma {number} GmbH", paragraphs(number, 3))
        )
    old = vertrag(43, "Firma 3 GmbH", rewritten(paragraphs(3, 3), 1, 500))
    corpus.document("ablage/unterlage_alt.txt", old)
    assert versions(measure(corpus.inputs())) == {("ablage/unterlage_alt.txt", "vertraege/firma3.txt")}


def test_a_policy_that_was_rewritten_under_another_name_is_found_by_its_title(corpus: DuplicateCorpus) -> None:
    for number in range(6):
        title = f"{prose(number, 2)} policy"
        text = policy(title, paragraphs(number), "3 May 2025")
        corpus.document(f"policies/p{number}.txt", text)
        corpus.date(f"policies/p{number}.txt", "2025-05-03", "reviewed")
    title = f"{prose(2, 2)} policy"
    corpus.document("share/staff rules.txt", policy(title, rewritten(paragraphs(2), 4, 600), "1 June 2020"))
    corpus.date("share/staff rules.txt", "2020-06-01", "reviewed")
    assert versions(measure(corpus.inputs())) == {("share/staff rules.txt", "policies/p2.txt")}


def test_five_contracts_of_one_template_hold_one_pair_of_versions(corpus: DuplicateCorpus) -> None:
    for number, name in enumerate(("harlow", "pike", "quillon", "rook")):
        text = "\n\n".join(["Supply agreement", f"Between Albion and {name}.", *TEMPLATE, *paragraphs(number, 3)])
        corpus.document(f"supply {name}.txt", text)
    own = rewritten(paragraphs(0, 3), 1, 44)
    corpus.document(
        "archive/timber.txt", "\n\n".join(["Supply agreement", "Between Albion and harlow.", *TEMPLATE, *own])
    )
    assert versions(measure(corpus.inputs())) == {("archive/timber.txt", "supply harlow.txt")}


@pytest.mark.parametrize(
    ("item", "head"),
    [
        ("minutes/minutes-{year}-{month:02}.txt", "Minutes of the board, {day} May {year}"),
        ("minutes/board minutes {number}.txt", "Board minutes\nDate: {year}-{month:02}-{day:02}"),
        ("rechnungen/rechnung_{number}.txt", "Rechnung\nRechnungsnummer: {number}\nKunde: Firma {number}"),
        ("contracts/agreement-{number:03}.txt", "Service agreement\nParty: number{number} Ltd"),
        ("pv/compte-rendu_{year}-{month:02}-{day:02}.txt", "Compte rendu de la réunion du {day}/{month:02}/{year}"),
        ("lage/lagebild-{year}-{month:02}.txt", "Lagebild {year}"),
    ],
)
def test_documents_of_one_template_and_many_periods_or_parties_are_no_versions(
    corpus: DuplicateCorpus, item: str, head: str
) -> None:
    for number in range(60):
        when = {"number": number, "year": 2020 + number // 12, "month": 1 + number % 12, "day": 13 + number % 15}
        corpus.document(item.format(**when), "\n".join([head.format(**when), *TEMPLATE, prose(5000 + number, 30)]))
    profile = measure(corpus.inputs())
    assert versions(profile) == set()
    assert rate(profile) == (0, 0)


def test_a_readme_in_each_folder_is_no_version_of_the_others(corpus: DuplicateCorpus) -> None:
    for number in range(6):
        text = "\n".join([*TEMPLATE, prose(number, 40)])
        corpus.document(f"projects/p{number}/README.md", text, title=f"Project {prose(number, 2)}")
    assert versions(measure(corpus.inputs())) == set()


def test_a_family_names_its_order_its_current_copy_and_what_changed(corpus: DuplicateCorpus) -> None:
    own = paragraphs(1)
    for item, amount, reviewed, more in (
        ("tariff_v1.txt", "20 EUR", "2019-01-01", []),
        ("tariff_v2.txt", "25 EUR", "2021-01-01", ["# Refunds"]),
        ("tariff of the house.txt", "30 EUR", "2024-01-01", ["# Refunds"]),
    ):
        corpus.document(item, "\n\n".join(["Tariff of the house", f"Fee: {amount}", *own, *more]))
        corpus.date(item, reviewed, "reviewed")
    profile = measure(corpus.inputs())
    assert rate(profile) == (0, 1)
    found = families(profile)["tariff of the house.txt"]
    assert found["clear"] is True
    assert found["members"] == ["tariff_v1.txt", "tariff_v2.txt", "tariff of the house.txt"]
    assert found["differences"][0] == (
        "tariff_v1.txt to tariff_v2.txt: section added: Refunds; amount added: 25 EUR; amount removed: 20 EUR"
    )
    assert any("2019-01-01 against 2021-01-01" in reason for reason in found["order"])


def test_versions_without_dates_and_marks_have_no_clear_current_copy(corpus: DuplicateCorpus) -> None:
    own = paragraphs(1)
    corpus.document("a/rules of travel.txt", "\n\n".join(["Rules of travel", *own]))
    corpus.document("b/rules of travel.txt", "\n\n".join(["Rules of travel", *rewritten(own, 3, 70)]))
    profile = measure(corpus.inputs())
    assert versions(profile) == set()
    assert rate(profile) == (1, 1)
    found = families(profile)["a/rules of travel.txt"]
    assert (found["clear"], found["current"], found["versions"]) == (False, None, 2)


def test_another_export_of_one_document_is_no_family(corpus: DuplicateCorpus) -> None:
    text = "\n\n".join(["Rules of travel", *paragraphs(1)])
    corpus.document("a/rules of travel.txt", text)
    corpus.document("b/rules of travel.md", f"{text} page one")
    assert rate(measure(corpus.inputs())) == (0, 0)


def test_nothing_to_compare_is_counted_as_no_family(corpus: DuplicateCorpus) -> None:
    corpus.document("a.txt", "too short")
    assert rate(measure(corpus.inputs())) == (0, 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_items_changes_no_family(tmp_path_factory: pytest.TempPathFactory, rng: random.Random) -> None:
    documents = [
        ("policy on leave_v1.txt", "\n".join(rewritten(paragraphs(4), 2, 10))),
        ("policy on leave.txt", "\n".join(paragraphs(4))),
        ("policy on pay.txt", "\n".join(paragraphs(5))),
    ]
    rng.shuffle(documents)
    corpus = DuplicateCorpus(tmp_path_factory.mktemp("families"))
    for item, text in documents:
        corpus.document(item, text)
    assert versions(measure(corpus.inputs())) == {("policy on leave_v1.txt", "policy on leave.txt")}


def test_sections_dates_amounts_and_parties_are_compared() -> None:
    older = read_marks("# Scope\n\nCustomer: Acme Ltd\n\nFrom 3 May 2024 the fee is 1,200 EUR.\n\n# Notice\n\nText.\n")
    newer = read_marks(
        "# Scope\n\nCustomer: Beta Ltd\n\nFrom 4 June 2025 the fee is 1,300 EUR.\n\n# Refunds\n\nText.\n"
    )
    assert describe_changes(older, newer) == (
        "section added: Refunds; section removed: Notice; date added: 2025-06-04; date removed: 2024-05-03; "
        "amount added: 1,300 EUR; amount removed: 1,200 EUR; party added: Beta Ltd; party removed: Acme Ltd"
    )
    assert describe_changes(older, older) == "wording alone"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Travel Policy (version 2.1)", "travel policy"),
        ("Travel policy, 3 May 2024", "travel policy"),
        ("Travel policy - DRAFT rev B", "travel policy"),
        ("Untitled", ""),
    ],
)
def test_a_title_is_compared_without_dates_and_version_words(title: str, key: str) -> None:
    assert title_key(title) == key


def test_numbers_of_documents_are_compared_without_zeros_and_case() -> None:
    assert title_id("ADR-0012: Use queues") == title_id("adr 12: Use queues") == "adr=12"
    assert id_key("Contract No.", "SV-0041") == id_key("contract no", "sv 41")
    assert id_key("Version no", "3") == id_key("Telefon-Nr.", "0221 4711") == ""
