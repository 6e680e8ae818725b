"""Recursive programs over a bounded fixpoint: the examples themselves answer the recursive call.

A plan says what the call is made on (the tail of a list, a number less one, …) and when to stop. On every shown example the
plan's call has a value, if the input that it is made on is shown too (trace completeness), so the two branches are ordinary
tasks without recursion: the base from the examples that stop, the step from the others with the call's value as a further
input. Whatever comes of it is run before it counts.
Papers: Albarghouthi et al., "Recursive Program Synthesis" (Escher, 2013); Miltner et al., "Bottom-up Synthesis of Recursive
Functional Programs using Angelic Execution" (Burst, 2022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, Var, free_indices, lam, strip, subterms
from dsl.type import INT, Con, parameters
from synth.search import deduce
from synth.search.fixpoint.schemes import Branches, Goal, Plan, Planner, filled
from synth.search.fixpoint.subtasks import Parts
from synth.space.budget import Budget
from synth.space.space import Fit, Found, Level, Space, once
from tasks.task import Example

NAME = "recursion"
FIRST_ROUND = 4_000  # candidates for one branch
GROWTH = 8  # how many times as many each further round has
HIGHER = 8  # how many times as many where functions are taken: a function is a program, too
BASES, STEPS = 3, 6  # programs tried for each branch
MOST_TESTS = 1  # conditions in one branch
Way = Callable[[int], Iterator[Term]]  # the programs found one way with so many candidates for each branch


class Recursion:
    """The search for one task."""

    def __init__(self, space: Space, budget: Budget, vocabulary: Vocabulary, fix: str) -> None:
        self.vocabulary, self.fix = vocabulary, fix
        inputs, output = parameters(space.grammar.request)
        self.goal = Goal(inputs, output, space.shown)
        self.parts = Parts(space, budget, vocabulary)

    def rounds(self) -> Iterator[Found]:
        """All ways with few candidates, then with more, until one leads somewhere."""
        ways = list(self.ways())
        limit, level = FIRST_ROUND, 0
        while not self.parts.budget.spent():
            self.parts.cut, found = False, False
            for way, dear in ways:
                level += 1
                for term in way(limit) if not (dear and found) else ():
                    if self.right(term):
                        found = True
                        yield Fit(term, level, NAME)
                yield Level(level, whole=False)
            if found or not self.parts.cut:
                return
            limit *= GROWTH

    def ways(self) -> Iterator[tuple[Way, bool]]:
        """Without recursion, with it, with a helper that counts; then with the words that take functions.

        Each with whether it is dear: worth trying only where nothing else is found.
        """
        planner = Planner(self.goal, self.vocabulary)
        plans = list(planner.plans())
        counts = isinstance(self.goal.output, Con) and self.goal.output.name == "list"
        counted = list(planner.counted()) if counts else []
        for higher in (False, True) if self.parts.higher else (False,):
            yield partial(self.plain, self.goal, STEPS, higher), False
            for plan, branches in plans:
                yield partial(self.recursive, self.goal, plan, branches, higher), higher
            for helper, plan, branches in counted if not higher else ():
                yield partial(self.counted, helper, plan, branches), False

    def plain(self, goal: Goal, many: int, higher: bool, limit: int) -> Iterator[Term]:
        """The first programs for a goal without recursion, with few conditions."""
        whole = self.parts.programs(goal.request, goal.shown, limit * HIGHER if higher else limit, higher)
        yield from islice((term for term in whole if tests(term) <= MOST_TESTS), many)

    def recursive(self, goal: Goal, plan: Plan, branches: Branches, higher: bool, limit: int) -> Iterator[Term]:
        """Programs of a plan."""
        bases = {free_indices(base): base for base in reversed(list(self.bases(goal, plan, branches.base, limit)))}
        if bases:
            step_goal = Goal((*goal.inputs, goal.output), goal.output, branches.step)
            for step in self.plain(step_goal, STEPS, higher, limit):
                for base in bases.values():
                    yield self.built(plan, base, strip(step)[1])

    def counted(self, helper: Goal, plan: Plan, branches: Branches, limit: int) -> Iterator[Term]:
        """Programs that call a helper with its counter at 0."""
        count = len(self.goal.inputs)
        for term in self.recursive(helper, plan, branches, False, limit):
            yield lam(count, filled(strip(term)[1], [*map(Var, range(count)), Const(0, INT)]))

    def bases(self, goal: Goal, plan: Plan, examples: Sequence[Example], limit: int) -> Iterator[Term]:
        """Bodies for the base; an input that changes and always ends as the same tells them nothing."""
        told = [i for i in range(len(goal.inputs)) if i not in plan.changed or len({e.inputs[i] for e in examples}) > 1]
        shown = tuple(Example(tuple(e.inputs[i] for i in told), e.output) for e in examples)
        for term in self.plain(Goal(tuple(goal.inputs[i] for i in told), goal.output, shown), BASES, False, limit):
            yield filled(strip(term)[1], [goal.variable(i) for i in reversed(told)])

    def built(self, plan: Plan, base: Term, step: Term) -> Term:
        """The whole program; within the fixpoint the inputs that change are its parameters."""
        count, changed = len(plan.moves), plan.changed
        many = len(changed)
        inner = {i: Var(many - 1 - p) for p, i in enumerate(changed)}
        values = [inner.get(i, Var(many + count - i)) for i in reversed(range(count))]
        call = App(Var(many), tuple(filled(move, values) for move in plan.moves if move is not None))
        body = App(Prim("if"), (filled(plan.stop, values), filled(base, values), filled(step, [call, *values])))
        start = tuple(Var(count - 1 - i) for i in changed)
        return lam(count, App(Prim(self.fix), (lam(many + 1, body, ("rec",)), *start)))

    def right(self, term: Term) -> bool:
        """Whether a program gives every shown output."""
        run = compile_term(term, self.vocabulary)
        return all(run(e.inputs) == e.output for e in self.goal.shown)


def tests(term: Term) -> int:
    """How many conditions a term has."""
    return sum(t == Prim("if") for t in subterms(term))


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Programs with and without recursion; without a fixpoint in the vocabulary what deduction finds."""
    fix = next((p.name for p in vocabulary.values() if p.loop == "fix"), None)
    if fix is None:
        yield from deduce.search(space, budget, vocabulary)
    else:
        yield from once(Recursion(space, budget, vocabulary, fix).rounds())
