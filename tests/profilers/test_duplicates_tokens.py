import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.errors import UsageError
from readiness.near_duplicate_search import batches as batching
from readiness.near_duplicate_search import unicode_folding
from readiness.near_duplicate_search.kernels import compile_cache
from readiness.near_duplicate_search.shingling import shingle_sets
from readiness.near_duplicate_search.unicode_folding import fold
from tests.profilers import duplicate_oracle as oracle

DIFFICULT = (
    *("plain words", "STRASSE Straße", "ﬁle ﬀ", "docu\u00adment", "zero\u200bwidth", "cafe\u0301 caf\u00e9"),
    *("契約書の内容", "か\u3099が", "สวัสดีครับ", "หน\u0e49า", "हिन्दी में", "한국어 \u1112\u1161\u11ab", "שָׁלוֹם"),
    *("ǅ ŉ ẞ İ ı", "\u03b1\u0345\u0301", "ﷺ", "½ ² Ⅷ", "a\u00a0b", "´a", "x\ufffey", "😀 emoji", "𝒜𝓑", "𠮷野家"),
    *("snake_case A_B", "end\x00null\x7f", "\u1025\u102e", "\u0f71\u0f72\u0f71", "ª º µ × ÷", "\U000e0100 \ufe0f"),
)
PIECES = st.one_of(
    st.sampled_from(DIFFICULT),
    st.text(max_size=12),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=90),
    st.text(st.characters(categories=["Mn", "Mc", "Lo"]), max_size=6),
)
WRITTEN = st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES, max_size=4).map("".join)


def hashes(texts: list[str]) -> list[list[int]]:
    sets = shingle_sets(texts)
    return [sets[place].tolist() for place in range(len(sets))]


@given(st.lists(WRITTEN, max_size=6))
@example([" ".join(DIFFICULT), "".join(DIFFICULT), *DIFFICULT])
@settings(deadline=None, max_examples=300)
def test_kernels_hash_every_text_as_the_plain_definition_does(texts: list[str]) -> None:
    assert [oracle.shingles(text) for text in texts] == hashes(texts)
    assert [len(oracle.words(text)) for text in texts] == shingle_sets(texts).words.tolist()


def test_kernels_fold_every_character_of_unicode_alone_and_between_letters() -> None:
    codes = [code for code in range(0x20, 0x3400) if not 0xD800 <= code < 0xE000]
    codes += [*range(0xA000, 0xA800), *range(0xF900, 0x10000), *range(0x10000, 0x20000, 7), *range(0x2F7F0, 0x2FA30)]
    texts = [
        "".join(f"x{chr(code)}y {chr(code)} " for code in codes[start : start + 8]) for start in range(0, len(codes), 8)
    ]
    assert [oracle.shingles(text) for text in texts] == hashes(texts)


def test_every_pair_of_ascii_characters_is_cut_alike_at_every_place_in_a_block() -> None:
    signs = [chr(code) for code in range(128)]
    texts = [" " * (place % 9) + "".join(f"{one}{signs[place]}" for one in signs) for place in range(128)]
    assert [oracle.shingles(text) for text in texts] == hashes(texts)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("--- ...", 0),
        ("The contract, §5 of 2024.", 5),
        ("snake_case stays whole", 3),
        ("契約書の内容", 6),
        ("สวัสดี", 6),
        ("한국어 문장", 2),
        ("हिन्दी में", 2),
        ("契約 no. 5", 4),
    ],
)
def test_words_are_counted_as_each_script_writes_them(text: str, count: int) -> None:
    assert [count] == shingle_sets([text]).words.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [("ﬁle", "FILE"), ("Straße", "STRASSE"), ("docu\u00adment", "document"), ("caf\u00e9", "cafe\u0301")],
)
def test_ligatures_case_composition_and_soft_hyphens_change_no_word(one: str, other: str) -> None:
    assert hashes([one]) == hashes([other])


