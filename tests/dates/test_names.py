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


@pytest.mark.parametrize(
    "name",
    [
        "audit_ISO-9001-2015.txt",
        "EN 1090-2 2018.pdf",
        "call-0800-2020-3344.txt",
        "form 4711-2015.txt",
        "v2017.txt",
        "rfc-2020.txt",
        "room 2015.txt",
        "Windows Server 2016 guide.docx",
        "drawing_20191301.txt",
    ],
)
def test_numbers_of_standards_telephones_rooms_and_programs_are_no_years(name: str) -> None:
    assert date_in_name(name) is None


@pytest.mark.parametrize("name", ["report2019.pdf", "FY2019.xlsx", "RE-2019-0012.pdf", "ISO-9001 audit 2019.pdf"])
def test_a_year_beside_letters_or_before_a_number_stays_a_year(name: str) -> None:
    found = date_in_name(name)
    assert found is not None
    assert found[0].year == 2019
