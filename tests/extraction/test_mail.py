"""Mail: the text of the letter, not its encoding."""

from email.message import EmailMessage

import pytest

from readiness.extraction import extract
from readiness.model import Document, Outcome
from tests.growth import assert_linear

HEAD = b"Message-ID: <1@x>\r\nMIME-Version: 1.0\r\nFrom: Ada <ada@example.org>\r\nTo: bob@example.org\r\n"


def read(data: bytes) -> Document:
    return extract(data, name="a.eml")


def test_subject_then_body_and_the_day_it_was_sent() -> None:
    found = read(
        HEAD + b"Date: Mon, 02 Mar 2026 09:00:00 +0100\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n"
    )
    assert found.text == "Grüße\n\nHello"
    assert (found.title, found.author) == ("Grüße", "Ada <ada@example.org>")
    assert (found.dates["sent"], found.metadata["sent_source"]) == ("2026-03-02T09:00:00+01:00", "eml_date")


def test_the_plain_part_wins_and_attachments_are_named() -> None:
    body = HEAD + b'Subject: Offer\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    body += b"--b\r\nContent-Type: text/html\r\n\r\n<p>Shown <b>twice</b></p>\r\n"
    body += b"--b\r\nContent-Type: text/plain\r\n\r\nShown once\r\n"
    body += (
        b'--b\r\nContent-Type: text/plain; name="n.txt"\r\nContent-Disposition: attachment\r\n\r\nAttached\r\n--b--\r\n'
    )
    found = read(body)
    assert found.text == "Offer\n\nShown once"
    assert found.metadata["attachments"] == "n.txt"


def test_a_mail_of_html_alone_is_read_as_a_page() -> None:
    found = read(
        HEAD
        + b"Subject: Offer\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>50 \xe2\x82\xac</p><script>x</script>"
    )
    assert found.text == "Offer\n\n50 €"


def test_bytes_in_a_header_are_decoded_as_what_they_are() -> None:
    assert read(HEAD + "Subject: Grüße\r\n\r\nHello".encode()).title == "Grüße"


def test_a_mail_saved_as_utf16_is_a_mail() -> None:
    found = extract((HEAD + b"Subject: Offer\r\n\r\nHello").decode().encode("utf-16"))
    assert (found.format, found.text) == ("eml", "Offer\n\nHello")


def test_an_encrypted_mail_is_encrypted() -> None:
    sealed = b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n\r\nMIIB\r\n'
    assert read(HEAD + b"Subject: x\r\n" + sealed).outcome is Outcome.ENCRYPTED


def test_an_unreadable_date_is_no_date() -> None:
    assert dict(read(HEAD + b"Date: yesterday\r\nSubject: x\r\n\r\nHello").dates) == {}


def test_an_endless_header_costs_no_time() -> None:
    def opened(words: int) -> None:
        found = read(HEAD + b"Subject: " + b"=?utf-8?q?aaaa?= " * words + b"\r\n\r\nHello")
        assert found.text.endswith("Hello")

    assert_linear(opened, 200_000)


def test_thousands_of_nested_parts_are_hostile() -> None:
    inner = b"Content-Type: text/plain\n\nhello"
    for number in range(3000):
        inner = b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n%b\n--b%d--\n' % (
            number,
            number,
            inner,
            number,
        )
    assert read(HEAD.replace(b"\r", b"") + inner).outcome is Outcome.HOSTILE


def test_a_mailbox_is_all_its_messages() -> None:
    one = b"From a@x Mon Jun 01 10:00:00 2009\nFrom: a@x\nTo: b@x\nSubject: One\n\nFirst\n\n"
    two = b"From b@x Tue Jun 02 10:00:00 2009\nFrom: b@x\nTo: a@x\nSubject: Two\n\nSecond\n"
    found = extract(one + two, name="inbox.mbox")
    assert found.text == "One\n\nFirst\n\nTwo\n\nSecond"
    assert found.metadata["messages"] == "2"


SAID = "The northern quay is closed from July while the cranes are moved. Masters report on channel twelve."
LETTER = f"<p>{SAID}</p>"


@pytest.mark.parametrize(
    ("plain", "chosen"),
    [
        ("This message is in HTML.", "html"),
        ("Ihr Programm kann die Nachricht nicht anzeigen.", "html"),
        ("", "html"),
        (SAID, "plain"),
        ("northern quay closed from July, cranes moved: masters report on channel twelve", "plain"),
    ],
)
def test_a_plain_part_that_only_names_the_page_is_not_the_letter(plain: str, chosen: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Bulletin"
    message.set_content(plain)
    message.add_alternative(LETTER, subtype="html")
    text = read(message.as_bytes()).text
    assert text == (f"Bulletin\n\n{plain}" if chosen == "plain" else f"Bulletin\n\n{LETTER[3:-4]}")
