"""Isolated worker processes: a pool that survives lost workers, the sandbox they run in, and a map over texts."""
