"""Workers keep their promises whatever a solver or a user's primitive does: time, memory, order, no process left behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_solver import LAWLESS, PLAIN

from dsl.primitives import Primitive, primitive
from dsl.syntax import parse_term
from synth.batch import pool
from synth.batch.pool import in_order, solve_all
from synth.batch.worker import Board
from synth.config import SolveConfig
from synth.faults import Misuse
from synth.library.vocabulary import vocabulary_of
from synth.process import resident
from synth.solving.result import Progress, Result
from synth.solving.solver import solve_task
from tasks.task import Task, task_of

ROOT = Path(__file__).parent.parent
QUICK = SolveConfig(timeout=5, max_memory=512)


def task(name: str) -> Task:
    return task_of(name, [([3, 1], [1, 3]), ([2], [2])])


def solved(it: Task, config: SolveConfig, primitives: tuple[Primitive, ...] = ()) -> Result:
    term = parse_term("xs -> sort(xs)", vocabulary_of("list"))
    said = ",".join(p.name for p in primitives) or None
    return Result(it.name, "solved", term, train_total=len(it.shown), candidates=7, seed=config.seed, error=said)


def wait_a_little(it: Task) -> None:
    """Later tasks of a batch finish first."""
    time.sleep(0.15 if it.name == "0" else 0)


def hang() -> None:
    while True:
        pass


def allocate() -> None:
    kept = []
    while True:
        kept.append(bytearray(8 << 20))


DEEDS = {
    "hang": hang,
    "compiled hang": lambda: sum(range(10**12)),
    "allocate": allocate,
    "bug": lambda: {}["missing"],
    "misuse": lambda: (_ for _ in ()).throw(Misuse("no such thing")),
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "leave": lambda: os._exit(9),
    "out of memory killer": lambda: os.kill(os.getpid(), signal.SIGKILL),
}


def fake(it: Task, config: SolveConfig, report: Any, primitives: tuple[Primitive, ...]) -> Result:
    """A solver that does what the task's name says."""
    report(Progress(10, 2.0, "xs -> reverse(xs)", None, 1))
    if it.name in DEEDS:
        DEEDS[it.name]()
    if it.name == "call all":
        for each in primitives:
            each(4)
    if it.name.isdecimal():
        wait_a_little(it)
    return solved(it, config, primitives)


def run(name: str, config: SolveConfig = QUICK, **options: Any) -> tuple[Result, float]:
    began = time.monotonic()
    ((index, result),) = solve_all([task(name)], config, solver=fake, **options)
    assert index == 0
    return result, time.monotonic() - began


def children() -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == os.getpid() and fields[0] != "Z":
                found.add(int(entry.name))
    return found


@pytest.fixture(autouse=True)
def nobody_left_behind() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_whole_and_in_order(workers: int) -> None:
    names = [str(i) for i in range(7)]
    results = list(in_order(solve_all([task(name) for name in names], QUICK, workers, solver=fake)))
    assert [(index, result.task, result.status) for index, result in results] == [(i, name, "solved") for i, name in enumerate(names)]


def test_a_result_from_a_worker_runs_its_program() -> None:
    result, _ = run("fine")
    assert result([9, 7, 8]) == [7, 8, 9]
    assert str(result.program) == "xs -> sort(xs)"


@pytest.mark.parametrize("name", ["hang", "compiled hang"])
def test_time_is_kept_from_outside(name: str) -> None:
    result, took = run(name, SolveConfig(timeout=0.5))
    assert (result.status, result.candidates, result.train_correct) == ("timeout", 10, 1)
    assert str(result.program) == "xs -> reverse(xs)"
    assert 0.5 <= took < 2  # how closely is measured, not tested: other tests share these cores


def test_a_search_keeps_to_its_seconds() -> None:
    """Of itself, before anybody has to end it."""
    solve_task(LAWLESS, replace(PLAIN, max_candidates=1_000_000))  # compiles what the search needs
    began = time.thread_time()
    result = solve_task(LAWLESS, SolveConfig(timeout=1.0, guide="none", library="none"))
    assert result.status == "timeout"
    assert time.thread_time() - began < 2.0  # what others take of a busy machine does not count


@pytest.mark.parametrize(("program", "status"), [("xs -> sort(xs)", "solved"), ("xs -> reverse(xs)", "timeout")])
def test_an_answer_is_told_though_its_worker_overstays(program: str, status: str) -> None:
    """What a worker says that it found is judged here: a claim that does not hold is none."""

    def late(it: Task, config: SolveConfig, report: Any, primitives: tuple[Primitive, ...]) -> Result:
        report(Progress(10, 2.0, program, None, len(it.shown), "bottom_up", 3.0))
        hang()
        raise AssertionError

    ((_, result),) = solve_all([task_of("", [([3, 1, 2], [1, 2, 3]), ([2], [2])])], SolveConfig(timeout=0.5), solver=late)
    assert (result.status, str(result.program), result.candidates) == (status, program, 10)
    if status == "solved":
        assert (result.strategy, result.cost, result.train_correct) == ("bottom_up", 3.0, 2)
        assert result([9, 7, 8]) == [7, 8, 9]


def test_memory_is_kept() -> None:
    result, _ = run("allocate", SolveConfig(timeout=30, max_memory=300))
    assert (result.status, result.error) == ("exhausted", "needed more than 300 MiB of memory")


