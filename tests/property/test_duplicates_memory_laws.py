"""What the memory of earlier audits may change: the cost, and nothing else."""

import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.profilers.duplicates import measure, profile
from tests.profilers.test_duplicates_memory import found, inputs_of
from tests.property.test_duplicates_laws import corpora


@given(st.lists(corpora(longest=90), min_size=2, max_size=3), st.sampled_from(["exact", "lsh"]), st.data())
@settings(deadline=None, max_examples=40)
def test_any_sequence_of_audits_finds_what_first_audits_find(
    states: list[list[str]], engine: str, data: st.DataObject
) -> None:
    texts: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, patch.object(profile, "engine_for", return_value=engine):
        for turn, state in enumerate(states):
            kept = data.draw(st.sets(st.sampled_from(sorted(texts)))) if texts else set()
            texts = {item: texts[item] for item in kept} | {f"{turn} {n}.txt": text for n, text in enumerate(state)}
            warm = measure(inputs_of(Path(folder, f"{turn} warm"), texts, Path(folder, "cache")))
            assert found(warm) == found(measure(inputs_of(Path(folder, f"{turn} cold"), texts)))
