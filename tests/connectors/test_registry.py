"""Which connector a source gets, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.registry import connector_kind, open_connector, scheme_of
from connectors.settings import ConnectorSettings
from readiness.config.project import Source
from readiness.errors import ConfigError


def kind(url: str, connector: str = "") -> str:
    return connector_kind(Source(name="s", url=url, connector=connector), scheme_of(url))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("docs", "filesystem"),
        ("/srv/docs", "filesystem"),
        ("a:b", "filesystem"),
        ("file:///srv/docs", "filesystem"),
        ("s3://legal/contracts", "fsspec"),
        ("https://example.org/data/", "fsspec"),
        ("github://org:repo@/", "fsspec"),
        ("postgresql://u@h/d", "postgres"),
        ("postgresql+psycopg://u@h/d", "postgres"),
        ("POSTGRES://u@h/d", "postgres"),
        ("mysql+pymysql://u@h/d", "sqlalchemy"),
        ("mssql+pyodbc://u@h/d", "sqlalchemy"),
        ("sqlite:///a.db", "sqlite"),
        ("duckdb:///a.duckdb", "duckdb"),
        ("a.duckdb", "duckdb"),
    ],
)
def test_the_url_picks_the_connector(url: str, expected: str) -> None:
    assert kind(url) == expected


@pytest.mark.parametrize(
    ("connector", "url", "expected"),
    [
        ("filesystem", "s3://legal/contracts", "fsspec"),
        ("filesystem", "docs", "filesystem"),
        ("sqlalchemy", "sqlite:///a.db", "sqlalchemy"),
        ("postgresql", "postgresql://h/d", "postgres"),
        ("s3", "s3://b/x", "fsspec"),
    ],
)
def test_a_named_connector_is_taken_at_its_word(connector: str, url: str, expected: str) -> None:
    assert kind(url, connector) == expected


def test_an_unknown_connector_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match=r"no connector 'postgress'; did you mean 'postgres'\?"):
        kind("postgresql://h/d", "postgress")


def test_an_unknown_scheme_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match=r"no connector reads postgersql:// URLs; did you mean 'postgresql'\?"):
        kind("postgersql://h/d")
    with pytest.raises(ConfigError, match="no connector reads gopher:// URLs"):
        kind("gopher://h/d")


def test_a_connector_that_cannot_read_the_url_is_refused() -> None:
    with pytest.raises(ConfigError, match="reads postgresql:// URLs, not a path"):
        kind("dump.sql", "postgres")


def test_a_variable_that_is_not_set_is_named() -> None:
    source = Source(name="crm", url="${CRM_URL}")
    with pytest.raises(ConfigError, match="CRM_URL"):
        open_connector(source, base=Path("/"), environ={"OTHER": "secret"})


def test_a_whole_url_may_come_from_the_environment(tmp_path: Path) -> None:
    source = Source(name="crm", url="${CRM_URL}")
    connector = open_connector(source, base=tmp_path, environ={"CRM_URL": "sqlite:///gone-hush.db"})
    access = connector.probe()
    assert access.kind == "missing"
    assert "hush" not in repr(access)


def test_a_driver_that_is_not_installed_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymysql", None)
    with pytest.raises(ConfigError) as caught:
        open_connector(Source(name="crm", url="mysql://u@h/d"), base=Path("/"), environ={})
    assert "data-readiness-audit[mysql]" in str(caught.value)


def test_a_dialect_nobody_knows_is_told_as_a_missing_driver() -> None:
    with pytest.raises(ConfigError, match="driver for frobnicate:// is not installed"):
        open_connector(Source(name="s", url="frobnicate://h/d", connector="sqlalchemy"), base=Path("/"), environ={})


@pytest.mark.parametrize(
    ("url", "scheme", "path"),
    [
        ("docs/a", "", "/base/docs/a"),
        ("/docs/a", "", "/docs/a"),
        ("file:///docs/a%20b", "file", "/docs/a b"),
        ("file://localhost/docs", "file", "/docs"),
        ("sqlite:///crm.db", "sqlite", "/base/crm.db"),
        ("sqlite:////srv/crm.db", "sqlite", "/srv/crm.db"),
        ("sqlite+pysqlite:///crm.db", "sqlite", "/base/crm.db"),
    ],
)
def test_a_relative_path_starts_at_the_base(url: str, scheme: str, path: str) -> None:
    source = Source(name="s", url=url)
    settings = ConnectorSettings(
        source=source, url=url, scheme=scheme, options={}, base=Path("/base"), known_secrets=()
    )
    assert settings.path == Path(path)
