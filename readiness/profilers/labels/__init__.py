"""Labels: whether every item to learn from has one, whether it is one of the classes, and whether it is one only.

Label sets come from the config (``labels:`` and ``sources[].labels``) or, where it names none, from files that say
what they are by name, columns and join.
"""

from __future__ import annotations

from readiness.profilers.base import Inputs, Profile


def measure(inputs: Inputs) -> Profile:
    """Measure missing, invalid, orphaned and conflicting labels and the support of classes, by source and slice."""
    from readiness.profilers.labels.label_measures import measured

    return measured(inputs)


__all__ = ["measure"]
