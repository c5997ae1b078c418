"""How fast and how right near-duplicates are found: ``python -m benchmarks.duplicates run``; see its ``--help``."""
