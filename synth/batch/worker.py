"""A killable process that solves tasks: forked from a torch-free parent, limited in memory, watched by shared memory.

Glossary: the *board* is a page both processes see; on it the child writes which of the user's own primitives it is calling and since when.
"""

from __future__ import annotations

import contextlib
import functools
import mmap
import os
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, Pipe
from typing import TYPE_CHECKING, Any, NoReturn

from synth.batch.trial import Trial
from synth.config import SolveConfig
from synth.faults import Misuse
from synth.process import data_bytes, isolate, lead, resident
from synth.solving.result import Progress, Result
from synth.space.budget import LEAST_ROOM, MIB

if TYPE_CHECKING:
    from dsl.primitives import Primitive
    from tasks.task import Task

Report = Callable[[Progress], None]
Solver = Callable[..., Result]  # (task, config, report, primitives)

REPORT_EVERY = 0.05  # seconds between progress messages that say nothing new but counts


@dataclass(frozen=True)
class Job:
    """One task handed to a worker, perhaps again after one of the user's primitives misbehaved."""

    index: int
    seconds: float  # what is left of the task's time
    spent: float = 0.0  # seconds used by earlier attempts
    set_aside: tuple[str, ...] = ()  # primitives left out of this attempt
    notes: tuple[str, ...] = ()  # why they were


@dataclass(frozen=True)
class Order:
    """All that the workers of one call share; children inherit it through the fork, so nothing of it is ever pickled."""

    tasks: Sequence[Task]
    config: SolveConfig
    solver: Solver
    primitives: tuple[Primitive, ...] = ()
    inherited: int = 0  # bytes that are the caller's own data and do not count against a task


class OutOfMemory:
    """In place of a result: the task needed more memory than it may have."""


class Board:
    """Which of the user's primitives a worker is calling, and since when."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("d")  # number of the call under way, since when, of the latest call

    def calling(self) -> tuple[int, float] | None:
        """Index of the primitive whose call is under way, and the seconds it has taken."""
        index, since = self._cells[0], self._cells[1]
        return (int(index) - 1, time.monotonic() - since) if index else None

    def latest(self) -> int | None:
        """Index of the primitive that was called last."""
        return int(self._cells[2]) - 1 if self._cells[2] else None

    def guarded(self, primitive: Primitive, index: int) -> Primitive:
        """The primitive with its function announcing every call on this board; a subroutine, which has none, as it is."""
        cells, function, own = self._cells, primitive.function, os.getpid()
        if function is None:
            return primitive

        @functools.wraps(function)
        def announced(*arguments: Any) -> Any:
            before = cells[0], cells[1]
            cells[1] = time.monotonic()
            cells[0] = cells[2] = index + 1
            try:
                return function(*arguments)
            finally:
                if os.getpid() != own:  # the function forked: only one of the two goes on with the search
                    os._exit(0)
                cells[0], cells[1] = before

        return replace(primitive, function=announced)


class Worker:
    """The parent's end of one child process."""

    def __init__(self, order: Order, siblings: Sequence[Worker] = ()) -> None:
        self.board = Board()
        self.job: Job | None = None
        self.started = 0.0
        self.latest = Progress()
        self._ended: int | None = None
        self.channel, far = Pipe()
        parent = os.getpid()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # native thread pools that sleep do no harm to a fork
            self.pid = os.fork()
        if self.pid == 0:
            _live(far, self.board, order, parent, [self.channel, *(sibling.channel for sibling in siblings)])
        far.close()

    def start(self, job: Job) -> None:
        """Hands the idle worker a job; its clock runs from now."""
        self.job, self.latest, self.started = job, Progress(), time.monotonic()
        self.channel.send(job)

    @property
    def elapsed(self) -> float:
        """Seconds since the present job was handed over."""
        return time.monotonic() - self.started

    @property
    def resident(self) -> int:
        """Bytes of memory the child holds; 0 where the system does not tell."""
        return resident(self.pid)

    @property
    def children(self) -> int:
        """How many processes the child has started and not waited for; 0 where the system does not tell."""
        try:
            with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as file:
                return len(file.read().split())
        except OSError:
            return 0

    def kill(self) -> None:
        """Ends the child at once and leaves no zombie."""
        self.channel.close()
        self.reap()

    def reap(self) -> int:
        """Ends the child and all that it started; its wait status, how it ended where it did so by itself, 0 where somebody else took it.

        The group is killed before the child is collected, as long as its number can be nobody else's.
        """
        if self._ended is None:
            for kill in (os.killpg, os.kill):  # it leads no group yet where it was hardly born
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(self.pid, signal.SIGKILL)
            try:
                self._ended = os.waitpid(self.pid, 0)[1]
            except ChildProcessError:
                self._ended = 0
        return self._ended


