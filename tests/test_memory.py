"""A search keeps to its memory: stores stop growing, and what is too much for them is no end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from dsl.domain import load_domain
from synth.columns.layout import Frame
from synth.columns.store import Store
from synth.space.budget import Budget
from tasks.task import task_of

ROOT = Path(__file__).parent.parent
LITTLE = 64 << 20


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
    from synth.columns.memory import release
    from synth.search.enumeration.enumerator import BottomUp
    from synth.space.grammar import Grammar
    from synth.space.prior import Table
    from synth.space.space import Space

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
    assert result["status"] == "timeout"
    assert result["error"] in (None, "needed more than 400 MiB of memory")
