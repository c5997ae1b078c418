"""Laws of the kinds of columns: a minority is found at any share, place and language; codes may be of two kinds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profilers.tables import profile_values

SHARES = st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6])
CELLS = 100
Cell = Callable[[int], str]


def iso(n: int) -> str:
    return str(dt.date(2024, 1, 1) + dt.timedelta(days=3 * n))


def mix_cells(good: Cell, bad: Cell, share: float, seed: int) -> tuple[list[str], list[int]]:
    """Cells of which a share, at random places, are bad; and those places."""
    places = sorted(random.Random(seed).sample(range(CELLS), round(share * CELLS)))
    cells = [good(n) for n in range(CELLS)]
    for n, place in enumerate(places):
        cells[place] = bad(n)
    return cells, places


def wrong(values: list[str], name: str) -> list[int]:
    profile = profile_values(values, name)
    return [int(row) for row in profile.column.rows_of(profile.wrong)]


NUMBERS = st.sampled_from(
    [
        "amount",
        "Rechnungsbetrag",
        "montant_ttc",
        "cantidad",
        "unitPrice",
        "bedrag",
        "金額",
        "número de camas",
        "Temp. (°C)",
    ]
)
DATES = st.sampled_from(
    ["order_date", "Lieferdatum", "fecha_pedido", "date de naissance", "createdAt", "納品日付", "dato"]
)


@settings(deadline=None, max_examples=40)
@given(name=NUMBERS, share=SHARES, seed=st.integers(0, 99), fraction=st.booleans())
def test_what_is_no_number_is_wrong_at_any_share(name: str, share: float, seed: int, fraction: bool) -> None:
    good: Cell = (lambda n: f"{n * 1.5 + 3:.2f}") if fraction else (lambda n: str(7 * n + 3))
    values, places = mix_cells(good, lambda n: f"about x{n}", share, seed)
    assert wrong(values, name) == places


@settings(deadline=None, max_examples=40)
@given(
    name=DATES,
    share=SHARES,
    seed=st.integers(0, 99),
    bad=st.sampled_from(["week {} later", "4500{}", "17000{}0000", "2024-02-3{}", "13/31/20{}", "2{}226-01-01"]),
)
def test_what_is_no_day_is_wrong_at_any_share(name: str, share: float, seed: int, bad: str) -> None:
    values, places = mix_cells(iso, lambda n: bad.format(n % 10), share, seed)
    assert wrong(values, name) == places


@settings(deadline=None, max_examples=40)
@given(
    share=st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.3, 0.4]),
    seed=st.integers(0, 99),
    cells=st.sampled_from(
        [
            ("Preis", "{},50 €", "{},20 $"),
            ("mass", "{}.5 kg", "{}.2 lb"),
            ("summe", "{},25", "{}.75"),
            ("saldo", "-{}.5", "{}.5-"),
            ("closed", "{}/01/2026 10:00Z", "{}/01/2026 10:00"),
            ("closed", "{}/01/2026", "01/{}/2026"),
            ("closed", "{}/01/2026", "2026-01-{}"),
        ]
    ),
)
def test_one_thing_written_in_two_ways_is_found(share: float, seed: int, cells: tuple[str, str, str]) -> None:
    name, usual, other = cells
    values, places = mix_cells(lambda n: usual.format(13 + n % 16), lambda n: other.format(13 + n % 16), share, seed)
    assert wrong(values, name) == places


@settings(deadline=None, max_examples=30)
@given(
    pair=st.sampled_from(
        [("true", "false"), ("ja", "nein"), ("oui", "non"), ("sí", "no"), ("да", "нет"), ("はい", "いいえ")]
    ),
    other=st.sampled_from([("Y", "N"), ("1", "0"), ("x1", "x2")]),
    share=st.sampled_from([0.05, 0.2, 0.4]),
    seed=st.integers(0, 99),
)
def test_booleans_are_written_in_one_way(
    pair: tuple[str, str], other: tuple[str, str], share: float, seed: int
) -> None:
    values, places = mix_cells(lambda n: pair[n % 2], lambda n: other[n % 2], share, seed)
    assert wrong(values, "is_active") == places


MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)


@pytest.mark.parametrize("months", MONTHS)
@pytest.mark.parametrize("layout", ["{} {} 2026", "{}. {} 2026", "{} de {} de 2026", "{}-{}-2026"])
def test_months_are_read_in_their_languages_and_the_calendar_is_kept(months: str, layout: str) -> None:
    names = months.split()
    values = [layout.format(n % 28 + 1, names[n % 12]) for n in range(48)] + [layout.format(31, names[3])]
    assert profile_values(values, "x").kind.name == "date"
    assert wrong(values, "x") == [48]


NAMED: dict[str, Cell] = {
    "house_no": lambda n: f"{n % 90 + 1}{'a' if n % 9 == 0 else ''}",
    "Hausnummer": lambda n: f"{n % 90 + 1}{'b' if n % 50 == 0 else ''}",
    "sku": lambda n: f"{'AB' if n % 3 else ''}{1000 + n}",
    "postcode": lambda n: ("10115", "SW1A 1AA", "K1A 0B1")[n % 3],
    "version": lambda n: f"{n % 4}.{n % 9}.{n % 7}",
    "week": lambda n: f"2026-W{n % 52 + 1:02d}",
    "fiscal_year": lambda n: f"FY{2010 + n % 9}",
    "season": lambda n: f"20{10 + n % 9}/{11 + n % 9}",
    "range": lambda n: f"{n}-{n + 10}",
    "telefon": lambda n: f"+49 30 {1000 + n} {n % 90 + 10}",
    "answer": lambda n: ("yes", "no", "don't know")[n % 3],
    "size": lambda n: ("S", "M", "36", "38")[n % 4],
    "value": lambda n: str(n) if n % 2 else f"text {n}",
    "updated": lambda n: f"{iso(n)}T10:00:00+0{1 + n % 2}:00",
    "expires": lambda n: "9999-12-31" if n % 3 else iso(n),
    "lab_result": lambda n: f"<{n % 3}.5" if n % 5 == 0 else f"{n}.5",
    "amount": lambda n: f"({n * 1337.5:,.2f})" if n % 7 == 3 else f"{n * 1337.5:,.2f}",
}


@pytest.mark.parametrize("name", NAMED)
def test_clean_columns_of_codes_ranges_and_open_ends_have_no_wrong_cells(name: str) -> None:
    profile = profile_values([NAMED[name](n) for n in range(CELLS)], name)
    assert profile.column.weight(profile.wrong | profile.disguised) == 0
