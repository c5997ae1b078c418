"""Policies that no longer hold, and policy files with broken characters, secrets or nothing in them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.datasets.policies import SOURCE, item_of, policy, title_of, write_policy
from examples.enterprise_maker.document import Document, Section, date_text
from examples.enterprise_maker.formats import render
from examples.enterprise_maker.planned_dates import on
from examples.enterprise_maker.synthetic_values import database_url, private_key


def _end_date() -> dt.date:
    return on(2025, 9, 1)


def write(answers: AnswerKey) -> None:
    """Withdrawn policies are gone after the repair; spoilt files are there, readable and clean."""
    if answers.defects:
        _write_withdrawn(answers)
    _write_garbled(answers)
    _write_web_export(answers)
    _write_runbooks(answers)
    _write_hollow(answers)


def _write_withdrawn(answers: AnswerKey) -> None:
    """Policies withdrawn in five wordings that companies use; three name what holds instead."""
    day = date_text(_end_date(), "day_month")
    current = item_of("finance", "bank-signatories")
    ways: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("it/vpn-tokens.docx", "withdrawn", item_of("it", "remote-access"), {
            "banner": f"This policy was withdrawn on {day} and replaced by {title_of('it/remote-access')}."}),
        ("hr/home-office.html", "superseded", item_of("hr", "remote-working"), {
            "facts": (("Status", f"Superseded by {title_of('hr/remote-working')}"), ("Last updated", day))}),
        ("finance/cheques.md", "superseded", current, {
            "front_matter": (("status", "superseded"), ("superseded_by", current),
                             ("last_updated", _end_date().isoformat()))}),
        ("facilities/fax-room.pdf", "obsolete", "", {
            "facts": (("Status", "Obsolete"), ("Last updated", day))}),
        ("procurement/paper-catalogues.html", "withdrawn", "", {
            "banner": "This policy has been withdrawn.", "facts": (("Last updated", day),)}),
    )  # fmt: skip
    for item, status, successor, words in ways:
        rng = random.Random(f"{answers.seed}/withdrawn/{item}")
        write_policy(answers, item, replace(policy(rng, title_of(item), _end_date()), **words))
        entry = answers.find("currency.withdrawn", SOURCE, item, evidence={"status": status})
        if successor:
            entry["successor_any_of"] = [successor, title_of(successor)]


_ACCENTED = "The café by the façade in Malmö takes à la carte orders, and a résumé of each décor goes to Nîmes. "


def _write_garbled(answers: AnswerKey) -> None:
    """Accents that went through the wrong code page: mojibake, and bytes that are no UTF-8."""
    spoilt = (
        ("facilities/canteen-suppliers.txt", "mojibake", _mojibake),
        ("hr/name-changes.html", "mojibake", _mojibake),
        ("legal/foreign-branches.md", "mojibake", _mojibake),
        ("finance/currency-notes.txt", "undecodable", _two_code_pages),
        ("it/keyboard-layouts.txt", "undecodable", _two_code_pages),
    )
    for item, problem, spoil in spoilt:
        rng = random.Random(f"{answers.seed}/garbled/{item}")
        day = on(2026, rng.randint(1, 10), rng.randint(1, 28))
        document = replace(policy(rng, title_of(item), day), facts=(("Last updated", date_text(day, "day_month")),))
        sections = tuple(replace(one, paragraphs=(*one.paragraphs, _ACCENTED)) for one in document.sections[:3])
        document = replace(document, sections=(*sections, *document.sections[3:]))
        content = render(document, item.rpartition(".")[2])
        content = spoil(content) if answers.defects else content
        answers.write(SOURCE, item, content, modified=at(day), text=document.text)
        if answers.defects:
            answers.find("format.encoding", SOURCE, item, evidence={"problem": problem})


def _mojibake(content: bytes) -> bytes:
    """UTF-8 taken for Windows-1252 and saved as UTF-8 once more."""
    return content.decode("utf-8").encode("utf-8").decode("cp1252", errors="ignore").encode("utf-8")


def _two_code_pages(content: bytes) -> bytes:
    """Two files glued together, the second in Latin-1, with a control byte that no text has."""
    half = content.decode("utf-8").index(" ", len(content) // 2)
    text = content.decode("utf-8")
    return text[:half].encode("utf-8") + b" \x81" + text[half:].encode("latin-1") + " Café Müller".encode("latin-1")


def _write_web_export(answers: AnswerKey) -> None:
    """A web page that an intranet offers "as Excel"."""
    item = f"procurement/approved-carriers.{'xlsx' if answers.defects else 'html'}"
    rng = random.Random(f"{answers.seed}/web-export")
    document = _add_date(policy(rng, title_of(item), on(2026, 4, 20)))
    answers.write(SOURCE, item, render(document, "html"), modified=at(document.written_on), text=document.text)
    if answers.defects:
        answers.find("format.type_mismatch", SOURCE, item, evidence={"claimed": "xlsx", "actual": "html"})


def _write_runbooks(answers: AnswerKey) -> None:
    """Operating notes that hold what they should only point to."""
    secrets = (
        ("it/report-database-runbook.md", database_url, "URL"),
        ("it/transfer-server-runbook.txt", private_key, "key"),
    )
    for item, secret, word in secrets:
        rng = random.Random(f"{answers.seed}/runbook/{item}")
        day = on(2026, rng.randint(1, 10), rng.randint(1, 28))
        status = "Aproved" if answers.defects and word == "key" else "Approved"
        facts = (("Status", status), ("Last updated", date_text(day, "iso")))
        document = replace(policy(rng, title_of(item), day), facts=facts)
        line = (
            f"The {word} in use:\n{secret(rng)}" if answers.defects else f"The {word} is kept in the vault of the desk."
        )
        write_policy(
            answers,
            item,
            replace(document, sections=(*document.sections, Section(heading="Access", paragraphs=(line,)))),
        )
        if answers.defects:
            answers.find("rights.secrets", SOURCE, item)
        if status == "Aproved":
            answers.find("currency.invalid", SOURCE, item, evidence={"kind": "invalid_status", "suggested": "approved"})


_STUBS = (
    ("legal/new-template.docx", ""),
    ("finance/draft-rules.pdf", ""),
    ("facilities/floor-plan-notes.html", "tbc"),
    ("hr/placeholder.md", "To follow"),
    ("procurement/barter.docx", "n/a"),
    ("it/printers.pdf", "see intranet"),
)
"""Files that open, with their whole text."""


def _write_hollow(answers: AnswerKey) -> None:
    """Files that open and hold no text, and files that hold no sensible text."""
    day = on(2026, 5, 12)
    for item, words in _STUBS:
        rng = random.Random(f"{answers.seed}/empty/{item}")
        document = policy(rng, title_of(item), day)
        write_policy(answers, item, Document(title=words, written_on=day) if answers.defects else _add_date(document))
        if answers.defects and words:
            answers.find("content.empty", SOURCE, item)
            if item.endswith((".html", ".md")):  # no embedded date either
                answers.find("currency.undated", SOURCE, item)
        elif answers.defects:
            answers.find("format.unreadable", SOURCE, item, evidence={"outcome": "empty"})
    for item, spoil in (
        ("it/old-fax.txt", _misread),
        ("facilities/meter-readings.txt", _readings),
        ("hr/form.txt", _form),
    ):
        rng = random.Random(f"{answers.seed}/noise/{item}")
        document = policy(rng, title_of(item), day)
        if answers.defects:
            text = f"Last updated: {date_text(day, 'day_month')}\n\n{spoil(rng)}\n"
            answers.write(SOURCE, item, text.encode(), modified=at(day), text=text)
            answers.find("content.low_quality", SOURCE, item)
        else:
            write_policy(answers, item, _add_date(document))


def _add_date(document: Document) -> Document:
    return replace(document, facts=(("Last updated", date_text(document.written_on, "day_month")),))


def _misread(rng: random.Random) -> str:
    """Text as character recognition reads it from a stained fax."""
    scraps = ("il", "~", "rn", "^;", "|", "''", "oe", "_-", "tl", "\\", ";:", "cl", "»", "vv", "°", "ii", "<>", "f'")
    return "\n".join(" ".join(rng.choice(scraps) for _ in range(14)) for _ in range(60))


def _readings(rng: random.Random) -> str:
    return "\n".join(f"{rng.random():.2f} ## {rng.random():.2f} ... ### {rng.random():.3f}" for _ in range(80))


def _form(rng: random.Random) -> str:
    line = "NAME ............ SIGN ............ ROOM ............"
    return "\n".join([line, *(line for _ in range(60)), f"FORM {rng.randrange(100)}"])
