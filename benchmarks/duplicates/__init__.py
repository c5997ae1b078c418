"""Speed and accuracy of near-duplicate search: ``python -m benchmarks.duplicates run``; see its ``--help``."""
