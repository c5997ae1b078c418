"""The customer database ``operations/crm.sqlite``: four tables with foreign keys."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.planned_dates import on
from examples.enterprise_maker.prose.vocabulary import FIRMS, FIRST_NAMES, LAST_NAMES
from examples.enterprise_maker.synthetic_values import mail_address, phone

SOURCE = "operations"
FILE = "crm.sqlite"
CUSTOMERS, PRODUCTS, ORDERS = 220, 40, 900

_SCHEMA = """
CREATE TABLE customers (
    customer_id INTEGER PRIMARY KEY, name TEXT NOT NULL, contact TEXT, email TEXT, phone TEXT, city TEXT,
    created_on TEXT);
CREATE TABLE products (product_id INTEGER PRIMARY KEY, title TEXT NOT NULL, unit TEXT, list_price REAL);
CREATE TABLE orders (
    order_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (customer_id), ordered_on TEXT,
    status TEXT, channel TEXT);
CREATE TABLE order_lines (
    line_id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (order_id),
    product_id INTEGER REFERENCES products (product_id), quantity INTEGER, unit_price REAL);
"""
Row = list[object]


@dataclass(slots=True, kw_only=True)
class Base:
    """The rows of every table, spoilt in place before they are written."""

    customers: list[Row] = field(default_factory=list)
    products: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    order_lines: list[Row] = field(default_factory=list)


def write(answers: AnswerKey) -> None:
    rng = random.Random(f"{answers.seed}/crm")
    base = _clean(rng)
    if answers.defects:
        _spoil(answers, rng, base)
    answers.write(SOURCE, FILE, _as_file(base), modified=at(on(2026, 11, 20), 22))


def _clean(rng: random.Random) -> Base:
    base = Base()
    base.customers = [_customer(rng, number) for number in range(1, CUSTOMERS + 1)]
    base.products = [
        [number, f"{rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)} {number}", "piece", round(rng.uniform(5, 90), 2)]
        for number in range(1, PRODUCTS + 1)
    ]
    for number in range(1, ORDERS + 1):
        day = on(2026, 1, 2) + dt.timedelta(days=number * 320 // ORDERS)
        status, channel = rng.choice(("placed", "shipped", "delivered")), rng.choice(("web", "phone", "agent"))
        base.orders.append([10_000 + number, rng.randint(1, CUSTOMERS), day.isoformat(), status, channel])
        for product in rng.sample(base.products, k=2):
            line = [len(base.order_lines) + 1, 10_000 + number, product[0], rng.randint(1, 40), product[3]]
            base.order_lines.append(line)
    return base


_ADJECTIVES = ("Heavy", "Folding", "Sealed", "Narrow", "Insulated", "Stackable", "Coated", "Spare")
_NOUNS = ("crate", "pallet", "strap", "cover", "label roll", "trolley", "seal kit", "bracket")


def _customer(rng: random.Random, number: int) -> Row:
    contact = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
    day = on(2019, 1, 1) + dt.timedelta(days=rng.randrange(2_500))
    city = rng.choice(("Rotterdam", "Leeds", "Kassel", "Lyon", "Bilbao", "Turin", "Porto", "Cork"))
    return [
        number,
        FIRMS[(number * 7) % len(FIRMS)],
        contact,
        mail_address(rng, contact),
        phone(rng),
        city,
        day.isoformat(),
    ]


def _spoil(answers: AnswerKey, rng: random.Random, base: Base) -> None:
    chosen = rng.sample(range(ORDERS), k=9 + 12 + 7)
    _break_references(answers, base, chosen[:9])
    _mix_dates(answers, base, chosen[9:21])
    for at_row in chosen[21:]:
        base.orders[at_row][1] = None
    _find(answers, "validity.expectations", "orders", "customer_id", check="customer_is_named", state="failed")
    _find(answers, "validity.expectations", "orders", "ordered_on", check="date_is_iso", state="failed")
    _find(answers, "validity.missing_values", "orders", "customer_id", count=7)
    _turn_prices(answers, rng, base)
    _hide_phones(rng, base)
    _repeat_customers(answers, base)
    _find(answers, "rights.pii", "customers", "phone")


def _find(answers: AnswerKey, code: str, table: str, column: str, **evidence: object) -> None:
    answers.find(code, SOURCE, f"{FILE}!{table}", part=column, evidence=evidence)


def _break_references(answers: AnswerKey, base: Base, rows: Sequence[int]) -> None:
    for number, at_row in enumerate(rows):
        base.orders[at_row][1] = CUSTOMERS + 500 + number
    keys = sorted(str(base.orders[at_row][0]) for at_row in rows)
    _find(answers, "validity.references", "orders", "customer_id", count=len(rows), rows=keys)


def _mix_dates(answers: AnswerKey, base: Base, rows: Sequence[int]) -> None:
    for at_row in rows:
        day = dt.date.fromisoformat(str(base.orders[at_row][2]))
        base.orders[at_row][2] = day.strftime("%d/%m/%Y")
    keys = sorted(str(base.orders[at_row][0]) for at_row in rows)
    _find(answers, "validity.type_errors", "orders", "ordered_on", count=len(rows), rows=keys)


def _turn_prices(answers: AnswerKey, rng: random.Random, base: Base) -> None:
    """Five negative prices, and four a thousand times too high: a decimal comma was lost."""
    lines = rng.sample(base.order_lines, k=9)
    for line in lines[:5]:
        line[4] = -float(str(line[4]))
    for line in lines[5:]:
        line[4] = float(str(line[4])) * 1_000
    keys = [str(key) for key in sorted(int(str(line[0])) for line in lines)]
    _find(answers, "validity.outliers", "order_lines", "unit_price", count=len(keys), rows=keys)


def _hide_phones(rng: random.Random, base: Base) -> None:
    for customer in rng.sample(base.customers, k=48):
        customer[4] = "N/A"


def _repeat_customers(answers: AnswerKey, base: Base) -> None:
    """Fourteen customers entered a second time under a new number, and six more with their names written otherwise."""
    for original in base.customers[5:75:5]:
        number = len(base.customers) + 1
        base.customers.append([number, *original[1:]])
        answers.find(
            "uniqueness.rows", SOURCE, f"{FILE}!customers", part=str(number), evidence={"related": original[0]}
        )
    for original in base.customers[8:68:10]:
        number, (name, contact) = len(base.customers) + 1, (str(value) for value in original[1:3])
        misspelt, initial = f"{name[:3]}{name[4]}{name[3]}{name[5:]}", f"{contact[0]}. {contact.split()[1]}"
        base.customers.append([number, misspelt, initial, *original[3:6], on(2026, 10, 5).isoformat()])
        evidence = {"related": str(original[0])}
        answers.find("uniqueness.records", SOURCE, f"{FILE}!customers", part=str(number), evidence=evidence)
    hidden = sum(customer[4] == "N/A" for customer in base.customers)
    _find(answers, "validity.missing_values", "customers", "phone", count=hidden, token="N/A")  # noqa: S106


def _as_file(base: Base) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        connection = sqlite3.connect(path)
        connection.executescript(_SCHEMA)
        for table in ("customers", "products", "orders", "order_lines"):
            rows = getattr(base, table)
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
        connection.commit()
        connection.execute("VACUUM")
        connection.close()
        return path.read_bytes()
