"""Labels: does every training item have one, is it one of the classes, and is it the only one.

Label sets come from the config (``labels:`` and ``sources[].labels``) or, where it names none, from files that are
recognised by name, columns and join.
"""

from __future__ import annotations

from readiness.profilers.base import Inputs, Profile


def measure(inputs: Inputs) -> Profile:
    """Measure missing, invalid, orphaned and conflicting labels and the support of classes, by source and slice."""
    from readiness.profilers.labels.label_measures import measure_labels

    return measure_labels(inputs)


__all__ = ["measure"]
