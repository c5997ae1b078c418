"""Units of measurement and currencies as people write them."""

from __future__ import annotations

import re

SYMBOLS = {
    "€": "eur",
    "$": "usd",
    "£": "gbp",
    "¥": "jpy",
    "￥": "jpy",
    "円": "jpy",
    "元": "cny",
    "₹": "inr",
    "zł": "pln",
    "kč": "czk",
    "₽": "rub",
    "₺": "try",
    "₩": "krw",
    "us$": "usd",
    "fr": "chf",
    "rs": "inr",
    "r$": "brl",
    "percent": "%",
    "prozent": "%",
    "℃": "°c",
}
"""Signs and words that mean the same as another name, in lower case."""

_CURRENCIES = (
    "eur usd gbp chf jpy cny inr aud cad nzd sek nok dkk pln czk huf ron bgn try brl mxn zar rub krw sgd hkd aed ils"
).split()
_UNITS = (
    "kg g mg µg t lb lbs oz kgs km m cm mm µm mi ft in yd l ml cl dl hl gal h hr hrs hours min mins s sec secs ms "
    "d days kwh mwh gwh wh kw mw w v a ma hz khz mhz ghz pa hpa kpa bar psi mmhg °c °f k j kj cal kcal n m2 m² m3 m³ "
    "km² ha km/h mph m/s mg/l mg/dl mmol/l g/l ppm % ‰ pcs stk std tage b kb mb gb tb bp bps pt px db lx mol percent "
    "prozent ℃"
).split()

MONEY = frozenset([*_CURRENCIES, *SYMBOLS, "sfr", "a$", "c$"]) - {"percent", "prozent", "℃"}
UNITS = MONEY | frozenset(_UNITS)
IMPERIAL = frozenset("lb lbs oz mi ft in yd gal mph °f psi".split())
"""Units of the imperial and US systems; all others of ``UNITS`` that are no currency are metric or belong to both."""


def is_unit(text: str) -> bool:
    """True for a unit, or several in a fraction or product.

    >>> is_unit("EUR/kg"), is_unit("kWh"), is_unit("Leeds")
    (True, True, False)
    """
    parts = re.split(r"[/·*^ ]", text.strip().lower().rstrip("."))
    return all(part in UNITS or re.fullmatch(r"-?[1-9]0*", part) is not None for part in parts) and any(
        part in UNITS for part in parts
    )
