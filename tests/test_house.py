"""The house rules that no linter checks: how long functions and files may be, how many parameters, where GX stands."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("readiness", "connectors", "expectations", "reports", "dagster_project", "examples", "benchmarks")
LONGEST_FUNCTION, LONGEST_FILE, MOST_PARAMETERS = 50, 300, 5
LITERAL_TABLES = {  # declarations, no logic
    "readiness/catalogue.py",
    "readiness/extraction/formats.py",
    "readiness/model.py",
    "readiness/schemas.py",
}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "manager.py", "profiling.py"}


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        f"{name(path)}:{f.lineno} {f.name}"
        for path in sources()
        for f in functions(path)
        if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_is_longer_than_three_hundred_lines_but_literal_tables() -> None:
    long = [
        name(path)
        for path in sources()
        if name(path) not in LITERAL_TABLES and len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]
    assert long == []


def test_no_function_takes_more_than_five_positional_parameters() -> None:
    wide = [
        f"{name(path)}:{f.lineno} {f.name}"
        for path in sources()
        for f in functions(path)
        if len([a for a in (*f.args.posonlyargs, *f.args.args) if a.arg not in {"self", "cls"}]) > MOST_PARAMETERS
        and not any("command" in ast.unparse(d) for d in f.decorator_list)
    ]
    assert wide == []


def test_files_are_named_after_things() -> None:
    assert [name(path) for path in sources() if path.name in FORBIDDEN_NAMES] == []


def test_great_expectations_is_imported_in_one_file() -> None:
    importers = {
        name(path)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("great_expectations"))
        or (isinstance(node, ast.Import) and any(a.name.startswith("great_expectations") for a in node.names))
    }
    assert importers == {"expectations/runner.py"}


def test_nothing_evaluates_or_unpickles() -> None:
    forbidden = {"eval", "exec", "pickle", "marshal", "shelve"}
    found = [
        f"{name(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden)
        or (isinstance(node, ast.Import) and any(alias.name in forbidden for alias in node.names))
    ]
    assert found == []


@pytest.mark.parametrize("module", ["dagster", "great_expectations", "unstructured", "pandas"])
def test_importing_readiness_does_not_import(module: str) -> None:
    code = f"import sys, readiness, readiness.model, readiness.catalogue; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_lock_files_carry_hashes_and_no_index() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-ocr.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "index" not in text
        assert "://" not in text
