"""Near-duplicate search among texts: from texts to pairs. The package knows texts only, no documents and no audits.

Definition
----------
A text is cut into words (``shingling``), and into shingles: runs of five words. Two texts are near-duplicates when the
Jaccard similarity of their shingle sets reaches the threshold (``engines.NEAR_THRESHOLD``); one is contained in another
when that share of its shingles is in the other (``thresholds``). Every pair that is returned was compared exactly,
whichever engine proposed it.

Two engines
-----------
``exact_join``: a set similarity join with prefix filter, which misses no pair (Bayardo et al., 2007;
Xiao et al., 2011). ``lsh``: MinHash signatures (``minhash``), banded (Broder, 1997); its least recall is in
``engines.RECALL``. It is chosen where the texts do not fit the memory of the exact join (``engines.engine_for``).

From texts to pairs
-------------------
::

    shingling ──▶ shingles ──▶ text_sets ──▶ engines ──▶ clusters ──▶ api
     words of      sets of       sets and     exact_join    groups around
     a text        hashes        budget       or lsh        one text

``comparison`` decides which texts are compared anew; ``large_groups`` keeps thousands of texts with one shingle from
costing millions of comparisons; ``boilerplate`` finds shingles that many texts share.

Memory and cache
----------------
``shingle_frequency.MemoryBudget`` bounds what is held at once; larger inputs are done in parts (``batches``) or from a
mapped file. ``shingle_cache`` keeps shingle sets and overlaps from run to run, so that only changed texts are read and
compared. ``kernels`` are the inner loops, compiled by numba once for each machine, with every index checked
(``kernels.compile_cache``).
"""
