"""One written document before it takes a file format."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

DateStyle = str
"""One of ``DATE_STYLES``."""

DATE_STYLES = ("day_month", "month_day", "iso", "dotted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``facts`` are the labelled lines under the title ("Effective date: 4 March 2023").

    ``written_on`` is also the embedded creation and modification date, where a format has one.
    ``front_matter`` is used by Markdown only; ``footer`` by PDF only.
    """

    title: str
    written_on: dt.date
    author: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    front_matter: tuple[tuple[str, str], ...] = ()
    banner: str = ""
    footer: str = ""

    def lines(self) -> Iterator[tuple[str, str]]:
        """``(kind, text)`` in reading order; kind is title, banner, fact, heading or paragraph."""
        yield "title", self.title
        if self.banner:
            yield "banner", self.banner
        yield from (("fact", f"{label}: {value}") for label, value in self.facts)
        for section in self.sections:
            yield "heading", section.heading
            yield from (("paragraph", paragraph) for paragraph in section.paragraphs)

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.lines() if text)


def date_text(day: dt.date, style: DateStyle) -> str:
    """A date as people write it.

    >>> spelled(dt.date(2023, 3, 4), "day_month"), spelled(dt.date(2023, 3, 4), "dotted")
    ('4 March 2023', '04.03.2023')
    """
    month = _MONTHS[day.month - 1]
    return {
        "day_month": f"{day.day} {month} {day.year}",
        "month_day": f"{month} {day.day}, {day.year}",
        "iso": day.isoformat(),
        "dotted": f"{day.day:02d}.{day.month:02d}.{day.year}",
    }[style]


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
