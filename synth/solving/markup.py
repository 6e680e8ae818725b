"""How a notebook shows a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsl.markup import code, inline, line, table, value

if TYPE_CHECKING:
    from synth.solving.result import Result


def of_result(result: Result) -> str:
    """The answer with its sentence and its Python, other readings, and the rows to check."""
    sure = [] if result.confidence is None else [f"confidence {result.confidence:.2f}"]
    counts = [f"{result.train_correct} of {result.train_total} examples right", f"{result.seconds:.2f} s"]
    parts = [line(f"{result.task}: {result.status}", " · ".join([*sure, *counts]))]
    if result.explanation:
        parts.append(line("", result.explanation))
    if result.program is not None:
        parts.append(f"<div>{inline(str(result.program))}</div>")
    if result.python:
        parts.append(code(result.python.rstrip()))
    if result.error:
        parts.append(line("", result.error))
    if question := result.question():
        rows = [[value(list(question.inputs) if len(question.inputs) != 1 else question.inputs[0]), *map(value, question.readings)]]
        head = ["most telling input", *(f"reading {number}" for number in range(1, len(question.readings) + 1))]
        parts.append(table(head, rows))
    if result.alternatives:
        told = [[inline(o.program), value(list(o.inputs)), value(o.here), value(o.there)] for o in result.alternatives]
        parts.append(table(["also fits", "on", "the answer gives", "it gives"], told))
    if result.rows_to_check:
        parts.append(table(["row to check", "why"], [[str(check.row), value(check.reason)] for check in result.rows_to_check]))
    return "".join(parts)
