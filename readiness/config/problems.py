"""Problems of a project file, each with its line: unknown keys, wrong types, impossible meanings."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from readiness import errors
from readiness.catalogue import CATALOGUE
from readiness.config import secrets
from readiness.config.project import Project, Source
from readiness.config.yaml_nodes import Tree
from readiness.personal_kinds import PERSONAL_KINDS

Path = tuple[str | int, ...]

_EXPECTED = {
    "bool_parsing": "write true or false",
    "date_from_datetime_parsing": "write a date as 2026-11-22",
    "date_parsing": "write a date as 2026-11-22",
    "date_type": "write a date as 2026-11-22",
    "float_parsing": "write a number",
    "int_parsing": "write a whole number",
    "list_type": "write a list, as in [a, b]",
    "model_type": "write keys and values, as in {name: value}",
    "string_type": "write text",
}
"""pydantic's error types in the words of a person who writes YAML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """``where`` is ``file:line:column``; ``what`` a sentence that holds no value of the file but names."""

    where: str
    what: str


def of_validation(error: ValidationError, tree: Tree) -> list[Problem]:
    """Every pydantic error as one problem at its place, in the order of the file."""
    problems: dict[str, Problem] = {}
    for detail in error.errors(include_url=False, include_context=False):
        problem = _problem(detail, tree)
        # The members of a union each report; the first is enough.
        problems.setdefault(f"{problem.where} {detail['type'] == 'missing' and problem.what}", problem)
    return sorted(problems.values(), key=_in_file_order)


def of_meaning(project: Project, tree: Tree) -> list[Problem]:
    """Problems of meaning that the schema lets pass: unknown indicators and kinds, reversed limits, written secrets."""
    mistakes = [
        *_unknown_indicators(project),
        *_limits_turned_round(project),
        *_unknown_kinds(project),
        *_written_secrets(project),
    ]
    problems = [Problem(where=tree.place(path), what=what) for path, what in mistakes]
    return sorted(problems, key=_in_file_order)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` or, when nothing is close, ``; known: ...``."""
    choices = sorted(known)
    if close := errors.did_you_mean(name, choices):
        return f"; {close}"
    return f"; known here: {', '.join(choices)}" if 0 < len(choices) <= 30 else ""


def _problem(detail: ErrorDetails, tree: Tree) -> Problem:
    path: Path = tuple(detail["loc"])
    name = path[-1] if path else ""
    if detail["type"] == "extra_forbidden":
        model = _model_at(Project, path[:-1])
        hint = did_you_mean(str(name), model.model_fields) if model else ""
        return Problem(where=tree.place(path, key=True), what=f"unknown key {name!r}{_inside(path[:-1])}{hint}")
    if detail["type"] == "missing":
        return Problem(where=tree.place(path[:-1]), what=f"the key {name!r} is missing{_inside(path[:-1])}")
    message = _EXPECTED.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
    # Below a union pydantic adds the member it tried to the path; only what the file holds is named.
    written = tree.written_part(path)
    return Problem(where=tree.place(path), what=f"{_path_text(written)}: {message}" if written else message)


def _model_at(model: type[BaseModel], path: Sequence[str | int]) -> type[BaseModel] | None:
    """The model that the mapping at ``path`` was checked against."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int):
            continue
        if current is None or step not in current.model_fields:
            return None
        current = next(_models_in(current.model_fields[step].annotation), None)
    return current


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for part in typing.get_args(annotation):
        yield from _models_in(part)


def _unknown_indicators(project: Project) -> Iterator[tuple[Path, str]]:
    named: list[tuple[Path, str]] = [(("policy", code), code) for code in project.policy]
    named += [(("waivers", i, "indicator"), waiver.indicator) for i, waiver in enumerate(project.waivers)]
    for path, code in named:
        if code not in CATALOGUE:
            yield path, f"there is no indicator {code!r}{did_you_mean(code, CATALOGUE)}"


def _unknown_kinds(project: Project) -> Iterator[tuple[Path, str]]:
    for i, source in enumerate(project.sources):
        allowed = source.rights.pii_allowed if source.rights else None
        for j, kind in enumerate(allowed if isinstance(allowed, list) else ()):
            if kind not in PERSONAL_KINDS:
                hint = did_you_mean(kind.upper(), PERSONAL_KINDS)
                yield ("sources", i, "rights", "pii_allowed", j), f"there is no kind of personal data {kind!r}{hint}"


def _limits_turned_round(project: Project) -> Iterator[tuple[Path, str]]:
    for code, limits in project.policy.items():
        better = CATALOGUE[code].better if code in CATALOGUE else ""
        if better == "lower" and limits.warn > limits.fail:
            yield ("policy", code), f"{code} is better lower: warn must not be above fail"
        if better == "higher" and limits.warn < limits.fail:
            yield ("policy", code), f"{code} is better higher: warn must not be below fail"


def _written_secrets(project: Project) -> Iterator[tuple[Path, str]]:
    """Secrets written in the config; it lies in Git, so they must be references."""
    for i, source in enumerate(project.sources):
        if secrets.url_secrets(source.url):
            yield ("sources", i, "url"), f"a secret is written into the URL of {source.name!r}: write it as ${{NAME}}"
        for path in _secret_options(source):
            yield (
                ("sources", i, "options", *path),
                f"a secret is written into {_path_text(path)}: write it as ${{NAME}}",
            )


def _secret_options(source: Source) -> Iterator[Path]:
    pending: list[tuple[Path, Any]] = [((key,), value) for key, value in source.options.items()]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*path, key), below) for key, below in value.items()]
        elif isinstance(value, str) and secrets.is_secret_key(str(path[-1])) and value and "${" not in value:
            yield path


def _inside(path: Path) -> str:
    return f" in {_path_text(path)}" if path else ""


def _path_text(path: Path) -> str:
    """``sources[0].freshness.max_age``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _in_file_order(problem: Problem) -> tuple[int, int, str]:
    _, line, column = (f"0:0:{problem.where}" if problem.where.count(":") < 2 else problem.where).rsplit(":", 2)
    return (int(line) if line.isdigit() else 0, int(column) if column.isdigit() else 0, problem.what)
