"""Tasks over worker processes: who gets what, and what the parent does when a worker breaks a promise.

The parent alone keeps time and memory honest, because compiled code hears no signal: it kills, and starts a fresh worker.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from dsl.subroutine import names_in
from synth.batch.precompile import Beside, prepare
from synth.batch.worker import Job, Order, OutOfMemory, Solver, Worker, ceiling, outcome, unsolved
from synth.config import SolveConfig
from synth.library.vocabulary import vocabulary_of
from synth.process import resident
from synth.solving.answer import Answers
from synth.solving.problem import Problem, problem_of
from synth.solving.reading import Ranking, Reading
from synth.solving.result import Progress, Result
from synth.solving.worth import Candidate
from synth.space.budget import memory_fault

if TYPE_CHECKING:
    from dsl.module import Module
    from dsl.primitives import Primitive, Vocabulary
    from dsl.term import Term
    from tasks.task import Task

GRACE = 0.05  # seconds a solver may overrun its own deadline
PATIENCE = 1.0  # seconds one call of a user's primitive may take
MOST_CHILDREN = 32  # processes that a user's primitives may have started at one time
TICK = 0.02  # seconds between two looks at clocks and memory
OVERSHOOT = 1.05  # resident memory over the ceiling at which the parent steps in

Watch = Callable[[int, Progress], None]


def solve_all(
    tasks: Sequence[Task],
    config: SolveConfig,
    workers: int = 1,
    *,
    solver: Solver | None = None,
    primitives: Sequence[Primitive] = (),
    watch: Watch | None = None,
    stopped: Callable[[], bool] = lambda: False,
    guest: bool = False,
) -> Iterator[tuple[int, Result]]:
    """Each task's position and result, as they finish; `guest` says that the calling process holds data of its own."""
    if not tasks:
        return
    if not hasattr(os, "fork"):
        yield from _in_process(Order(tasks, config, solver or default_solver(tasks), tuple(primitives)))
        return
    watch = watch or (lambda index, progress: None)
    _have_code(tasks, watch, stopped)
    beside = Beside(primitives)
    order = Order(tasks, config, solver or default_solver(tasks), tuple(primitives), resident(os.getpid()) if guest else 0)
    crew = Crew(order, min(workers, len(tasks)), watch)
    try:
        while crew.busy and not stopped():
            yield from crew.turn()
        yield from crew.interrupt()
    finally:
        crew.dismiss()
        beside.end()


def _have_code(tasks: Sequence[Task], watch: Watch, stopped: Callable[[], bool]) -> None:
    """Compiles what set-up has not, before the clock of any task runs."""
    words: dict[str, Primitive] = {}
    for domain in dict.fromkeys(task.domain for task in tasks):
        with suppress(ValueError):  # it will be said of the task
            words.update(vocabulary_of(domain))
    prepare(words.values(), lambda done, total: watch(0, Progress(note=f"compiling: {done} of {total}")), stopped)


def in_order(results: Iterator[tuple[int, Result]]) -> Iterator[tuple[int, Result]]:
    """The same results, each held back until those of the earlier tasks are there."""
    held: dict[int, Result] = {}
    turn = 0
    for index, result in results:
        held[index] = result
        while turn in held:
            yield turn, held.pop(turn)
            turn += 1


def default_solver(tasks: Sequence[Task]) -> Solver:
    """The engine's own solver; importing it here, before any fork, saves every worker the import."""
    from synth.solving.solver import solve_task

    if any(task.domain == "perception" for task in tasks):
        from synth.hybrid.solve import solve_hybrid

        return solve_hybrid
    return solve_task


