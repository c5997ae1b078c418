"""Tokens of the usable texts, and what it costs to embed or to read them at the prices that the project states."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from readiness.catalogue import CATALOGUE
from readiness.config.price_settings import Prices
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.text.token_estimate import RULE, estimate_tokens

COST = "sufficiency.cost"
_MILLION = 1_000_000


def add_token_cost(built: ProfileBuilder, inputs: Inputs, manifest: pa.Table) -> None:
    """Add one finding with the tokens of the texts in the manifest, each text once, without overlap or prompts."""
    usable = set(zip(manifest["source"].to_pylist(), manifest["item"].to_pylist(), strict=True))
    sizes = [tokens for source, item, tokens in inputs.map_texts(_tokens) if (source, item) in usable]
    if not sizes:
        return
    facts = {"texts": len(sizes), "tokens": sum(sizes), "tokens_by": RULE}
    built.defect(
        COST,
        source="",
        item="manifest",
        part="tokens",
        measure=float(sum(sizes)),
        message=_message(len(sizes), sum(sizes), inputs.project.needs.prices),
        remedy=CATALOGUE[COST].remedy,
        evidence={**facts, **_costs(sum(sizes), inputs.project.needs.prices)},
    )


def _tokens(batch: pa.RecordBatch) -> list[tuple[str, str, int]]:
    rows = zip(*(batch[name].to_pylist() for name in ("source", "item", "text")), strict=True)
    return [(source, item, estimate_tokens(text)) for source, item, text in rows]


def _costs(tokens: int, prices: Prices | None) -> dict[str, Any]:
    if prices is None:
        return {}
    stated = {"embed_cost": prices.embed, "read_cost": prices.read}
    costs = {name: round(tokens / _MILLION * price, 2) for name, price in stated.items() if price is not None}
    return {"currency": prices.currency, **costs}


def _message(texts: int, tokens: int, prices: Prices | None) -> str:
    held = f"The {texts:,} usable texts hold about {tokens:,} tokens, estimated from their characters"
    costs = _costs(tokens, prices)
    parts = [
        f"{costs[name]:,.2f} {costs['currency']} to {verb} them once"
        for name, verb in (("embed_cost", "embed"), ("read_cost", "read"))
        if name in costs
    ]
    return f"{held}; that costs about {' and '.join(parts)}." if parts else f"{held}."
