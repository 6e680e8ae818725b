"""A run with a second engine in it: the peer's answers beside ours, and what cvc5 says of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from synth.batch.console import interruptible
from synth.batch.display import say
from synth.bench.journal import Journal
from synth.bench.peer import Stopped, answers, available, verdicts
from synth.bench.report import comparison
from synth.config import BenchConfig
from tasks import Fault, Task

Entries = Sequence[tuple[str, Task | Fault]]
ALL = "all"  # the name of the summary over several suites
Verdicts = Sequence[bool | None]


def sygus_tasks(entries: Entries) -> dict[int, Task]:
    """The tasks of .sl files, by position."""
    return {i: task for i, (_, task) in enumerate(entries) if isinstance(task, Task) and task.grammar is not None}


@dataclass
class Versus:
    """What a second engine adds to a run; without one installed, nothing."""

    peer: str | None
    entries: Entries
    journal: Journal
    opinions: dict[int, Verdicts] = field(default_factory=dict)  # of cvc5 on each answer of ours

    @staticmethod
    def of(config: BenchConfig, entries: Entries, journal: Journal) -> Versus | None:
        """Lets the peer solve what it has not yet, and has our answers checked; None if Ctrl-C was pressed meanwhile."""
        versus = Versus(config.peer, entries, journal)
        with interruptible() as stopped, _shown(config) as tell:
            if config.peer is not None:
                versus._compete(config, stopped, tell)
            if available():
                versus._check(config.workers, stopped, tell)
            if stopped():
                return None
        for position in versus._faults():
            say(f"fault: cvc5 finds that the answer to {journal.records[position]['task']} breaks a constraint")
        return versus

    def _compete(self, config: BenchConfig, stopped: Stopped, tell: Callable[[str], None]) -> None:
        tasks = sygus_tasks(self.entries)
        left = [i for i in tasks if i not in self.journal.peer]
        found = answers([tasks[i] for i in left], config.search, config.workers, stopped)
        for done, (position, answer) in enumerate(zip(left, found), 1):
            if answer.status != "interrupted":
                self.journal.add_peer(position, answer.record())
            tell(f"{config.peer}: {done} of {len(left)} done")

    def _check(self, workers: int, stopped: Stopped, tell: Callable[[str], None]) -> None:
        tasks, records = sygus_tasks(self.entries), self.journal.records
        chosen = [i for i in tasks if i in records and records[i]["status"] == "solved"]

        def opinion(position: int) -> Verdicts:
            task = tasks[position]
            return [None] if stopped() else verdicts(records[position]["sygus"], task, task.distinct_shown)

        with ThreadPoolExecutor(workers) as pool:
            for done, (position, found) in enumerate(zip(chosen, pool.map(opinion, chosen)), 1):
                self.opinions[position] = found
                tell(f"cvc5: {done} of {len(chosen)} answers checked")

    def _faults(self, suite: str = ALL) -> list[int]:
        return [i for i, found in self.opinions.items() if self._belongs(i, suite) and False in found]

    def _belongs(self, position: int, suite: str) -> bool:
        return suite in (ALL, self.entries[position][0])

    def rows(self, suite: str) -> dict[str, Any]:
        """What the summary of a suite, or that of all, gains."""
        return {**self._comparison(suite), **self._checked(suite)}

    def _comparison(self, suite: str) -> dict[str, Any]:
        ours, theirs = self.journal.records, self.journal.peer
        both = [i for i in sygus_tasks(self.entries) if self._belongs(i, suite) and i in ours and i in theirs]
        if self.peer is None or not both:
            return {}
        return {"comparison": comparison(self.peer, [ours[i] for i in both], [theirs[i] for i in both])}

    def _checked(self, suite: str) -> dict[str, Any]:
        mine = [found for i, found in self.opinions.items() if self._belongs(i, suite)]
        if not mine:
            return {}
        faults = [self.journal.records[i]["task"] for i in self._faults(suite)]
        confirmed = sum(all(found) for found in mine)
        unsettled = len(mine) - confirmed - len(faults)
        return {"check": {"by": "cvc5", "answers": len(mine), "confirmed": confirmed, "unsettled": unsettled, "faults": faults}}


@contextmanager
def _shown(config: BenchConfig) -> Iterator[Callable[[str], None]]:
    """A function that shows where things stand, on a terminal only."""
    from rich.console import Console

    console = Console(stderr=True, quiet=config.output.quiet)
    if not console.is_terminal:
        yield lambda text: None
        return
    with console.status("") as status:
        yield status.update
