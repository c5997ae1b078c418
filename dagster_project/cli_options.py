"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

EXIT_USAGE, EXIT_UNKNOWN = 2, 3

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
OUT = click.option("--out", type=click.Path(path_type=Path), help="Folder of all audits (default: .readiness).")
