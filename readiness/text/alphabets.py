"""The letters that languages use beyond ASCII, as Unicode's CLDR lists them (exemplar characters)."""

from __future__ import annotations

LATIN = {
    "af": "áéèêëîïóôöúûüý",
    "az": "çəğıöşüi̇",
    "ca": "àçéèíïóòúü·",
    "cs": "áčďéěíňóřšťúůýž",
    "cy": "áàâäéèêëíìîïóòôöúùûüẃẁŵẅýỳŷÿ",
    "da": "æøåéǿ",
    "de": "äöüß",
    "en": "éèêëïçñôæœáàíóúöü",
    "es": "áéíñóúüºª",
    "et": "äöõüšž",
    "eu": "ñç",
    "fi": "äöåšž",
    "fo": "áðíóúýæø",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "ga": "áéíóú",
    "gl": "áéíñóúüï",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "id": "",
    "is": "áéíóúýðþæö",
    "it": "àèéìîòóùúºª",
    "la": "",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņōŗšūž",
    "mt": "ċġħżàèìòù",
    "nl": "éèëïöüáóúíêç",
    "no": "æøåéèêòóôäö",
    "pl": "ąćęłńóśźż",
    "pt": "ãáàâçéêíõóôúüºª",
    "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšžćđ",
    "sq": "çë",
    "sv": "åäöéàü",
    "sw": "",
    "tl": "ñ",
    "tr": "çğıöşüi̇âîû",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơư",
}
"""By ISO 639-1 code, small letters; Norwegian, Swedish and English with those of common loan words."""

_CYRILLIC = "абвгдежзиклмнопрстуфхцчш"
CYRILLIC = {
    "be": _CYRILLIC + "ёійўыьэюя",
    "bg": _CYRILLIC + "йщъьюяѝ",
    "kk": _CYRILLIC + "ёйщъыьэюяәғқңөұүһі",
    "ky": _CYRILLIC + "ёйщъыьэюяңөү",
    "mk": _CYRILLIC + "ѓѕјљњќџѐѝ",
    "mn": _CYRILLIC + "ёйщъыьэюяөү",
    "ru": _CYRILLIC + "ёйщъыьэюя",
    "sr": _CYRILLIC + "ђјљњћџ",
    "tg": _CYRILLIC + "ёйъэюяғӣқӯҳҷ",
    "tt": _CYRILLIC + "ёйщъыьэюяәҗңөүһ",
    "uk": _CYRILLIC + "ґєіїйщьюя",
}
_ARABIC = "ءآأؤئابتثجحخدذرزسشصضطظعغفقلمنهو"
ARABIC = {"ar": _ARABIC + "إةكىي", "fa": _ARABIC + "پچژکگیةيك", "ur": _ARABIC + "پچژکگیٹڈڑںھہےۓ"}
"""Those of Persian with the Arabic kaf and yeh that older encodings write."""
