import pytest

from readiness.document_dates.stated_fields import read_fields
from readiness.document_dates.withdrawn import Withdrawal, withdrawal
from tests.growth import assert_linear


def read_withdrawal(text: str) -> Withdrawal | None:
    return withdrawal(text, read_fields(text).fields)


@pytest.mark.parametrize(
    ("text", "status", "successor"),
    [
        ("---\nlayout: withdrawn\n---\n# T", "withdrawn", ""),
        ("---\nstatus: superseded by [ADR-0005](0005-x.md)\n---\n", "superseded", "0005-x.md"),
        ("---\ndeprecated: true\n---\n# T", "deprecated", ""),
        ("PEP: 100\nStatus: Superseded\nSuperseded-By: 426\n", "superseded", "426"),
        (
            "# 9. Use X\n\nDate: 2016-02-12\n\n## Status\n\nSuperseded by [12. Use Y](0012-use-y.md)\n",
            "superseded",
            "0012-use-y.md",
        ),
        ("Title\n=====\n\nStatus\n------\n\nRejected\n", "rejected", ""),
        ("* Status: deprecated\n* Date: 2019-05-05", "deprecated", ""),
        ("**Status**: ~~Accepted~~ Superseded by #12", "superseded", "#12"),
        ('status: withdrawn\nsuperseded-by:\n  - "/keps/2.md"\n', "withdrawn", "/keps/2.md"),
        ("This guidance has been withdrawn.\n\n# T", "withdrawn", ""),
        ("NOTE: This standard has been superseded by ISO 9001:2015.", "superseded", "ISO 9001:2015"),
        ("# T\n\nThis policy is no longer in force.", "withdrawn", ""),
        ("# [OBSOLETE] Old handbook\n\ntext", "obsolete", ""),
        ("OBSOLETE\n\nOld handbook", "obsolete", ""),
        ("DEPRECATED: use the new handbook instead\n\nOld", "deprecated", "the new handbook"),
        ("Diese Richtlinie wurde aufgehoben.", "withdrawn", ""),
    ],
)
def test_a_document_says_it_no_longer_holds(text: str, status: str, successor: str) -> None:
    found = read_withdrawal(text)
    assert found is not None
    assert (found.status, found.successor) == (status, successor)


@pytest.mark.parametrize(
    "text",
    [
        "---\nstatus: accepted\n---\n",
        "---\nstatus: {proposed | rejected | accepted | superseded by ADR-0123}\n---\n",
        "* Status: Accepted, supersedes ADR-2",
        "---\nsuperseded_by: none\n---\n",
        "---\ndeprecated: false\n---\n",
        "Obsoletes: 2068\nCategory: Standards",
        "# Withdrawing guidance\n\nThis page explains how guidance is withdrawn.",
        "If this guidance has been withdrawn, tell us.",
        "This document has not been superseded.",
        "## [1.2.0]\n\n### Deprecated\n\n- old call\n",
        "# Handbook\n\nThe old scheme was withdrawn in 2019.",
        "# Options\n\n## Rejected alternatives\n\ntext",
        "Use with deprecated libraries: pixels",
        "He withdrawn from the race.",
    ],
)
def test_a_document_that_only_talks_of_withdrawing_still_holds(text: str) -> None:
    assert read_withdrawal(text) is None


@pytest.mark.parametrize("unit", ["this ", "status:", "superseded by [", "this page ", "a-"])
def test_a_long_hostile_text_is_read_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: read_withdrawal(unit * (size // len(unit))), 500_000)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Status: Superseded by ADR-12 and ADR-15", ("ADR-12", "ADR-15")),
        ("Superseded-By: 426, 440", ("426", "440")),
        ("Ersetzt durch: VA-12; VA-13", ("VA-12", "VA-13")),
        ("Replaced by: [A](a.md), [B](b.md)", ("a.md", "b.md")),
        ("---\nsuperseded_by:\n  - 0012-a.md\n  - 0015-b.md\n---\n", ("0012-a.md", "0015-b.md")),
        ("Replaced by: Orders and invoices", ("Orders and invoices",)),
        ("Status: Superseded by ADR-12 on 3 May 2024", ("ADR-12",)),
        ("Status: Withdrawn", ()),
    ],
)
def test_every_successor_is_read(text: str, named: tuple[str, ...]) -> None:
    found = read_withdrawal(text)
    assert found is not None
    assert found.successors == named


@pytest.mark.parametrize(
    "text",
    [
        "Order no: 4711\nCustomer: Ann Moor\nStatus: cancelled",
        "Rechnungsnummer: 12\nKunde: Moor\nStatus: aufgehoben",
        "Commande n°: 12\nClient: Moor\nStatut: annulée",
        "Pedido: 12\nCliente: Moor\nEstado: anulado",
        "Ticket: INC-12\nReporter: Bo\nStatus: Rejected",
        "Permit holder: Ann\nStatus: Revoked",
        "---\norder_id: 12\nguest: Moor\nstatus: expired\n---\n",
    ],
)
def test_the_status_of_an_order_or_a_case_is_not_that_of_the_document(text: str) -> None:
    assert read_withdrawal(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Document no: 12\nCustomer: all\nStatus: withdrawn",
        "Title: Orders of customers\nOwner: Ann\nStatus: Cancelled",
        "Customer: Moor\nStatus: superseded",
        "Ticket: RFC-12\nStatus: Rejected",
    ],
)
def test_a_document_about_orders_still_states_its_own_status(text: str) -> None:
    assert read_withdrawal(text) is not None
