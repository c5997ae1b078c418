"""What the kernels must compute, written as plainly as can be: words, shingle hashes, exact similarity."""

import re
import unicodedata

UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u3005-\u3007\u3040-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U0003ffff]"
)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe]")
MASK = (1 << 64) - 1
GOLDEN, ODD, BASE = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0x5851F42D4C957F2D


def folded(text: str) -> str:
    composed = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFKC", composed.casefold())


def words(text: str) -> list[str]:
    found, held = [], ""
    for sign in folded(text) + " ":
        part_of_word = bool(re.match(r"\w", sign)) or unicodedata.category(sign)[0] == "M"
        alone = part_of_word and UNSPACED.match(sign)
        if part_of_word and not alone:
            held += sign
            continue
        found += [held] if held else []
        found += [sign] if alone else []
        held = ""
    return found


def mix64(value: int) -> int:
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = (value ^ value >> 33) * multiplier & MASK
    return value ^ value >> 33


def word_hash(word: str) -> int:
    data = bytes(byte | (~byte & 0x80) >> 2 for byte in word.encode("utf-8", "surrogatepass"))
    value = len(data) * ODD & MASK
    for start in range(0, max(16, len(data)), 8):
        block = int.from_bytes(data[start : start + 8], "little")
        value = (((value << 23 | value >> 41) & MASK) ^ block) * GOLDEN & MASK
        value ^= value >> 32
    return value


def spread(hashes: list[int]) -> int:
    total = 0
    for one in hashes:
        total = (total * BASE + one) & MASK
    return total


def shingles(text: str) -> list[int]:
    """Distinct shingle hashes in order of first occurrence."""
    hashes = [word_hash(word) for word in words(text)]
    if not hashes:
        return []
    if len(hashes) < 5:
        return [mix64(spread(hashes) ^ len(hashes) * GOLDEN & MASK) or 1]
    return list(dict.fromkeys(mix64(spread(hashes[n : n + 5])) or 1 for n in range(len(hashes) - 4)))


def jaccard(one: str, other: str) -> float:
    a, b = set(shingles(one)), set(shingles(other))
    return len(a & b) / max(1, len(a | b))
