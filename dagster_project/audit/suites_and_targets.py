"""Inputs of an audit beside the data: suites and targets, at the audit and again where the gate is asked."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping

from expectations.suites import BUILT_IN as SUITES
from readiness.config.loading import LoadedProject
from readiness.config.source_target import Target, target_of
from readiness.errors import ConfigError
from readiness.scoring.gate import Basis
from readiness.scoring.gate_basis import BUILT_IN
from readiness.storage.bounded_files import MAX_SCORECARD_BYTES, read_bounded


def suite_digests(loaded: LoadedProject) -> dict[str, str]:
    """SHA-256 (hex) of every suite file: the project's own by name, those of this program as ``built-in NAME``."""
    built_in = {f"{BUILT_IN}{path.stem}": path for path in sorted(SUITES.glob("*.json"))}
    digests = {name: hashlib.sha256(read_bounded(path, MAX_SCORECARD_BYTES)) for name, path in built_in.items()}
    return {**{name: digest.hexdigest() for name, digest in digests.items()}, **loaded.suites}


def targets(loaded: LoadedProject, environ: Mapping[str, str]) -> dict[str, Target]:
    """Target of each source, its references resolved with ``environ``."""
    return {source.name: target_of(source.url, environ) for source in loaded.project.sources}


def gate_basis(loaded: LoadedProject) -> Basis:
    """Basis that a scorecard of this project must have, from the files that are there now."""
    resolved = targets(loaded, _environ(loaded))
    return Basis(
        project=loaded.project,
        config_hash=loaded.config_hash,
        suites=suite_digests(loaded),
        targets={name: target.digest for name, target in resolved.items()},
        unset={name: target.unset for name, target in resolved.items() if target.unset},
    )


def _environ(loaded: LoadedProject) -> Mapping[str, str]:
    """A secrets file may be absent where the gate is asked: what it would have set is then not set."""
    try:
        return loaded.environ(os.environ)
    except ConfigError:
        return os.environ
