"""First use: what a call will need is compiled by two processes before the clock of any task runs, later calls find it on disk.

Every step may fail: whatever is missing afterwards is compiled when a search meets it. Only those processes import the compiler.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import TYPE_CHECKING

from synth.config import SolveConfig
from synth.intake import vocabulary_of
from synth.result import Progress
from synth.worker import isolate

if TYPE_CHECKING:
    from dsl.primitives import Primitive
    from tasks.task import Task

Watch = Callable[[int, Progress], None]
PROCESSES = 2
PATIENCE = 12.0  # seconds of a first use after which a few tasks begin, the rest compiled beside them
FEW = 4  # tasks; for more it pays to have everything first
TICK = 0.1


@dataclass(frozen=True)
class Unit:
    """Something to compile; `file` is there once it was."""

    file: Path
    load: Callable[[], object]
    chain: int | None = None  # the process that should do it, for what every search needs

    @property
    def essential(self) -> bool:
        """Whether no search should begin without it."""
        return self.chain is not None


def units(tasks: Sequence[Task], config: SolveConfig) -> list[Unit]:
    """What the tasks may call, most needed first."""
    from synth.columns.entries import CORE, INVERSE, NESTED

    parts = [Unit(CORE.file, CORE.load, 0), Unit(INVERSE.file, INVERSE.load, 1), Unit(NESTED.file, NESTED.load, 1)]
    if any(task.grammar is not None for task in tasks):
        from synth.search.paths import PATHS

        parts.append(Unit(PATHS.file, PATHS.load, 1))
    return [*parts, *_kernels(tasks, config)]


def _kernels(tasks: Sequence[Task], config: SolveConfig) -> Iterable[Unit]:
    from synth.columns.kernels import kernel_file
    from synth.search.code import compiled, variants

    words: dict[str, Primitive] = {}
    for domain in dict.fromkeys(config.domain or task.domain for task in tasks):
        with contextlib.suppress(ValueError):  # it will be said of the task
            words.update(vocabulary_of(domain))
    texts = any("str" in str(task.request) for task in tasks)
    for p in sorted(words.values(), key=lambda p: p.cost):
        for ordered in variants(p, texts):
            yield Unit(kernel_file(p, ordered), partial(compiled, p, ordered))


class Warmth:
    """The processes that compile, as long as they have anything to do."""

    def __init__(self, missing: Sequence[Unit]) -> None:
        self.missing = missing
        self.left = deque(range(len(missing)))
        self.busy: dict[Connection, int] = {}
        self.pids: dict[Connection, int] = {}
        self.dead: set[int] = set()
        parent = os.getpid()
        for _ in range(PROCESSES):
            near, far = Pipe()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # as in synth.worker
                pid = os.fork()
            if pid == 0:
                _compile(far, missing, parent)
            far.close()
            self.pids[near] = pid
            self._hand_out(near)

    def turn(self, patience: float = 0.0) -> None:
        """Listen for a while, and hand out the next units."""
        for channel in wait(list(self.busy), patience):
            assert isinstance(channel, Connection)
            try:
                channel.recv()
                del self.busy[channel]
                self._hand_out(channel)
            except (EOFError, OSError):  # it died: its share is compiled when it is needed
                self.busy.pop(channel, None)
                self.dead.add(list(self.pids).index(channel))

    @property
    def done(self) -> int:
        """How many units need no more waiting for."""
        return len(self.missing) - len(self.left) - len(self.busy)

    @property
    def essential(self) -> bool:
        """Whether something is under way without which no search begins."""
        return any(self.missing[k].essential for k in (*self.left, *self.busy.values())) and bool(self.busy)

    def _hand_out(self, channel: Connection) -> None:
        place = list(self.pids).index(channel)
        for k in self.left:
            if self.missing[k].chain in (None, place, *self.dead):
                self.left.remove(k)
                self.busy[channel] = k
                channel.send(k)
                return

    def dismiss(self) -> None:
        """Ends what still runs."""
        for channel, pid in self.pids.items():
            channel.close()
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        self.pids.clear()
        self.busy.clear()


def _compile(channel: Connection, missing: Sequence[Unit], parent: int) -> None:
    """The life of a child: one unit after the other until the parent hangs up."""
    try:
        isolate(parent)
        os.nice(5)
        while True:
            unit = missing[channel.recv()]
            with contextlib.suppress(Exception):
                unit.load()
            channel.send(None)
    finally:
        os._exit(0)


def warm_up(tasks: Sequence[Task], config: SolveConfig, watch: Watch, stopped: Callable[[], bool]) -> Warmth | None:
    """Have what the tasks call compiled and, as far as it saves time, loaded; what is returned may still be at work."""
    from synth.solver import load_strategy

    load_strategy(config.strategy)
    wanted = units(tasks, config)
    missing = [unit for unit in wanted if not unit.file.exists()]
    warmth = _first_use(missing, len(tasks) > FEW, watch, stopped) if missing else None
    for unit in wanted:
        if (unit.essential or len(tasks) > FEW) and unit.file.exists():
            with contextlib.suppress(Exception):  # a broken cache: the search will meet it and say so
                unit.load()
    return warmth


def _first_use(missing: Sequence[Unit], whole: bool, watch: Watch, stopped: Callable[[], bool]) -> Warmth:
    """Compile, and wait for it: for everything, or as long as the wait for what no search can begin without may last."""
    began = time.monotonic()
    warmth = Warmth(missing)
    patience = PATIENCE if any(unit.essential for unit in missing) else 0.0  # a new version, or a new domain
    while warmth.busy and not stopped():
        if not warmth.essential and not whole and time.monotonic() - began > patience:
            break
        watch(0, Progress(note=f"compiling, first use only: {warmth.done} of {len(missing)}"))
        warmth.turn(TICK)
    if not warmth.busy:
        warmth.dismiss()
    return warmth
