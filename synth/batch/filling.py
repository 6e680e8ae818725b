"""What an answer puts into the blank cells of a column, and where other programs that fit would put something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsl.evaluate import Failure, compile_term, thaw
from dsl.parsing import parse_type
from dsl.syntax import parse_term
from synth.solving.patience import is_doubtful
from synth.solving.result import Result
from tasks.tables.table import Column
from tasks.task import Task
from tasks.value import Value


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


def filling(result: Result, column: Column, rows: Sequence[int] | None = None) -> Filling:
    """What a program gives for the rows to fill, or for those of them that are named by their place in the table."""
    outputs: list[Value | None] = []
    blank = list(column.unread)
    wanted = None if rows is None else set(rows)
    for place, inputs in zip(column.to_fill, column.inputs, strict=True):
        output, why = (None, None) if wanted is not None and place not in wanted else _output(result, inputs, column)
        outputs.append(output)
        blank += [] if why is None else [(place, why)]
    return Filling(column.cells(outputs), sorted(blank))


def is_meant_blank(task: Task, result: Result, column: Column) -> bool:
    """Whether no program explains a column whose blanks may be meant."""
    return column.perhaps and is_doubtful(result.cost or 0.0, (example.output for example in task.shown))


def rivals(task: Task, result: Result, column: Column) -> Iterator[Rival]:
    """The alternatives of an answer that would fill some row otherwise."""
    assert result.vocabulary is not None and result.type is not None
    vocabulary, request = result.vocabulary(), parse_type(result.type)
    chosen = compile_term(parse_term(str(result.program), vocabulary, request), vocabulary)
    for other in result.alternatives:
        rival = compile_term(parse_term(other.program, vocabulary, request), vocabulary)
        cells = [(place, chosen(row), rival(row)) for place, row in zip(column.to_fill, task.inputs, strict=True)]
        if unlike := [(place, here, there) for place, here, there in cells if here != there]:
            yield Rival(other.program, [(place, _thawed(here), _thawed(there)) for place, here, there in unlike])


def _output(result: Result, row: Sequence[Value], column: Column) -> tuple[Value | None, str | None]:
    """What to fill in, or why nothing."""
    try:
        output = result(*row)
    except ValueError as fault:
        return None, str(fault)
    why = column.table.refuses(column.form.text(output), column.index)
    return (output, None) if why is None else (None, why)


def _thawed(value: Value | Failure) -> Value | Failure:
    return value if isinstance(value, Failure) else thaw(value)
