"""Claim of a column's name: it measures (an amount, a date, a yes or no) or names things (a code, a house number)."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Claim(StrEnum):
    """Claim about the values of a column; ``NONE`` where its words are not known."""

    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    NAME = "name"
    NONE = ""


_LAST_NAMES = frozenset(
    "id ids key keys code codes codigo type types typ kind class klasse category kategorie unit "
    "units einheit uom level "
    "no nr num number nummer numero numeri label name names status note notes comment text "
    "description desc range band "
    "currency waehrung wahrung devise method format zone ref reference".split()
)
"""Words that name when they come last, whatever is before them: ``date key``, ``price list no``, ``amount type``."""

_NAMES = (
    _LAST_NAMES
    | {"room"}
    | frozenset(
        "zip zipcode plz postcode postal cp cap phone telephone telefon tel fax mobile handy iban "
        "account konto compte cuenta "
        "conto sku gtin ean isbn article artikel item serial serie version model house haus hausnr casa "
        "building gebaeude "
        "street strasse rue calle via address adresse adresa indirizzo direccion zimmer raum "
        "apartment apt flat seat "
        "flight line linie gate bus track lot batch charge los order auftrag invoice bill ticket case "
        "file plate kennzeichen "
        "registration uuid guid hash token ssn passport licence license permit grade size groesse "
        "taille talla week quarter "
        "fiscal index position sheet page paragraph section chapter product produkt piece".split()
    )
)

_NAME_ENDINGS = ("nummer", "nr", "kennung", "kennzeichen", "schluessel", "bezeichnung", "code", "strasse")

_NUMBERS = frozenset(
    "сумма цена количество стоимость сума ціна ποσο τιμη ποσοτητα oesszeg osszeg ar mennyiseg castka mnozstvi "
    "summa hinta maara tutar fiyat miktar suma pret cantitate "
    "amount amounts amt betrag betraege summe sum total totals subtotal gesamt price prices preis "
    "preise prix precio "
    "prezzo preco cena prijs kosten cost costs cout costo coste custo kwota bedrag belop belopp "
    "importe importo valor "
    "value wert montant quantity qty quantite cantidad quantita quantidade menge anzahl stueck "
    "stuck aantal antal ilosc "
    "count counts rate rates taux tasa tasso taxa satz quote percent percentage pct prozent "
    "pourcentage porcentaje ratio "
    "share anteil score revenue umsatz chiffre turnover sales erloes income ingresos salary gehalt "
    "lohn salaire salario "
    "salaris wage fee gebuehr tax steuer iva tva vat mwst discount rabatt remise descuento balance "
    "saldo solde budget "
    "weight gewicht poids peso waga kg height hoehe hauteur altezza altura length laenge longueur "
    "lunghezza width breite "
    "largeur depth tiefe distance entfernung area flaeche surface superficie volume volumen liter "
    "litre litres liters km "
    "temperature temperatur temp pressure druck speed geschwindigkeit vitesse voltage age alter "
    "edad duration dauer duree "
    "hours stunden heures minutes seconds margin marge profit gewinn loss verlust debit credit soll stock bestand "
    "inventory population einwohner deaths cases confirmed recovered turnout votes measurement "
    "reading messwert measure "
    "consumption verbrauch consommation energy kwh yield net gross netto brutto payment zahlung "
    "deposit fare".split()
)
_NUMBER_ENDINGS = (
    "betrag", "menge", "preis", "summe", "anzahl", "kosten", "umsatz", "gewicht", "wert", "satz", "saldo", "gehalt",
    "flaeche", "laenge", "hoehe", "breite", "dauer", "quote", "anteil", "bestand", "verbrauch", "temperatur", "bedrag",
    "prijs", "aantal", "belopp", "pris",
)  # fmt: skip

_DATES = frozenset(
    "дата ημερομηνια datumu "
    "date dates datum data fecha dato datetime timestamp time day tag jour giorno dia dag birthday birthdate dob "
    "geburtstag deadline due expiry expires created updated modified since until when from start "
    "end begin beginn ende "
    "paivamaara pvm tarih zeitpunkt zeit heure hora closes opens".split()
)
_DATE_ENDINGS = ("datum", "tag", "date", "dato", "zeitpunkt", "zeit", "dag", "time")
_WEAK_DATES = frozenset(
    "data time day tag from start end begin since until when due begin hora heure zeit zeitpunkt".split()
)
"""Words that are dates only where nothing else is known: ``data`` is also data, ``time`` also a duration."""

_BOOLEANS = frozenset(
    "is has flag active aktiv actif activo attivo enabled valid gueltig paid bezahlt paye closed".split()
)

_GENERAL = frozenset(
    "value values wert werte valor valores valeur valeurs valore valori warde total data measure".split()
)
"""Words that claim something only beside another: a column ``value`` of a table of keys and values holds anything."""

_FAR_EAST = (
    (Claim.NAME, "番号 编号 編號 コード 代码 電話 电话 郵便 邮编 住所 地址 번호 코드"),
    (Claim.DATE, "日付 日期 年月日 期日 日時 时间 時間 生年月日 날짜 일자"),
    (Claim.NUMBER, "金額 金额 数量 數量 価格 价格 単価 单价 合計 合计 件数 人数 率 重量 금액 수량 가격"),
)
_COUNTED = re.compile(r"\b(?:number|num|no|nr|count|nombre|numero|anzahl|aantal|antal|liczba) (?:of|de|di|von|van|d)\b")
_CAMEL = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=[a-zß-ÿ0-9])(?=[A-ZÀ-Þ])")
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l"})
_UNIT_IN_BRACKETS = re.compile(
    r"[(\[](?:%|[€$£¥]|kg|g|t|km|m|cm|mm|l|ml|kwh|mwh|°c|eur|usd|gbp|chf|h|min|s|ha|m2|m²|m³)[)\]]"
)


def claim_of(name: str) -> Claim:
    """The claim of a column's name, in the words of the common European languages, Japanese, Chinese and Korean.

    >>> [str(claim_of(name)) for name in ("Rechnungsbetrag", "order_date", "dateKey", "number of beds", "Hausnr.")]
    ['number', 'date', 'name', 'number', 'name']
    """
    for claim, known in _FAR_EAST:
        if any(word in name for word in known.split()):
            return claim
    text = _CAMEL.sub(" ", name)
    if _UNIT_IN_BRACKETS.search(text.lower()):
        return Claim.NUMBER
    words = _words(text)
    if not words or (len(words) == 1 and words[0] in _GENERAL):
        return Claim.NONE
    if _COUNTED.search(" ".join(words)):
        return Claim.NUMBER
    return _claim_of_words(words)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.lower().translate(_FOLDED))
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    return [word for word in re.findall(r"[^\W\d_]+", bare) if word]


def _claim_of_words(words: list[str]) -> Claim:
    last = words[-1]
    if last in _LAST_NAMES or last.endswith(_NAME_ENDINGS):
        return Claim.NAME
    if words[0] in {"is", "has"}:
        return Claim.BOOLEAN
    claims = [_claim_of_word(word) for word in words]
    for claim in (Claim.DATE, Claim.NUMBER):
        strong = [word for word, one in zip(words, claims, strict=True) if one is claim and word not in _WEAK_DATES]
        if strong and _is_head(words, claims, claim):
            return claim
    if Claim.NAME in claims:
        return Claim.NAME
    return next((claim for claim in (Claim.NUMBER, Claim.DATE, Claim.BOOLEAN) if claim in claims), Claim.NONE)


def _is_head(words: list[str], claims: list[Claim], claim: Claim) -> bool:
    """The last word carries the sense in Germanic names, the first in Romance ones."""
    return claims[-1] is claim or claims[0] is claim or len(words) > 2


def _claim_of_word(word: str) -> Claim:
    for claim, words, endings in (
        (Claim.DATE, _DATES, _DATE_ENDINGS),
        (Claim.NUMBER, _NUMBERS, _NUMBER_ENDINGS),
        (Claim.NAME, _NAMES, _NAME_ENDINGS),
        (Claim.BOOLEAN, _BOOLEANS, ()),
    ):
        if word in words or (len(word) > len("betrag") and word.endswith(endings)):
            return claim
    return Claim.NONE
