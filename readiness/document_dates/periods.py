"""Spans of time as people promise them: "6 months", "two years", "annually", "P1Y"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_ONE_TO_EIGHTEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen"
)
_OTHER_WORDS = {
    "a": 1, "an": 1, "each": 1, "every": 1, "ein": 1, "eine": 1, "einem": 1, "einen": 1, "zwei": 2, "drei": 3,
    "vier": 4, "fünf": 5, "sechs": 6, "zwölf": 12, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "douze": 12,
    "twenty-four": 24, "thirty-six": 36, "other": 2, "once a": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3,
    "cuatro": 4, "cinco": 5, "seis": 6, "doce": 12, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6,
    "twee": 2, "vijf": 5, "zes": 6, "dois": 2, "duas": 2, "três": 3, "zweite": 2, "zweiten": 2, "dritte": 3,
}  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_ONE_TO_EIGHTEEN.split(), start=1)} | _OTHER_WORDS
_MONTHS_OF = {"month": 1, "monat": 1, "mois": 1, "mth": 1, "quarter": 3, "quartal": 3, "year": 12, "yr": 12}
_MONTHS_OF |= {
    "jahr": 12,
    "an": 12,
    "année": 12,
    "año": 12,
    "ano": 12,
    "ann": 12,
    "jaar": 12,
    "mes": 1,
    "mês": 1,
    "maand": 1,
}
_DAYS_OF = {"day": 1, "tag": 1, "jour": 1, "week": 7, "wk": 7, "woche": 7, "semaine": 7, "fortnight": 14}
_ADVERBS = {
    "monthly": 1, "bimonthly": 2, "quarterly": 3, "half-yearly": 6, "six-monthly": 6,
    "biannually": 6, "biannual": 6, "bi-annual": 6, "bi-annually": 6, "semi-annual": 6, "half yearly": 6,
    "twice a year": 6, "twice yearly": 6, "every other year": 24, "every second year": 24, "triennial": 36,
    "annuel": 12, "annuelle": 12, "biennale": 24, "bisannuelle": 24, "triennale": 36, "anual": 12, "anualmente": 12,
    "bienal": 24, "trienal": 36, "annuale": 12, "annualmente": 12, "jaarlijks": 12, "tweejaarlijks": 24,
    "zweijährlich": 24, "zweijährig": 24, "alle zwei jahre": 24, "corocznie": 12, "årligen": 12, "årligt": 12,
    "semi-annually": 6, "semiannually": 6, "yearly": 12, "annually": 12, "annual": 12,
    "biennially": 24, "biennial": 24, "triennially": 36,
    "jährlich": 12, "halbjährlich": 6, "vierteljährlich": 3, "monatlich": 1, "annuellement": 12,
}  # fmt: skip
_UNIT = "month|months|mth|mths|monat|monate|monaten|mois|quarter|quarters|quartal|year|years|yr|yrs|jahr|jahre|jahren"
_UNIT += "|an|ans|année|années|day|days|tag|tage|tagen|jour|jours|week|weeks|wk|wks|woche|wochen|semaine|semaines"
_UNIT += "|fortnight|fortnights|año|años|ano|anos|anno|anni|jaar|mes|meses|mês|mese|mesi|maand|maanden"
_COUNTED = re.compile(
    r"(?<![\w.])(?P<count>\d{1,3}|" + "|".join(sorted(map(re.escape, _NUMBERS), key=lambda w: (-len(w), w))) + r")"
    r"[ \t\u00a0-]{1,3}(?:calendar |full |weitere )?(?P<unit>" + _UNIT + r")(?!\w)",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"(?<![\w-])(?P<adverb>" + "|".join(sorted(_ADVERBS, key=lambda w: (-len(w), w))) + r")(?!\w)", re.IGNORECASE
)
_SHORT = re.compile(r"(?<![\w.])(?P<count>\d{1,3})(?P<unit>[mdwy])(?!\w)", re.IGNORECASE)
_ISO = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Calendar months and days, counted from a date."""

    months: int = 0
    days: int = 0

    def after(self, date: dt.date) -> dt.date:
        """The day this long after ``date``; a day the month lacks becomes the month's last (ISO 8601 has no rule).

        >>> Period(months=6).after(dt.date(2024, 8, 31))
        datetime.date(2025, 2, 28)
        """
        index = date.year * 12 + date.month - 1 + self.months
        year, month = index // 12, index % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return dt.date(year, month, min(date.day, last)) + dt.timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPeriod:
    """One period in a text at ``[start, end)``."""

    start: int
    end: int
    period: Period


def _counted_period(match: re.Match[str]) -> Period | None:
    count = int(match["count"]) if match["count"].isdigit() else _NUMBERS[match["count"].lower()]
    unit = match["unit"].lower()
    months = next((n for stem, n in _MONTHS_OF.items() if unit.startswith(stem) and stem not in {"an", "ann"}), 0)
    months = months or (12 if unit in {"an", "ans", "année", "années", "anno", "anni"} else 0)
    days = 0 if months else next((n for stem, n in _DAYS_OF.items() if unit.startswith(stem)), 0)
    return Period(months=count * months, days=count * days) if count else None


def find(text: str) -> tuple[WrittenPeriod, ...]:
    """Every period written in ``text``: counted ("12 months", "two years") or as an adverb ("annually")."""
    written = []
    for match in _COUNTED.finditer(text):
        period = _counted_period(match)
        if period:
            written.append(WrittenPeriod(start=match.start(), end=match.end(), period=period))
    for match in _ADVERB.finditer(text):
        period = Period(months=_ADVERBS[match["adverb"].lower()])
        written.append(WrittenPeriod(start=match.start(), end=match.end(), period=period))
    return tuple(sorted(written, key=lambda w: (w.start, w.end)))


def value(text: str) -> Period | None:
    """The period a field's value is: ``6 months``, ``6m``, ``P1Y``, ``annually``; else None.

    >>> value("six months")
    Period(months=6, days=0)
    """
    cut = text[:60].strip().strip("\"'`*_. ")
    iso = _ISO.fullmatch(cut.upper())
    if iso and any(iso.groups()):
        years, months, weeks, days = (int(part or 0) for part in iso.groups())
        return Period(months=12 * years + months, days=7 * weeks + days)
    short = _SHORT.fullmatch(cut)
    if short:
        count, unit = int(short["count"]), short["unit"].lower()
        return Period(months=count * {"m": 1, "y": 12}.get(unit, 0), days=count * {"d": 1, "w": 7}.get(unit, 0))
    written = find(cut)
    return written[0].period if written and written[0].start <= len("every ") else None
