"""What a column's name says of its cells, and when a few matches in a column are chance."""

from __future__ import annotations

import re
from collections import Counter

from readiness.profilers.rights.people import looks_like_a_name

CHANCE_SHARE = 0.01
"""Share of a column's distinct cells below which shapes that other things share (names, telephones, addresses) are
chance. Chosen by us."""

NUMBER_SHARE = 0.5
"""Share of matches that a column of bare numbers needs: one number in ten passes Luhn by chance. Chosen by us."""

NAME_SHARE = 0.5
"""Share of cells shaped like names that a column called after people needs. Chosen by us."""

_BY_CHANCE = frozenset(
    {"PERSON", "PHONE_NUMBER", "STREET_ADDRESS", "IP_ADDRESS", "US_ITIN", "UK_NINO", "DATE_OF_BIRTH"}
)
_BARE_NUMBER = re.compile(r"\d[\d .-]*")
_WORDS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_PEOPLE = frozenset(
    {"surname", "forename", "lastname", "firstname", "fullname", "patient", "employee", "nachname", "vorname"}
)
_OWNERS = frozenset({"first", "last", "full", "given", "family", "middle", "contact", "customer", "client", "patient"})
_OWNERS |= {"employee", "person", "user", "applicant", "cardholder", "holder", "owner", "manager", "student", "tenant"}
_TOLD = frozenset({"phone", "telephone", "tel", "mobile", "cell", "fax", "ssn", "password", "passwd", "pwd", "secret"})
_TOLD |= {
    "token",
    "passport",
    "licence",
    "license",
    "card",
    "born",
    "birth",
    "dob",
    "iban",
    "nhs",
    "apikey",
    "passphrase",
}


def words(column: str) -> list[str]:
    """The words of a column name: ``customerPhone_2`` is ``customer phone``."""
    return [word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", column[:200]))]


def in_context(column: str, cell: str) -> str:
    """The cell behind its header where the header explains it, as "phone: 030 123"."""
    header = words(column)
    return f"{' '.join(header)}: {cell}" if _TOLD.intersection(header) else cell


def names_people(column: str) -> bool:
    """Whether a column is called after people: ``last_name``, ``customer name``, ``surname``."""
    header = set(words(column))
    return bool(header & _PEOPLE) or ("name" in header and bool(header & _OWNERS))


def believed(column: str, cells: list[str], found: Counter[str]) -> Counter[str]:
    """The kinds of ``found`` that are no chance in this column, and PERSON where header and cells agree on it."""
    if not cells:
        return Counter()
    numeric = sum(bool(_BARE_NUMBER.fullmatch(cell.strip())) for cell in cells) >= 0.9 * len(cells)
    kept: Counter[str] = Counter()
    for kind, count in found.items():
        needed = NUMBER_SHARE if numeric else CHANCE_SHARE if kind in _BY_CHANCE else 0.0
        if count >= needed * len(cells):
            kept[kind] = count
    if names_people(column):
        named = sum(map(looks_like_a_name, cells))
        if named >= NAME_SHARE * len(cells):
            kept["PERSON"] = max(named, kept["PERSON"])
    return kept
