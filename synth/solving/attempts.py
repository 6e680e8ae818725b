"""Attempts: where a task allows several outputs for each input to test on, those of the likeliest readings that differ there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.codec import write
from dsl.evaluate import Failure, compile_term, thaw
from dsl.primitives import Vocabulary
from dsl.term import Term
from dsl.type import parameters
from tasks.formats.arc import ATTEMPTS
from tasks.task import Task

Attempts = tuple[Sequence[Any], ...]


def attempts_of(programs: Sequence[Term], task: Task, vocabulary: Vocabulary) -> Attempts | None:
    """For each input to test on the outputs of the first programs that differ there, as JSON; None where a task has one answer."""
    most = task.extra.get(ATTEMPTS)
    if most is None:
        return None
    output = parameters(task.request)[1]
    runs = [compile_term(program, vocabulary) for program in programs]
    found = []
    for row in task.inputs:
        outputs: dict[Any, Any] = {}
        for run in runs:
            value = run(row)
            if not isinstance(value, Failure):
                outputs.setdefault(value, thaw(write(value, output)))
            if len(outputs) == most:
                break
        found.append(list(outputs.values()))
    return tuple(found)


def none_of(task: Task) -> Attempts | None:
    """That there is no output for any input to test on; None where a task has one answer."""
    return attempts_of((), task, Vocabulary())


def correct(attempts: Attempts, task: Task) -> int:
    """On how many held-out examples one of the attempts is right."""
    output = parameters(task.request)[1]
    by_input = dict(zip(task.inputs, attempts, strict=True))
    return sum(thaw(write(example.output, output)) in by_input[example.inputs] for example in task.held_out)
