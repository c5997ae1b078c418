"""Deliveries that repeat: daily and monthly files whose format drifts (``operations/<series>/<series>_<date>.csv``)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.formats.delimited import delimited_text
from examples.enterprise_maker.formats.office import xlsx
from examples.enterprise_maker.planned_dates import month_of, on

SOURCE = "operations"
Row = tuple[object, ...]

_DAILY = (2026, 8, 1), (2026, 11, 20)
_MISSING = (2026, 9, 8), (2026, 9, 9), (2026, 10, 4), (2026, 10, 27)
_NULLS = (2026, 10, 19)
_RENAME, _DATE_STYLE = (2026, 3), (2025, 6)
_DROP, _SEMICOLON, _EXCEL = (2026, 7), (2026, 5), (2026, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One delivery of a series, as a table and the form it comes in."""

    day: dt.date
    header: Sequence[str]
    rows: list[Row]
    delimiter: str = ","
    extension: str = "csv"


def write(answers: AnswerKey) -> None:
    """Six series: one of them steady, five that change on the way unless they have been repaired."""
    _write_deliveries(answers)
    _write_monthly(answers, "invoices", month_of(2024, 1), _invoices)
    _write_monthly(answers, "complaints", month_of(2025, 1), _complaints)
    _write_monthly(answers, "timesheets", month_of(2025, 1), _timesheets)
    _write_monthly(answers, "headcount", month_of(2025, 1), _headcount)
    _write_monthly(answers, "energy", month_of(2024, 1), _energy)
    if answers.defects:
        _record(answers)


def _record(answers: AnswerKey) -> None:
    """Record the defects of the series, each at the first member that shows it."""
    answers.find(
        "currency.gaps", SOURCE, "deliveries", evidence={"missing": [on(*day).isoformat() for day in _MISSING]}
    )
    nulls = {"kind": "null_rate", "at": _name("deliveries", on(*_NULLS), "csv", daily=True)}
    answers.find("format.value_drift", SOURCE, "deliveries", part="receiver", evidence=nulls)
    renamed = {"at": _name("invoices", month_of(*_RENAME), "csv"), "removed": ["supplier_id"], "added": ["supplier_no"]}
    answers.find("format.schema_drift", SOURCE, "invoices", evidence=renamed)
    dates = {"kind": "pattern", "at": _name("invoices", month_of(*_DATE_STYLE), "csv")}
    answers.find("format.pattern_drift", SOURCE, "invoices", part="invoice_date", evidence=dates)
    dropped = {"at": _name("complaints", month_of(*_DROP), "csv"), "removed": ["severity"]}
    answers.find("format.schema_drift", SOURCE, "complaints", evidence=dropped)
    semicolons = {"kind": "delimiter", "at": _name("timesheets", month_of(*_SEMICOLON), "csv"), "from": ",", "to": ";"}
    answers.find("format.mix_drift", SOURCE, "timesheets", evidence=semicolons)
    excel = {"kind": "file_type", "at": _name("headcount", month_of(*_EXCEL), "xlsx"), "from": "csv", "to": "xlsx"}
    answers.find("format.mix_drift", SOURCE, "headcount", evidence=excel)
    drifts = ("schema", "pattern", "value", "mix")
    answers.control((*(f"format.{drift}_drift" for drift in drifts), "currency.gaps"), SOURCE, "energy")


def _name(series: str, day: dt.date, extension: str, *, daily: bool = False) -> str:
    return f"{series}_{day.isoformat() if daily else f'{day:%Y-%m}'}.{extension}"


def _write_deliveries(answers: AnswerKey) -> None:
    (day, last), skipped = (on(*one) for one in _DAILY), {on(*one) for one in _MISSING}
    while day <= last:
        if not (answers.defects and day in skipped):
            member = _deliveries(random.Random(f"{answers.seed}/deliveries/{day}"), day, answers.defects)
            item = f"deliveries/{_name('deliveries', day, 'csv', daily=True)}"
            _write_member(answers, item, member)
            if missing := sum(row[-1] is None for row in member.rows):
                answers.find("validity.missing_values", SOURCE, item, part="receiver", evidence={"count": missing})
        day += dt.timedelta(days=1)


Maker = Callable[[random.Random, dt.date, bool], Member]


def _write_monthly(answers: AnswerKey, series: str, first: dt.date, make: Maker) -> None:
    for day in _months(first, month_of(2026, 10)):
        member = make(random.Random(f"{answers.seed}/{series}/{day}"), day, answers.defects)
        _write_member(answers, f"{series}/{_name(series, day, member.extension)}", member)


