"""Verification: what a program's printed text does on a task's examples, by the reference evaluator.

The only reader of held-out examples. It also decides whether a program explains the examples or
merely tabulates them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.syntax import parse_term
from dsl.term import App, Const, Let, Prim, Term, Var, lam, strip, subterms

if TYPE_CHECKING:
    from tasks.task import Example, Task

LOOK_UPS = ("at", "at_or", "index_of", "contains", "find_index")


@dataclass(frozen=True)
class Verdict:
    """How many examples a program is right on."""

    shown: int
    held_out: int
    explains: bool


def right_on(term: Term, examples: Sequence[Example], vocabulary: Vocabulary) -> list[bool]:
    """Whether the program gives each example's output."""
    run = compile_term(term, vocabulary)
    return [_same(run(e.inputs), e.output) for e in examples]


def _same(found: object, wanted: object) -> bool:
    """Equality that keeps true apart from 1, and 1 from 1.0."""
    if isinstance(found, tuple) and isinstance(wanted, tuple):
        return len(found) == len(wanted) and all(map(_same, found, wanted))
    return type(found) is type(wanted) and found == wanted


def verify(text: str, task: Task, vocabulary: Vocabulary) -> Verdict:
    """Judge a program by its printed text, parsed anew."""
    term = parse_term(text, vocabulary, task.request)
    shown = right_on(term, task.shown, vocabulary)
    held_out = right_on(term, task.held_out, vocabulary)
    return Verdict(sum(shown), sum(held_out), explains(term, task.distinct_shown, vocabulary))


def explains(term: Term, examples: Sequence[Example], vocabulary: Vocabulary) -> bool:
    """Whether a program has at most half as many alternatives as examples, and none is a constant for a single one."""
    hints, body = strip(term)
    limit = (len(examples) + 1) // 2
    branches = sum(1 for t in subterms(body) if isinstance(t, App) and t.function == Prim("if"))
    if branches + 1 > limit and branches:
        return False
    if any(len(entries) > limit for entries in _tables(body)):
        return False
    served = [0] * (branches + 1)
    leaves = list(_leaves(body))
    for example in examples:
        served[_taken(body, len(hints), example, vocabulary)] += 1
    return not any(_is_constant(leaf) and served[i] == 1 for i, leaf in enumerate(leaves))


def _tables(body: Term) -> Iterator[tuple[object, ...]]:
    """Constant lists that something is looked up in."""
    for t in subterms(body):
        if isinstance(t, App) and isinstance(t.function, Prim) and t.function.name in LOOK_UPS:
            for argument in t.arguments:
                if isinstance(argument, Const) and isinstance(argument.value, tuple):
                    yield argument.value


def _is_constant(term: Term) -> bool:
    """Whether a term reads no variable."""
    return not any(isinstance(t, (Var, Let)) for t in subterms(term))


def _leaves(body: Term) -> Iterator[Term]:
    """The alternatives of the conditional a program ends in, left to right."""
    if isinstance(body, App) and body.function == Prim("if") and len(body.arguments) == 3:
        yield from _leaves(body.arguments[1])
        yield from _leaves(body.arguments[2])
    else:
        yield body


def _taken(body: Term, count: int, example: Example, vocabulary: Vocabulary) -> int:
    """The place of the alternative that an example takes."""
    if not (isinstance(body, App) and body.function == Prim("if") and len(body.arguments) == 3):
        return 0
    condition, then, otherwise = body.arguments
    holds = compile_term(lam(count, condition), vocabulary)(example.inputs)
    if holds is True:
        return _taken(then, count, example, vocabulary)
    return len(list(_leaves(then))) + _taken(otherwise, count, example, vocabulary)
