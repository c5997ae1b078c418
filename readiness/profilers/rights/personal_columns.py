"""Personal data and secrets in one column: by its header, by its cells, and by the share of cells that match."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.rights import chance, headers
from readiness.profilers.rights.cell_text import Cells
from readiness.profilers.rights.certainty import Certainty, MatchCounts, count_matches
from readiness.profilers.rights.clean_cells import is_clean, is_only_email
from readiness.profilers.rights.identifiers import email_score
from readiness.profilers.rights.judging import ROLE_SCORE, classify_spans, email_certainty, secret_certainty
from readiness.profilers.rights.known_people import KnownPeople
from readiness.profilers.rights.recognisers import CELL_END
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
_LONG_NUMBER = f"(?:[0-9][ -]*){{{chance.FEWEST_CARD_DIGITS}}}"
_CHUNK_CELLS = 2_000
_BETWEEN_CELLS = f"\n\n\n{CELL_END}\n\n\n"  # no pattern reaches across empty lines, no context across the end
_Samples = dict[str, tuple[int, str]]


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


def scan_cells(cells: Cells, known: KnownPeople, *, every: bool = False) -> ColumnFindings:
    """Search the distinct cells of a column, or of one field inside it.

    Cells in whose form nothing can be found are not read one by one, and mail addresses are judged by themselves;
    ``every`` reads them all, to the same result.
    """
    findings, bare = ColumnFindings(), _BareTexts(cells.texts)
    if not cells.typed or cells.kinds & {"PASSWORD", "SECRET"}:
        _search(findings, cells, known, every=every)
        _weigh(findings.pii, cells)
    _add_cards(findings.pii, cells)
    if cells.kinds:
        headers.add_announced(findings.pii, cells.kinds, bare.all)
    for kind in findings.pii.counts:
        if kind not in findings.pii_samples:
            findings.pii_samples[kind] = mask_value(kind, headers.first_fitting(kind, bare.all))
    return findings


@dataclass(frozen=True)
class _BareTexts:
    """The cells without space around them, and whole numbers without the ``.0`` of a tool; made when asked for."""

    texts: pa.Array

    @cached_property
    def all(self) -> list[str]:
        return _bare(self.texts)


def _bare(texts: pa.Array) -> list[str]:
    return [_WHOLE_FLOAT.sub("", text.strip()) for text in texts.to_pylist()]


def _search(findings: ColumnFindings, cells: Cells, known: KnownPeople, *, every: bool) -> None:
    """Read the cells as running text, each behind the words for its header; the lone mail addresses apart."""
    texts, prefix = cells.texts, headers.cell_prefix(cells.header, cells.kinds)
    read = np.ones(len(texts), bool)
    emails = np.zeros(len(texts), bool)
    if not every and not prefix:
        read = ~is_clean(texts).to_numpy(zero_copy_only=False)
        emails[read] = is_only_email(texts.filter(pa.array(read))).to_numpy(zero_copy_only=False)
        read &= ~emails
    for start in range(0, len(texts), _CHUNK_CELLS):
        rows, lone = (start + np.flatnonzero(mask[start : start + _CHUNK_CELLS]) for mask in (read, emails))
        samples_at = _judge_addresses(findings.pii, texts, lone, known)
        if len(rows):
            chunk = [prefix + cell for cell in texts.take(pa.array(rows)).to_pylist()]
            for kind, (row, sample) in _read_texts(findings, chunk, known).items():
                samples_at[kind] = min((rows[row], sample), samples_at.get(kind, (rows[row], sample)))
        for kind, (_, sample) in samples_at.items():
            findings.pii_samples.setdefault(kind, sample)


def _judge_addresses(counts: MatchCounts, texts: pa.Array, rows: np.ndarray, known: KnownPeople) -> _Samples:
    """Judge cells that are a mail address each; the first that counts is the sample."""
    judged: Counter[Certainty] = Counter()
    found: _Samples = {}
    for row, address in zip(rows, texts.take(pa.array(rows)).to_pylist(), strict=True):
        score = email_score(address)
        if score >= ROLE_SCORE:
            judged[email_certainty(score, address, known)] += 1
            if not found:
                found["EMAIL_ADDRESS"] = row, mask_value("EMAIL_ADDRESS", address)
    for certainty, count in judged.items():
        counts.add("EMAIL_ADDRESS", certainty, count)
    return found


def _read_texts(findings: ColumnFindings, cells: list[str], known: KnownPeople) -> _Samples:
    """Read cells as one running text; a masked sample of each kind of personal data, with the number of its cell."""
    text = _BETWEEN_CELLS.join(cells)
    context, secrets = read_text(text, known)
    pii = classify_spans(context)
    findings.pii.add_all(count_matches((span.kind, certainty) for span, certainty in pii))
    findings.secrets.add_all(count_matches((span.kind, secret_certainty(span)) for span in secrets))
    findings.secret_samples = samples(text, secrets) | findings.secret_samples
    found: _Samples = {}
    for span, _ in pii:
        if span.kind not in found:
            cell = text.count(CELL_END, 0, span.start)
            found[span.kind] = cell, mask_value(span.kind, text[span.start : span.end])
    return found


def _weigh(counts: MatchCounts, cells: Cells) -> None:
    """Drop what is rare enough to be chance, and accept a shape that most cells have."""
    unsure = [kind for kind in counts.counts if counts.classes[kind] is not Certainty.CERTAIN]
    if not unsure:
        return
    total = len(cells.texts)
    other = bool(_OTHER_NUMBERS.intersection(words(cells.header)))
    numeric = sum(bool(_BARE_NUMBER.fullmatch(text.strip())) for text in cells.texts.to_pylist()) >= 0.9 * total
    for kind in unsure:
        count = counts.counts[kind]
        needed = SHAPE_SHARE if numeric else CHANCE_SHARE if kind in _BY_CHANCE else 0.0
        if count < needed * total:
            counts.drop(kind)
        elif kind in _SHAPED and count >= SHAPE_SHARE * total and not other:
            counts.add(kind, Certainty.LIKELY, 0)


def _add_cards(counts: MatchCounts, cells: Cells) -> None:
    """Judge numbers of card shape by the share that has the right check digit, over the whole column."""
    if "CREDIT_CARD" in cells.kinds or not len(cells.texts):
        return
    long = cells.texts.filter(pc.match_substring_regex(cells.texts, _LONG_NUMBER))
    check_digits = chance.check_digits(_bare(long))
    if check_digits.explained_by_chance and counts.classes.get("CREDIT_CARD") is not Certainty.CERTAIN:
        counts.drop("CREDIT_CARD")
    elif check_digits.above_chance:
        counts.add("CREDIT_CARD", Certainty.LIKELY, max(0, check_digits.passed - counts.counts["CREDIT_CARD"]))
