"""Check digits and entropy, which distinguish a card number from any sixteen digits."""

from __future__ import annotations

import math

_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
"""Length of an IBAN by country: the SWIFT IBAN registry."""


def luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1, annex B).

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    total = 0
    for position, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def card_scheme(digits: str) -> bool:
    """True when issuer prefix and length belong together (ISO/IEC 7812 ranges of the large schemes)."""
    length, two, four = len(digits), int(digits[:2]), int(digits[:4])
    return (
        (digits[0] == "4" and length in {13, 16, 19})
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and length == 16)
        or (two in {34, 37} and length == 15)
        or ((four == 6011 or two in {62, 64, 65}) and 16 <= length <= 19)
        or (3528 <= four <= 3589 and 16 <= length <= 19)
        or (four in {1800, 2131} and length == 15)
        or ((300 <= int(digits[:3]) <= 305 or two in {36, 38, 39}) and length == 14)
        or (two in {50, 56, 57, 58, 60, 61, 63, 67, 68, 69} and 12 <= length <= 19)
    )


def iban(compact: str) -> str:
    """The IBAN that ``compact`` (no spaces) begins with, checked by ISO 7064 mod 97-10; "" when it is none.

    >>> iban("GB82WEST12345698765432")
    'GB82WEST12345698765432'
    """
    length = _IBAN_LENGTHS.get(compact[:2])
    if length is None or len(compact) < length:
        return ""
    candidate = compact[:length]
    number = "".join(str(int(symbol, 36)) for symbol in candidate[4:] + candidate[:4])
    return candidate if int(number) % 97 == 1 else ""


def nhs(digits: str) -> bool:
    """The check digit of a UK NHS number (mod 11, NHS Data Dictionary)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


def social_security(area: str, group: str, serial: str) -> bool:
    """True when the US Social Security Administration could have issued it (20 CFR 422.103; never 000, 666, 9xx)."""
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def entropy(text: str) -> float:
    """Shannon entropy of the characters in bits per character: random base64 of 40 characters has about 4.5."""
    counts = map(text.count, set(text))
    repeated = sum([n * math.log2(n) for n in counts if n > 1])
    return math.log2(len(text)) - repeated / len(text) if text else 0.0
