"""Problems: a task with all that depends on who says which programs may answer it, its type alone or a grammar in its file."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType
from typing import ClassVar, final

from dsl.domain import Domain, load_domain
from dsl.infer import elaborate
from dsl.primitives import Primitive, Vocabulary
from dsl.rewrite import simplify
from dsl.syntax import parse_term
from dsl.term import Const, Prim, Term, size, subterms
from dsl.type import GRID, INT, STR, arrow, within
from synth.config import SolveConfig
from synth.faults import require
from synth.library.vocabulary import vocabulary_of
from synth.solving.column import foreign, texts_of
from synth.solving.patience import IN_FILES, LAYERED, LAYERED_LENGTH, LONG_IN_FILES, SCANNED, TYPED, Wait, wait_for
from synth.solving.superoptimise import Condenser
from synth.solving.verify import explains, right_on
from synth.solving.wishes import HINT, HINTED, Wishes, wishes_of
from synth.space.budget import Budget
from synth.space.constants import allowed, harvest
from synth.space.file_grammar import from_rules
from synth.space.fitted_prior import Fitted, Use
from synth.space.grammar import Grammar
from synth.space.prior import SCALE, BySize, Table
from synth.space.space import Fit
from tasks.file_grammar import BITS, FileGrammar
from tasks.task import Example, Hint, Task, domain_of

MOST_ROWS = 1000  # of those without outputs, spread over all, that a literal is looked for in
SAID = 2.0  # units for a text that a word can give
FOREIGN = 1.2  # units for each character of a literal that the shown rows have by chance


@dataclass(frozen=True)
class Spelling:
    """A program as its problem counts and writes it."""

    size: int  # words
    sygus: str | None = None  # in the language of a file


@dataclass(frozen=True, eq=False)
class Problem(ABC):
    """One task with the words that its programs may say."""

    task: Task
    vocabulary: Vocabulary
    domain: Domain
    guided: ClassVar[bool]  # whether a guide may move the costs
    ranked: ClassVar[bool]  # whether the ranker was fitted to such programs
    long: ClassVar[float]  # what a program costs, in the units of costs, beyond which it is condensed

    @cached_property
    def shown(self) -> tuple[Example, ...]:
        """The examples that a search sees, without repeats."""
        return self.task.distinct_shown

    @property
    @abstractmethod
    def strategy(self) -> str:
        """The name of the strategy that suits the problem."""

    @property
    @abstractmethod
    def constants(self) -> Mapping[Const, float]:
        """The literals that programs may say, with their costs in units."""

    @property
    @abstractmethod
    def prior(self) -> Table | BySize | Fitted:
        """What programs cost before a guide has read the examples."""

    @abstractmethod
    def grammar(self) -> Grammar:
        """The programs that may answer."""

    @abstractmethod
    def wait(self, fit: Fit, worth: float) -> Wait:
        """How long to look on after a program that is worth so much."""

    @abstractmethod
    def accepts(self, term: Term) -> bool:
        """Whether a program that is right on every example may be the answer."""

    @abstractmethod
    def condensed(self, term: Term, strategy: ModuleType, budget: Budget) -> Term:
        """The program made shorter, where it is longer than its problem asks for."""

    @abstractmethod
    def readable(self, term: Term) -> Term:
        """The program in the form that people read."""

    @abstractmethod
    def spelling(self, term: Term) -> Spelling | None:
        """How the problem writes a program; None where it cannot."""

    def told(self, program: str) -> str:
        """A program that a search reports, in the form that people read."""
        return str(self.readable(parse_term(program, self.vocabulary, self.task.request)))

    def by_chance(self, term: Term) -> float:
        """What a program with a price of its own costs more, in units."""
        return 0.0

    @property
    def hints(self) -> Sequence[Hint]:
        """Programs to begin with."""
        return self.task.hints

    @property
    def free(self) -> Task | None:
        """The task without a say in the words of its answer, where it has one and there are words for what people mean."""
        return None

    def written(self, term: Term) -> Term | None:
        """A program that a search found as an answer says it; None where it is not of the form that is asked for."""
        return term

    def tempered(self, confidence: float, cost: float) -> float:
        """The ranker's confidence in a program of some cost, in units, where the ranker was not fitted to such programs."""
        return confidence


