"""Probability that chance alone gives as many numbers with the right check digit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.profilers.rights import checksums

LUHN_CHANCE = 0.1
"""One number in ten has the right check digit by chance: Luhn's formula gives one of ten digits (ISO/IEC 7812-1)."""

CHANCE_TAIL = 1e-3
"""Probability below which a count of right check digits is no chance: one column or text in a thousand would be
taken wrongly. Chosen by us. Four cards of four reach it, three of three do not."""

LEAST_SHARE = 0.3
"""Share of right check digits that a list of cards has besides: three times chance. Chosen by us, since numbers that
follow each other in steps are no independent draws."""

ENOUGH_NUMBERS = 10
"""Numbers of card shape from which a share that chance explains is evidence against cards: one is expected to pass."""

CARD_SHAPED = re.compile(r"(?<![\w.,/+-])\d(?:[ -]?\d){11,18}(?![\w-])(?![.,]\d)")
_SEPARATORS = str.maketrans("", "", " -")
FEWEST_CARD_DIGITS, MOST_CARD_DIGITS = 13, 19
"""Digits of a payment card that are judged by their share: ISO/IEC 7812-1 allows 19; of 12 there are few in use."""


def tail(passed: int, tried: int, chance: float = LUHN_CHANCE) -> float:
    """The probability of at least ``passed`` successes among ``tried``, by the binomial distribution.

    >>> round(tail(8, 80), 2), tail(4, 4) < CHANCE_TAIL
    (0.57, True)
    """
    if passed <= 0:
        return 1.0
    if passed > tried:
        return 0.0
    log_p, log_q = math.log(chance), math.log1p(-chance)
    ways = math.lgamma(tried + 1)
    total = 0.0
    for hits in range(passed, tried + 1):
        term = math.exp(
            ways - math.lgamma(hits + 1) - math.lgamma(tried - hits + 1) + hits * log_p + (tried - hits) * log_q
        )
        total += term
        if term < 1e-18 and hits > chance * tried:
            break
    return min(total, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDigits:
    """Of ``shaped`` distinct numbers with a card's length and issuer prefix, ``passed`` have the right check digit."""

    shaped: int
    passed: int

    @property
    def share(self) -> float:
        return self.passed / self.shaped if self.shaped else 0.0

    @property
    def above_chance(self) -> bool:
        return self.share >= LEAST_SHARE and tail(self.passed, self.shaped) < CHANCE_TAIL

    @property
    def explained_by_chance(self) -> bool:
        """True when there are enough numbers to conclude that they are others, of which some pass by chance."""
        return self.shaped >= ENOUGH_NUMBERS and not self.above_chance


def check_digits(numbers: Iterable[str]) -> CheckDigits:
    """Count distinct numbers of card shape, and those that pass."""
    shaped = {digits for digits in (one.translate(_SEPARATORS) for one in numbers) if _is_card_shaped(digits)}
    return CheckDigits(shaped=len(shaped), passed=sum(map(checksums.luhn, shaped)))


def _is_card_shaped(digits: str) -> bool:
    return (
        FEWEST_CARD_DIGITS <= len(digits) <= MOST_CARD_DIGITS
        and digits.isascii()
        and digits.isdigit()
        and checksums.card_scheme(digits)
    )
