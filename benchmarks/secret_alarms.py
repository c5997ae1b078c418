"""False alarms of the search for secrets: `python -m benchmarks.secret_alarms [DOCUMENTS]`.

Clean documents hold prose of the example enterprise and what random keys are mistaken for: hex digests, UUIDs, images
in base64, order numbers, links with long queries, cache keys, build logs, sample configurations. What is found in them
is an alarm.
"""

from __future__ import annotations

import base64
import hashlib
import random
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator

from examples.enterprise_maker.prose.grammar import paragraph
from examples.enterprise_maker.prose.office import MAILS, MINUTES, POLICIES
from readiness.profilers.rights import FOUND_SCORE, find_secrets
from readiness.profilers.rights.judging import secret_certainty

DOCUMENTS = 50_000
"""Documents read, as the product contract asks."""

_SEED = 20261130


def clean_documents(count: int, seed: int = _SEED) -> Iterator[str]:
    """``count`` texts without a secret, of prose with one to four blocks of random-looking content."""
    rng = random.Random(seed)
    for _ in range(count):
        blocks = [block(rng) for block in rng.sample(_BLOCKS, rng.randint(1, 4))]
        yield "\n\n".join([_prose(rng), *blocks])


def alarms(texts: Iterator[str]) -> tuple[Counter[str], Counter[str]]:
    """Documents with an alarm by class, and by class and kind."""
    documents, kinds = Counter[str](), Counter[str]()
    for text in texts:
        found = {(secret_certainty(span).value, span.kind) for span in find_secrets(text, minimum=FOUND_SCORE)}
        documents.update({certainty for certainty, _ in found})
        kinds.update(f"{certainty} {kind}" for certainty, kind in found)
    return documents, kinds


def _prose(rng: random.Random) -> str:
    productions, symbol = rng.choice(((POLICIES, "rule"), (POLICIES, "duty"), (MAILS, "line"), (MINUTES, "talk")))
    return "\n\n".join(paragraph(rng, productions, symbol, 4) for _ in range(rng.randint(2, 5)))


def _digests(rng: random.Random) -> str:
    names = ("md5", "sha1", "sha256", "sha512")
    return "\n".join(f"{hashlib.new(rng.choice(names), rng.randbytes(9)).hexdigest()}  file{n}.bin" for n in range(12))


def _identifiers(rng: random.Random) -> str:
    return "\n".join(f"token bucket {n}: {uuid.UUID(bytes=rng.randbytes(16), version=4)}" for n in range(8))


def _image(rng: random.Random) -> str:
    return f"![scan](data:image/png;base64,{base64.b64encode(rng.randbytes(rng.randint(300, 3_000))).decode()})"


def _orders(rng: random.Random) -> str:
    return "\n".join(f"Order number {rng.randint(10**15, 10**16)}: {rng.randint(1, 9)} pallets" for _ in range(20))


def _links(rng: random.Random) -> str:
    query = base64.urlsafe_b64encode(rng.randbytes(30)).decode()
    page = rng.randbytes(12).hex()
    return f"See https://portal.acme.com/view?id={page}&page={query} and http://host:8080/@user/x."


def _log(rng: random.Random) -> str:
    return "\n".join(
        f"2026-03-0{n} 10:0{n}:11 INFO commit {rng.randbytes(20).hex()} key-{rng.randbytes(4).hex()} took {n} s"
        for n in range(1, 9)
    )


def _samples(rng: random.Random) -> str:
    word = rng.choice(("changeme", "<your password>", "${DB_PASSWORD}", "xxxxxxxx", "example"))
    user = rng.choice(("user", "admin", "me"))
    plain = word.strip("<>").replace(" ", "_")
    return f"password: {word}\nurl: postgres://{user}:{plain}@example.com/db\napi_key = {word}"


def _codes(rng: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    return "\n".join(f"Licence plate {''.join(rng.choices(letters, k=rng.choice((8, 20, 32))))}" for _ in range(8))


def _locks(rng: random.Random) -> str:
    lines = (f"integrity: sha512-{base64.b64encode(rng.randbytes(64)).decode()}" for _ in range(6))
    return "\n".join(lines) + f'\netag: W/"{rng.randbytes(16).hex()}"'


def _cache(rng: random.Random) -> str:
    return "\n".join(f"cache miss for key-{rng.randbytes(16).hex()}, csrf_token={uuid.UUID(int=n)}" for n in range(4))


_BLOCKS: tuple[Callable[[random.Random], str], ...] = (
    _digests, _identifiers, _image, _orders, _links, _log, _samples, _codes, _locks, _cache,
)  # fmt: skip


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    documents, kinds = alarms(clean_documents(count))
    print(f"{count:,} clean documents: {documents['certain']} certain, {documents['likely']} likely alarms")
    for kind, number in sorted(kinds.items()):
        print(f"  {kind}: {number}")


if __name__ == "__main__":
    main()
