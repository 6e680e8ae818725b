"""Tidied cells: where rows without outputs have stray blanks and no shown row has any, programs are judged on what they are without these,
and not at all on rows without a value, or that say n/a.

Nobody who shows three tidy rows means that a blank at the end of the fourth be kept. A program that would keep it is answered as one
that takes it away first. A row that has nothing gets nothing, as in a spreadsheet, where a program would fail on it or make something up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Const, Prim, Term, Var, call, lam, strip, subterms
from dsl.term import replace as put
from dsl.type import STR
from synth.search.scanning.template import concatenated
from synth.solving.column import has_gap
from synth.solving.reading import Ranking, alike

if TYPE_CHECKING:
    from tasks.task import Task

Row = tuple[Any, ...]
MOST_ROWS = 100  # untidy ones, on which programs are held against what they do to tidy ones
MISSING = frozenset(("", "-", "--", "–", "—", "?", "n/a", "#n/a", "na", "nan", "nil", "none", "null", "unknown", "tbd"))
NOTHING = Const("", STR)
NEEDED = ("if", "is_empty_text")  # words that a program needs to give nothing for nothing


def is_tidy(text: Any) -> bool:
    """Whether no blank stands at an end of a text, or beside another; what is no text is tidy."""
    return not isinstance(text, str) or (text == text.strip() and "  " not in text)


def is_blank(row: Row) -> bool:
    """Whether a row has no value."""
    return bool(row) and all(cell == "" for cell in row)


def is_missing(row: Row) -> bool:
    """Whether a row says that it has no value, or has none."""
    return bool(row) and all(isinstance(cell, str) and cell.strip().casefold() in MISSING for cell in row)


def _word(within: bool) -> Primitive:
    """What takes stray blanks away, those within a text too or not; only tasks that have some load it."""
    from dsl.domains.shapes import squeeze
    from dsl.domains.tokens import trim

    return squeeze if within else trim


class Tidying:
    """Which inputs of a task have stray blanks in further rows alone, and the primitive that takes them away: those within a text, too, or
    not. `task` is the `given` one with such rows made tidy, and without those that have no value where every shown row has one."""

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
        valued = not any(is_missing(example.inputs) or example.output == "" for example in task.shown)
        agreed = all(is_missing(example.inputs) == (example.output == "") for example in task.shown)  # rows without a value get none
        texts = all(isinstance(example.output, str) for example in task.shown)
        self.blank = next(filter(is_blank, tidy), None) if valued and texts else None
        given = [example.inputs for example in task.shown]
        self.gaps = [row for row in tidy if has_gap(row, given)][:MOST_ROWS] if valued and texts else []
        self.task = replace(task, inputs=tuple(row for row in tidy if not (agreed and is_missing(row))))

    def _row(self, row: Row) -> Row:
        cells = list(row)
        for column, word in self.words.items():
            if isinstance(cells[column], str):
                cells[column] = word(cells[column])
        return tuple(cells)

    def ranking(self, found: Ranking, vocabulary: Vocabulary) -> Ranking:
        """The readings with programs that do on untidy rows what they do on tidy ones, and nothing on rows without a value."""
        if not (self.untidy or self.blank or self.gaps) or not all(word.name in vocabulary for word in self.words.values()):
            return found
        readings = []
        for reading in found.readings:
            programs = [replace(program, term=self.of(program.term, vocabulary)) for program in reading.programs]
            readings.append(replace(reading, programs=programs))
        return replace(found, readings=readings)

    def of(self, term: Term, vocabulary: Vocabulary) -> Term:
        """The program that makes its inputs tidy first and gives nothing for nothing, where that makes a difference."""
        run = compile_term(term, vocabulary)
        for guarded in self._guarded(term, run) if all(name in vocabulary for name in NEEDED) else ():
            carefully = compile_term(guarded, vocabulary)
            if all(alike(carefully(e.inputs)) == alike(run(e.inputs)) for e in self.task.shown):
                term, run = guarded, carefully
                break
        if all(alike(run(before)) == alike(run(after)) for before, after in self.untidy):
            return term
        names, body = strip(term)
        for column, word in self.words.items():
            cell = Var(len(names) - 1 - column)
            body = put(body, cell, App(Prim(word.name), (cell,)))
        return lam(len(names), body, names)

    def _guarded(self, term: Term, run: Callable[[Row], Any]) -> Iterator[Term]:
        """The program that gives an empty text where cells are empty that it cannot do without, or else where all its inputs are: a column
        that no program reads says nothing of that."""
        names, body = strip(term)
        within = set(subterms(body))
        read = [Var(place) for place in reversed(range(len(names))) if Var(place) in within]
        failing = [row for row in self.gaps if not is_blank(row) and isinstance(run(row), Failure)]
        needed = [cell for cell in read if any(row[len(names) - 1 - cell.index] == "" for row in failing)]
        if needed:
            careful = body
            for cell in reversed(needed):
                careful = call("if", call("is_empty_text", cell), NOTHING, careful)
            yield lam(len(names), careful, names)
        if read and self.blank and run(self.blank) != "":
            yield lam(len(names), call("if", call("is_empty_text", concatenated(read)), NOTHING, body), names)


def for_a_value(body: Term) -> Term:
    """What a program does where there is a value, if it gives nothing for nothing first."""
    match body:
        case App(Prim("if"), (App(Prim("is_empty_text")), then, otherwise)) if then == NOTHING:
            return for_a_value(otherwise)
    return body
