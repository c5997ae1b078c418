"""Near-duplicate records: typos, abbreviations, swapped and missing fields; and what is no duplicate."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from readiness.profilers.records import near_duplicate_records
from tests.profilers.tables import counts, defects, repeats, stream_of

Rows = dict[str, list[Any]]

_SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu wa xe yo zi lan mer tor vin sel dor quin bran stal".split()


def word(rng: random.Random, syllables: int = 3) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(syllables))


def people(count: int = 120, seed: int = 1) -> list[list[str]]:
    """Rows of number, first name, last name, street, phone, birth date: all different people."""
    rng = random.Random(seed)
    firsts, lasts = [word(rng, 2) for _ in range(30)], [word(rng) for _ in range(90)]
    return [
        [
            str(number),
            rng.choice(firsts),
            rng.choice(lasts),
            f"{rng.randint(1, 300)} {word(rng)} street",
            f"{rng.randint(200, 999)}-{rng.randint(1000, 9999)}",
            f"{rng.randint(1940, 2005)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        ]
        for number in range(count)
    ]


NAMES = ["person_id", "first", "last", "street", "phone", "born"]


def table_of(rows: list[list[str]], names: list[str]) -> Rows:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def with_copy(**changes: Any) -> Rows:
    """The people, and the seventh of them once more with some fields written otherwise (functions of the field)."""
    rows = people()
    copy = [changes[name](value) if name in changes else value for name, value in zip(NAMES, rows[6], strict=True)]
    copy[0] = "900"
    return table_of([*rows, copy], NAMES)


def pairs(profile: Any) -> list[tuple[str, str]]:
    return [(d["part"], d["related"]) for d in defects(profile, "uniqueness.records") if d["part"] is not None]


def slip(text: str) -> str:
    return f"{text[:2]}{text[3]}{text[2]}{text[4:]}"


@pytest.mark.parametrize(
    "changes",
    [
        {"last": slip},
        {"first": lambda name: f"{name[0]}.", "street": lambda street: street.replace("street", "St.").upper()},
        {"phone": lambda phone: phone.replace("-", " "), "last": str.upper},
        {"phone": lambda _: None, "first": slip},
        {"born": lambda date: f"{date[:4]}-{date[8:]}-{date[5:7]}", "phone": lambda phone: phone[:-1] + "0"},
        {"street": lambda _: "1 elsewhere lane"},
    ],
    ids=["typo", "abbreviated", "formatted", "missing", "day for month", "moved"],
)
def test_one_person_written_twice_is_found_and_no_one_else(tmp_path: Path, changes: dict[str, Any]) -> None:
    profile = repeats(tmp_path, stream_of("people.csv", with_copy(**changes)))
    assert [{*pair} for pair in pairs(profile)] == [{"900", "6"}]
    assert counts(profile, "uniqueness.records") == (1, 121, None)


def test_swapped_names_are_found(tmp_path: Path) -> None:
    rows = people()
    _, first, last, *others = rows[6]
    rows.append(["900", last, first, *others])
    assert len(pairs(repeats(tmp_path, stream_of("t", table_of(rows, NAMES))))) == 1


def test_a_finding_names_the_other_row_how_alike_and_what_agrees(tmp_path: Path) -> None:
    profile = repeats(tmp_path, stream_of("people.csv", with_copy(last=slip, phone=lambda _: "111-2222")))
    named, summary = defects(profile, "uniqueness.records")
    evidence = named["evidence"]
    assert {named["part"], named["related"]} == {"900", "6"}
    assert (named["item"], evidence["related"], evidence["keeper"]) == ("people.csv", *[named["related"]] * 2)
    assert 0.6 <= evidence["similarity"] == named["measure"] < 1
    assert evidence["agree"] == ["first", "last", "street", "born"]
    assert (evidence["differ"], evidence["cluster_size"]) == (["phone"], 2)
    assert (summary["evidence"]["count"], summary["evidence"]["of"], summary["part"]) == (1, 121, None)
    assert summary["evidence"]["compared_by"] == ["first", "last", "street", "phone", "born"]


def test_equal_rows_are_repeated_rows_and_not_records(tmp_path: Path) -> None:
    profile = repeats(tmp_path, stream_of("people.csv", with_copy()))
    assert (counts(profile, "uniqueness.rows")[0], counts(profile, "uniqueness.records")) == (1, (0, 120, None))


def test_different_people_are_different(tmp_path: Path) -> None:
    profile = repeats(tmp_path, stream_of("people.csv", table_of(people(400), NAMES)))
    assert counts(profile, "uniqueness.records") == (0, 400, None)


def household() -> Rows:
    """Two to four people at each address, with one surname and one phone."""
    rng = random.Random(5)
    rows: list[list[str]] = []
    for last, street, phone in [row[2:5] for row in people(80, seed=5)]:
        for first in rng.sample([word(rng, 2) for _ in range(9)], rng.randint(2, 4)):
            born = f"{rng.randint(1940, 2015)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
            rows.append([str(len(rows)), first, last, street, phone, born])
    return table_of(rows, NAMES)


def orders() -> Rows:
    """Several orders of each person, who is written the same every time."""
    rng = random.Random(6)
    buyers = [row[1:5] for row in people(60, seed=6)]
    rows = [
        [
            str(n),
            *rng.choice(buyers),
            word(rng),
            str(round(rng.uniform(5, 500), 2)),
            f"2025-{rng.randint(1, 12):02d}-05",
        ]
        for n in range(240)
    ]
    return table_of(rows, ["order_id", "first", "last", "street", "phone", "article", "amount", "ordered_on"])


def numbered_products() -> Rows:
    rows = [[str(n), f"Product {n}", f"Description of product {n}", f"{n}.50"] for n in range(300)]
    return table_of(rows, ["product_id", "name", "description", "price"])


def variants() -> Rows:
    rng = random.Random(7)
    rows = [
        [f"{model} lamp {colour}", f"The {model} lamp in {colour}", "lighting"]
        for model in [word(rng) for _ in range(60)]
        for colour in ("Black", "White", "Red")
    ]
    return table_of(rows, ["title", "text", "shelf"])


def measures() -> Rows:
    """Each clinic with each measure, as a report has them."""
    rng = random.Random(8)
    clinics = [[f"{word(rng)} hospital", f"{rng.randint(1, 900)} {word(rng)} road", word(rng)] for _ in range(30)]
    kinds = [f"{word(rng)}-{n}" for n in range(25)]
    rows = [[*clinic, kind, str(rng.randint(0, 100))] for clinic in clinics for kind in kinds]
    return table_of(rows, ["clinic", "address", "town", "measure", "score"])


def flats() -> Rows:
    rng = random.Random(9)
    rows = [
        [f"Flat {flat}, {house} {street} Street", f"{street[:2].upper()}{house} {flat}XX"]
        for street in [word(rng) for _ in range(25)]
        for house in range(1, 5)
        for flat in range(1, 6)
    ]
    return table_of(rows, ["address", "postcode"])


@pytest.mark.parametrize("rows", [household, orders, numbered_products, variants, measures, flats])
def test_rows_that_repeat_on_purpose_are_no_duplicates(tmp_path: Path, rows: Any) -> None:
    assert counts(repeats(tmp_path, stream_of("t", rows())), "uniqueness.records")[0] == 0


def test_a_person_twice_in_a_table_of_households_is_still_found(tmp_path: Path) -> None:
    rows = household()
    for name in NAMES:
        rows[name].append(rows[name][10])
    rows["person_id"][-1], rows["last"][-1] = "900", slip(rows["last"][10])
    assert [{*pair} for pair in pairs(repeats(tmp_path, stream_of("t", rows)))] == [{"900", "10"}]


@pytest.mark.parametrize(
    "rows",
    [
        {"id": list(range(90)), "sex": ["m", "f"] * 45, "age": [n % 40 + 20 for n in range(90)]},
        {"at": [f"2026-01-01 00:{n:02d}:00" for n in range(60)], "sensor": ["a", "b"] * 30, "value": [1.5] * 60},
    ],
    ids=["census", "readings"],
)
def test_a_table_without_columns_that_name_things_holds_no_records(tmp_path: Path, rows: Rows) -> None:
    assert counts(repeats(tmp_path, stream_of("t", rows)), "uniqueness.records") == (0, 0, None)


def test_a_chain_of_small_changes_is_not_one_cluster(tmp_path: Path) -> None:
    rows = people()
    drifting = list(rows[6])
    for step in range(1, 12):
        place = 1 + (step % 5)
        drifting[place] = people(1, seed=100 + step)[0][place]
        drifting[0] = str(900 + step)
        rows.append(list(drifting))
    profile = repeats(tmp_path, stream_of("t", table_of(rows, NAMES)))
    named = [found for found in defects(profile, "uniqueness.records") if found["part"]]
    assert named
    assert max(d["evidence"]["cluster_size"] for d in named) <= 6


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = with_copy(last=slip)
    order = list(range(121))
    random.Random(3).shuffle(order)
    mixed = {name: [values[place] for place in order] for name, values in rows.items()}
    found = [{frozenset(pair) for pair in pairs(repeats(tmp_path, stream_of("t", one)))} for one in (rows, mixed)]
    assert found[0] == found[1]


def test_a_table_too_large_for_the_memory_allowed_is_not_measured(tmp_path: Path) -> None:
    wide = stream_of("t", table_of(people(), NAMES))
    profile = repeats(tmp_path, wide, resources={"memory_mb": 256})
    assert counts(profile, "uniqueness.records")[1] == 120
    from readiness.profilers.records import profile as stage

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "ROW_BYTES", 10_000_000)
        small = repeats(tmp_path, stream_of("t", table_of(people(), NAMES)), resources={"memory_mb": 256})
    [row] = [row for row in small.measures.to_pylist() if row["indicator"] == "uniqueness.records"]
    assert (row["state"], "raise resources.memory_mb" in row["reason"]) == ("not_measured", True)


def test_the_python_api_gives_rows_keepers_and_similarity() -> None:
    found = near_duplicate_records(pa.table(with_copy(last=slip)))
    [row] = found.to_pylist()
    assert {row["row"], row["related"]} == {6, 120}
    assert (row["keeper"], row["cluster_size"]) == (row["related"], 2)
    assert 0.6 <= row["similarity"] < 1
