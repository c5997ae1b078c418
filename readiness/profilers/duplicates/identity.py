"""The identity that a document states: title, numbers under a label, parties and periods; and where two differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.profilers.duplicates.facts import ItemFacts
from readiness.profilers.duplicates.paths import words_without_dates

HEAD_CHARACTERS = 1_500
"""A title page, a front matter or the head of a letter. Below it a text names other documents. Chosen by us."""

ID_WORDS = (
    "number|no|nr|num|nummer|numero|numéro|número|n°|nº|n\\.|id|identifier|reference|ref|referenz|référence|referencia|"
    "aktenzeichen|geschäftszeichen|kenn?zeichen|kennung|nummeret|numer"
)
"""Words of a label whose value numbers one document, in the office languages we know of. Chosen by us."""
LABELLED_ID = (
    r"^[ \t#>*|_\"'-]{0,6}(?P<label>(?:[^\W\d_][\w._/-]{0,24}[ ._-]{0,2}){0,2}?-?(?:"
    + ID_WORDS
    + r"|[^\W\d_]{2,20}(?:nummer|nr))\.?)"
    r"[ *_|\"']{0,3}(?:[:#=|]|[ \t])[ \t*_\"'|#]{0,4}(?P<value>[\w]{0,6}[ ./_-]?\d[\w\d./_-]{0,24})[ \t*_\"'|,.]*$"
)
"""A line that numbers the document, as in ``Contract no.: SV-2041``."""
_LONGEST_LINE = 120
_LINES = 30
OPENING_ID = r"\A\W{0,8}(?P<label>[^\W\d_]{2,12})[:#] ?(?P<value>\d{1,6})[ \t]*(?:\n|$)"
"""The first line of a numbered record, as in ``PEP: 8``."""
STATED_TITLE = (
    r"^[ \t>*_\"'{-]{0,6}(?:title|titel|titre|título|titulo|titolo|subject|betreff|objet|asunto|oggetto)"
    r"[ *_\"']{0,3}[:=][ \t*_\"']{0,4}(?P<title>[^\n]{2,200}?)[ \t*_\"',]*$"
)
"""A field that gives the title."""
FIRST_LINE = r"\A[\s#*_=\"'-]{0,12}(?P<title>[^\n]{2,120}?)[ \t#*_\"']*(?:\n|$)"

_ALL_IDS = re.compile(LABELLED_ID, re.IGNORECASE | re.MULTILINE)
_OPENING = re.compile(OPENING_ID)
_TITLE = re.compile(STATED_TITLE, re.IGNORECASE)
_FIRST = re.compile(FIRST_LINE)
_DIGIT = re.compile(r"\d")
_FIELD = re.compile(
    r"^[ \t#>*|_\"'-]{0,6}([^\W\d][^\n:=|]{1,30}?)[ *_|\"']{0,3}[:=|][ \t*_\"'|]{0,4}([^\n]{1,80})$", re.MULTILINE
)
_TITLE_NUMBER = re.compile(r"^\W{0,3}([^\W\d]{1,10})?[ _#-]?0*(\d{1,6})\s?[:.)–—-]\s")
_WORD = re.compile(r"[^\W_]+")
_VERSION = re.compile(r"v?\.?\s?(\d{1,4}(?:\.\d{1,4}){0,3})(?![\d./-])", re.IGNORECASE)
_VERSION_LABELS = frozenset(
    {"version", "version no", "version number", "revision", "rev", "edition", "versión", "versione"}
)
_STATUS_LABELS = frozenset({"status", "state", "zustand", "statut", "état", "estado", "stato"})
_NO_TITLE = frozenset({"untitled", "unbenannt", "sans titre", "document", "microsoft word"})


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARTY = _word_set(
    "customer client buyer supplier vendor contractor tenant landlord employee employer licensee licensor patient "
    "candidate applicant beneficiary borrower insured recipient company party name to payee participant member "
    "kunde kundin auftraggeber auftragnehmer lieferant käufer verkäufer mieter vermieter mitarbeiter mitarbeiterin "
    "arbeitnehmer arbeitgeber versicherter empfänger patientin firma unternehmen name teilnehmer bewerber "
    "prestataire fournisseur acheteur vendeur locataire bailleur salarié employeur bénéficiaire destinataire société "
    "nom proveedor comprador vendedor inquilino empleado empresa nombre cliente fornitore dipendente nome klant "
    "leverancier huurder werknemer bedrijf klient dostawca najemca"
)
"""Labels of the party that a document is about. Chosen by us."""
PERIOD = _word_set(
    "period month quarter year week date day meeting zeitraum monat quartal jahr woche datum sitzung abrechnungsmonat "
    "période mois trimestre année semaine date réunion periodo mes año fecha mese anno data maand kwartaal jaar"
)
"""Labels of the time that a recurring document is about. Chosen by us."""
RECURRING = _word_set(
    "minutes invoice invoices report reports statement newsletter payslip timesheet agenda bulletin receipt "
    "order delivery rota roster log journal forecast results accounts protokoll sitzungsprotokoll niederschrift "
    "rechnung gutschrift bericht jahresbericht monatsbericht quartalsbericht wochenbericht geschäftsbericht "
    "lieferschein abrechnung kontoauszug rundbrief tagesordnung bestellung auswertung facture avoir rapport "
    "compte-rendu compte bilan relevé bulletin lettre procès procès-verbal pv commande factura acta informe "
    "boletín nómina fattura verbale rapporto bollettino notulen factuur verslag nieuwsbrief faktura raport protokół"
)
"""Documents of which there is one for each period, party or event: another date is another document. Chosen by us."""
RULES = _word_set(
    "policy procedure guide guideline guidelines template standard handbook manual process regulation specification "
    "richtlinie leitfaden handbuch vorlage anleitung verfahren ordnung politique procédure guide manuel modèle "
    "política manual plantilla procedura linea richtlijn handleiding"
)
"""Documents that hold until the next version: a policy on reports is no report. Chosen by us."""
_NO_IDS = PARTY | _word_set(
    "version revision rev edition issue page seite phone telephone tel telefon telefonnummer mobile fax vat tax iban "
    "steuernummer ust bank account konto kontonummer line row section article step post postal zip milestone release"
)
"""Words of a label whose value numbers something else than the document: its version, a party, a page."""
_DRAFTS = _word_set(
    "draft provisional proposed pending wip entwurf vorläufig brouillon projet provisoire borrador bozza concept"
)
_NAMES = frozenset({"name", "nom", "nombre", "nome", "to"})
"""Labels of a party where they are all of it."""
_REVISED = _word_set(
    "version stand revision revised updated rev draft entwurf fassung édition edition effective versión versione"
)


def title_key(title: str) -> str:
    """The words of a title without dates, version words and the marks around them; "" for one of no meaning."""
    kept = words_without_dates(title)
    return "" if kept in _NO_TITLE else kept


def id_key(label: str, value: str) -> str:
    """A label and its value as one key: ``Contract No.`` and ``contract no`` are one label, 0012 and 12 one number.

    "" for a label that does not number the document.
    """
    words = _WORD.findall(label.casefold())
    if _NO_IDS.intersection(words):
        return ""
    name = " ".join(words)
    number = "-".join(word.lstrip("0") or "0" for word in _WORD.findall(value.casefold()))
    return f"{name}={number}"


def find_ids(text: str) -> list[str]:
    """The keys of the numbers under a label in the head of a text; of a numbered record that of its first line too."""
    lines = text[:HEAD_CHARACTERS].split("\n", _LINES)[:_LINES]
    short = "\n".join(line for line in lines if len(line) <= _LONGEST_LINE and _DIGIT.search(line))
    opening = _OPENING.match(lines[0] or lines[-1])
    found = [*_ALL_IDS.finditer(short), *([opening] if opening else [])]
    return [key for each in found if (key := id_key(each["label"], each["value"]))]


def find_title(text: str) -> str:
    """The title that a field among the first lines gives, else the first line; "" for none."""
    lines = text[:HEAD_CHARACTERS].lstrip().split("\n", _LINES)
    stated = next(filter(None, map(_TITLE.match, lines[:10])), None)
    found = stated or _FIRST.match(lines[0])
    return found["title"] if found else ""


def title_id(title: str) -> str:
    """The number before a title, as in ``ADR-12: Use queues``; "" where there is none."""
    found = _TITLE_NUMBER.match(title)
    return f"{(found[1] or 'title').casefold()}={found[2]}" if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Keys of one document. ``ids`` map a label to its value; ``parties`` and ``periods`` are fields of its head."""

    title: str
    written_title: str
    ids: Mapping[str, str]
    parties: Mapping[str, str]
    periods: Mapping[str, str]
    recurring: bool
    words: frozenset[str]
    version: tuple[int, ...] = ()
    draft: bool = False


