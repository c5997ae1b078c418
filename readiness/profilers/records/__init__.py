"""Near-duplicate records: rows of a table that describe one person, firm, place or thing in slightly other words."""

from readiness.profilers.records.profile import measure
from readiness.profilers.records.repeated_records import near_duplicate_records

__all__ = ["measure", "near_duplicate_records"]
