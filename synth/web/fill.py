"""Columns of a table filled for the page: the task of each as `synth solve` makes it, with what is known told while the search goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dsl.evaluate import Failure, thaw
from dsl.export import to_python
from dsl.names import identifiers, with_parameters
from dsl.printers import LANGUAGES
from dsl.syntax import parse_term
from dsl.term import Term
from synth.batch.filling import filling, is_meant_blank, rivals
from synth.batch.pool import solve_all
from synth.batch.request import resolved
from synth.config import SolveConfig
from synth.faults import Misuse
from synth.solving.answer import columns_of
from synth.solving.problem import Problem, problem_of
from synth.solving.result import Progress, Result
from synth.web.trace import parts
from tasks.fault import Fault
from tasks.formats.csv_table import TextTable
from tasks.tables.table import TABLE, Column, tasks_of
from tasks.task import Hint, Task

RIVALS = 3  # other programs that are told of
MOST_RIVAL_ROWS = 3

Send = Callable[[str, Any], None]


def task_for(table: TextTable, index: int) -> Task:
    """The task of a column: to fill its blanks, or where there are none to find a program for it; Misuse says why there is none."""
    found = [entry for entry in tasks_of(table, None) if isinstance(entry, Task) and entry.extra[TABLE].index == index]
    (entry,) = found or tasks_of(table, str(index + 1))
    if isinstance(entry, Fault):
        raise Misuse(entry.message.removeprefix(f"{table.origin}: "))
    return resolved(entry, None)


@dataclass
class Fill:
    """One request to fill columns; `view` is the first and the last row that the person sees."""

    table: TextTable
    config: SolveConfig
    hints: Mapping[int, Sequence[Hint]]
    view: tuple[int, int]
    send: Send
    tasks: list[Task] = field(default_factory=list)
    shown: dict[int, str] = field(default_factory=dict)  # by task, the program whose cells were last sent

    def run(self, columns: Sequence[int], stopped: Callable[[], bool]) -> None:
        """Sends what comes of each column, and ends early where it is told to."""
        for index in columns:
            try:
                task = task_for(self.table, index)
                self.tasks.append(replace(task, hints=tuple(self.hints.get(index, ()))))
            except Misuse as fault:
                self.send("fault", {"column": index, "message": str(fault)})
        for number, result in solve_all(self.tasks, self.config, watch=self._watch, stopped=stopped, guest=True):
            self.send("result", self._told(self.tasks[number], result))

    def _watch(self, number: int, progress: Progress) -> None:
        """Says how far a search is; a program that fits all examples fills the rows in view at once."""
        task = self.tasks[number]
        column, total = _column(task), len(task.distinct_shown)
        told = {"candidates": progress.candidates, "cost": progress.cost, "note": progress.note}
        self.send("progress", {"column": column.index, **told, "best": progress.best, "fitting": progress.fitting, "total": total})
        if progress.best is None or progress.fitting < total or self.shown.get(number) == progress.best:
            return
        self.shown[number] = progress.best
        result = Fitting(task, self.config.library).result(progress.best)
        if result is not None:
            first, last = self.view
            cells = filling(result, column, range(first, last + 1)).cells
            hint = [progress.best, progress.price, progress.strategy]
            self.send("preview", {"column": column.index, "program": str(result.program), "hint": hint, **_cells(cells)})

    def _told(self, task: Task, result: Result) -> dict[str, Any]:
        """An answer, with all that the page shows of it."""
        column = _column(task)
        if result.status == "interrupted" and result.program is not None and result.train_correct == len(task.distinct_shown):
            best = Fitting(task, self.config.library).result(str(result.program))
            result = result if best is None else replace(best, seconds=result.seconds, candidates=result.candidates)
        told = {
            **{name: getattr(result, name) for name in ("status", "confidence", "unsure", "seconds", "candidates", "error", "cost")},
            "column": column.index,
            "examples": len(task.shown),
            "program": None if result.program is None else str(result.program),
            "notes": column.notes,
        }
        if result.program is None or result.python is None:
            return told
        found = filling(result, column)
        meant = result.status == "solved" and is_meant_blank(task, result, column)
        return {
            **told,
            **_cells({} if meant else found.cells),
            "blank": found.blank,
            "meant_blank": meant,
            "printed": printed(result),
            "explanation": result.explanation,
            "parts": parts(result, task.shown[0].inputs),
            "question": _question(task, result),
            "checks": [check.record() for check in result.rows_to_check],
            "rivals": [_rival(column, rival.program, rival.unlike) for rival in (rivals(task, result, column) if found.cells else ())],
            "hints": [[hint.program, hint.price, hint.strategy] for hint in result.pool],
        }


@dataclass(frozen=True)
class Fitting:
    """Programs that fit a task, met before its search was over."""

    task: Task
    library: str

    @cached_property
    def _problem(self) -> Problem:
        return problem_of(self.task, SolveConfig(library=self.library))

    def result(self, program: str) -> Result | None:
        """What such a program would be as an answer that was stopped; None where it does not parse here."""
        vocabulary, request = self._problem.vocabulary, self.task.request
        try:
            term: Term = parse_term(program, vocabulary, request)
        except ValueError:
            return None
        term = with_parameters(term, identifiers(self.task.input_names or ()))
        python = to_python(term, vocabulary, type=request)
        told = Result(self.task.name, "interrupted", term, python, type=str(request), unsure=True, vocabulary=lambda: vocabulary)
        return replace(told, columns=columns_of(self.task))


def printed(result: Result) -> dict[str, dict[str, str]]:
    """The program in each language that has words for it, else why it has none."""
    texts = {"program": {"text": str(result.program)}, "python": {"text": result.to_python().rstrip()}}
    for language in LANGUAGES:
        try:
            texts[language] = {"text": getattr(result, f"to_{language}")()}
        except ValueError as fault:
            texts[language] = {"fault": str(fault)}
    return texts


def _column(task: Task) -> Column:
    column: Column = task.extra[TABLE]
    return column


def _cells(cells: Mapping[tuple[int, int], str]) -> dict[str, Any]:
    return {"rows": [row for row, _ in cells], "texts": list(cells.values())}


def _question(task: Task, result: Result) -> dict[str, Any] | None:
    """The row of the table that would tell most, and what its readings would fill in."""
    column = _column(task)
    places = {repr(thaw(inputs)): place for place, inputs in reversed([*zip(column.to_fill, column.inputs, strict=True)])}
    for question in result.questions:
        place = places.get(repr(list(question.inputs)))
        if place is not None:
            return {"row": place, "readings": [None if reading is None else column.form.text(reading) for reading in question.readings]}
    return None


def _rival(column: Column, program: str, unlike: Sequence[tuple[int, Any, Any]]) -> dict[str, Any]:
    def text(value: Any) -> str | None:
        return None if isinstance(value, Failure) else column.form.text(value)

    rows = [{"row": place, "here": text(here), "there": text(there)} for place, here, there in unlike[:MOST_RIVAL_ROWS]]
    return {"program": program, "rows": rows, "count": len(unlike)}
