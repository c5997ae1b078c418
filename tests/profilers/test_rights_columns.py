"""Personal data in columns of every type, under headers of many languages, and columns that only look like it."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.profilers.rights.cell_text import Cells
from readiness.profilers.rights.chance import CHANCE_TAIL, check_digits, tail
from readiness.profilers.rights.checksums import luhn
from readiness.profilers.rights.known_people import NOBODY
from readiness.profilers.rights.personal_columns import scan_cells
from readiness.profilers.rights.terms import announced_kinds
from tests.profilers.test_rights import Corpus, corpus, defects, rate

__all__ = ["corpus"]

SOCIAL = [219_099_000 + n * 37 for n in range(40)]
PHONES = [4_930_3000_0000 + n * 7919 for n in range(40)]
DAYS = [dt.date(1950, 1, 1) + dt.timedelta(days=n * 300) for n in range(40)]
STEPS = [4_000_123_400_000_000 + n * 9973 for n in range(400)]


def card(prefix: int) -> int:
    return next(number for number in range(prefix * 10, prefix * 10 + 10) if luhn(str(number)))


CARDS = [card(453_914_880_343_640 + n * 7) for n in range(40)]


def kinds(corpus: Corpus, columns: dict[str, Any]) -> dict[str, set[str]]:
    """The kinds that block, by column."""
    corpus.table("t.parquet", columns)
    found: dict[str, set[str]] = {}
    for defect in defects(corpus.measure(), "rights.pii"):
        classes = json.loads(defect["evidence"])["certainty"]
        found[defect["part"]] = {kind for kind, certainty in classes.items() if certainty != "chance"}
    return {column: blocking for column, blocking in found.items() if blocking}


def test_numbers_that_are_numbers_are_found_under_a_telling_header(corpus: Corpus) -> None:
    columns = {
        "ssn": SOCIAL, "card_number": CARDS, "phone_number": PHONES, "date_of_birth": DAYS, "quantity": list(range(40)),
    }  # fmt: skip
    assert kinds(corpus, columns) == {
        "ssn": {"US_SSN"},
        "card_number": {"CREDIT_CARD"},
        "phone_number": {"PHONE_NUMBER"},
        "date_of_birth": {"DATE_OF_BIRTH"},
    }


@pytest.mark.parametrize(
    "values",
    [
        pa.array(PHONES, pa.float64()),
        pa.array([*PHONES, None], pa.int64()),
        pa.array(PHONES, pa.uint64()),
        pa.array([decimal.Decimal(n) for n in PHONES], pa.decimal128(20, 2)),
        pa.array(map(str, PHONES)).dictionary_encode(),
        pa.array(PHONES, pa.int64()).dictionary_encode(),
        pa.array([str(n).encode() for n in PHONES], pa.binary()),
        pa.array([[n] for n in PHONES], pa.list_(pa.int64())),
        pa.array(map(str, PHONES), pa.string_view()),
        pa.array([f"{n}.0" for n in PHONES]),
    ],
    ids=str,
)
def test_a_phone_is_found_whatever_type_its_column_has(corpus: Corpus, values: pa.Array) -> None:
    assert kinds(corpus, {"Telefonnummer": values}) == {"Telefonnummer": {"PHONE_NUMBER"}}


def test_fields_inside_a_column_are_searched_under_their_own_names(corpus: Corpus) -> None:
    persons = pa.array([{"passport_no": f"C01X{n:05d}", "visits": n} for n in range(30)])
    pairs = pa.array([[("mail", f"jane.roe{n}@acme.com")] for n in range(30)], pa.map_(pa.string(), pa.string()))
    assert kinds(corpus, {"person": persons, "extra": pairs}) == {
        "person": {"US_PASSPORT"},
        "extra": {"EMAIL_ADDRESS"},
    }


@pytest.mark.parametrize("name", ["", "a.b", "person.x", 'weird"name', "x" * 500])
def test_a_column_is_read_whatever_its_name(corpus: Corpus, name: str) -> None:
    nested = pa.array([{"x": 1, "y": "a"}] * 3)
    columns = {"a": nested, "person": nested, name: [f"jane.roe{n}@acme.com" for n in range(3)]}
    assert kinds(corpus, columns) == {name: {"EMAIL_ADDRESS"}}


def test_days_are_found_as_dates_of_birth_only_under_such_a_header(corpus: Corpus) -> None:
    moments = pa.array([dt.datetime.combine(day, dt.time()) for day in DAYS], pa.timestamp("us"))
    numbers = [int(f"{day:%Y%m%d}") for day in DAYS]
    columns = {"Geburtsdatum": moments, "né le": numbers, "created_at": moments, "booked_on": DAYS}
    assert set(kinds(corpus, columns)) == {"Geburtsdatum", "né le"}


def test_columns_of_numbers_without_a_telling_header_stay_clean(corpus: Corpus) -> None:
    columns = {
        "order_no": STEPS, "epoch_ms": [1_700_000_000_000 + n * 977 for n in range(400)], "quantity": list(range(400)),
        "amount": [n * 1.5 for n in range(400)], "customer_id": [219_099_000 + n * 37 for n in range(400)],
        "sku": [f"{n:011d}" for n in range(40_000_000_000, 40_000_000_400)],
        "version": ["2.4.1.7"] * 200 + ["2.4.1.8"] * 200,
        "mobile_sessions": [1_000_000 + n for n in range(400)], "cell_voltage": [3_700_000 + n for n in range(400)],
        "imei": [card(35_693_803_564_380 + n) for n in range(400)],
    }  # fmt: skip
    assert kinds(corpus, columns) == {}


def test_card_numbers_without_a_header_are_found_by_their_check_digits(corpus: Corpus) -> None:
    assert kinds(corpus, {"column_1": CARDS, "column_2": list(map(str, CARDS))}) == {
        "column_1": {"CREDIT_CARD"},
        "column_2": {"CREDIT_CARD"},
    }


def test_a_type_that_cannot_be_read_is_counted_and_not_taken_as_scanned(corpus: Corpus) -> None:
    corpus.table("t.parquet", {"image": pa.array([b"\xff\xd8\xff\x00", b"\x89PNG\xff"]), "note": ["a", "b"]})
    corpus.text("a.md", "write to jane.roe@acme.com")
    profile = corpus.measure()
    assert rate(profile, "rights.pii") == (1, 2, None)
    assert json.loads(defects(profile, "rights.pii_basis")[0]["evidence"])["items_unread"] == 1


def test_no_number_or_date_reaches_a_report_unmasked(corpus: Corpus) -> None:
    corpus.table("t.parquet", {"ssn": SOCIAL, "kaart nummer": CARDS, "född": DAYS, "geboortedatum": DAYS})
    written = json.dumps(corpus.measure().defects.to_pylist())
    raw = [str(value) for value in (*SOCIAL, *CARDS, *DAYS)]
    assert [value for value in raw if value in written] == []
    assert "US_SSN: 2*** (9 characters)" in written


HEADERS = {
    "PHONE_NUMBER": (
        "Kunden-Handynr. | n° de téléphone | telefono_cellulare | Telemóvel | mobiel nummer | nr "
        "telefonu | Telefonní číslo | puhelinnumero | telefonszám | număr de telefon | cep telefonu "
        "| Τηλέφωνο | Номер телефона | мобільний телефон | 顧客電話番号 | 手机号码 | رقم الهاتف | मोबाइल नंबर "
        "| customerPhone_2 | WORKPHONE"
    ),
    "NATIONAL_ID": (
        "Sozialversicherungsnummer | numero_securite_sociale | codice fiscale | DNI | NIF | BSN | "
        "nr PESEL | rodné číslo | personnummer | CPR-nummer | fødselsnummer | henkilötunnus | TAJ "
        "szám | CNP | TC kimlik no | ΑΜΚΑ | СНИЛС | РНОКПП | マイナンバー | 身份证号 | رقم الهوية | आधार "
        "संख्या | NHS number | national_insurance_number"
    ),
    "DATE_OF_BIRTH": (
        "Geb.-Datum | date_naissance | fechaNacimiento | data di nascita | data de nascimento | "
        "geboortedatum | data_urodzenia | datum narození | födelsedatum | fødselsdato | syntymäaika "
        "| születési dátum | data nașterii | doğum tarihi | Ημερομηνία γέννησης | дата_рождения | "
        "дата народження | 生年月日 | 出生日期 | تاريخ الميلاد | जन्म तिथि"
    ),
    "CREDIT_CARD": "Kreditkartennummer | numéro de carte | 信用卡号 | номер карты",
    "US_PASSPORT": "Reisepass-Nr | パスポート番号",
    "US_DRIVER_LICENSE": "führerscheinnummer | prawo jazdy",
    "US_BANK_NUMBER": "Kontonummer | číslo účtu",
    "IP_ADDRESS": "IP-Adresse",
    "EMAIL_ADDRESS": "E-Mail-Adresse | correo electrónico",
    "STREET_ADDRESS": "Straße und Hausnummer | 住所",
    "PERSON": "Vor- und Nachname | imię i nazwisko | ФИО | 氏名",
    "PASSWORD": "hasło | 密码",
}


@pytest.mark.parametrize(
    ("kind", "header"), [(kind, header) for kind, headers in HEADERS.items() for header in headers.split(" | ")]
)
def test_a_header_announces_its_kind_in_many_languages(kind: str, header: str) -> None:
    assert announced_kinds(header) == {kind}


FALSE_FRIENDS = (
    "name | product_name | company name | game card | card_type | sim card | cell_voltage | "
    "battery cell | No | nr | handy tool | phone_model | email_verified | mac_address | web "
    "address | created_at | order_date | quantity | country of birth rate | mailing_list | 商品名 "
    "| 注文番号 | رقم الطلب | उत्पाद | telephone_cost | Kosten"
)


@pytest.mark.parametrize("header", FALSE_FRIENDS.split(" | "))
def test_a_false_friend_announces_nothing(header: str) -> None:
    assert announced_kinds(header) == frozenset()


def test_names_in_other_scripts_are_found_under_their_headers(corpus: Corpus) -> None:
    columns = {
        "氏名": ["山田太郎", "佐藤花子", "鈴木一郎"],
        "फ़ोन": ["9876543210", "9876543211", "9876543212"],
        "ФИО": ["Иванов Иван Иванович", "Петрова Анна", "Сидоров Пётр"],
        "商品名": ["机", "椅子", "本棚"],
    }
    assert kinds(corpus, columns) == {"氏名": {"PERSON"}, "फ़ोन": {"PHONE_NUMBER"}, "ФИО": {"PERSON"}}


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_tail_is_the_sum_of_the_binomial_distribution(passed: int, tried: int) -> None:
    from math import comb

    exact = sum(comb(tried, n) * 0.1**n * 0.9 ** (tried - n) for n in range(passed, tried + 1))
    assert tail(passed, tried) == pytest.approx(exact, abs=1e-12)


@given(st.integers(10**14, 9 * 10**14), st.integers(1, 9999))
def test_numbers_in_steps_are_hardly_ever_taken_for_cards(start: int, step: int) -> None:
    counted = check_digits(str(4 * 10**15 + start % 10**14 + n * step) for n in range(300))
    assert counted.share < 0.5
    assert tail(counted.passed, counted.shaped) > CHANCE_TAIL or counted.share < 0.5


@given(st.lists(st.integers(10**5, 10**16), min_size=1, max_size=30), st.sampled_from(["phone", "ssn", "card no", "n"]))
def test_a_number_is_judged_alike_as_number_and_as_text(numbers: list[int], header: str) -> None:
    texts = pa.array(dict.fromkeys(map(str, numbers)), pa.large_string())
    typed = scan_cells(Cells(header=header, kinds=announced_kinds(header), typed=True, texts=texts), NOBODY)
    written = scan_cells(Cells(header=header, kinds=announced_kinds(header), texts=texts), NOBODY)
    assert typed.pii.blocking() <= written.pii.blocking()


def test_an_unreadable_staged_file_is_an_error_that_names_the_table(corpus: Corpus, tmp_path: Path) -> None:
    corpus.table("t.parquet", {"a": [1]})
    (tmp_path / "tables" / "0.parquet").write_bytes(b"no parquet")
    rows = [row for row in corpus.measure().measures.to_pylist() if row["indicator"] == "rights.pii"]
    (error,) = [row for row in rows if row["state"] == "error"]
    assert "t.parquet" in error["reason"]
    assert error["source"] not in {row["source"] for row in rows if row["state"] == "measured"}
