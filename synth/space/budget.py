"""Budgets: candidates first, since they repeat on any machine, seconds and bytes second, and what an answer may cost."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field

from synth.process import data_bytes

MIB = 1 << 20
LEAST_ROOM = 64 * MIB  # what a task may always take, however small its ceiling
TRANSIENT = 96 * MIB  # bytes that one compiled call may take for itself


@dataclass
class Stats:
    """What a search did, in named counts."""

    candidates: int = 0
    kept: int = 0
    cost: int = 0
    fits: int = 0
    bytes: int = 0
    full: bool = False  # whether something was left out for lack of memory


@dataclass
class Budget:
    """How much a search may spend; `deadline` is a reading of `time.monotonic`."""

    candidates: int | None = None
    deadline: float | None = None
    bytes: int = 4096 << 20
    ceiling: int = 1 << 30  # cost above which a further answer is of no use
    stats: Stats = field(default_factory=Stats)

    def left(self) -> float:
        """Seconds until the deadline."""
        return float("inf") if self.deadline is None else self.deadline - time.monotonic()

    def candidates_left(self) -> int:
        """Candidates that may still be evaluated."""
        return 1 << 60 if self.candidates is None else max(0, self.candidates - self.stats.candidates)

    def part(self, share: float) -> Budget:
        """A share of what is left, counted with the whole."""
        candidates = None if self.candidates is None else self.stats.candidates + int(share * self.candidates_left())
        deadline = None if self.deadline is None else time.monotonic() + share * max(0.0, self.left())
        return Budget(candidates, deadline, self.bytes, stats=self.stats)

    def spent(self) -> bool:
        """Whether to stop."""
        return self.left() <= 0 or self.candidates_left() <= 0


def memory_fault(max_memory: int) -> str:
    """What is said of a task that reached its ceiling, in MiB."""
    return f"needed more than {max(max_memory, LEAST_ROOM // MIB)} MiB of memory"


def memory_left(ceiling: int) -> int:
    """Bytes that a search may fill: what the process may still ask for (`ceiling` at most), less what passes through."""
    with suppress(ImportError):
        import resource

        limit = resource.getrlimit(resource.RLIMIT_DATA)[0]
        if limit != resource.RLIM_INFINITY:
            ceiling = min(ceiling, limit - data_bytes())
    return max(ceiling - TRANSIENT, ceiling // 2)
