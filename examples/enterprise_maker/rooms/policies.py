"""Policies with reviews: ``policies/<department>/<topic>.<extension>``, and undated guides beside them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from examples.enterprise_maker.formats import render
from examples.enterprise_maker.ledger import Ledger, at
from examples.enterprise_maker.paper import DATE_STYLES, Paper, Section, months_after, spelled
from examples.enterprise_maker.planned_dates import as_of, on
from examples.enterprise_maker.prose.grammar import paragraph
from examples.enterprise_maker.prose.office import POLICIES, POLICY_SECTIONS
from examples.enterprise_maker.prose.vocabulary import FIRST_NAMES, LAST_NAMES

SOURCE = "policies"
MAX_AGE_DAYS = 3 * 365

TOPICS = {
    "legal": "contract-signing gifts conflicts-of-interest trade-marks litigation-hold powers-of-attorney "
    "sanctions-screening whistleblowing record-retention insider-lists notarial-copies claims-handling",
    "procurement": "supplier-selection tendering purchase-orders spend-limits vendor-onboarding price-reviews "
    "emergency-purchases returns sustainable-buying consignment-stock framework-calls import-duties",
    "finance": "travel-expenses petty-cash credit-control month-end fixed-assets hedging dunning cost-centres "
    "company-cards accruals intercompany-loans bank-signatories",
    "hr": "parental-leave overtime remote-working sick-leave probation performance-talks training-budget relocation "
    "volunteering grievance recruitment exit-interviews",
    "it": "password-rules laptop-loans backup patching remote-access mobile-devices access-reviews incident-handling "
    "cloud-storage change-windows asset-disposal email-use",
    "facilities": "visitor-access parking fire-drills waste-sorting key-control meeting-rooms winter-service "
    "energy-saving pest-control lift-outages lost-property cleaning-standards",
}
_FORMATS = ("docx", "pdf", "html", "md")
OVERDUE = 14
STALE = 6
CLEAN = (
    "content.empty", "content.low_quality", "currency.review_overdue", "currency.stale", "currency.undated",
    "currency.withdrawn", "format.encoding", "format.type_mismatch", "format.unreadable", "rights.pii",
    "rights.secrets", "uniqueness.exact", "uniqueness.near",
)  # fmt: skip
GUIDES = (
    "packing-a-laptop", "booking-a-pool-car", "reading-a-payslip", "sorting-post", "setting-up-a-headset",
    "lending-keys", "closing-a-branch-early", "tidy-cold-store", "writing-a-handover", "ordering-stamps",
    "using-the-franking-machine", "reporting-a-leak",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """When a policy was last reviewed, how many months that holds, and in which way it says so."""

    reviewed: dt.date
    months: int
    way: int

    @property
    def due(self) -> dt.date:
        return months_after(self.reviewed, self.months)


def write(ledger: Ledger) -> None:
    """72 policies in force or overdue, a few grown old without any review promise, and guides without a date."""
    for number, (department, topic) in enumerate(_topics()):
        item = item_of(department, topic)
        overdue = ledger.defects and number % 5 == 3 and number < 5 * OVERDUE
        stale = ledger.defects and number % 12 == 6
        rng = random.Random(f"{ledger.seed}/policies/{item}")
        if stale:
            _write_stale(ledger, rng, item)
        else:
            _write_reviewed(ledger, rng, item, overdue=overdue)
    for number, topic in enumerate(GUIDES):
        _write_guide(ledger, topic, ("md", "txt", "html")[number % 3])


def _topics() -> list[tuple[str, str]]:
    return [(department, topic) for department, names in TOPICS.items() for topic in names.split()]


def item_of(department: str, topic: str) -> str:
    """Where the policy on a topic lies."""
    return f"{department}/{topic}.{_FORMATS[_topics().index((department, topic)) % len(_FORMATS)]}"


def policy(rng: random.Random, title: str, day: dt.date) -> Paper:
    """The text of a policy, some 350 words, without any word on its dates."""
    chosen = [name for name in POLICY_SECTIONS if name == "What to do" or rng.random() < 0.75]
    sections = tuple(
        Section(
            heading=name,
            paragraphs=tuple(paragraph(rng, POLICIES, POLICY_SECTIONS[name], rng.randint(3, 4)) for _ in range(2)),
        )
        for name in chosen
    )
    return Paper(
        title=title, written_on=day, author=f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}", sections=sections
    )


def title_of(item: str) -> str:
    """The title that a file name stands for: ``it/remote-access.md`` is the Remote access policy."""
    return item.rpartition("/")[2].partition(".")[0].replace("-", " ").capitalize() + " policy"


def put(ledger: Ledger, item: str, paper: Paper, *, hour: int = 10) -> None:
    content = render(paper, item.rpartition(".")[2])
    ledger.write(SOURCE, item, content, modified=at(paper.written_on, hour, len(item)), text=paper.text)


def _write_reviewed(ledger: Ledger, rng: random.Random, item: str, *, overdue: bool) -> None:
    way = rng.randrange(4)
    months = rng.choice((12, 18))
    back = months + rng.randint(1, 9) if overdue else rng.randint(1, months - 2)
    reviewed = months_after(as_of().replace(day=1), -back).replace(day=rng.randint(1, 28))
    life = Life(reviewed=reviewed, months=months, way=way)
    paper = policy(rng, title_of(item), reviewed)
    put(ledger, item, _stating(rng, paper, life, markdown=item.endswith(".md")))
    if overdue:
        states_review = life.way != _APPROVED_ONLY or item.endswith(".md")
        evidence = {"due": life.due, **({"last_reviewed": life.reviewed} if states_review else {})}
        ledger.find("currency.review_overdue", SOURCE, item, evidence=evidence)
    else:
        ledger.control(CLEAN, SOURCE, item)


_APPROVED_ONLY = 3
_POSTS = ("Head of Finance", "Chief Counsel", "Head of Buying", "Director of Personnel", "Head of IT", "Site Director")


def _stating(rng: random.Random, paper: Paper, life: Life, *, markdown: bool) -> Paper:
    """The same policy with its review dates, as front matter or as labelled lines."""
    post = rng.choice(_POSTS)  # posts outlive people, and a policy needs no personal data
    owner = ("Policy owner", post)
    if markdown:
        named = (("title", paper.title), ("owner", post), ("last_reviewed", life.reviewed.isoformat()))
        due = ("review_cycle", f"{life.months} months") if life.way % 2 else ("next_review", life.due.isoformat())
        return replace(paper, front_matter=(*named, due))
    style = rng.choice(DATE_STYLES)
    ways = (
        (("Last reviewed", spelled(life.reviewed, style)), ("Next review", spelled(life.due, style))),
        (("Last reviewed on", spelled(life.reviewed, style)), ("Review cycle", f"{life.months} months")),
        (("Reviewed", spelled(life.reviewed, style)), ("Next review due", spelled(life.due, style))),
        (("Approved on", spelled(life.reviewed, style)), ("Review due by", spelled(life.due, style))),
    )
    return replace(paper, facts=(owner, *ways[life.way]))


def _write_stale(ledger: Ledger, rng: random.Random, item: str) -> None:
    day = on(rng.randint(2018, 2022), rng.randint(1, 12), rng.randint(1, 28))
    paper = policy(rng, title_of(item), day)
    put(ledger, item, replace(paper, facts=(("Last updated", spelled(day, rng.choice(DATE_STYLES))),)))
    age = (as_of() - day).days
    evidence = {"trusted_date": day, "date_kind": "updated", "age_days": age, "max_age_days": MAX_AGE_DAYS}
    ledger.find("currency.stale", SOURCE, item, evidence=evidence)


def _write_guide(ledger: Ledger, topic: str, extension: str) -> None:
    rng = random.Random(f"{ledger.seed}/guides/{topic}")
    tips = tuple(paragraph(rng, POLICIES, "guide", 4) for _ in range(5))
    title = topic.replace("-", " ").capitalize()
    day = on(2025, rng.randint(1, 12), rng.randint(1, 28))
    paper = Paper(title=title, written_on=day, sections=(Section(heading="Step by step", paragraphs=tips),))
    if not ledger.defects:
        paper = replace(paper, facts=(("Last updated", spelled(day, "day_month")),))
    item = f"guides/{topic}.{extension}"
    put(ledger, item, paper)
    if ledger.defects:
        ledger.find("currency.undated", SOURCE, item)
