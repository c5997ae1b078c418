"""Loading of a checked ``Project`` by the target a user names: a project YAML, a folder, a file, a database URL.

References (``${NAME}``) stay references here, in the model and in the hash; ``config.secrets`` resolves them at use.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from readiness.config import problems, secrets, yaml_nodes
from readiness.config.baselines import Baseline, read_baselines
from readiness.config.project import Project
from readiness.errors import AuditError, ConfigError, UsageError, did_you_mean
from readiness.storage.bounded_files import read_bounded

CONFIG_SCHEMA_VERSION = "1"
"""Part of every config hash: a new meaning of the same YAML must close gates that the old meaning opened."""

YAML_SUFFIXES = frozenset({".yaml", ".yml"})
MAX_YAML_BYTES = 4 * 1024 * 1024
"""Far above any config written by people; keeps a data file with a YAML name out of the parser. Chosen by us."""

OUT_FOLDER = ".readiness"
_NAME_CHARACTERS = 100  # of config.ProjectName
_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://|^\$\{")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedProject:
    """A project and its origin.

    ``path`` is the YAML file or the bare target, ``base`` the folder that relative source URLs start from,
    ``config_hash`` the SHA-256 (hex) of the config's content, references unresolved, and of the suites it names;
    ``suites`` those suites that lie beside it, by name; ``baselines`` the approved ones of its series, which take part
    in the hash too.
    """

    project: Project
    path: Path
    base: Path
    config_hash: str
    suites: Mapping[str, str] = field(default_factory=dict)
    baselines: tuple[Baseline, ...] = ()

    @property
    def default_out(self) -> Path:
        return self.base / OUT_FOLDER

    def environ(self, environ: Mapping[str, str]) -> dict[str, str]:
        """``environ`` on top of the project's secrets file: what ``${NAME}`` references are resolved with."""
        if not self.project.secrets:
            return dict(environ)
        return secrets.read_secrets_file(self.base / self.project.secrets) | dict(environ)


def resolve_target(target: str, *, cwd: Path) -> LoadedProject:
    """The project a user means by ``target``: a project YAML, or a bare folder, file or URL.

    Raises ``UsageError`` when nothing is there, with what was expected and names that come close.
    """
    if _URL.match(target):
        return bare_project(target, base=cwd)
    path = _under(cwd, target)
    kind = _kind_of(path, target)
    if path.suffix.lower() in YAML_SUFFIXES:
        if kind == "folder":
            raise UsageError("this is a folder, expected a project file", where=target)
        return load_project(path)
    return bare_project(target, base=cwd)


def load_project(path: Path, *, with_baselines: bool = True) -> LoadedProject:
    """Read and check a project YAML, and the baselines it names unless they are about to be written.

    Raises ``ConfigError`` that lists every problem with its file, line and column.
    """
    tree, project = _checked_project(_read_text(path), str(path))
    _refuse_absent_model(project, path.parent, tree.place(("semantic", "model")))
    project = _with_model_path(project, path.parent)
    suites = _suite_digests(project, path.parent)
    pinned: tuple[Baseline, ...] = ()
    if project.baselines and with_baselines:
        pinned = read_baselines(path.parent / project.baselines, project.project)
    digest = _hash(tree.value, suites, [one.digest for one in pinned])
    return LoadedProject(
        project=project, path=path, base=path.parent, config_hash=digest, suites=suites, baselines=pinned
    )


@lru_cache(maxsize=16)
def _checked_project(text: str, where: str) -> tuple[yaml_nodes.Tree, Project]:
    """Parse and check the text of a project file, once per process and text; both results are never changed."""
    tree = yaml_nodes.parse(text, where=where)
    if not isinstance(tree.value, dict):
        raise ConfigError("expected keys such as project: and sources:", where=tree.place(()))
    try:
        project = Project.model_validate(tree.value)
    except ValidationError as error:
        raise _problems_error(problems.of_validation(error, tree)) from None
    mistakes = problems.of_meaning(project, tree)
    if mistakes:
        raise _problems_error(mistakes)
    return tree, project


def _refuse_absent_model(project: Project, base: Path, where: str) -> None:
    """Raise ``ConfigError`` for a model that is absent, before anything is read."""
    if project.semantic is None:
        return
    files = [base / project.semantic.model / name for name in ("tokenizer.json", "model.safetensors")]
    if missing := [file.name for file in files if not file.is_file()]:
        what = f"the folder {project.semantic.model!r} holds no {' and no '.join(missing)}"
        hint = "name a folder with a static embedding model, as model2vec saves it; models are never downloaded"
        raise ConfigError(what, where=where, next_step=hint)


def _with_model_path(project: Project, base: Path) -> Project:
    """The project with the folder of its model for persons as a path that holds wherever the audit runs."""
    if not project.rights.model:
        return project
    rights = project.rights.model_copy(update={"model": str(base.absolute() / project.rights.model)})
    return project.model_copy(update={"rights": rights})


