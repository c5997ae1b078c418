"""Why a grade is at most B although every indicator passes: what is known not to be known, or was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readiness.model import Limitation, Listing

_NAMED_PLACES = 3
"""Excluded places that a headline names before it only counts the rest: a sentence, not a list."""


def limitations(listings: Sequence[Listing]) -> tuple[Limitation, ...]:
    """Every limitation, in order of kind and source."""
    found = [one for listing in listings for one in _of_listing(listing)]
    return tuple(sorted(found, key=lambda one: (one.kind, one.source, one.text)))


def _of_listing(listing: Listing) -> Iterator[Limitation]:
    if listing.excluded:
        text = f"{_places(listing.excluded)} of {listing.source} left out by its config"
        yield Limitation(kind="excluded_place", source=listing.source, text=text)
    if not listing.required and (listing.problem or listing.unlisted):
        why = listing.problem or f"{_places(listing.unlisted)} could not be listed"
        text = f"the optional source {listing.source} was left out ({why})"
        yield Limitation(kind="optional_source", source=listing.source, text=text)


def _places(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED_PLACES
    return ", ".join(names[:_NAMED_PLACES]) + (f" and {rest} more places" if rest > 0 else "")
