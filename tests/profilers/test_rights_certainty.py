"""What is certain or likely, and what chance also gives, in running text of several languages."""

from __future__ import annotations

import pytest

from readiness.personal_kinds import PERSONAL_KINDS
from readiness.profilers.rights import identifiers, people, phones, pii, places
from readiness.profilers.rights.certainty import count_matches
from readiness.profilers.rights.headers import _SHAPES
from readiness.profilers.rights.judging import classify_spans, secret_certainty
from readiness.profilers.rights.known_people import NOBODY, KnownPeople
from readiness.profilers.rights.scan_texts import read_text
from tests.growth import assert_linear

RANDOM = "q7Zx9Kd2Lm4Np6Rs8Tv1Wy3Bc5Df7Gh9Jk2"


def classes(text: str, known: KnownPeople = NOBODY) -> dict[str, str]:
    around, _ = read_text(text, known)
    tally = count_matches((span.kind, certainty) for span, certainty in classify_spans(around))
    return {kind: certainty.value for kind, certainty in tally.classes.items()}


@pytest.mark.parametrize(
    ("text", "kind", "certainty"),
    [
        ("write to jane.roe@acme.com", "EMAIL_ADDRESS", "certain"),
        ("pay to GB82 WEST 1234 5698 7654 32", "IBAN_CODE", "certain"),
        ("my card is 4556 4264 2848 1144", "CREDIT_CARD", "certain"),
        ("Kreditkarte: 4556 4264 2848 1144", "CREDIT_CARD", "certain"),
        ("numéro de carte 4556426428481144", "CREDIT_CARD", "certain"),
        ("parcel 4556 4264 2848 1144", "CREDIT_CARD", "chance"),
        ("4556426428481144\n5213591727586604\n5498878581177505\n4539148803436467", "CREDIT_CARD", "likely"),
        ("His SSN is 374-15-9928", "US_SSN", "certain"),
        ("numéro de sécurité sociale 374-15-9928", "US_SSN", "certain"),
        ("lot 374-15-9928", "US_SSN", "chance"),
        ("Jane Roe, 374-15-9928", "US_SSN", "likely"),
        ("National Insurance number AB123456C", "UK_NINO", "certain"),
        ("bin AB123456C", "UK_NINO", "chance"),
        ("file 912-70-1234", "US_ITIN", "chance"),
        ("Telefonnummer: 030 1234567", "PHONE_NUMBER", "certain"),
        ("puhelinnumero 09 1234 5678", "PHONE_NUMBER", "certain"),
        ("手机 +86 138 0013 8000", "PHONE_NUMBER", "certain"),
        ("+49 30 1234567", "PHONE_NUMBER", "likely"),
        ("drawing 030 1234567", "PHONE_NUMBER", "chance"),
        ("logged in from 81.2.69.142", "IP_ADDRESS", "likely"),
        ("81.2.69.142 GET /\n81.132.69.143 GET /\n203.45.60.77 GET /", "IP_ADDRESS", "likely"),
        ("see 44.2.1.9 there", "IP_ADDRESS", "chance"),
        ("write to buchhaltung@acme.com", "EMAIL_ADDRESS", "chance"),
        ("write to recursoshumanos.rrhh@acme.com", "EMAIL_ADDRESS", "chance"),
        ("Date of birth: 12 March 1963", "DATE_OF_BIRTH", "certain"),
    ],
)
def test_a_match_has_the_class_that_its_surroundings_give_it(text: str, kind: str, certainty: str) -> None:
    assert classes(text)[kind] == certainty


@pytest.mark.parametrize(
    "text",
    [
        "Release 12.4.1.7 replaces release 12.4.1.6; see section 3.2.1.1, clause 10.4.2.5 and § 4.1.2.3",
        "Abschnitt 12.4.1.7 ersetzt Kapitel 12.4.1.6",
        "La versión 12.4.1.7 y el capítulo 3.2.1.1",
        "\n".join(f"Waybill {4_000_123_400_000_000 + n * 9_973}: gate {n}" for n in range(60)),
        "\n".join(f"Lieferschein {5_100_123_400_000_000 + n * 77_317}, Tor {n}" for n in range(60)),
    ],
)
def test_what_its_surroundings_refute_is_no_finding(text: str) -> None:
    assert classes(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Okonjo complained about the delay.",
        "Frau Schulze arbeitet in der Buchhaltung.",
        "Sehr geehrter Herr Müller,",
        "Mme Dupont habite Lyon.",
        "Señora García firmó el contrato.",
        "Signora Rossi lavora qui.",
        "Dr. Okonjo was late, and he knew it.",
        "we met Elizabeth Okonjo there",
        "A book by Martin Okonjo.",
        "My name is Xiuying Okonjo",
        "Kind regards,\nXiuying Okonjo\n",
        "Patient: Xiuying Okonjo",
        "Elizabeth Okonjo (born 1963) lives there",
    ],
)
def test_a_name_in_the_context_of_a_person_is_likely(text: str) -> None:
    assert classes(text)["PERSON"] == "likely"