class Crew:
    """The workers of one call and the jobs they have not finished."""

    def __init__(self, order: Order, size: int, watch: Watch) -> None:
        self._order = order
        self._size = size
        self._watch = watch
        self._workers: list[Worker] = []
        self._waiting = deque(Job(index, order.config.timeout) for index in range(len(order.tasks)))

    @property
    def busy(self) -> bool:
        """Whether anything is left to do."""
        return bool(self._waiting) or any(worker.job for worker in self._workers)

    def turn(self) -> Iterator[tuple[int, Result]]:
        """Hands out work, listens for one tick, enforces the limits."""
        self._assign()
        ready = wait([worker.channel for worker in self._workers if worker.job], TICK)
        for worker in [worker for worker in self._workers if worker.channel in ready]:
            yield from self._listen(worker)
        for worker in [worker for worker in self._workers if worker.job]:
            yield from self._check(worker)

    def interrupt(self) -> Iterator[tuple[int, Result]]:
        """Ends all work; what was not finished becomes an interrupted result."""
        for worker in [worker for worker in self._workers if worker.job]:
            yield from self._retire(worker, "interrupted")
        while self._waiting:
            job = self._waiting.popleft()
            yield job.index, unsolved(self._order.tasks[job.index], self._order.config, "interrupted")

    def dismiss(self) -> None:
        """Kills every worker."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _assign(self) -> None:
        idle = [worker for worker in self._workers if not worker.job]
        while self._waiting and (idle or len(self._workers) < self._size):
            if not idle:
                self._workers.append(Worker(self._order, self._workers))
                idle.append(self._workers[-1])
            try:
                idle[-1].start(self._waiting[0])
            except OSError:  # it died while it had nothing to do
                self._remove(idle[-1])
            else:
                self._waiting.popleft()
            idle.pop()

    def _listen(self, worker: Worker) -> Iterator[tuple[int, Result]]:
        """Takes every message that has come from one worker."""
        try:
            while worker.job and worker.channel.poll():
                match worker.channel.recv():
                    case Progress() as progress:
                        worker.latest = progress
                        self._watch(worker.job.index, progress)
                    case Result() as result:
                        job, worker.job = worker.job, None
                        yield self._concluded(job, result)
                    case OutOfMemory():
                        yield from self._retire(worker, "exhausted", memory_fault(self._order.config.max_memory))
        except (EOFError, OSError):
            yield from self._mourn(worker)

    def _check(self, worker: Worker) -> Iterator[tuple[int, Result]]:
        """Kills the worker if its time, its memory, its processes or the patience with one call is over."""
        assert worker.job is not None
        call = worker.board.calling()
        if worker.elapsed > worker.job.seconds + GRACE:
            yield from self._retire(worker, "timeout")
        elif call and call[1] > PATIENCE:
            yield from self._set_aside(worker, call[0], f"ran longer than {PATIENCE:g} s on one call")
        elif worker.children > MOST_CHILDREN and (latest := worker.board.latest()) is not None:
            yield from self._set_aside(worker, latest, f"started more than {MOST_CHILDREN} processes")
        elif worker.resident > ceiling(self._order) * OVERSHOOT:
            if call:
                yield from self._set_aside(worker, call[0], f"needed more than {self._order.config.max_memory} MiB")
            else:
                yield from self._retire(worker, "exhausted", memory_fault(self._order.config.max_memory))

    def _mourn(self, worker: Worker) -> Iterator[tuple[int, Result]]:
        """Concludes the job of a worker that ended by itself."""
        status = worker.reap()
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        how = signal.strsignal(number) if number else f"exit {os.waitstatus_to_exitcode(status)}"
        if call := worker.board.calling():
            yield from self._set_aside(worker, call[0], f"ended the worker process ({how})")
        elif number == signal.SIGKILL:
            yield from self._retire(worker, "exhausted", "the worker process was killed from outside, perhaps for lack of memory")
        else:
            yield from self._retire(worker, "exhausted", f"internal error: the worker process died ({how})", internal=True)

    def _retire(self, worker: Worker, status: str, error: str | None = None, internal: bool = False) -> Iterator[tuple[int, Result]]:
        """Ends a worker and concludes its job with the best it had reported."""
        job = self._dismiss(worker)
        result = unsolved(self._order.tasks[job.index], self._order.config, status, latest=worker.latest, error=error)
        program = self._read(job.index, worker.latest.best)
        result = replace(result, program=program, internal=internal)
        if program is not None and status in ("timeout", "interrupted"):
            found = self._answer(job.index, program, worker.latest)
            result = result if found is None else found if status == "timeout" else replace(found, status="interrupted")
        yield self._concluded(job, replace(result, seconds=worker.elapsed))

    def _answer(self, index: int, program: Term, latest: Progress) -> Result | None:
        """What a worker had found and was not given the time to tell; never run here if it calls what may hang."""
        task, config = self._order.tasks[index], self._order.config
        if latest.fitting < len(task.distinct_shown) or not names_in(program).isdisjoint(p.name for p in self._order.primitives):
            return None
        found = Candidate(program, latest.price, latest.strategy, latest.candidates)
        result = Answers(problem(self._order, index), config, Ranking((Reading((found,), 1.0),))).result(None, False)
        return replace(result, candidates=latest.candidates) if result.status == "solved" else None

    def _set_aside(self, worker: Worker, index: int, fault: str) -> Iterator[tuple[int, Result]]:
        """Starts the job again in a fresh worker, without the primitive that broke it."""
        name = self._order.primitives[index].name
        note = f"primitive '{name}' {fault}; it was set aside"
        elapsed = worker.elapsed
        job = self._dismiss(worker)
        left = job.seconds - elapsed
        again = Job(job.index, left, job.spent + elapsed, (*job.set_aside, name), (*job.notes, note))
        if left > TICK:
            self._waiting.appendleft(again)
        else:
            yield self._concluded(again, unsolved(self._order.tasks[job.index], self._order.config, "timeout", latest=worker.latest))

    def _dismiss(self, worker: Worker) -> Job:
        """Kills one worker and takes its job back."""
        assert worker.job is not None
        job, worker.job = worker.job, None
        self._remove(worker)
        return job

    def _remove(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.kill()

    def _concluded(self, job: Job, result: Result) -> tuple[int, Result]:
        """The result with the time and notes of earlier attempts, able to run its program."""
        remarks = [*job.notes, *([result.error] if result.error else [])]
        known = partial(words, self._order, job.index, result.modules)
        return job.index, replace(result, seconds=job.spent + result.seconds, error="; ".join(remarks) or None, vocabulary=known)

    def _read(self, index: int, best: str | None) -> Term | None:
        """The term of a reported partial program; none where it does not parse."""
        from dsl.syntax import parse_term

        try:
            return parse_term(best, words(self._order, index), self._order.tasks[index].request) if best else None
        except ValueError:
            return None


def problem(order: Order, index: int, modules: Sequence[Module] = ()) -> Problem:
    """What a task asks, in words that include the user's own primitives unguarded and the modules that came with a program."""
    own = (*order.primitives, *(module.primitive for module in modules))
    return problem_of(order.tasks[index], order.config, own)


def words(order: Order, index: int, modules: Sequence[Module] = ()) -> Vocabulary:
    """What a program of the task may say."""
    return problem(order, index, modules).vocabulary


def _in_process(order: Order) -> Iterator[tuple[int, Result]]:
    """Where processes cannot fork: one task after the other, each trusted to honour its own limits."""
    for index, task in enumerate(order.tasks):
        result = outcome(order, index, order.config, lambda progress: None, order.primitives)
        if isinstance(result, OutOfMemory):
            result = unsolved(task, order.config, "exhausted", error=memory_fault(order.config.max_memory))
        yield index, replace(result, vocabulary=partial(words, order, index, result.modules))
