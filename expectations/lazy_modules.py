"""Modules that another library imports and this project hardly uses, executed at their first use."""

from __future__ import annotations

import importlib.util
import sys


def load_lazily(*names: str) -> None:
    """Put modules into ``sys.modules`` that are executed when one of their attributes is first read.

    A module that is imported already, or is not installed, is left as it is. ``importlib.util.LazyLoader`` does the
    work; call it before the import that would load them. It serves modules that are imported with
    ``from package import module``: the statement ``import module`` reads an attribute at once.
    """
    for name in names:
        spec = None if name in sys.modules else importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            continue
        spec.loader = importlib.util.LazyLoader(spec.loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        package, _, child = name.rpartition(".")
        if package:
            setattr(sys.modules[package], child, module)
