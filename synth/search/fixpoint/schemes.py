"""Plans of recursive programs: what the call is made on, when there is none, and what the examples then say of both branches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from dsl.evaluate import Failure, compile_term
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary
from dsl.syntax import parse_term
from dsl.term import Term, Var, lam, rebuild, shift, strip
from dsl.type import BOOL, INT, Type, arrow, unify
from tasks.task import Example

Texts = Iterable[tuple[str, str]]
SHORTER, LOWER, HIGHER = ("list(a) -> list(a)", "xs -> tail(xs)"), ("int -> int", "n -> n - 1"), ("int -> int", "n -> n + 1")
MOVES = (SHORTER, LOWER, HIGHER, ("list(a) -> list(a)", "xs -> tail(tail(xs))"))
STOPS = (
    ("list(a) -> bool", "xs -> is_empty(xs)"),
    ("int -> bool", "n -> n == 0"),
    ("list(a) -> bool", "xs -> is_empty(tail(xs))"),
    ("int -> bool", "n -> n == 1"),
)
MEETINGS = (("int -> int -> bool", "(m, n) -> m == n"),)  # an input that changes, and another
LEAST_CALLS = 3  # examples that show what the call gives
LONGEST = 64  # moves to an end
MOST_STATES = 24  # examples of a counted task
FAILED = Failure("the recursive call has no input")


@dataclass(frozen=True)
class Goal:
    """A function wanted by example."""

    inputs: tuple[Type, ...]
    output: Type
    shown: tuple[Example, ...]

    @property
    def request(self) -> Type:
        """Its type."""
        return arrow(*self.inputs, self.output)

    def variable(self, place: int) -> Var:
        """The input at a place, in a term below lambdas for all inputs."""
        return Var(len(self.inputs) - 1 - place)


@dataclass(frozen=True)
class Plan:
    """What the recursive call is made on, and when there is none: terms over the inputs."""

    moves: tuple[Term | None, ...]  # what each input becomes; None where it stays
    stop: Term

    @property
    def changed(self) -> list[int]:
        """The places of the inputs that change."""
        return [i for i, move in enumerate(self.moves) if move is not None]


@dataclass(frozen=True)
class Branches:
    """The examples of a plan's branches; those of the step have what the call gives as their last input."""

    base: tuple[Example, ...]
    step: tuple[Example, ...]


def filled(body: Term, values: Sequence[Term], depth: int = 0) -> Term:
    """An open term with `values[i]` for its free variable i."""
    if isinstance(body, Var):
        return shift(values[body.index - depth], depth) if body.index >= depth else body
    return rebuild(body, lambda part, inner: filled(part, values, inner), depth)


class Planner:
    """The plans that the examples of a goal can answer."""

    def __init__(self, goal: Goal, vocabulary: Vocabulary) -> None:
        self.goal, self.vocabulary = goal, vocabulary
        self.answers = {e.inputs: e.output for e in goal.shown}

    def plans(self) -> Iterator[tuple[Plan, Branches]]:
        """Those that change the fewest inputs first."""
        for moves in self.moves():
            yield from self.with_moves(moves)

    def moves(self) -> list[tuple[Term | None, ...]]:
        """What the inputs may become."""
        choices = [[None, *self.functions(MOVES, (i,), type)] for i, type in enumerate(self.goal.inputs)]
        return sorted(product(*choices), key=lambda moves: sum(m is not None for m in moves))

    def with_moves(self, moves: tuple[Term | None, ...]) -> Iterator[tuple[Plan, Branches]]:
        """The plans with these moves."""
        for stop in self.stops([i for i, move in enumerate(moves) if move is not None]):
            branches = self.branches(Plan(moves, stop))
            if branches is not None:
                yield Plan(moves, stop), branches

    def stops(self, changed: Sequence[int]) -> Iterator[Term]:
        """Conditions on the inputs that change."""
        for i in changed:
            yield from self.functions(STOPS, (i,), BOOL)
        for i, j in product(changed, range(len(self.goal.inputs))):
            if i != j:
                yield from self.functions(MEETINGS, (i, j), BOOL)

    def functions(self, known: Texts, places: tuple[int, ...], result: Type) -> Iterator[Term]:
        """Those of some typed functions that take the inputs at these places, applied to them."""
        wanted = arrow(*(self.goal.inputs[i] for i in places), result)
        for type, text in known:
            if unify(parse_type(type), wanted) is None:
                continue
            try:
                _, body = strip(parse_term(text, self.vocabulary, wanted))
            except ValueError:  # of words that the vocabulary lacks
                continue
            yield filled(body, [self.goal.variable(i) for i in reversed(places)])

    def branches(self, plan: Plan) -> Branches | None:
        """The examples of both branches, None where they cannot answer the plan."""
        stop, moves = self.compiled(plan.stop), [None if move is None else self.compiled(move) for move in plan.moves]
        base, step, calls = [], [], 0
        for example in self.goal.shown:
            ends = stop(example.inputs)
            if isinstance(ends, Failure):
                return None
            if ends:
                base.append(example)
                continue
            state = moved(moves, example.inputs)
            if not comes_to_an_end(stop, moves, state):
                return None
            if state is not None and state not in self.answers:
                continue
            calls += state is not None
            value = FAILED if state is None else self.answers[state]
            step.append(Example((*example.inputs, value), example.output))
        return Branches(tuple(base), tuple(step)) if base and calls >= LEAST_CALLS else None

    def compiled(self, body: Term) -> Any:
        """A term over the inputs as a Python function of them."""
        return compile_term(lam(len(self.goal.inputs), body), self.vocabulary)

    # -- counters -------------------------------------------------------------------------------

    def counted(self) -> Iterator[tuple[Goal, Plan, Branches]]:
        """Plans for a helper with a counter up from 0 as its first input, where an output is made item by item.

        After k moves the helper has to give what is left of the output after k items.
        """
        up = next(Planner(Goal((INT,), INT, ()), self.vocabulary).functions([HIGHER], (0,), INT), None)
        if up is None:
            return
        for moves in self.moves():
            goal = self.helper([None if move is None else self.compiled(move) for move in moves])
            if goal is not None:
                planner = Planner(goal, self.vocabulary)
                for plan, branches in planner.with_moves((filled(up, [goal.variable(0)]), *moves)):
                    yield goal, plan, branches

    def helper(self, moves: Sequence[Any]) -> Goal | None:
        """The helper by example, None where the examples contradict each other."""
        states: dict[tuple[Any, ...], Any] = {}
        for example in sorted(self.goal.shown, key=lambda e: -len(e.output)):
            inputs: tuple[Any, ...] | None = example.inputs
            for k in range(len(example.output) + 1 if len(states) < MOST_STATES else 0):
                if inputs is None or states.setdefault((k, *inputs), example.output[k:]) != example.output[k:]:
                    return None
                inputs = moved(moves, inputs)
        shown = tuple(Example(inputs, output) for inputs, output in states.items())
        return Goal((INT, *self.goal.inputs), self.goal.output, shown)


def moved(moves: Sequence[Any], inputs: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """What the call is made on, None where a move fails."""
    state = tuple(value if move is None else move(inputs) for move, value in zip(moves, inputs, strict=True))
    return None if any(isinstance(value, Failure) for value in state) else state


def comes_to_an_end(stop: Any, moves: Sequence[Any], state: tuple[Any, ...] | None) -> bool:
    """Whether moves reach the end, or an input that they cannot go on from."""
    for _ in range(LONGEST):
        if state is None:
            return True
        ends = stop(state)
        if ends is True or isinstance(ends, Failure):
            return True
        state = moved(moves, state)
    return False
