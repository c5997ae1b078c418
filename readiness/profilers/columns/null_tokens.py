"""Disguised nulls: cells that are filled with a token that means "nothing", such as ? or -999.

Method: Pearson 2006 ("The problem of disguised missing data", SIGKDD Explorations) for the kinds of tokens; the
evidence that a token needs is chosen by us. A token that could be a real value needs more of it.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from readiness.profilers.columns.date_formats import OPEN_ENDED_NAMES
from readiness.profilers.columns.dictionary_column import EncodedColumn, Floats, Mask, as_mask, matches
from readiness.profilers.columns.value_types import Kind, may_be_formula_errors

SIGNS = frozenset(
    r"? ?? ??? - -- --- ---- . .. ... … — – _ / // ／ ー － n/a n\a #n/a #nv n.a. n.a <na> \n (null) <null> [null] {}"
    r" &nbsp; ？ 〃 k.a. k.a n.v. n.n. s/o s.o. s/i s/d s.d. n/d n.d. n/r n.r. n/c n.c. b.d. b/d n.b.".split()
)
"""Signs that are never a value of their own (but a lone ``-`` beside ``+`` is)."""

ACRONYMS = frozenset({"na", "nan", "nil", "null", "unk"})
"""Null to programs, but Namibia, a grandmother and a surname to people."""

_WORDS_OF_LANGUAGES = (
    "unbekannt|nicht bekannt|nicht verfügbar|nicht vorhanden|nicht angegeben|"
    "nicht zutreffend|keine angabe|keine angaben|ohne angabe|inconnu|inconnue|non renseigné|"
    "non renseignée|non disponible|non applicable|non communiqué|non précisé|non connu|"
    "sans objet|à définir|à préciser|à compléter|desconocido|desconocida|no disponible|"
    "no aplica|no aplicable|no consta|no informado|sin datos|sin dato|sin información|"
    "sin especificar|no especificado|por definir|sconosciuto|sconosciuta|non disponibile|"
    "non applicabile|non pervenuto|non specificato|non noto|nessun dato|da definire|"
    "desconhecido|desconhecida|não disponível|não aplicável|não informado|não se aplica|"
    "sem informação|sem dados|a definir|onbekend|niet beschikbaar|niet van toepassing|n.v.t.|"
    "nvt|niet bekend|niet ingevuld|geen gegevens|nieznany|nieznana|brak danych|nie dotyczy|"
    "niedostępne|okänd|okänt|ej tillämplig|ej tillämpligt|uppgift saknas|ej angivet|ukendt|"
    "ukjent|ikke oplyst|ikke oppgitt|ikke relevant|tuntematon|ei tietoa|ei saatavilla|"
    "neznámý|neznámé|není k dispozici|nezadáno|neuvedeno|neuvedené|ismeretlen|nincs adat|"
    "nem ismert|necunoscut|nu se aplică|неизвестно|неизвестен|нет данных|не указано|"
    "не указан|не применимо|невідомо|немає даних|άγνωστο|δεν υπάρχει|bilinmiyor|"
    "belirtilmemiş|veri yok|不明|未設定|未入力|未登録|未記入|該当なし|該当無し|無回答|データなし|"
    "未知|不详|不詳|暂无|暫無|未填写|未填寫|"
    "无数据|無數據|不适用|不適用|알수없음|알 수 없음|해당없음|해당 없음|미상"
)
"""The same in the common European languages, Japanese, Chinese and Korean."""

WORDS = frozenset(
    {
        "unknown",
        "not available",
        "not applicable",
        "not known",
        "not stated",
        "not specified",
        "not provided",
        "not reported",
        "unspecified",
        "undefined",
        "tbd",
        "tba",
        "tbc",
        "to be confirmed",
        "to be determined",
        "no data",
        "no value",
        "no answer",
        "not recorded",
        "not entered",
        "not given",
        *_WORDS_OF_LANGUAGES.split("|"),
    }
)
"""Words for "the value is not known"."""

AMBIGUOUS = frozenset(
    {"none", "empty", "(empty)", "blank", "(blank)", "missing", "(missing)"}
    | frozenset(
        "fehlt entfällt néant ninguno ignorado brak saknas mangler отсутствует yok "
        "未定 なし 無し 空白 无 無 待定 空 없음 미정 非公開".split()
    )
)
"""A value in a small category (symptoms: none; tank: empty), a null elsewhere."""

WELL_KNOWN = SIGNS | ACRONYMS | WORDS | AMBIGUOUS

MANY_VALUES = 20
"""Distinct values from which a text column is no small category. Chosen by us."""

MIN_WORD_CELLS = 2
"""A word of ordinary language in a text column must occur again. Chosen by us."""

MIN_SENTINEL_CELLS = 3
"""A sentinel must occur this often: fewer are outliers. Chosen by us."""

MIN_MINUS_ONE_SHARE = 0.005
_NINES = r"-?9{2,}(\.9+|\.0+)?"
_FAR_FACTOR = 2.0
"""A run of nines must be this many times the largest other value, as 999 is among ages. Chosen by us."""

_SENTINEL_DATES = r"(0001-01-01|1753-01-01|1899-12-3[01]|1900-01-0[01]|1970-01-01|9999-12-31)([ T]00:00.*)?"
_IMPOSSIBLE_DATES = r"(0000-00-00|9999-99-99|00[/.-]00[/.-]0000|99[/.-]99[/.-]9999|00000000|99999999)([ T][09:.]+)?"
_DATE_DIGITS = 8
_YEARS_APART = 10
_SAME_SHAPE_SHARE = 0.5


def candidates(column: EncodedColumn) -> Mask:
    """Values set aside while the column's kind is judged."""
    if column.typed:
        return column.empty_mask()
    dates = column.matches(
        _IMPOSSIBLE_DATES, (column.characters.digits >= _DATE_DIGITS) & (column.characters.letters <= 1)
    )
    return column.is_in(WELL_KNOWN) | dates | may_be_formula_errors(column)


