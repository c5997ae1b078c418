"""Personal data and secrets in one column: by its header, by its cells, and by the share of cells that match."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from readiness.profilers.rights import chance, headers
from readiness.profilers.rights.cell_text import Cells
from readiness.profilers.rights.certainty import Certainty, MatchCounts, count_matches
from readiness.profilers.rights.judging import classify_spans, secret_certainty
from readiness.profilers.rights.known_people import KnownPeople
from readiness.profilers.rights.scan_texts import read_text
from readiness.profilers.rights.span_masking import mask_value, samples
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
"""Words in a header that mark its numbers or names as something else."""

_WHOLE_FLOAT = re.compile(r"(?<=\d)\.0+$")  # a whole number that a tool wrote as a float
_BARE_NUMBER = re.compile(r"\d[\d .-]*")
_CHUNK_CELLS = 2_000
_BETWEEN_CELLS = "\n\n\n\n"  # no pattern reaches across three empty lines


@dataclass(slots=True, kw_only=True)
class ColumnFindings:
    """Findings in a column, with one masked sample per kind."""

    pii: MatchCounts = field(default_factory=MatchCounts)
    secrets: MatchCounts = field(default_factory=MatchCounts)
    pii_samples: dict[str, str] = field(default_factory=dict)
    secret_samples: dict[str, str] = field(default_factory=dict)

    def add(self, other: ColumnFindings) -> None:
        self.pii.add_all(other.pii)
        self.secrets.add_all(other.secrets)
        self.pii_samples = other.pii_samples | self.pii_samples
        self.secret_samples = other.secret_samples | self.secret_samples


def scan_cells(cells: Cells, known: KnownPeople) -> ColumnFindings:
    """Scan the distinct cells of a column, or of one field inside it."""
    texts = list(cells.texts)
    findings = ColumnFindings()
    if not cells.typed or cells.kinds & {"PASSWORD", "SECRET"}:
        _scan_texts(findings, cells, texts, known)
        _weigh(findings.pii, cells.header, texts)
    bare = [_WHOLE_FLOAT.sub("", text.strip()) for text in texts]
    _add_cards(findings.pii, cells, bare)
    headers.add_announced(findings.pii, cells.kinds, bare)
    for kind in findings.pii.counts:
        findings.pii_samples.setdefault(kind, mask_value(kind, headers.first_fitting(kind, bare)))
    return findings


def _scan_texts(findings: ColumnFindings, cells: Cells, texts: Sequence[str], known: KnownPeople) -> None:
    """Read the cells as running text, each behind the words for its header."""
    prefix = headers.cell_prefix(cells.header, cells.kinds)
    for start in range(0, len(texts), _CHUNK_CELLS):
        text = _BETWEEN_CELLS.join(prefix + cell for cell in texts[start : start + _CHUNK_CELLS])
        context, secrets = read_text(text, known)
        pii = classify_spans(context)
        findings.pii.add_all(count_matches((span.kind, certainty) for span, certainty in pii))
        findings.secrets.add_all(count_matches((span.kind, secret_certainty(span)) for span in secrets))
        findings.pii_samples = samples(text, [span for span, _ in pii]) | findings.pii_samples
        findings.secret_samples = samples(text, secrets) | findings.secret_samples


def _weigh(counts: MatchCounts, header: str, texts: Sequence[str]) -> None:
    """Drop what is rare enough to be chance, and accept a shape that most cells have."""
    other = bool(_OTHER_NUMBERS.intersection(words(header)))
    numeric = sum(bool(_BARE_NUMBER.fullmatch(text.strip())) for text in texts) >= 0.9 * len(texts)
    for kind, count in Counter(counts.counts).items():
        if counts.classes[kind] is Certainty.CERTAIN:
            continue
        needed = SHAPE_SHARE if numeric else CHANCE_SHARE if kind in _BY_CHANCE else 0.0
        if count < needed * len(texts):
            counts.drop(kind)
        elif kind in _SHAPED and count >= SHAPE_SHARE * len(texts) and not other:
            counts.add(kind, Certainty.LIKELY, 0)


def _add_cards(counts: MatchCounts, cells: Cells, texts: Sequence[str]) -> None:
    """Judge numbers of card shape by the share that has the right check digit, over the whole column."""
    if "CREDIT_CARD" in cells.kinds or not texts:
        return
    check_digits = chance.check_digits(texts)
    if check_digits.explained_by_chance and counts.classes.get("CREDIT_CARD") is not Certainty.CERTAIN:
        counts.drop("CREDIT_CARD")
    elif check_digits.above_chance:
        counts.add("CREDIT_CARD", Certainty.LIKELY, max(0, check_digits.passed - counts.counts["CREDIT_CARD"]))
