"""DuckDB's reading of the beginning of a delimited file: its delimiter, and the lines above its first record.

DuckDB sees a copy of the beginning under a name of ours and nothing else: no other file, no network, no extension.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

SAMPLE_CHARACTERS = 128 * 1024
"""So much of a file is sniffed: hundreds of records, in some 30 ms. Chosen by us."""

_MEMORY = "256MB"
"""For a sample of 128 kB; DuckDB gives up above it, and our own reading decides. Chosen by us."""

_QUERY = "SELECT Delimiter, SkipRows FROM sniff_csv($path)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """``skipped`` are physical lines before the header, or before the first record where there is none."""

    delimiter: str
    skipped: int


def sniff(text: str) -> Sniffed | None:
    r"""Return DuckDB's layout of the beginning of a file, None where it finds none.

    >>> sniff("Sales report\nCompany: ACME\n\nid;town;net\n1;Leeds;3,5\n2;York;4,5\n")
    Sniffed(delimiter=';', skipped=3)
    """
    import duckdb

    with TemporaryDirectory(prefix="csv-") as folder:
        path = Path(folder) / "head.csv"
        path.write_text(_whole_lines(text), encoding="utf-8", errors="replace", newline="")
        try:
            with duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY}) as connection:
                _restrict(connection, path)
                found = connection.execute(_QUERY, {"path": str(path)}).fetchone()
        except duckdb.Error:
            return None
    return Sniffed(delimiter=str(found[0]), skipped=int(found[1])) if found else None


def _restrict(connection: object, path: Path) -> None:
    """Nothing but the sample may be opened, and nothing loaded, from here on."""
    run = connection.execute  # type: ignore[attr-defined]
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        run(f"SET {setting} = false")
    run("SET allowed_paths = $paths", {"paths": [str(path)]})
    run("SET enable_external_access = false")
    run("SET lock_configuration = true")


def _whole_lines(text: str) -> str:
    """The sample up to its last line end, where it has one."""
    sample = text[:SAMPLE_CHARACTERS]
    if len(sample) == len(text):
        return sample
    end = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: end + 1] if end > 0 else sample