def disguised_nulls(column: EncodedColumn, kind: Kind) -> Mask:
    """Mask of the distinct values that mean "nothing" in this column."""
    filled = ~column.blank
    if kind.is_number and kind.numbers is not None:
        return (candidates(column) | _repeated_words(column, kind) | _sentinel_numbers(column, kind.numbers)) & filled
    if kind.is_date:
        return (candidates(column) | _repeated_words(column, kind) | _sentinel_dates(column)) & filled
    if kind.name == "code" and kind.wrong.any():
        return (candidates(column) | _repeated_words(column, kind)) & filled
    if column.typed:
        return column.empty_mask()
    return _nulls_in_text(column, kind) & filled


def _repeated_words(column: EncodedColumn, kind: Kind) -> Mask:
    """A word without digits, repeated in a column of numbers or dates: "closed", "pending"."""
    repeated = kind.wrong & (column.counts >= MIN_SENTINEL_CELLS)
    return repeated & ~column.matches(r".*\d.*", repeated)


def _nulls_in_text(column: EncodedColumn, kind: Kind) -> Mask:
    texts = column.texts
    signs = column.is_in(SIGNS)
    if as_mask(pc.equal(texts, "+")).any():
        signs &= ~as_mask(pc.equal(texts, "-"))
    words = column.is_in(WORDS) & (column.counts >= MIN_WORD_CELLS)
    others = ~column.blank & ~column.is_in(WELL_KNOWN)
    nulls: Mask = signs | words | _acronyms(column, others)
    if kind.name in {"", "code", "text"} or int(others.sum()) > MANY_VALUES:
        nulls = nulls | (column.is_in(AMBIGUOUS) & ((column.counts >= MIN_WORD_CELLS) | (kind.name == "")))
    return nulls


def _acronyms(column: EncodedColumn, others: Mask) -> Mask:
    """Acronyms as programs write them (``NA``, ``null``, ``NaN``), unless most other values look the same."""
    written = column.matches(r"\p{Lu}+|\p{Ll}+|NaN", column.is_in(ACRONYMS))
    for code in np.flatnonzero(written):
        text = column.texts[int(code)].as_py()
        case = r"\p{Lu}" if text.isupper() else r"\p{Ll}"
        alike = column.matches(f"{case}{{{len(text)}}}", others & (column.characters.total == len(text)))
        if column.weight(alike) >= _SAME_SHAPE_SHARE * max(1, column.weight(others)) and alike.any():
            written[code] = False
    return written


def _sentinel_numbers(column: EncodedColumn, numbers: Floats) -> Mask:
    """Runs of nines far outside the other values, and -1 "
    "among numbers that are never negative, when repeated.
    """
    sentinels = column.empty_mask()
    figures = column.characters.letters == 0
    nines = column.matches(_NINES, figures & (column.characters.digits > 1))
    minus_one = column.matches(r"-1(\.0+)?", figures & ~column.characters.only_digits)
    rest = numbers[~np.isnan(numbers) & ~nines & ~minus_one]
    if len(rest) < 2:
        return sentinels
    low, high = float(rest.min()), float(rest.max())
    repeated = column.counts >= MIN_SENTINEL_CELLS
    above = numbers >= max(_FAR_FACTOR * high, high + (high - low))
    below = numbers <= min(low - (high - low), 0) if low < 0 else numbers < 0
    sentinels |= nines & repeated & (above | below)
    often = column.counts >= max(MIN_SENTINEL_CELLS, MIN_MINUS_ONE_SHARE * column.rows)
    if low >= 0 and len(rest) >= MANY_VALUES:
        sentinels |= minus_one & often
    return sentinels


def _sentinel_dates(column: EncodedColumn) -> Mask:
    """Days on which computers' calendars begin or end, repeated and years apart from every other date."""
    known = column.matches(_SENTINEL_DATES, column.counts >= MIN_SENTINEL_CELLS)
    if matches(pc.cast([column.name], "large_string"), OPEN_ENDED_NAMES)[0]:
        known &= ~column.matches(r"9999.*", known)
    if not known.any():
        return known
    years = _years(column)
    rest = years[~known & (years > 0)]
    for code in np.flatnonzero(known):
        if len(rest) and np.abs(rest - years[code]).min() < _YEARS_APART:
            known[code] = False
    return known


def _years(column: EncodedColumn) -> Floats:
    year_texts = pc.struct_field(
        pc.extract_regex(column.texts, r"(?P<year>\d{4})"), "year"
    )  # null where nothing matched
    years: Floats = pc.fill_null(pc.cast(year_texts, "float64"), 0.0).to_numpy(zero_copy_only=False)
    return years
