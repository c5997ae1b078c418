"""Which characters bytes are, and which were lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.extraction.decoding import decode, encoding_problem
from readiness.extraction.language import language_of


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_comes_back_as_it_was(codec: str) -> None:
    text = "Protokoll: naïve Größe, 5 €"
    assert decode(text.encode(codec)).text == text


def test_windows_text_is_decoded_and_is_no_problem() -> None:
    text = "Die Größe der Prüfstücke beträgt fünf Millimeter, die Höhe über dem Träger wird später geprüft. " * 5
    found = decode(text.encode("cp1252"))
    assert (found.text, found.problem) == (text, "")


def test_a_declared_encoding_is_believed_where_it_fits() -> None:
    text = "Отчёт за год"
    assert decode(text.encode("koi8-r"), "koi8-r").text == text


def test_an_unknown_declared_encoding_is_ignored() -> None:
    assert decode("café crème, déjà vu, garçon".encode("latin-1"), "x-no-such").text


def test_one_bad_byte_among_good_ones_is_a_loss_not_another_encoding() -> None:
    found = decode("naïve café, Größe, façade".encode() + b" \xff end")
    assert (found.encoding, found.problem) == ("utf-8", "undecodable")
    assert "naïve" in found.text


@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_sound_utf8_never_has_a_problem_of_decoding(text: str, codec: str) -> None:
    assert decode(text.encode(codec, "ignore")).problem == ""


@settings(deadline=None)  # the first guess imports its library
@given(st.binary())
def test_every_bytes_become_text(data: bytes) -> None:
    assert isinstance(decode(data).text, str)


@pytest.mark.parametrize("text", ["don’t – “stop”", "Müller, Größe, Straße", "50 € für Öl", "Привет всем"])
def test_text_decoded_wrongly_twice_is_mojibake(text: str) -> None:
    wrong = text.encode().decode("cp1252", "replace") if "Привет" not in text else text.encode().decode("latin-1")
    assert encoding_problem(wrong.replace("\ufffd", "")) == "mojibake"


@pytest.mark.parametrize(
    "text",
    [
        "naïve café",
        "ÂNGULO e Ânimo",
        "Ärger mit Ölförderung",
        "ÊTRE À L’ÉCOLE",
        "Ã é uma letra",
        "Привет",
        "日本語の文",
        "£5 – “ok”",
    ],
)
def test_accents_are_not_mojibake(text: str) -> None:
    assert encoding_problem(text) == ""


def test_a_replacement_character_is_a_lost_one() -> None:
    assert encoding_problem("caf\ufffd") == "undecodable"
    assert encoding_problem("caf\ufffd", decoded=False) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The contract ends on the last day of the month that is named in the annex to this agreement.", "en"),
        ("Der Vertrag endet am letzten Tag des Monats, der in der Anlage zu dieser Vereinbarung genannt ist.", "de"),
        (
            "Le contrat prend fin le dernier jour du mois qui est indiqué dans une annexe de la présente convention.",
            "fr",
        ),
        ("El contrato termina el último día del mes que se indica en el anexo de este acuerdo entre las partes.", "es"),
        ("Договор заканчивается в последний день месяца", "ru"),
        ("契約は月末に終了します。以上のとおりです。双方の合意による。", "ja"),
        ("合同在本月最后一天终止，双方应当遵守本协议的全部条款和条件。", "zh"),
        ("A1 B2 C3 D4 E5 F6", ""),
        ("", ""),
    ],
)
def test_the_language_is_named_or_left_open(text: str, expected: str) -> None:
    assert language_of(text) == expected


RUSSIAN = "Поставщик обязуется передать товар покупателю в срок, установленный договором между ними."
FRENCH = "Le fournisseur s’engage à livrer la marchandise à l’acheteur dans le délai prévu par le contrat, été compris."
CZECH = "Dodavatel se zavazuje dodat zboží kupujícímu ve lhůtě stanovené smlouvou; platba je do třiceti dnů."
JAPANESE = "供給者は契約に定められた期日までに商品を買主に引き渡すものとする。"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        *[(RUSSIAN, codec) for codec in ("cp1251", "koi8-r", "cp866", "utf-16-le", "utf-16-be")],
        *[(FRENCH, codec) for codec in ("cp1252", "cp850", "mac_roman")],
        *[(CZECH, codec) for codec in ("cp1250", "iso8859-2", "cp852")],
        *[(JAPANESE, codec) for codec in ("shift_jis", "euc_jp", "iso2022_jp", "utf-16-le")],
        ("供应商应在合同规定的期限内向买方交付货物。付款应在收到发票后三十天内完成。", "gbk"),
    ],
)
def test_the_code_page_is_found_without_being_told(text: str, codec: str) -> None:
    data = text.encode(codec, "ignore")
    assert data.decode(codec) == decode(data).text


@pytest.mark.parametrize("codec", ["cp1251", "cp1250", "cp437", "cp850", "mac_roman", "cp1252"])
def test_utf_8_read_in_another_code_page_is_mojibake(codec: str) -> None:
    assert encoding_problem(FRENCH.encode().decode(codec, "ignore")) == "mojibake"


def test_cyrillic_read_as_accented_latin_is_mojibake() -> None:
    assert encoding_problem(RUSSIAN.encode("cp1251").decode("cp1252", "ignore")) == "mojibake"


@pytest.mark.parametrize(
    "text", [RUSSIAN, FRENCH, CZECH, JAPANESE, "╔══╗ ║ √ 2 ≈ 1 ║ ╚══╝", "Ærø, Ålesund, Öland, Ñandú"]
)
def test_text_in_its_own_letters_is_no_mojibake(text: str) -> None:
    assert encoding_problem(text * 3) == ""


def test_two_languages_side_by_side_are_no_mojibake() -> None:
    assert encoding_problem(f"{FRENCH}\n{RUSSIAN}\n{JAPANESE}") == ""


def test_a_few_cyrillic_words_among_much_markup_are_no_latin_letters() -> None:
    page = '<div class="note"><a href="http://example.org/about/company.html">Агентство недвижимости</a></div>\n' * 9
    assert decode(page.encode("cp1251")).text == page