@pytest.mark.parametrize(
    "text",
    [
        "The ferry leaves from Elizabeth Harbour and Lake Charlotte.",
        "Dr. Martens and Mrs. Fields are brands in the shop.",
        "Dr. Oetker ist eine Marke.",
        "Le Lac Elizabeth et la Place Martin sont fermés.",
        "Hotel Victoria and Martin Luther Street are near.",
        "The Elizabeth Martin is a ship.",
        "The delivery of Jack Daniel goes to Port Elizabeth.",
    ],
)
def test_a_place_or_a_brand_is_at_most_a_chance_match(text: str) -> None:
    assert classes(text).get("PERSON", "chance") == "chance"


def test_people_whom_the_project_names_are_chance_wherever_they_are_mentioned() -> None:
    known = KnownPeople(emails=frozenset({"m.okonjo@acme.com"}), names=frozenset({"martin okonjo"}))
    text = "Dear Mr. Okonjo,\nas Martin Okonjo said, write to M.Okonjo@acme.com."
    assert classes(text, known) == {"PERSON": "chance", "EMAIL_ADDRESS": "chance"}
    assert classes(text) == {"PERSON": "likely", "EMAIL_ADDRESS": "certain"}


def test_every_kind_that_counts_can_be_allowed_by_name() -> None:
    counted = {"EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "US_SSN", "US_ITIN", "IP_ADDRESS", "UK_NINO", "UK_NHS"}
    counted |= {"DATE_OF_BIRTH", "PHONE_NUMBER", "STREET_ADDRESS", "PERSON", *_SHAPES}
    counted |= {kind for kind, _, _ in identifiers._NUMBER_WORDS}
    assert counted == PERSONAL_KINDS
    assert len(pii.RECOGNISERS) == sum(len(one.RECOGNISERS) for one in (identifiers, phones, places, people))


@pytest.mark.parametrize("unit", ["Dr. Ann ", "+49 30 1234567 ", "81.2.69.142 ", "Ann Lee\n", "4556426428481144 "])
def test_classes_are_found_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: classes(unit * (size // len(unit))), 20_000)


def secret_classes(text: str) -> dict[str, str]:
    _, secrets = read_text(text, NOBODY)
    return {span.kind: secret_certainty(span).value for span in secrets}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ghp_" + RANDOM + "a", {"GITHUB_TOKEN": "certain"}),
        ("AKIA" + "Q3ZX7KD2LM4NP6RS", {"AWS_ACCESS_KEY": "certain"}),
        ("sk_live_" + RANDOM, {"STRIPE_KEY": "certain"}),
        ("-----BEGIN RSA " + f"PRIVATE KEY-----\nMIIEpAIBAAKCAQEAx{RANDOM}\n-----END", {"PRIVATE_KEY": "certain"}),
        ("postgres://app:" + "pw9Xk2Lq@db.acme.com/x", {"CONNECTION_STRING": "certain"}),
        ("amqp://svc:" + "Zk8#mQ4w@10.4.7.9:5672", {"CONNECTION_STRING": "certain"}),
        ("sk_test_" + RANDOM, {"STRIPE_KEY": "likely"}),
        ("postgres://app:" + "pw9Xk2Lq@db.example.com/x", {"CONNECTION_STRING": "likely"}),
        ("postgres://user:" + "password1@host/x", {"CONNECTION_STRING": "likely"}),
        ("postgres://app:" + "P4ssw0rd1@db.acme.com/x", {"CONNECTION_STRING": "likely"}),
        ("password: " + "Tr0ub4dor&3x", {"PASSWORD": "likely"}),
        ("eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NSJ9." + RANDOM, {"JWT": "likely"}),
        ("cache key-" + "9f8e7d6c5b4a39281706f5e4d3c2b1a0", {}),
        ("mailgun: key-" + "9f8e7d6c5b4a39281706f5e4d3c2b1a0", {"MAILGUN_KEY": "certain"}),
        ("ops:$apr1$" + "x8Q0rZ3u$J0bqV9yW1sLx2Fh6mTn4e/", {"PASSWORD_HASH": "likely"}),
        ("ops:$2y$" + "10$" + (RANDOM * 2)[:53], {"PASSWORD_HASH": "likely"}),
        ("ops:{SHA}" + "W6ph5Mm5Pz8GgiULbPgzG37mj9g=", {"PASSWORD_HASH": "likely"}),
        ("ops:$6$" + "salt4You$" + (RANDOM * 3)[:86] + ":19000:0:", {"PASSWORD_HASH": "likely"}),
        ("AKIA" + "IOSFODNN7EXAMPLE", {}),
        ("https://user:" + "password@host.example.com", {}),
        ("costs $1$2 or {SHA}", {}),
    ],
)
def test_a_secret_is_certain_by_its_issuer_its_block_or_its_url(text: str, found: dict[str, str]) -> None:
    assert secret_classes(text) == found
