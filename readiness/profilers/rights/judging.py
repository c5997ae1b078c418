"""Classification of the spans of a text by certainty; spans that their context refutes are left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from readiness.model import Span
from readiness.profilers.rights import chance, identifiers, phones
from readiness.profilers.rights.certainty import CERTAIN_SCORE, Certainty
from readiness.profilers.rights.known_people import NOBODY, KnownPeople
from readiness.profilers.rights.person_context import is_person
from readiness.profilers.rights.recognisers import FOUND_SCORE
from readiness.profilers.rights.terms import kinds_named_in, plain

ROLE_SCORE = 0.4
"""Score of a role mailbox: below what counts as found, yet shown as information."""

STRONG_ADDRESSES = 3
"""Distinct IP addresses with two numbers above ``SECTION_NUMBER`` from which a text lists machines' addresses, not
versions or sections. Chosen by us: such numbers are rare in either."""

SECTION_NUMBER = 31
"""The largest number usual in versions and sections. Chosen by us."""

_AFTER = 25  # characters behind a number that still explain it
_NEAR = 120  # characters in a line within which a number belongs to a person
_NUMBERED = re.compile(
    r"\b(?:version|versions|release|releases|rel|section|sections|sec|clause|clauses|chapter|firmware|build|article|"
    r"paragraph|para|figure|table|appendix|annex|item|step|patch|update|upgrade|revision|rev|oid|v|abschnitt|kapitel|"
    r"ziffer|absatz|artikel|anhang|ausgabe|fassung|abbildung|tabelle|nummer|article|chapitre|annexe|alinea|paragraphe|"
    r"seccion|capitulo|articulo|apartado|anexo|sezione|capitolo|articolo|allegato|versione|versao|secao|artigo|versie|"
    r"hoofdstuk|paragraaf|bijlage|wersja|wersji|rozdzial|punkt|verze|kapitola|clanek|avsnitt|afsnit|utgave|versio|luku|"
    r"kohta|verzio|fejezet|pont|versiune|sectiunea|surum|bolum|madde|εκδοση|ενοτητα|версия|версии|раздел|глава|пункт|"
    r"версiя|роздiл)\b[^.;!?]{0,14}$|§\s*$"
)
_BEFORE_ADDRESS = re.compile(
    r"\b(?:ip|ipv[46]|address|adresse|direccion|indirizzo|client|visitor|user|logged|login|log in|signed in|access|"
    r"accessed|connected|connection|request|requests|session|from host|besucher|nutzer|benutzer|angemeldet|"
    r"zugriff|connecte|visiteur|utilisateur|visitante|usuario|utente|gebruiker|uzytkownik|uzivatel|anvandare|bruger|bruker|kayttaja|felhasznalo|utilizator|kullanici|"
    r"χρηστης|пользователь|користувач)\b"
)
_REACHED = re.compile(
    r"\b(?:call|called|ring|reach|text|dial|ruf|rufen|appel\w*|llam\w*|chiam\w*|lig\w*)\b[^.;!?\d]{0,20}$"
)
_PARENTHESES = re.compile(r"\(\d{2,5}\)[ ]?\d")
_BARE = re.compile(r"\d+")


@dataclass(frozen=True)
class TextContext:
    """A text and its spans; facts about the whole text are computed once, when a kind needs them."""

    text: str
    spans: Sequence[Span]
    known: KnownPeople = NOBODY

    @cached_property
    def cards(self) -> chance.CheckDigits:
        return chance.check_digits(match[0] for match in chance.CARD_SHAPED.finditer(self.text))

    @cached_property
    def lists_machines(self) -> bool:
        """True when several addresses have numbers that versions and sections do not have."""
        addresses = {self.of(span) for span in self.spans if span.kind == "IP_ADDRESS"}
        strong = [one for one in addresses if sum(int(n) > SECTION_NUMBER for n in one.split(".") if n.isdigit()) >= 2]
        return len(strong) >= STRONG_ADDRESSES

    @cached_property
    def people_at(self) -> tuple[int, ...]:
        """Positions at which names and mail addresses of people begin."""
        return tuple(s.start for s in self.spans if s.kind in {"PERSON", "EMAIL_ADDRESS"} and s.score >= FOUND_SCORE)

    def of(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def before(self, span: Span) -> str:
        return plain(identifiers.before(self.text, span.start).rpartition("\n\n")[2])

    def has_term_for(self, span: Span, *kinds: str) -> bool:
        """True when a term for one of ``kinds`` is before the span, or right behind it in its line."""
        behind = self.text[span.end : span.end + _AFTER].partition("\n")[0]
        return bool(kinds_named_in(self.before(span)).intersection(kinds) or kinds_named_in(behind).intersection(kinds))

    def beside_person(self, span: Span) -> bool:
        """True when a person is named in the line of the span, near it."""
        first = max(self.text.rfind("\n", max(0, span.start - _NEAR), span.start) + 1, span.start - _NEAR)
        last = self.text.find("\n", span.end, span.end + _NEAR)
        end = span.end + _NEAR if last < 0 else last
        at = bisect_left(self.people_at, first)
        return at < len(self.people_at) and self.people_at[at] < end


Judge = Callable[[TextContext, Span], Certainty | None]


def classify_spans(context: TextContext) -> list[tuple[Span, Certainty]]:
    """Every span that stays, with its class; names take the class of the surest name before them."""
    classified: list[tuple[Span, Certainty]] = []
    people = Certainty.CHANCE
    for span in context.spans:
        if span.score < FOUND_SCORE and span.kind != "EMAIL_ADDRESS":
            continue
        if span.kind == "PERSON" and people is Certainty.LIKELY:
            classified.append((span, people))
            continue
        certainty = _JUDGES.get(span.kind, _always(Certainty.LIKELY))(context, span)
        if certainty is not None:
            classified.append((span, certainty))
            people = certainty if span.kind == "PERSON" else people
    return classified


def secret_certainty(span: Span) -> Certainty:
    return Certainty.CERTAIN if span.score >= CERTAIN_SCORE else Certainty.LIKELY


def _always(certainty: Certainty) -> Judge:
    return lambda _, __: certainty


def _email(context: TextContext, span: Span) -> Certainty:
    return email_certainty(span.score, context.of(span), context.known)


def email_certainty(score: float, address: str, known: KnownPeople) -> Certainty:
    if score < FOUND_SCORE or known.has_email(address):
        return Certainty.CHANCE
    return Certainty.CERTAIN if score >= identifiers.PERSONAL_MAIL else Certainty.LIKELY


def _card(context: TextContext, span: Span) -> Certainty | None:
    if span.score >= identifiers.CARD_IN_CONTEXT or context.has_term_for(span, "CREDIT_CARD"):
        return Certainty.CERTAIN
    if context.cards.above_chance:
        return Certainty.LIKELY
    return None if context.cards.explained_by_chance else Certainty.CHANCE


def _judge_numbers(*kinds: str) -> Judge:
    """A judge of numbers that only their context makes sure: a term for one of ``kinds``, or a person in the line."""

    def judge(context: TextContext, span: Span) -> Certainty:
        if context.has_term_for(span, *kinds):
            return Certainty.CERTAIN
        return Certainty.LIKELY if context.beside_person(span) else Certainty.CHANCE

    return judge


def _machine(context: TextContext, span: Span) -> Certainty | None:
    ahead = context.before(span)
    if _NUMBERED.search(ahead[-30:]):
        return None
    in_context = _BEFORE_ADDRESS.search(ahead) or context.lists_machines or ":" in context.of(span)
    return Certainty.LIKELY if in_context else Certainty.CHANCE


def _phone(context: TextContext, span: Span) -> Certainty:
    number = context.of(span)
    if context.has_term_for(span, "PHONE_NUMBER") or phones.has_phone_word(context.text, span):
        return Certainty.CERTAIN
    grouped = not _BARE.fullmatch(number)
    own_shape = number.lstrip("(").startswith("+") or bool(_PARENTHESES.match(number))
    reached = grouped and bool(_REACHED.search(context.before(span)))
    return Certainty.LIKELY if own_shape or reached or context.beside_person(span) else Certainty.CHANCE


def _birth(context: TextContext, span: Span) -> Certainty:
    return Certainty.CERTAIN if context.has_term_for(span, "DATE_OF_BIRTH") else Certainty.LIKELY


def _person(context: TextContext, span: Span) -> Certainty:
    if context.known.has_name(context.of(span)):
        return Certainty.CHANCE
    return Certainty.LIKELY if is_person(context.text, span) else Certainty.CHANCE


def _address(context: TextContext, span: Span) -> Certainty:
    shaped = span.score >= identifiers.WHOLE_ADDRESS or context.has_term_for(span, "STREET_ADDRESS")
    return Certainty.LIKELY if shaped else Certainty.CHANCE


_JUDGES: dict[str, Judge] = {
    "EMAIL_ADDRESS": _email,
    "IBAN_CODE": _always(Certainty.CERTAIN),
    "UK_NHS": _always(Certainty.CERTAIN),
    "CREDIT_CARD": _card,
    "US_SSN": _judge_numbers("US_SSN", "NATIONAL_ID"),
    "US_ITIN": _judge_numbers("US_SSN", "NATIONAL_ID"),
    "UK_NINO": _judge_numbers("NATIONAL_ID"),
    "IP_ADDRESS": _machine,
    "PHONE_NUMBER": _phone,
    "DATE_OF_BIRTH": _birth,
    "PERSON": _person,
    "STREET_ADDRESS": _address,
}
"""The judge of each kind; the other kinds have their context by construction and are likely."""
