"""Made-up people, some of them written down twice: seeded, with the truth of who is who."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

COLUMNS = ("first_name", "last_name", "address", "city", "zip", "phone", "birth_date")
_ONSETS = "b br c ch d dr f fl g gr h j k l m n p pr r s sh st t tr v w".split()
_VOWELS = "a e i o u ai ea oo".split()
_ENDS = ["", "n", "r", "s", "l", "t", "m", "nd", "ck"]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """``table`` has ``person_no`` and ``COLUMNS``; ``pairs`` are row numbers of one person, lower first."""

    table: pa.Table
    pairs: set[tuple[int, int]]


def people(rows: int, *, seed: int = 7, repeated: float = 0.2) -> People:
    """About ``rows`` rows, of which ``repeated`` are second writings of one of the others, shuffled.

    Names follow Zipf's law; phones and birth dates are independent. A second writing has one to three faults: typos,
    swapped names, abbreviations, other formats, missing fields.
    """
    rng, wild = np.random.default_rng(seed), random.Random(seed)
    originals = round(rows * (1 - repeated))
    columns = _originals(originals, rng, wild)
    chosen = rng.choice(originals, rows - originals, replace=False)
    copies = [_faulty([column[row] for column in columns], wild) for row in chosen.tolist()]
    order = rng.permutation(rows)
    places = np.argsort(order)
    whole = [[*column, *(copy[at] for copy in copies)] for at, column in enumerate(columns)]
    shuffled = [pa.array(values, pa.large_string()).take(pa.array(order)) for values in whole]
    truth = zip(places[chosen].tolist(), places[originals:].tolist(), strict=True)
    table = pa.table({"person_no": pa.array(np.arange(rows)), **dict(zip(COLUMNS, shuffled, strict=True))})
    return People(table=table, pairs={(min(pair), max(pair)) for pair in truth})


def _originals(count: int, rng: np.random.Generator, wild: random.Random) -> list[list[str]]:
    firsts, lasts, streets, cities = (_words(wild, n) for n in (2_000, 30_000, 15_000, 1_500))
    city = _zipf(rng, len(cities), count)
    houses, endings = rng.integers(1, 300, count), rng.integers(0, 3, count)
    days = np.datetime64("1940-01-01") + rng.integers(0, 24_000, count)
    street = [streets[i] for i in _zipf(rng, len(streets), count)]
    kinds = ("street", "road", "avenue")
    return [
        [firsts[i] for i in _zipf(rng, len(firsts), count)],
        [lasts[i] for i in _zipf(rng, len(lasts), count)],
        [f"{h} {s} {kinds[e]}" for h, s, e in zip(houses.tolist(), street, endings.tolist(), strict=True)],
        [cities[i] for i in city],
        [f"{10_000 + 37 * c + z:05d}" for c, z in zip(city.tolist(), rng.integers(0, 5, count).tolist(), strict=True)],
        [f"{a}-{b:04d}-{c}" for a, b, c in rng.integers((200, 0, 100), (999, 9_999, 999), (count, 3)).tolist()],
        days.astype(str).tolist(),
    ]


def _words(wild: random.Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        parts = (wild.choice(_ONSETS) + wild.choice(_VOWELS) + wild.choice(_ENDS) for _ in range(wild.randint(2, 3)))
        found["".join(parts)] = None
    return list(found)


def _zipf(rng: np.random.Generator, size: int, count: int) -> np.ndarray:
    return rng.choice(size, count, p=(shares := 1 / np.arange(1, size + 1)) / shares.sum())


def _faulty(row: list[str], wild: random.Random) -> list[str]:
    for _ in range(wild.randint(1, 3)):
        wild.choice((_typo, _typo, _typo, _swap, _shorten, _reformat, _lose))(row, wild)
    if row[0] == row[1]:
        row[0] += "a"
    return row


def _typo(row: list[str], wild: random.Random) -> None:
    at = wild.randrange(len(row))
    text = row[at]
    if len(text) > 2:
        place = wild.randrange(1, len(text))
        letter = wild.choice("0123456789" if text[place].isdigit() else "aeinorst")
        row[at] = wild.choice(
            (
                text[:place] + letter + text[place + 1 :],
                text[:place] + text[place + 1 :],
                text[:place] + letter + text[place:],
                text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :],
            )
        )


def _swap(row: list[str], wild: random.Random) -> None:
    if wild.random() < 0.5:
        row[0], row[1] = row[1], row[0]


def _shorten(row: list[str], wild: random.Random) -> None:
    if wild.random() < 0.5 and row[0]:
        row[0] = f"{row[0][0]}."
    row[2] = row[2].replace("street", "St.").replace("road", "Rd").replace("avenue", "Ave")


def _reformat(row: list[str], wild: random.Random) -> None:
    row[1] = row[1].upper()
    row[5] = row[5].replace("-", wild.choice((" ", "", "/")))


def _lose(row: list[str], wild: random.Random) -> None:
    row[wild.choice((3, 4, 5, 6))] = ""
