"""Keys by which documents are joined as one: the titles they state and the numbers they carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.near_duplicate_search.equal_groups import NONE
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.thresholds import Mask
from readiness.profilers.duplicates.compared_documents import Items
from readiness.profilers.duplicates.identity import (
    HEAD_CHARACTERS,
    find_ids,
    find_title,
    title_id,
    title_key,
)
from readiness.profilers.duplicates.load_texts import ItemTexts

_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityKeys:
    """Per item: ``titles`` as stated and ``ids``, "" where there are none; and int64 codes of both, NONE for none."""

    titles: dict[int, str]
    ids: dict[int, tuple[str, ...]]
    title_codes: I64
    id_codes: tuple[I64, ...]


def read_identity_keys(items: Items, texts: ItemTexts, among: Mask) -> IdentityKeys:
    """The keys of the items ``among``, read from the title column and the head of each text."""
    places = np.flatnonzero(among)
    given = items.column("title").take(pa.array(places)).to_pylist()
    titles = {item: title for item, title in zip(places.tolist(), given, strict=True) if _is_title(title)}
    ids: dict[int, list[str]] = {item: [title_id(title)] for item, title in titles.items()}
    for batch, wording in texts.read(places):
        heads = pc.utf8_slice_codeunits(wording, 0, HEAD_CHARACTERS).to_pylist()
        for item, head in zip(batch.tolist(), heads, strict=True):
            if item not in titles and _is_title(title := find_title(head)):
                titles[item] = title
                ids[item] = [title_id(title)]
            ids.setdefault(item, []).extend(find_ids(head))
    numbered = {item: tuple(dict.fromkeys(filter(None, each)))[:4] for item, each in ids.items()}
    most = max((len(each) for each in numbered.values()), default=0)
    return IdentityKeys(
        titles=titles,
        ids=numbered,
        title_codes=_codes({item: title_key(title) for item, title in titles.items()}, len(items)),
        id_codes=tuple(
            _codes({item: each[place] for item, each in numbered.items() if len(each) > place}, len(items))
            for place in range(most)
        ),
    )


def _is_title(title: str | None) -> bool:
    return title is not None and 0 < len(title) <= _LONGEST_TITLE and title_key(title) != ""


def _codes(keys: dict[int, str], items: int) -> I64:
    codes = np.full(items, NONE, dtype=np.int64)
    numbers: dict[str, int] = {}
    for item, key in keys.items():
        if key:
            codes[item] = numbers.setdefault(key, len(numbers))
    return codes
