"""Dates of web pages beside htmldate, and of written days beside dateparser: ``python -m benchmarks.dates PEERS``.

PEERS is a folder with both, made by ``pip install --target PEERS htmldate``; it comes last in the search for modules.
Pages and days are generated, so their dates are known. The page ``docs/benchmarks/dates.md`` is written from the run.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.metadata
import os
import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import readiness
from benchmarks.dated_pages import MONTHS, DatedPage, pages
from benchmarks.duplicates.measure import ROOT
from readiness.document_dates import dates, grammar, trusted_claim
from readiness.model import DateKind

PAGE = ROOT / "docs" / "benchmarks" / "dates.md"
AS_OF = dt.date(2026, 11, 22)
_PAGES, _DAYS, _SEED = 900, 1200, 7
_PUBLISHED = (DateKind.PUBLISHED, DateKind.EMBEDDED_CREATED, DateKind.UPDATED)

Days = tuple[dt.date | None, dt.date | None]
"""The day of publication and that of the last change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shares of pages; ``undated`` is of those without a date of their own."""

    name: str
    published: float
    modified: float
    undated: float
    per_second: float


def read_by_us(page: DatedPage) -> Days:
    claims = dates(readiness.extract(page.html.encode(), name="page.html"))
    trusted = trusted_claim(claims, AS_OF)
    kinds = [[claim.date for claim in claims if claim.kind is kind] for kind in _PUBLISHED]
    published = next((min(days) for days in kinds if days), None)
    return published, trusted.date if trusted else None


def read_by_htmldate(page: DatedPage) -> Days:
    find = importlib.import_module("htmldate").find_date
    found = [find(page.html, original_date=first, max_date=str(AS_OF)) for first in (True, False)]
    published, modified = (dt.date.fromisoformat(day) if day else None for day in found)
    return published, modified


def measure(name: str, read: Callable[[DatedPage], Days], tried: list[DatedPage], calls: int = 1) -> Score:
    """``calls`` is how often a reader goes through a page to give both days."""
    begun = time.process_time()
    found = [read(page) for page in tried]
    seconds = (time.process_time() - begun) / calls
    own = [(page, days) for page, days in zip(tried, found, strict=True) if page.published]
    none = [days for page, days in zip(tried, found, strict=True) if not page.published]
    return Score(
        name=name,
        published=sum(days[0] == page.published for page, days in own) / len(own),
        modified=sum(days[1] == page.modified for page, days in own) / len(own),
        undated=sum(days == (None, None) for days in none) / len(none),
        per_second=len(tried) / seconds,
    )


def written_days() -> list[tuple[str, dt.date]]:
    rng = random.Random(_SEED)
    days = []
    for _ in range(_DAYS):
        day = dt.date(1990, 1, 1) + dt.timedelta(days=rng.randrange(13_000))
        month = MONTHS[rng.choice(sorted(MONTHS))].split()[day.month - 1]
        forms = [f"{day.day} {month} {day.year}", f"{day:%d.%m.%Y}", f"{day.isoformat()}T10:00:00Z", f"{day:%B %d, %Y}"]
        days.append((rng.choice(forms), day))
    return days


def by_grammar(text: str) -> dt.date | None:
    found = grammar.value(text)
    return found.first if found else None


def by_dateparser(text: str) -> dt.date | None:
    found = importlib.import_module("dateparser").parse(text)
    return found.date() if found else None


def measure_days(read: Callable[[str], dt.date | None], days: list[tuple[str, dt.date]]) -> tuple[float, float]:
    """The share read right, and days per CPU second."""
    begun = time.process_time()
    right = sum(read(text) == day for text, day in days)
    return right / len(days), len(days) / (time.process_time() - begun)


def table(scores: Iterable[Score], days: Iterable[tuple[str, tuple[float, float]]]) -> str:
    lines = ["| | published right | last change right | undated left undated | pages per CPU second |"]
    lines += ["| --- | --: | --: | --: | --: |"]
    lines += [
        f"| {one.name} | {one.published:.1%} | {one.modified:.1%} | {one.undated:.1%} | {one.per_second:.0f} |"
        for one in scores
    ]
    lines += ["", "| written days | right | per CPU second |", "| --- | --: | --: |"]
    lines += [f"| {name} | {right:.1%} | {speed:,.0f} |" for name, (right, speed) in days]
    return "\n".join(lines)


def main() -> None:
    sys.path.append(sys.argv[1])
    tried, days = list(pages(_PAGES, _SEED)), written_days()
    version = {name: f"{name} {importlib.metadata.version(name)}" for name in ("htmldate", "dateparser")}
    read_by_us(tried[0]), read_by_htmldate(tried[0]), by_dateparser("3 May 2024")  # loading is not measured
    scores = [
        measure("this audit", read_by_us, tried),
        measure(version["htmldate"], read_by_htmldate, tried, calls=2),
    ]
    parsed = [
        ("this audit", measure_days(by_grammar, days)),
        (version["dateparser"], measure_days(by_dateparser, days)),
    ]
    page = (
        f"# Dates of pages\n\nGenerated by `python -m benchmarks.dates` on {dt.datetime.now(dt.UTC):%Y-%m-%d}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}. {len(tried):,} generated pages in nine layouts and "
        f"{len(MONTHS)} languages; one in seven is a list or a calendar and has no date of its own. On half of "
        "the others comments, on half neighbours hold later dates. The pages are ours: on collected pages other "
        "shares will hold. Speed is that of one answer; ours includes the text, language and title of the page.\n\n"
        f"{table(scores, parsed)}\n"
    )
    PAGE.write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
