"""Goals of the engines, and a check whether the figures of a run reach them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.duplicates.contestants import PEERS
from benchmarks.duplicates.reading import best, best_work, ratio, warm_work

Corpora = dict[str, Any]

SIGNATURES, END_TO_END = 80, {"lsh": 25, "exact": 14}
FASTEST_PEER = 3.5
MILLION_CPU_S, MILLION_MB = 35, 6_000
LSH_RECALL = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    asked: str
    measured: str
    reached: bool

    @property
    def verdict(self) -> str:
        return "yes" if self.reached else "**no**"


def goals(corpora: Corpora) -> list[Goal]:
    """Every goal that the corpora of this run can speak of."""
    every: list[Goal] = []
    for name, corpus in corpora.items():
        every += _signatures(name, corpus)
        if name != "10k":
            every += _against_datasketch(name, corpus)
            every += _against_peers(name, corpus)
    every += [goal for name, corpus in corpora.items() for goal in _right(name, corpus)]
    return every + list(_million(corpora.get("1m")))


def _signatures(name: str, corpus: Any) -> Iterator[Goal]:
    if corpus.get("sign", {}).get("seconds", {}).get("datasketch"):
        times = ratio(min(corpus["sign"]["seconds"]["datasketch"]), min(corpus["sign"]["seconds"]["exact"]))
        asked = f"signatures at {SIGNATURES} × datasketch ({name})"
        yield Goal(asked=asked, measured=f"{times:.0f} ×", reached=times >= SIGNATURES)


def _against_datasketch(name: str, corpus: Any) -> Iterator[Goal]:
    runs = corpus["runs"]
    if _ran(runs, "datasketch-raw"):
        for engine, asked in END_TO_END.items():
            if _ran(runs, engine):
                yield _times(f"{engine} end to end at {asked} × datasketch ({name})", runs, engine, asked)


def _times(title: str, runs: Any, engine: str, asked: float, peer: str = "datasketch-raw") -> Goal:
    whole = ratio(best(runs[peer], "cpu"), best(runs[engine], "cpu"))
    warm = ratio(best_work(runs[peer]), warm_work(runs[engine]))
    return Goal(asked=title, measured=f"{whole:.1f} × as whole processes, {warm:.1f} × warm", reached=whole >= asked)


def _against_peers(name: str, corpus: Any) -> Iterator[Goal]:
    runs = corpus["runs"]
    peers = [one.name for one in PEERS if _ran(runs, one.name)]
    if not peers or not _ran(runs, "lsh"):
        return
    fastest = min(peers, key=lambda peer: best(runs[peer], "cpu"))
    yield _times(f"lsh at {FASTEST_PEER} × the fastest peer, {fastest} ({name})", runs, "lsh", FASTEST_PEER, fastest)
    recall = max(runs[peer]["score"]["recall"] for peer in peers)
    ours = runs["lsh"]["score"]
    measured = f"{ours['precision']:.4f} and {ours['recall']:.4f}, best peer's recall {recall:.4f}"
    reached = ours["precision"] == 1 and ours["recall"] > recall
    yield Goal(asked=f"lsh: precision 1, recall above every peer's ({name})", measured=measured, reached=reached)


def _right(name: str, corpus: Any) -> Iterator[Goal]:
    for engine, least in (("exact", 1.0), ("lsh", LSH_RECALL)):
        if _ran(corpus["runs"], engine):
            score = corpus["runs"][engine]["score"]
            measured = f"{score['precision']:.5f} and {score['recall']:.5f}"
            asked = f"{engine}: precision 1, recall at least {least:g} ({name})"
            yield Goal(asked=asked, measured=measured, reached=score["precision"] == 1 and score["recall"] >= least)


def _million(corpus: Any) -> Iterator[Goal]:
    if corpus and _ran(corpus["runs"], "exact"):
        cpu, peak = best(corpus["runs"]["exact"], "cpu"), best(corpus["runs"]["exact"], "peak_mb")
        asked = f"1,000,000 texts, exact, in {MILLION_CPU_S} CPU s and {MILLION_MB / 1000:.0f} GB"
        reached = cpu <= MILLION_CPU_S and peak <= MILLION_MB
        yield Goal(asked=asked, measured=f"{cpu:.1f} CPU s, {peak / 1000:.1f} GB", reached=reached)


def _ran(runs: Any, name: str) -> bool:
    return bool(runs.get(name, {}).get("rounds"))
