"""Kinds of personal data that a source may not hold, by its config."""

from __future__ import annotations

from readiness.config.project import Rights

MENTIONS = frozenset({"PERSON", "STREET_ADDRESS", "LOCATION"})
"""Kinds that name people without reaching them: an author, a company's office. A column of them is a register."""


def reaches_people(kinds: frozenset[str], *, in_column: bool) -> bool:
    """True when kinds found in one item are more than names or addresses that a text only mentions.

    Contact data, identifiers and dates of birth are; so is a table column that lists people or addresses.
    """
    return bool(kinds) and (in_column or not kinds <= MENTIONS)


def forbidden_kinds(rights: Rights | None, kinds: frozenset[str], *, in_column: bool) -> frozenset[str]:
    """The kinds found in one item for which ``rights.pii_basis`` fails; ``kinds`` are certain or likely."""
    allowed = rights.pii_allowed if rights else None
    if allowed is False:
        return kinds
    if isinstance(allowed, list):
        return kinds - set(allowed)
    stated = rights is not None and bool(rights.basis.strip())
    return kinds if reaches_people(kinds, in_column=in_column) and not stated else frozenset()
