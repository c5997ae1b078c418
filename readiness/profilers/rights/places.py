"""Postal addresses by their shape, and country names as weak hints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readiness.model import Span
from readiness.profilers.rights.keyword_search import keyword_matches
from readiness.profilers.rights.recognisers import Recogniser, span
from readiness.profilers.rights.word_lists import COUNTRIES
from readiness.text.text_search import Anchor, find_near_anchors

_UP = r"[^\W\d_a-zß-öø-ÿ]"
_CAP = rf"{_UP}[\w'’.-]{{0,30}}"
_CAPS = rf"{_CAP}(?:[ ](?:(?:de|la|del|du|des|da|do|dos|di|van|der|den|of|the|le|les)[ ]){{0,2}}{_CAP}){{0,4}}"
_COUNTRY = "(?:" + "|".join(sorted(map(re.escape, COUNTRIES), key=lambda name: (-len(name), name))) + ")"
_TYPE = (
    r"(?i:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|crescent|close|terrace|parkway|pkwy|"
    r"highway|hwy|circle|cir|mews|grove|gardens|hill|plaza|row|quay|walk|trail|esplanade|promenade)"
)
_UNIT = r"(?:(?i:apt|apartment|suite|ste|unit|flat|floor|room)\.?[ ]?#?\d{1,5}[A-Za-z]?)"
_GAP = r"(?:,?[ ]|,?[ ]?\n[ \t]{0,8})"
_TAIL = rf"(?:{_GAP}{_UNIT})?(?:{_GAP}{_CAPS}){{0,3}}(?:,?[ ](?:[A-Z]{{2}}[ ])?\d{{4,6}}(?:-\d{{4}})?)?"
_MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_NO = rf"(?!(?:19|20)\d\d[ ]?[-–,])(?!\d{{1,2}}[ ]{_MONTHS})\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}}[A-Za-z]?)?"
_CODE = r"(?!(?:19|20)\d\d\b)\d{4,6}"
_SUFFIXES = (
    r"straße|strasse|str\.|weg|gasse|platz|allee|damm|ufer|straat|laan|gracht|dreef|plein|kade|steenweg|baan|gatan|"
    r"gata|vägen|gränd|gade|vej|veien|vegen|stræde|allé|katu|tie|polku"
).split("|")
_PREFIXES = (
    r"(?i:rue|boulevard|chemin|quai|impasse|allée|via|viale|piazza|corso|vicolo|calle|carrer|avenida|av\.|avda\.?|ctra\.?|"
    r"carretera|plaza|paseo|rua|travessa|praça|largo|estrada|vila|ul\.|ulica|aleja|rruga|strada|bulevardul|ulitsa)"
)


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


_OF = r"(?:d(?:e|u|es)[ ]|de la[ ]|della?[ ]|l['’])?"
_AT = r"(?<![\w.-])"
_HUNGARIAN = "út|utca|tér|rakpart|körút|köz|sokak|sokağı|caddesi".split("|")
_MILITARY = r"(?:APO|FPO|DPO)"
_POSTCODE_UK = (
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9](?:[0-9ABEHMNPRV-Y])?|[0-9][A-HJKPS-UW])"
    r"[ ][0-9][ABD-HJLNP-UW-Z]{2})\b"
)  # the pattern of the UK government's bulk data transfer schema


def _number(*words: str, before: int, after: int = 400) -> Anchor:
    """A number right behind one of these words, each a pattern of fixed width that ends in a space or a #."""
    behind = "|".join(rf"(?<={word}\d)" for word in words)
    return Anchor(re.compile(rf"\d(?<=[ #]\d)(?:{behind})"), before, after)


_NUMBER_FIRST = Anchor(re.compile(rf"\d[A-Za-z]?,?[ ]{_UP}"), 16, 400)
_NUMBER_STREET = Anchor(re.compile(rf"\d[A-Za-z]?,?[ ]{_PREFIXES}[ ]"), 16, 400)
_CAPITALS_NUMBER = Anchor(re.compile(rf"{_UP}[\w'’.-]{{0,30}},?[ ]\d"), 300, 400)
_STREET_NUMBER = _number(*(f"{suffix}[ ]" for suffix in _SUFFIXES), before=150)
_HUNGARIAN_NUMBER = _number(*(f"[ ]{word}[ ]" for word in _HUNGARIAN), before=300)
_BOXES = [f"(?i:{word})[ ]{sign}" for word in ("box", "postfach", "postale") for sign in ("", "#")]
_STATE_CODE = _number("A[AEP][ ]", before=45, after=10)
_POSTCODE = Anchor(re.compile(r"\d(?=[ABD-HJLNP-UW-Z]{2}\b)"), 10, 4)
_CODE_LAST = Anchor(re.compile(r"\d(?<=[ ]\d)(?=\d{3})(?!(?<=1)9\d\d\b|(?<=2)0\d\d\b)"), 60, 8)

