"""Statements read as structure: registries of proposals as YAML, TOML and JSON, and what only looks like one."""

import pytest

from readiness.document_dates import read_document_dates
from readiness.document_dates.stated_fields import read_fields
from readiness.document_dates.structured_fields import parse


def status_of(text: str, name: str) -> str | None:
    ended = read_document_dates(text=text, name=name).withdrawal
    return ended.status if ended else None


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("a.md", "---\nmetadata:\n  status: Withdrawn\n---\nx", "withdrawn"),
        ("b.json", '{"metadata":{"state":"retired"},"x":1}', "retired"),
        ("c.md", "---\nstatus:\n  name: Superseded\n  by: ADR-9\n---\n", "superseded"),
        ("d.md", "---\nstatus: Accepted\nsuperseded_by:\n  - id: ADR-9\n    title: Use X\n---\n", "superseded"),
        ("e.yaml", "---\nid: 4\nstatus: removed\n", "withdrawn"),
        ("f.txt", "Status: No longer in force\nTitle: X\n", "withdrawn"),
        ("g.md", "# X\n\n> **Warning**: this guideline has been superseded by [Y](y.md).\n", "superseded"),
        ("h.md", "# X\n\nIt is deprecated.\n", "deprecated"),
        ("i.md", "# X\n\nThis document was withdrawn on 3 May 2020 and must not be used.\n", "withdrawn"),
        ("j.md", "# X\n\nThis policy has been replaced by the Travel Policy 2024.\n", "superseded"),
        (
            "k.md",
            "# Reisekosten\n\nDieses Dokument ist veraltet und wurde ersetzt durch die Reiserichtlinie 2024.\n",
            "obsolete",
        ),
        ("l.md", "# X\n\nCe document est abrogé depuis le 3 mai.\n", "withdrawn"),
        ("m.md", '+++\ntitle = "x"\ndeprecated = true\n+++\n', "deprecated"),
        (
            "n.json",
            '{"title":"x","withdrawn_notice":{"explanation":"Out of date","withdrawn_at":"2020-03-04T10:00:00Z"}}',
            "withdrawn",
        ),
        ("o.rst", ":Status: Superseded\n:Superseded-By: `DEP 12 <0012.rst>`_\n\nx", "superseded"),
        ("p.md", "| Dokumentstatus | aufgehoben |\n|---|---|\n", "withdrawn"),
        ("q.md", "# Standard\n\n**WITHDRAWN**\n\ntext", "withdrawn"),
        ("r.adoc", "= Title\n:status: obsolete\n:revdate: 2020-01-01\n\nx", "obsolete"),
        ("s.md", "<!--\n-->\n---\nstatus: rejected\n---\n", "rejected"),
        ("t.md", "Document status: Archived\n\nx", "archived"),
        ("u.md", "# Este documento\n\nEste procedimiento ha sido sustituido por PR-12.\n", "superseded"),
        ("v.md", "# X\n\nLe présent règlement est remplacé par le règlement 12.\n", "superseded"),
        ("w.md", "---\nsunset: true\nstatus: deprecated\n---", "deprecated"),
    ],
)
def test_a_status_is_read_where_a_document_states_it(name: str, text: str, status: str) -> None:
    assert status_of(text, name) == status


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "openapi.yaml",
            (
                "openapi: 3.0.0\ninfo:\n  title: Orders\npaths:\n  /a:\n    get:\n      deprecated: true\n"
                "      summary: Deprecated. Use /b\n"
            ),
        ),
        (
            "openapi2.json",
            '{"openapi":"3.0.0","info":{"title":"x","x-status":"active"},"paths":{"/a":{"get":{"deprecated":true}}}}',
        ),
        (
            "de.json",
            '{"status":"Status","archived":"Archiviert","status.withdrawn":"Zurückgezogen","withdrawn":"Zurückgezogen"}',
        ),
        ("fr.yml", 'fr:\n  status: Statut\n  archived: Archivé\n  obsolete: "Obsolète"\n'),
        ("i18n.yml", "archived: Archivé\nobsolete: Obsolète\nstatus: Statut\n"),
        ("pack.json", '{"name":"x","version":"1.0","private":true,"deprecated":false,"dependencies":{"a":"1"}}'),
        (
            "k8s.yaml",
            (
                "apiVersion: v1\nkind: Deployment\nmetadata:\n  name: x\n"
                '  annotations:\n    deprecated: "true"\nspec:\n  replicas: 2\n'
            ),
        ),
        ("wf.yml", "name: ci\non: [push]\njobs:\n  archived:\n    if: false\n"),
        (
            "minutes.md",
            "# Minutes 3 May\n\nPresent: A, B\n\n* Action 13: cancelled\n\nIt is obsolete equipment.\n",
        ),
        ("risk.md", "# Risk register\n\n| Risk | Status |\n|---|---|\n| R1 | Retired |\n| R2 | Open |\n"),
        ("changelog.md", "# Changelog\n\n## 2.0\n\nDeprecated: the old flag\n\nRemoved: nothing\n"),
        ("api.md", "# API\n\n## Deprecated methods\n\n- `a()` - deprecated, use b\n"),
        (
            "howto.md",
            "---\ntitle: How to archive a page\nlayout: post\n---\n\nThis page is archived once a year by the team.\n",
        ),
        (
            "howto2.md",
            "# Retiring a service\n\nWhen a service has been retired, delete it. Deprecated services - see the list.\n",
        ),
        ("case.txt", "The claim was rejected. It was withdrawn by the applicant on 3 May.\n"),
        ("mail.txt", "Subject: Re: status\n\nThis is cancelled, sorry. It is cancelled on Monday.\n"),
        ("law.txt", "The Act of 1999 is repealed. This Act may be cited as the X Act.\n"),
        (
            "spec.md",
            "---\ntitle: T\nstatus: Draft\n---\n\nThis specification has been deprecated in favour of nothing yet.\n",
        ),
        (
            "obsoletes.txt",
            "Request for Comments: 2616\nObsoletes: 2068\nCategory: Standards Track\n\nHypertext\n",
        ),
        ("updates.md", "---\nreplaces: ADR-3\nsupersedes: [ADR-1, ADR-2]\nstatus: accepted\n---\nx"),
        ("cancel.md", "# Cancelled orders\n\nHow we handle them.\n"),
        ("expired.html.md", "# Expired certificates: what to do\n\nIf a certificate has expired, renew it.\n"),
        ("void.md", "# Void\n\nThis guide was retired staff favourite.\n"),
        (
            "contract.txt",
            "CONTRACT\n\nThis contract is terminated only where notice is given.\n",
        ),
        ("table.csv.md", "name,status\na,withdrawn\nb,active\n"),
        ("lic.md", '---\ntitle: x\nstatus: ""\nsuperseded_by: ~\narchived_at:\nwithdrawn: no\n---\nBody'),
        ("ticket.json", '{"id": 4, "state": "closed", "title": "rejected payment", "archived": false}'),
    ],
)
def test_what_is_said_of_something_else_withdraws_no_document(name: str, text: str) -> None:
    assert status_of(text, name) is None


