"""May this data be used? Personal data and secrets found, and whether a basis for the personal data is stated.

Patterns and check digits, and a model of the user's own where the project names one; nothing leaves the machine, and no
report holds a raw value.
"""

from __future__ import annotations

from itertools import chain

from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.guard import TableGuard
from readiness.profilers.rights.access import measure_access
from readiness.profilers.rights.basis import measure_basis
from readiness.profilers.rights.person_model import missing_model
from readiness.profilers.rights.pii import find_pii
from readiness.profilers.rights.recognisers import FOUND_SCORE
from readiness.profilers.rights.rights_defects import Findings
from readiness.profilers.rights.scan_coverage import examined_items
from readiness.profilers.rights.searched_items import scan_documents, scan_tables
from readiness.profilers.rights.secret_patterns import find_secrets

__all__ = ["FOUND_SCORE", "find_pii", "find_secrets", "measure"]


def measure(inputs: Inputs) -> Profile:
    """Measure ``rights.pii``, ``rights.pii_basis`` and ``rights.secrets`` over texts and columns of tables.

    Also ``rights.access``, over the readers that the inventory names and the markings in texts.

    Returns
    -------
    Profile with one defect per document or column that holds personal data or secrets: counts and classes by kind,
    masked samples. What chance also gives is a defect that counts in no measure. Where long texts or columns were read
    in part, ``population`` counts all items and ``denominator`` those whose answer is known: read whole, or found to
    hold some. A source with nothing to scan has a denominator of 0.
    """
    builder, guard = ProfileBuilder(), TableGuard()
    findings = Findings(inputs.project.sources)
    for scanned in chain(scan_documents(inputs), scan_tables(inputs, guard)):
        findings.add(scanned, builder)
    examined = examined_items(inputs, findings.documents, findings.unread)
    findings.write(builder, examined)
    if reason := _persons_unsearched(inputs, findings):
        for source in inputs.project.sources:
            builder.not_measured("rights.pii_basis", reason, source=source.name)
    else:
        measure_basis(inputs.project, findings, builder, examined)
    measure_access(builder, inputs)
    guard.add_errors(builder, ("rights.pii", "rights.pii_basis", "rights.secrets"))
    return builder.build()


def _persons_unsearched(inputs: Inputs, findings: Findings) -> str:
    """The reason why persons were not searched for as the project requires; "" where they were."""
    search = inputs.project.rights
    if search.persons != "model":
        return ""
    _ = inputs.folder  # the model is no stage file: a result that it took part in is never used again
    return missing_model(search) or findings.model_problem
