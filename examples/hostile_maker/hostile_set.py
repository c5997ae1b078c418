"""The whole set: every specimen in a fixed order, and a sound document after each."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from connectors.byte_names import item_name
from examples.hostile_maker import binaries, mails, names, packages, pdfs, texts
from examples.hostile_maker.containers import docx, page, page_text, pdf, stream, word
from examples.hostile_maker.specimen import OK, Specimen

FAMILIES = {
    "binaries": binaries.SPECIMENS,
    "mails": mails.SPECIMENS,
    "names": names.SPECIMENS,
    "packages": packages.SPECIMENS,
    "pdfs": pdfs.SPECIMENS,
    "texts": texts.SPECIMENS,
}

_SENTENCE = "Good document {number}: the supplier delivers lot {number} in week {number}."


def _good(number: int) -> Specimen:
    sentence = _SENTENCE.format(number=number)
    made = (
        (".docx", lambda: docx(word(sentence))),
        (".eml", lambda: f"From: a@example.com\nSubject: Lot {number}\n\n{sentence}\n"),
        (".html", lambda: f"<html><body><p>{sentence}</p></body></html>"),
        (".pdf", lambda: pdf(page(stream(page_text(sentence))))),
        (".txt", lambda: sentence),
    )
    extension, make = made[number % len(made)]
    return Specimen(f"good-{number:03}{extension}", OK, make)


def specimens() -> Iterator[tuple[str, Specimen]]:
    """Folder and specimen; those called ``good-...`` are sound, and each of them must be read."""
    numbers = itertools.count()
    for folder, family in FAMILIES.items():
        for specimen in family:
            yield folder, specimen
            yield folder, _good(next(numbers))


def write(out: Path) -> dict[str, list[str]]:
    """Write ``out/set`` and ``out/expected.json``: item -> the outcomes it may get."""
    expected = {}
    for folder, specimen in specimens():
        specimen.write(out / "set" / folder / specimen.name)
        expected[f"{folder}/{item_name(specimen.name)}"] = sorted(specimen.outcomes)
    (out / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=True) + "\n", "utf-8")
    return expected
