"""Settings that a connector is opened with: secrets filled in, and the list of strings that no message may show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from readiness.config import secrets
from readiness.config.project import Source

_FILE_SCHEMES = frozenset({"file", "local"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorSettings:
    """A source as configured, with its URL and options resolved. ``scheme`` is empty for a path."""

    source: Source
    url: str
    scheme: str
    options: Mapping[str, Any]
    base: Path
    known_secrets: tuple[str, ...]

    @property
    def shown_url(self) -> str:
        """The URL as it may appear in messages."""
        return secrets.redact(self.url, self.known_secrets)

    @property
    def path(self) -> Path:
        """The local path that a plain path or URL means, a relative one from ``base``.

        ``file:///a`` is ``/a``; in SQLAlchemy's way ``sqlite:///a`` is ``a`` and ``sqlite:////a`` is ``/a``.
        """
        text = self.url
        if self.scheme:
            text = unquote(re.sub(r"^[A-Za-z0-9+._-]+://(localhost(?=/))?", "", text))
            text = text if self.scheme in _FILE_SCHEMES else text.removeprefix("/")
        try:
            return self.base / Path(text).expanduser()
        except RuntimeError:  # a home that is not there
            return self.base / text