def suite_folders(base: Path) -> tuple[Path, ...]:
    """Folders of a project's own expectation suites, beside its YAML; a name is taken from the first that holds it."""
    return (base / "expectations", base / "expectations" / "suites")


def _suite_digests(project: Project, base: Path) -> dict[str, str]:
    """SHA-256 (hex) of each suite file of the project's own, by name: a laxer suite is another config."""
    digests = {}
    for name in sorted(set(project.suites.values())):
        path = next((p for folder in suite_folders(base) if (p := folder / f"{name}.json").is_file()), None)
        if path is not None:
            digests[name] = hashlib.sha256(_suite(path)).hexdigest()
    return digests


def _suite(path: Path) -> bytes:
    try:
        return read_bounded(path, MAX_YAML_BYTES)
    except (OSError, AuditError) as error:
        raise ConfigError(f"the suite cannot be read: {error}", where=str(path)) from None


def bare_project(target: str, *, base: Path) -> LoadedProject:
    """Zero config: a project of one source, named after the folder, file or database; no charter.

    ``base`` is the working directory. The same place gives the same name and hash however it is spelled
    (``docs``, ``./docs/``); passwords take part in neither.
    """
    if _URL.match(target):
        url, safe_url, path = target, secrets.safe_url(target), base
        name = _name_in_url(safe_url)
    else:
        path = Path(os.path.normpath(_under(base, target)))
        name = path.name or "root"
        url = safe_url = _relative(path, base)
    name = project_name(name)
    project = Project.model_validate({"project": name, "sources": [{"name": name, "url": url}]})
    raw = {"project": name, "sources": [{"name": name, "url": safe_url}]}
    return LoadedProject(project=project, path=path, base=base, config_hash=_hash(raw))


def project_name(text: str) -> str:
    """``text`` as a ``config.ProjectName``: letters, digits, ``_.-``; at most 100 of them.

    >>> project_name("Verträge 2020 (final)")
    'Vertr-ge-2020-final'
    """
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-_.")[:_NAME_CHARACTERS]
    return name or "data"


def _under(base: Path, target: str) -> Path:
    try:
        return base / Path(target).expanduser()
    except RuntimeError:  # a home that is not there
        return base / target


def _relative(path: Path, base: Path) -> str:
    """Relative below ``base``, so that a project audited from the same place hashes alike on every machine."""
    root = Path(os.path.normpath(base.absolute()))
    full = Path(os.path.normpath(path.absolute()))
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else str(full)


def _name_in_url(url: str) -> str:
    """Database or last folder of a URL; its host when it names neither; the variable's name for ``${NAME}``."""
    if url.startswith("${"):
        return secrets.references(url)[0].lower() if secrets.references(url) else "data"
    scheme, _, rest = url.partition("://")
    parts = [part for part in re.split(r"[?#]", rest)[0].split("/") if part]
    if not parts:
        return scheme
    last = parts[-1].rpartition("@")[2]
    return Path(last).stem if scheme.startswith(("sqlite", "duckdb")) else last.partition(":")[0]


def _kind_of(path: Path, target: str) -> str:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"there is no {target!r}", next_step=_near(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{target!r} cannot be opened: {reason}") from None
    if stat.S_ISDIR(mode):
        return "folder"
    if not stat.S_ISREG(mode):
        raise UsageError(f"{target!r} is neither a file nor a folder", next_step="name a folder, file or URL")
    return "file"


def _near(path: Path) -> str:
    expected = "expected a project YAML, a folder, a file or a database URL"
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return f"{expected}; the folder {str(path.parent)!r} does not exist either"
    close = did_you_mean(path.name, names, most=3)
    return f"{expected}; {close}" if close else expected


def _read_text(path: Path) -> str:
    try:
        if not path.is_file():
            what = "this is a folder, expected a project file" if path.is_dir() else "there is no such project file"
            raise ConfigError(what, where=str(path), next_step=_near(path))
        if path.stat().st_size > MAX_YAML_BYTES:
            raise ConfigError("too large to be a project file", where=str(path))
        return read_bounded(path, MAX_YAML_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"not UTF-8 at byte {error.start}", where=str(path), next_step="save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from None


def _problems_error(mistakes: list[problems.Problem]) -> ConfigError:
    if len(mistakes) == 1:
        return ConfigError(mistakes[0].what, where=mistakes[0].where)
    lines = "".join(f"\n  {problem.where}: {problem.what}" for problem in mistakes)
    return ConfigError(f"{len(mistakes)} problems in the project file{lines}")


def _hash(raw: Any, suites: Mapping[str, str] | None = None, baselines: Sequence[str] = ()) -> str:
    content = {"schema": CONFIG_SCHEMA_VERSION, "config": raw, "suites": suites or {}}
    if baselines:
        content["baselines"] = list(baselines)
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
