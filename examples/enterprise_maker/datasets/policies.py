"""Policies with reviews: ``policies/<department>/<topic>.<extension>``, and undated guides beside them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.document import DATE_STYLES, Document, Section, date_text, months_after
from examples.enterprise_maker.formats import render
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
    """Last review of a policy, its validity in months, and the wording of both."""

    reviewed: dt.date
    months: int
    way: int

    @property
    def due(self) -> dt.date:
        return months_after(self.reviewed, self.months)


def write(answers: AnswerKey) -> None:
    """72 policies in force or overdue, a few grown old without any review promise, and guides without a date."""
    for number, (department, topic) in enumerate(_topics()):
        item = item_of(department, topic)
        overdue = answers.defects and number % 5 == 3 and number < 5 * OVERDUE
        stale = answers.defects and number % 12 == 6
        rng = random.Random(f"{answers.seed}/policies/{item}")
        if stale:
            _write_stale(answers, rng, item)
        else:
            _write_reviewed(answers, rng, item, overdue=overdue)
    for number, topic in enumerate(GUIDES):
        _write_guide(answers, topic, ("md", "txt", "html")[number % 3])


def _topics() -> list[tuple[str, str]]:
    return [(department, topic) for department, names in TOPICS.items() for topic in names.split()]


def item_of(department: str, topic: str) -> str:
    """Item of the policy on a topic."""
    return f"{department}/{topic}.{_FORMATS[_topics().index((department, topic)) % len(_FORMATS)]}"


def policy(rng: random.Random, title: str, day: dt.date) -> Document:
    """The text of a policy, some 350 words, without any word on its dates."""
    chosen = [name for name in POLICY_SECTIONS if name == "What to do" or rng.random() < 0.75]
    sections = tuple(
        Section(
            heading=name,
            paragraphs=tuple(paragraph(rng, POLICIES, POLICY_SECTIONS[name], rng.randint(3, 4)) for _ in range(2)),
        )
        for name in chosen
    )
    return Document(
        title=title, written_on=day, author=f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}", sections=sections
    )


def title_of(item: str) -> str:
    """Title by file name: ``it/remote-access.md`` is the Remote access policy."""
    return item.rpartition("/")[2].partition(".")[0].replace("-", " ").capitalize() + " policy"


def write_policy(answers: AnswerKey, item: str, document: Document, *, hour: int = 10) -> None:
    content = render(document, item.rpartition(".")[2])
    answers.write(SOURCE, item, content, modified=at(document.written_on, hour, len(item)), text=document.text)


def _write_reviewed(answers: AnswerKey, rng: random.Random, item: str, *, overdue: bool) -> None:
    way = rng.randrange(4)
    months = rng.choice((12, 18))
    back = months + rng.randint(1, 9) if overdue else rng.randint(1, months - 2)
    reviewed = months_after(as_of().replace(day=1), -back).replace(day=rng.randint(1, 28))
    life = Life(reviewed=reviewed, months=months, way=way)
    document = policy(rng, title_of(item), reviewed)
    write_policy(answers, item, _stating(rng, document, life, markdown=item.endswith(".md")))
    if overdue:
        states_review = life.way != _APPROVED_ONLY or item.endswith(".md")
        evidence = {"due": life.due, **({"last_reviewed": life.reviewed} if states_review else {})}
        answers.find("currency.review_overdue", SOURCE, item, evidence=evidence)
    else:
        answers.control(CLEAN, SOURCE, item)


_APPROVED_ONLY = 3
_POSTS = ("Head of Finance", "Chief Counsel", "Head of Buying", "Director of Personnel", "Head of IT", "Site Director")


def _stating(rng: random.Random, document: Document, life: Life, *, markdown: bool) -> Document:
    """The same policy with its review dates, as front matter or as labelled lines."""
    post = rng.choice(_POSTS)  # posts outlive people, and a policy needs no personal data
    owner = ("Policy owner", post)
    if markdown:
        named = (("title", document.title), ("owner", post), ("last_reviewed", life.reviewed.isoformat()))
        due = ("review_cycle", f"{life.months} months") if life.way % 2 else ("next_review", life.due.isoformat())
        return replace(document, front_matter=(*named, due))
    style = rng.choice(DATE_STYLES)
    ways = (
        (("Last reviewed", date_text(life.reviewed, style)), ("Next review", date_text(life.due, style))),
        (("Last reviewed on", date_text(life.reviewed, style)), ("Review cycle", f"{life.months} months")),
        (("Reviewed", date_text(life.reviewed, style)), ("Next review due", date_text(life.due, style))),
        (("Approved on", date_text(life.reviewed, style)), ("Review due by", date_text(life.due, style))),
    )
    return replace(document, facts=(owner, *ways[life.way]))


def _write_stale(answers: AnswerKey, rng: random.Random, item: str) -> None:
    day = on(rng.randint(2018, 2022), rng.randint(1, 12), rng.randint(1, 28))
    document = policy(rng, title_of(item), day)
    write_policy(answers, item, replace(document, facts=(("Last updated", date_text(day, rng.choice(DATE_STYLES))),)))
    age = (as_of() - day).days
    evidence = {"trusted_date": day, "date_kind": "updated", "age_days": age, "max_age_days": MAX_AGE_DAYS}
    answers.find("currency.stale", SOURCE, item, evidence=evidence)


def _write_guide(answers: AnswerKey, topic: str, extension: str) -> None:
    rng = random.Random(f"{answers.seed}/guides/{topic}")
    tips = tuple(paragraph(rng, POLICIES, "guide", 4) for _ in range(5))
    title = topic.replace("-", " ").capitalize()
    day = on(2025, rng.randint(1, 12), rng.randint(1, 28))
    document = Document(title=title, written_on=day, sections=(Section(heading="Step by step", paragraphs=tips),))
    if not answers.defects:
        document = replace(document, facts=(("Last updated", date_text(day, "day_month")),))
    item = f"guides/{topic}.{extension}"
    write_policy(answers, item, document)
    if answers.defects:
        answers.find("currency.undated", SOURCE, item)
