"""One table of formats, and what is derived from it."""

import importlib
import tomllib
from pathlib import Path

import pytest

from readiness.extraction import cache
from readiness.extraction.formats import BY_NAME, FORMATS, Format
from readiness.extraction.readers import HEAVY_MODULES, READERS, reader_of
from readiness.extraction.sniff import claimed_format, refine_format
from readiness.extraction.sniff.name_claims import PLAIN_TEXT, agrees
from readiness.extraction.unpacking import CONTAINERS, UNPACKERS
from readiness.profilers.duplicates.facts import RICHNESS
from readiness.tables.files import TABLE_FORMATS
from reports.reference import formats as reference

ROOT = Path(__file__).parents[2]
WITHOUT_TEXT = {"archive_check", "encrypted_ole", "unsupported"}
"""Readers that never give text: they say what is wrong with a file, or what it is."""


def test_every_format_is_in_the_table_once() -> None:
    assert len(BY_NAME) == len(FORMATS)


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.name)
def test_every_format_has_a_reader_or_is_a_table(each: Format) -> None:
    reader = reader_of(each.name)
    assert callable(reader.read) if reader else each.is_table


def test_every_reader_has_a_row() -> None:
    """Modules that share code with a reader have no ``read``, or are called by one for a kind of its format."""
    folder = ROOT / "readiness" / "extraction" / "readers"
    names = {path.stem for path in folder.glob("*.py") if "def read(" in path.read_text("utf-8")} - {"__init__", "biff"}
    assert names == {each.reader for each in FORMATS if each.reader}


def test_every_format_has_a_rank_and_no_two_the_same() -> None:
    ranks = [each.structure for each in FORMATS]
    assert min(ranks) == 0
    assert len({rank for rank in ranks if rank}) == len(RICHNESS) == sum(rank > 0 for rank in ranks)


def test_the_richer_copy_is_the_one_whose_format_ranks_higher() -> None:
    assert RICHNESS[:3] == ("docx", "odt", "pptx")
    assert RICHNESS[-4:] == ("pdf", "eml", "msg", "txt")
    assert "csv" not in RICHNESS


def test_formats_that_give_text_say_what_they_extract_and_no_others() -> None:
    gives_text = {each.name for each in FORMATS if each.reader and each.reader not in WITHOUT_TEXT}
    assert gives_text == {each.name for each in FORMATS if each.extracts is not None}
    assert all(f"`{name}`" in reference.render() for name in gives_text)


def test_what_nothing_reads_has_a_description_and_only_that() -> None:
    assert [each.name for each in FORMATS if (each.reader == "unsupported") != bool(each.description)] == []


def test_no_extension_and_no_mark_belongs_to_two_formats() -> None:
    extensions = [extension for each in FORMATS for extension in each.extensions]
    marks = [mark for each in FORMATS for mark in each.signature.start]
    streams = [stream for each in FORMATS for stream in each.signature.ole_streams]
    assert [len(set(found)) for found in (extensions, marks, streams)] == [len(extensions), len(marks), len(streams)]


def test_formats_named_by_a_row_are_in_the_table() -> None:
    named = {name for each in FORMATS for name in (*each.accepts, *each.contradicted_by)}
    assert named <= set(BY_NAME)
    assert {name for each in FORMATS for name in each.contradicted_by} <= PLAIN_TEXT


def test_readers_engines_and_libraries_come_from_the_rows() -> None:
    assert {name: (READERS[name].reader, READERS[name].engine.name) for name in ("docx", "xls", "tiff", "sas")} == {
        "docx": ("docx", "lxml"),
        "xls": ("spreadsheet", "calamine"),
        "tiff": ("image", "header"),
        "sas": ("unsupported", ""),
    }
    assert (
        *("lxml.etree", "olefile", "pypdfium2", "python_calamine"),
        "resiliparse.extract.html2text",
    ) == HEAVY_MODULES
    assert (
        *("chardet", "lxml", "olefile", "pypdfium2", "python-calamine", "resiliparse", "unstructured", "xlrd"),
    ) == cache.LIBRARIES


def test_every_library_is_a_dependency_and_can_be_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for library in {library for each in FORMATS for library in each.engine.libraries}:
        assert any(line.lower().startswith(library.distribution) for line in project["dependencies"])
        assert importlib.import_module(library.module)


def test_claims_of_names_come_from_the_rows() -> None:
    names = ("a.dotx", "a.jpe", "a.sxw", "a.ndjson", "a.wpd", "a.mhtml", "a.dat")
    assert [claimed_format(name) for name in names] == ["docx", "jpg", "odt", "jsonl", "wordperfect", "eml", ""]
    assert [agrees("csv", "html"), agrees("html", "csv"), agrees("zip", "epub"), agrees("epub", "zip")] == [
        *(False, True, True, False)
    ]
    assert refine_format("docx", "ooxml") == "docx"


def test_containers_are_opened_and_mails_are_documents_with_attachments() -> None:
    assert {"mbox", "tar", "zip"} < CONTAINERS < set(UNPACKERS)
    assert set(UNPACKERS) - CONTAINERS == {"eml", "msg", "pdf"}


def test_table_formats_are_those_that_the_tables_package_reads() -> None:
    """Avro and ORC are recognised by their first bytes only."""
    read = {claimed_format(f"a.{name}") or name for name in TABLE_FORMATS}
    assert {each.name for each in FORMATS if each.is_table} - {"avro", "orc"} == read
