"""One task from examples to answer: search within a budget, verify from the printed text, rank, report."""

from __future__ import annotations

import importlib
import math
import pkgutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term
from dsl.names import nameless
from dsl.parsing import nearest
from dsl.primitives import Primitive
from dsl.quote import clip
from dsl.syntax import parse_term
from dsl.term import Term
from dsl.type import STR, within
from synth.config import SolveConfig
from synth.faults import Misuse
from synth.guide.infer import load_guide
from synth.solving.answer import Answers
from synth.solving.column import Column
from synth.solving.evidence import MADE_UP, Evidence, Examples, gather
from synth.solving.patience import FAR, FEW, SLACK, Patience
from synth.solving.problem import problem_of
from synth.solving.ranker import by_hand, shipped
from synth.solving.reading import Ranking
from synth.solving.result import Progress, Result
from synth.solving.tidied import Tidying
from synth.solving.verify import right_on
from synth.solving.wishes import HINT
from synth.solving.worth import RIVAL, Candidate, Lean, penalty
from synth.space.budget import Budget, memory_fault, memory_left
from synth.space.fitted_prior import Use
from synth.space.grammar import Grammar
from synth.space.prior import SCALE, Costs, Table
from synth.space.space import Fit, Found, NearMiss, Space, working_set
from tasks.task import Example, domain_of

if TYPE_CHECKING:
    from tasks.task import Task

Report = Callable[[Progress], None]
FORMERLY = {"witness": "sygus"}  # names that strategies had
MOST_POOL = 200
MOST_CARRIED = 4  # rows without outputs on which chains live besides the shown ones
MOST_LEAN = 2.0  # units that a guide may take off the price of a program that is too dear without them
MARGIN = 0.1  # seconds before a task's end at which its search ends, lest the answer come late on a busy machine
CONDENSING = 1.0  # how long to make a long answer shorter, in shares of the time it took
LEAST_CONDENSING = 1.0  # seconds
MOST_JUDGING = 0.3  # of the time for a task that may be kept for ranking
FREELY = 0.2  # of what there is for a task in a file's grammar, for a program in any words that says what further rows are meant to give
EXPECTING = 0.5  # of what is then left, for a program that gives this
LIKELY = 0.3  # confidence from which such outputs are expected
MOST_EXPECTED = 8  # rows, of different shapes first


def strategy_names() -> tuple[str, ...]:
    """The strategies: files of `synth/search` that define `search`."""
    import synth.search

    return tuple(m.name for m in pkgutil.iter_modules(synth.search.__path__) if _searches(m.name))


def _searches(name: str) -> bool:
    return hasattr(importlib.import_module(f"synth.search.{name}"), "search")


def load_strategy(name: str) -> ModuleType:
    """The module of a strategy; Misuse names the nearest one."""
    name = FORMERLY.get(name, name)
    if not name.isidentifier() or find_spec(f"synth.search.{name}") is None or not _searches(name):
        known = strategy_names()
        near = nearest(name, known)
        raise Misuse(f"unknown strategy '{clip(name)}'; " + (f"did you mean '{near}'?" if near else f"there are {', '.join(known)}"))
    return importlib.import_module(f"synth.search.{name}")


@dataclass
class Pool:
    """The programs found that fit every shown example."""

    candidates: dict[Term, Candidate] = field(default_factory=dict)
    partial: tuple[int, Term] | None = None
    judging: float = 0.0  # seconds that ranking them may take
    refuted: list[int] = field(default_factory=list)  # examples that a fit on the working set got wrong


@dataclass(frozen=True)
class Expected:
    """What further rows are likely meant to give, and how likely."""

    examples: tuple[Example, ...] = ()
    confidence: float | None = None


