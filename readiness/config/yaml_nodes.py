"""YAML as a tree that remembers where each value was written, so that every error can name file, line and column.

Values follow the YAML 1.2 core schema rather than PyYAML's 1.1 rules, which read the key ``on`` as true, ``no`` as
false and ``12:30`` as 750. Dates stay text, and so does a number whose text it would not give back (``007``, ``1.10``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from readiness.errors import ConfigError

MAX_NODES = 100_000
"""Nodes after aliases are expanded: far above any real config, far below a billion-laughs bomb. Chosen by us."""
MAX_DEPTH = 50

# ``{slack: ${HOOK}}`` is natural to write, but a brace ends a plain scalar inside flow brackets. References are
# therefore carried through the parser with same-width placeholders from Unicode's private use area.
_OPEN, _CLOSE = "\ue000", "\ue001"
_REFERENCE = re.compile(r"\$\{([^{}\n]*)\}")
_HIDDEN = re.compile(rf"\${_OPEN}([^{_OPEN}{_CLOSE}\n]*){_CLOSE}")


class _Loader(yaml.SafeLoader):
    """SafeLoader with the YAML 1.2 core scalars; only its node tree is used."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own shape


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?[0-9]+$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A parsed file: plain values, and the nodes that know where each was written."""

    where: str
    value: Any
    root: yaml.Node

    def place(self, path: Sequence[str | int], *, key: bool = False) -> str:
        """``file:line:column`` of the value at ``path``, or of its key; of the nearest parent when it is absent."""
        node = self.root
        for depth, step in enumerate(path):
            child = _child(node, step)
            if child is None:
                break
            name, node_below = child
            if key and depth == len(path) - 1 and name is not None:
                return _place(self.where, name.start_mark)
            node = node_below
        return _place(self.where, node.start_mark)

    def written_part(self, path: Sequence[str | int]) -> tuple[str | int, ...]:
        """The leading part of ``path`` that the file holds."""
        node = self.root
        for depth, step in enumerate(path):
            child = _child(node, step)
            if child is None:
                return tuple(path[:depth])
            node = child[1]
        return tuple(path)


def parse(text: str, *, where: str) -> Tree:
    """One YAML document as a ``Tree``.

    Raises ``ConfigError`` with file, line and column on a syntax error, a repeated key, a tag or an alias bomb.
    """
    try:
        return _tree(_REFERENCE.sub(rf"${_OPEN}\1{_CLOSE}", text), where)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"not valid YAML: {_hide(error.problem or error.context or 'unreadable')}"
        raise ConfigError(what, where=_place(where, mark)) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = f"{where}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
        raise ConfigError(f"not valid YAML: a control character (U+{error.character:04X})", where=place) from None
    except RecursionError:
        raise ConfigError("nested too deeply to be a config", where=where) from None


def _tree(text: str, where: str) -> Tree:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise ConfigError("the file is empty", where=where, next_step="expected a project: name and its sources")
        return Tree(where=where, value=_Builder(where, loader).value(root, 0), root=root)
    finally:
        loader.dispose()


class _Builder:
    """Nodes to plain values, with a budget: aliases share nodes, so a small file can unfold into a huge one."""

    def __init__(self, where: str, loader: _Loader) -> None:
        self.where = where
        self.loader = loader
        self.left = MAX_NODES

    def value(self, node: yaml.Node, depth: int) -> Any:
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            raise ConfigError("nested or aliased too deeply to be a config", where=_place(self.where, node.start_mark))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        first_keys: dict[str, yaml.Node] = {}
        for key, _ in node.value:
            name = self._key(key)
            if name in first_keys and key.tag != "tag:yaml.org,2002:merge":
                first = first_keys[name].start_mark.line + 1
                raise ConfigError(
                    f"the key {name!r} is written twice",
                    where=_place(self.where, key.start_mark),
                    next_step=f"first on line {first}",
                )
            first_keys[name] = key
        self.loader.flatten_mapping(node)
        # Merged keys come first, so that what is written here wins over what is merged in.
        return {self._key(key): self.value(value, depth + 1) for key, value in node.value}

    def _key(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise ConfigError("a key must be a word", where=_place(self.where, node.start_mark))
        return _hide(node.value)

    def _scalar(self, node: yaml.Node) -> Any:
        kind, text = node.tag.rpartition(":")[2], _hide(node.value)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind in {"int", "float"}:
            return _number(text, kind)
        if kind != "str":
            raise ConfigError(f"the tag {node.tag!r} is not accepted", where=_place(self.where, node.start_mark))
        return text


def _number(text: str, kind: str) -> int | float | str:
    if len(text) > 18:  # past 64 bits and double precision it is an identifier, not a quantity
        return text
    try:
        number = int(text) if kind == "int" else float(text)
    except ValueError:  # an explicit !!int before something else
        return text
    return number if str(number) == text else text


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in reversed(node.value) if _hide(key.value) == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def _place(where: str, mark: yaml.Mark | None) -> str:
    return where if mark is None else f"{where}:{mark.line + 1}:{mark.column + 1}"


def _hide(text: str) -> str:
    return _HIDDEN.sub(r"${\1}", text)
