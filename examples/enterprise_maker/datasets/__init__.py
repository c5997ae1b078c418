"""The departments of the enterprise: each module writes one part of the tree and records what is wrong with it."""
