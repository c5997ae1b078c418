import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from readiness import schemas
from readiness.profilers.base import Profile
from readiness.profilers.duplicates import measure
from tests.profilers.duplicate_corpus import DuplicateCorpus, edited, prose

ROOT = Path(__file__).parents[2]


@pytest.fixture
def corpus(tmp_path: Path) -> DuplicateCorpus:
    return DuplicateCorpus(tmp_path)


def relations(profile: Profile) -> set[tuple[str, str, str]]:
    return {(row["item_a"], row["relation"], row["item_b"]) for row in profile.tables["pairs"].to_pylist()}


def rate(profile: Profile, code: str, source: str = "docs") -> tuple[float, float]:
    (row,) = [m for m in profile.measures.to_pylist() if (m["indicator"], m["source"]) == (code, source)]
    return row["numerator"], row["denominator"]


def defects(profile: Profile, code: str) -> dict[str, dict[str, Any]]:
    rows = [row for row in profile.defects.to_pylist() if row["code"] == code]
    return {row["item"]: {**row, "evidence": json.loads(row["evidence"])} for row in rows}


def test_identical_bytes_under_different_names_are_exact_duplicates(corpus: DuplicateCorpus) -> None:
    text = prose(1)
    corpus.document("policies/travel.txt", text)
    corpus.document("drive/Copy of travel.txt", text)
    corpus.document("drive/other.txt", prose(2))
    profile = measure(corpus.inputs())
    assert relations(profile) == {("drive/Copy of travel.txt", "exact_duplicate", "policies/travel.txt")}
    assert rate(profile, "uniqueness.exact") == (1, 3)
    found = defects(profile, "uniqueness.exact")["drive/Copy of travel.txt"]
    assert found["related"] == "policies/travel.txt"
    assert found["measure"] == 1.0
    assert found["evidence"]["same"] == "bytes"
    assert "copy" in found["evidence"]["keeper_reason"]


def test_the_same_text_in_another_format_is_an_exact_duplicate(corpus: DuplicateCorpus) -> None:
    corpus.document("a/leave.docx", prose(1))
    corpus.document("a/leave.txt", prose(1).replace(" ", "\n"))
    profile = measure(corpus.inputs())
    assert relations(profile) == {("a/leave.docx", "exact_duplicate", "a/leave.txt")}
    found = defects(profile, "uniqueness.exact")["a/leave.txt"]
    assert found["evidence"]["same"] == "text"
    assert "format" in found["evidence"]["keeper_reason"]


def test_two_short_letters_may_say_the_same_without_being_one_document(corpus: DuplicateCorpus) -> None:
    corpus.document("inbox/1.eml", "Received with thanks, we will come back to you soon.", b"from: a")
    corpus.document("inbox/2.eml", "Received with thanks, we will come back to you soon.", b"from: b")
    profile = measure(corpus.inputs())
    assert relations(profile) == {("inbox/1.eml", "near_duplicate", "inbox/2.eml")}
    assert rate(profile, "uniqueness.exact") == (0, 2)


def test_empty_files_and_pages_without_words_are_no_duplicates(corpus: DuplicateCorpus) -> None:
    for name in ("a.txt", "b.txt"):
        corpus.document(name, "", b"", outcome="empty")
    for name in ("c.pdf", "d.pdf"):
        corpus.document(name, "- 1 -", name.encode())
    for name in ("e.pdf", "f.pdf"):
        corpus.document(name, "", name.encode(), outcome="needs_ocr")
    profile = measure(corpus.inputs())
    assert relations(profile) == set()
    assert rate(profile, "uniqueness.exact") == (0, 4)
    assert rate(profile, "uniqueness.near") == (0, 0)


def test_byte_identical_tables_are_exact_duplicates_and_nothing_else(corpus: DuplicateCorpus) -> None:
    corpus.document("t/prices.csv", "", b"a,b\n1,2\n", kind="table")
    corpus.document("t/prices (1).csv", "", b"a,b\n1,2\n", kind="table")
    corpus.document("t/rates.csv", "", b"a,b\n1,3\n", kind="table")
    profile = measure(corpus.inputs())
    assert relations(profile) == {("t/prices (1).csv", "exact_duplicate", "t/prices.csv")}
    assert set(defects(profile, "uniqueness.exact")) == {"t/prices (1).csv"}
    assert rate(profile, "uniqueness.exact") == (1, 3)
    assert rate(profile, "uniqueness.near") == (0, 0)