@pytest.mark.parametrize("nothing", ["", " []", " ~", " n/a", " none", ' ""', " {}", " TBD", "  # nobody yet"])
@pytest.mark.parametrize("status", ["implementable", "draft", "accepted"])
def test_an_empty_successor_is_none(status: str, nothing: str) -> None:
    """Kubernetes enhancement proposals carry all their keys, most of them empty."""
    text = f"title: Quotas\nstatus: {status}\nsuperseded-by:{nothing}\nsee-also:\n  - /keps/12-labels\nstage: beta\n"
    assert status_of(text, "keps/7-quotas/kep.yaml") is None
    assert status_of(f"---\n{text}---\n\n# Quotas\n\nText.", "quotas.md") is None


@pytest.mark.parametrize(
    "line",
    [
        "superseded-by:\n  - /keps/9-pools\n  - /keps/12-labels",
        "superseded-by: [/keps/9-pools]",
        "replaced_by: {path: /keps/9-pools, title: Pools}",
        "supersededBy:\n  - title: Pools\n    path: /keps/9-pools",
        "ersetzt-durch: /keps/9-pools",
        "remplacé-par: /keps/9-pools",
        "sustituido_por: /keps/9-pools",
    ],
)
def test_a_successor_is_read_in_every_usual_shape(line: str) -> None:
    ended = read_document_dates(text=f"title: Quotas\nstatus: replaced\n{line}\n", name="7-quotas/kep.yaml").withdrawal
    assert ended is not None
    assert ended.successor == "/keps/9-pools"


def test_front_matter_that_no_parser_reads_is_read_line_by_line() -> None:
    text = "---\ntitle: {{ page.title }}: more\n  status: withdrawn\n bad: [\n---\ntext"
    assert parse("title: {{ a }}: b\n bad: [", "yaml") is None
    assert status_of(text, "a.md") == "withdrawn"


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "{" * 5000, "x: &x [*x, *x]", "a: !!python/object:os.system {}"])
def test_hostile_data_ends_in_fields_or_nothing(text: str) -> None:
    for name in ("a.yaml", "a.json", "a.toml", "a.md"):
        read_document_dates(text=text, name=name)
        read_document_dates(text=f"---\n{text}\n---\n", name=name)


def test_aliases_are_not_multiplied() -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9))
    assert read_fields(f"a0: &a0 x\n{levels}\nstatus: draft\n", "bomb.yaml").fields[-1].value == "draft"