class Attempt:
    """The search for one task."""

    def __init__(
        self,
        task: Task,
        config: SolveConfig,
        report: Report | None = None,
        primitives: Sequence[Primitive] = (),
        counts: Mapping[Use, float] | None = None,
        endless: bool = False,
    ) -> None:
        """With `endless` the search goes on to the end of its budget, whatever it has found."""
        self.config, self.report, self.endless = config, report, endless
        self.began = time.monotonic()
        self.tidying = Tidying(task)
        self.problem = problem_of(self.tidying.task, config, primitives, counts)
        self.vocabulary, self.shown = self.problem.vocabulary, self.problem.shown
        self.strategy = load_strategy(config.strategy or self.problem.strategy)
        self.pool = Pool()
        deadline = self.began + config.timeout - min(MARGIN, config.timeout / 20)
        self.budget = Budget(config.max_candidates, deadline, memory_left(config.max_memory << 20))
        self.exhausted = False
        self.guide = load_guide(config.guide) if self.problem.guided else None
        self.lean: Lean | None = None
        self.column = Column(self.shown, self.problem.task.inputs, self.vocabulary)
        self.level = 0  # up to which cost all programs were met
        self.met = math.inf  # units: the least that a program that fits is worth by the costs that the search goes by
        self.expected = Expected()

    # -- searching ------------------------------------------------------------------------------

    def run(self) -> Result:
        """Search until a good answer stands or the budget is spent."""
        grammar = self.problem.grammar()
        costs = self._costs(grammar)
        self.expected = self._expected()
        if self.expected.examples:
            self._search_on(grammar, costs, self.budget.part(EXPECTING))
        if not self.pool.candidates:
            self.expected, self.level = Expected(), 0
            self._search_on(grammar, costs, self.budget)
        self._condense()
        return self._result()

    def _search_on(self, grammar: Grammar, costs: Costs, whole: Budget) -> None:
        """Search on a working set, which grows by examples that programs got wrong, and on what further rows are expected to give."""
        working = working_set(self.shown)
        while True:
            carried = tuple(self.column.further[:MOST_CARRIED])
            shown = (*(self.shown[i] for i in working), *self.expected.examples)
            space = Space(grammar, costs, shown, self.problem.task.inputs, carried)
            self.pool.refuted.clear()
            self._search(space, whole)
            fresh = [i for i in dict.fromkeys(self.pool.refuted) if i not in working]
            if self.pool.candidates or not fresh or whole.spent() or len(working) >= 60:
                break
            working = [*working, *fresh[:4]]

    def _expected(self) -> Expected:
        """What the likeliest program in any words gives for rows without outputs, where the task's file says which words there are: few
        rows tell little of a program in such words, and much of one in words for what people mean."""
        free = self.problem.free
        if free is None or not self.column.further:
            return Expected()
        part = self.budget.part(FREELY)
        most = None if part.candidates is None else part.candidates_left()
        seconds = min(self.config.timeout, part.left())
        attempt = Attempt(free, replace(self.config, max_candidates=most, timeout=seconds, strategy=None, alternatives=0))
        confidence = attempt.run().confidence or 0.0
        self.budget.stats.candidates += attempt.budget.stats.candidates
        if confidence < LIKELY:
            return Expected()
        rows = self.column.further[:MOST_EXPECTED]
        run = compile_term(attempt.ranking.programs[0].term, attempt.vocabulary)
        given = [Example(row, output) for row in rows if not isinstance(output := run(row), Failure)]
        return Expected(tuple(given), confidence)

    def _costs(self, grammar: Grammar) -> Costs:
        """What productions cost: the prior's say, moved by what the guide reads in the examples."""
        costs = self.problem.prior.costs(grammar)
        if self.guide is None:
            return costs
        guided = self.guide.costs(grammar, self.shown, self.vocabulary, costs)
        self.lean = Lean(grammar, self.vocabulary, costs, guided)
        return guided

    def _search(self, space: Space, whole: Budget) -> None:
        """One run of the strategy on a working set."""
        spent = whole.stats.candidates
        budget = Budget(None if whole.candidates is None else whole.candidates_left(), whole.deadline, whole.bytes)
        few = len(self.shown) <= FEW and STR not in within(self.problem.task.request)  # what is found of texts is told by rules
        self.patience = Patience(budget, self.began, self.config.max_candidates is not None, self.endless, FAR if few else SLACK)
        try:
            if self._begin(budget):
                return
            for event in self.strategy.search(space, budget, self.vocabulary):
                if self._heed(event, budget):
                    return
        finally:
            whole.stats.candidates = spent + budget.stats.candidates
            whole.stats.full |= budget.stats.full
        self.exhausted = not budget.spent()

    def _begin(self, budget: Budget) -> bool:
        """Take in the programs that the task comes with; whether one is the caller's own and right, so that nothing is left to find."""
        for hint in self.problem.hints:
            try:
                term = nameless(parse_term(hint.program, self.vocabulary, self.problem.task.request))
            except ValueError:  # words of another domain or library
                continue
            if all(right_on(term, self.shown, self.vocabulary)):
                self._fit(Fit(term, round(SCALE * hint.price), hint.strategy, hint.price), budget)
                if hint.strategy == HINT and self.pool.candidates:
                    return True
        return False

    def _condense(self) -> None:
        """Have a long answer made shorter."""
        if not self.pool.candidates:
            return
        best = min(self.pool.candidates.values(), key=lambda candidate: candidate.cost)
        if SCALE * best.cost <= self.problem.long:
            return
        budget = Budget(deadline=self.budget.deadline, bytes=self.budget.bytes)
        if self.config.max_candidates is not None:
            budget.candidates = self.budget.candidates_left()
        else:
            seconds = max(LEAST_CONDENSING, CONDENSING * (time.monotonic() - self.began))
            budget.deadline = time.monotonic() + min(seconds, self.budget.left())
        term = self.problem.condensed(best.term, self.strategy, budget)
        self.budget.stats.candidates += budget.stats.candidates
        if not all(right_on(term, self.expected.examples, self.vocabulary)):
            return
        cost = self.problem.prior.price(term, self.vocabulary)
        self.pool.candidates.setdefault(term, replace(best, term=term, cost=cost, reached=self.budget.stats.candidates))

    def _heed(self, event: Found, budget: Budget) -> bool:
        """Take in what the search found; whether that is enough."""
        if isinstance(event, Fit):
            written = self.problem.written(event.term)
            if written is not None:
                self._fit(event if written is event.term else replace(event, term=written), budget)
        elif isinstance(event, NearMiss):
            self._near_miss(event)
        else:
            self._tell(budget.stats.candidates, event.cost)
            self.level = max(self.level, event.cost) if event.whole else self.level
            return self.patience.over(event) or bool(self.pool.refuted and not self.pool.candidates)
        return False

    def _fit(self, fit: Fit, budget: Budget) -> None:
        if fit.term in self.pool.candidates or len(self.pool.candidates) >= MOST_POOL:
            return
        if fit.price is None:
            price = self.problem.prior.price(fit.term, self.vocabulary)
        else:
            price = fit.price + self.problem.by_chance(fit.term)
        if SCALE * (price - MOST_LEAN) > budget.ceiling:
            return
        began = time.monotonic()
        right = right_on(fit.term, self.shown, self.vocabulary)
        judging = MADE_UP / len(self.shown) * (time.monotonic() - began)
        if not all(right):
            self.pool.refuted.append(right.index(False))
            self._keep_partial(sum(right), fit.term)
            return
        if not self.problem.accepts(fit.term):
            self._keep_partial(len(right), fit.term)
            return
        against = self.column.against(fit.term)
        reached = self.budget.stats.candidates + budget.stats.candidates
        candidate = Candidate(fit.term, price, fit.strategy, reached, against)
        self.pool.candidates[fit.term] = candidate
        worth = self._worth(candidate)
        met = worth + (0.0 if self.lean is None else self.lean.of(fit.term))
        self.met = min(self.met, met)
        budget.ceiling = min(budget.ceiling, round(SCALE * (met + RIVAL)))
        self.pool.judging += judging
        self.patience.heed(met, self.problem.wait(fit, worth))
        if self.budget.deadline is not None and budget.deadline is not None:
            reserved = min(self.pool.judging, MOST_JUDGING * self.config.timeout)
            budget.deadline = min(budget.deadline, self.budget.deadline - reserved)
        self._tell(budget.stats.candidates, fit.cost, fit.term)

    def _worth(self, candidate: Candidate) -> float:
        """What a program is worth, in units: the less the likelier it is meant."""
        return candidate.cost + candidate.against + penalty(candidate.term, self.problem.task.request, self.column.shown)

    def _near_miss(self, miss: NearMiss) -> None:
        if self.pool.partial is None and not self.pool.candidates:
            self._keep_partial(sum(right_on(miss.term, self.shown, self.vocabulary)), miss.term)

    def _keep_partial(self, right: int, term: Term) -> None:
        if self.pool.partial is None or right > self.pool.partial[0]:
            self.pool.partial = (right, term)

    def _tell(self, candidates: int, cost: int, fresh: Term | None = None) -> None:
        if self.report is None:
            return
        found = min(self.pool.candidates.values(), key=lambda candidate: candidate.cost, default=None)
        if found is not None:
            told = None if fresh is None else str(fresh)
            self.report(Progress(candidates, cost / SCALE, str(found.term), None, len(self.shown), found.strategy, found.cost, told))
        elif self.pool.partial is not None:
            right, best = self.pool.partial
            self.report(Progress(candidates, cost / SCALE, str(best), None, right))
        else:
            self.report(Progress(candidates, cost / SCALE))

    # -- reporting ------------------------------------------------------------------------------

    @cached_property
    def ranking(self) -> Ranking:
        """The readings of the examples, the likeliest first, once the search is over."""
        if self.evidence is None:
            return Ranking()
        found = (shipped() if self.problem.ranked else by_hand()).rank(self.evidence)
        if self.expected.examples:
            found = replace(found, confidence=self.expected.confidence)
        return self.tidying.ranking(found, self.vocabulary)

    @cached_property
    def evidence(self) -> Evidence | None:
        """What is known of the programs that fit and are not too dear, once the search is over; None without any."""
        worth = {candidate: self._worth(candidate) for candidate in self.pool.candidates.values()}
        if not worth:
            return None
        least = min(worth.values())
        near = [candidate for candidate, own in worth.items() if own <= least + RIVAL]
        column = self.column.answered([candidate.term for candidate in near])
        examples = Examples(self.shown, self.problem.task.request, column, self.config.seed)
        return gather(near, examples, max(0.0, min(self.met, least) - self.level / SCALE))

    def answer(self, term: Term, strategy: str) -> Result:
        """The result where a program was found elsewhere, judged like any other; literals were not sought, so all cost the same."""
        right = right_on(term, self.shown, self.vocabulary)
        if all(right):
            self.pool.candidates[term] = Candidate(term, Table().price(term, self.vocabulary), strategy)
        else:
            self._keep_partial(sum(right), term)
        return self._result()

    def _result(self) -> Result:
        request, name = self.problem.task.request, self.problem.domain.name
        problem = replace(self.problem, task=self.tidying.given)
        result = Answers(problem, self.config, self.ranking).result(self.pool.partial, self.exhausted)
        if self.budget.stats.full and result.status != "solved":
            result = replace(result, error=memory_fault(self.config.max_memory))
        told = None if name == load_domain(domain_of(request)).name else name
        return replace(result, seconds=time.monotonic() - self.began, candidates=self.budget.stats.candidates, domain=told)


def solve_task(
    task: Task,
    config: SolveConfig,
    report: Report | None = None,
    primitives: Sequence[Primitive] = (),
    counts: Mapping[Use, float] | None = None,
) -> Result:
    """Solve one task, in its own domain, in this process; torch is never imported. `counts` is the experience that costs are fitted to.

    Raises Misuse for an unknown domain or strategy. Contradictory examples give "infeasible".
    """
    clash = task.contradiction()
    if clash is not None:
        first, second = (task.shown.index(e) + 1 for e in clash)
        fault = f"examples {first} and {second} give the same inputs different outputs"
        shown, held_out = len(task.shown), len(task.held_out)
        named = Result(task=task.name, status="infeasible", type=str(task.request), error=fault, seed=config.seed)
        return replace(named, train_total=shown, test_total=held_out)
    return Attempt(task, config, report, primitives, counts).run()


__all__ = ["Attempt", "load_strategy", "solve_task", "strategy_names"]
