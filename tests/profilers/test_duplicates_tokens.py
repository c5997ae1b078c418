import subprocess
import sys

import numpy as np
import pytest

from readiness.profilers.duplicates import tokens
from readiness.profilers.duplicates.tokens import fold, shingle_sets, token_hashes


def words(text: str) -> int:
    return len(token_hashes(fold(text))[0])


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
    assert count == words(text)


def test_composed_and_decomposed_letters_are_the_same_word() -> None:
    assert token_hashes(fold("caf\u00e9"))[0] == token_hashes(fold("cafe\u0301"))[0]


@pytest.mark.parametrize(("one", "other"), [("ﬁle", "FILE"), ("Straße", "STRASSE"), ("docu\u00adment", "document")])
def test_ligatures_case_and_soft_hyphens_change_no_word(one: str, other: str) -> None:
    assert token_hashes(fold(one))[0] == token_hashes(fold(other))[0]


def test_a_word_and_its_anagram_differ() -> None:
    assert token_hashes("listen")[0] != token_hashes("silent")[0]


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
    texts = [" ".join(f"word{n}" for n in range(300)), "契約書" * 40, "", "a b c d e f"]
    whole = shingle_sets(texts)
    monkeypatch.setattr(tokens, "BATCH_CHARACTERS", 17)
    pieces = shingle_sets(texts)
    assert whole.words.tolist() == pieces.words.tolist()
    assert np.array_equal(whole.hashes, pieces.hashes)


def test_lone_surrogates_are_words_like_any_other_bad_text() -> None:
    assert len(shingle_sets(["broken \ud800 text"])) == 1


def test_hashes_are_the_same_in_another_process() -> None:
    code = (
        "from readiness.profilers.duplicates.tokens import shingle_sets;"
        "print(shingle_sets(['the quick brown fox jumps'])[0][0])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(said.stdout) == shingle_sets(["the quick brown fox jumps"])[0][0]
