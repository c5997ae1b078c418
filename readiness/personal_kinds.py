"""Kinds of personal data by the names of Microsoft Presidio; ``NATIONAL_ID`` is for numbers it has no name for."""

from __future__ import annotations

PERSONAL_KINDS = frozenset(
    {
        "CREDIT_CARD",
        "DATE_OF_BIRTH",
        "EMAIL_ADDRESS",
        "IBAN_CODE",
        "IP_ADDRESS",
        "NATIONAL_ID",
        "PERSON",
        "PHONE_NUMBER",
        "STREET_ADDRESS",
        "UK_NHS",
        "UK_NINO",
        "US_BANK_NUMBER",
        "US_DRIVER_LICENSE",
        "US_ITIN",
        "US_PASSPORT",
        "US_SSN",
    }
)
"""The kinds that ``sources[].rights.pii_allowed`` may list: all that count as found."""