def read_identity(facts: ItemFacts, title: str, ids: tuple[str, ...], text: str) -> Identity:
    """The identity of a document by its path, its title, the numbers found in its head, and its text."""
    key = title_key(title)
    head = text[:HEAD_CHARACTERS]
    ids = (*ids, *find_ids(head))
    parties: dict[str, str] = {}
    periods: dict[str, str] = {}
    version: tuple[int, ...] = ()
    draft = False
    for label, value in _FIELD.findall(head):
        name = _label_words(label)
        content = " ".join(_WORD.findall(value.casefold()))
        if content and _names_party(name):
            parties.setdefault(name, content)
        elif PERIOD.intersection(name.split()) and content and any(char.isdigit() for char in content):
            periods.setdefault(name, content)
        if name in _VERSION_LABELS and (number := _VERSION.match(value)):
            version = version or tuple(int(part) for part in number[1].split("."))
        draft = draft or (name in _STATUS_LABELS and bool(_DRAFTS.intersection(content.split())))
    named = {*key.split(), *facts.path.family.split()}
    return Identity(
        title=key,
        written_title=title,
        ids=dict(one.split("=", 1) for one in ids if one),
        parties=parties,
        periods=periods,
        recurring=bool(named & RECURRING) and not named & RULES,
        words=frozenset(_WORD.findall(text.casefold())),
        version=version,
        draft=draft,
    )


