"""Tidied cells: where rows without outputs have stray blanks and no shown row has any, programs are judged on what they are without these.

Nobody who shows three tidy rows means that a blank at the end of the fourth be kept. A program that would keep it is answered as one
that takes it away first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dsl.evaluate import compile_term
from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Prim, Term, Var, lam, strip
from dsl.term import replace as put
from synth.solving.reading import Ranking, alike

if TYPE_CHECKING:
    from tasks.task import Task

Row = tuple[Any, ...]
MOST_ROWS = 100  # untidy ones, on which programs are held against what they do to tidy ones


def is_tidy(text: Any) -> bool:
    """Whether no blank stands at an end of a text, or beside another; what is no text is tidy."""
    return not isinstance(text, str) or (text == text.strip() and "  " not in text)


def _word(within: bool) -> Primitive:
    """What takes stray blanks away, those within a text too or not; only tasks that have some load it."""
    from dsl.domains.shapes import squeeze
    from dsl.domains.tokens import trim

    return squeeze if within else trim


class Tidying:
    """Which inputs of a task have stray blanks in further rows alone, and the primitive that takes them away: those within a text, too, or
    not. `task` is the `given` one with such rows made tidy."""

    def __init__(self, task: Task) -> None:
        self.given = self.task = task
        self.words: dict[int, Primitive] = {}
        if all(is_tidy(value) for example in task.shown for value in (*example.inputs, example.output)):
            for column in range(len(task.shown[0].inputs)):
                stray = [row[column] for row in task.inputs if not is_tidy(row[column])]
                if stray:
                    self.words[column] = _word(any("  " in cell.strip() for cell in stray))
        tidy = tuple(map(self._row, task.inputs)) if self.words else task.inputs
        self.untidy = [(before, after) for before, after in zip(task.inputs, tidy, strict=True) if before != after][:MOST_ROWS]
        if self.untidy:
            self.task = replace(task, inputs=tidy)

    def _row(self, row: Row) -> Row:
        cells = list(row)
        for column, word in self.words.items():
            if isinstance(cells[column], str):
                cells[column] = word(cells[column])
        return tuple(cells)

    def ranking(self, found: Ranking, vocabulary: Vocabulary) -> Ranking:
        """The readings with programs that do on untidy rows what they do on tidy ones."""
        if not self.untidy or not all(word.name in vocabulary for word in self.words.values()):
            return found
        readings = []
        for reading in found.readings:
            programs = [replace(program, term=self.of(program.term, vocabulary)) for program in reading.programs]
            readings.append(replace(reading, programs=programs))
        return replace(found, readings=readings)

    def of(self, term: Term, vocabulary: Vocabulary) -> Term:
        """The program that makes its inputs tidy first, where that makes a difference."""
        run = compile_term(term, vocabulary)
        if all(alike(run(before)) == alike(run(after)) for before, after in self.untidy):
            return term
        names, body = strip(term)
        for column, word in self.words.items():
            cell = Var(len(names) - 1 - column)
            body = put(body, cell, App(Prim(word.name), (cell,)))
        return lam(len(names), body, names)
