import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.profilers.rights import FOUND_SCORE, find_pii
from tests.growth import assert_linear


def find_values(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find_pii(text) if span.score >= FOUND_SCORE]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("write to jane.roe@acme-corp.co.uk today", "EMAIL_ADDRESS", "jane.roe@acme-corp.co.uk"),
        ("card 4556 4264 2848 1144 is lost", "CREDIT_CARD", "4556 4264 2848 1144"),
        ("pay to GB82 WEST 1234 5698 7654 32 now", "IBAN_CODE", "GB82 WEST 1234 5698 7654 32"),
        ("iban de89370400440532013000.", "IBAN_CODE", "de89370400440532013000"),
        ("His SSN is 374-15-9928", "US_SSN", "374-15-9928"),
        ("logged in from 81.2.69.142 at noon", "IP_ADDRESS", "81.2.69.142"),
        ("my driver's license number is a5631933", "US_DRIVER_LICENSE", "a5631933"),
        ("NI number QQ123456C".replace("QQ", "AB"), "UK_NINO", "AB123456C"),
        ("NHS number 943 476 5919", "UK_NHS", "943 476 5919"),
        ("She was born on 12 March 1963.", "DATE_OF_BIRTH", "12 March 1963"),
        ("+44 20 7946 0958", "PHONE_NUMBER", "+44 20 7946 0958"),
        ("ask (212) 555-0147 about it", "PHONE_NUMBER", "(212) 555-0147"),
        ("Tel: 030 1234567", "PHONE_NUMBER", "030 1234567"),
        ("call me at 20-32-85-26", "PHONE_NUMBER", "20-32-85-26"),
        ("office 730.347.5681x8340", "PHONE_NUMBER", "730.347.5681x8340"),
        ("Hello, this is Mr. Dresdner speaking", "PERSON", "Dresdner"),
        ("My name is Xiuying Okonjo", "PERSON", "Xiuying Okonjo"),
        ("Dear Xiuying,\nthank you", "PERSON", "Xiuying"),
        ("Kind regards,\nXiuying Okonjo\n", "PERSON", "Xiuying Okonjo"),
        ("Patient: Xiuying Okonjo", "PERSON", "Xiuying Okonjo"),
        ("we met Elizabeth Okonjo there", "PERSON", "Elizabeth Okonjo"),
        ("deliver it to 12 Baker Street please", "STREET_ADDRESS", "12 Baker Street"),
        ("wohnt in der Lindenstraße 12a", "STREET_ADDRESS", "Lindenstraße 12a"),
        ("habite 25 rue des Lilas", "STREET_ADDRESS", "25 rue des Lilas"),
        ("Reach us in Springfield, IL 62704", "STREET_ADDRESS", "Springfield, IL 62704"),
        ("PSC 4457, Box 7534\nAPO AP 95145", "STREET_ADDRESS", "PSC 4457, Box 7534\nAPO AP 95145"),
    ],
)
def test_personal_data_is_found_where_it_stands(text: str, kind: str, value: str) -> None:
    assert (kind, value) in find_values(text)


@pytest.mark.parametrize(
    "text",
    [
        "The card number is 4556 4264 2848 1145",
        "use 4111 1111 1111 1111 to test",
        "GB82 WEST 1234 5698 7654 33",
        "order number 123-45-6789012",
        "000-12-3456 and 666-12-3456",
        "10.0.0.1 and 127.0.0.1 and 192.168.1.20",
        "version 2.10.3.1 of the tool",
        "from 2019-2020 to 2021-2022",
        "on 2024-05-03 and 03.05.2024",
        "1 234 567 people in 1,234,567 places",
        "ISBN 978-3-16-148410-0",
        "clause 252.227-7015",
        "support@acme.com or no-reply@acme.com",
        "sender0@example.com",
        "The Service Manual explains Cloud Foundry",
        "copyright 1991-1998, Acme Lane",
        "1 September 1998 in Version 1",
        "Dear Sir or Madam",
        "Contact Service Desk",
        "12 monkeys went to the street",
        "",
    ],
)
def test_what_only_looks_like_personal_data_does_not_count(text: str) -> None:
    assert find_values(text) == []


def test_weak_hints_are_returned_with_a_score_that_does_not_count() -> None:
    spans = find_pii("see https://acme.com/x in France on 2024-05-03, ask info@acme.com")
    assert {span.kind for span in spans} == {"URL", "LOCATION", "DATE_TIME", "EMAIL_ADDRESS"}
    assert all(span.score < FOUND_SCORE for span in spans)


def test_a_reserved_domain_counts_only_behind_a_persons_name() -> None:
    assert [kind for kind, _ in find_values("jane.doe@example.com")] == ["EMAIL_ADDRESS"]
    assert find_values("noreply@example.com") == []


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "a.",
        "a@",
        "A ",
        "Aa Bb ",
        "1-",
        "(1",
        "12 Ab ",
        "my name is ",
        "Dear A",
        "a.b@c.",
        "GB82 ",
        "::",
        "1.1.",
        "address ",
        "\n",
        "Suite 1\n",
    ],
)
def test_a_long_hostile_text_is_read_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: find_pii(unit * (size // len(unit))), 60_000)


@given(st.text(max_size=200))
def test_no_text_breaks_the_search_and_spans_lie_in_order_inside_it(text: str) -> None:
    furthest = 0
    for span in find_pii(text):
        assert furthest <= span.start < span.end <= len(text)
        assert 0 <= span.score <= 1
        furthest = span.end


@given(st.text(alphabet="ab 1@.-+\n", max_size=60), st.text(alphabet="ab 1@.-+\n", max_size=60))
def test_adding_text_around_a_mail_address_does_not_hide_it(left: str, right: str) -> None:
    text = f"{left} jane.roe@acme.com \n{right}"
    assert any(kind == "EMAIL_ADDRESS" for kind, _ in find_values(text))