_SHAPES: tuple[tuple[str, float, Anchor], ...] = (
    (rf"{_AT}{_NO},?[ ](?:{_CAP}[ ]){{1,4}}{_TYPE}\b\.?{_TAIL}", 0.65, _NUMBER_FIRST),
    (
        rf"{_AT}(?:{_NO}[ ])?(?:{_CAP}[ ]){{0,2}}[^\W\d_]{{2,30}}[- ]?{_one_of(_SUFFIXES)}[ ]{_NO}(?![\w]){_TAIL}",
        0.6,
        _STREET_NUMBER,
    ),
    (rf"{_AT}{_NO},?[ ]{_PREFIXES}[ ]{_OF}{_CAPS}(?:,?[ ]{_NO})?{_TAIL}", 0.6, _NUMBER_STREET),
    (rf"{_AT}{_PREFIXES}[ ]{_OF}{_CAPS},?[ ]{_NO}(?![\w]){_TAIL}", 0.6, _CAPITALS_NUMBER),
    (rf"{_AT}(?:{_NO}[ ])?{_CAPS}[ ]{_one_of(_HUNGARIAN)}[ ]{_NO}\.?{_TAIL}", 0.6, _HUNGARIAN_NUMBER),
    (
        rf"(?i:\bp\.?[ ]?o\.?[ ]?box|\bpostfach|\bboîte postale)[ ]#?\d{{1,6}}{_TAIL}",
        0.55,
        _number(*_BOXES, before=25),
    ),
    (
        rf"\b(?:PSC|CMR|Unit)[ ]\d{{1,5}},?[ ]Box[ ]\d{{1,5}}(?:{_GAP}{_MILITARY}[ ]A[AEP][ ]\d{{5}})?",
        0.65,
        _number("PSC[ ]", "CMR[ ]", "Unit[ ]", before=10, after=60),
    ),
    (rf"\b(?:USNS|USS|USNV|USCGC)[ ]\w{{2,20}}\n?[ ]?{_MILITARY}[ ]A[AEP][ ]\d{{5}}", 0.65, _STATE_CODE),
    (rf"\b{_MILITARY}[ ,]{{1,2}}A[AEP][ ]\d{{5}}\b", 0.6, _STATE_CODE),
    (
        rf"{_AT}{_NO}[ ]{_CAPS}(?:[ ]{_NO})?(?:{_GAP}{_UNIT})?(?:{_GAP}{_CAPS}){{1,3}},?[ ]{_CODE}(?![\w])",
        0.6,
        _NUMBER_FIRST,
    ),
    (rf"{_AT}{_NO}[ ]{_CAPS}(?:[ ]{_NO})?{_GAP}{_UNIT}{_TAIL}", 0.6, _NUMBER_FIRST),
    (
        rf"\b{_CAP}(?:[ ]{_CAP}){{0,2}},[ ][A-Z]{{2}}[ ]\d{{5}}(?:-\d{{4}})?\b",
        0.55,
        _number(",[ ][A-Z]{2}[ ]", before=110, after=12),
    ),
    (_POSTCODE_UK, 0.5, _POSTCODE),
    (rf"{_AT}{_CODE}[ ]{_CAPS},?[ ]{_COUNTRY}\b", 0.55, _NUMBER_FIRST),
    (rf"\b{_COUNTRY}[ ]{_CODE}\b", 0.5, _CODE_LAST),
)
"""Shape, score and anchor: streets of several languages, boxes, military mail, city lines, whole blocks."""
_PATTERNS = tuple((re.compile(shape), score, anchor) for shape, score, anchor in _SHAPES)

