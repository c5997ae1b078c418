"""Each outcome of opening a document in words for a project lead, and its remedy."""

from __future__ import annotations

from readiness.model import Outcome

WHY = {
    Outcome.ENCRYPTED: "is protected by a password",
    Outcome.CORRUPT: "is damaged",
    Outcome.TRUNCATED: "is cut off: its end is missing",
    Outcome.EMPTY: "is empty",
    Outcome.UNSUPPORTED: "is of a format that cannot be read",
    Outcome.TOO_LARGE: "is too large to be read whole",
    Outcome.TIMEOUT: "took too long to read",
    Outcome.CRASHED: "crashes the program that reads it",
    Outcome.OUT_OF_MEMORY: "takes more memory to read than one document may",
    Outcome.HOSTILE: "is built in a way that harms programs that read it",
    Outcome.OWNER_LOCKED: "reads, but its owner's settings forbid copying its text",
}
REMEDIES = {
    Outcome.ENCRYPTED: "Ask the owner for the password or an unprotected copy.",
    Outcome.CORRUPT: "Ask the owner for an intact copy, or restore one from backup.",
    Outcome.TRUNCATED: "Transfer it again from its origin; compare sizes.",
    Outcome.EMPTY: "Delete it, or ask the owner for the version that has content.",
    Outcome.UNSUPPORTED: "Have it exported to PDF, Office or text, or leave it out.",
    Outcome.TOO_LARGE: "Split it, or raise resources.document_max_bytes or document_max_characters.",
    Outcome.TIMEOUT: "Have it exported again, or raise resources.document_seconds.",
    Outcome.CRASHED: "Have it exported again from the program that made it.",
    Outcome.OUT_OF_MEMORY: "Have it exported again, or raise resources.document_memory_mb.",
    Outcome.HOSTILE: "Have it checked by security before anyone opens it.",
    Outcome.OWNER_LOCKED: "Ask the owner whether its text may be used.",
}

CHARACTERS = {
    "undecodable": "holds bytes that are not valid in its encoding: these characters are lost",
    "uncertain": "declares no encoding and could be read in another one as well",
    "mojibake": "holds wrong characters (\u00e2\u20ac\u2122 for an apostrophe): it was saved after a wrong decoding",
}
"""What is the matter with the characters of a text, by encoding problem."""
