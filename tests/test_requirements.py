"""What pyproject.toml requires is what the packages import, and the lock files hold it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("readiness", "connectors", "expectations", "reports", "dagster_project")

COMES_WITH = {
    "graphql": "dagster-webserver",
    "markupsafe": "jinja2",
    "pydantic-core": "pydantic",
    "starlette": "dagster-webserver",
    "uvicorn": "dagster-webserver",
}
"""Imports of what a required package itself requires and hands out in its own API."""

IMPORTED_BY_NAME = {"unstructured"}
"""Loaded in a worker by ``importlib``, and only where a second reading is asked for."""

DISTRIBUTIONS = packages_distributions()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def normal(name: str) -> str:
    return re.split(r"[^A-Za-z0-9_.-]", name)[0].lower().replace("_", "-")


def imported() -> set[str]:
    """Top-level modules that the packages import, the standard library and the packages themselves apart."""
    names: set[str] = set()
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {*PACKAGES, "__future__"}


def distributions(module: str) -> set[str]:
    return {normal(name) for name in DISTRIBUTIONS.get(module, [module])}


REQUIRED = {normal(line) for line in PROJECT["dependencies"]}
EXTRAS = {normal(line) for lines in PROJECT["optional-dependencies"].values() for line in lines}


def test_every_required_package_is_imported() -> None:
    used = {name for module in imported() for name in distributions(module)}
    assert REQUIRED - used == IMPORTED_BY_NAME


def test_every_imported_package_is_required() -> None:
    missing = {m for m in imported() if not distributions(m) & (REQUIRED | EXTRAS)}
    assert {normal(module) for module in missing} == set(COMES_WITH)
    assert set(COMES_WITH.values()) <= REQUIRED


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_required_package_is_locked(lock: str) -> None:
    locked = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    assert locked == sorted(locked)
    assert {normal(name) for name in locked} >= REQUIRED


def test_stubs_are_required_only_for_what_is_imported() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    stubbed = {normal(line).removeprefix("types-") for line in groups["dev"] if line.startswith("types-")}
    assert stubbed <= REQUIRED
