"""Arrays that kernels take together, by name. Arrays are read-only where nothing else is written."""

from __future__ import annotations

from typing import Any, NamedTuple


class TextArrays(NamedTuple):
    """UTF-8 bytes of n texts, and the n + 1 offsets of the texts in them: uint8, int64."""

    data: Any
    offsets: Any


class SetArrays(NamedTuple):
    """Hashes of shingles of n sets, and the n + 1 offsets of the sets in them: uint64, int64."""

    hashes: Any
    offsets: Any


class FoldingTables(NamedTuple):
    """Entries per code point, uint32: for texts as written, and for texts that are folded already; bytes of the
    replacements, uint8, and where each starts, int64.
    """

    entries: Any
    folded_entries: Any
    replacements: Any
    starts: Any


class TextPlan(NamedTuple):
    """Texts to be read, int64; spread length of every text of the batch, int64; which are folded already, bool."""

    chosen: Any
    lengths: Any
    folded: Any


class Permutations(NamedTuple):
    """Multiplier and offset of each permutation of MinHash: uint32."""

    multipliers: Any
    offsets: Any


class Buckets(NamedTuple):
    """Texts bucket by bucket, those of one bucket ascending, and where each bucket starts: int64."""

    members: Any
    starts: Any


class BandRules(NamedTuple):
    """Number of a band, places in a band, and least equal places of two signatures to be compared: int."""

    band: Any
    rows: Any
    min_equal: Any


class CounterParts(NamedTuple):
    """Bits of a counter's number, bits of a part's number, first part of this turn and the one behind the last: int."""

    bits: Any
    part_bits: Any
    first: Any
    last: Any


class RarityClasses(NamedTuple):
    """Classes part by part, and the same classes shingle by shingle: uint8."""

    by_part: Any
    by_shingle: Any


class KeyLengths(NamedTuple):
    """Sets, int64, and (n, 2) how many keys each looks others up by, and how many it is listed under: int64."""

    sets: Any
    lengths: Any


class HashPass(NamedTuple):
    """Number of passes, a power of two, and the pass whose keys are kept: int."""

    passes: Any
    number: Any


class SelectedKeys(NamedTuple):
    """Keys of all sets, uint64, and (n, 2) how many keys of either kind each set has, int64."""

    keys: Any
    counts: Any


class KeyGroups(NamedTuple):
    """Group of each key, int32, -1 for none; key of each group, uint64."""

    group_of: Any
    keys: Any


class CandidateArrays(NamedTuple):
    """Sets from the smallest to the largest; size of each; how many of its shingles are in other sets too: int64."""

    sets: Any
    sizes: Any
    shared: Any


class PrefixLists(NamedTuple):
    """Start of each set's keys, int64; group of each key, int32, -1 for none; start of each group, int64; sets of the
    groups, int32, ascending in each; whether each group is a large one, bool.
    """

    starts: Any
    group_of: Any
    group_starts: Any
    members: Any
    is_large: Any


class ProbeRange(NamedTuple):
    """First candidate, the one behind the last, and the threshold: int, int, float."""

    start: Any
    stop: Any
    threshold: Any


class RankedMembers(NamedTuple):
    """Members of large groups, best first, int64; the threshold, float; most shingles to compare, int."""

    ranked: Any
    threshold: Any
    max_work: Any


class ClassedSets(NamedTuple):
    """Sets from the smallest to the largest, and the size of each, int64; rarity class of every shingle, uint8."""

    sets: Any
    sizes: Any
    classes: Any


class KeyTable(NamedTuple):
    """Hash table of keys, int32; key of each group, uint64; start of each group, int64; sets of the groups, int32,
    ascending in each; whether each group is a large one, bool.
    """

    table: Any
    keys: Any
    group_starts: Any
    members: Any
    is_large: Any


class ExcerptSearch(NamedTuple):
    """Sets that may contain others, from the largest down, and sets that may be contained, ascending: int64."""

    outer: Any
    inner: Any


class ContainmentLimits(NamedTuple):
    """Least share of the inner set, float; most times the outer set is larger, int; most shingles to compare, int."""

    share: Any
    max_ratio: Any
    max_work: Any
