"""The estimate of tokens grows with a text, for every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.text.token_estimate import estimate_tokens

COUNTED = [
    ("The supplier shall deliver the goods to the place that the buyer names in the order.", 17),
    ("Der Lieferant liefert die bestellten Güter an den Ort, den der Käufer in der Bestellung nennt.", 21),
    ("本契約は、甲と乙との間における業務委託に関する基本的な事項を定めるものとする。", 34),
    ("Поставщик доставляет товары в место, указанное покупателем в заказе.", 17),
]
"""Sentences, and about how many tokens o200k_base makes of them."""


@pytest.mark.parametrize(("text", "tokens"), COUNTED)
def test_a_sentence_is_within_half_of_a_real_tokenizer(text: str, tokens: int) -> None:
    assert tokens / 1.5 <= estimate_tokens(text) <= tokens * 1.5


@given(st.text(), st.text())
def test_more_text_is_never_many_fewer_tokens(one: str, other: str) -> None:
    assert estimate_tokens(one + other) >= 0.7 * estimate_tokens(one) - 1
    assert estimate_tokens("") == 0
