import random
from collections.abc import Iterable

import numpy as np
from datasketch import MinHash, MinHashLSH

from readiness.near_duplicate_search.lsh import RECALL, bands_for
from readiness.near_duplicate_search.minhash import EMPTY, signatures, to_datasketch
from readiness.near_duplicate_search.shingling import shingle_sets

VOCABULARY = [f"word{n}" for n in range(500)]


def drawn(seed: int, count: int) -> str:
    return " ".join(random.Random(seed).choices(VOCABULARY, k=count))


def by_datasketch(hashes: Iterable[int], num_perm: int) -> MinHash:
    sketch = MinHash(num_perm=num_perm, seed=1, hashfunc=lambda value: value)
    sketch.update_batch([int(value) & 0xFFFFFFFF for value in hashes])
    return sketch


def test_signatures_equal_those_of_datasketch_place_by_place() -> None:
    texts = [drawn(seed, 20 * seed) for seed in range(12)]
    sets = shingle_sets(texts)
    for num_perm in (16, 128):
        made = signatures(texts, num_perm)
        expected = [by_datasketch(sets[place], num_perm).hashvalues for place in range(len(texts))]
        assert np.array_equal(expected, made)
        assert np.uint32 == made.dtype


def test_a_row_becomes_a_datasketch_object_that_estimates_like_its_own() -> None:
    texts = [drawn(1, 300), drawn(1, 300) + " and an end"]
    one, other = map(to_datasketch, signatures(texts))
    sets = shingle_sets(texts)
    assert by_datasketch(sets[0], 128).jaccard(by_datasketch(sets[1], 128)) == one.jaccard(other)


def test_signatures_fill_a_datasketch_index() -> None:
    rows = signatures([drawn(1, 300), drawn(2, 300), drawn(1, 300) + " end"])
    index = MinHashLSH(threshold=0.8, num_perm=128)
    for place, row in enumerate(rows):
        index.insert(place, to_datasketch(row))
    assert {0, 2} == set(index.query(to_datasketch(rows[0])))


def test_a_text_without_words_has_the_empty_signature() -> None:
    assert (signatures(["", "..."], 8) == EMPTY).all()


def test_no_texts_give_no_rows() -> None:
    assert signatures([]).shape == (0, 128)


def test_the_bands_keep_the_promised_recall_at_every_threshold() -> None:
    for threshold in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0):
        bands, rows = bands_for(threshold)
        assert bands * rows <= 128
        assert 1 - (1 - threshold**rows) ** bands >= RECALL
