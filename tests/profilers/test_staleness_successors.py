import pytest

from readiness.profilers.staleness.successors import Successors

ITEMS = frozenset(
    {
        "adr/0002-use-x.md",
        "adr/0012-use-y.md",
        "adr/0120-use-z.md",
        "peps/pep-0100.rst",
        "peps/pep-0426.rst",
        "keps/sig-a/0012-old/README.md",
        "keps/sig-a/2345-new/README.md",
        "docs/handbook.html",
        "docs/old.html",
        "en/guide.md",
        "fr/guide.md",
    }
)


@pytest.mark.parametrize(
    ("item", "named", "meant"),
    [
        ("adr/0002-use-x.md", "0012-use-y.md", "adr/0012-use-y.md"),
        ("adr/0002-use-x.md", "./0012-use-y.md#decision", "adr/0012-use-y.md"),
        ("adr/0002-use-x.md", "ADR-12", "adr/0012-use-y.md"),
        ("adr/0002-use-x.md", "#12", "adr/0012-use-y.md"),
        ("adr/0002-use-x.md", "ADR-0120", "adr/0120-use-z.md"),
        ("peps/pep-0100.rst", "426", "peps/pep-0426.rst"),
        ("peps/pep-0100.rst", ":pep:`426`", "peps/pep-0426.rst"),
        ("keps/sig-a/0012-old/README.md", "/keps/sig-a/2345-new", "keps/sig-a/2345-new/README.md"),
        ("keps/sig-a/0012-old/README.md", "KEP-2345", "keps/sig-a/2345-new/README.md"),
        ("docs/old.html", "https://acme.com/docs/handbook", "docs/handbook.html"),
        ("docs/old.html", "Handbook", "docs/handbook.html"),
        ("docs/old.html", "the 2024 policy", ""),
        ("docs/old.html", "old.html", ""),
        ("docs/old.html", "guide", ""),
        ("docs/old.html", "", ""),
    ],
)
def test_a_successor_is_found_only_when_one_item_can_be_meant(item: str, named: str, meant: str) -> None:
    assert Successors({"s": ITEMS}).find(("s", item), named) == meant


TITLED = {
    ("s", "pages/a81.html"): "Travel policy 2024",
    ("s", "pages/b07.html"): "Expenses",
    ("s", "pages/c03.html"): "Expenses",
    ("s", "adr/0012-use-queues.md"): "Use queues",
}


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("Travel Policy 2024", "pages/a81.html"),
        ("the travel policy", ""),
        ("Expenses", ""),
        ("ADR-12: Use queues", "adr/0012-use-queues.md"),
        ("12. Use queues", "adr/0012-use-queues.md"),
    ],
)
def test_a_successor_is_found_by_the_title_it_states_unless_two_have_it(named: str, meant: str) -> None:
    items = {"s": frozenset(item for _, item in TITLED) | {"old.html"}}
    assert Successors(items, TITLED).find(("s", "old.html"), named) == meant


def test_of_a_record_and_its_text_in_one_folder_the_like_of_the_document_is_meant() -> None:
    items = {f"keps/{name}/{file}" for name in ("7-quotas", "9-pools") for file in ("kep.yaml", "README.md")}
    found = Successors({"s": frozenset(items)}).find(("s", "keps/7-quotas/kep.yaml"), "/keps/9-pools")
    assert found == "keps/9-pools/kep.yaml"


SERIES = frozenset(
    {"decisions/0002-a.md", "adr/0012-b.md", "hr/POL-HR-012_Travel.docx", "it/POL-IT-012.docx", "x/STD-7.xml"}
)


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        (("POL-HR-12",), ("hr/POL-HR-012_Travel.docx",)),
        (("STD-7", "POL-IT-012"), ("x/STD-7.xml", "it/POL-IT-012.docx")),
        (("ADR-12",), ("adr/0012-b.md",)),
        (("STD-7 and POL-IT-012",), ("x/STD-7.xml", "it/POL-IT-012.docx")),
        (("POL-12",), ()),
        ((), ()),
    ],
)
def test_successors_are_found_in_other_folders_by_series_and_number(
    named: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    assert Successors({"s": SERIES}).find_all(("s", "old/0001-old.md"), named) == meant
