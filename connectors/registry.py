"""Every connector by name, in one table. A connector's module is imported only when a source asks for it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from connectors.base import Connector
from connectors.settings import ConnectorSettings
from readiness.config import secrets
from readiness.config.problems import did_you_mean
from readiness.config.project import Source
from readiness.errors import ConfigError

DISTRIBUTION = "data-readiness-audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``opener`` is ``module:class`` with a classmethod ``open(ConnectorSettings)``; ``schemes`` its URL schemes.

    ``extras`` maps a scheme to the extra of this distribution that brings its driver, ``packages`` to the package to
    install where no extra does. ``lists_readers``: its inventory names the users and groups that may read an item.
    """

    opener: str
    schemes: tuple[str, ...]
    extras: Mapping[str, str]
    packages: Mapping[str, str]
    reads: str
    lists_readers: bool = False


CONNECTORS: dict[str, Entry] = {
    "duckdb": Entry(
        opener="connectors.duckdb_tables:DuckdbConnector",
        schemes=("duckdb",),
        extras={},
        packages={},
        reads="tables of a DuckDB file",
    ),
    "filesystem": Entry(
        opener="connectors.filesystem:FilesystemConnector",
        schemes=("", "file", "local"),
        extras={},
        packages={},
        reads="a folder or file on this machine or a mounted share",
        lists_readers=True,
    ),
    "fsspec": Entry(
        opener="connectors.fsspec_files:FsspecConnector",
        schemes=(
            *("abfs", "abfss", "az", "box", "dropbox", "ftp", "gcs", "gdrive", "gs", "hdfs", "http", "https"),
            *("memory", "oci", "oss", "s3", "s3a", "sftp", "smb", "ssh", "webdav", "webhdfs", "zip"),
        ),
        extras={
            "http": "web",
            "https": "web",
            "s3": "s3",
            "s3a": "s3",
            "sftp": "sftp",
            "smb": "smb",
            "ssh": "sftp",
            "webdav": "webdav",
        },
        packages={
            "abfs": "adlfs",
            "abfss": "adlfs",
            "az": "adlfs",
            "box": "boxfs",
            "dropbox": "dropboxdrivefs",
            "gcs": "gcsfs",
            "gdrive": "gdrive_fsspec",
            "gs": "gcsfs",
            "oci": "ocifs",
            "oss": "ossfs",
        },
        reads="files in object stores, on file servers and web servers, through fsspec",
    ),
    "postgres": Entry(
        opener="connectors.postgres:PostgresConnector",
        schemes=("postgres", "postgresql"),
        extras={},
        packages={},
        reads="tables of a PostgreSQL database",
    ),
    "sqlalchemy": Entry(
        opener="connectors.sqlalchemy_tables:SqlalchemyConnector",
        schemes=(
            "databricks",
            "db2",
            "mariadb",
            "mssql",
            "mysql",
            "oracle",
            "redshift",
            "snowflake",
            "trino",
        ),
        extras={"mariadb": "mysql", "mysql": "mysql"},
        packages={
            "databricks": "databricks-sqlalchemy",
            "db2": "ibm_db_sa",
            "mssql": "pyodbc",
            "oracle": "oracledb",
            "redshift": "sqlalchemy-redshift",
            "snowflake": "snowflake-sqlalchemy",
            "trino": "trino[sqlalchemy]",
        },
        reads="tables of any database that SQLAlchemy reaches",
    ),
    "sqlite": Entry(
        opener="connectors.sqlite:SqliteConnector",
        schemes=("sqlite",),
        extras={},
        packages={},
        reads="tables of a SQLite file",
    ),
}
"""Alphabetical, literal. To add one: a module, an entry, a row in docs/connectors.md, a contract test class."""

_BY_SCHEME = {scheme: kind for kind, entry in CONNECTORS.items() for scheme in entry.schemes}


