import pytest

from readiness import extract
from readiness.document_dates import DocumentDates, read_document_dates


def read(name: str, content: str) -> DocumentDates:
    document = extract(content.encode(), name=name)
    return read_document_dates(
        text=document.text, embedded=dict(document.dates), metadata=dict(document.metadata), name=name
    )


NORM = (
    "<norm xmlns='urn:x'><metadata><status value='vervallen'/><replaced-by><doc-id>STD-8</doc-id>"
    "<doc-id>STD-9</doc-id></replaced-by></metadata><body><p>Text</p></body></norm>"
)
REPLACED = (
    "<html><head><title>T</title><meta name='dcterms.isReplacedBy' content='STD-8'>"
    "<meta name='dcterms.isReplacedBy' content='STD-9'></head><body><p>Text</p></body></html>"
)
OBSOLETE = (
    '<html><head><title>T</title><script type="application/ld+json">{"@type": "TechArticle", '
    '"creativeWorkStatus": "Obsolete"}</script></head><body><p>Text</p></body></html>'
)
CANCELLED = (
    '<html><head><title>T</title><script type="application/ld+json">{"@type": "Event", '
    '"eventStatus": "https://schema.org/EventCancelled"}</script></head><body><p>Text</p></body></html>'
)
ABROGATED = (
    "<html><head><title>T</title><meta name='document-status' content='Abrogato'></head><body>Text</body></html>"
)
LIST = "<list>" + "".join(f"<item><id>{i}</id><status>withdrawn</status></item>" for i in range(3)) + "</list>"


@pytest.mark.parametrize(
    ("name", "content", "status", "successors"),
    [
        (
            "std.xml",
            "<standard><id>7</id><status>Withdrawn</status><supersededBy>STD-8</supersededBy></standard>",
            "withdrawn",
            ("STD-8",),
        ),
        ("std.xml", NORM, "withdrawn", ("STD-8", "STD-9")),
        ("std.html", REPLACED, "superseded", ("STD-8", "STD-9")),
        ("std.html", ABROGATED, "withdrawn", ()),
        ("std.html", OBSOLETE, "obsolete", ()),
    ],
)
def test_registries_state_validity_and_successors(
    name: str, content: str, status: str, successors: tuple[str, ...]
) -> None:
    found = read(name, content).withdrawal
    assert found is not None
    assert (found.status, found.successors) == (status, successors)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("order.xml", "<order><customer>Moor</customer><status>cancelled</status></order>"),
        ("booking.json", '{"booking": 7, "guest": "Moor", "status": "withdrawn"}'),
        ("list.xml", LIST),
        ("event.html", CANCELLED),
    ],
)
def test_the_status_of_an_order_an_item_or_an_event_is_not_that_of_the_document(name: str, content: str) -> None:
    assert read(name, content).withdrawal is None


def test_an_xml_document_is_dated_by_its_elements() -> None:
    found = read("std.xml", "<standard><issued>2010-01-02</issued><reviewDate>2012-03-04</reviewDate></standard>")
    assert [(claim.kind.value, str(claim.date)) for claim in found.claims] == [
        ("published", "2010-01-02"),
        ("review_due", "2012-03-04"),
    ]
