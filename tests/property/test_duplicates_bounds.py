"""Texts at the ends of their buffers, cut anywhere: kernels read what the plain definition reads, nothing behind it."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.near_duplicate_search.fingerprints import fingerprints
from readiness.near_duplicate_search.minhash import signatures, signatures_of
from readiness.near_duplicate_search.shingling import shingle_sets
from tests.profilers import duplicate_oracle as oracle

PIECES = st.one_of(
    st.sampled_from(
        ["one two three four five six ", "契約書の内容", "Straße ﬁle ", "😀 𠮷", "e\u0301 か\u3099", "  \t\n"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    st.text("ab c_1-", max_size=20),
)
WHOLE = st.lists(PIECES, max_size=6).map("".join)


def cut(content: bytes, places: list[int]) -> pa.Array:
    """The texts between the places: an Arrow array over a buffer that ends with the content, not one byte later."""
    offsets = np.array(places, np.int64)
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(content)]
    return pa.Array.from_buffers(pa.large_binary(), len(places) - 1, buffers, 0)


def shingles(texts: pa.Array) -> list[list[int]]:
    sets = shingle_sets(texts)
    return [sets[place].tolist() for place in range(len(sets))]


def expected(texts: pa.Array) -> list[list[int]]:
    """Bytes that are no character, such as half of one, separate words."""
    return [oracle.shingles(text.decode("utf-8", "replace")) for text in texts.to_pylist()]


@given(WHOLE, st.data())
@settings(deadline=None, max_examples=200)
def test_texts_cut_at_any_byte_have_the_shingles_of_the_plain_definition(whole: str, data: st.DataObject) -> None:
    content = whole.encode()
    places = sorted(data.draw(st.lists(st.integers(0, len(content)), min_size=1, max_size=6)))
    texts = cut(content, places)
    start = data.draw(st.integers(0, len(texts)))
    part = texts.slice(start, data.draw(st.integers(0, len(texts) - start)))
    assert expected(part) == shingles(part)
    sets = shingle_sets(part)
    assert np.array_equal(signatures_of(sets, 16), signatures(part, 16))


@pytest.mark.parametrize("size", range(18))
@pytest.mark.parametrize(
    "letters", ["a", "ab c", "Z-", "é", "ß ", "契", "契約 ", "😀", "a é契😀", "e\u0301 ", "\u3000x"]
)
def test_a_short_text_at_the_end_of_its_buffer_is_read_to_its_last_byte(letters: str, size: int) -> None:
    content = (letters * 18).encode()[:size]
    for places in ([0, size], [0, 0, size], [size // 2, size], [0, size // 2, size, size]):
        texts = cut(content, places)
        assert expected(texts) == shingles(texts)


def split(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "surrogateescape").split())


@given(WHOLE, st.data())
@example("\u3000\u3000", None)
@settings(deadline=None, max_examples=200)
def test_texts_cut_at_any_byte_have_equal_fingerprints_where_they_differ_in_white_space_only(
    whole: str, data: st.DataObject | None
) -> None:
    content = (whole + whole.replace(" ", "\n")).encode()
    cuts = st.lists(st.integers(0, len(content)), min_size=1, max_size=6)
    texts = cut(content, sorted(data.draw(cuts)) if data else list(range(len(content) + 1)))
    prints = [tuple(row) for row in fingerprints(texts).tolist()]
    plain = [split(text) for text in texts.to_pylist()]
    assert [[one == other for other in prints] for one in prints] == [
        [one == other for other in plain] for one in plain
    ]
