"""Personal identifiers with a shape of their own: mail, cards, accounts, national numbers, addresses of machines."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from readiness.document_dates import grammar
from readiness.model import Span
from readiness.profilers.rights import checksums
from readiness.profilers.rights.keyword_search import keyword_matches
from readiness.profilers.rights.recognisers import CELL_END, Recogniser, span
from readiness.profilers.rights.word_lists import GIVEN_NAMES
from readiness.text.text_search import Anchor, find_near_anchors, lower_case

CONTEXT_CHARACTERS = 50
"""Characters before a number in which a word explains it. Chosen by us; Presidio reads five words back."""

PERSONAL_MAIL = 0.9
"""Score of a mail address that is no role mailbox and under no reserved domain."""

CARD_IN_CONTEXT = 0.9
"""Score of a card number behind a word for cards."""

WHOLE_ADDRESS = 0.55
"""Score from which the shape of a postal address holds more than a postcode."""

_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_ROLE_TEXT = (
    "info contact contacts support help helpdesk service services admin administrator webmaster postmaster "
    "hostmaster abuse noreply donotreply reply sales office team security press media hello mail enquiries "
    "inquiries enquiry jobs careers hr billing accounts privacy legal licensing license licence feedback "
    "newsletter notification notifications alert alerts marketing git root user users list lists bugs dev devel "
    "owners owner maintainers trustees opensource protection dpo gdpr sender inbox test example someone name you "
    "your username recipient customer customers webteam comms communications community group desk reception "
    "registrar secretary editor editors accessibility dataprotection finance payroll procurement purchasing "
    "orders kontakt anfrage anfragen buchhaltung personal personalabteilung vertrieb verkauf einkauf bewerbung "
    "bewerbungen rechnung rechnungen datenschutz verwaltung empfang sekretariat zentrale poststelle technik "
    "presse dienst kundendienst kundenservice hilfe comptabilite rh accueil direction ventes achats secretariat "
    "juridique commercial serviceclient recrutement facturation contacto ventas soporte facturacion rrhh "
    "administracion atencion atencioncliente recepcion compras contatti amministrazione vendite assistenza "
    "fatture segreteria risorseumane ufficio acquisti contato vendas suporte financeiro atendimento geral "
    "secretaria verkoop klantenservice administratie boekhouding personeel inkoop facturatie biuro sprzedaz kadry "
    "ksiegowosc pomoc obsluga faktury obchod podpora fakturace objednavky kundservice kundeservice faktura loen "
    "lon myynti asiakaspalvelu laskutus tuki ugyfelszolgalat iroda penzugy vanzari suport bilgi destek satis "
    "muhasebe plirofories buh otdel prodazhi zakaz "
)
_ROLES = frozenset(_ROLE_TEXT.split())
_LOCAL_PARTS = re.compile(r"[._+-]|\d+")
_RESERVED = frozenset({"example", "test", "invalid", "localhost"})
"""Top-level domains that no mail reaches (RFC 2606)."""

_CARD = re.compile(r"(?<![\w.,/+-])\d(?:[ -]?\d){11,18}(?![\w-])(?![.,]\d)")
_TEST_CARDS = frozenset(
    {"4111111111111111", "4242424242424242", "5555555555554444", "5105105105105100", "378282246310005",
     "371449635398431", "6011111111111117", "30569309025904", "38520000023237", "3530111333300000",
     "4012888888881881", "4000056655665556", "4000000000000002", "0000000000000000"}
)  # fmt: skip
"""Numbers that card schemes and payment services publish for testing."""
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,32}")
_SSN = re.compile(r"(?<![\w.,+/-])(\d{3})([- ]?)(\d{2})\2(\d{4})(?![\w-])(?![.,]\d)")
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-])(?!\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f]*:)[0-9A-Fa-f:]{3,39}(?![\w:.])")
_NINO = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)"
)
_NHS = re.compile(r"(?<![\w.-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\w-])")
_CODE = re.compile(r"(?<![\w@./-])(?=[A-Za-z-]{0,4}\d)[A-Za-z0-9][A-Za-z0-9-]{4,19}(?![\w@/-])")
_DATE_HINT = re.compile(r"\b(?:born|birth|birthday|birthdate|dob|d\.o\.b|geboren|geburtsdatum|née?)\b", re.IGNORECASE)
_URL = re.compile(r"(?<![\w@])(?:https?|ftp)://[^\s<>\"'()\[\]{}|\\^`]{3,500}")


_DOTTED = Anchor(re.compile(r"\d\.\d{1,3}\.\d"), 8, 12)
_COLONS = Anchor(re.compile(r":[0-9A-Fa-f]{0,4}:"), 42, 42)
_BIRTH_CUES = ("born", "birth", "dob", "d.o.b", "geboren", "geburtsdatum", "né")


WORD_CUES = ("driv", "dl", "passport", "reisepass", "account", "kontonummer", "acct", *_BIRTH_CUES)
"""Lower-case beginnings of the words that explain a number without a shape of its own, or a date."""


def before(text: str, start: int, characters: int = CONTEXT_CHARACTERS) -> str:
    """The lower-case words just before a place, within its line or the one above, and within its cell."""
    return text[max(0, start - characters) : start].rpartition(CELL_END)[2].lower()


def behind(text: str, end: int, characters: int) -> str:
    """The text just behind a place, within its cell."""
    return text[end : end + characters].partition(CELL_END)[0]


def _emails(text: str) -> Iterator[Span]:
    if "@" not in text:
        return
    for match in _EMAIL.finditer(text):
        yield span(match.start(), match.end(), "EMAIL_ADDRESS", email_score(match[0]))


def email_score(address: str) -> float:
    """The score of a mail address: a role mailbox and one under a reserved domain name nobody."""
    local, _, domain = address.lower().partition("@")
    parts = [part for part in _LOCAL_PARTS.split(local) if part]
    named = any(part.capitalize() in GIVEN_NAMES for part in parts)
    if _is_reserved(domain):  # "jane.doe@example.com" still names somebody; "sender0@example.com" does not
        return 0.55 if named else 0.2
    role = not named and (not _ROLES.isdisjoint(parts) or local == domain.partition(".")[0])
    return 0.4 if role else PERSONAL_MAIL


def _is_reserved(domain: str) -> bool:
    rest, _, top = domain.rpartition(".")
    return top in _RESERVED or (top in {"com", "org", "net"} and (rest == "example" or rest.endswith(".example")))


_CARD_WORDS = re.compile(r"\b(?:card|cc|credit|debit|visa|master\s?card|amex|american express|pan|kreditkarte|carte)\b")


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if not (checksums.luhn(digits) and checksums.card_scheme(digits)) or len(set(digits)) < 3:
            continue
        score = CARD_IN_CONTEXT if _CARD_WORDS.search(before(text, match.start())) else 0.7
        if len(digits) < 13:
            score -= 0.3  # twelve digits with a check digit are mostly other numbers
        score = 0.3 if digits in _TEST_CARDS else score
        yield span(match.start(), match.end(), "CREDIT_CARD", score)


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        valid = checksums.iban(match[0].replace(" ", "").upper())
        if valid:
            end, left = match.start(), len(valid)
            while left:
                left -= text[end] != " "
                end += 1
            yield span(match.start(), end, "IBAN_CODE", 0.95)


_SSN_WORDS = re.compile(r"\b(?:ssn|ssns|ssid|social\s+security|social)\b")


def _social_security(text: str) -> Iterator[Span]:
    for match in _SSN.finditer(text):
        area, separator, group, serial = match.groups()
        known = bool(_SSN_WORDS.search(before(text, match.start())))
        possible = checksums.social_security(area, group, serial)
        if possible and (known or separator == "-"):
            yield span(match.start(), match.end(), "US_SSN", 0.9 if known else 0.6)
        elif separator == "-" and area >= "900" and group >= "50":
            yield span(match.start(), match.end(), "US_ITIN", 0.5)


def _machines(text: str) -> Iterator[Span]:
    for pattern, anchor in ((_IPV4, _DOTTED), (_IPV6, _COLONS)):
        for match in find_near_anchors(pattern, text, anchor):
            try:
                address = ipaddress.ip_address(match[0])
            except ValueError:
                continue
            versioned = re.search(r"(?:version|release|\bv)\.?\s{0,2}$", before(text, match.start(), 12))
            trivial = address.is_unspecified or address.is_loopback or match[0].endswith("::")
            weak = trivial or versioned or address.is_private or address.is_multicast
            yield span(match.start(), match.end(), "IP_ADDRESS", 0.3 if weak else 0.6)


_NUMBER_WORDS = (
    ("US_DRIVER_LICENSE", re.compile(r"\bdriv\w{1,4}['’]?s?\s+licen[cs]e|\bdl\s?(?:#|no|number)"), ("driv", "dl")),
    ("US_PASSPORT", re.compile(r"\bpassport|\breisepass\w{0,6}"), ("passport", "reisepass")),
    (
        "US_BANK_NUMBER",
        re.compile(r"\b(?:account\s+(?:number|no|#|num)|kontonummer|acct\s?(?:#|no))"),
        ("account", "kontonummer", "acct"),
    ),
)
_NEAR_NUMBER = 35  # "my driver's license number is " and little more


def _documents(text: str) -> Iterator[Span]:
    """Numbers without a shape of their own, recognised by the words before them."""
    lower = lower_case(text)
    for kind, pattern, cues in _NUMBER_WORDS:
        for word in keyword_matches(pattern, lower, cues):
            window = behind(text, word.end(), _NEAR_NUMBER + 20)
            number = next(iter(_CODE.finditer(window)), None)
            if number and number.start() <= _NEAR_NUMBER and sum(map(str.isdigit, number[0])) >= 4:
                yield span(word.end() + number.start(), word.end() + number.end(), kind, 0.6)


def _british(text: str) -> Iterator[Span]:
    for match in _NINO.finditer(text):
        yield span(match.start(), match.end(), "UK_NINO", 0.6)
    if "nhs" in lower_case(text):
        for match in _NHS.finditer(text):
            digits = "".join(match.groups())
            if checksums.nhs(digits) and "nhs" in before(text, match.start()):
                yield span(match.start(), match.end(), "UK_NHS", 0.8)


def _births(text: str) -> Iterator[Span]:
    for hint in keyword_matches(_DATE_HINT, text, _BIRTH_CUES):
        window = behind(text, hint.end(), CONTEXT_CHARACTERS)
        date = next(iter(grammar.find(window, order=True)), None)
        if date:
            yield span(hint.end() + date.start, hint.end() + date.end, "DATE_OF_BIRTH", 0.7)


def _days(text: str) -> Iterator[Span]:
    for date in grammar.find(text, order=True):
        yield span(date.start, date.end, "DATE_TIME", 0.1)


def _links(text: str) -> Iterator[Span]:
    if "://" in text:
        for match in _URL.finditer(text):
            end = match.start() + len(match[0].rstrip(".,;:!?"))
            yield span(match.start(), end, "URL", 0.1)


RECOGNISERS = (
    Recogniser(find=_emails, best=0.9),
    Recogniser(find=_cards, best=0.9),
    Recogniser(find=_ibans, best=0.95),
    Recogniser(find=_social_security, best=0.9),
    Recogniser(find=_machines, best=0.6),
    Recogniser(find=_documents, best=0.6),
    Recogniser(find=_british, best=0.8),
    Recogniser(find=_births, best=0.7),
    Recogniser(find=_days, best=0.1),
    Recogniser(find=_links, best=0.1),
)
