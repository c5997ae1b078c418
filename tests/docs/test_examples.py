"""What the pages show as examples is true: Python runs, YAML loads, signatures are those of the functions."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

import readiness
from readiness.config.loading import load_project
from readiness.config.project import Project
from reports.reference.config_keys import places_of
from tests.docs.pages import DOCS, blocks


def run(path: Path) -> int:
    """Run every Python block of a page, one after the other as a reader would; returns how many failed."""
    names: dict[str, Any] = {"__name__": "example"}
    runner, parser = doctest.DocTestRunner(verbose=False), doctest.DocTestParser()
    for number, code in enumerate(blocks(path, "python")):
        if ">>>" in code:
            example = parser.get_doctest(code, names, f"{path.name}[{number}]", str(path), 0)
            runner.run(example, clear_globs=False)
            names = example.globs
        else:
            exec(compile(code, f"{path.name}[{number}]", "exec"), names)
    return runner.failures


@pytest.mark.parametrize("page", ["python-api.md", "gate.md", "files.md"])
def test_every_python_example_runs_and_shows_what_it_says(page: str, audited_project: Path) -> None:
    assert blocks(DOCS / page, "python")
    assert run(DOCS / page) == 0


def test_an_example_that_shows_something_else_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\n>>> 1 + 1\n3\n```\n")
    assert run(page) == 1


class _Named:
    """A default value that shows as a bare name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


def shown(name: str) -> str:
    """``name(parameters) -> type`` without annotations of parameters, as the page writes it."""
    function = getattr(readiness, name)
    signature = inspect.signature(function)
    plain = [_plain(parameter) for parameter in signature.parameters.values()]
    gives = re.sub(r"\b\w+\.(?=\w)", "", str(signature.return_annotation))
    return f"{name}{signature.replace(parameters=plain, return_annotation=signature.empty)} -> {gives}"


def _plain(parameter: inspect.Parameter) -> inspect.Parameter:
    default = parameter.default
    named = _Named(default.__name__) if inspect.isfunction(default) else default
    return parameter.replace(annotation=parameter.empty, default=named)


@pytest.mark.parametrize("function", readiness.__all__)
def test_every_public_function_is_shown_with_its_signature(function: str) -> None:
    text = (DOCS / "python-api.md").read_text("utf-8")
    assert f"\n## {function}\n\n`{shown(function)}`\n" in text


def complete_example() -> str:
    return max(blocks(DOCS / "config.md", "yaml"), key=len)


def complete_project(folder: Path) -> Path:
    """The example as a file, beside a folder with the files of a static embedding model."""
    for name in ("tokenizer.json", "model.safetensors"):
        (folder / "models" / "static").mkdir(parents=True, exist_ok=True)
        (folder / "models" / "static" / name).touch()
    path = folder / "project.yaml"
    path.write_text(complete_example(), encoding="utf-8")
    (folder / "baselines.json").write_text("[]", encoding="utf-8")
    return path


def test_the_complete_project_file_loads(tmp_path: Path) -> None:
    path = complete_project(tmp_path)
    loaded = load_project(path)
    assert [source.name for source in loaded.project.sources] == ["contracts", "crm"]
    assert loaded.project.charter is not None


def test_the_complete_project_file_shows_every_key(tmp_path: Path) -> None:
    path = complete_project(tmp_path)
    written = keys_set(load_project(path).project)
    unset = {
        f"{model.__name__}.{key}"
        for model in places_of(Project)
        for key in set(model.model_fields) - written.get(model, set())
    }
    assert unset == set()


def keys_set(value: object) -> dict[type[BaseModel], set[str]]:
    """Which keys of each model are written anywhere below ``value``."""
    found: dict[type[BaseModel], set[str]] = {}
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, BaseModel):
            found.setdefault(type(one), set()).update(one.model_fields_set)
            pending += [getattr(one, key) for key in one.model_fields_set]
        elif isinstance(one, dict):
            pending += one.values()
        elif isinstance(one, list):
            pending += one
    return found


@pytest.mark.parametrize("page", ["config.md", "schedule-and-ui.md"])
def test_every_yaml_block_is_yaml(page: str) -> None:
    for block in blocks(DOCS / page, "yaml"):
        assert isinstance(yaml.safe_load(block), dict)


def test_every_environment_variable_that_the_code_reads_is_listed() -> None:
    root = DOCS.parent
    code = "".join(path.read_text("utf-8") for path in sorted((root / "dagster_project").rglob("*.py")))
    read = set(re.findall(r"\"(READINESS_[A-Z_]+)\"", code))
    assert read
    assert sorted(read - set(re.findall(r"READINESS_[A-Z_]+", (DOCS / "schedule-and-ui.md").read_text("utf-8")))) == []
