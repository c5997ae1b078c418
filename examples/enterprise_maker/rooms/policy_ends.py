"""Policies that no longer hold, and policy files with broken characters, secrets or nothing in them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from examples.enterprise_maker.formats import render
from examples.enterprise_maker.ledger import Ledger, at
from examples.enterprise_maker.paper import Paper, Section, spelled
from examples.enterprise_maker.planned_dates import on
from examples.enterprise_maker.rooms.policies import SOURCE, item_of, policy, put, title_of
from examples.enterprise_maker.shaped import database_url, private_key


def _ended() -> dt.date:
    return on(2025, 9, 1)


def write(ledger: Ledger) -> None:
    """Withdrawn policies are gone after the repair; spoilt files are there, readable and clean."""
    if ledger.defects:
        _write_withdrawn(ledger)
    _write_garbled(ledger)
    _write_web_export(ledger)
    _write_runbooks(ledger)
    _write_hollow(ledger)


def _write_withdrawn(ledger: Ledger) -> None:
    """Five ways in which companies say it; three name what holds instead."""
    day = spelled(_ended(), "day_month")
    current = item_of("finance", "bank-signatories")
    ways: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("it/vpn-tokens.docx", "withdrawn", item_of("it", "remote-access"), {
            "banner": f"This policy was withdrawn on {day} and replaced by {title_of('it/remote-access')}."}),
        ("hr/home-office.html", "superseded", item_of("hr", "remote-working"), {
            "facts": (("Status", f"Superseded by {title_of('hr/remote-working')}"), ("Last updated", day))}),
        ("finance/cheques.md", "superseded", current, {
            "front_matter": (("status", "superseded"), ("superseded_by", current),
                             ("last_updated", _ended().isoformat()))}),
        ("facilities/fax-room.pdf", "obsolete", "", {
            "facts": (("Status", "Obsolete"), ("Last updated", day))}),
        ("procurement/paper-catalogues.html", "withdrawn", "", {
            "banner": "This policy has been withdrawn.", "facts": (("Last updated", day),)}),
    )  # fmt: skip
    for item, status, successor, words in ways:
        rng = random.Random(f"{ledger.seed}/withdrawn/{item}")
        put(ledger, item, replace(policy(rng, title_of(item), _ended()), **words))
        found = ledger.find("currency.withdrawn", SOURCE, item, evidence={"status": status})
        if successor:
            found["successor_any_of"] = [successor, title_of(successor)]


_ACCENTED = "The café by the façade in Malmö takes à la carte orders, and a résumé of each décor goes to Nîmes. "


def _write_garbled(ledger: Ledger) -> None:
    """Accents that went through the wrong code page: mojibake, and bytes that are no UTF-8."""
    spoilt = (
        ("facilities/canteen-suppliers.txt", "mojibake", _mojibake),
        ("hr/name-changes.html", "mojibake", _mojibake),
        ("legal/foreign-branches.md", "mojibake", _mojibake),
        ("finance/currency-notes.txt", "undecodable", _two_code_pages),
        ("it/keyboard-layouts.txt", "undecodable", _two_code_pages),
    )
    for item, problem, spoil in spoilt:
        rng = random.Random(f"{ledger.seed}/garbled/{item}")
        day = on(2026, rng.randint(1, 10), rng.randint(1, 28))
        paper = replace(policy(rng, title_of(item), day), facts=(("Last updated", spelled(day, "day_month")),))
        sections = tuple(replace(one, paragraphs=(*one.paragraphs, _ACCENTED)) for one in paper.sections[:3])
        paper = replace(paper, sections=(*sections, *paper.sections[3:]))
        content = render(paper, item.rpartition(".")[2])
        content = spoil(content) if ledger.defects else content
        ledger.write(SOURCE, item, content, modified=at(day), text=paper.text)
        if ledger.defects:
            ledger.find("format.encoding", SOURCE, item, evidence={"problem": problem})


def _mojibake(content: bytes) -> bytes:
    """UTF-8 taken for Windows-1252 and saved as UTF-8 once more."""
    return content.decode("utf-8").encode("utf-8").decode("cp1252", errors="ignore").encode("utf-8")


def _two_code_pages(content: bytes) -> bytes:
    """Two files glued together, the second in Latin-1, with a control byte that no text has."""
    half = content.decode("utf-8").index(" ", len(content) // 2)
    text = content.decode("utf-8")
    return text[:half].encode("utf-8") + b" \x81" + text[half:].encode("latin-1") + " Café Müller".encode("latin-1")


def _write_web_export(ledger: Ledger) -> None:
    """A web page that an intranet offers "as Excel"."""
    item = f"procurement/approved-carriers.{'xlsx' if ledger.defects else 'html'}"
    rng = random.Random(f"{ledger.seed}/web-export")
    paper = _dated(policy(rng, title_of(item), on(2026, 4, 20)))
    ledger.write(SOURCE, item, render(paper, "html"), modified=at(paper.written_on), text=paper.text)
    if ledger.defects:
        ledger.find("format.type_mismatch", SOURCE, item, evidence={"claimed": "xlsx", "actual": "html"})


def _write_runbooks(ledger: Ledger) -> None:
    """Operating notes that hold what they should only point to."""
    secrets = (
        ("it/report-database-runbook.md", database_url, "URL"),
        ("it/transfer-server-runbook.txt", private_key, "key"),
    )
    for item, secret, word in secrets:
        rng = random.Random(f"{ledger.seed}/runbook/{item}")
        day = on(2026, rng.randint(1, 10), rng.randint(1, 28))
        paper = replace(policy(rng, title_of(item), day), facts=(("Last updated", spelled(day, "iso")),))
        line = (
            f"The {word} in use:\n{secret(rng)}" if ledger.defects else f"The {word} is kept in the vault of the desk."
        )
        put(ledger, item, replace(paper, sections=(*paper.sections, Section(heading="Access", paragraphs=(line,)))))
        if ledger.defects:
            ledger.find("rights.secrets", SOURCE, item)


_STUBS = (
    ("legal/new-template.docx", ""),
    ("finance/draft-rules.pdf", ""),
    ("facilities/floor-plan-notes.html", "tbc"),
    ("hr/placeholder.md", "To follow"),
    ("procurement/barter.docx", "n/a"),
    ("it/printers.pdf", "see intranet"),
)
"""Files that open, with all that they say."""


def _write_hollow(ledger: Ledger) -> None:
    """Files that open and say nothing, and files that say nothing sensible."""
    day = on(2026, 5, 12)
    for item, words in _STUBS:
        rng = random.Random(f"{ledger.seed}/empty/{item}")
        paper = policy(rng, title_of(item), day)
        put(ledger, item, Paper(title=words, written_on=day) if ledger.defects else _dated(paper))
        if ledger.defects and words:
            ledger.find("content.empty", SOURCE, item)
            if item.endswith((".html", ".md")):  # no embedded date either
                ledger.find("currency.undated", SOURCE, item)
        elif ledger.defects:
            ledger.find("format.unreadable", SOURCE, item, evidence={"outcome": "empty"})
    for item, spoil in (
        ("it/old-fax.txt", _misread),
        ("facilities/meter-readings.txt", _readings),
        ("hr/form.txt", _form),
    ):
        rng = random.Random(f"{ledger.seed}/noise/{item}")
        paper = policy(rng, title_of(item), day)
        if ledger.defects:
            text = f"Last updated: {spelled(day, 'day_month')}\n\n{spoil(rng)}\n"
            ledger.write(SOURCE, item, text.encode(), modified=at(day), text=text)
            ledger.find("content.low_quality", SOURCE, item)
        else:
            put(ledger, item, _dated(paper))


def _dated(paper: Paper) -> Paper:
    return replace(paper, facts=(("Last updated", spelled(paper.written_on, "day_month")),))


def _misread(rng: random.Random) -> str:
    """What character recognition makes of a stained fax."""
    scraps = ("il", "~", "rn", "^;", "|", "''", "oe", "_-", "tl", "\\", ";:", "cl", "»", "vv", "°", "ii", "<>", "f'")
    return "\n".join(" ".join(rng.choice(scraps) for _ in range(14)) for _ in range(60))


def _readings(rng: random.Random) -> str:
    return "\n".join(f"{rng.random():.2f} ## {rng.random():.2f} ... ### {rng.random():.3f}" for _ in range(80))


def _form(rng: random.Random) -> str:
    line = "NAME ............ SIGN ............ ROOM ............"
    return "\n".join([line, *(line for _ in range(60)), f"FORM {rng.randrange(100)}"])