def open_connector(source: Source, *, base: Path, environ: Mapping[str, str]) -> Connector:
    """The connector of ``source``, nothing reached yet.

    ``base`` is the folder that relative URLs start from; ``environ`` resolves ``${NAME}``. Raises ``ConfigError``
    for an unknown connector or scheme, a variable that is not set, and a driver that is not installed.
    """
    url = secrets.resolve_url(source.url, environ)
    scheme = scheme_of(url)
    kind = connector_kind(source, scheme)
    settings = ConnectorSettings(
        source=source,
        url=url,
        scheme=scheme,
        options=_resolve(source.options, environ),
        base=base,
        known_secrets=(*secrets.secret_values(source.url, environ), *_option_secrets(source.options, environ)),
    )
    module, _, name = CONNECTORS[kind].opener.partition(":")
    try:
        return cast("Connector", getattr(importlib.import_module(module), name).open(settings))
    except ImportError as error:
        raise missing_driver(kind, scheme, where=source.name, missing=error.name or "") from None


def scheme_of(url: str) -> str:
    """``postgresql`` of ``postgresql+psycopg://...``, empty for a path."""
    match = re.match(r"([A-Za-z][A-Za-z0-9.-]*)(\+[\w.+-]+)?://", url)
    return match[1].lower() if match else ""


def connector_kind(source: Source, scheme: str) -> str:
    """The entry of ``CONNECTORS`` that reads the source: the one it names, else the one its URL's scheme belongs to."""
    kind = source.connector or _kind_of_scheme(source, scheme)
    kind = kind if kind in CONNECTORS else _BY_SCHEME.get(kind, kind)  # "postgresql" or "s3" is enough
    if kind not in CONNECTORS:
        raise ConfigError(f"there is no connector {kind!r}{did_you_mean(kind, CONNECTORS)}", where=source.name)
    if kind == "filesystem" and scheme not in CONNECTORS[kind].schemes:
        return "fsspec"  # files are files, wherever they lie
    if kind in {"postgres", "sqlite"} and scheme not in CONNECTORS[kind].schemes:
        wanted = CONNECTORS[kind].schemes[-1]
        raise ConfigError(f"the connector {kind!r} reads {wanted}:// URLs, not {scheme or 'a path'}", where=source.name)
    return kind


def lists_readers(source: Source, environ: Mapping[str, str]) -> bool:
    """Return whether the source's connector declares that its inventory names who may read an item."""
    scheme = scheme_of(secrets.resolve_url(source.url, environ))
    return CONNECTORS[connector_kind(source, scheme)].lists_readers


def missing_driver(kind: str, scheme: str, *, where: str, missing: str = "") -> ConfigError:
    """Error that names what to install, by our extra where there is one."""
    entry = CONNECTORS[kind]
    extra = entry.extras.get(scheme)
    package = f"{DISTRIBUTION}[{extra}]" if extra else entry.packages.get(scheme, missing)
    next_step = f"pip install '{package}'" if package else f"install the package for {scheme}:// to {kind}"
    return ConfigError(f"the driver for {scheme}:// is not installed", where=where, next_step=next_step)


def _kind_of_scheme(source: Source, scheme: str) -> str:
    if not scheme and source.url.lower().endswith(".duckdb"):
        return "duckdb"  # a bare file of it; in a folder it is a file like others
    if scheme in _BY_SCHEME:
        return _BY_SCHEME[scheme]
    if _fsspec_knows(scheme):
        return "fsspec"
    hint = did_you_mean(scheme, filter(None, _BY_SCHEME))
    raise ConfigError(
        f"no connector reads {scheme}:// URLs{hint}",
        where=source.name,
        next_step=f"or name one of {', '.join(CONNECTORS)} as connector:",
    )


def _fsspec_knows(scheme: str) -> bool:
    from fsspec import available_protocols

    return scheme in available_protocols()


def _resolve(value: Any, environ: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return secrets.resolve(value, environ)
    if isinstance(value, Mapping):
        return {key: _resolve(below, environ) for key, below in value.items()}
    return [_resolve(below, environ) for below in value] if isinstance(value, list) else value


def _option_secrets(value: Any, environ: Mapping[str, str], key: str = "") -> tuple[str, ...]:
    if isinstance(value, str):
        named = (value,) if secrets.is_secret_key(key) and "${" not in value else ()
        return (*named, *secrets.secret_values(value, environ))
    if isinstance(value, Mapping):
        return tuple(secret for name, below in value.items() for secret in _option_secrets(below, environ, str(name)))
    if isinstance(value, list):
        return tuple(secret for below in value for secret in _option_secrets(below, environ, key))
    return ()