def _months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first = (first + dt.timedelta(days=32)).replace(day=1)


def _write_member(answers: AnswerKey, item: str, member: Member) -> None:
    """Deliveries arrive in the night after the day or month that they are about."""
    if member.extension == "xlsx":
        content = xlsx({"Sheet1": [member.header, *member.rows]}, member.day)
    else:
        content = delimited_text(member.header, member.rows, delimiter=member.delimiter)
    answers.write(SOURCE, item, content, modified=at(member.day + dt.timedelta(days=1), 3, len(answers.written) % 50))


def _deliveries(rng: random.Random, day: dt.date, defects: bool) -> Member:
    emptied = 0.7 if defects and day >= on(*_NULLS) else 0.0
    rows: list[Row] = [
        (
            f"D{day:%y%m%d}{number:03d}",
            day.isoformat(),
            rng.choice(("Rotterdam", "Leeds", "Kassel", "Lyon", "Bilbao")),
            rng.randint(1, 24),
            f"{rng.uniform(40, 900):.1f}",
            None if rng.random() < emptied else rng.choice(("dock A", "dock B", "yard", "front desk", "cold store")),
        )
        for number in range(36)
    ]
    return Member(
        day=day, header=("delivery_id", "delivered_on", "depot", "pallets", "weight_kg", "receiver"), rows=rows
    )


def _invoices(rng: random.Random, day: dt.date, defects: bool) -> Member:
    supplier = "supplier_no" if defects and day >= month_of(*_RENAME) else "supplier_id"
    style = "%d/%m/%Y" if defects and day >= month_of(*_DATE_STYLE) else "%Y-%m-%d"
    rows: list[Row] = [
        (
            f"INV-{day:%Y%m}-{number:04d}",
            f"S{rng.randint(100, 159)}",
            day.replace(day=rng.randint(1, 28)).strftime(style),
            f"{rng.uniform(80, 4_000):.2f}",
            "EUR",
            rng.choice(("open", "paid", "disputed")),
        )
        for number in range(60)
    ]
    return Member(day=day, header=("invoice_id", supplier, "invoice_date", "amount", "currency", "status"), rows=rows)


def _complaints(rng: random.Random, day: dt.date, defects: bool) -> Member:
    header = ("case_id", "opened_on", "topic", "severity", "days_open")
    rows: list[Row] = [
        (
            f"C{day:%Y%m}{number:03d}",
            day.replace(day=rng.randint(1, 28)).isoformat(),
            rng.choice(("late", "damaged", "wrong item", "invoice", "manners")),
            rng.choice(("low", "medium", "high")),
            rng.randint(1, 30),
        )
        for number in range(40)
    ]
    if defects and day >= month_of(*_DROP):
        return Member(day=day, header=header[:3] + header[4:], rows=[row[:3] + row[4:] for row in rows])
    return Member(day=day, header=header, rows=rows)


def _timesheets(rng: random.Random, day: dt.date, defects: bool) -> Member:
    rows: list[Row] = [
        (f"E{1000 + number}", f"{day:%Y-%m}", f"{rng.uniform(120, 180):.2f}", rng.randint(0, 12), rng.choice("ABCD"))
        for number in range(50)
    ]
    delimiter = ";" if defects and day >= month_of(*_SEMICOLON) else ","
    header = ("employee_no", "month", "hours", "absences", "shift")
    return Member(day=day, header=header, rows=rows, delimiter=delimiter)


def _headcount(rng: random.Random, day: dt.date, defects: bool) -> Member:
    depots = ("Rotterdam", "Leeds", "Kassel", "Lyon", "Bilbao", "Turin", "Porto", "Cork")
    teams = ("drivers", "loaders", "office")
    rows: list[Row] = [(depot, team, rng.randint(4, 60), rng.randint(0, 5)) for depot in depots for team in teams]
    extension = "xlsx" if defects and day >= month_of(*_EXCEL) else "csv"
    return Member(day=day, header=("depot", "team", "staff", "vacancies"), rows=rows, extension=extension)


def _energy(rng: random.Random, day: dt.date, defects: bool) -> Member:  # noqa: ARG001 - the steady series
    rows: list[Row] = [
        (depot, day.replace(day=of_month).isoformat(), f"{rng.uniform(200, 900):.1f}", f"{rng.uniform(0, 80):.1f}")
        for depot in ("Rotterdam", "Leeds", "Kassel")
        for of_month in range(1, 29, 3)
    ]
    return Member(day=day, header=("depot", "read_on", "kwh", "solar_kwh"), rows=rows)
