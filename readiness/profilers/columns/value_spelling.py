"""The form of one value: the layout of a date, the decimal mark of a number, the case of its letters.

Each function takes a text and gives a name for how it is written, "" where the text shows none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from readiness.profilers.columns.units import dimension_of

TEXT_CHARACTERS = 60
"""Characters of a value that are looked at; longer ones are prose (chosen by us)."""

_PHONE = re.compile(r"(\+|00)?[ (]*\d[\d ()/.\-]*\d")
_NATIONAL_PHONE = re.compile(r"\(?0[1-9].*[ )/-].*|\(?[2-9]\d\d\)?[-. ]+\d{3}[-. ]\d{4}")
_PHONE_DIGITS = range(7, 16)
_POINT = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d*\.\d{1,2}|\d*\.\d{4,}|0\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3}){2,}")
_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d*,\d{1,2}|\d*,\d{4,}|0,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3}){2,}")
_GROUPED = re.compile(r"\d{1,3}(?:([ ,.'])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_PLAIN_LARGE = re.compile(r"\d{4,}(?:[.,]\d+)?")
_INVERTED = re.compile(r"[^\W\d_][^\d,;:()/@_]*, ?[^\W\d_][^\d,;:()/@_]*")
_DIRECT = re.compile(r"(?:[^\W\d_][^\W\d_.'’\-]*\.? ){1,3}[^\W\d_][^\W\d_.'’\-]*")
_SPACES = str.maketrans("\u00a0\u202f\u2009’", "   '")


def mask_text(text: str) -> str:
    """A value with its digits as 9 and its letters as A or a: what is left is how it is written.

    >>> mask_text("AB-0042"), mask_text("Müller, Jo"), mask_text("1.234,50 €")
    ('AA-9999', 'Aaaaaa, Aa', '9.999,99 €')
    """
    short = text[:TEXT_CHARACTERS]
    return "".join("9" if c.isdecimal() else ("A" if c.isupper() else "a") if c.isalpha() else c for c in short)


def layout_with_order(layout: str, texts: Sequence[str]) -> str:
    """``NN/NN/YYYY`` with day and month named, where the values show their order."""
    if not layout.startswith("NN"):
        return layout
    numbers = [re.findall(r"\d+", text)[:2] for text in texts]
    pairs = [(int(two[0]), int(two[1])) for two in numbers if len(two) == 2]
    first, second = sum(a > 12 for a, _ in pairs), sum(b > 12 for _, b in pairs)
    if first == second:
        return layout
    order = ("DD", "MM") if first > second else ("MM", "DD")
    return f"{order[0]}{layout[2]}{order[1]}{layout[5:]}"


def year_of(text: str) -> float:
    """The year of a date, 0 where none is seen; two digits are those of 1961 to 2060."""
    found = re.search(r"(?:1[5-9]|20|21)\d\d", text)
    if found:
        return float(found.group())
    two = re.search(r"\D(\d\d)(?:\D.*)?$", text)
    return 0.0 if not two else float(two.group(1)) + (1900 if int(two.group(1)) > 60 else 2000)


def time_zone(text: str) -> str:
    """The kind of time zone after a time: none, Z, offset, or its name."""
    tail = re.search(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?(?: ?[AaPp]\.?[Mm]\.?)? ?(\S*)$", text)
    if not tail:
        return ""
    zone = tail.group(1)
    return "none" if not zone else "offset" if zone[0] in "+-" else "Z" if zone in {"Z", "z"} else zone


def phone_format(text: str) -> str:
    """``+9 9 9`` for ``+49 30 1234``; "" for what is no telephone number."""
    plain = text.translate(_SPACES)
    digits = sum(character.isdecimal() for character in plain)
    if digits not in _PHONE_DIGITS or not _PHONE.fullmatch(plain):
        return ""
    international = plain.startswith(("+", "(+")) or (plain.startswith("00") and digits > 9)
    if not international and not _NATIONAL_PHONE.fullmatch(plain):
        return ""
    marks = "".join(sorted(set(re.sub(r"[\d+]", "", plain))))
    prefix = "+9" if "+" in plain else "009" if plain.startswith("00") else "09" if plain.lstrip("(")[0] == "0" else "9"
    return f"{prefix} with {marks!r}" if marks else prefix


def _body(text: str) -> str:
    return re.sub(r"^[^\d.,]+|[^\d]+$", "", text.translate(_SPACES))


def decimal_mark(text: str) -> str:
    """``point`` or ``comma``; "" where a number leaves it open, as 1,234 does."""
    body = re.sub(r"[ ']", "", _body(text))
    point, comma = bool(_POINT.fullmatch(body)), bool(_COMMA.fullmatch(body))
    return "point" if point and not comma else "comma" if comma and not point else ""


def thousands_separator(text: str) -> str:
    """``none``, ``blank``, ``apostrophe`` or ``mark`` (comma or point, whichever the decimal mark is not).

    "" where a number has too few digits to show it, or may be a fraction.
    """
    body = _body(text)
    if grouped := _GROUPED.fullmatch(body):
        separator = grouped.group(1)
        certain = separator in " '" or len(re.findall(r"[.,]", body)) > 1
        return {" ": "blank", "'": "apostrophe"}.get(separator, "mark") if certain else ""
    return "none" if _PLAIN_LARGE.fullmatch(body) else ""


def unit_in(text: str) -> tuple[str, str] | None:
    """The dimension and the unit of a number."""
    parts = re.fullmatch(r"([^\d\s.,+\-()]*) ?[+-]?[\d.,' ]*\d ?([^\d\s.,+\-()]*\.?)", text.translate(_SPACES))
    return dimension_of(parts.group(1) or parts.group(2)) if parts and not all(parts.groups()) else None


def power_of_ten(text: str) -> float:
    """The power of ten of a number, read without its decimals."""
    whole = re.sub(r"[.,]\d{1,2}$", "", re.sub(r"[ ']", "", _body(text)))
    return float(len(re.sub(r"\D", "", whole).lstrip("0")))


def code_punctuation(text: str) -> str:
    """The marks between letters and digits, and the case of the letters: ``A-9`` for ``AB-123``."""
    if not any(c.isdecimal() for c in text) or len(text) > TEXT_CHARACTERS:
        return ""
    if re.fullmatch(r"\{?[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\}?", text):
        case = "upper" if text.upper() == text else "lower"
        return f"UUID, {case} case, {'with' if '-' in text else 'without'} hyphens{', in braces' * (text[0] == '{')}"
    return re.sub(r"9+", "9", re.sub(r"a+", "a", re.sub(r"A+", "A", mask_text(text))))


def code_value(text: str) -> str:
    """The letters and digits of an identifier, without case and marks."""
    return "".join(c for c in text.casefold() if c.isalnum())


def word_order(text: str) -> str:
    """``Last, First`` or ``First Last``."""
    if _INVERTED.fullmatch(text):
        return "Last, First"
    return "First Last" if _DIRECT.fullmatch(text) else ""


def name_value(text: str) -> str:
    """The words of a name in alphabetical order, without case."""
    return " ".join(sorted(word.strip(".,").casefold() for word in re.split(r"[ ,]+", text) if word.strip(".,")))


def letter_case(text: str) -> str:
    """UPPER, lower, Capitalised or mixed; "" for a script without case, and for values with digits."""
    letters = [c for c in text if c.isalpha()]
    if not letters or any(c.isdecimal() for c in text) or all(c.upper() == c.lower() for c in letters):
        return ""
    if all(c == c.upper() for c in letters):
        return "UPPER" if len(letters) > 1 else ""
    return "lower" if all(c == c.lower() for c in letters) else "Capitalised" if letters[0].isupper() else "mixed"
