import random
from collections import Counter
from typing import Any

import pyarrow as pa
import pytest

from readiness.errors import UsageError
from readiness.near_duplicate_search.api import POSITION_PAIRS, SKIPPED, near_duplicates

VOCABULARY = [f"word{n}" for n in range(2000)]


def drawn(seed: int, count: int) -> list[str]:
    return random.Random(seed).choices(VOCABULARY, k=count)


def rows(texts: list[str], **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = near_duplicates(texts, **options).to_pylist()
    return found


def found_pairs(texts: list[str], **options: Any) -> set[tuple[int, int]]:
    return {(row["item_a"], row["item_b"]) for row in rows(texts, **options)}


@pytest.mark.parametrize("engine", ["exact", "lsh"])
def test_a_changed_word_leaves_a_near_duplicate_with_its_exact_similarity(engine: str) -> None:
    words = drawn(1, 100)
    changed = [*words[:50], "changed", *words[51:]]
    (row,) = rows([" ".join(words), " ".join(drawn(2, 100)), " ".join(changed)], engine=engine)
    assert (row["item_a"], row["item_b"], row["relation"]) == (0, 2, "near_duplicate")
    assert pytest.approx(91 / 101) == row["similarity"]
    assert pytest.approx(91 / 96) == row["containment"]


def test_texts_equal_but_for_white_space_are_exact_duplicates() -> None:
    (row,) = rows(["pay the  invoice\n", "pay the invoice"])
    assert (row["relation"], row["similarity"]) == ("exact_duplicate", 1.0)


def test_texts_of_three_words_match_only_when_equal() -> None:
    texts = ["approve the plan", "approve the budget", "approve the plan", "the plan approve", "approve the plan now"]
    assert {(0, 2)} == found_pairs(texts)


def test_texts_without_a_word_match_nothing() -> None:
    assert set() == found_pairs(["", "", "   ", "---", "---", "\u200b"])


@pytest.mark.parametrize("engine", ["exact", "lsh"])
def test_chinese_copies_are_found_though_no_space_parts_their_words(engine: str) -> None:
    signs = [chr(0x4E00 + n) for n in random.Random(3).choices(range(3000), k=200)]
    changed = [*signs[:100], "新", *signs[101:]]
    assert {(0, 1)} == found_pairs(["".join(signs), "".join(changed), "".join(signs[::-1])], engine=engine)


def drifting(steps: int) -> list[str]:
    """A chain in which each text is near its neighbours, and its ends have nothing in common."""
    words = drawn(5, 100)
    fresh = [f"new{n}" for n in range(100)]
    return [" ".join(fresh[: 5 * step] + words[5 * step :]) for step in range(steps)]


def test_a_chain_of_drifting_texts_is_no_single_cluster() -> None:
    found = rows(drifting(20))
    assert {(n, n + 1) for n in range(19)} <= {(row["item_a"], row["item_b"]) for row in found}
    assert len({row["keeper"] for row in found}) >= 5


def test_every_member_of_a_cluster_is_verified_against_its_keeper() -> None:
    found = rows(drifting(20))
    verified = {frozenset((row["item_a"], row["item_b"])) for row in found}
    members = {(item, row["keeper"]) for row in found for item in (row["item_a"], row["item_b"])}
    kept = {row["keeper"] for row in found}
    own = {(item, keeper) for item, keeper in members if frozenset((item, keeper)) in verified}
    assert {item for item, _ in own} | kept == {item for item, _ in members}


def test_the_keeper_is_the_longest_text_and_similar_to_all_members() -> None:
    words = drawn(7, 100)
    texts = [" ".join(words), " ".join([*words, "one"]), " ".join([*words, "one", "more"])]
    assert {2} == {row["keeper"] for row in rows(texts)}


@pytest.mark.parametrize(("engine", "count"), [("exact", 2000), ("lsh", 500)])
def test_thousands_of_texts_of_one_template_are_no_cluster(engine: str, count: int) -> None:
    template = drawn(1, 160)
    texts = [" ".join(template + drawn(seed, 40)) for seed in range(count)]
    table = near_duplicates(texts, engine=engine)
    assert table.num_rows == 0
    assert table.schema.metadata[SKIPPED] == b"0"


@pytest.mark.parametrize("engine", ["exact", "lsh"])
def test_a_large_group_of_form_letters_is_one_cluster_and_counts_what_was_left_out(engine: str) -> None:
    letter = drawn(1, 100)
    texts = [" ".join([f"dear{n}", *letter]) for n in range(1200)]
    table = near_duplicates(texts, engine=engine)
    assert len(set(table["keeper"].to_pylist())) == 1
    assert set(range(1200)) == set(table["item_a"].to_pylist()) | set(table["item_b"].to_pylist())
    assert table.num_rows + int(table.schema.metadata[SKIPPED]) == 1200 * 1199 // 2


def test_a_thousand_equal_texts_are_written_as_one_star() -> None:
    table = near_duplicates(["the very same text"] * 1000)
    assert table.num_rows == 999
    assert int(table.schema.metadata[SKIPPED]) == 1000 * 999 // 2 - 999


def test_copies_of_two_near_duplicates_are_paired_across() -> None:
    words = drawn(9, 60)
    one, other = " ".join(words), " ".join([*words, "end"])
    found = rows([one, other, one, other])
    relations = Counter(row["relation"] for row in found)
    assert relations == {"exact_duplicate": 2, "near_duplicate": 4}
    assert {1} == {row["keeper"] for row in found}


def test_the_threshold_decides_and_a_pair_exactly_on_it_counts() -> None:
    texts = ["a b c d e f g h", "a b c d e f g h i"]  # 4 shingles of 5
    assert {(0, 1)} == found_pairs(texts, threshold=0.8)
    assert set() == found_pairs(texts, threshold=0.81)


def test_no_texts_give_an_empty_table_of_the_same_columns() -> None:
    table = near_duplicates([])
    assert table.schema.remove_metadata() == POSITION_PAIRS
    assert table.num_rows == 0


def test_texts_may_come_from_a_generator() -> None:
    assert near_duplicates(text for text in ["same words here", "same words here"]).num_rows == 1


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5, float("nan")])
def test_a_threshold_outside_nought_to_one_is_refused(threshold: float) -> None:
    with pytest.raises(UsageError):
        near_duplicates([], threshold=threshold)


