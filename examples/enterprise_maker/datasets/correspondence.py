"""Mails, minutes, slides, a parting zip: ``correspondence/{mailbox,minutes,decks,handover}/...``."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.document import Document, Section, date_text
from examples.enterprise_maker.formats import render
from examples.enterprise_maker.formats.mail import Mail, eml
from examples.enterprise_maker.formats.office import pptx
from examples.enterprise_maker.formats.steady_zip import zip_archive
from examples.enterprise_maker.near_copies import containment, shingles
from examples.enterprise_maker.planned_dates import month_of, on
from examples.enterprise_maker.prose.grammar import paragraph, sentence
from examples.enterprise_maker.prose.office import MAILS, MINUTES
from examples.enterprise_maker.prose.vocabulary import FIRST_NAMES, LAST_NAMES
from examples.enterprise_maker.synthetic_values import cloud_key, mail_address, password, repository_token

SOURCE = "correspondence"
MAILS_WRITTEN = 110
FORWARDS = 3
_COMMITTEES = ("steering", "works-council", "safety", "vendor-board")
_MINUTES_FORMATS = ("md", "docx", "txt", "pdf", "html")
CLEAN = (
    "content.empty", "currency.stale", "currency.undated", "currency.withdrawn", "format.encoding",
    "format.type_mismatch", "format.unreadable", "rights.secrets", "uniqueness.exact", "uniqueness.near",
)  # fmt: skip


def write(answers: AnswerKey) -> None:
    mails = [_mail(answers.seed, number) for number in range(MAILS_WRITTEN)]
    for number, mail in enumerate(mails):
        _send(answers, mail)
        if number % 6 == 0:
            answers.control(CLEAN, SOURCE, _place(mail))
    _send_secrets(answers)
    if answers.defects:
        for number in range(FORWARDS):
            _forward(answers, mails[7 + 30 * number], number)
    _attach_setup(answers)
    minutes = [_write_minutes(answers, number) for number in range(40)]
    if answers.defects:
        _hand_over(answers, minutes[1])
    for quarter in range(8):
        _write_deck(answers, quarter)


def _mail(seed: int, number: int) -> Mail:
    rng = random.Random(f"{seed}/mails/{number}")
    month = _months_back(number % 30)
    sent = dt.datetime(month.year, month.month, rng.randint(1, 28), rng.randint(7, 18), rng.randint(0, 59))  # noqa: DTZ001
    sender, recipient = (f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}" for _ in range(2))
    parts = [paragraph(rng, MAILS, "line", rng.randint(3, 5)) for _ in range(rng.randint(2, 3))]
    hello = f"{sentence(rng, MAILS, 'hello')},"
    bye = f"{sentence(rng, MAILS, 'bye')}\n{sender}"
    return Mail(
        sender=f"{sender} <{mail_address(rng, sender)}>",
        recipient=f"{recipient} <{mail_address(rng, recipient)}>",
        subject=sentence(rng, MAILS, "subject"),
        sent=sent,
        body="\n\n".join((hello, *parts, bye)) + "\n",
        key=f"{number:04d}.{rng.randrange(16**10):010x}",
    )


def _months_back(months: int) -> dt.date:
    """The first day of a month before the last full one (planned: October 2026)."""
    index = 2026 * 12 + 9 - months
    return month_of(index // 12, index % 12 + 1)


def _place(mail: Mail) -> str:
    words = "".join(letter if letter.isalnum() else "-" for letter in mail.subject.lower()).strip("-")
    return f"mailbox/{mail.sent:%Y-%m}/{mail.sent:%Y%m%d-%H%M}_{words[:30].strip('-')}_{mail.key[:4]}.eml"


def _send(answers: AnswerKey, mail: Mail) -> str:
    item = _place(mail)
    answers.write(SOURCE, item, eml(mail), modified=mail.sent, text=f"{mail.subject}\n{mail.body}")
    return item


def _send_secrets(answers: AnswerKey) -> None:
    """Three mails that hand over what belongs in a vault."""
    rng = random.Random(f"{answers.seed}/secrets")
    key_id, key = cloud_key(rng)
    lines = (
        f"here is the login for the portal.\nuser: report_svc\npassword: {password(rng)}",
        f"for the upload use\naws_access_key_id = {key_id}\naws_secret_access_key = {key}",
        f"the build needs this token until Friday: {repository_token(rng)}",
    )
    for number, line in enumerate(lines):
        mail = _mail(answers.seed, 1000 + number)
        hint = line if answers.defects else "the login is in the vault, under the name of the portal."
        body = mail.body.replace("\n\n", f"\n\n{hint}\n\n", 1)
        changed = Mail(
            sender=mail.sender, recipient=mail.recipient, subject=mail.subject, sent=mail.sent, body=body, key=mail.key
        )
        item = _send(answers, changed)
        if answers.defects:
            answers.find("rights.secrets", SOURCE, item)


def _attach_setup(answers: AnswerKey) -> None:
    """A mail whose letter is clean, and whose attachment is not."""
    rng = random.Random(f"{answers.seed}/attached")
    mail, token = _mail(answers.seed, 2000), repository_token(rng)
    line = f"the build needs this token: {token}" if answers.defects else "the token is in the vault, under the build."
    attached = f"Set-up of the build host, {mail.sent:%d %B %Y}\n\nInstall the tools first; {line}\n"
    item = _send(answers, replace(mail, attachments=(("set-up.txt", attached.encode()),)))
    if answers.defects:
        answers.find("rights.secrets", SOURCE, f"{item}!set-up.txt")
        answers.control(["rights.secrets"], SOURCE, item)


def _hand_over(answers: AnswerKey, minutes: str) -> None:
    """An archive that a colleague packed before leaving: a copy of minutes that lie in their own folder."""
    name = minutes.rpartition("/")[2]
    item = f"handover/{month_of(2026, 10):%Y-%m}_vendor-desk.zip"
    content = (answers.tree / SOURCE / minutes).read_bytes()
    answers.write(SOURCE, item, zip_archive({f"minutes/{name}": content}), modified=at(on(2026, 10, 30), 16))
    copy = f"{item}!minutes/{name}"
    answers.texts[f"{SOURCE}/{copy}"] = answers.texts[f"{SOURCE}/{minutes}"]
    answers.pair("exact_duplicate", (SOURCE, minutes), (SOURCE, copy), similarity=1.0)
    answers.find("uniqueness.exact", SOURCE, copy, evidence={"relation": "exact_duplicate"})


def _forward(answers: AnswerKey, original: Mail, number: int) -> None:
    """A mail sent on whole, below a few lines of its own: the first one is contained in it."""
    rng = random.Random(f"{answers.seed}/forward/{number}")
    words = paragraph(rng, MAILS, "line", 6)
    body = f"{words}\n\nWhat they wrote:\n\n{original.subject}\n{original.body}"
    onward = Mail(
        sender=original.recipient,
        recipient=original.sender,
        subject=f"FW: {original.subject}",
        sent=original.sent + dt.timedelta(days=1),
        body=body,
        key=f"9{number:03d}.{rng.randrange(16**10):010x}",
    )
    item, first = _send(answers, onward), _place(original)
    inside = containment(shingles(original.body), shingles(body))
    answers.pair("contained_in", (SOURCE, first), (SOURCE, item), similarity=inside)
    answers.find("uniqueness.near", SOURCE, first, evidence={"relation": "contained_in"})


def _write_minutes(answers: AnswerKey, number: int) -> str:
    rng = random.Random(f"{answers.seed}/minutes/{number}")
    day = _months_back(number // 2).replace(day=rng.randint(1, 28))
    committee = _COMMITTEES[number % len(_COMMITTEES)]
    points = tuple(
        Section(
            heading=f"{point}. {sentence(rng, MINUTES, 'topic')}",
            paragraphs=(
                paragraph(rng, MINUTES, "talk", rng.randint(2, 4)),
                f"Action: {sentence(rng, MINUTES, 'action')}.",
            ),
        )
        for point in range(1, rng.randint(4, 7))
    )
    present = ", ".join(f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}" for _ in range(rng.randint(4, 7)))
    facts = (("Date", date_text(day, "day_month")), ("Present", present))
    title = f"Minutes of the {committee.replace('-', ' ')} meeting"
    document = Document(title=title, written_on=day, author=present.split(",")[0], facts=facts, sections=points)
    extension = _MINUTES_FORMATS[number % len(_MINUTES_FORMATS)]
    item = f"minutes/{committee}/{day.isoformat()}_minutes.{extension}"
    answers.write(SOURCE, item, render(document, extension), modified=at(day, 17, number), text=document.text)
    return item


def _write_deck(answers: AnswerKey, quarter: int) -> None:
    rng = random.Random(f"{answers.seed}/decks/{quarter}")
    planned = month_of(2024 + (quarter + 3) // 4, 3 * ((quarter + 3) % 4 + 1) - 2)
    year, number, day = planned.year, (planned.month + 2) // 3, planned.replace(day=15)
    slides = tuple(
        Section(
            heading=sentence(rng, MINUTES, "topic"), paragraphs=tuple(sentence(rng, MINUTES, "talk") for _ in range(3))
        )
        for _ in range(5)
    )
    facts = (("Presented on", date_text(day, "day_month")),)
    document = Document(
        title=f"Supplier review Q{number} {year}", written_on=day, author="Vendor desk", facts=facts, sections=slides
    )
    item = f"decks/{year}-q{number}_supplier-review.pptx"
    answers.write(SOURCE, item, pptx(document), modified=at(day, 15), text=document.text)
