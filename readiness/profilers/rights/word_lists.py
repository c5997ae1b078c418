"""The word lists, read once when first needed."""

from __future__ import annotations

from importlib import resources


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


GIVEN_NAMES = frozenset(name for line in _lines("given_names.txt") for name in line.split())
"""Given names that are seldom words."""

COUNTRIES = tuple(_lines("countries.txt"))
"""Country names in English."""

NOT_A_NAME = frozenset(word for line in _lines("not_names.txt") for word in line.split())
"""Capitalised words that begin or end other things than people's names."""

HEADER_TERMS = tuple(
    (kind, term.strip())
    for kind, _, terms in (line.partition(":") for line in _lines("header_terms.txt"))
    for term in terms.split(";")
)
"""Kind and term of columns that hold personal data; a term with ``=`` before it is one only as the whole name."""

ISSUERS = tuple(_lines("issuers.txt"))
"""Kind, beginnings and shape of the tokens of each issuer."""


def _word_groups(name: str) -> dict[str, frozenset[str]]:
    """The words of a list whose lines begin with the name of their group."""
    groups: dict[str, frozenset[str]] = {}
    for line in _lines(name):
        group, _, words = line.partition(": ")
        groups[group] = groups.get(group, frozenset()) | frozenset(words.split())
    return groups


SECRET_TERMS = _word_groups("secret_terms.txt")
"""Group -> words in names of secrets, and in what is put in their place."""