@final
@dataclass(frozen=True, eq=False)
class TypedProblem(Problem):
    """Any program of the task's type may answer, if it explains the examples."""

    counts: Mapping[Use, float] | None = None  # the experience that costs are fitted to
    wishes: Wishes | None = None
    guided = ranked = True
    long = math.inf

    @property
    def strategy(self) -> str:
        """Deduction, and recursion besides where the vocabulary has a fixpoint; layers from one grid to another."""
        if self.task.request == arrow(GRID, GRID) and "overlay" in self.vocabulary:
            return "grids"
        return "recursion" if any(p.loop == "fix" for p in self.vocabulary.values()) else "deduce"

    @cached_property
    def constants(self) -> Mapping[Const, float]:
        """The literals that the domain allows."""
        found = dict(allowed(self.domain, self.task.request, self.shown, self.task.inputs))
        found.update(dict.fromkeys(() if self.wishes is None else self.wishes.literals, HINTED))
        for text in sorted(self._said):
            found.setdefault(Const(text, STR), SAID)
        return {constant: cost + self.by_chance(constant) for constant, cost in found.items()}

    def by_chance(self, term: Term) -> float:
        """What a program costs more for what its literals have of the shown rows alone."""
        outputs = [e.output for e in self.shown]
        texts = [t.value for t in subterms(term) if isinstance(t, Const) and isinstance(t.value, str) and t.value not in self._said]
        return FOREIGN * sum(foreign(text, self._texts, outputs, self._further) for text in texts)

    @cached_property
    def _said(self) -> frozenset[str]:
        """The texts that words can give."""
        return frozenset(text for p in self.vocabulary.values() for text in p.says)

    @cached_property
    def _texts(self) -> list[str]:
        return texts_of([e.inputs for e in self.shown])

    @cached_property
    def _further(self) -> list[str]:
        rows = self.task.inputs
        return texts_of(rows[:: 1 + len(rows) // MOST_ROWS])

    @cached_property
    def prior(self) -> Table | Fitted:
        """The table of costs, or what experience makes of it."""
        table = Table(self.constants)
        return table if self.counts is None else Fitted(self.counts, table)

    def grammar(self) -> Grammar:
        """All programs of the type."""
        return Grammar.from_types(self.task.request, self.vocabulary, list(self.constants))

    def wait(self, fit: Fit, worth: float) -> Wait:
        """The longer the less the program explains."""
        if self.strategy == "grids":
            return LAYERED if worth > LAYERED_LENGTH else SCANNED
        scanned = fit.price is not None and Prim("if") not in subterms(fit.term)  # cases fit by chance more often than one format does
        return wait_for(worth, (e.output for e in self.shown), SCANNED if scanned else TYPED)

    def accepts(self, term: Term) -> bool:
        """Whether the program explains the examples and does not merely tabulate them."""
        return self._as_wished(term) and explains(term, self.shown, self.vocabulary, self.task.inputs)

    def condensed(self, term: Term, strategy: ModuleType, budget: Budget) -> Term:
        """The program itself: no length is too long."""
        return term

    def tempered(self, confidence: float, cost: float) -> float:
        """Less for what is put together of many layers, which fits by chance more often."""
        return confidence * min(1.0, LAYERED_LENGTH / cost) if self.strategy == "grids" else confidence

    def readable(self, term: Term) -> Term:
        """The program simplified, where that changes nothing on the examples; one that fills a sketch keeps its form."""
        if self.wishes is not None and self.wishes.sketch is not None:
            return elaborate(term, self.vocabulary, self.task.request)[0]
        try:
            short = simplify(term, self.vocabulary, self.task.request)
            if not self._allows(short) or not self._as_wished(short) or self._right(short) != self._right(term):
                short = term
        except (ValueError, RecursionError):
            short = term
        return elaborate(short, self.vocabulary, self.task.request)[0]

    def spelling(self, term: Term) -> Spelling:
        """The program as it stands."""
        return Spelling(size(term))

    @property
    def hints(self) -> Sequence[Hint]:
        """Those that the task comes with, and the one that the call gives."""
        hint = None if self.wishes is None else self.wishes.hint
        own = [] if hint is None else [Hint(str(hint), self.prior.price(hint, self.vocabulary), HINT)]
        return (*own, *self.task.hints)

    def written(self, term: Term) -> Term | None:
        """The program with a sketch written out; None where it fills none."""
        return term if self.wishes is None else self.wishes.filled(term)

    def _as_wished(self, term: Term) -> bool:
        return self.wishes is None or self.wishes.met(term)

    def _right(self, term: Term) -> list[bool]:
        return right_on(term, self.shown, self.vocabulary)

    def _allows(self, term: Term) -> bool:
        """Whether the domain has the literals of a program; truth values are words of every domain."""
        constants = self.domain.constants
        if constants == "harvest":
            return True
        literals = [t for t in subterms(term) if isinstance(t, Const) and not isinstance(t.value, bool)]
        return all(constants != "none" and literal in constants for literal in literals)


@final
@dataclass(frozen=True, eq=False)
class GrammarProblem(Problem):
    """Only a program that the grammar in the task's file makes may answer; the file asks for nothing else, so any that is right does."""

    rules: FileGrammar
    guided = ranked = False
    long = 30 * SCALE
    strategy = "sygus"
    prior = BySize()

    @cached_property
    def constants(self) -> Mapping[Const, float]:
        """The literals that stand where the file allows any."""
        found = harvest(self.task.request, self.shown)
        if self.rules.domain != "bits":
            return found
        return {Const(constant.value, BITS): cost for constant, cost in found.items() if constant.type == INT and constant.value >= 0}

    def grammar(self) -> Grammar:
        """The file's own."""
        return from_rules(self.task.request, self.rules, self.vocabulary, list(self.constants))

    @property
    def free(self) -> Task | None:
        """The task in the words of its type's domain, where texts are read or written."""
        request = self.task.request
        return replace(self.task, grammar=None, domain=domain_of(request), hints=()) if STR in within(request) else None

    def wait(self, fit: Fit, worth: float) -> Wait:
        """Not long, but longer where the program is long."""
        return LONG_IN_FILES if fit.cost > self.long else IN_FILES

    def accepts(self, term: Term) -> bool:
        """Whatever is right."""
        return True

    def condensed(self, term: Term, strategy: ModuleType, budget: Budget) -> Term:
        """The program with its parts sought anew; a file that charges for its rules asks for the cheapest, not the shortest."""
        if self.rules.weighted:
            return term
        return Condenser(self.task, self.rules, self.vocabulary, list(self.constants), strategy, budget).shortest(term)

    def readable(self, term: Term) -> Term:
        """The program unchanged, since another form may lie outside the grammar."""
        return elaborate(term, self.vocabulary, self.task.request)[0]

    def spelling(self, term: Term) -> Spelling | None:
        """The definition as the file writes it, if the program lies in its grammar."""
        spelled = self.rules.spell(term)
        return None if spelled is None else Spelling(spelled[0], self.rules.define_fun(term))


def problem_of(
    task: Task, config: SolveConfig, primitives: Sequence[Primitive] = (), counts: Mapping[Use, float] | None = None
) -> GrammarProblem | TypedProblem:
    """What a task asks, in its domain's words and further ones; the library's subroutines are no words of a file's grammar."""
    if task.grammar is not None:
        require(
            not config.wishful,
            "hint, must_use, avoid and costs are for tasks without a grammar of their own; change the grammar in the file instead",
        )
        domain = task.grammar.domain
        return GrammarProblem(task, vocabulary_of(domain, primitives), load_domain(domain), task.grammar)
    base = vocabulary_of(task.domain, primitives, config.library)
    if not config.wishful:
        return TypedProblem(task, base, load_domain(task.domain), counts)
    wishes = wishes_of(config, base, task.request)
    return TypedProblem(task, wishes.vocabulary, load_domain(task.domain), counts, wishes)


__all__ = ["GrammarProblem", "Problem", "Spelling", "TypedProblem", "problem_of"]
