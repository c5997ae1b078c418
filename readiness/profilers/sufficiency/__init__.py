"""Sufficiency of the usable items: the manifest, the needed cells, the needed volume, the cost of the gap."""

from __future__ import annotations

from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.sufficiency.coverage import COVERAGE, measure_coverage
from readiness.profilers.sufficiency.manifest import manifest_of
from readiness.profilers.sufficiency.token_cost import add_token_cost
from readiness.profilers.sufficiency.volume import VOLUME, measure_cost, measure_volume

_NO_CHARTER = "the project has no charter, so it is not known how much is needed"


def measure(inputs: Inputs) -> Profile:
    """Build ``manifest`` and ``manifest_excluded``, and measure coverage, volume and cost.

    Reads every earlier stage, defects included.
    """
    built = ProfileBuilder()
    manifest = manifest_of(inputs)
    if inputs.project.charter is None:
        for code in (COVERAGE, VOLUME):
            built.not_measured(code, _NO_CHARTER)
    else:
        needs = inputs.project.needs
        measure_coverage(built, inputs, needs, manifest.items)
        measure_volume(built, inputs, needs, manifest.items.num_rows)
    measure_cost(built, inputs)
    add_token_cost(built, inputs, manifest.items)
    return built.build({"manifest": manifest.items, "manifest_excluded": manifest.excluded})
