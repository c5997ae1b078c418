import datetime as dt

import pytest

from readiness.document_dates.periods import Period, find, value


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("6 months", Period(months=6)),
        ("six months", Period(months=6)),
        ("1 year", Period(months=12)),
        ("two years", Period(months=24)),
        ("annually", Period(months=12)),
        ("every 3 months", Period(months=3)),
        ("quarterly", Period(months=3)),
        ("90 days", Period(days=90)),
        ("two weeks", Period(days=14)),
        ("P1Y6M", Period(months=18)),
        ("18m", Period(months=18)),
        ("6 Monate", Period(months=6)),
        ("deux ans", Period(months=24)),
        ("12-month", Period(months=12)),
    ],
)
def test_a_period_is_read_however_it_is_written(written: str, period: Period) -> None:
    assert value(written) == period


@pytest.mark.parametrize("written", ["soon", "6", "0 months", "", "when the law changes"])
def test_what_names_no_length_is_no_period(written: str) -> None:
    assert value(written) is None


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2024-08-31", 6, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
    ],
)
def test_months_are_calendar_months_and_end_with_the_month(start: str, months: int, due: str) -> None:
    assert Period(months=months).after(dt.date.fromisoformat(start)) == dt.date.fromisoformat(due)


def test_periods_in_a_sentence_are_found_in_order() -> None:
    assert [found.period for found in find("reviewed annually, or after 6 months")] == [
        Period(months=12),
        Period(months=6),
    ]