def ceiling(order: Order) -> int:
    """Resident bytes above which a worker has broken its promise."""
    return max(order.config.max_memory * MIB, LEAST_ROOM) + order.inherited


def _live(channel: Connection, board: Board, order: Order, parent: int, strange: Sequence[Connection]) -> NoReturn:
    """The whole life of the child: one job after the other until the parent hangs up."""
    status = 1
    try:
        isolate(parent)
        lead()
        for connection in strange:
            connection.close()
        primitives = tuple(board.guarded(primitive, index) for index, primitive in enumerate(order.primitives))
        while not isinstance(message := _attempt(channel.recv(), order, primitives, channel), OutOfMemory):
            channel.send(message)
        channel.send(message)
    except (EOFError, OSError):
        status = 0
    finally:
        os._exit(status)


def _attempt(job: Job, order: Order, primitives: tuple[Primitive, ...], channel: Connection) -> Result | OutOfMemory:
    """Solves one job within the ceiling."""
    import resource  # not everywhere; where it is missing, nothing forks

    usable = tuple(primitive for primitive in primitives if primitive.name not in job.set_aside)
    _limit_memory(order)
    result = outcome(order, job.index, replace(order.config, timeout=job.seconds), _reporter(channel), usable)
    if isinstance(result, OutOfMemory):
        resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        return result
    return replace(result, vocabulary=None)


def outcome(order: Order, index: int, config: SolveConfig, report: Report, primitives: tuple[Primitive, ...]) -> Result | OutOfMemory:
    """What the solver makes of one task; whatever goes wrong in it becomes a value."""
    task = order.tasks[index]
    trials = [Trial(primitive) for primitive in primitives]
    try:
        result = order.solver(task, config, report, tuple(trial.primitive for trial in trials))
        remarks = [trial.fault for trial in trials if trial.fault]
        return replace(result, error="; ".join([*remarks, *([result.error] if result.error else [])])) if remarks else result
    except MemoryError:
        return OutOfMemory()
    except Misuse as fault:
        return unsolved(task, config, "invalid", error=str(fault))
    except Exception as fault:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        text = f"internal error: {type(fault).__name__}: {fault} ({os.path.basename(place.filename)}:{place.lineno})"
        return replace(unsolved(task, config, "exhausted", error=" ".join(text.split())), internal=True)


def _reporter(channel: Connection) -> Report:
    """A report function that passes on what is new, and bare counts only now and then."""
    said = Progress()
    at = 0.0

    def report(progress: Progress) -> None:
        nonlocal said, at
        now = time.monotonic()
        news = (progress.best, progress.note, progress.fitting) != (said.best, said.note, said.fitting)
        if news or progress.found or now - at >= REPORT_EVERY:
            said, at = progress, now
            channel.send(progress)

    return report


def _limit_memory(order: Order) -> None:
    """Lets the process grow to the task's ceiling and no further: beyond it allocations raise MemoryError."""
    import resource

    data = data_bytes()
    if not data:
        return
    room = max(LEAST_ROOM, ceiling(order) - resident(os.getpid()))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = data + room if hard == resource.RLIM_INFINITY else min(data + room, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def unsolved(task: Task, config: SolveConfig, status: Any, *, latest: Progress | None = None, error: str | None = None) -> Result:
    """The result of a task that the solver itself could not conclude."""
    latest = latest or Progress()
    return Result(
        task=task.name,
        status=status,
        type=str(task.request),
        candidates=latest.candidates,
        train_correct=latest.fitting,
        train_total=len(task.shown),
        test_total=len(task.held_out),
        seed=config.seed,
        error=error,
    )
