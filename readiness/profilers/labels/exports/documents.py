"""Exports that are no tables: COCO, spaCy's training data, brat's ``.ann`` files and CoNLL columns."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from readiness.profilers.labels import answers as model
from readiness.profilers.labels.answers import Answer, Export, ExportItem
from readiness.profilers.labels.values import text_of

_IOB = re.compile(r"(?:O|[BILUESM]-\S+)$")
_IOB_SHARE = 0.98
"""Share of the last columns that are IOB tags; the rest are lines that begin a document (chosen by us)."""
_MIN_TOKENS = 5
"""Fewer lines are no CoNLL file but a short list (chosen by us)."""
_TEXT_BOUND = re.compile(r"^T\d+\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t", re.MULTILINE)
_BRAT_LINE = re.compile(r"[TREAMNF*#]\S*\t")


def read_text(text: str) -> list[Export]:
    """The export in the text of one document; empty when it is none."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in {"{", "["}:
        value = _parse_json(start)
        return _coco(value) if isinstance(value, dict) else _spacy(value) if isinstance(value, list) else []
    return _conll(text)


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _coco(value: Mapping[str, Any]) -> list[Export]:
    """Images, annotations and categories of COCO; of an image without annotation nothing says that it is labelled."""
    images, marks, classes = (value.get(name) for name in ("images", "annotations", "categories"))
    if not (isinstance(images, list) and isinstance(marks, list) and isinstance(classes, list) and images):
        return []
    name_of = {text_of(one.get("id")): text_of(one.get("name")) for one in classes if isinstance(one, dict)}
    by_image: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in marks:
        if isinstance(one, dict):
            label = name_of.get(text_of(one.get("category_id")), f"category {text_of(one.get('category_id'))}")
            by_image[text_of(one.get("image_id"))].append((label, text_of(one.get("id")) or "box"))
    items = tuple(_image(one, by_image.get(text_of(one.get("id")), [])) for one in images if isinstance(one, dict))
    names = tuple(name for name in name_of.values() if name)
    return [Export(tool="COCO", items=items, question="category_id", own="file_name", classes=names)]


def _image(image: Mapping[str, Any], labels: Sequence[tuple[str, str]]) -> ExportItem:
    answer = Answer(labels=tuple(labels)) if labels else Answer(state=model.NO_ANSWER)
    return ExportItem(names=model.names_in({"file_name": image.get("file_name")}), answers=(answer,))


def _spacy(value: Sequence[Any]) -> list[Export]:
    """``[[text, {"entities": [...], "cats": {...}}], ...]``."""
    pairs = [one for one in value if isinstance(one, list) and len(one) == 2 and isinstance(one[0], str)]
    if not pairs or len(pairs) < len(value) or not all(_is_spacy_facts(one[1]) for one in pairs):
        return []
    question = "entities" if any("entities" in facts for _, facts in pairs) else "cats"
    items = tuple(
        ExportItem(names={"row": f"row {at}"}, text=text, answers=(_spacy_answer(facts),))
        for at, (text, facts) in enumerate(pairs, start=1)
    )
    return [Export(tool="spaCy", items=items, question=question, own="row")]


def _is_spacy_facts(facts: Any) -> bool:
    return isinstance(facts, dict) and bool({"entities", "cats"} & set(facts))


def _spacy_answer(facts: Mapping[str, Any]) -> Answer:
    spans = [
        (text_of(one[2]), f"{one[0]} {one[1]}")
        for one in model.list_of(facts.get("entities"))
        if isinstance(one, list) and len(one) > 2
    ]
    chosen = [
        (name, "")
        for name, score in model.dict_of(facts.get("cats")).items()
        if isinstance(score, (int, float)) and score >= 0.5
    ]
    if spans or chosen:
        return Answer(labels=tuple(dict.fromkeys([*spans, *chosen])))
    return Answer(state=model.EMPTY if "entities" in facts else model.NO_ANSWER)


def is_brat(text: str) -> bool:
    """True when every line is one of brat's standoff annotations."""
    lines = [line for line in text.splitlines() if line.strip()]
    return all(_BRAT_LINE.match(line) for line in lines)


def brat(files: Mapping[str, str], texts: Iterable[str]) -> Export:
    """Annotation files by item, over the texts beside them. brat makes an empty file before anybody annotates."""
    items = tuple(ExportItem(names={"file": name}, answers=_brat_answers(files, name)) for name in texts)
    return Export(tool="brat", items=items, question="entities", own="file", files=tuple(files))


def _brat_answers(files: Mapping[str, str], name: str) -> tuple[Answer, ...]:
    content = files.get(f"{name.rpartition('.')[0]}.ann")
    if content is None:
        return ()
    labels = tuple((label, place) for label, place in _TEXT_BOUND.findall(content))
    return (Answer(labels=labels),) if labels else (Answer(state=model.NO_ANSWER),)


def _conll(text: str) -> list[Export]:
    """Sentences of tokens, whose last column is an IOB tag (Ramshaw and Marcus 1995; CoNLL-2003)."""
    lines = [line.split() for line in text.splitlines()]
    tokens = [line for line in lines if line and line[0] != "-DOCSTART-" and not line[0].startswith("#")]
    tags = sum(len(line) > 1 and bool(_IOB.match(line[-1])) for line in tokens)
    marked = any(line[-1] != "O" for line in tokens if len(line) > 1)
    if len(tokens) < _MIN_TOKENS or tags < _IOB_SHARE * len(tokens) or not marked:
        return []
    items = tuple(
        ExportItem(
            names={"row": f"sentence {at}"},
            text=" ".join(line[0] for line in sentence),
            answers=(_tagged_answer(sentence),),
        )
        for at, sentence in enumerate(_sentences(lines), start=1)
    )
    return [Export(tool="CoNLL", items=items, question="tag", own="row")]


def _sentences(lines: Sequence[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    sentence: list[Sequence[str]] = []
    for line in [*lines, []]:
        if line and line[0] != "-DOCSTART-" and not line[0].startswith("#"):
            sentence.append(line)
        elif sentence:
            yield sentence
            sentence = []


def _tagged_answer(sentence: Sequence[Sequence[str]]) -> Answer:
    """The entities of one sentence; a sentence without one is labelled: each token says so."""
    labels = [
        (line[-1].partition("-")[2], str(at)) for at, line in enumerate(sentence) if line[-1][:2] in {"B-", "U-", "S-"}
    ]
    labels = labels or [(line[-1].partition("-")[2], str(at)) for at, line in enumerate(sentence) if "-" in line[-1]]
    return Answer(labels=tuple(labels), state=model.GIVEN if labels else model.EMPTY)
