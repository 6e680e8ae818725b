"""What is compiled ahead is what searches call, and no process or memory is left over."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dsl.domain import load_domain
from synth.budget import Budget
from synth.columns.frame import Frame
from synth.columns.kernels import kernel_file
from synth.columns.store import Store, _intern
from synth.config import SolveConfig
from synth.warm import FEW, Unit, Warmth, units
from tasks.task import task_of

ROOT = Path(__file__).parent.parent
LITTLE = 64 << 20


def test_what_was_compiled_needs_no_compiler() -> None:
    code = """
import sys
from synth.config import SolveConfig
from synth.solver import solve_task
from tasks.task import task_of
task = task_of("x", [([3, 9, 4], [4, 9, 3]), ([1, 2], [2, 1])])
print(solve_task(task, SolveConfig(timeout=600, max_candidates=20_000)).program, "numba" in sys.modules)
"""
    said = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout for _ in range(2)]
    assert said[1] == "xs -> reverse(xs) False\n"


def test_entries_take_rows_without_gaps() -> None:
    store = Store(1, 1)
    with pytest.raises(TypeError, match="without gaps"):
        _intern(store.frame, np.zeros(6, np.int64)[::2], 3)


def test_units_are_named_without_compiling() -> None:
    tasks = [task_of("x", [("a b", "a"), ("c d", "c")])]
    named = units(tasks, SolveConfig())
    words = load_domain("text").vocabulary
    assert kernel_file(words["reverse"]) in [u.file for u in named]
    assert kernel_file(words["less"], texts=True) in [u.file for u in named]
    assert len({u.file for u in named}) == len(named)
    assert len(named) > FEW


def fails() -> None:
    raise RuntimeError("no")


def ends() -> None:
    sys.exit(3)


@pytest.mark.parametrize("load", [fails, ends])
def test_what_cannot_be_compiled_is_passed_over(load: Any, tmp_path: Path) -> None:
    good = [Unit(tmp_path / f"{k}", (tmp_path / f"{k}").touch, k % 2) for k in range(4)]
    warmth = Warmth([Unit(tmp_path / "bad", load, 0), *good, Unit(tmp_path / "last", (tmp_path / "last").touch)])
    for _ in range(600):
        if warmth.busy:
            warmth.turn(0.1)
    warmth.dismiss()
    assert not warmth.busy
    assert not (tmp_path / "bad").exists()
    assert (tmp_path / "1").exists()
    assert (tmp_path / "last").exists()


def test_a_store_keeps_to_its_limit() -> None:
    store = Store(4, 5)
    store.limit = sum(array.nbytes for array in store.arrays.values()) + (8 << 20)
    for _ in range(40):
        store.reserve(20_000, 5)
        if not store.full:
            store[Frame.COUNTERS][0] += 20_000
            store[Frame.COUNTERS][1] += 100_000
    assert store.full
    assert sum(array.nbytes for array in store.arrays.values()) <= store.limit
    assert store[Frame.COUNTERS][3] <= len(store[Frame.PRODUCTION])
    assert store[Frame.COUNTERS][3] <= 0.7 * len(store[Frame.SLOTS])


def test_a_search_goes_on_when_memory_is_spent() -> None:
    from synth.columns.region import release
    from synth.grammar import Grammar
    from synth.prior import Table
    from synth.search.bottom_up import BottomUp
    from synth.space import Space

    release()  # what other searches of this process left would come on top
    words = load_domain("list").vocabulary
    task = task_of("x", [([3, 1, 2], [117, 3]), ([9, 8], [81, 7, 1]), ([4, 4, 1], [8, 1111])])
    grammar = Grammar.from_types(task.request, words, [])
    space = Space(grammar, Table(()).costs(grammar), task.distinct_shown)
    run = BottomUp(space, Budget(800_000, bytes=LITTLE), words)
    list(run.levels())
    assert run.store.full
    assert run.store.candidates >= 800_000
    assert run.store.nodes < 400_000


def test_a_small_ceiling_is_no_end() -> None:
    examples = [([3, 1, 2], [117, 3]), ([9, 8], [81, 7, 1]), ([4, 4, 1], [8, 1111])]
    text = json.dumps({"name": "hard", "train": [{"inputs": [i], "output": o} for i, o in examples]})
    command = [sys.executable, "-m", "synth", "solve", "-", "--json", "--max-memory", "400", "--timeout", "8", "--workers", "1"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT, timeout=300)
    result = json.loads(done.stdout)
    assert (result["status"], result["error"]) == ("timeout", None)
