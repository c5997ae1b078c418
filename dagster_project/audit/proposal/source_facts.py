"""Slices and ages of a source, as they were seen."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

import pyarrow.compute as pc

from dagster_project.audit.proposal.inspection import Inspection
from readiness.model import DateKind

STEPS_DAYS = (1, 7, 31, 92, 183, 365, 730, 1095, 1825, 3650)
"""Ages that are proposed, in days. Chosen by us."""

KEPT_BY = 0.9
"""Share of dated items that are younger than the proposed age. Chosen by us."""

DATED_SHARE = 0.5
"""Share of documents with a trusted date from which an age is proposed. Chosen by us."""

MOST_GROUPS, IN_A_GROUP = 40, 0.9
"""Groups of a slice at most, and the share of items that lie in one. Chosen by us."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_LEVELS = ("folder", "subfolder", "subfolder_3")


def source_lines(inspection: Inspection, source: str) -> list[str]:
    """The lines of ``freshness`` and ``slices``."""
    dates, documents = _trusted_dates(inspection, source), _documents(inspection, source)
    items = inspection.listing_of(source)["item"].to_pylist()
    return [*_freshness(dates, documents, inspection.inputs.as_of), *_slices(items, dates, documents)]


def _freshness(dates: Sequence[dt.date], documents: int, as_of: dt.date) -> list[str]:
    """An age by the trusted dates of documents, never by the times of their files."""
    if not documents:
        return ["    # freshness: {max_age: 31d, column: table.updated_at}     # which column dates the rows?"]
    if len(dates) < DATED_SHARE * documents:
        return [
            f"    # How old may an item be? {len(dates)} of {documents} documents have a date that can be trusted.",
            "    # freshness: {max_age: 365d}",
        ]
    ages = sorted((as_of - date).days for date in dates)
    usual = ages[int(KEPT_BY * (len(ages) - 1))]
    limit = next((days for days in STEPS_DAYS if days >= usual), usual)
    return [
        f"    freshness: {{max_age: {limit}d}}     # 9 of 10 of {len(dates)} dated documents keep it; what is needed?"
    ]


def _trusted_dates(inspection: Inspection, source: str) -> list[dt.date]:
    claims = inspection.inputs.table("date_claims", columns=["source", "date", "kind", "trusted"])
    own = claims.filter(pc.and_(pc.equal(claims["source"], source), claims["trusted"]))
    own = own.filter(pc.not_equal(own["kind"], DateKind.FILE_MODIFIED))
    return [date for date in own["date"].to_pylist() if date <= inspection.inputs.as_of]


def _documents(inspection: Inspection, source: str) -> int:
    facts = inspection.inputs.table("profile_documents", columns=["source", "kind"])
    return int(pc.sum(pc.and_(pc.equal(facts["source"], source), pc.equal(facts["kind"], "document"))).as_py() or 0)


def _slices(items: Sequence[str], dates: Sequence[dt.date], documents: int) -> list[str]:
    """Folder levels that group the items, and the year where dates can be trusted."""
    rules: dict[str, str] = {}
    seen: list[str] = []
    for level, folder in enumerate(_LEVELS):
        parts = [item.split("/")[level] for item in items if item.count("/") > level]
        groups = Counter(parts)
        if not 2 <= len(groups) <= MOST_GROUPS or len(parts) < IN_A_GROUP * len(items):
            continue
        name = "year" if all(_YEAR.fullmatch(one) for one in groups) else folder
        rules.setdefault(name, f"path[{level}]")
        seen += [", ".join(one for one, _ in groups.most_common(6)) + (", ..." if len(groups) > 6 else "")]
    years = {date.year for date in dates}
    if documents and len(dates) >= DATED_SHARE * documents and 2 <= len(years) <= MOST_GROUPS:
        rules.setdefault("year", "date.year")
        seen += [f"{min(years)}-{max(years)}"]
    if not rules:
        return []
    entries = ", ".join(f'{name}: "{rule}"' for name, rule in rules.items())
    return [f"    slices: {{{entries}}}     # {'; '.join(seen)}"]
