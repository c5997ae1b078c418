"""``content.boilerplate``: texts that consist mostly of template wording."""

from __future__ import annotations

import numpy as np

from readiness.near_duplicate_search.boilerplate import MOSTLY_TEMPLATE, TEMPLATE_SHARE, TEMPLATE_TEXTS
from readiness.near_duplicate_search.exact_join import CONTAINMENT_MIN_WORDS
from readiness.near_duplicate_search.template import Template
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.duplicates.corpus import Corpus, examined_documents

CODE = "content.boilerplate"


def add_boilerplate_defects(built: ProfileBuilder, inputs: Inputs, corpus: Corpus, template: Template) -> None:
    """One measure per source and one defect per text that is mostly template; short texts are not measured."""
    measured = corpus.comparison.words >= CONTAINMENT_MIN_WORDS
    mostly = measured & (template.share > MOSTLY_TEMPLATE)
    for place in np.flatnonzero(mostly)[np.argsort(corpus.set_leaders[mostly])].tolist():
        _add_defect(built, corpus, template, place)
    texts, templates = (corpus.by_source(corpus.set_leaders[chosen]) for chosen in (measured, mostly))
    examined = examined_documents(inputs, corpus)
    for source in sorted({*(source.name for source in inputs.project.sources), *texts}):
        built.measure(
            CODE, numerator=templates[source], denominator=texts[source], source=source, examined=examined(source)
        )


def _add_defect(built: ProfileBuilder, corpus: Corpus, template: Template, place: int) -> None:
    facts = corpus.items.facts(int(corpus.set_leaders[place]))
    share = float(template.share[place])
    built.defect(
        CODE,
        source=facts.source,
        item=facts.item,
        measure=share,
        message=f"{int(share * 100)} % of the text of {facts.item} is wording that many texts of this source share.",
        remedy="Remove the shared wording before indexing or training; keep what is specific to the document.",
        evidence={
            "template_share": round(share, 6),
            "template_texts": TEMPLATE_TEXTS,
            "template_texts_share": TEMPLATE_SHARE,
            "words": int(corpus.comparison.words[place]),
        },
    )
