"""How a notebook shows a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dsl.markup import code, inline, line, table, value


def of_result(record: Mapping[str, Any]) -> str:
    """The answer of a record of the documented format: its sentence, its Python, other readings, and the rows to check."""
    sure = [] if record["confidence"] is None else [f"confidence {record['confidence']:.2f}"]
    counts = [f"{record['train_correct']} of {record['train_total']} examples right", f"{record['seconds']:.2f} s"]
    parts = [line(f"{record['task']}: {record['status']}", " · ".join([*sure, *counts]))]
    parts += [line("", record["explanation"])] if record["explanation"] else []
    parts += [f"<div>{inline(record['program'])}</div>"] if record["program"] else []
    parts += [code(record["python"].rstrip())] if record["python"] else []
    parts += [line("", record["error"])] if record["error"] else []
    for question in record["questions"][:1]:
        numbers = range(1, len(question["readings"]) + 1)
        head = ["most telling input", *(f"reading {number}" for number in numbers)]
        parts.append(table(head, [[_inputs(question["inputs"]), *map(value, question["readings"])]]))
    if record["alternatives"]:
        rows = [[inline(other["program"]), *_difference(other["differs_on"])] for other in record["alternatives"]]
        parts.append(table(["also fits", "on", "the answer gives", "it gives"], rows))
    if record["rows_to_check"]:
        rows = [[str(check["row"]), value(check["reason"])] for check in record["rows_to_check"]]
        parts.append(table(["row to check", "why"], rows))
    return "".join(parts)


def _difference(told: Mapping[str, Any]) -> list[str]:
    return [_inputs(told["inputs"]), value(told["here"]), value(told["there"])]


def _inputs(given: Sequence[Any]) -> str:
    return value(given[0] if len(given) == 1 else list(given))
