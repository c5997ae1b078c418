import datetime as dt

import numpy as np
import pytest

from readiness.profilers.duplicates.facts import ItemFacts
from readiness.profilers.duplicates.name_similarity import Names, related_by_name
from readiness.profilers.duplicates.paths import read_path
from readiness.profilers.duplicates.versions import shares_enough, version_order


def facts(item: str, title: str = "", **dates: str) -> ItemFacts:
    claims = {kind: dt.date.fromisoformat(date) for kind, date in dates.items()}
    kind = next(iter(claims), "")
    path = read_path(item)
    return ItemFacts(
        source="docs",
        item=item,
        format=item.rpartition(".")[2],
        misnamed=False,
        title=title,
        archived=path.archived,
        copied=path.copied,
        depth=path.depth,
        trusted=claims.get(kind),
        trusted_kind=kind,
        dates=claims,
    )


@pytest.mark.parametrize(
    ("item", "family"),
    [
        ("archive/alerting_2025-02-14.md", "alerting"),
        ("Copy of travel policy.docx", "travel policy"),
        ("travel-policy - Copy (2).docx", "travel policy"),
        ("Travel_Policy_FINAL_v3.2.docx", "travel policy"),
        ("old travel policy.pdf", "travel policy"),
        ("price list 2023.xlsx", "price list"),
        ("20230501 price list.pdf", "price list"),
        ("invoice_0017.pdf", "invoice 0017"),
        ("backup-policy.md", "backup policy"),
        ("new-starter-guide.md", "new starter guide"),
        ("2024-01-01.txt", ""),
    ],
)
def test_the_family_of_a_name_is_what_dates_and_version_words_leave(item: str, family: str) -> None:
    assert read_path(item).family == family


@pytest.mark.parametrize(
    ("item", "archived"),
    [
        ("archive/a.md", True),
        ("x/_old/a.md", True),
        ("Archive 2019/a.md", True),
        ("Old Versions/a.md", True),
        ("contract_superseded.doc", True),
        ("old-street-office/a.md", False),
        ("backup-policy.md", False),
        ("legacy systems.md", False),
    ],
)
def test_archives_are_told_from_subjects_of_the_same_words(item: str, archived: bool) -> None:
    assert read_path(item).archived == archived


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (facts("a/x.md", reviewed="2023-01-01"), facts("x.md", reviewed="2024-01-01")),
        (facts("archive/x.md"), facts("x.md")),
        (facts("x v9.md"), facts("x v10.md")),
        (facts("x draft.md"), facts("x.md")),
        (facts("x_2022-01-01.md"), facts("x_2023-01-01.md")),
        (facts("x_2022-01-01.md"), facts("x.md")),
        (facts("a/x.md", published="2020-01-01"), facts("x.md", reviewed="2024-01-01")),
        (facts("a/x.docx", embedded_modified="2020-01-01"), facts("x.docx", embedded_modified="2024-01-01")),
    ],
)
def test_the_older_of_two_versions_is_told_whichever_comes_first(older: ItemFacts, newer: ItemFacts) -> None:
    forth, back = version_order(older, newer), version_order(newer, older)
    assert forth is not None
    assert back is not None
    assert forth.older_first
    assert not back.older_first
    assert forth.why == back.why


def test_a_date_of_the_wording_outweighs_the_folder() -> None:
    order = version_order(facts("archive/x.md", reviewed="2025-01-01"), facts("x.md", reviewed="2020-01-01"))
    assert order is not None
    assert not order.older_first


def test_an_export_to_another_format_is_no_newer_version() -> None:
    assert version_order(facts("x.md", reviewed="2023-01-01"), facts("x.docx", embedded_created="2026-01-01")) is None


def test_nothing_but_equal_dates_gives_no_order() -> None:
    assert version_order(facts("a/x.md", reviewed="2023-01-01"), facts("x.md", reviewed="2023-01-01")) is None


def test_a_rewritten_version_counts_where_its_name_says_so() -> None:
    assert shares_enough(facts("archive/tagging_2024.md"), facts("tagging.md"), 0.06, 0.2)
    assert not shares_enough(facts("archive/tagging_2024.md"), facts("tagging.md"), 0.01, 0.02)


def test_a_dated_series_needs_half_its_wording_in_common() -> None:
    january, february = facts("board pack 2024-01.md"), facts("board pack 2024-02.md")
    assert not shares_enough(january, february, 0.3, 0.5)
    assert shares_enough(january, february, 0.6, 0.7)


def test_a_name_that_says_nothing_proves_no_version_by_itself() -> None:
    assert not shares_enough(facts("archive/index.md"), facts("index.md"), 0.1, 0.2)


def test_contracts_of_one_title_with_different_parties_are_no_versions() -> None:
    title = "Mutual Non-Disclosure Agreement"
    acme, beta = facts("nda acme.docx", title), facts("nda beta.docx", title)
    assert not shares_enough(acme, beta, 0.9, 0.95)
    renamed = facts("nda acme corporation.docx", title)
    assert shares_enough(acme, renamed, 0.9, 0.95)


def related(*items: str, title: str = "", letters: bool = False) -> tuple[list[tuple[str, str]], int]:
    among, apart = np.ones(len(items), dtype=np.bool_), np.full(len(items), letters)
    first, second, left_out = related_by_name(Names.of((item, title) for item in items), among, apart)
    return [(items[a], items[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True)], left_out


def test_running_numbers_that_look_like_years_make_no_family() -> None:
    assert related(*(f"form-{number}.txt" for number in range(1940, 2060))) == ([], 0)


def test_years_without_other_numbers_make_a_family() -> None:
    assert related("price list 2022.txt", "price list 2023.txt") == (
        [("price list 2022.txt", "price list 2023.txt")],
        0,
    )


def test_equal_titles_relate_a_few_documents_and_no_more() -> None:
    assert related("a.txt", "b.txt", title="Fees of 2024") == ([("a.txt", "b.txt")], 0)
    assert related(*(f"{letter}.txt" for letter in "abcdefghijk"), title="Fees of 2024") == ([], 0)


def test_letters_are_never_versions_of_one_another() -> None:
    assert related("a/offer.eml", "b/offer.eml", title="Your offer to us", letters=True) == ([], 0)


def test_a_very_large_family_is_compared_by_neighbours_and_says_so() -> None:
    items = [f"status of works {dt.date(2020, 1, 1) + dt.timedelta(days=n)}.txt" for n in range(300)]
    pairs, left_out = related(*reversed(items))
    assert {frozenset(pair) for pair in pairs} == {frozenset(items[n : n + 2]) for n in range(299)}
    assert left_out == 300 * 299 // 2 - 299


def test_nothing_is_related_to_nothing() -> None:
    assert related() == ([], 0)
