"""Column headers that announce personal data, and the test whether the cells have the announced shape."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection

from readiness.profilers.rights import chance, checksums
from readiness.profilers.rights.certainty import Certainty, MatchCounts
from readiness.profilers.rights.people import looks_like_a_name
from readiness.profilers.rights.terms import words

HEADER_SHARE = 0.5
"""Share of a column's distinct cells that must have the shape which its name announces: more often than not. Chosen by
us, since columns are filled in badly and names are reused."""

_CUES = {
    "PHONE_NUMBER": "phone", "US_SSN": "ssn", "NATIONAL_ID": "national id", "US_PASSPORT": "passport",
    "US_DRIVER_LICENSE": "driver license", "US_BANK_NUMBER": "account number", "CREDIT_CARD": "card",
    "DATE_OF_BIRTH": "born", "IP_ADDRESS": "ip address", "PASSWORD": "password", "SECRET": "secret", "TOKEN": "token",
    "APIKEY": "api_key", "IBAN_CODE": "iban",
}  # fmt: skip
"""The word that explains a cell to the patterns, in whichever language its header is."""

_PHONE = re.compile(r"\+?[\d \u00a0()./-]{6,24}(?:\s?(?:x|ext\.?)\s?\d{1,6})?")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{4,24}")
_DATE = re.compile(
    r"\d{1,4}[./ -]\s?\d{1,2}[./ -]\s?\d{1,4}(?:[T ].*)?|\d{4,8}|\d{1,2}[ .-]{1,2}[^\W\d]{3,12}[ .-]{1,2}\d{2,4}"
)
_NAME_OF_OTHER_SCRIPT = re.compile(
    r"[\u3400-\u9fff\u3040-\u30ff・ 　]{2,12}|[\uac00-\ud7af]{2,6}|[\u0590-\u06ff .'-]{2,60}|[\u0900-\u0dff .'-]{2,60}"
)


def cell_prefix(header: str, kinds: Collection[str]) -> str:
    """The text put before each cell, as in "work phone: "; "" where the header announces nothing."""
    keywords = [_CUES[kind] for kind in sorted(kinds) if kind in _CUES]
    return f"{' '.join([*words(header), *keywords])}: " if keywords else ""


def add_announced(counts: MatchCounts, kinds: Collection[str], cells: Collection[str]) -> None:
    """Count the cells that have the shape which the header announces, where enough of them do."""
    for kind in sorted(kinds):
        shape = _SHAPES.get(kind)
        matching = sum(map(shape, cells)) if shape else 0
        if matching and _enough(kind, matching, cells):
            missing = max(0, matching - counts.counts[kind])
            counts.add(kind, Certainty.CERTAIN if kind in _CHECKED else Certainty.LIKELY, missing)


def first_fitting(kind: str, cells: Collection[str]) -> str:
    """The first cell with the shape of ``kind``; "" when there is none."""
    shape = _SHAPES.get(kind)
    return next((cell for cell in cells if shape and shape(cell)), "")


def _enough(kind: str, matching: int, cells: Collection[str]) -> bool:
    if kind == "CREDIT_CARD" and chance.check_digits(cells).above_chance:
        return True
    return matching >= HEADER_SHARE * len(cells)


def _digits(cell: str) -> str:
    return "".join(filter(str.isdecimal, cell))


def _is_phone(cell: str) -> bool:
    digits = _digits(cell)
    return bool(_PHONE.fullmatch(cell.strip())) and 6 <= len(digits) <= 15 and len(set(digits)) >= 3


def _is_social_security(cell: str) -> bool:
    digits = _digits(cell)
    if not re.fullmatch(r"[\d -]{7,11}", cell.strip()) or not 7 <= len(digits) <= 9:
        return False
    digits = digits.zfill(9)  # a number loses its leading zeros
    return checksums.social_security(digits[:3], digits[3:5], digits[5:])


def _is_number(fewest: int, digits: int) -> Callable[[str], bool]:
    """A number of a register: letters and digits, at least ``fewest`` signs of which ``digits`` are digits."""

    def fits(cell: str) -> bool:
        bare = cell.strip()
        digits_found = _digits(bare)
        long_enough = sum(map(str.isalnum, bare)) >= fewest and len(digits_found) >= digits
        return bool(_NUMBER.fullmatch(bare)) and long_enough and len(set(digits_found)) >= 2

    return fits


def _is_birth(cell: str) -> bool:
    return bool(_DATE.fullmatch(cell.strip()))


def _is_card(cell: str) -> bool:
    digits = re.sub(r"[ -]", "", cell.strip())
    return digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19 and checksums.luhn(digits)


def _is_iban(cell: str) -> bool:
    compact = cell.replace(" ", "").upper()
    return compact.isascii() and compact.isalnum() and checksums.iban(compact) == compact


def _is_address(cell: str) -> bool:
    letters = sum(map(str.isalpha, cell))
    return letters >= 3 and any(map(str.isdigit, cell)) and "@" not in cell and "://" not in cell


def _is_machine(cell: str) -> bool:
    try:
        return ipaddress.ip_address(cell.strip()).is_global
    except ValueError:
        return False


def _is_name(cell: str) -> bool:
    return looks_like_a_name(cell) or bool(_NAME_OF_OTHER_SCRIPT.fullmatch(cell.strip()))


_SHAPES: dict[str, Callable[[str], bool]] = {
    "PERSON": _is_name,
    "PHONE_NUMBER": _is_phone,
    "US_SSN": _is_social_security,
    "NATIONAL_ID": _is_number(6, 4),
    "US_PASSPORT": _is_number(6, 4),
    "US_DRIVER_LICENSE": _is_number(5, 4),
    "US_BANK_NUMBER": _is_number(7, 6),
    "CREDIT_CARD": _is_card,
    "IBAN_CODE": _is_iban,
    "DATE_OF_BIRTH": _is_birth,
    "STREET_ADDRESS": _is_address,
    "IP_ADDRESS": _is_machine,
}
_CHECKED = frozenset({"CREDIT_CARD", "IBAN_CODE", "US_SSN"})
"""Kinds that header and check digit, or the issuer's ranges, make certain together."""
