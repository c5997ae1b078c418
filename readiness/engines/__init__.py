"""Engines run the same per-item functions: here on this machine; on a cluster in later work."""
