"""Secrets found and missed in planted texts: ``python -m benchmarks.secrets [--peers ENVIRONMENT]``.

Beside other scanners, if asked. Two sets that share no generator: lines over some ninety issuers, and settings files
in 24 formats. A line with a secret counts as found when any finding lies in it; a finding in another line is false.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks import secret_peers
from benchmarks.secret_files import settings_files
from benchmarks.secret_texts import Planted, clean_lines, secret_lines
from readiness.profilers.rights import FOUND_SCORE, find_secrets

_SEEDS = (20261201, 20261202, 20261203)


def planted_sets() -> dict[str, list[Planted]]:
    """Name of a set -> its texts."""
    lines = [*secret_lines(320, _SEEDS[0]), *clean_lines(180, _SEEDS[1])]
    return {"lines": lines, "files": list(settings_files(96, _SEEDS[2]))}


def lines_found(text: str) -> set[int]:
    """The numbers of the lines in which this project finds a secret."""
    return {text.count("\n", 0, span.start) + 1 for span in find_secrets(text, minimum=FOUND_SCORE)}


def score(planted: Sequence[Planted], found: Iterable[Iterable[int]]) -> tuple[float, float, float]:
    """Precision, recall and F1 over lines."""
    right = wrong = missed = 0
    for one, lines in zip(planted, map(set, found), strict=True):
        right += len(one.lines & lines)
        wrong += len(lines - one.lines)
        missed += len(one.lines - lines)
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measure_speed(planted: Sequence[Planted], least: int = 4_000_000) -> float:
    """Megabytes read per second of processor time, over the texts repeated up to ``least`` characters."""
    text = "\n".join(one.text for one in planted)
    texts = [text] * max(1, least // len(text))
    start = time.process_time()
    for one in texts:
        find_secrets(one, minimum=FOUND_SCORE)
    return sum(map(len, texts)) / 1e6 / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="environment for the other scanners, made if it is absent")
    parser.add_argument("--wrong", action="store_true", help="print the names of texts with an error")
    options = parser.parse_args()
    python = secret_peers.make_environment(options.peers) if options.peers else None
    for name, planted in planted_sets().items():
        ours = [lines_found(one.text) for one in planted]
        _print(name, "readiness", score(planted, ours))
        if options.wrong:
            for one, lines in zip(planted, ours, strict=True):
                _print_errors(one, lines)
        for scanner in secret_peers.REQUIREMENTS if python else ():
            peer = secret_peers.run(python, scanner, [one.text for one in planted]) if python else None
            _print(name, scanner, score(planted, peer["lines"]) if peer else None)
        print(f"{name}: {measure_speed(planted):.1f} MB per CPU second")


def _print(name: str, scanner: str, figures: tuple[float, float, float] | None) -> None:
    shown = "precision {:.2f}, recall {:.2f}, F1 {:.2f}".format(*figures) if figures else "not installed"
    print(f"{name:6} {scanner:15} {shown}")


def _print_errors(one: Planted, lines: set[int]) -> None:
    texts = one.text.split("\n")
    for word, numbers in (("missed", one.lines - lines), ("false", lines - one.lines)):
        for number in sorted(numbers):
            print(f"  {word} {one.name}: {texts[number - 1][:140]}")


if __name__ == "__main__":
    main()
