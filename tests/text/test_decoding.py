"""Which characters bytes are, and which were lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.text.decoding import decode, encoding_problem
from readiness.text.language import language_of


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


def test_a_declared_encoding_of_several_bytes_is_believed_before_utf8_with_damage() -> None:
    text = "納品書の条件について説明します。" * 20  # more than half of it could be UTF-8
    assert decode(text.encode("shift_jis"), "Shift_JIS").text == text


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("shift_jis", "納品書の条件について説明します。" * 20),
        ("euc_jp", "契約書の第五条に基づき、供給者は倉庫まで商品を配送するものとする。" * 3),
        ("gb18030", "数据质量审计是任何人工智能项目启动之前的第一步，没有可靠的数据就没有可靠的模型。" * 3),
        ("big5", "本合約由甲乙雙方在平等自願的基礎上簽訂，供應商應在五月一日前將貨物運至北方倉庫。" * 3),
        (
            "euc_kr",
            "공급자는 오월 일일까지 상품을 북부 창고로 배송하여야 한다. 지불은 삼십일 이내에 완료되어야 합니다." * 3,
        ),
        ("cp874", "ผู้จัดหาจะส่งมอบสินค้าไปยังคลังสินค้าทางเหนือก่อนวันที่หนึ่งพฤษภาคม" * 3),
        ("cp1255", "הספק יספק את הסחורה למחסן הצפוני לפני הראשון במאי." * 2),
        ("cp1251", "Поставщик обязан доставить товар на северный склад до первого мая." * 2),
        ("cp1253", "Ο προμηθευτής παραδίδει την παρτίδα στη βόρεια αποθήκη πριν από την πρώτη Μαΐου."),
    ],
)
def test_undeclared_text_of_other_scripts_is_read(codec: str, text: str) -> None:
    assert decode(text.encode(codec)).text == text


def test_who_declares_latin_1_and_writes_quotation_marks_means_windows_1252() -> None:
    found = decode("“naïve” – déjà vu".encode("cp1252"), "ISO-8859-1")
    assert (found.text, found.encoding) == ("“naïve” – déjà vu", "cp1252")


@pytest.mark.parametrize("label", ["unicode_escape", "utf-7", "idna", "punycode", "rot13", "zlib", "\0", "x-no-such"])
def test_a_document_cannot_name_a_codec_that_is_no_character_encoding(label: str) -> None:
    text = "naïve caf\\u00e9 +AGE-, déjà vu, garçon, français, tête, où, être"
    assert decode(text.encode("cp1252"), label).text == text


@given(st.binary(), st.text())
def test_no_declaration_breaks_decoding(data: bytes, label: str) -> None:
    assert isinstance(decode(data, label).text, str)


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
