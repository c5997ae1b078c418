"""Settings files in many formats, each with a few secrets among what only resembles them."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.secret_texts import B36, B62, B64, HEX, Planted, some, uuid4

_PLANS = Path(__file__).with_suffix(".txt").read_text("utf-8").split("=== ")[1:]
_TEMPLATES = dict(plan.split("\n", 1) for plan in _PLANS)
"""Name of a file -> its lines; those with a secret end in a section sign."""


_WORDS = (
    "billing orders warehouse fleet clinic ledger payroll portal archive sensor library lager kunden facture".split()
)
_ORGS = "acme nordwind contoso helvetia tanaka arcadia verdi".split()
_BASES = "Sommer Winter Falcon Bridge Orange Castle Ventana Maison Tulipan".split()


def _password(rng: random.Random) -> str:
    made = (
        lambda: some(rng, B62, rng.randint(10, 20)),
        lambda: rng.choice(_BASES) + rng.choice("!#_-") + str(rng.randint(10, 2030)),
        lambda: some(rng, B62 + "!#%*+-_", rng.randint(10, 18)).strip("!#%*+-_") + "7x",
        lambda: some(rng, B36, rng.randint(9, 14)),
    )
    return rng.choice(made)()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _values(rng: random.Random) -> dict[str, str]:
    keys = {f"key{length}": some(rng, B62, length) for length in (22, 24, 32, 33, 36, 40, 43, 48, 50, 64, 95)}
    hexes = {f"hex{length}": some(rng, HEX, length) for length in (8, 16, 40, 64)}
    word = rng.choice(_WORDS)
    return (
        keys
        | hexes
        | {
            "n": str(rng.randint(10, 99)),
            "org": rng.choice(_ORGS),
            "word": word,
            "pw": _password(rng),
            "pw2": _password(rng),
            "uuid": uuid4(rng),
            "uuid2": uuid4(rng),
            "b64": base64.b64encode(rng.randbytes(48)).decode(),
            "b86": some(rng, B64, 86),
            "b32": some(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
            "up9": some(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 9),
            "azure": some(rng, B62, 3) + f"{rng.randint(0, 9)}Q~" + some(rng, B62, 34),
            "HEX64": some(rng, "0123456789ABCDEF", 64),
            "b64user": _base64(word),
            "b64pw": _base64(_password(rng)),
            "b64key": _base64(some(rng, B62, 32)),
        }
    )


def settings_files(count: int, seed: int) -> Iterator[Planted]:
    """``count`` files, of every format in turn."""
    rng = random.Random(seed)
    names = list(_TEMPLATES)
    for number in range(count):
        name = names[number % len(names)]
        lines = _TEMPLATES[name].format(**_values(rng)).split("\n")
        truth = frozenset(place for place, line in enumerate(lines, 1) if line.endswith("§"))
        yield Planted(name=f"{number}-{name}", text="\n".join(line.rstrip("§") for line in lines), lines=truth)
