"""Both enterprises, made once for all tests of this room."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from examples.enterprise_maker.answer_key import AnswerKey
from examples.enterprise_maker.enterprise import make


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """An enterprise on disk with what its maker remembers and the answer key as a reader finds it."""

    answers: AnswerKey
    key: dict[str, Any]

    def path(self, entry: dict[str, Any]) -> Path:
        """The file of an entry; a table inside a container stands for its container."""
        return self.answers.tree / str(entry["source"]) / str(entry["item"]).partition("!")[0]


def _made(out: Path, *, defects: bool) -> Enterprise:
    answers = make(out, defects=defects)
    key = json.loads((answers.folder / "answer_key.json").read_text(encoding="utf-8"))
    return Enterprise(answers=answers, key=key)


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Enterprise:
    return _made(tmp_path_factory.mktemp("enterprise"), defects=True)


@pytest.fixture(scope="session")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> Enterprise:
    return _made(tmp_path_factory.mktemp("repaired"), defects=False)
