"""The environment under which none of the libraries phones home; light enough to be set before any is imported."""

from __future__ import annotations

import os

SILENCE = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "SCARF_NO_ANALYTICS": "true",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
}


def silence() -> None:
    """Set what keeps the libraries quiet; must run before any of them is imported."""
    os.environ.update(SILENCE)