_QUOTE = r"[>?|#* \t]{0,8}"
_BLOCK = re.compile(
    rf"(?:^|\n){_QUOTE}(?:(?P<who>[^\W\d_]{{2,20}}(?:[ ][^\W\d_]{{1,20}}\.?){{1,2}})\n{{1,2}}{_QUOTE})?"
    rf"(?P<street>[^\n>?]{{3,60}})\n{_QUOTE}(?i:apt|apartment|suite|ste|unit|flat)\.?[ ]?#?\d{{1,5}}[ \t]?"
    rf"\n{_QUOTE}[^\n\d]{{2,40}}\n{{1,2}}{_QUOTE}[^\n]{{2,40}}"
)
_CORNER = re.compile(rf"\b(?i:the corner of)[ ](?=[^\n]{{0,60}}{_UP})[^\n,.;:!?]{{3,60}}[ ]and[ ][^\n,.;:!?]{{3,60}}")
_BLOCK_UNIT = Anchor(re.compile(rf"\n{_QUOTE}(?i:apt|apartment|suite|ste|unit|flat)\.?[ ]?#?\d"), 180, 130)
_ZIP = re.compile(r"\b(?i:zip(?:[ -]?code)?|postal code|postcode|plz|code postal)(?: is|:)?[ ]{1,3}[0-9]{4,6}\b")
_ZIP_CUES = ("zip", "postal code", "postcode", "plz", "code postal")
_CONTEXT_CUES = (
    "address|live at|lives at|living at|reside at|resides at|residing at|deliver|ship to|shipped to|sent to|moved to|"
    "located at|office is at|taxi to"
).split("|")
_CONTEXT = re.compile(
    r"\b(?i:address(?: is)?:?|"
    r"lives? at|living at|resid(?:es?|ing) at|deliver(?:ed)? to|ship(?:ped)? to|sent to|moved to|located at|"
    r"office is at|taxi to)"
    r"[ \t]{0,8}\n?[ \t]{0,8}(?P<where>[^\n.;]{6,90})"
)
CORNER = "the corner of "
WORD_CUES = (*_ZIP_CUES, *_CONTEXT_CUES, "p.o", "p o", "po", "postfach", "boîte postale")
"""Lower-case beginnings of the shapes that a word and a number make."""

STREET_CUES = tuple(suffix.replace("\\.", ".") for suffix in _SUFFIXES)
"""Lower-case ends of the words that are streets where a number follows."""

_HOUSE_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,5}[a-zA-Z]?(?![\w:.,/-]\d)(?!\w)")
_NAMED = re.compile(rf"\b{_COUNTRY}\b")


def _streets(text: str) -> Iterator[Span]:
    for pattern, score, anchor in _PATTERNS:
        for match in find_near_anchors(pattern, text, anchor):
            end = match.start() + len(match[0].rstrip(" \t\n,"))
            yield span(match.start(), end, "STREET_ADDRESS", score)
    for pattern, cues in ((_ZIP, _ZIP_CUES), (_CORNER, (CORNER,))):
        for match in keyword_matches(pattern, text, cues):
            yield span(match.start(), match.end(), "STREET_ADDRESS", 0.5)


def _blocks(text: str) -> Iterator[Span]:
    """Lines of an address around a line that is only a flat or suite, however they are quoted or cased."""
    for match in find_near_anchors(_BLOCK, text, _BLOCK_UNIT):
        if any(map(str.isdigit, match["street"])):
            yield span(match.start("street"), match.end(), "STREET_ADDRESS", 0.65)
            if match["who"]:
                yield span(match.start("who"), match.end("who"), "PERSON", 0.55)


def _addresses_in_context(text: str) -> Iterator[Span]:
    """Text after "address:" or "lives at", when it holds a house number and a word of letters."""
    for match in keyword_matches(_CONTEXT, text, _CONTEXT_CUES):
        where = match["where"].rstrip(" ,")
        number = _HOUSE_NUMBER.search(where)
        if number and "@" not in where and "://" not in where and re.search(rf"{_UP}\w|\w{{4,}}", where):
            start = match.start("where")
            yield span(start, start + len(where), "STREET_ADDRESS", 0.5)


def _countries(text: str) -> Iterator[Span]:
    for match in _NAMED.finditer(text):
        yield span(match.start(), match.end(), "LOCATION", 0.2)


RECOGNISERS = (
    Recogniser(find=_streets, best=0.65),
    Recogniser(find=_blocks, best=0.65),
    Recogniser(find=_addresses_in_context, best=0.5),
    Recogniser(find=_countries, best=0.2),
)
