"""A static embedding model in a folder: a vector per token, and a text is the mean of its tokens' vectors.

The folder is laid out as model2vec writes it: ``tokenizer.json`` and ``model.safetensors`` with the tensor
``embeddings`` (tokens × dimensions) and, where the model has them, ``weights`` and ``mapping`` of tokens. Also read:
``embedding.weight``, as sentence-transformers names it. Nothing is ever fetched; the name of a model on a website is no
folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from readiness.errors import UsageError

F32 = npt.NDArray[np.float32]

FILES = ("tokenizer.json", "model.safetensors")
READ_CHARACTERS = 100_000
"""A text is read up to here: the mean of some twenty thousand tokens hardly moves any more. Chosen by us."""

_BATCH = 64  # texts tokenised at once: at most 6.4 million characters
_TENSORS = ("embeddings", "embedding.weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticModel:
    """``vectors`` float32 (tokens, dimensions): each token's vector times its weight; zeros for the unknown token.

    ``digest`` is the SHA-256 (hex) of the weights file: it identifies the model.
    """

    tokenizer: Any
    vectors: F32
    digest: str

    def embed(self, texts: Iterable[str]) -> F32:
        """One row of length 1 per text, float32 (n, dimensions); zeros where no token of the text is known."""
        rows = [np.empty((0, self.vectors.shape[1]), np.float32)]
        for batch in _batches(texts):
            encoded = self.tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            rows.append(np.stack([self._mean(np.array(one.ids, dtype=np.int64)) for one in encoded]))
        return np.concatenate(rows)

    def _mean(self, tokens: npt.NDArray[np.int64]) -> F32:
        """The sum, scaled to length 1: only the direction of the mean counts."""
        total = self.vectors[tokens].sum(axis=0, dtype=np.float64)
        length = float(np.linalg.norm(total))
        direction: F32 = (total / length if length else total).astype(np.float32)
        return direction


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    cut = (text[:READ_CHARACTERS].encode("utf-8", "replace").decode() for text in texts)
    while batch := list(islice(cut, _BATCH)):
        yield batch


def missing_files(folder: Path) -> list[str]:
    """The files of a model that are not in the folder."""
    return [name for name in FILES if not (folder / name).is_file()]


def open_model(folder: Path) -> StaticModel:
    """Read a model from a folder on this machine.

    Raises ``UsageError`` when there is no such folder, when a file is missing or is not what it should be, and when the
    extra ``semantic`` is not installed.
    """
    if missing := missing_files(folder):
        what = f"there is no {' and no '.join(missing)}"
        hint = "name a folder with a static embedding model, as model2vec saves it; models are never downloaded"
        raise UsageError(what, where=str(folder), next_step=hint)
    tokenizer, tensors = _read(folder)
    vectors = _vectors(tensors, folder)
    known = tokenizer.get_vocab_size()
    if known > len(vectors):
        raise UsageError(f"the tokenizer knows {known} tokens, the model {len(vectors)}", where=str(folder))
    unknown = _unknown(tokenizer)
    if unknown is not None:
        vectors[unknown] = 0
    weights = (folder / "model.safetensors").read_bytes()
    return StaticModel(tokenizer=tokenizer, vectors=vectors, digest=hashlib.sha256(weights).hexdigest())


def _read(folder: Path) -> tuple[Any, Mapping[str, Any]]:
    try:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer
    except ModuleNotFoundError as error:
        hint = "install the extra: pip install 'data-readiness-audit[semantic]'"
        raise UsageError(f"semantic comparison needs the package {error.name}", next_step=hint) from None
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer, load_file(folder / "model.safetensors")
    except Exception as error:  # noqa: BLE001 - both libraries raise bare exceptions of their own for a file they refuse
        raise UsageError(f"the model cannot be read: {str(error)[:200]}", where=str(folder)) from None


def _vectors(tensors: Mapping[str, Any], folder: Path) -> F32:
    """A vector per token id, weighed."""
    named = next((tensors[name] for name in _TENSORS if name in tensors), None)
    if named is None or named.ndim != 2:
        hint = f"expected a tensor named {' or '.join(_TENSORS)}, tokens × dimensions"
        raise UsageError("this is not a static embedding model", where=str(folder), next_step=hint)
    vectors = np.array(named, dtype=np.float32)
    try:
        if "mapping" in tensors:
            vectors = vectors[np.asarray(tensors["mapping"], dtype=np.int64)]
        if "weights" in tensors:
            vectors *= np.asarray(tensors["weights"], dtype=np.float32)[:, None]
    except (IndexError, ValueError):
        raise UsageError("weights or mapping do not fit the embeddings", where=str(folder)) from None
    if not np.isfinite(vectors).all():
        raise UsageError("some embeddings are not numbers", where=str(folder))
    return vectors


def _unknown(tokenizer: Any) -> int | None:
    token = getattr(tokenizer.model, "unk_token", None)
    return tokenizer.token_to_id(token) if token else None
