"""Write the generated blocks of ``docs/`` anew."""

from __future__ import annotations

from reports.reference import stale_pages

if __name__ == "__main__":
    for path, text in list(stale_pages()):
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.name}")  # noqa: T201 - a command line tells what it did
