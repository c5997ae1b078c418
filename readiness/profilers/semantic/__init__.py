"""Semantic pairs: texts that mean the same in other words, by a small model that the user supplies. Off by default.

These pairs are always labelled *semantic* and kept in a table of their own. A cosine between averaged word vectors is a
similarity of subject and wording, never proof of a copy: nothing is judged by it, and nothing is left out because of
it.
"""

from readiness.profilers.semantic.semantic_api import semantic_duplicates
from readiness.profilers.semantic.semantic_stage import semantic_pairs

__all__ = ["semantic_duplicates", "semantic_pairs"]
