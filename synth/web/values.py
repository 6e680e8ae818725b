"""Values as the pages show them: a grid as a picture, all else as text, of tasks, of runs and of what a library keeps as text."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from dsl.codec import write
from dsl.markup import value
from dsl.parsing import parse_type
from dsl.type import GRID, Type, is_arrow, parameters, within
from synth.library.entry import Subroutine
from synth.web.runs import Record
from tasks.fault import TaskError
from tasks.task import Task
from tasks.value import fit

Cells = Sequence[Markup]  # of a row
Table = tuple[Sequence[str], Sequence[Cells]]  # names of columns, and rows
SPACE = Markup(" ")


def calls(entry: Subroutine) -> list[Cells]:
    """The examples of a subroutine, arguments and result: pictures where these are grids, else their texts."""
    try:
        request = parse_type(entry.type)
    except ValueError:
        request = None
    return [_call(given, result, request) for given, result in entry.examples]


def _call(given: str, result: str, request: Type | None) -> Cells:
    if request is not None and GRID in within(request):
        types, output = parameters(request)
        arguments, results = _parsed(given, types), _parsed(result, [output])
        if arguments is not None and results is not None:
            return [SPACE.join(arguments), *results]
    return [_code(given), _code(result)]


def _parsed(text: str, types: Sequence[Type]) -> Cells | None:
    """The values that a text lists; a function may stand first, as a piece of a program. None where they are something else."""
    function = bool(types) and is_arrow(types[0])
    for place in [found.end() for found in re.finditer(", ", text)] if function else [0]:
        try:
            values = ast.literal_eval(f"[{text[place:]}]")
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if len(values) == len(types) - function:
            first = [_code(text[: place - 2])] if function else []
            return first + [_plain(each, type) for each, type in zip(values, types[function:], strict=True)]
    return None


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def _plain(given: Any, type: Type | None) -> Markup:
    """A value in its JSON form; what is none of its type, as the text that it is."""
    try:
        return Markup(value(given)) if type is None else _frozen(fit(given, type), type)  # noqa: S704 - `value` escapes
    except TaskError:
        return Markup(value(given))  # noqa: S704


def _frozen(given: Any, type: Type) -> Markup:
    return Markup(value(write(given, type), type))  # noqa: S704 - `value` escapes


def examples(task: Task) -> list[Cells]:
    """What is known of a task: inputs, output, and what they are for; then the inputs whose outputs are wanted."""
    types, output = parameters(task.request)

    def inputs(given: Sequence[Any]) -> Markup:
        return SPACE.join(_frozen(each, type) for each, type in zip(given, types, strict=True))

    tested = {example.inputs for example in task.held_out}
    known = [*((example, "example") for example in task.shown), *((example, "kept back") for example in task.held_out)]
    rows = [[inputs(example.inputs), _frozen(example.output, output), escape(use)] for example, use in known]
    return [*rows, *([inputs(given), Markup(""), Markup("to answer")] for given in task.inputs if given not in tested)]


def readings(record: Record, task: Task | None) -> list[Table]:
    """The values in a record: attempts, the most telling input with what the readings give there, other programs with where they differ."""
    request = parse_type(record["type"]) if record.get("type") else None if task is None else task.request
    types, output = ((), None) if request is None else parameters(request)

    def inputs(given: Sequence[Any]) -> Markup:
        known = types if len(types) == len(given) else [None] * len(given)
        return SPACE.join(_plain(each, type) for each, type in zip(given, known, strict=True))

    tables: list[Table] = []
    if attempts := record.get("attempts"):
        tables.append(
            (["Attempts, a row for each input to answer"], [[SPACE.join(_plain(each, output) for each in row)] for row in attempts])
        )
    for asked in (record.get("questions") or ())[:1]:
        head = ["Most telling input", *(f"Reading {number}" for number in range(1, len(asked["readings"]) + 1))]
        tables.append((head, [[inputs(asked["inputs"]), *(_plain(each, output) for each in asked["readings"])]]))
    if others := [(other["program"], other["differs_on"]) for other in record.get("alternatives") or ()]:
        unlike = [[_code(program), inputs(on["inputs"]), _plain(on["here"], output), _plain(on["there"], output)] for program, on in others]
        tables.append((["Also fits", "On", "The answer gives", "It gives"], unlike))
    return tables