def test_encrypted_twins_are_paired_but_count_in_no_rate(corpus: DuplicateCorpus) -> None:
    corpus.document("a.pdf", "", b"locked", outcome="encrypted")
    corpus.document("b.pdf", "", b"locked", outcome="encrypted")
    profile = measure(corpus.inputs())
    assert relations(profile) == {("a.pdf", "exact_duplicate", "b.pdf")}
    assert rate(profile, "uniqueness.exact") == (0, 0)


def test_a_near_duplicate_names_its_keeper_and_why(corpus: DuplicateCorpus) -> None:
    corpus.document("a/alpha.docx", prose(1))
    corpus.document("b/beta.txt", edited(prose(1), 3))
    profile = measure(corpus.inputs())
    (pair,) = profile.tables["pairs"].to_pylist()
    assert (pair["relation"], pair["keeper"], pair["keeper_source"]) == ("near_duplicate", "a/alpha.docx", "docs")
    assert pair["similarity"] == pytest.approx(181 / 211)
    assert pair["cluster_id"]
    found = defects(profile, "uniqueness.near")["b/beta.txt"]
    assert found["related"] == "a/alpha.docx"
    assert found["measure"] == pytest.approx(pair["similarity"], abs=1e-6)
    assert "85 % the same text as a/alpha.docx" in found["message"]
    assert rate(profile, "uniqueness.near") == (1, 2)


def test_the_newest_of_a_cluster_is_kept_before_format_and_path(corpus: DuplicateCorpus) -> None:
    corpus.document("handbook.docx", prose(1))
    corpus.document("drive/files/guide.txt", edited(prose(1), 2))
    corpus.date("handbook.docx", "2021-01-01", "updated")
    corpus.date("drive/files/guide.txt", "2024-06-01", "updated")
    found = defects(measure(corpus.inputs()), "uniqueness.near")["handbook.docx"]
    assert found["related"] == "drive/files/guide.txt"
    assert "2024-06-01" in found["evidence"]["keeper_reason"]


def test_a_file_time_never_decides_which_copy_is_kept(corpus: DuplicateCorpus) -> None:
    corpus.document("policy.txt", prose(1))
    corpus.document("Copy of policy.txt", prose(1))
    corpus.date("Copy of policy.txt", "2026-01-01", "file_modified")
    assert set(defects(measure(corpus.inputs()), "uniqueness.exact")) == {"Copy of policy.txt"}


def test_an_excerpt_is_contained_and_has_no_keeper_in_pairs(corpus: DuplicateCorpus) -> None:
    corpus.document("handbook.txt", f"{prose(1)} {prose(2)} {prose(3)}")
    corpus.document("chapter.txt", prose(2))
    profile = measure(corpus.inputs())
    (pair,) = profile.tables["pairs"].to_pylist()
    assert (pair["item_a"], pair["relation"], pair["item_b"]) == ("chapter.txt", "contained_in", "handbook.txt")
    assert pair["containment"] == 1.0
    assert (pair["keeper"], pair["cluster_id"]) == (None, None)
    assert defects(profile, "uniqueness.near")["chapter.txt"]["evidence"]["relation"] == "contained_in"
    assert rate(profile, "uniqueness.near") == (1, 2)


def test_a_newer_shorter_version_is_not_left_out_for_the_longer_old_one(corpus: DuplicateCorpus) -> None:
    corpus.document("archive/policy on leave.txt", f"{prose(1)} {prose(2)}")
    corpus.document("policy on leave.txt", prose(1))
    profile = measure(corpus.inputs())
    assert ("archive/policy on leave.txt", "older_version_of", "policy on leave.txt") in relations(profile)
    assert defects(profile, "uniqueness.near") == {}


