"""How modules import each other: no circles, every module on a layer, files found by their names."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("readiness", "connectors", "expectations", "reports", "dagster_project")
DEEPEST_CHAIN = 13


def modules() -> dict[str, Path]:
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def imported(path: Path) -> Iterator[str]:
    """Everything a file imports: at its top, inside functions, and for type checkers only."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def graph() -> Mapping[str, frozenset[str]]:
    known = modules()

    def module_of(name: str) -> str | None:
        return name if name in known else name.rpartition(".")[0] if name.rpartition(".")[0] in known else None

    return {
        name: frozenset(found for other in imported(path) if (found := module_of(other)) and found != name)
        for name, path in known.items()
    }


def circles(edges: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Groups of modules of which each reaches each (Tarjan, 1972)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for other in edges[name]:
            if other not in order:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == order[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in edges:
        if name not in order:
            visit(name)
    return found


def test_a_circle_would_be_found() -> None:
    edges = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"b"}), "d": frozenset({"a"})}
    assert circles(edges) == [["b", "c"]]


def test_no_modules_import_each_other_in_a_circle_not_even_when_used_or_for_types() -> None:
    assert circles(graph()) == []


def test_every_module_stands_on_a_layer() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = next(c["layers"] for c in config["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    known = {name.strip() for layer in layers for name in layer.split("|")}

    def is_placed(module: str) -> bool:
        return any(module == name or module.startswith(f"{name}.") for name in known)

    parents = {name for name in modules() if any(one.startswith(f"{name}.") for one in known)}
    assert sorted(name for name in modules() if not is_placed(name) and name not in parents) == []


def test_the_engine_for_near_duplicates_is_no_tower() -> None:
    package = "readiness.near_duplicate_search"
    edges = {name: [other for other in found if other.startswith(package)] for name, found in graph().items()}

    @cache
    def depth(module: str) -> int:
        return 1 + max(map(depth, edges[module]), default=0)

    assert max(depth(name) for name in edges if name.startswith(package)) <= DEEPEST_CHAIN


def test_the_engine_for_near_duplicates_knows_nothing_of_an_audit() -> None:
    package = "readiness.near_duplicate_search"
    below = {"readiness.errors", "readiness.model", "readiness.stall", "readiness.config", "readiness.storage"}
    foreign = {
        other
        for name, found in graph().items()
        if name.startswith(package)
        for other in found
        if not other.startswith(package) and not any(other == one or other.startswith(f"{one}.") for one in below)
    }
    assert foreign == set()


def test_a_file_name_is_used_once_in_a_package() -> None:
    shared = {"__init__", "base", "profile", "__main__"}
    for package in PACKAGES:
        stems = [path.stem for path in (ROOT / package).rglob("*.py") if path.stem not in shared]
        assert sorted({stem for stem in stems if stems.count(stem) > 1}) == []