def party_fields(text: str) -> dict[str, str]:
    """The parties that the head of a text names, by their label; values as written."""
    found = ((_label_words(label), value.strip(" *_|\"'")) for label, value in _FIELD.findall(text[:HEAD_CHARACTERS]))
    return {label: value for label, value in found if value and _names_party(label)}


def _label_words(label: str) -> str:
    return " ".join(_WORD.findall(label.casefold()))


def _names_party(label: str) -> bool:
    """True for the label of a party; the name of a file, or of a reviewer, is none."""
    words = set(label.split())
    return bool(words & PARTY) and (label in _NAMES or not words & _NAMES)


def states_other_identity(one: ItemFacts, other: ItemFacts, a: Identity, b: Identity) -> bool:
    """True where the documents number, name or date themselves as two: not versions, however alike they are."""
    return (
        any(a.ids[label] != b.ids[label] for label in a.ids.keys() & b.ids.keys())
        or any(not _same_party(a.parties[label], b.parties[label]) for label in a.parties.keys() & b.parties.keys())
        or _other_title_numbers(a, b)
        or _other_period(one, other, a, b)
        or _other_subjects(one, other, a, b)
    )


def _same_party(one: str, other: str) -> bool:
    return one == other or one in other or other in one


def _other_title_numbers(a: Identity, b: Identity) -> bool:
    """True for titles that differ in their numbers or dates alone: ``Order 1`` and ``Order 2``, two days of minutes."""
    first, second = (_WORD.findall(each.written_title.casefold()) for each in (a, b))
    numbered = all(any(word.isdigit() for word in words) for words in (first, second))
    if not numbered or first == second or _states_revision(a) or _states_revision(b):
        return False
    return a.title == b.title or _without_numbers(first) == _without_numbers(second)


def _without_numbers(words: list[str]) -> list[str]:
    return [word for word in words if not word.isdigit()]


def _states_revision(identity: Identity) -> bool:
    return bool(_REVISED & set(_WORD.findall(identity.written_title.casefold())))


def _other_period(one: ItemFacts, other: ItemFacts, a: Identity, b: Identity) -> bool:
    """True for recurring documents of two times."""
    if not (a.recurring and b.recurring):
        return False
    dated = one.path.date, other.path.date
    if all(dated) and dated[0] != dated[1]:
        return True
    return any(a.periods[label] != b.periods[label] for label in a.periods.keys() & b.periods.keys())


def _other_subjects(one: ItemFacts, other: ItemFacts, a: Identity, b: Identity) -> bool:
    """True where the names differ in a running number alone, or each has a word that its own text holds and the other's
    does not: two parties, two products.
    """
    if one.path.family != other.path.family and one.path.pattern == other.path.pattern:
        return not a.ids.items() & b.ids.items()
    first, second = set(one.path.family.split()), set(other.path.family.split())
    mine, theirs = first - second, second - first
    return any(word in a.words and word not in b.words for word in mine) and any(
        word in b.words and word not in a.words for word in theirs
    )
