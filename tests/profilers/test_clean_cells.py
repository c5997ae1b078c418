"""Cells that are not searched one by one, since nothing can be found in their form, and lone mail addresses."""

from __future__ import annotations

import random
import string

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.profilers.rights import chance, identifiers, logins, people, places, secret_names
from readiness.profilers.rights.cell_text import Cells
from readiness.profilers.rights.clean_cells import is_clean, is_only_email
from readiness.profilers.rights.known_people import NOBODY
from readiness.profilers.rights.personal_columns import scan_cells
from readiness.profilers.rights.scan_texts import read_text
from readiness.profilers.rights.terms import announced_kinds
from readiness.profilers.rights.word_lists import COUNTRIES, GIVEN_NAMES
from tests.profilers.test_rights import Corpus, corpus, rate

__all__ = ["corpus"]

TELLING = [
    *people.WORD_CUES, *places.WORD_CUES, *places.STREET_CUES, *identifiers.WORD_CUES, *logins.WORD_CUES,
    *secret_names.CUES, *GIVEN_NAMES, *COUNTRIES, "Street", "rue", "Apt", "MD", "nhs", "ssn", "card", "visa", "PSC",
]  # fmt: skip
PLAIN = "invoice order late the on of Berlin OBERWEG No ab DE naïve Müller größer version team née".split()
SEPARATORS = [" "] * 8 + ["-", ".", "/", ", ", "'", " (", ") ", "_", ":", "@", ";", "! ", "", "+", "  "]


def digits(draw: random.Random, most: int) -> str:
    return "".join(draw.choice(string.digits) for _ in range(draw.randint(1, most)))


def word(draw: random.Random) -> str:
    kind = draw.randrange(5)
    if kind == 0:
        return draw.choice(TELLING).strip()
    if kind == 1:
        return draw.choice(PLAIN)
    if kind == 2:
        return digits(draw, 12)
    letters = draw.choice((string.ascii_lowercase, string.ascii_uppercase))
    made = "".join(draw.choice(letters) for _ in range(draw.randint(1, 13)))
    return made.capitalize() if kind == 3 else made


def cell(draw: random.Random) -> str:
    kind = draw.randrange(7)
    two = [f"{draw.randint(0, 99):02}" for _ in range(6)]
    if kind == 0:
        return draw.choice(["", "-"]) + digits(draw, 11) + draw.choice(["", ".", ","]) + digits(draw, 6)
    if kind == 1:
        day = f"{draw.choice(['18', '19', '20'])}{two[0]}-{two[1]}-{two[2]}{draw.choice(' T')}{two[3]}:{two[4]}"
        return day + draw.choice(["", "Z", f":{two[5]}", f":{two[5]}.{digits(draw, 7)}", "+02:00", "-0500"])
    if kind == 2:
        sign = draw.choice("./-")
        return f"{two[0]}{sign}{two[1]}{sign}{draw.choice(['', '20'])}{two[2]}"
    if kind == 3:
        letters = "".join(draw.choice(string.ascii_uppercase) for _ in range(draw.randint(1, 4)))
        return letters + draw.choice(["", "-", "_"]) + digits(draw, 8) + draw.choice(["", "-AB12", "-X"])
    if kind == 4:
        hexadecimal = draw.choice((string.digits, string.digits + "abcdef"))
        groups = ["".join(draw.choice(hexadecimal) for _ in range(size)) for size in (8, 4, 4, 4, 11)]
        return "-".join(groups) + draw.choice("abcdef")
    if kind == 5:
        local = draw.choice(["anna", "info", "ab12", "x"]) + draw.choice(["", ".", "_"]) + word(draw).lower()
        host = draw.choice(["mail", "corp-x", "123", "12.34", "example"])
        return f"{local}@{host}.{draw.choice(['com', 'co.uk', 'test'])}"
    return "".join(word(draw) + draw.choice(SEPARATORS) for _ in range(draw.randint(1, 8))).strip() or "-"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_nothing_is_in_a_cell_that_is_not_searched(seed: int) -> None:
    draw = random.Random(seed)
    cells = [cell(draw) for _ in range(60)]
    texts = pa.array(cells, pa.large_string())
    clean, emails = is_clean(texts).to_pylist(), is_only_email(texts).to_pylist()
    for text, is_free, is_email in zip(cells, clean, emails, strict=True):
        context, secrets = read_text(text, NOBODY)
        if is_free:
            assert (context.spans, secrets, chance.CARD_SHAPED.search(text)) == ((), (), None), text
        if is_email:
            assert all((one.kind, one.start, one.end) == ("EMAIL_ADDRESS", 0, len(text)) for one in context.spans), text
            assert not secrets, text


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["", "ref", "email", "phone", "order", "customer name"]))
def test_leaving_out_clean_cells_changes_no_finding(seed: int, header: str) -> None:
    draw = random.Random(seed)
    named = [f"{draw.choice(sorted(GIVEN_NAMES))} {word(draw).capitalize()}" for _ in range(draw.randint(0, 40))]
    values = dict.fromkeys([cell(draw) for _ in range(draw.randint(1, 400))] + named)
    texts = pa.array(draw.sample(list(values), len(values)), pa.large_string())
    cells = Cells(header=header, kinds=announced_kinds(header), texts=texts)
    assert scan_cells(cells, NOBODY) == scan_cells(cells, NOBODY, every=True)


@pytest.mark.parametrize(
    "text",
    ["1204", "-3.50", "0,75", "00012345678", "2024-02-29", "31.12.2024", "23:59", "2024-02-29T10:00:00.123Z",
     "SKU-00123", "AB-12-XY", "late delivery, paid twice", "the 3 boxes were late", "Delivered on time",
     "größere menge", "5f1c2a3b-0d4e-4f60-8a7b-9c0d1e2f3a4b"],
)  # fmt: skip
def test_usual_cells_are_clean(text: str) -> None:
    assert is_clean(pa.array([text], pa.large_string())).to_pylist() == [True]


@pytest.mark.parametrize(
    "text",
    ["4539148803436467", "anna@mail.org", "Anna", "Ms Okonjo", "dear Ngozi", "password hunter22", "hauptstraße 12",
     "passport 1234567", "po box 12", "12 Oak Street", "10.0.0.12", "+49 30 1234567", "Sam Fox, MD", "postcode 12345"],
)  # fmt: skip
def test_cells_that_may_hold_something_are_searched(text: str) -> None:
    assert is_clean(pa.array([text], pa.large_string())).to_pylist() == [False]


def test_a_cell_is_not_explained_by_its_neighbour() -> None:
    texts = pa.array(
        ["my passport", "AB1234567", "visa card", "x"] + [f"row {n}" for n in range(50)], pa.large_string()
    )
    assert not scan_cells(Cells(header="note", kinds=frozenset(), texts=texts), NOBODY, every=True).pii.counts


def test_a_table_is_searched_whole_up_to_a_number_of_cells(corpus: Corpus) -> None:
    """One address among 30,000 rows lies beyond the cells that a larger table is judged by."""
    notes = [f"order {n} was late" for n in range(30_000)]
    notes[25_001] = "ask jana.kral@firma.cz"
    corpus.table("t.parquet", {"id": list(range(30_000)), "note": notes})
    assert rate(corpus.measure(cells=60_000), "rights.pii") == (1, 2, None)
    assert rate(corpus.measure(cells=59_999), "rights.pii") == (0, 1, 2)
