"""Names used for persons: places, brands and products are named after people too."""

from __future__ import annotations

import re

from readiness.model import Span
from readiness.profilers.rights import people
from readiness.profilers.rights.terms import plain

_NEAR = 60
"""Characters around a name in which contact data or a pronoun belongs to it. Chosen by us: half a sentence."""

_VERBS = (
    # what people do and what is done to them, as it follows a name
    "said says wrote writes asked asks told answered replied called calls phoned emailed visited visits lives lived "
    "works worked joined joins left resigned retired moved died married signed signs approved approves agreed refused "
    "complained speaking speaks attended reported reports received requested confirmed decided explained knows thinks "
    "wants needs suffers presented applied owes earns was-born is-responsible has-been-ill will-be-absent "
    "sagte sagt schrieb schreibt fragte bat arbeitet wohnt leitet unterschrieb genehmigte hat-gekundigt ist-erkrankt "
    "rief kam kommt erklarte beantragte bestatigte teilte nahm verliess "
    "dit a-dit ecrit a-ecrit habite travaille demande a-signe a-demande repond souffre est-ne est-nee declare "
    "dijo dice escribio vive trabaja pregunto firmo solicito llamo nacio recibio declaro "
    "disse scrive vive lavora firmato ha-firmato ha-detto abita chiese nato-a nata-a "
    "mora trabalha assinou pediu nasceu escreveu ligou "
    "zei zegt schreef woont werkt vroeg tekende belde "
    "powiedzial powiedziala pisze mieszka pracuje podpisal podpisala prosi "
    "rekl rekla napsal napsala bydli pracuje podepsal podepsala zada "
    "sade sager sa sier skriver bor arbetar arbejder arbeider jobber "
    "sanoi asuu tyoskentelee kirjoitti mondta irta lakik dolgozik a-spus locuieste lucreaza dedi yazdi calisiyor "
    "ειπε εργαζεται κατοικει сказал сказала живет работает написал написала подписал подписала сказав працює"
).split()
_LEADS = (
    "met meeting contact ask tell told call called patient employee customer colleague client "
    "tenant applicant signed by met-with spoke-to spoke-with dear to attn attention interviewed hired promoted "
    "dismissed treated examined invited paid owes thank thanks yours regards introduce introduces named "
    "geehrter geehrte lieber liebe patient patientin mitarbeiter mitarbeiterin kunde kundin kollege kollegin "
    "unterzeichnet traf mit-herrn cher chere patient patiente salarie salariee rencontre signe-par "
    "estimado estimada querido querida paciente empleado empleada gentile egregio caro cara paziente dipendente "
    "prezado prezada cliente beste geachte patient medewerker szanowny szanowna pan pani vazeny vazena pacient "
    "kara kare hei hej tisztelt stimate stimata sayin αγαπητε αγαπητη уважаемый уважаемая пациент шановний шановна"
).split()
_VERB = re.compile(rf"[,]?\s+(?:{'|'.join(sorted(v.replace('-', ' ') for v in set(_VERBS)))})\b")
_ROLE = re.compile(
    r",?\s*\((?:aged?\s|\d{1,2}\)|born|geb|ne|nee|\*\s?\d)|,\s+(?:aged\s)?\d{1,2},|,\s+(?:born|geboren|nee?)\b"
)
_LEAD = re.compile(rf"\b(?:{'|'.join(sorted(v.replace('-', ' ') for v in set(_LEADS)))})\W{{1,3}}(?:\w{{2,10}}\.\s)?$")
_PRONOUN = re.compile(
    r"\b(?:he|she|him|his|hers?|who|whose|himself|herself|sie|ihm|ihr|elle|lui|ella|suo|sua|hij|zij)\b"
)
_PLACE = re.compile(
    r"\b(?:street|road|avenue|square|station|airport|lake|river|falls|mount|mountain|port|fort|cape|island|islands|bay|"
    r"beach|hills|hotel|garden|gardens|hole|city|county|valley|university|college|school|hospital|museum|tower|stadium|"
    r"theatre|brand|brands|whiskey|whisky|bakery|bahnhof|platz|insel|brucke|strasse|gare|lac|mont|ville|rue|ile|lago|isla|"
    r"puerto|monte|ciudad|calle|plaza|porto|isola|citta|piazza|rio|praia|ilha|cidade|praca|meer|eiland|stad|straat|"
    r"jezioro|gora|miasto|plac|ulica|jezero|hora|namesti|ulice|sjo|jarvi|katu|utca|lacul|piata|golu|dagi|sokak|λιμνη|"
    r"πλατεια|οδος|озеро|улица|площадь|гора|вулиця)\b"
)
"""Words for places and brands; those that are common family names as well (Hill, Park, Lane) are left out."""
_BEFORE = 30  # characters before a name that hold the word that leads to it


def is_person(text: str, span: Span) -> bool:
    """True when a sentence, a label, a signature or contact data shows that the name is a person's.

    >>> from readiness.profilers.rights.pii import find_pii
    >>> [is_person(text, find_pii(text)[0]) for text in ("Mrs. Okonjo said no.", "Mrs. Okonjo is a brand.")]
    [True, False]
    """
    name = text[span.start : span.end]
    ahead = plain(text[max(0, span.start - _BEFORE) : span.start].rpartition("\n\n")[2])
    behind = plain(text[span.end : span.end + _NEAR].partition("\n\n")[0])
    titled = people.is_titled(text, span.start)
    if not titled and _is_place(ahead, plain(name), behind):
        return False
    if _VERB.match(behind) or _ROLE.match(behind) or _LEAD.search(_without_title(ahead) if titled else ahead):
        return True
    if titled and _PRONOUN.search(behind.partition(". ")[0]):
        return True
    return people.is_introduced(text, span.start)


def _without_title(ahead: str) -> str:
    """The text before a title, so that the title does not count as a word before the name."""
    return re.sub(r"\w+\.?\s*$", "", ahead)


def _is_place(ahead: str, name: str, behind: str) -> bool:
    """True when a word for a place or a brand is in the name or right beside it."""
    neighbours = (re.search(r"\w+(?=\s$)", ahead), re.match(r"\s\w+", behind))
    return any(_PLACE.search(words) for words in (name, *(match[0] for match in neighbours if match)))