def test_an_older_version_that_is_a_near_duplicate_gives_a_row_of_each_kind(corpus: DuplicateCorpus) -> None:
    corpus.document("leave_2021-05-01.txt", edited(prose(1), 3))
    corpus.document("leave.txt", prose(1))
    profile = measure(corpus.inputs())
    assert relations(profile) == {
        ("leave.txt", "near_duplicate", "leave_2021-05-01.txt"),
        ("leave_2021-05-01.txt", "older_version_of", "leave.txt"),
    }
    found = defects(profile, "uniqueness.near")["leave_2021-05-01.txt"]
    assert found["evidence"]["older_version"] is True
    assert "newer version" in found["evidence"]["keeper_reason"]


def test_a_higher_version_number_is_kept_though_its_path_is_longer(corpus: DuplicateCorpus) -> None:
    corpus.document("tariff v2.txt", edited(prose(1), 2))
    corpus.document("tariff v10 approved.txt", prose(1))
    assert set(defects(measure(corpus.inputs()), "uniqueness.near")) == {"tariff v2.txt"}


def test_versions_whose_evidence_runs_in_a_circle_do_not_all_become_old(corpus: DuplicateCorpus) -> None:
    corpus.document("archive/tariff of fees.md", f"{prose(1)} one")
    corpus.document("tariff of fees.md", f"{prose(1)} two")
    corpus.document("x/tariff of fees 2020-01-01.md", f"{prose(1)} three")
    corpus.date("archive/tariff of fees.md", "2019-01-01", "reviewed")
    corpus.date("x/tariff of fees 2020-01-01.md", "2018-01-01", "reviewed")
    corpus.date("x/tariff of fees 2020-01-01.md", "2020-01-01", "in_name", trusted=False)
    corpus.date("tariff of fees.md", "2017-01-01", "published")
    found = [pair for pair in relations(measure(corpus.inputs())) if pair[1] == "older_version_of"]
    assert found
    assert len({older for older, _, _ in found}) < 3


def test_groups_of_equal_items_within_one_star_keep_their_own_names(corpus: DuplicateCorpus) -> None:
    for folder in ("a", "b"):
        corpus.document(f"{folder}/one.txt", prose(1))
        corpus.document(f"{folder}/two.txt", edited(prose(1), 2))
    pairs = measure(corpus.inputs()).tables["pairs"].to_pylist()
    assert len({row["cluster_id"] for row in pairs if row["relation"] == "exact_duplicate"}) == 2
    assert len({row["cluster_id"] for row in pairs if row["relation"] == "near_duplicate"}) == 1
    assert {row["keeper"] for row in pairs} == {"a/one.txt"}


def test_copies_in_two_sources_count_where_the_copy_lies(corpus: DuplicateCorpus) -> None:
    corpus.document("contract a.docx", prose(1), source="legal")
    corpus.document("x/y/contract a (1).docx", prose(1), source="sales")
    profile = measure(corpus.inputs("legal", "sales", "void"))
    assert rate(profile, "uniqueness.exact", "legal") == (0, 1)
    assert rate(profile, "uniqueness.exact", "sales") == (1, 1)
    assert rate(profile, "uniqueness.exact", "void") == (0, 0)
    found = defects(profile, "uniqueness.exact")["x/y/contract a (1).docx"]
    assert found["evidence"]["keeper_source"] == "legal"
    assert "in legal" in found["message"]


def test_chained_versions_keep_only_what_their_keeper_covers(corpus: DuplicateCorpus) -> None:
    words = prose(1).split()
    for step in range(8):
        fresh = [f"new{n}" for n in range(8 * step)]
        corpus.document(f"notes {chr(97 + step)}.txt", " ".join(fresh + words[8 * step :]))
    profile = measure(corpus.inputs())
    verified = {
        frozenset((row["item_a"], row["item_b"]))
        for row in profile.tables["pairs"].to_pylist()
        if row["relation"] == "near_duplicate"
    }
    found = defects(profile, "uniqueness.near")
    assert 0 < len(found) < 7
    assert all(frozenset((item, row["related"])) in verified for item, row in found.items())


