"""Kernels read and write inside of their arrays only, whatever they are given: else IndexError, never a crash."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from readiness.near_duplicate_search.kernels import compile_cache
from readiness.near_duplicate_search.kernels.arrays import SetArrays, TextArrays
from readiness.near_duplicate_search.kernels.compile_cache import MODULES, load, part

FOLDER = Path(compile_cache.__file__).parent
KERNELS = "readiness.near_duplicate_search.kernels"
POINTERS = {"gep", "load", "store", "bitcast", "inttoptr"}


def builder_calls() -> dict[str, set[str]]:
    """Functions of kernel files that build instructions on addresses, each with all that it calls."""
    functions = [
        node
        for path in FOLDER.glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    ]
    calls = {
        function.name: {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
        for function in functions
    }
    return {name: called for name, called in calls.items() if called & {f"builder.{one}" for one in POINTERS}}


def test_addresses_are_made_in_one_function_which_checks_them_and_used_by_two() -> None:
    calls = builder_calls()
    assert {name for name, called in calls.items() if "builder.gep" in called} == {"_checked_block"}
    assert "_check_block" in calls["_checked_block"]
    assert set(calls) == {"_checked_block", "load64", "store64"}
    assert all("_checked_block" in calls[name] for name in ("load64", "store64"))


def test_no_kernel_file_goes_around_the_checks_of_numba() -> None:
    text = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    forbidden = ("carray", "farray", "address_as_void", "ctypes", "boundscheck=False", "as_strided", "njit(parallel")
    assert [word for word in forbidden if word in text] == []


def test_every_kernel_and_every_part_is_compiled_with_checked_indices() -> None:
    names = [*MODULES, "primitives", "word_hash"]
    modules = [load(name) for name in names]
    compiled = {
        (module.__name__, name): one
        for module in modules
        for name, one in vars(module).items()
        if hasattr(one, "targetoptions")
    }
    assert len(compiled) > 60
    assert [key for key, one in compiled.items() if one.targetoptions.get("boundscheck") is not True] == []


@pytest.fixture(scope="module")
def blocks() -> Any:
    """``load64`` and ``store64`` as Python functions."""
    primitives = load("primitives")
    load64, store64 = primitives.load64, primitives.store64

    def read(array: Any, place: Any) -> Any:
        return load64(array, place)

    def write(array: Any, place: Any) -> None:
        store64(array, place, np.uint64(0x0807060504030201))

    return part(read), part(write)


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16])
def test_eight_bytes_are_read_and_written_where_all_are_inside_and_nowhere_else(blocks: Any, size: int) -> None:
    read, write = blocks
    for place in (-(1 << 63), -9, -8, -1, *range(size + 2), 1 << 40, (1 << 63) - 8, (1 << 63) - 1):
        array = np.zeros(size, np.uint8)
        if 0 <= place <= size - 8:
            write(array, place)
            assert array[place : place + 8].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
            assert array.sum() == 36
            assert read(array, place) == 0x0807060504030201
            continue
        with pytest.raises(IndexError):
            read(array, place)
        with pytest.raises(IndexError):
            write(array, place)
        assert not array.any()


def as_offsets(*places: int) -> Any:
    offsets = np.array(places, np.int64)
    offsets.flags.writeable = False
    return offsets


def test_offsets_that_lie_about_the_hashes_are_an_index_error() -> None:
    hashes = np.arange(1, 5, dtype=np.uint64)
    hashes.flags.writeable = False
    with pytest.raises(IndexError):
        load("overlaps").copy_sets(SetArrays(hashes, as_offsets(0, 1 << 20)), as_offsets(0), np.empty(9, np.uint64))
    with pytest.raises(IndexError):
        load("overlaps").copy_sets(SetArrays(hashes, as_offsets(0, 4)), as_offsets(7), np.empty(9, np.uint64))
    with pytest.raises(IndexError):
        load("overlaps").copy_sets(SetArrays(hashes, as_offsets(0, 4)), as_offsets(0), np.empty(3, np.uint64))


def test_offsets_that_lie_about_the_bytes_are_an_index_error() -> None:
    data = np.frombuffer(b"one two three four five six", np.uint8)
    with pytest.raises(IndexError):
        load("text_fingerprint").fingerprints(TextArrays(data, as_offsets(0, 4000)), np.empty((1, 2), np.uint64))
    with pytest.raises(IndexError):
        load("text_fingerprint").fingerprints(TextArrays(data, as_offsets(0, 27)), np.empty((2, 2), np.uint64))


def test_no_setting_of_the_environment_switches_the_checks_off(tmp_path: Path) -> None:
    code = (
        "import numpy as np; from pathlib import Path;"
        f"from {KERNELS} import compile_cache;"
        f"compile_cache._candidate_folders = lambda: iter([Path({str(tmp_path)!r})]);"
        "none = np.zeros(0, np.int64);"
        "compile_cache.load('star_clusters').assign_keepers(np.array([1 << 30]), none, none, np.full(2, -1))"
    )
    environment = {"NUMBA_BOUNDSCHECK": "0", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "IndexError" in done.stderr
