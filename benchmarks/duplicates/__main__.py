"""``python -m benchmarks.duplicates run [--corpora 10k debian] [--peers]``; ``render`` writes the page anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.duplicates.contestants import ALL_CONTESTANTS, DATASKETCH, OURS
from benchmarks.duplicates.material import DEBIAN, SIZES, Material
from benchmarks.duplicates.measure import ROOT
from benchmarks.duplicates.report import write_page
from benchmarks.duplicates.suite import (
    Settings,
    load_results,
    log,
    machine,
    run_corpus,
    run_roofline,
    run_signatures,
    save_results,
)

SIGNED_CORPORA = ("10k", DEBIAN)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates", description=__doc__)
    parser.add_argument("action", choices=("run", "render"))
    parser.add_argument("--corpora", nargs="+", choices=(*SIZES, DEBIAN), default=["10k", DEBIAN])
    parser.add_argument(
        "--contestants", nargs="+", choices=tuple(ALL_CONTESTANTS), help="instead of all that would run"
    )
    parser.add_argument("--peers", action="store_true", help="install peers in environments of their own and run them")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=ROOT / ".benchmarks", help="corpora, environments and answers")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks" / "duplicates.md")
    return parser.parse_args()


def names(given: argparse.Namespace) -> list[str]:
    if given.contestants:
        return list(given.contestants)
    return list(ALL_CONTESTANTS) if given.peers else [one.name for one in (*OURS, *DATASKETCH)]


def run(given: argparse.Namespace, settings: Settings) -> None:
    results = load_results(settings)
    results["machine"] = machine()
    for name in given.corpora:
        material = Material(name=name, cache=settings.cache)
        chosen = names(given)
        if not material.make():
            log(f"{name}: left out, this machine has no such texts")
            continue
        before = results["corpora"].get(name, {})
        now = run_corpus(settings, material, chosen)
        results["corpora"][name] = {**before, **now, "runs": {**before.get("runs", {}), **now["runs"]}}
        save_results(settings, results)
        if name in SIGNED_CORPORA:
            results["corpora"][name]["sign"] = run_signatures(settings, material, peers=given.peers)
            save_results(settings, results)
            results["corpora"][name]["roofline"] = run_roofline(material)
        save_results(settings, results)


def main() -> None:
    given = arguments()
    settings = Settings(cache=given.cache.resolve(), results=given.page.with_suffix(".json"), rounds=given.rounds)
    if given.action == "run":
        run(given, settings)
    write_page(given.page, load_results(settings))


if __name__ == "__main__":
    main()
