"""How kernels come into a process: compiled once, by one process, wherever they can be kept."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from readiness.near_duplicate_search.kernels import compile_cache
from readiness.near_duplicate_search.shingle_frequency import MemoryBudget, rarity_classes
from readiness.near_duplicate_search.shingling import shingle_sets

FOLDER = Path(compile_cache.__file__).parent
KERNELS = "readiness.near_duplicate_search.kernels"
STARS = (
    "import numpy as np;"
    "from readiness.near_duplicate_search.kernels.compile_cache import load;"
    "keepers = np.full(3, -1);"
    "assign = load('star_clusters').assign_keepers;"
    "assign(np.array([1, 0, 2]), np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]), keepers);"
    "print(keepers.tolist())"
)


@pytest.fixture
def unloaded() -> Iterator[None]:
    compile_cache.cache_folder.cache_clear()
    yield
    compile_cache.cache_folder.cache_clear()


def test_every_module_of_kernels_is_compiled_by_warming() -> None:
    parts = {"__init__", "compile_cache", *(name.removesuffix(".py") for name in compile_cache.SHARED)}
    assert {path.stem for path in FOLDER.glob("*.py")} == {*compile_cache.MODULES} | parts


def test_kernels_call_only_parts_of_their_own_file_or_of_files_that_name_the_cache() -> None:
    allowed = {f"{KERNELS}.{name.removesuffix('.py')}" for name in ("compile_cache.py", *compile_cache.SHARED)}
    imported = {
        node.module
        for path in FOLDER.glob("*.py")
        if path.name != "compile_cache.py"  # compiles them, and is not compiled
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("readiness")
    }
    assert imported <= allowed


def test_importing_readiness_and_its_duplicate_search_compiles_nothing() -> None:
    code = "import sys, readiness, readiness.near_duplicate_search.api; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_processes_that_start_together_without_a_cache_all_answer_and_compile_once(tmp_path: Path) -> None:
    cold = f"from pathlib import Path; compile_cache._candidate_folders = lambda: iter([Path({str(tmp_path)!r})]);"
    code = f"from {KERNELS} import compile_cache; {cold} {STARS}"
    started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0].strip() for process in started] == ["[1, 1, 1]"] * 3
    assert len(list(tmp_path.rglob("*.nbc"))) == 1


def test_where_the_sources_cannot_be_written_beside_the_next_place_is_taken(
    tmp_path: Path, unloaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(
        compile_cache, "_candidate_folders", lambda: iter([tmp_path / "file" / "below", tmp_path / "user"])
    )
    assert compile_cache.cache_folder().parent == tmp_path / "user"


def test_a_folder_of_its_own_is_taken_where_nothing_can_be_written(
    tmp_path: Path, unloaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(compile_cache, "_candidate_folders", lambda: iter([tmp_path / "file" / "below"]))
    assert compile_cache.cache_folder().is_dir()


def test_a_warm_cache_that_cannot_be_written_is_copied(
    tmp_path: Path, unloaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed = tmp_path / "system" / compile_cache._folder_name()
    (tmp_path / "user" / compile_cache._folder_name()).mkdir(parents=True)
    warmed.mkdir(parents=True)
    (warmed / "ready").write_text(compile_cache._sources_digest())
    (warmed / "kernel.nbc").write_text("compiled")
    monkeypatch.setattr(compile_cache, "_candidate_folders", lambda: iter([tmp_path / "system", tmp_path / "user"]))
    monkeypatch.setattr(compile_cache, "_is_writable", lambda folder: "user" in folder.parts)
    assert (compile_cache.cache_folder() / "kernel.nbc").read_text() == "compiled"
    assert "user" in compile_cache.cache_folder().parts


def test_a_cache_warmed_with_other_sources_is_not_taken_for_warm(tmp_path: Path) -> None:
    (tmp_path / "ready").write_text("other")
    assert not compile_cache._is_warm(tmp_path)


def test_kernels_take_arrays_that_can_be_written_and_arrays_that_cannot() -> None:
    keepers = np.full(2, -1)
    order, starts, none = np.arange(2), np.zeros(3, np.int64), np.empty(0, np.int64)
    order.flags.writeable = False
    compile_cache.load("star_clusters").assign_keepers(order, starts, none, keepers)
    assert keepers.tolist() == [0, 1]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("counters", [1 << 11, 1 << 16])
def test_shingles_counted_in_many_turns_have_the_classes_of_one_turn(counters: int, threads: int) -> None:
    words = [f"w{number}" for number in range(300)]
    sets = shingle_sets([" ".join(words[start : start + 60 + start % 7]) for start in range(0, 240, 3)])
    chosen = np.arange(len(sets), dtype=np.int64)
    whole, parted = (np.zeros(len(sets.hashes), np.uint8) for _ in range(2))
    shared = rarity_classes(sets, chosen, whole, MemoryBudget())
    assert (
        rarity_classes(sets, chosen, parted, MemoryBudget(counter_bytes=counters, threads=threads)).tolist()
        == shared.tolist()
    )
    assert whole.tolist() == parted.tolist()
    held = np.unique(sets.hashes, return_counts=True)
    times = held[1][np.searchsorted(held[0], sets.hashes)]
    assert set(times[whole == 0]) == {1}
    assert (whole[times > 1] > 0).all()
    assert 0 < np.count_nonzero(whole == 0) < len(whole)
