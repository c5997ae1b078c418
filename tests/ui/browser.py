"""Headless Chromium for the tests that look at pages; skipped only where there is none and nothing demands it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

ARTEFACTS = Path(__file__).parents[2] / "test-artefacts"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("READINESS_REQUIRE_ALL"):
            pytest.fail("Chromium is required here and is not installed")
        pytest.skip("Chromium is not installed")
    return path


@contextmanager
def opened(width: int = 1400, height: int = 1000, *, dark: bool = False) -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=_FLAGS)
        scheme = "dark" if dark else "light"
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        try:
            yield page
        finally:
            browser.close()


def shot(page: Page, name: str, *, whole: bool = False) -> Path:
    ARTEFACTS.mkdir(exist_ok=True)
    path = ARTEFACTS / f"{name}.png"
    page.screenshot(path=path, full_page=whole)
    return path
