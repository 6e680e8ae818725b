"""The entry points of the compiled core: what Python calls of it, and the types it calls it with."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numba import types

from synth.columns import CORE
from synth.columns.runtime import Heap

WORDS, GRID = types.int64[::1], types.int64[:, ::1]
HASHES = types.uint64[::1]
HEAP = types.NamedTuple((WORDS, WORDS, HASHES, WORDS, WORDS), Heap)


@dataclass(frozen=True)
class Entry:
    """One entry point; without a signature it is compiled when its module is imported."""

    module: str
    name: str
    signature: tuple[Any, ...] | None = None

    @property
    def marker(self) -> Path:
        """A file that is there once the entry lies in the cache."""
        return CORE / f"{self.module}.{self.name}.compiled"

    def load(self) -> None:
        """Have the entry in this process: read from the cache, else compiled (seconds) and written there."""
        module = importlib.import_module(f"synth.columns.{self.module}")
        if self.signature is not None:
            getattr(module, self.name).compile(self.signature)


# Two chains that share little, so that two processes compile them in half the time.
CHAINS: tuple[tuple[Entry, ...], ...] = (
    (
        Entry("higher", "apply_elementwise", (WORDS, WORDS, GRID, WORDS)),
        Entry("plan", "build", (WORDS, WORDS)),
        Entry("nested", "nested"),
        Entry("loops", "apply_loops", (WORDS, WORDS, types.int64, GRID, WORDS)),
    ),
    (
        Entry("store", "_intern", (HEAP, WORDS)),
        Entry("store", "_intern_all", (HEAP, WORDS, WORDS, WORDS)),
        Entry("store", "_rehash", (HASHES, types.int64, WORDS)),
        Entry("absorb", "goal_hashes", (WORDS, WORDS, types.boolean, types.int64, WORDS)),
        Entry("absorb", "absorb_words", (WORDS, WORDS, GRID, GRID)),
        Entry("absorb", "absorb_captures", (WORDS, WORDS, types.int64, types.int64, WORDS)),
        Entry("apply", "apply", (WORDS, WORDS, GRID)),
    ),
)
