"""Training and test splits: by a column, by folders, or by the names of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from readiness.item_names import as_path

TRAIN, TEST = "train", "test"
_WORDS = {
    TRAIN: (
        "train",
        "training",
        "trn",
        "trainset",
        "entrenamiento",
        "treino",
        "addestramento",
        "apprentissage",
        "entrainement",
    ),
    TEST: (
        *("test", "testing", "tst", "testset", "valid", "validation", "val", "dev", "eval", "evaluation", "holdout"),
        *("heldout", "prueba", "teste", "validacion", "validacao", "validazione", "validierung", "pruefung"),
    ),
}
"""Names of splits: those of scikit-learn, Hugging Face and Kaggle, and their words in other languages. Validation
counts as test: both measure a model on data that it must not have seen (chosen by us)."""
_SPLIT_OF = {word: split for split, words in _WORDS.items() for word in words}
_BETWEEN = re.compile(r"[-_.\s]+")


def split_of_value(value: str) -> str:
    """The split that a cell or folder names, "" when it names none.

    >>> split_of_value("Train"), split_of_value("held-out"), split_of_value("north")
    ('train', 'test', '')
    """
    bare = value.strip().casefold()
    return _SPLIT_OF.get(bare) or _SPLIT_OF.get(_BETWEEN.sub("", bare), "")


def split_of_path(item: str) -> str:
    """The split that a folder of a path names, the innermost that does."""
    folders = as_path(item).replace("!", "/").split("/")[:-1]
    return next((split for folder in reversed(folders) if (split := split_of_value(folder))), "")


def split_of_table(item: str) -> tuple[str, str]:
    """(split, the name without it) of a table such as ``data/mails_train.csv``; the split is "" when it names none."""
    path = PurePosixPath(as_path(item))
    words: Sequence[str] = _BETWEEN.split(path.name.casefold())
    named = [(at, split) for at, word in enumerate(words) if (split := _SPLIT_OF.get(word, ""))]
    if not named:
        return split_of_path(item), path.name.casefold()
    at, split = named[-1]
    return split, f"{path.parent}/{'_'.join([*words[:at], *words[at + 1 :]])}"
