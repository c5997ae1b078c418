"""A static embedding model of a few words, made in a test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

VECTORS = {
    "[UNK]": (5.0, 5.0, 5.0),
    "car": (1.0, 0.0, 0.0),
    "automobile": (0.99, 0.1, 0.0),
    "repaired": (0.0, 1.0, 0.0),
    "mended": (0.0, 0.98, 0.1),
    "ship": (0.0, 0.0, 1.0),
    "the": (0.3, 0.3, 0.3),
}


def make_model(folder: Path, **more: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Path:
    """Write a model of ``VECTORS`` below ``folder``, laid out as model2vec does it; ``more`` are further tensors."""
    tokenizers = pytest.importorskip("tokenizers")
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {word: place for place, word in enumerate(VECTORS)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.save(str(folder / "tokenizer.json"))
    tensors = {"embeddings": np.array(list(VECTORS.values()), dtype=np.float32), **more}
    save_file(tensors, folder / "model.safetensors")
    return folder
