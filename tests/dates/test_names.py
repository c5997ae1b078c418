import pytest

from readiness.document_dates.dates_in_names import date_in_name


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("minutes_2023-11-15.docx", "2023-11-15"),
        ("20231115-scan.pdf", "2023-11-15"),
        ("IMG_20231115_101112.jpg", "2023-11-15"),
        ("15-11-2023.pdf", "2023-11-15"),
        ("Report Nov 2023.pdf", "2023-11-01"),
        ("note-3-may-2021.md", "2021-05-03"),
        ("2023Q3/sales.csv", "2023-07-01"),
        ("2023-11.md", "2023-11-01"),
        ("v2 2021.doc", "2021-01-01"),
        ("contracts/2019/acme.pdf", "2019-01-01"),
        ("blog/2020/05/03/post.md", "2020-05-03"),
        ("03-04-2023.pdf", "2023-01-01"),
        ("2019/board_2023-11-15.docx", "2023-11-15"),
    ],
)
def test_a_name_carries_its_date(name: str, date: str) -> None:
    found = date_in_name(name)
    assert found is not None
    assert str(found[0]) == date


@pytest.mark.parametrize(
    "name", ["readme.md", "12345678.pdf", "rfc2616.txt", "call-20251.txt", "a/b/c.pdf", "2023-13-45x", ""]
)
def test_a_number_is_no_date(name: str) -> None:
    found = date_in_name(name)
    assert found is None or str(found[0]) == "2023-01-01"
