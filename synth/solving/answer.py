"""Answers: what is told of a search, the likeliest program in the form people read, judged by its printed text."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dsl.codec import write
from dsl.evaluate import Failure, compile_term, thaw
from dsl.explain import explain
from dsl.export import to_python
from dsl.names import identifiers, with_parameters
from dsl.parsing import SyntaxFault
from dsl.term import Term, size
from dsl.type import parameters
from dsl.written import dumps
from synth.config import SolveConfig
from synth.solving.attempts import attempts_of, correct, none_of
from synth.solving.column import Column as Rest
from synth.solving.column import Row, shape_of
from synth.solving.patience import is_longer
from synth.solving.perturb import variations
from synth.solving.problem import Problem
from synth.solving.reading import Ranking, Split, alike, splits, telling
from synth.solving.result import Alternative, Check, Question, Result
from synth.solving.verify import verify
from synth.solving.worth import Candidate
from tasks.tables.table import TABLE, Column
from tasks.task import Hint, Task

MOST_JUDGED = 8  # programs, the likeliest first, of which the first that holds is the answer
MOST_FRONTIER = 5  # programs that a result carries
MOST_QUESTIONS = 3
MOST_POOL = 60  # programs that a further example is held against first
MOST_ROWS = 1000  # of a column, that readings are compared on
MOST_MADE_UP = 60  # inputs, where no row tells readings apart
MOST_CHECKS = 20
DISPUTED = 0.02  # share of the weight that must disagree with the answer on a row to be checked
UNSURE = 0.5
DOUBTED = 0.8  # the confidence below which a row is asked about although all readings agree on it


@dataclass(frozen=True)
class Answers:
    """What can be told of one task, with the programs that fit it, the likeliest first."""

    problem: Problem
    config: SolveConfig
    ranking: Ranking

    @cached_property
    def ranked(self) -> Sequence[Candidate]:
        """The programs, those of the likeliest reading first."""
        return self.ranking.programs

    @property
    def _rows(self) -> Sequence[tuple[Any, ...]]:
        return self.problem.task.inputs[:MOST_ROWS]

    @cached_property
    def _splits(self) -> Sequence[Split]:
        """Where readings disagree on rows of the column."""
        return list(splits(self.ranking, self._rows, self.problem.vocabulary))

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
        confidence = self._confidence(candidate)
        longer = self.problem.ranked and is_longer(candidate.cost, (e.output for e in self.problem.shown))
        sure = confidence is None or confidence >= self.config.min_confidence
        attempts = attempts_of([verdict.term, *(c.term for c in self.ranked)], self.problem.task, self.problem.vocabulary)
        return self._plain(
            "solved" if sure else "ambiguous",
            confidence=None if confidence is None else round(confidence, 3),
            unsure=longer or (confidence is not None and confidence < UNSURE),
            questions=self._questions() if confidence is None or confidence >= DOUBTED or self._splits else self._doubts(verdict.term),
            rows_to_check=self._checks(verdict.term),
            error=None if sure else f"its confidence of {confidence:.2f} is below {self.config.min_confidence:g}",
            program=term,
            python=to_python(term, self.problem.vocabulary, type=self.problem.task.request),
            explanation=explain(term, self.problem.vocabulary, self.problem.task.request, self.problem.task.input_names or ()),
            size=spelling.size,
            sygus=spelling.sygus,
            cost=round(candidate.cost, 2),
            strategy=candidate.strategy,
            reached=self._reached(candidate),
            train_correct=verdict.shown,
            test_correct=verdict.held_out if attempts is None else correct(attempts, self.problem.task),
            attempts=attempts,
            alternatives=others,
            pool=tuple(Hint(str(c.term), c.cost, c.strategy) for c in self.ranked[:MOST_POOL]),
            frontier=tuple(dict.fromkeys(self.problem.readable(c.term) for c in self.ranked[:MOST_FRONTIER])),
        )

    def _reached(self, candidate: Candidate) -> int:
        """Candidates evaluated when a program was first met that does what the answer does."""
        alike = next((reading.programs for reading in self.ranking.readings if candidate in reading.programs), (candidate,))
        return min(program.reached for program in alike)

    def _confidence(self, candidate: Candidate) -> float | None:
        """The probability that an answer is meant, where one is known; the likeliest reading may have had no program that holds."""
        known = self.ranking.confidence
        if known is None:
            return None
        own = known if candidate in self.ranking.readings[0].programs else min(known, 1.0 - known)
        return self.problem.tempered(own, candidate.cost)

    def _questions(self) -> tuple[Question, ...]:
        """The inputs whose outputs would tell most about which reading is meant: rows of the column, or else made up."""
        rows: Sequence[tuple[Any, ...]] = self._rows
        first = {row: place for place, row in reversed([*enumerate(rows)])}
        found = telling(split for split in self._splits if first[rows[split.place]] == split.place)
        if not found:
            given, chance = [e.inputs for e in self.problem.shown], random.Random(self.config.seed)
            rows = variations(given, self.problem.task.request, chance, MOST_MADE_UP)
            whole = (split for split in splits(self.ranking, rows, self.problem.vocabulary) if not _fails(split))
            found = telling(whole)
        return tuple(self._question(rows[split.place], split.outputs) for split in found[:MOST_QUESTIONS])

    def _question(self, row: Sequence[Any], outputs: Sequence[Any]) -> Question:
        """The question which of some outputs a row is meant to have, as plain JSON values."""
        types, result = parameters(self.problem.task.request)
        inputs = [thaw(write(v, t)) for v, t in zip(row, types, strict=True)]
        return Question(inputs, [None if isinstance(o, Failure) else thaw(write(o, result)) for o in outputs])

    def _doubts(self, term: Term) -> tuple[Question, ...]:
        """Where all readings agree on the column and none is likely: rows to tell the output of, those first that fail, that have an
        output of a new shape, more numbers, words and signs than the shown ones, or larger numbers and more words. Without a column,
        made-up inputs as ever."""
        rest, run = Rest(self.problem.shown, self._rows, self.problem.vocabulary), compile_term(term, self.problem.vocabulary)

        def order(told: tuple[Any, Row, Any]) -> tuple[int, int, float]:
            shape, row, output = told
            doubt = 2 if isinstance(output, Failure) else int(rest.is_strange(shape, output))
            return -doubt, -rest.surplus(row), -rest.beyond(row)

        found = sorted(((shape, row, run(row)) for shape, row in rest.rows), key=order)
        return tuple(self._question(row, [output]) for _, row, output in found[:MOST_QUESTIONS]) or self._questions()

    def _checks(self, term: Term) -> tuple[Check, ...]:
        """The rows of a column that are best looked at, those that matter most first: failures, disputes, outputs of a new shape."""
        task, vocabulary = self.problem.task, self.problem.vocabulary
        column = task.extra.get(TABLE)
        if not isinstance(column, Column):
            return ()
        run, disputes = compile_term(term, vocabulary), {split.place: split for split in self._splits}
        rest = Rest(self.problem.shown, (), vocabulary)
        found: list[tuple[float, int, str]] = []
        for place, row in enumerate(self._rows):
            output, dispute = run(row), disputes.get(place)
            if isinstance(output, Failure):
                found.append((2.0, place, f"no output: {output.reason}"))
            elif dispute is not None and 1.0 - dispute.shares[0] >= DISPUTED:
                rival = dispute.outputs[1]
                told = "nothing" if isinstance(rival, Failure) else dumps(thaw(write(rival, parameters(task.request)[1])))
                found.append((1.0 - dispute.shares[0], place, f"another reading gives {told}"))
            elif rest.is_strange(tuple(map(shape_of, row)), output):
                found.append((0.0, place, "an output of a shape that no example has"))
        ordered = sorted(found, key=lambda each: (-round(each[0], 6), each[1]))
        return tuple(Check(column.to_fill[place] + 1, reason) for _, place, reason in ordered[:MOST_CHECKS])

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
        rest.setdefault("attempts", none_of(task))
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


def _fails(split: Split) -> bool:
    return any(isinstance(output, Failure) for output in split.outputs)


def _differ(a: Any, b: Any) -> bool:
    return not isinstance(a, Failure) and not isinstance(b, Failure) and alike(a) != alike(b)
