"""``python -m benchmarks.duplicates run [--corpora 10k debian] [--peers]``; ``render`` writes the page anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.duplicates.contestants import DATASKETCH, EVERYBODY, OURS
from benchmarks.duplicates.material import DEBIAN, SIZES, Material
from benchmarks.duplicates.measure import ROOT
from benchmarks.duplicates.report import write_page
from benchmarks.duplicates.suite import Settings, machine, run_corpus, run_roofline, run_signatures, say, store, stored

SIGNED_CORPORA = ("10k", DEBIAN)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates", description=__doc__)
    parser.add_argument("action", choices=("run", "render"))
    parser.add_argument("--corpora", nargs="+", choices=(*SIZES, DEBIAN), default=["10k", DEBIAN])
    parser.add_argument("--contestants", nargs="+", choices=tuple(EVERYBODY), help="instead of all that would run")
    parser.add_argument("--peers", action="store_true", help="install peers in environments of their own and run them")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=ROOT / ".benchmarks", help="corpora, environments and answers")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks" / "duplicates.md")
    return parser.parse_args()


def names(given: argparse.Namespace) -> list[str]:
    if given.contestants:
        return list(given.contestants)
    return list(EVERYBODY) if given.peers else [one.name for one in (*OURS, *DATASKETCH)]


def run(given: argparse.Namespace, settings: Settings) -> None:
    found = stored(settings)
    found["machine"] = machine()
    for name in given.corpora:
        material = Material(name=name, cache=settings.cache)
        chosen = names(given)
        if not material.make():
            say(f"{name}: left out, this machine has no such texts")
            continue
        before = found["corpora"].get(name, {})
        now = run_corpus(settings, material, chosen)
        found["corpora"][name] = {**before, **now, "runs": {**before.get("runs", {}), **now["runs"]}}
        store(settings, found)
        if name in SIGNED_CORPORA:
            found["corpora"][name]["sign"] = run_signatures(settings, material, peers=given.peers)
            store(settings, found)
            found["corpora"][name]["roofline"] = run_roofline(material)
        store(settings, found)


def main() -> None:
    given = arguments()
    settings = Settings(cache=given.cache.resolve(), results=given.page.with_suffix(".json"), rounds=given.rounds)
    if given.action == "run":
        run(given, settings)
    write_page(given.page, stored(settings))


if __name__ == "__main__":
    main()
