"""Synthetic values: personal data and secrets of the right form, made at run time, of no real person.

Phone numbers lie in ranges kept for fiction, mail addresses under ``example`` domains, cards in the test range of
card networks. Secrets are drawn from the seed; no literal in this file has the form of one.
"""

from __future__ import annotations

import random
import string
import unicodedata

_UPPER = string.ascii_uppercase + "234567"
_ALL = string.ascii_letters + string.digits


def mail_address(rng: random.Random, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(plain.lower().split()) + rng.choice(("@example.com", "@example.org", "@example.net"))


def phone(rng: random.Random) -> str:
    """Ofcom keeps 020 7946 0000 to 0999 for drama."""
    return f"+44 20 7946 0{rng.randint(100, 999)}"


def bank_account(rng: random.Random) -> str:
    """A German-shaped IBAN with right check digits and a bank code that no bank has."""
    account = "00000000" + "".join(rng.choice(string.digits) for _ in range(10))
    check = 98 - int(account + "131400") % 97  # D=13, E=14, then 00: ISO 7064 mod 97-10
    joined = f"DE{check:02d}{account}"
    return " ".join(joined[at : at + 4] for at in range(0, len(joined), 4))


def card(rng: random.Random) -> str:
    """A number in the test range 4111 11.., with its Luhn digit."""
    digits = [int(digit) for digit in "41111111" + "".join(rng.choice(string.digits) for _ in range(7))]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    digits.append(-sum(doubled) % 10)
    joined = "".join(map(str, digits))
    return " ".join(joined[at : at + 4] for at in range(0, 16, 4))


def password(rng: random.Random) -> str:
    return "".join(rng.choice(_ALL) for _ in range(11)) + rng.choice("!%+?") + rng.choice(string.digits)


def cloud_key(rng: random.Random) -> tuple[str, str]:
    """An access key id and its secret, as the largest cloud writes them."""
    key_id = "".join(("AK", "IA")) + "".join(rng.choice(_UPPER) for _ in range(16))
    return key_id, "".join(rng.choice(_ALL + "/+") for _ in range(40))


def repository_token(rng: random.Random) -> str:
    return "_".join(("gh" + "p", "".join(rng.choice(_ALL) for _ in range(36))))


def database_url(rng: random.Random) -> str:
    return "".join(("postgresql", "://", "report_svc:", password(rng), "@db.harbourline.example:5432/", "reports"))


def private_key(rng: random.Random) -> str:
    body = "".join(rng.choice(_ALL + "+/") for _ in range(64 * 12))
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    kind = " ".join(("RSA", "PRIVATE", "KEY"))
    return "\n".join((f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"))
