"""Answers: what is told of a search, the likeliest program in the form people read, judged by its printed text."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dsl.codec import write
from dsl.evaluate import Failure, compile_term, thaw
from dsl.export import to_python
from dsl.names import identifiers, with_parameters
from dsl.parsing import SyntaxFault
from dsl.term import Term, size
from dsl.type import parameters
from synth.config import SolveConfig
from synth.solving.perturb import variations
from synth.solving.problem import Problem
from synth.solving.rank import Candidate, alike
from synth.solving.result import Alternative, Result
from synth.solving.verify import verify
from tasks.tables.table import TABLE, Column
from tasks.task import Task

MOST_JUDGED = 8  # programs, the likeliest first, of which the first that holds is the answer
MOST_FRONTIER = 5  # programs that a result carries


@dataclass(frozen=True)
class Answers:
    """What can be told of one task, with the programs that fit it, the likeliest first."""

    problem: Problem
    config: SolveConfig
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
        term = self._readable(partial[1])
        return self._plain(status, program=term, size=size(term), train_correct=partial[0])

    def _solved(self, candidate: Candidate) -> Result | None:
        term = self._readable(candidate.term)
        try:
            verdict = verify(str(term), self.problem.task, self.problem.vocabulary)
        except SyntaxFault:  # it is nested deeper than programs are read
            return None
        if verdict.shown < len(self.problem.task.shown) or not self.problem.accepts(verdict.term):
            return None
        spelling = self.problem.spelling(term)
        if spelling is None:
            return None
        others = self._alternatives(candidate) if self.config.alternatives else ()
        return self._plain(
            "solved",
            program=term,
            python=to_python(term, self.problem.vocabulary, type=self.problem.task.request),
            size=spelling.size,
            sygus=spelling.sygus,
            cost=round(candidate.cost, 2),
            strategy=candidate.strategy,
            reached=candidate.reached,
            train_correct=verdict.shown,
            test_correct=verdict.held_out,
            alternatives=others,
            frontier=tuple(dict.fromkeys(self.problem.readable(c.term) for c in self.ranked[:MOST_FRONTIER])),
        )

    def _alternatives(self, chosen: Candidate) -> tuple[Alternative, ...]:
        """Other programs that fit, each with an input on which it gives something else."""
        request, vocabulary = self.problem.task.request, self.problem.vocabulary
        inputs = variations([e.inputs for e in self.problem.shown], request, random.Random(self.config.seed), 200)
        here = compile_term(chosen.term, vocabulary)
        outputs = [here(i) for i in inputs]
        found: list[Alternative] = []
        types, result = parameters(self.problem.task.request)
        seen = {tuple(map(alike, outputs))}
        for other in self.ranked:
            there = compile_term(other.term, vocabulary)
            answers = [there(i) for i in inputs]
            key = tuple(map(alike, answers))
            telling = next((k for k in range(len(inputs)) if _differ(outputs[k], answers[k])), None)
            if key in seen or telling is None:
                continue
            seen.add(key)
            text = str(self._readable(other.term))
            given = [thaw(write(v, t)) for v, t in zip(inputs[telling], types, strict=True)]
            here_told, there_told = (thaw(write(told[telling], result)) for told in (outputs, answers))
            found.append(Alternative(text, given, here_told, there_told))
            if len(found) == self.config.alternatives:
                break
        return tuple(found)

    def _readable(self, term: Term) -> Term:
        """The program in the form that people read, its parameters named as the task names its inputs."""
        return with_parameters(self.problem.readable(term), identifiers(self.problem.task.input_names or ()))

    def _plain(self, status: Any, **rest: Any) -> Result:
        task, vocabulary = self.problem.task, self.problem.vocabulary
        return Result(
            task=task.name,
            status=status,
            type=str(task.request),
            train_total=len(task.shown),
            test_total=len(task.held_out),
            seed=self.config.seed,
            vocabulary=lambda: vocabulary,
            columns=columns_of(task),
            **rest,
        )


def columns_of(task: Task) -> dict[str, int]:
    """The names of a task's inputs with their places, in the table if they are columns of one; none where names do not tell them apart."""
    names, column = task.input_names or (), task.extra.get(TABLE)
    sheet = column.table.names if isinstance(column, Column) else names
    return {name: sheet.index(name) for name in names} if all(sheet.count(name) == 1 for name in names) else {}


def _differ(a: Any, b: Any) -> bool:
    return not isinstance(a, Failure) and not isinstance(b, Failure) and alike(a) != alike(b)