def test_folding_says_what_is_compared() -> None:
    assert fold("ﬁle Straße") == "file strasse"


def test_a_word_and_its_anagram_differ() -> None:
    assert hashes(["listen"]) != hashes(["silent"])


def test_a_text_of_n_words_has_n_minus_four_shingles() -> None:
    assert shingle_sets(["one two three four five six seven eight nine ten"]).sizes.tolist() == [6]


def test_a_text_of_fewer_than_five_words_is_one_shingle_unlike_any_longer_text() -> None:
    sets = shingle_sets(["one two three", "one two three four five", "one two three", "three two one", "one two"])
    first = [int(sets[place][0]) for place in range(5)]
    assert first[0] == first[2]
    assert len(set(first)) == 4


def test_no_shingle_reaches_from_one_text_into_the_next() -> None:
    apart = shingle_sets(["one two three four five", "six seven eight nine ten"])
    assert apart.sizes.tolist() == [1, 1]
    assert shingle_sets(["six seven eight nine ten"])[0] == apart[1]


def test_texts_longer_than_a_batch_hash_as_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [" ".join(f"word{n}" for n in range(300)), "契約書" * 40, "", "a b c d e f", "हिन्दी में " * 9]
    whole = shingle_sets(texts)
    monkeypatch.setattr(batching, "BATCH_BYTES", 17)
    for given_as in (texts, pa.array(texts), iter(texts)):
        pieces = shingle_sets(given_as)
        assert whole.words.tolist() == pieces.words.tolist()
        assert np.array_equal(whole.hashes, pieces.hashes)


ARROW_TEXTS = ["skipped", "one two three four five", "契約 no. 5", None, "caf\u00e9 \u0e2a\u0e49"]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_arrow_strings_of_every_kind_are_read_in_place_slices_and_nulls_included(kind: pa.DataType) -> None:
    expected = shingle_sets([text or "" for text in ARROW_TEXTS[1:]])
    array = pa.array(ARROW_TEXTS, pa.string()).cast(kind)
    for given_as in (array.slice(1), pa.chunked_array([array.slice(1, 2), array.slice(3)]), [array.slice(1)]):
        assert np.array_equal(expected.hashes, shingle_sets(given_as).hashes)


def test_numbers_are_refused_as_texts() -> None:
    with pytest.raises(UsageError, match="texts are int64"):
        shingle_sets(pa.array([1, 2]))


def test_lone_surrogates_part_words_like_any_other_bad_text() -> None:
    assert [oracle.shingles("broken \ud800 te\udfffxt é\u0301")] == hashes(["broken \ud800 te\udfffxt é\u0301"])


def test_bytes_that_are_no_utf8_are_hashed_without_harm() -> None:
    broken = [
        b"\xff\xfe",
        b"abc \xe4",
        b"\xf0\x9f\x98",
        b"\xf4\x90\x80\x80",
        b"\x80" * 40,
        b"a\xc0\x80b",
        b"\xed\xa0\x80",
    ]
    assert len(shingle_sets(pa.array(broken, pa.large_binary()))) == 7


def test_hashes_are_the_same_in_another_process() -> None:
    code = (
        "from readiness.near_duplicate_search.shingling import shingle_sets;"
        "print(shingle_sets(['the quick brown fox jumps'])[0][0])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(printed.stdout) == shingle_sets(["the quick brown fox jumps"])[0][0]


def test_the_tables_of_folding_are_kept_and_made_anew_where_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compile_cache, "cache_folder", lambda: tmp_path)
    expected = unicode_folding._tables()
    first, again = (unicode_folding._load_or_make("tables", unicode_folding._tables) for _ in range(2))
    (kept,) = tmp_path.glob("tables-*")
    kept.write_bytes(kept.read_bytes()[:1000])
    damaged = unicode_folding._load_or_make("tables", unicode_folding._tables)
    for found in (first, again, damaged):
        assert {name: table.tolist() for name, table in found.items()} == {
            name: table.tolist() for name, table in expected.items()
        }
