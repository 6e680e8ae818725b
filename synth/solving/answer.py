"""Answers: what is told of a search, the likeliest program in the form people read, judged by its printed text."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dsl.codec import write
from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term, thaw
from dsl.export import to_python
from dsl.infer import elaborate
from dsl.parsing import SyntaxFault
from dsl.primitives import Vocabulary
from dsl.rewrite import simplify
from dsl.term import Const, Term, size, subterms
from dsl.type import parameters
from synth.config import SolveConfig
from synth.solving.perturb import variations
from synth.solving.rank import Candidate
from synth.solving.result import Alternative, Result
from synth.solving.verify import right_on, verify

if TYPE_CHECKING:
    from tasks.task import Task

MOST_JUDGED = 8  # programs, the likeliest first, of which the first that holds is the answer
MOST_FRONTIER = 5  # programs that a result carries


@dataclass(frozen=True)
class Answers:
    """What can be told of one task, with the programs that fit it, the likeliest first."""

    task: Task
    config: SolveConfig
    vocabulary: Vocabulary
    ranked: Sequence[Candidate]

    def result(self, partial: tuple[int, Term] | None, exhausted: bool) -> Result:
        """The answer; without one, the program that is right on most examples, given with how many those are."""
        for candidate in self.ranked[:MOST_JUDGED]:
            result = self._solved(candidate)
            if result is not None:
                return result
        status = "exhausted" if exhausted else "timeout"
        if partial is None:
            return self._plain(status)
        term = self._shown_form(partial[1])
        return self._plain(status, program=term, size=size(term), train_correct=partial[0])

    def _shown_form(self, term: Term) -> Term:
        """The program as people read it: simplified where that changes nothing on the examples and no grammar is given."""
        if self.task.grammar is not None:
            return elaborate(term, self.vocabulary, self.task.request)[0]
        try:
            short = simplify(term, self.vocabulary, self.task.request)
            shown = self.task.distinct_shown
            if not self._allows(short) or right_on(short, shown, self.vocabulary) != right_on(term, shown, self.vocabulary):
                short = term
        except (ValueError, RecursionError):
            short = term
        return elaborate(short, self.vocabulary, self.task.request)[0]

    def _allows(self, term: Term) -> bool:
        """Whether the domain has the literals of a program; truth values are words of every domain."""
        allowed = load_domain(self.config.domain or self.task.domain).constants
        if allowed == "harvest":
            return True
        literals = [t for t in subterms(term) if isinstance(t, Const) and not isinstance(t.value, bool)]
        return all(allowed != "none" and literal in allowed for literal in literals)

    def _solved(self, candidate: Candidate) -> Result | None:
        term = self._shown_form(candidate.term)
        try:
            verdict = verify(str(term), self.task, self.vocabulary)
        except SyntaxFault:  # it is nested deeper than programs are read
            return None
        if verdict.shown < len(self.task.shown) or not (verdict.explains or self.task.grammar):
            return None
        in_file = self.task.grammar.spell(term) if self.task.grammar is not None else None
        if self.task.grammar is not None and in_file is None:
            return None
        others = self._alternatives(candidate) if self.config.alternatives else ()
        return self._plain(
            "solved",
            program=term,
            python=to_python(term, self.vocabulary, type=self.task.request),
            size=size(term) if in_file is None else in_file[0],
            sygus=self.task.grammar.define_fun(term) if self.task.grammar is not None else None,
            cost=round(candidate.cost, 2),
            strategy=candidate.strategy,
            reached=candidate.reached,
            train_correct=verdict.shown,
            test_correct=verdict.held_out,
            alternatives=others,
            frontier=tuple(dict.fromkeys(self._shown_form(c.term) for c in self.ranked[:MOST_FRONTIER])),
        )

    def _alternatives(self, chosen: Candidate) -> tuple[Alternative, ...]:
        """Other programs that fit, each with an input on which it gives something else."""
        inputs = variations([e.inputs for e in self.task.distinct_shown], self.task.request, random.Random(self.config.seed), 200)
        here = compile_term(chosen.term, self.vocabulary)
        outputs = [here(i) for i in inputs]
        found: list[Alternative] = []
        types, result = parameters(self.task.request)
        seen = {tuple(map(repr, outputs))}
        for other in self.ranked:
            there = compile_term(other.term, self.vocabulary)
            answers = [there(i) for i in inputs]
            key = tuple(map(repr, answers))
            telling = next((k for k in range(len(inputs)) if _differ(outputs[k], answers[k])), None)
            if key in seen or telling is None:
                continue
            seen.add(key)
            text = str(self._shown_form(other.term))
            given = [thaw(write(v, t)) for v, t in zip(inputs[telling], types, strict=True)]
            here_told, there_told = (thaw(write(told[telling], result)) for told in (outputs, answers))
            found.append(Alternative(text, given, here_told, there_told))
            if len(found) == self.config.alternatives:
                break
        return tuple(found)

    def _plain(self, status: Any, **rest: Any) -> Result:
        vocabulary = self.vocabulary
        return Result(
            task=self.task.name,
            status=status,
            type=str(self.task.request),
            train_total=len(self.task.shown),
            test_total=len(self.task.held_out),
            seed=self.config.seed,
            vocabulary=lambda: vocabulary,
            **rest,
        )


def _differ(a: Any, b: Any) -> bool:
    return not isinstance(a, Failure) and not isinstance(b, Failure) and a != b