def test_a_misspelt_engine_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean 'exact'"):
        near_duplicates([], engine="exakt")


def test_hashes_beyond_the_memory_lie_in_a_file_and_change_no_answer() -> None:
    texts = [" ".join(drawn(seed % 150, 600) + drawn(seed, 5)) for seed in range(200)]
    table = near_duplicates(texts, memory_mb=1)
    assert table.num_rows == 50
    assert table == near_duplicates(texts)


def test_arrow_arrays_are_compared_like_lists_of_strings() -> None:
    texts = ["pay the invoice", "pay  the invoice", None, "", " ".join(drawn(1, 40)), " ".join([*drawn(1, 40), "end"])]
    expected = near_duplicates([text or "" for text in texts])
    assert expected.num_rows == 2
    assert expected == near_duplicates(pa.array(texts))
    assert expected == near_duplicates(pa.chunked_array([pa.array(texts[:2]), pa.array(texts[2:])]))


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000", "\x85", "\x1f", "\n\t "])
def test_white_space_of_every_kind_makes_no_difference(space: str) -> None:
    texts = ["été pay the invoice of march now", f"{space}été pay the{space}invoice of march now{space}"]
    assert [row["relation"] for row in rows(texts)] == ["exact_duplicate"]


def test_the_same_words_in_other_case_are_near_duplicates_of_similarity_one() -> None:
    (row,) = rows(["Pay the invoice of March before Friday noon", "PAY THE INVOICE OF MARCH BEFORE FRIDAY NOON"])
    assert (row["relation"], row["similarity"]) == ("near_duplicate", 1.0)


@pytest.mark.parametrize("engine", ["exact", "lsh"])
def test_ten_thousand_contracts_of_one_template_are_no_cluster_and_hide_no_copy(engine: str) -> None:
    template = drawn(1, 160)
    texts = [" ".join(template + [f"own{seed}x{n}" for n in range(40)]) for seed in range(10_000)]
    texts.append(texts[77].replace("own77x20", "changed"))
    table = near_duplicates(texts, engine=engine)
    assert list(zip(table["item_a"].to_pylist(), table["item_b"].to_pylist(), strict=True)) == [(77, 10_000)]
    assert table.schema.metadata[SKIPPED] == b"0"


@pytest.mark.parametrize("engine", ["exact", "lsh"])
def test_a_large_group_that_shares_one_rare_run_of_words_is_compared_by_the_rest(engine: str) -> None:
    signed = "signed and sealed in witness"
    texts = [f"{' '.join(f'own{seed}x{n}' for n in range(30))} {signed}" for seed in range(3_000)]
    texts.append(f"{texts[5]} today")
    assert {(5, 3_000)} == found_pairs(texts, engine=engine)


def test_texts_that_are_read_again_and_texts_that_are_held_make_the_same_pairs() -> None:
    base = [f"word{number} of sentence {number * 7 % 50}" for number in range(60)]
    texts = [" ".join(base[start : start + 40]) for start in range(0, 20, 2)] * 2 + [
        "",
        "one",
        "one",
        "契約書の写し" * 9,
    ]
    texts += [" ".join(base) + f" and {n}" for n in range(30)]
    column = pa.array(texts)
    again = near_duplicates(texts, engine="lsh").to_pylist()
    assert near_duplicates(iter(texts), engine="lsh").to_pylist() == again  # can be read only once, so sets are held
    assert near_duplicates(column, engine="lsh").to_pylist() == again
    assert near_duplicates([column[:20], column[20:]], engine="lsh").to_pylist() == again
    assert near_duplicates(pa.chunked_array([column[:9], column[9:]]), engine="lsh", memory_mb=1).to_pylist() == again
    assert near_duplicates(texts).to_pylist() == again
    assert {row["similarity"] for row in again} > {1.0}
