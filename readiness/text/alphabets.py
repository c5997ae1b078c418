"""Which letters beyond ASCII the languages of Latin letters use, as Unicode's CLDR lists them (exemplar characters)."""

from __future__ import annotations

LATIN = {
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
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "is": "áéíóúýðþæö",
    "it": "àèéìîòóùúºª",
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
    "tr": "çğıöşüi̇âîû",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơư",
}
"""By ISO 639-1 code, small letters; Norwegian, Swedish and English with those of common loan words."""
