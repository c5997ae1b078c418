"""Invented values have the shape of real ones and belong to nobody."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from examples.enterprise_maker import synthetic_values

SEEDS = range(25)


@pytest.mark.parametrize("seed", SEEDS)
def test_bank_accounts_have_right_check_digits(seed: int) -> None:
    account = synthetic_values.bank_account(random.Random(seed)).replace(" ", "")
    moved = account[4:] + account[:4]
    assert int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1
    assert account[4:12] == "00000000"


@pytest.mark.parametrize("seed", SEEDS)
def test_cards_have_a_right_luhn_digit(seed: int) -> None:
    digits = [int(digit) for digit in synthetic_values.card(random.Random(seed)).replace(" ", "")]
    assert len(digits) == 16
    assert sum(sum(divmod(2 * d, 10)) if place % 2 == 0 else d for place, d in enumerate(digits)) % 10 == 0


def test_mail_addresses_lie_under_example_domains() -> None:
    assert re.fullmatch(
        r"renee\.muller@example\.(com|org|net)", synthetic_values.mail_address(random.Random(1), "Renée Müller")
    )


def test_no_source_file_holds_a_literal_that_looks_like_a_secret() -> None:
    looks = re.compile(r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|-----BEGIN [A-Z ]*PRIVATE KEY|://[\w.]+:[^@\s{]+@")
    folder = Path(synthetic_values.__file__).parent
    assert [path.name for path in folder.rglob("*.py") if looks.search(path.read_text(encoding="utf-8"))] == []
