"""Near-duplicate records: rows of a table that describe one person, firm, place or thing in slightly other words."""

from readiness.profilers.records.find import near_duplicate_records
from readiness.profilers.records.profile import measure

__all__ = ["measure", "near_duplicate_records"]
