"""Personal data and secrets in one column: by its header, by its cells, and by the share of cells that match."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from readiness.profilers.rights import chance, headers
from readiness.profilers.rights.cell_text import Cells
from readiness.profilers.rights.certainty import Certainty, Tally, tallied
from readiness.profilers.rights.judging import judged, secret_certainty
from readiness.profilers.rights.known_people import KnownPeople
from readiness.profilers.rights.scan_texts import read_text
from readiness.profilers.rights.span_masking import masked, samples
from readiness.profilers.rights.terms import words

CHANCE_SHARE = 0.01
"""Share of a column's distinct cells below which shapes that other things share (names, telephones, addresses) are
chance. Chosen by us."""

SHAPE_SHARE = 0.5
"""Share of a column's distinct cells from which one shape is no chance any more, though no word explains it: the column
is a list of that. Chosen by us."""

_BY_CHANCE = frozenset(
    {"PERSON", "PHONE_NUMBER", "STREET_ADDRESS", "IP_ADDRESS", "US_ITIN", "UK_NINO", "DATE_OF_BIRTH", "US_SSN"}
)
_SHAPED = frozenset({"PERSON", "PHONE_NUMBER", "STREET_ADDRESS", "US_ITIN", "UK_NINO", "US_SSN"})
_OTHER_NUMBERS = frozenset(
    "order orders invoice ticket case part article sku serial item product ref reference batch lot version section "
    "code auftrag auftragsnummer bestellung bestellnummer rechnung rechnungsnummer artikel artikelnummer commande "
    "facture pedido factura ordine fattura fatura bestelling factuur zamowienie faktura objednavka ordre tilaus "
    "rendeles szamla comanda siparis brand place city station location hotel model title".split()
)
"""Words in a header that say that its numbers or names are something else."""

_WHOLE_FLOAT = re.compile(r"(?<=\d)\.0+$")  # a whole number that a tool wrote as a float
_BARE_NUMBER = re.compile(r"\d[\d .-]*")
_CHUNK_CELLS = 2_000
_BETWEEN_CELLS = "\n\n\n\n"  # no pattern reaches across three empty lines


@dataclass(slots=True, kw_only=True)
class ColumnFound:
    """What was found in a column, and one masked sample per kind."""

    pii: Tally = field(default_factory=Tally)
    secrets: Tally = field(default_factory=Tally)
    pii_samples: dict[str, str] = field(default_factory=dict)
    secret_samples: dict[str, str] = field(default_factory=dict)

    def add(self, other: ColumnFound) -> None:
        self.pii.add_all(other.pii)
        self.secrets.add_all(other.secrets)
        self.pii_samples = other.pii_samples | self.pii_samples
        self.secret_samples = other.secret_samples | self.secret_samples


def scan_cells(cells: Cells, known: KnownPeople) -> ColumnFound:
    """Scan the distinct cells of a column, or of one field inside it."""
    texts = list(cells.texts)
    found = ColumnFound()
    if not cells.typed or cells.kinds & {"PASSWORD", "SECRET"}:
        _scan_texts(found, cells, texts, known)
        _weigh(found.pii, cells.header, texts)
    bare = [_WHOLE_FLOAT.sub("", text.strip()) for text in texts]
    _add_cards(found.pii, cells, bare)
    headers.add_announced(found.pii, cells.kinds, bare)
    for kind in found.pii.counts:
        found.pii_samples.setdefault(kind, masked(kind, headers.fitting(kind, bare)))
    return found


def _scan_texts(found: ColumnFound, cells: Cells, texts: Sequence[str], known: KnownPeople) -> None:
    """Read the cells as running text, each behind the word that its header stands for."""
    prefix = headers.cue(cells.header, cells.kinds)
    for start in range(0, len(texts), _CHUNK_CELLS):
        text = _BETWEEN_CELLS.join(prefix + cell for cell in texts[start : start + _CHUNK_CELLS])
        around, secrets = read_text(text, known)
        pii = judged(around)
        found.pii.add_all(tallied((span.kind, certainty) for span, certainty in pii))
        found.secrets.add_all(tallied((span.kind, secret_certainty(span)) for span in secrets))
        found.pii_samples = samples(text, [span for span, _ in pii]) | found.pii_samples
        found.secret_samples = samples(text, secrets) | found.secret_samples


def _weigh(tally: Tally, header: str, texts: Sequence[str]) -> None:
    """Drop what is rare enough to be chance, and believe what most cells have the shape of."""
    other = bool(_OTHER_NUMBERS.intersection(words(header)))
    numeric = sum(bool(_BARE_NUMBER.fullmatch(text.strip())) for text in texts) >= 0.9 * len(texts)
    for kind, count in Counter(tally.counts).items():
        if tally.classes[kind] is Certainty.CERTAIN:
            continue
        needed = SHAPE_SHARE if numeric else CHANCE_SHARE if kind in _BY_CHANCE else 0.0
        if count < needed * len(texts):
            tally.drop(kind)
        elif kind in _SHAPED and count >= SHAPE_SHARE * len(texts) and not other:
            tally.add(kind, Certainty.LIKELY, 0)


def _add_cards(tally: Tally, cells: Cells, texts: Sequence[str]) -> None:
    """Judge numbers of card shape by the share that has the right check digit, over the whole column."""
    if "CREDIT_CARD" in cells.kinds or not texts:
        return
    counted = chance.check_digits(texts)
    if counted.explained_by_chance and tally.classes.get("CREDIT_CARD") is not Certainty.CERTAIN:
        tally.drop("CREDIT_CARD")
    elif counted.above_chance:
        tally.add("CREDIT_CARD", Certainty.LIKELY, max(0, counted.passed - tally.counts["CREDIT_CARD"]))
