"""Another engine beside ours: cvc5 on the .sl tasks of a run, its answers judged like ours, and ours checked by it.

It runs in a child process for each task, within as many seconds of the processor as we have of the clock, and is given
its best: SyGuS-IF 2.1 and the options it enters competitions with.
"""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from typing import Any, Literal

from dsl.term import Term
from synth.config import SolveConfig
from synth.faults import require
from synth.solving.problem import problem_of
from synth.solving.verify import right_on
from tasks.formats.sygus import read_answer
from tasks.sygus.s_expression import Misread
from tasks.sygus.writer import definitions, equations, has_strings, length, problem, signature
from tasks.task import Example, Task

PEERS = ("cvc5",)
INSTALL = "python -m pip install -c constraints.txt '.[bench]'"
OPTIONS = {"sygus": "true", "incremental": "false", "dag-thresh": "0", "sygus-si": "none"}
STRING_OPTIONS = {"sygus-fair": "direct"}
CHILD = (sys.executable, "-m", "synth.bench.cvc5_child")
WALL = 4.0  # seconds of the clock for each of the processor's that the child may take
MORE_WALL = 30.0
WORD = re.compile(r'"(?:[^"]|"")*"|\|[^|]*\||[^\s()]+')
TICK = 0.2  # seconds between two looks at whether to stop

Stopped = Callable[[], bool]


@dataclass(frozen=True)
class Answer:
    """What the peer makes of one task."""

    task: str
    status: Literal["solved", "timeout", "exhausted", "infeasible", "interrupted"]
    seconds: float = 0.0  # of the processor
    program: str | None = None  # a define-fun
    size: int | None = None  # in words of the file
    in_grammar: bool | None = None  # None where it could not be read back
    train_correct: int = 0
    train_total: int = 0
    test_correct: int = 0
    test_total: int = 0
    error: str | None = None

    def record(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        return {**asdict(self), "seconds": round(self.seconds, 4)}


def available() -> bool:
    """Whether cvc5 is installed."""
    return find_spec("cvc5") is not None


def check_peer(name: str) -> None:
    """Raises Misuse for a peer that is unknown or not installed."""
    require(name in PEERS, f"unknown peer {name!r}; known: {', '.join(PEERS)}")
    require(available(), f"the peer {name} is not installed; it comes with the extra `bench`: {INSTALL}")


def answers(tasks: Sequence[Task], config: SolveConfig, workers: int, stopped: Stopped) -> Iterator[Answer]:
    """The peer's answer to each task, in order."""
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda task: answer(task, config, stopped), tasks)


def answer(task: Task, config: SolveConfig, stopped: Stopped = lambda: False) -> Answer:
    """The peer's answer to one task, judged."""
    totals: dict[str, Any] = {"train_total": len(task.shown), "test_total": len(task.held_out)}
    none = Answer(task.name, "timeout", config.timeout, **totals)
    if stopped():
        return replace(none, status="interrupted", seconds=0.0)
    options = {**OPTIONS, **(STRING_OPTIONS if has_strings(task) else {})}
    request = {"mode": "solve", "text": problem(task), "options": options, "seconds": config.timeout, "memory": config.max_memory}
    said = ask(request, WALL * config.timeout + MORE_WALL, stopped)
    if said.get("interrupted"):
        return replace(none, status="interrupted", seconds=0.0)
    if said.get("timeout") or said.get("seconds", 0.0) > config.timeout:
        return none
    if "error" in said:
        return replace(none, status="exhausted", seconds=0.0, error=said["error"])
    return _judged(replace(none, seconds=said["seconds"]), task, str(said["said"]))


def _judged(blank: Answer, task: Task, said: str) -> Answer:
    """The answer that the peer's own words amount to."""
    if not said.startswith("("):
        return replace(blank, status="infeasible" if said == "infeasible" else "exhausted", error=None if said == "infeasible" else said)
    text = said[1:-1].strip()  # a list of one definition
    term = _read_back(text, task)
    spelled = task.grammar.spell(term) if task.grammar is not None and term is not None else None
    in_grammar = None if term is None else spelled is not None
    words = words_of(text, task)
    size = words if spelled is None else min(words, spelled[0])
    train, test = (sum(map(bool, right(text, term, task, examples))) for examples in (task.shown, task.held_out))
    return replace(blank, status="solved", program=text, size=size, in_grammar=in_grammar, train_correct=train, test_correct=test)


def _read_back(text: str, task: Task) -> Term | None:
    """The definition as a program of ours; None where it is nested too deep or too long for that."""
    try:
        return read_answer(text, task)
    except (Misread, RecursionError):
        return None


def words_of(text: str, task: Task) -> int:
    """The length of a definition's body in words, counted without reading it where it is nested too deep for that."""
    try:
        return length(text)
    except (Misread, RecursionError):
        return len(WORD.findall(text)) - len(WORD.findall(f"define-fun {task.grammar.function if task.grammar else ''} {signature(task)}"))


def right(text: str, term: Term | None, task: Task, examples: Sequence[Example]) -> Sequence[bool | None]:
    """Whether a definition gives each example's output: by our evaluator, or by cvc5 where it is no program of ours."""
    if term is None:
        return verdicts(text, task, examples)
    return right_on(term, examples, problem_of(task, SolveConfig(library="none")).vocabulary)


def verdicts(text: str, task: Task, examples: Sequence[Example]) -> Sequence[bool | None]:
    """What cvc5 says of a definition on each example; None where it says nothing."""
    if not examples:
        return []
    said = ask({"mode": "evaluate", "text": definitions(task, text), "terms": equations(task, examples)}, MORE_WALL)
    found: Sequence[bool | None] = said.get("verdicts", [None] * len(examples))
    return found


def ask(request: dict[str, Any], wall: float, stopped: Stopped = lambda: False) -> dict[str, Any]:
    """What the child answers; `timeout` or `interrupted` where it was ended, `error` where it ended itself."""
    deadline = time.monotonic() + wall
    given: str | None = json.dumps(request)
    with subprocess.Popen(CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    out, errors = child.communicate(given, timeout=TICK)
                    break
                given = None  # it is on its way
                if stopped() or time.monotonic() > deadline:
                    return {"interrupted" if stopped() else "timeout": True}
        finally:
            child.kill()
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"timeout": True}
    lines = out.splitlines()
    if child.returncode or not lines:
        return {"error": (errors.strip().splitlines() or [f"the child ended with {child.returncode}"])[-1]}
    found: dict[str, Any] = json.loads(lines[-1])
    return found
