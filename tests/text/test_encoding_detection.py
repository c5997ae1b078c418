"""Which code page undeclared text is in, as a document and as cells of a table; and what is said where two fit."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.encodings import Case, cases
from readiness.extraction.table_checks import check
from readiness.tables.dialect import detect_encoding
from readiness.text.decoding import decode, detect
from readiness.text.plausibility import share_plausible
from tests.tables.streams import table_of, written

# Two letters of ten names read alike in Romanian's ISO 8859-16 and in Windows-1250 (comma or cedilla below), and
# the EBCDIC of Hebrew is valid ASCII: neither can be known from the bytes.
UNKNOWABLE = {"iso8859-16", "cp424"}


@pytest.fixture(scope="module")
def matrix() -> list[Case]:
    return [case for case in cases() if case.encoding not in UNKNOWABLE]


@pytest.mark.parametrize(("kind", "least"), [("document", 0.98), ("CSV", 0.95)])
def test_texts_in_forty_languages_are_read_in_their_legacy_encodings(
    matrix: list[Case], kind: str, least: float
) -> None:
    chosen = [case for case in matrix if case.kind.startswith(kind)][::3]
    right = sum(decode(case.data).text == case.text for case in chosen)
    assert len({case.encoding for case in chosen}) >= 48
    assert right >= least * len(chosen)


@pytest.mark.parametrize(
    ("codec", "town"),
    [
        ("koi8-r", "Москва"),
        ("cp866", "Воронеж"),
        ("cp1250", "Plzeň"),
        ("mac_roman", "Düsseldorf, Nürnberg, Köln"),
        ("cp850", "Nürnberg"),
        ("cp1255", "ירושלים"),
        ("cp1256", "القاهرة"),
        ("cp874", "เชียงใหม่"),
        ("cp1257", "Šiauliai, Kėdainiai, Panevėžys, Biržai, Rūta"),
        ("euc_kr", "인천광역시 서울"),
        ("shift_jis", "名古屋市ひまわり"),
        ("big5", "臺中市新竹"),
        ("utf-16-be", "東京"),
        ("utf-32-le", "東京"),
    ],
)
def test_one_short_cell_shows_the_encoding_of_a_table(tmp_path: Path, codec: str, town: str) -> None:
    rows = "".join(f"{n};{town};{n * 7}\n" for n in range(9))
    _, table = table_of(written(tmp_path, "a.csv", f"id;town;amount\n{rows}".encode(codec)))
    assert set(table["town"].to_pylist()) == {town}


def test_a_single_cell_far_down_a_plain_table_shows_its_encoding(tmp_path: Path) -> None:
    rows = "".join(f"{n},north depot,{n}\n" for n in range(40_000))
    path = written(tmp_path, "a.csv", f"id,town,amount\n{rows}7,Žďár nad Sázavou,1\n".encode("cp1250"))
    _, table = table_of(path)
    assert table["town"].to_pylist()[-1] == "Žďár nad Sázavou"


@pytest.mark.parametrize("codec", ["cp1252", "koi8-r", "shift_jis", "utf-8", "utf-16-le"])
def test_documents_and_tables_are_given_the_same_encoding(tmp_path: Path, codec: str) -> None:
    text = {"koi8-r": "Покупатель обязан оплатить счёт", "shift_jis": "買主は商品を受け取る"}.get(codec, "Größe, Höhe")
    path = written(tmp_path, "a.csv", f"id,note\n1,{text}\n2,{text}\n".encode(codec))
    with path.open("rb") as file:
        opened = check(file, path.stat().st_size, "csv", "a.csv")
    assert opened.encoding == decode(path.read_bytes()).encoding == detect_encoding(path).encoding


@pytest.mark.parametrize(
    ("codec", "word"),
    [
        ("mac_roman", "Düsseldorf"),
        ("mac_roman", "Besançon"),
        ("cp850", "Genève"),
        ("cp850", "Århus"),
        ("cp852", "Košice"),
        ("iso8859-2", "Košice"),
        ("cp1254", "İzmir"),
        ("mac_cyrillic", "Пермь"),
        ("euc_kr", "인천광역시"),
        ("cp1252", "Besançon"),
        ("cp862", "חיפה"),
    ],
)
def test_a_single_word_is_read_rightly_or_its_encoding_is_said_to_be_uncertain(codec: str, word: str) -> None:
    found = decode(f"id,name\n1,{word}\n".encode(codec))
    assert word in found.text or found.problem.startswith("uncertain: ")
    assert found.encoding not in found.problem


def test_a_table_in_an_uncertain_encoding_has_a_note_and_a_problem(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,name\n1,Genève\n2,Lyon\n".encode("cp850"))
    stream, _ = table_of(path)
    with path.open("rb") as file:
        problem = check(file, path.stat().st_size, "csv", "a.csv").encoding_problem
    assert "uncertain" in stream.notes["encoding"]
    assert problem.startswith("uncertain: ")


def test_text_that_fits_one_encoding_has_no_problem() -> None:
    text = "Kupující je povinen zaplatit fakturu nejpozději do čtrnácti dnů od doručení; zboží převezme řidič."
    assert decode(text.encode("cp1250")).problem == ""


def test_words_of_two_scripts_and_symbols_are_not_plausible() -> None:
    assert share_plausible("perchй") == 0
    assert share_plausible("B鱸an") == 0
    assert share_plausible("K÷ln") < 0.96
    assert share_plausible("手机 iPhone手机") == 1


@settings(deadline=None)
@given(st.binary())
def test_the_encoding_found_can_decode_what_it_was_found_in(data: bytes) -> None:
    from io import BytesIO

    found = detect(BytesIO(data))
    assert isinstance(data.decode(found.encoding, "replace"), str)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_valid_utf8_is_never_taken_for_a_legacy_encoding(text: str) -> None:
    data = ("ä" + text).encode()
    assert decode(data).encoding in {"utf-8", "iso2022_jp_2", "iso2022_kr"}