def test_adding_a_copy_never_lowers_either_share(tmp_path: Path) -> None:
    shares = []
    for copies in range(3):
        folder = tmp_path / str(copies)
        folder.mkdir()
        corpus = DuplicateCorpus(folder)
        corpus.document("a.txt", prose(1))
        corpus.document("b.txt", edited(prose(1), 2))
        corpus.document("c.txt", prose(2))
        for copy in range(copies):
            corpus.document(f"copies/c ({copy}).txt", prose(2))
        profile = measure(corpus.inputs())
        rates = [rate(profile, code) for code in ("uniqueness.exact", "uniqueness.near")]
        shares.append(tuple(numerator / denominator for numerator, denominator in rates))
    assert shares == sorted(shares)
    assert [near for _, near in shares] == [shares[0][1]] * 3


def test_the_order_of_the_stage_files_does_not_matter(tmp_path: Path) -> None:
    profiles = []
    for turn in (1, -1):
        folder = tmp_path / str(turn)
        folder.mkdir()
        corpus = DuplicateCorpus(folder)
        for seed in range(4):
            corpus.document(f"{seed}.txt", prose(seed))
            corpus.document(f"x/{seed}.docx", prose(seed))
            corpus.document(f"{seed}_2020-01-01.txt", edited(prose(seed), 3))
        for rows in corpus.rows.values():
            rows[:] = rows[::turn]
        profiles.append(measure(corpus.inputs()))
    one, other = profiles
    assert one.tables["pairs"].to_pylist() == other.tables["pairs"].to_pylist()
    assert one.defects.to_pylist() == other.defects.to_pylist()
    assert one.measures.to_pylist() == other.measures.to_pylist()


def test_no_documents_give_empty_tables_of_the_right_columns(corpus: DuplicateCorpus) -> None:
    profile = measure(corpus.inputs())
    assert profile.tables["pairs"].schema.remove_metadata() == schemas.PAIRS
    assert rate(profile, "uniqueness.near") == (0, 0)


def test_the_engine_follows_the_memory_the_project_allows() -> None:
    from readiness.near_duplicate_search.engines import engine_for

    assert engine_for(0, 256) == "exact"
    assert engine_for(64.0, 256) == "exact"
    assert engine_for(64.1, 256) == "lsh"


@pytest.mark.parametrize(
    ("keep", "kept", "reason"),
    [
        (["newest", "richest", "canonical"], "drive/files/guide.txt", "it is newer (2024-06-01, not 2021-01-01)"),
        (["richest", "newest"], "archive/manual.docx", "its format keeps more structure (docx, not txt)"),
        (["canonical"], "drive/files/guide.txt", "the other is in an archive"),
    ],
)
def test_what_makes_the_copy_to_keep_is_the_projects_choice(
    corpus: DuplicateCorpus, keep: list[str], kept: str, reason: str
) -> None:
    corpus.document("archive/manual.docx", prose(1))
    corpus.document("drive/files/guide.txt", edited(prose(1), 2))
    corpus.date("archive/manual.docx", "2021-01-01", "updated")
    corpus.date("drive/files/guide.txt", "2024-06-01", "updated")
    (found,) = defects(measure(corpus.inputs(duplicates={"keep": keep})), "uniqueness.near").values()
    assert (found["evidence"]["keeper"], found["evidence"]["keeper_reason"]) == (kept, reason)


def test_a_newer_version_is_kept_whatever_the_project_prefers(corpus: DuplicateCorpus) -> None:
    corpus.document("tariff v1.docx", edited(prose(1), 2))
    corpus.document("tariff v2.txt", prose(1))
    profile = measure(corpus.inputs(duplicates={"keep": ["richest"]}))
    assert set(defects(profile, "uniqueness.near")) == {"tariff v1.docx"}


def test_where_no_text_is_near_another_no_kernel_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.profilers.duplicate_corpus import DuplicateCorpus;"
        "from readiness.profilers.duplicates import measure;"
        f"corpus = DuplicateCorpus(Path({str(tmp_path)!r}));"
        "corpus.document('a.csv', kind='table'); profile = measure(corpus.inputs());"
        "sys.exit('numba' in sys.modules or 'scipy' in sys.modules or profile.defects.num_rows)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
