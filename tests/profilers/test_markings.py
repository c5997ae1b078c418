"""Markings of documents in many languages, and texts that only speak of secrets."""

from __future__ import annotations

import random

import pytest

from readiness.profilers.rights.markings import marking_of

MARKINGS = {
    "en": ["CONFIDENTIAL", "Strictly confidential", "Privileged & Confidential", "Internal use only", "TOP SECRET"],
    "de": ["Vertraulich", "STRENG VERTRAULICH", "Nur für den internen Gebrauch", "VS - Nur für den Dienstgebrauch"],
    "fr": ["Confidentiel", "STRICTEMENT CONFIDENTIEL", "Usage interne uniquement", "Diffusion restreinte"],
    "es": ["Confidencial", "Estrictamente confidencial", "Solo para uso interno"],
    "it": ["Riservato", "STRETTAMENTE RISERVATO", "Per uso interno"],
    "pt": ["Confidencial", "Uso interno"],
    "nl": ["Vertrouwelijk", "Strikt vertrouwelijk"],
    "pl": ["Poufne", "Do użytku wewnętrznego"],
    "ru": ["Строго конфиденциально", "Для служебного пользования", "Коммерческая тайна"],
    "sv": ["Konfidentiellt"],
    "ja": ["社外秘", "【機密】", "極秘", "関係者外秘"],
    "zh": ["密级：机密", "内部资料 注意保密", "绝密", "商业秘密"],
    "ko": ["대외비"],
}
CLAUSES = {
    "en": [
        "7. Confidentiality",
        "Each party keeps Confidential Information secret.",
        "Confidential Information",
        "Secret",
    ],
    "de": ["Vertraulichkeit", "Die Parteien behandeln alle Angaben vertraulich.", "Geheimhaltungsvereinbarung"],
    "fr": ["Confidentialité", "Les parties gardent confidentielles les informations.", "Accord de confidentialité"],
    "es": ["Confidencialidad", "La información es confidencial y no se divulga a terceros."],
    "it": ["Riservatezza", "Le parti mantengono riservate le informazioni."],
    "pt": ["Confidencialidade", "As informações são confidenciais."],
    "nl": ["Vertrouwelijkheid", "Partijen behandelen gegevens vertrouwelijk."],
    "pl": ["Poufność", "Strony zachowują poufność informacji."],
    "ru": ["Конфиденциальность", "Стороны обязуются хранить сведения конфиденциально."],
    "sv": ["Sekretess", "Parterna behandlar uppgifterna konfidentiellt."],
    "ja": ["秘密保持契約書", "第7条(秘密保持)", "甲及び乙は、秘密情報を第三者に開示してはならない。"],
    "zh": ["保密协议", "第七条 保密", "双方应当对商业秘密予以保密。"],
    "ko": ["비밀유지계약서", "당사자는 기밀 정보를 제3자에게 공개하지 않는다."],
}
BODY = {"ja": "本契約は業務委託の条件を定める。", "zh": "本合同规定服务条件。", "ko": "이 계약은 조건을 정한다."}


def text_of(language: str, lines: list[str], rng: random.Random) -> str:
    body = [BODY.get(language, f"Paragraph {n} of the text, number {rng.random():.4f}.") for n in range(40)]
    place = rng.randrange(1, len(body))
    return "\n".join([*body[:place], *lines, *body[place:]])


@pytest.mark.parametrize("language", MARKINGS)
def test_a_marking_at_the_head_the_foot_or_on_every_page_is_found(language: str) -> None:
    rng = random.Random(7)
    missed = []
    for marking in MARKINGS[language]:
        text = text_of(language, [], rng)
        pages = "\f".join(f"{text}\n{marking}\n{text}" for _ in range(4))
        for placed in (f"{marking}\n{text}", f"Title\n\n{marking}\n\n{text}", f"{text}\n{marking}", pages):
            missed += [marking] * (marking_of(placed) != marking)
    assert missed == []


@pytest.mark.parametrize("language", CLAUSES)
def test_a_clause_or_a_heading_on_secrecy_marks_no_document(language: str) -> None:
    rng = random.Random(8)
    for clause in CLAUSES[language]:
        text = text_of(language, [], rng)
        for placed in (f"{clause}\n{text}", f"{text}\n{clause}", text_of(language, [clause], rng), f"{clause}\n" * 5):
            assert marking_of(placed) == "", placed[:60]


@pytest.mark.parametrize(
    "text",
    [
        "Public\nInternal\nConfidential\nStrictly confidential\nare our levels",
        "Classification\nPublic\nConfidential\ntick one",
        "Confidential\nStrictly confidential\nTop secret\nare our levels",
        "This e-mail is confidential and may be legally privileged.",
        "Confidentiality Agreement\nbetween Albion and Harlow",
        "the word\nconfidential\nended a wrapped line",
        "The Secret Garden\na novel",
        "Internal audit\nreport of the year",
        "Restricted stock units\nof the plan",
        "",
        "\n\n",
    ],
)
def test_levels_in_a_list_and_words_of_sentences_are_no_marking(text: str) -> None:
    assert marking_of(text) == ""


def test_one_line_in_the_middle_of_a_long_text_is_no_marking_of_it() -> None:
    body = [f"Line {n} of the text." for n in range(60)]
    assert marking_of("\n".join([*body, "CONFIDENTIAL", *body])) == ""


def test_words_that_go_with_a_marking_belong_to_it() -> None:
    for marking in (
        "CONFIDENTIAL - DO NOT DISTRIBUTE",
        "Confidential – Page 3 of 7",
        "DRAFT - CONFIDENTIAL",
        "*** SECRET ***",
    ):
        assert marking_of(f"{marking}\nBoard minutes") == marking
