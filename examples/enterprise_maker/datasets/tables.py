"""Single tables: a Parquet extract, a supplier list with holes, price lists."""

from __future__ import annotations

import datetime as dt
import io
import random

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.formats.delimited import delimited_text
from examples.enterprise_maker.formats.office import xlsx
from examples.enterprise_maker.planned_dates import as_of, on
from examples.enterprise_maker.prose.vocabulary import FIRMS, FIRST_NAMES, LAST_NAMES

SOURCE = "operations"
MAX_AGE_DAYS = 3 * 365
_SHIPMENTS = 600
_SUPPLIERS = 160


def write(answers: AnswerKey) -> None:
    _write_shipments(answers)
    _write_suppliers(answers)
    _write_price_lists(answers)


def _write_shipments(answers: AnswerKey) -> None:
    """``warehouse/shipments.parquet``: repeated rows, weights in grams instead of kilograms, carriers unknown."""
    rng = random.Random(f"{answers.seed}/shipments")
    rows: list[list[object]] = [_shipment(rng, number) for number in range(1, _SHIPMENTS + 1)]
    item = "warehouse/shipments.parquet"
    if answers.defects:
        for row in rng.sample(rows, k=3):
            row[2] = float(str(row[2])) * 1_000
        answers.find("validity.outliers", SOURCE, item, part="weight_kg", evidence={"count": 3})
        for row in rng.sample(rows, k=90):
            row[3] = "UNKNOWN"
        for original in rows[10:130:10]:
            number = len(rows) + 1
            rows.append([f"SH{number:05d}", *original[1:]])
            related = {"related": original[0]}
            answers.find("uniqueness.rows", SOURCE, item, part=f"SH{number:05d}", evidence=related)
        evidence = {"count": sum(row[3] == "UNKNOWN" for row in rows), "token": "UNKNOWN"}
        answers.find("validity.missing_values", SOURCE, item, part="carrier", evidence=evidence)
    answers.write(SOURCE, item, _parquet(rows), modified=at(on(2026, 11, 15), 4))


def _shipment(rng: random.Random, number: int) -> list[object]:
    day = on(2026, 1, 5) + dt.timedelta(days=number // 2)
    carrier = rng.choice(("Kestrel Freight", "Umber Lines", "Larkfield Vans", "own fleet"))
    return [f"SH{number:05d}", 10_000 + rng.randint(1, 900), round(rng.uniform(20, 400), 1), carrier, day]


def _parquet(rows: list[list[object]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ("shipment_id", "order_id", "weight_kg", "carrier", "delivered_on")
    columns = {name: [row[at_column] for row in rows] for at_column, name in enumerate(names)}
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def _write_suppliers(answers: AnswerKey) -> None:
    rng = random.Random(f"{answers.seed}/suppliers")
    rows = [_supplier(rng, number) for number in range(_SUPPLIERS)]
    item = "suppliers/supplier_master.csv"
    if answers.defects:
        blank, unknown = rng.sample(rows, k=56), rng.sample(rows, k=64)
        for row in blank:
            row[3] = None
        for row in unknown:
            row[4] = "?"
        answers.find("validity.missing_values", SOURCE, item, part="account_manager", evidence={"count": 56})
        evidence = {"count": 64, "token": "?"}
        answers.find("validity.missing_values", SOURCE, item, part="rating", evidence=evidence)
    header = ("supplier_id", "name", "since", "account_manager", "rating")
    answers.write(SOURCE, item, delimited_text(header, rows), modified=at(on(2026, 10, 2), 12))


def _supplier(rng: random.Random, number: int) -> list[object]:
    since = on(2020, 1, 1) + dt.timedelta(days=rng.randrange(2_000))
    manager = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
    return [f"S{100 + number}", FIRMS[(number * 11) % len(FIRMS)], since.isoformat(), manager, rng.choice("ABCD")]


def _write_price_lists(answers: AnswerKey) -> None:
    """Two sheets each; the oldest list should have been archived long ago."""
    days = [on(2026, 2, 2), on(2026, 8, 3)]
    if answers.defects:
        days.append(on(2023, 2, 1))
    for day in days:
        rng = random.Random(f"{answers.seed}/prices/{day}")
        sheets = {
            name: [("code", "unit", "price", "updated_on"), *_prices(rng, name, day)] for name in ("Goods", "Services")
        }
        item = f"price_lists/price_list_{day.isoformat()}.xlsx"
        answers.write(SOURCE, item, xlsx(sheets, day), modified=at(day, 8))
        for name, (_, *prices) in sheets.items():
            newest = max(str(price[-1]) for price in prices)
            age = (as_of() - dt.date.fromisoformat(newest)).days
            if age > MAX_AGE_DAYS:
                evidence = {"trusted_date": newest, "age_days": age, "max_age_days": MAX_AGE_DAYS}
                answers.find("currency.stale", SOURCE, f"{item}!{name}", evidence=evidence)


def _prices(rng: random.Random, sheet: str, day: dt.date) -> list[tuple[object, ...]]:
    """Codes with prices, each one set some days before the list came out."""
    return [
        (
            f"{sheet[0]}{number:03d}",
            rng.choice(("piece", "hour", "pallet")),
            round(rng.uniform(3, 70), 2),
            (day - dt.timedelta(days=rng.randint(1, 60))).isoformat(),
        )
        for number in range(60)
    ]
