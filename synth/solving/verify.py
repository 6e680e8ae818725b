"""Verification: what a program's printed text does on a task's examples, by the reference evaluator.

The only reader of held-out examples. It also decides whether a program explains the examples or
merely tabulates them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import isclose
from typing import TYPE_CHECKING, Any

from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.syntax import parse_term
from dsl.term import App, Const, Let, Prim, Term, free_indices, lam, strip, substitute, subterms
from dsl.type import STR
from synth.solving.tidied import for_a_value

if TYPE_CHECKING:
    from tasks.task import Example, Task

TOLERANCE = 1e-9  # relative, of floats
NOTHING = Const("", STR)
Place = tuple[int, ...]  # where a term stands in a program, argument by argument


@dataclass(frozen=True)
class Verdict:
    """A program as its text reads, and how many examples it is right on."""

    term: Term
    shown: int
    held_out: int


def right_on(term: Term, examples: Sequence[Example], vocabulary: Vocabulary) -> list[bool]:
    """Whether the program gives each example's output."""
    run = compile_term(term, vocabulary)
    return [_same(run(e.inputs), e.output) for e in examples]


def _same(found: object, wanted: object) -> bool:
    """Equality that keeps true apart from 1, and 1 from 1.0; floats may differ by rounding."""
    if isinstance(found, tuple) and isinstance(wanted, tuple):
        return len(found) == len(wanted) and all(map(_same, found, wanted))
    if isinstance(found, float) and isinstance(wanted, float):
        return isclose(found, wanted, rel_tol=TOLERANCE)
    return type(found) is type(wanted) and found == wanted


def verify(text: str, task: Task, vocabulary: Vocabulary) -> Verdict:
    """Judge a program by its printed text, parsed anew."""
    term = parse_term(text, vocabulary, task.request)
    shown = right_on(term, task.shown, vocabulary)
    held_out = right_on(term, task.held_out, vocabulary)
    return Verdict(term, sum(shown), sum(held_out))


def explains(term: Term, examples: Sequence[Example], vocabulary: Vocabulary, further: Sequence[tuple[Any, ...]] = ()) -> bool:
    """Whether a program has at most half as many alternatives as examples, and none is a constant, but for the empty text, for a single
    one of these and of the inputs without outputs; or as many alternatives as examples at most, where each serves several of all these
    rows and none is told by digits of a text, as which a number is looked up rather than compared."""
    hints, body = strip(term)
    body = for_a_value(body)
    limit = (len(examples) + 1) // 2
    branches = sum(1 for t in subterms(body) if isinstance(t, App) and t.function == Prim("if"))
    many = branches > 0 and branches + 1 > limit
    if many and (not further or branches + 1 > len(examples) or any(map(_reads_digits, subterms(body)))):
        return False
    if any(len(entries) > limit for entries in _tables(body, vocabulary)):
        return False
    if not branches and len(examples) != 1:
        return True
    holds = cache(lambda test: compile_term(lam(len(hints), test), vocabulary))

    def counted(inputs: tuple[Any, ...]) -> Iterator[Place]:
        taken = _taken(body, (), lambda test: holds(test)(inputs) is True, True)
        return (place for place, leaf in taken if many or not (free_indices(leaf) or leaf == NOTHING))

    rows = (*(example.inputs for example in examples), *further)
    if not branches:  # all rows take the same way
        rows = rows[:2]
    served = Counter(place for inputs in rows for place in counted(inputs))
    return 1 not in served.values()


def _reads_digits(term: Term) -> bool:
    """Whether a term chooses by a text of digits."""
    match term:
        case App(Prim("if"), (App(_, arguments), *_)):
            return any(isinstance(a, Const) and isinstance(a.value, str) and a.value.isdigit() for a in arguments)
    return False


def _tables(body: Term, vocabulary: Vocabulary) -> Iterator[tuple[object, ...]]:
    """Constant lists that something is looked up in."""
    for t in subterms(body):
        if isinstance(t, App) and vocabulary.has(t.function, "looks_up"):
            for argument in t.arguments:
                if isinstance(argument, Const) and isinstance(argument.value, tuple):
                    yield argument.value


def _taken(term: Term, place: Place, holds: Callable[[Term], bool], alternative: bool) -> Iterator[tuple[Place, Term]]:
    """The alternatives that one example takes, with their places; conditionals inside lambdas are not looked into."""
    match term:
        case App(Prim("if"), (test, then, otherwise)):
            yield from _taken(test, (*place, 0), holds, False)
            chosen = (then, 1) if holds(test) else (otherwise, 2)
            yield from _taken(chosen[0], (*place, chosen[1]), holds, True)
            return
        case Let(value, rest):
            yield from _taken(substitute(rest, value), place, holds, alternative)
            return
    if alternative:
        yield place, term
    if isinstance(term, App):
        for i, argument in enumerate(term.arguments):
            yield from _taken(argument, (*place, i), holds, False)
