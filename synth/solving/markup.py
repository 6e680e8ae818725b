"""How a notebook shows a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dsl.markup import code, inline, line, table, value
from dsl.parsing import parse_type
from dsl.type import Type, parameters


def of_result(record: Mapping[str, Any]) -> str:
    """The answer of a record of the documented format: its sentence, its Python, attempts, other readings, and the rows to check."""
    types, output = types_of(record["type"])
    sure = [] if record["confidence"] is None else [f"confidence {record['confidence']:.2f}"]
    counts = [f"{record['train_correct']} of {record['train_total']} examples right", f"{record['seconds']:.2f} s"]
    parts = [line(f"{record['task']}: {record['status']}", " · ".join([*sure, *counts]))]
    parts += [line("", record["explanation"])] if record["explanation"] else []
    parts += [f"<div>{inline(record['program'])}</div>"] if record["program"] else []
    parts += [code(record["python"].rstrip())] if record["python"] else []
    parts += [line("", record["error"])] if record["error"] else []
    if attempts := record.get("attempts"):
        parts.append(table(["attempts"], [["".join(f"{value(each, output)} " for each in given)] for given in attempts]))
    for question in record["questions"][:1]:
        numbers = range(1, len(question["readings"]) + 1)
        head = ["most telling input", *(f"reading {number}" for number in numbers)]
        parts.append(table(head, [[_inputs(question["inputs"], types), *(value(each, output) for each in question["readings"])]]))
    if record["alternatives"]:
        rows = [[inline(other["program"]), *_difference(other["differs_on"], types, output)] for other in record["alternatives"]]
        parts.append(table(["also fits", "on", "the answer gives", "it gives"], rows))
    if record["rows_to_check"]:
        rows = [[str(check["row"]), value(check["reason"])] for check in record["rows_to_check"]]
        parts.append(table(["row to check", "why"], rows))
    return "".join(parts)


def types_of(request: str | None) -> tuple[Sequence[Type | None], Type | None]:
    """The types of the inputs and of the output, as far as they are known."""
    return parameters(parse_type(request)) if request else ((None,), None)


def _difference(told: Mapping[str, Any], types: Sequence[Type | None], output: Type | None) -> list[str]:
    return [_inputs(told["inputs"], types), value(told["here"], output), value(told["there"], output)]


def _inputs(given: Sequence[Any], types: Sequence[Type | None]) -> str:
    return value(given[0], types[0]) if len(given) == 1 else value(list(given))
