"""Write the expected files of the scorecard anew: ``python -m tests.golden``."""

from __future__ import annotations

from tests.golden import FOLDER, rendered

for name, content in rendered().items():
    (FOLDER / name).write_bytes(content)
    print(f"wrote {FOLDER / name}: {len(content):,} bytes")
