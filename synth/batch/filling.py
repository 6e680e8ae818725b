"""What an answer puts into the blank cells of a column, and where other programs that fit would put something else."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from dsl.codec import write
from dsl.evaluate import Failure, compile_term, thaw
from dsl.parsing import parse_type
from dsl.quote import clip
from dsl.syntax import parse_term
from dsl.type import parameters
from synth.solving.patience import is_doubtful
from synth.solving.result import Result
from tasks.tables.table import Column
from tasks.task import Task
from tasks.value import Value, fit


@dataclass(frozen=True)
class Filling:
    """New cells of a column by row and column, and the rows that stay blank with the reasons."""

    cells: dict[tuple[int, int], str]
    blank: list[tuple[int, str]]


@dataclass(frozen=True)
class Rival:
    """Another program that fits, and the rows, by place in the table, where it gives something else: here and there."""

    program: str
    unlike: list[tuple[int, Value | Failure, Value | Failure]]


def filling(result: Result, column: Column, rows: Container[int] | None = None) -> Filling:
    """What a program gives for the rows to fill, or for those of them that are named by their place in the table."""
    assert result.program is not None and result.vocabulary is not None and result.type is not None
    run = compile_term(result.program, result.vocabulary())
    types, wanted = parameters(parse_type(result.type))
    cells, blank = {}, list(column.unread)
    for place, inputs in zip(column.to_fill, column.inputs, strict=True):
        if rows is not None and place not in rows:
            continue
        value = run(tuple(fit(own, type) for own, type in zip(inputs, types, strict=True)))
        if isinstance(value, Failure):
            blank.append((place, f"the program fails on {clip(', '.join(map(repr, inputs)))}: {value.reason}"))
            continue
        text = column.form.text(thaw(write(value, wanted)))
        why = column.table.refuses(text, column.index)
        if why is None:
            cells[place, column.index] = text
        else:
            blank.append((place, why))
    return Filling(cells, sorted(blank))


def is_meant_blank(task: Task, result: Result, column: Column) -> bool:
    """Whether no program explains a column whose blanks may be meant."""
    return column.perhaps and is_doubtful(result.cost or 0.0, (example.output for example in task.shown))


def rivals(task: Task, result: Result, column: Column) -> Iterator[Rival]:
    """The alternatives of an answer that would fill some row otherwise."""
    assert result.vocabulary is not None and result.type is not None
    vocabulary, request = result.vocabulary(), parse_type(result.type)
    chosen = compile_term(parse_term(str(result.program), vocabulary, request), vocabulary)
    outputs = [chosen(row) for row in task.inputs]
    for other in result.alternatives:
        rival = compile_term(parse_term(other.program, vocabulary, request), vocabulary)
        cells = zip(column.to_fill, outputs, map(rival, task.inputs), strict=True)
        if unlike := [(place, _thawed(here), _thawed(there)) for place, here, there in cells if here != there]:
            yield Rival(other.program, unlike)


def _thawed(value: Value | Failure) -> Value | Failure:
    return value if isinstance(value, Failure) else thaw(value)
