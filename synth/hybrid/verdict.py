"""Verdicts: what is told of a program around modules that is right on most examples, where all need not or cannot be right.

Outputs may be wrong (`--noise`), and a module that says real numbers is never exact: there an example holds within twice the error
that was measured on examples kept apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dsl.evaluate import Failure, compile_term
from dsl.export import to_python
from dsl.module import REAL, Module
from dsl.primitives import Vocabulary
from dsl.term import Prim, Term, size, strip, subterms
from dsl.type import parameters
from synth.solving.answer import UNSURE
from synth.solving.result import Result
from synth.solving.verify import right_on
from tasks.task import Example, Task

WIDE = 2.0  # errors within which a real number holds
BLIND = 0.7  # of the spread of outputs: a larger error says that nothing was learned


@dataclass(frozen=True)
class Verdict:
    """Which examples hold, shown and held out, and what is to be said of it."""

    shown: int
    held_out: int
    note: str | None = None


def least_right(total: int, noise: float) -> int:
    """How many examples must hold where a share of the outputs may be wrong."""
    return math.ceil(total * (1 - noise) - 1e-9)


def judged(term: Term, task: Task, vocabulary: Vocabulary, modules: Sequence[Module], noise: float) -> Verdict | None:
    """The verdict on a program that may be wrong on some examples; None where too few hold."""
    if parameters(task.request)[1] in REAL and len(modules) == 1 and not modules[0].labels:
        return _estimated(term, task, vocabulary, modules[0])
    shown, held_out = (sum(right_on(term, examples, vocabulary)) for examples in (task.shown, task.held_out))
    total = len(task.shown)
    if shown < least_right(total, noise):
        return None
    return Verdict(shown, held_out, None if shown == total else f"{total - shown} of {total} outputs are taken for wrong")


def _estimated(term: Term, task: Task, vocabulary: Vocabulary, module: Module) -> Verdict | None:
    error, spread = (float(module.metrics.get(name, math.inf)) for name in ("error", "spread"))
    if not error <= BLIND * spread:
        return None
    run = compile_term(term, vocabulary)

    def near(examples: Sequence[Example]) -> int:
        return sum(not isinstance(said := run(e.inputs), Failure) and _close(said, e.output, WIDE * error) for e in examples)

    return Verdict(near(task.shown), near(task.held_out), f"off by {error:.3g} on examples kept apart, which spread by {spread:.3g}")


def _close(said: Any, wanted: Any, distance: float) -> bool:
    return abs(float(said) - float(wanted)) <= distance


def solved(result: Result, term: Term, task: Task, vocabulary: Vocabulary, verdict: Verdict) -> Result:
    """The result with the program as its answer."""
    python = to_python(term, vocabulary, type=task.request)
    result = replace(result, status="solved", program=term, python=python, size=size(term), strategy="hybrid", error=verdict.note)
    return replace(result, train_correct=verdict.shown, test_correct=verdict.held_out)


def with_modules(result: Result, modules: Sequence[Module]) -> Result:
    """The result with the modules that its program calls; one that only calls a module is as sure as that is right."""
    used = modules_in(result.program, modules)
    result = replace(result, modules=used)
    if result.status == "solved" and len(used) == 1 and result.program is not None:
        body = strip(result.program)[1]
        accuracy = used[0].metrics.get("accuracy")
        if accuracy is not None and getattr(body, "function", None) == Prim(used[0].name):
            return replace(result, confidence=round(float(accuracy), 3), unsure=accuracy < UNSURE)
    return result


def modules_in(program: Term | None, modules: Sequence[Module]) -> tuple[Module, ...]:
    """The modules that a program calls."""
    said = {t.name for t in subterms(program) if isinstance(t, Prim)} if program is not None else set()
    return tuple(module for module in modules if module.name in said)
