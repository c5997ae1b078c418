"""Persons and places in texts by a spaCy pipeline that the user supplies; needs the extra ``ner``.

Opened in the worker that reads the texts, from a folder, without a network. A GLiNER or transformer model takes part as
a component of such a pipeline. Entities of other kinds than persons and places are left out.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from readiness.config.rights_settings import PersonSearch
from readiness.model import Span
from readiness.profilers.rights.recognisers import span

REMEDY = "set rights.model to the folder of a spaCy pipeline that finds persons, and install the extra ner"
KINDS = {
    **dict.fromkeys(("PERSON", "PER"), "PERSON"),
    **dict.fromkeys(("GPE", "LOC", "LOCATION"), "LOCATION"),
}
"""Labels of the usual pipelines, and the kinds they are here, as Presidio names them."""
SCORE = 0.6
"""Score of what a model finds: likely, never certain. A pipeline of spaCy gives none of its own."""
PIECE_CHARACTERS = 50_000
"""A longer text is given to the model in pieces, cut at white space, so that memory holds. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpans:
    """Entities of one text; ``problem`` says why the model could not be used."""

    spans: tuple[Span, ...] = ()
    problem: str = ""


def wants_model(search: PersonSearch) -> bool:
    """Return whether a model is wanted and can be tried."""
    return search.persons == "model" and not missing_model(search)


def missing_model(search: PersonSearch) -> str:
    """The reason why no model can search, as far as its folder shows; "" where one is there."""
    if not search.model:
        return f"rights.persons is model, and no model is named: {REMEDY}"
    if not (Path(search.model) / "config.cfg").is_file():
        return f"the folder {search.model} holds no spaCy pipeline: {REMEDY}"
    if importlib.util.find_spec("spacy") is None:
        return f"spaCy is not installed: {REMEDY}"
    return ""


def find_entities(folder: str, text: str) -> ModelSpans:
    """The persons and places of a text. Runs in a worker: a pipeline may take more memory than the audit has."""
    pipeline, problem = _open(folder)
    return ModelSpans(problem=problem) if pipeline is None else _find(pipeline, text)


@cache
def _open(folder: str) -> tuple[Any, str]:
    """The pipeline, once per worker, or why it could not be opened."""
    try:
        import spacy

        pipeline = spacy.load(folder)
    except Exception as error:  # noqa: BLE001 - a pipeline may break in any way; that it did is the answer
        return None, f"the model in {folder} cannot be opened ({type(error).__name__}): {REMEDY}"
    return pipeline, ""


def _find(pipeline: Any, text: str) -> ModelSpans:
    found: list[Span] = []
    try:
        for start, piece in _pieces(text):
            found += (
                span(start + entity.start_char, start + entity.end_char, KINDS[entity.label_.upper()], SCORE)
                for entity in pipeline(piece).ents
                if entity.label_.upper() in KINDS
            )
    except Exception as error:  # noqa: BLE001 - see _open
        return ModelSpans(problem=f"the model failed on a text ({type(error).__name__}): {REMEDY}")
    return ModelSpans(spans=tuple(found))


def _pieces(text: str) -> list[tuple[int, str]]:
    """The text in pieces of at most ``PIECE_CHARACTERS``, each with where it begins."""
    pieces, start = [], 0
    while start < len(text):
        end = start + PIECE_CHARACTERS
        if end < len(text) and (cut := text.rfind(" ", start + 1, end)) > 0:
            end = cut
        pieces.append((start, text[start:end]))
        start = end
    return pieces