@pytest.mark.parametrize(
    ("name", "error", "internal"),
    [
        ("bug", "internal error: KeyError: 'missing' (test_worker.py:", True),
        ("segfault", "internal error: the worker process died (Segmentation fault)", True),
        ("leave", "internal error: the worker process died (exit 9)", True),
        ("out of memory killer", "the worker process was killed from outside", False),
    ],
)
def test_a_crash_costs_its_task_only(name: str, error: str, internal: bool) -> None:
    results = list(in_order(solve_all([task("before"), task(name), task("after")], QUICK, 1, solver=fake)))
    assert [result.status for _, result in results] == ["solved", "exhausted", "solved"]
    crashed = results[1][1]
    assert (crashed.error or "").startswith(error)
    assert crashed.internal is internal


def test_a_misuse_found_by_the_solver_is_said() -> None:
    result, _ = run("misuse")
    assert (result.status, result.error, result.internal) == ("invalid", "no such thing", False)


def made(name: str, function: Any) -> Primitive:
    function.__doc__ = ""
    return primitive("int -> int", name=name)(function)


def test_primitives_that_misbehave_are_set_aside() -> None:
    def spin(n: int) -> int:
        while n:
            pass
        return n

    def crash(n: int) -> int:
        os._exit(n)

    def fine(n: int) -> int:
        return n

    result, _ = run("call all", primitives=[made("fine", fine), made("spin", spin), made("crash", crash)])
    assert result.status == "solved"
    assert (result.error or "").split("; ") == [
        "primitive 'spin' ran longer than 1 s on one call",
        "it was set aside",
        "primitive 'crash' ended the worker process (exit 4)",
        "it was set aside",
        "fine",
    ]
    assert result.seconds >= pool.PATIENCE


def test_a_primitive_that_hangs_until_the_time_is_over() -> None:
    def spin(n: int) -> int:
        while n:
            pass
        return n

    result, took = run("call all", SolveConfig(timeout=0.4), primitives=[made("spin", spin)])
    assert result.status == "timeout"
    assert took < 2


def test_a_call_within_a_call_keeps_the_outer_clock() -> None:
    board = Board()
    inner = board.guarded(made("inner", lambda n: n), 1)
    seen = []

    def outside(n: int) -> int:
        inner(n)
        seen.append(board.calling())
        return n

    board.guarded(made("outer", outside), 0)(5)
    assert seen[0] is not None
    assert seen[0][0] == 0
    assert board.calling() is None


def test_stopping_keeps_what_is_finished() -> None:
    arrived: list[int] = []
    results = []
    for index, result in solve_all([task("fine"), task("hang"), task("never")], QUICK, 1, solver=fake, stopped=lambda: bool(arrived)):
        arrived.append(index)
        results.append((result.task, result.status))
    assert results == [("fine", "solved"), ("hang", "interrupted"), ("never", "interrupted")]


def test_giving_up_on_the_results_ends_the_workers() -> None:
    results = solve_all([task("fine"), task("hang")], QUICK, 2, solver=fake)
    assert next(results)[1].status == "solved"
    results.close()


def test_it_works_beside_other_threads_and_with_their_data() -> None:
    data = bytearray(os.urandom(1 << 20)) * 200
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    try:
        result, _ = run("fine", SolveConfig(timeout=5, max_memory=128), guest=True)
    finally:
        release.set()
        thread.join()
    assert result.status == "solved"
    assert len(data) > 128 << 20


def test_without_fork_it_works_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    result, _ = run("fine")
    assert result.status == "solved"
    result, _ = run("misuse")
    assert (result.status, result.error) == ("invalid", "no such thing")


def test_workers_die_with_their_parent() -> None:
    code = (
        "import os, sys, time\nsys.path.insert(0, 'tests')\nfrom test_worker import fake, task, QUICK\n"
        "from synth.batch.pool import solve_all\n"
        "def watch(index, progress):\n    print('running', flush=True)\n"
        "list(solve_all([task('hang'), task('hang')], QUICK, 2, solver=fake, watch=watch))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    parent.stdout.readline()
    orphans = [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if parent_of(pid) == parent.pid]
    assert orphans
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while any(resident(pid) for pid in orphans) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(resident(pid) for pid in orphans)


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def leave_a_sleeper(kept: int) -> None:
    if os.fork() == 0:
        time.sleep(60)


def leave_a_daemon(kept: int) -> None:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        time.sleep(60)


def leave_a_group(kept: int) -> None:
    if os.fork() == 0:
        os.setpgid(0, 0)
        time.sleep(60)


def leave_a_program(kept: int) -> None:
    subprocess.Popen(["sleep", "60"], pass_fds=[kept])


def go_on_as_two(kept: int) -> None:
    os.fork()


@pytest.mark.parametrize("deed", [leave_a_sleeper, leave_a_daemon, leave_a_group, leave_a_program, go_on_as_two])
@pytest.mark.parametrize("end", ["returns", "crashes", "hangs"])
def test_what_a_primitive_starts_ends_with_its_worker(deed: Any, end: str) -> None:
    reading, kept = os.pipe()  # whoever is left holds its far end

    def start(n: int) -> int:
        deed(kept)
        if end == "crashes":
            os._exit(1)
        while end == "hangs":
            pass
        return n

    config = replace(QUICK, timeout=0.3 if end == "hangs" else 5)
    result, _ = run("call all", config, primitives=[made("start", start)])
    os.close(kept)
    assert select.select([reading], [], [], 2)[0], "a process is left"
    os.close(reading)
    assert result.status == ("timeout" if end == "hangs" else "solved")


def test_a_primitive_that_starts_too_many_processes_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 4)  # on a slow machine so many forks take their time

    def start(n: int) -> int:
        for _ in range(pool.MOST_CHILDREN + 1):
            leave_a_sleeper(0)
        time.sleep(60)
        return n

    result, _ = run("call all", primitives=[made("start", start)])
    assert result.status == "solved"
    assert result.error == f"primitive 'start' started more than {pool.MOST_CHILDREN} processes; it was set aside"
