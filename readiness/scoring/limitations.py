"""Why a grade is at most B although every indicator passes: what is known not to be known, or was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from readiness.census import CONTAINER, SourceCensus
from readiness.model import Indicator, Limitation, LimitChange, Listing, Waiver
from readiness.scoring.policy import LIVE

_NAMED_PLACES = 3
"""Excluded places that a headline names before it only counts the rest: a sentence, not a list."""

_CONTENT_VETOES = {"rights.pii_basis": "personal data", "rights.secrets": "secrets"}


def limitations(
    listings: Sequence[Listing],
    census: Mapping[str, SourceCensus] | None = None,
    changes: Sequence[LimitChange] = (),
    waivers: Sequence[Waiver] = (),
) -> tuple[Limitation, ...]:
    """Every limitation, in order of kind and source."""
    limits = [one for listing in listings for one in _of_listing(listing)]
    limits += [one for name, counted in (census or {}).items() for one in _of_census(name, counted)]
    limits += [_of_change(change) for change in changes if change.loosened and change.state == LIVE]
    limits += [_of_waiver(waiver) for waiver in waivers if waiver.accepted and waiver.state == LIVE]
    return tuple(sorted(limits, key=lambda one: (one.kind, one.source, one.text)))


def _of_listing(listing: Listing) -> Iterator[Limitation]:
    if listing.excluded:
        text = f"{_places(listing.excluded)} of {listing.source} left out by its config"
        yield Limitation(kind="excluded_place", source=listing.source, text=text)
    if not listing.required and (listing.problem or listing.unlisted):
        why = listing.problem or f"{_places(listing.unlisted)} could not be listed"
        text = f"the optional source {listing.source} was left out ({why})"
        yield Limitation(kind="optional_source", source=listing.source, text=text)


def _of_census(source: str, counted: SourceCensus) -> Iterator[Limitation]:
    if closed := counted.not_handed_on_count(CONTAINER):
        text = f"{closed} of {counted.items(CONTAINER)} containers of {source} not opened, their members unknown"
        yield Limitation(kind="unknown_members", source=source, text=text)


def _of_change(change: LimitChange) -> Limitation:
    until = change.until.isoformat() if change.until else ""
    limits = f"fails past {change.fail:g} instead of {change.standard_fail:g}"
    if change.fail == change.standard_fail:
        limits = f"warns past {change.warn:g} instead of {change.standard_warn:g}"
    text = f"{change.indicator} {limits}, accepted by {change.approver} until {until}"
    return Limitation(kind="loosened_limit", source="", text=text)


def _of_waiver(waiver: Waiver) -> Limitation:
    several = "finding" if waiver.accepted == 1 else "findings"
    by = f"accepted by {waiver.approver} until {waiver.until.isoformat()}"
    text = f"{waiver.accepted} {several} of {waiver.indicator} {by}"
    return Limitation(kind="accepted_findings", source=waiver.source, text=text)


def statements(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """Sentences on the part of the items that the vetoes on content cover, where some could not be examined."""
    return tuple(
        f"{_CONTENT_VETOES[one.code]}: {one.looked_at:,} of {one.looked_at + one.could_not:,} items scanned, "
        "the rest is not handed on"
        for one in indicators
        if one.code in _CONTENT_VETOES and one.looked_at is not None and one.could_not
    )


def _places(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED_PLACES
    return ", ".join(names[:_NAMED_PLACES]) + (f" and {rest} more place{'' if rest == 1 else 's'}" if rest > 0 else "")
