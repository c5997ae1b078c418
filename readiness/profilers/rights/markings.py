"""Markings by which a document says that not everybody may read it: "Confidential", "Vertraulich", "社外秘".

A marking is about the document itself: a line of its own near the beginning or the end, or one that returns on its
pages, and holds nothing but the marking and words that usually go with it. A clause that mentions confidential
information, a heading "Confidentiality", a sentence in a mail's disclaimer and a list of levels are none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

HEAD_LINES, TAIL_LINES = 15, 4
"""Lines, blank ones apart, in which a marking of the whole document is looked for. Chosen by us."""
FEWEST_PAGES = 3
"""A line within the text is a marking when it comes at least so often, as the header of pages does. Chosen by us."""
LONGEST_LINE = 90
"""Longer lines are sentences. Chosen by us."""

_LEVELS = (
    # English
    r"(?:strictly |highly |company |commercial[- ]in[- ]|business |client |medical[- ]in[- ]|in (?:strict )?)?"
    r"confiden(?:tial|ce)|(?:strictly )?private (?:and|&) confidential|privileged (?:and|&) confidential|"
    r"confidential (?:and|&) (?:privileged|proprietary)|"
    r"attorney[- ]client (?:privileged?|communication)|(?:legally )?privileged|"
    r"(?:for )?internal (?:use )?only|for internal use|(?:top )?secret|restricted|proprietary|not for (?:public )?"
    r"(?:distribution|release)|do not (?:distribute|copy|forward)|official[- ]sensitive|"
    # German, Dutch, Scandinavian
    r"(?:streng |firmen)?vertraulich|streng geheim|geheim|(?:vs ?[-–] ?)?nur für den dienstgebrauch|verschlusssache|"
    r"nur (?:für den|zum) (?:internen |dienst)gebrauch|nur für den internen gebrauch|betriebsgeheimnis|"
    r"(?:strikt |zeer )?vertrouwelijk|alleen voor intern gebruik|(?:strengt |strängt )?"
    r"(?:fortrolig|konfidensiell|konfidentiel|konfidentiellt|förtrolig)|ehdottoman luottamuksellinen|luottamuksellinen|"
    # Romance languages
    r"(?:strictement |très )?confidentiel(?:le)?|secret (?:des affaires|professionnel|défense)|(?:à )?usage interne"
    r"(?: (?:uniquement|exclusivement|seulement))?|diffusion restreinte|(?:estrictamente |altamente )?confidencial|"
    r"(?:estritamente )?confidencial|(?:solo|sólo|exclusivamente|apenas)? ?(?:para )?uso interno|"
    r"(?:strettamente )?(?:confidenziale|riservat[oa])|(?:solo )?per uso interno|(?:strict )?confiden[tț]ial|"
    # Slavic, Greek, Hungarian, Turkish
    r"(?:ściśle )?(?:poufne|tajne)|do użytku wewnętrznego|(?:přísně )?(?:důvěrné|tajné)|(?:prísne )?dôverné|"
    r"(?:строго |совершенно )?(?:конфиденциально|секретно)|для служебного пользования|коммерческая тайна|"
    r"(?:цілком )?(?:конфіденційно|таємно)|поверително|(?:strogo )?(?:povjerljivo|poverljivo|zaupno)|"
    r"(?:άκρως )?(?:εμπιστευτικό|απόρρητο)|(?:szigorúan )?(?:bizalmas|titkos)|(?:çok )?(?:gizli|gizlidir)|"
    # Japanese, Chinese, Korean
    r"社外秘|極秘|厳秘|部外秘|関係者外秘|マル秘|機密|機密文書|取扱注意|秘密|秘|内部资料|内部資料|内部文件|机密|機密文件|机密文件|"
    r"绝密|絕密|秘密文件|保密|商业秘密|商業機密|严禁外传|嚴禁外傳|注意保密|대외비|기밀|극비|사내한"
)
_LABELS = (
    r"(?:document |data |information |security )?(?:classification|marking|sensitivity|confidentiality|status|level)|"
    r"(?:dokument(?:en)?)?klassifi(?:zierung|kation)|(?:vertraulichkeits|sicherheits)?(?:stufe|einstufung)|"
    r"classification du document|(?:niveau de )?confidentialité|clasificación|classificação|classificazione|"
    r"classificatie|klauzula|гриф|密级|密級|機密区分|取扱区分|보안등급"
)
_COMPANIONS = (
    r"document|draft|memorandum|memo|report|letter|copy|communication|property|material|only|"
    r"do not (?:distribute|copy|forward|circulate|share)|not for (?:public )?(?:distribution|release|circulation)|"
    r"attorney[- ]client (?:privileged?|communication)|attorney work product|without prejudice|subject to contract|"
    r"page \d+(?: of \d+)?|seite \d+(?: von \d+)?|página \d+|pagina \d+|\d+ ?/ ?\d+|\d{1,4}|©.{0,40}|"
    r"entwurf|dokument|nicht (?:verteilen|weitergeben|zur weitergabe)|brouillon|ne pas diffuser|document|borrador|"
    r"documento|bozza|non divulgare|no distribuir|não distribuir|concept|dokument|文書|文件|資料|资料"
)
_SEPARATOR = r"[\s\-–—:|/,.;•·*#_~=<>\[\](){}【】《》「」『』〔〕［］（）!！。、\"']*"
_MARKING = re.compile(
    rf"{_SEPARATOR}(?:(?P<label>{_LABELS}){_SEPARATOR})?(?:(?:{_COMPANIONS}){_SEPARATOR})?"
    rf"(?P<level>{_LEVELS})(?:{_SEPARATOR}(?:{_LEVELS}|{_COMPANIONS}))*{_SEPARATOR}"
)
_WEAK = frozenset(
    {
        *("secret", "restricted", "proprietary", "privileged", "confidence", "in confidence", "for internal use"),
        *("geheim", "tajne", "tajné", "titkos", "gizli", "секретно", "таємно"),
        *("秘", "秘密", "保密", "机密", "機密", "기밀"),
    }
)
"""Levels that are also words of headings: they count in capitals, in brackets or after a label only."""
_LISTED = 3
"""Different levels near each other that make a list. Chosen by us."""
_OPEN_LEVEL = re.compile(
    rf"{_SEPARATOR}(?:public|open|internal|unclassified|öffentlich|offen|intern|publique?|interne|público|pública|interno|"
    rf"pubblico|openbaar|jawne|veřejné|открыто|公開|公开|内部|社内|공개){_SEPARATOR}"
)
_BRACKETS = re.compile(r"\s*[\[({<【《「『〔［（*#]")
_CUE = re.compile(
    "confid|privileg|użytku|"
    "internal|secret|restricted|proprietary|not for|do not|sensitive|vertrau|geheim|gebrauch|vertrouw|"
    "intern|fortrol|konfid|förtrol|luottam|diffusion|riserv|poufn|tajn|důvěrn|dôvern|конф|секрет|служебн|тайна|таємн|"
    "повер|povjer|pover|zaupn|εμπιστ|απόρρ|bizalm|titkos|gizli|秘|機密|取扱注意|内部|机密|密|保密|严禁|嚴禁|대외비|기밀|극비|사내한"
)


def marking_of(text: str) -> str:
    r"""The marking of a document, as it is written; "" for none.

    >>> marking_of("STRICTLY CONFIDENTIAL\n\nBoard minutes of 3 May")
    'STRICTLY CONFIDENTIAL'
    >>> marking_of("Each party keeps Confidential Information secret.")
    ''
    """
    if not _CUE.search(_fold(text)):
        return ""
    lines = [line.strip() for line in text.replace("\f", "\n").splitlines() if line.strip()]
    marked = [(place, line) for place, line in enumerate(lines) if _is_marking(line)]
    outer = [line for place, line in marked if place < HEAD_LINES or place >= len(lines) - TAIL_LINES]
    if outer and not _is_list_of_levels(marked, lines):
        return outer[0]
    often = Counter(_fold(line) for _, line in marked)
    return next((line for _, line in marked if often[_fold(line)] >= FEWEST_PAGES), "")


def _is_marking(line: str) -> bool:
    """Return whether a line holds a marking and nothing else; one in small letters is a word of a sentence."""
    if len(line) > LONGEST_LINE or line[0].islower():
        return False
    found = _MARKING.fullmatch(_fold(line))
    if found is None:
        return False
    return found["level"] not in _WEAK or found["label"] is not None or line.isupper() or bool(_BRACKETS.match(line))


def _is_list_of_levels(marked: list[tuple[int, str]], lines: list[str]) -> bool:
    """Levels one under the other, among them a public one, or three different: a policy on classification, a form."""
    levels = [_MARKING.fullmatch(_fold(line))["level"] for _, line in marked[:_LISTED]]  # type: ignore[index]
    near = {_fold(lines[at]) for place, _ in marked for at in range(max(0, place - 2), min(len(lines), place + 3))}
    return len(set(levels)) >= _LISTED or any(_OPEN_LEVEL.fullmatch(line) for line in near)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
