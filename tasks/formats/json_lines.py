"""Tasks as JSON: `.jsonl` with one a line, `.json` with one or a list of them; the same on the command line and standard input."""

from __future__ import annotations

import os
import re
from typing import Any

from dsl.module import IMAGE
from dsl.quote import clip
from dsl.type import Type, parameters, within
from tasks.fault import Fault, TaskError, describe, nearest
from tasks.formats import STDIN, Source, not_utf8
from tasks.pictures import placed
from tasks.strict_json import JsonError, parse, scan, skip_space
from tasks.task import Example, Task, domain_of, fit_inputs, typed
from tasks.value import read_type, to_json

EXTENSIONS = (".jsonl", ".json")
_FIELDS = ("name", "domain", "type", "train", "test", "inputs", "source", "input_names")
_WORDS: dict[type, str] = {str: "a string", list: "an array", dict: "an object"}


def read(source: Source) -> list[Task | Fault]:
    """Every task or fault of the file, in its order."""
    if source.extension == ".json" or (source.extension == STDIN and _is_document(source)):
        return _read_document(source)
    return _read_lines(source)


def _is_document(source: Source) -> bool:
    """Whether standard input is one JSON text, which may be spread over lines."""
    text = source.text()
    if isinstance(text, Fault):
        return False
    try:
        parse(text)
    except JsonError:
        return False
    except TaskError:
        return True
    return True


def _read_lines(source: Source) -> list[Task | Fault]:
    entries: list[Task | Fault] = []
    for number, raw in enumerate(source.data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            record = parse(raw.decode())
        except UnicodeDecodeError as error:
            entries.append(_fault(source, not_utf8(error), number))
        except JsonError as error:
            entries.append(_fault(source, f"column {error.column}: {error.problem}", number))
        except TaskError as error:
            entries.append(_fault(source, f"{error.json_path}: {error.problem}", number))
        else:
            entries.append(_entry(source, record, number))
    return entries or [source.fault("the file is empty")]


def _read_document(source: Source) -> list[Task | Fault]:
    text = source.text()
    if isinstance(text, Fault):
        return [text]
    try:
        document = parse(text)
    except JsonError as error:
        remark = "; one task a line is a .jsonl file" if "more text" in error.problem and source.extension == ".json" else ""
        return [source.fault(error.problem + remark, place=f"{error.line}:{error.column}")]
    except TaskError as error:
        return [source.fault(f"{error.json_path}: {error.problem}")]
    if not isinstance(document, list):
        return [_entry(source, document, None)]
    if not document:
        return [source.fault("$: an empty list; expected tasks")]
    return [_entry(source, record, None, position) for position, record in enumerate(document)]


def _fault(source: Source, problem: str, line: int | None, task: str = "") -> Fault:
    fallback = f"{source.stem}:{line}" if line else ""
    return source.fault(problem, place=str(line) if line else "", task=task or fallback)


def _entry(source: Source, record: object, line: int | None, position: int | None = None) -> Task | Fault:
    """The task of one record, or the fault with its place in the file."""
    inside = () if position is None else (position,)
    origin = source.name + (f":{line}" if line else "") + (f"[{position}]" if inside else "")
    try:
        return task_from_record(record, origin)
    except TaskError as error:
        name = record.get("name") if isinstance(record, dict) else None
        error.inside(*inside)
        return _fault(source, f"{error.json_path}: {error.problem}", line, name if isinstance(name, str) else "")


def task_from_record(record: object, origin: str) -> Task:
    """The task that one JSON object states; TaskError with the path of what is wrong."""
    if not isinstance(record, dict):
        raise TaskError(f"expected a task as an object with {', '.join(_FIELDS[:4])} …, found {describe(record)}")
    train = _examples(record, "train")
    name = _field(record, "name", str)
    if not name.strip():
        raise TaskError("an empty name", "name")
    test = _examples(record, "test") if "test" in record else []
    wanted = None
    if "type" in record:
        try:
            wanted = read_type(_field(record, "type", str))
        except TaskError as error:
            raise (error if error.path else error.inside("type")) from None
    if wanted is not None:
        train, test = _placed(train, wanted, origin), _placed(test, wanted, origin)
    request, shown, held_out = typed(wanted, train, test)
    return Task(
        name,
        _field(record, "domain", str) if "domain" in record else domain_of(request),
        request,
        shown,
        held_out,
        fit_inputs(_placed_rows(_rows(record), request, origin), request),
        source=_field(record, "source", str) if "source" in record else None,
        origin=origin,
        extra={key: value for key, value in record.items() if key not in _FIELDS},
        input_names=_input_names(record, len(shown[0].inputs)),
    )


def _field(record: dict[str, Any], key: str, kind: type) -> Any:
    if key not in record:
        close = nearest(key, record)
        raise TaskError(f"missing field {key!r}" + (f"; {close}" if record else ""))
    if type(record[key]) is not kind:
        raise TaskError(f"expected {_WORDS[kind]}, found {describe(record[key])}", key)
    return record[key]


def _examples(record: dict[str, Any], split: str) -> list[Example]:
    examples = []
    for position, item in enumerate(_field(record, split, list)):
        try:
            examples.append(_example(item))
        except TaskError as error:
            raise error.inside(split, position) from None
    return examples


def _example(item: object) -> Example:
    if not isinstance(item, dict):
        raise TaskError(f'expected an example {{"inputs": […], "output": …}}, found {describe(item)}')
    if "input" in item and "inputs" not in item and _is_grid(item["input"]):
        raise TaskError("an ARC pair of grids ('input', 'output'), read only from a .json file of its own; expected 'inputs' and 'output'")
    inputs = _field(item, "inputs", list)
    if "output" not in item:
        raise TaskError(f"missing field 'output'; {nearest('output', item)}")
    return Example(tuple(inputs), item["output"])


def _placed(examples: list[Example], request: Type, origin: str) -> list[Example]:
    """The examples with the paths of pictures as seen from where the file lies."""
    rows = _placed_rows([list(example.inputs) for example in examples], request, origin)
    return [Example(tuple(row), example.output) for row, example in zip(rows, examples, strict=True)]


def _placed_rows(rows: list[list[Any]], request: Type, origin: str) -> list[list[Any]]:
    types = parameters(request)[0]
    if IMAGE not in within(request):
        return rows
    return [[placed(value, part, os.path.dirname(origin)) for value, part in zip(row, types)] + row[len(types) :] for row in rows]


def _rows(record: dict[str, Any]) -> list[list[Any]]:
    """The inputs of rows without outputs."""
    rows = _field(record, "inputs", list) if "inputs" in record else []
    for position, row in enumerate(rows):
        if type(row) is not list:
            raise TaskError(f"expected an array of inputs, found {describe(row)}", "inputs", position)
    return rows


def _is_grid(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], list)


def _input_names(record: dict[str, Any], arity: int) -> tuple[str, ...] | None:
    if "input_names" not in record:
        return None
    names = _field(record, "input_names", list)
    for position, name in enumerate(names):
        if type(name) is not str:
            raise TaskError(f"expected a string, found {describe(name)}", "input_names", position)
    if len(names) != arity:
        raise TaskError(f"{len(names)} names for {arity} inputs", "input_names")
    return tuple(names)


def to_record(task: Task) -> dict[str, Any]:
    """The JSON object that states the task, `task_from_record` backwards."""
    wanted, output = parameters(task.request)

    def examples(given: tuple[Example, ...]) -> list[dict[str, Any]]:
        return [
            {
                "inputs": [to_json(value, part) for value, part in zip(example.inputs, wanted, strict=True)],
                "output": to_json(example.output, output),
            }
            for example in given
        ]

    record: dict[str, Any] = {"name": task.name, "domain": task.domain, "type": str(task.request)}
    record |= {"train": examples(task.shown), "test": examples(task.held_out)}
    if task.inputs:
        record["inputs"] = [[to_json(value, part) for value, part in zip(row, wanted, strict=True)] for row in task.inputs]
    if task.source is not None:
        record["source"] = task.source
    if task.input_names is not None:
        record["input_names"] = list(task.input_names)
    return record | dict(task.extra)


def parse_example(text: str) -> Example:
    """The example that `IN, … -> OUT` states, all of it JSON; the values are not yet checked against a type."""
    inputs: list[object] = []
    position = 0
    while True:
        value, position = _part(text, position, f"input {len(inputs) + 1}")
        inputs.append(value)
        if text.startswith("->", position):
            break
        if not text.startswith(",", position):
            raise _misread(text, position, "expected ',' or '->'")
        position += 1
    output, position = _part(text, position + 2, "output")
    if position < len(text):
        raise _misread(text, position, "expected the end after one output")
    return Example(tuple(inputs), output)


def _part(text: str, position: int, what: str) -> tuple[object, int]:
    """The value that starts at or after a position, and where the next sign stands."""
    start = skip_space(text, position)
    try:
        value, end = scan(text, start)
    except JsonError as error:
        word = re.match(r"[^,\[\]\"{}]+?(?=\s*(,|->|$))", text[start:])
        remark = f'; a text stands in double quotes: "{clip(word.group())}"' if word and not word.group()[0].isdigit() else ""
        raise _misread(text, start + error.column - 1 - start if error.line == 1 else start, f"{what}: {error.problem}{remark}") from None
    except TaskError as error:
        raise TaskError(f"{what}{error.json_path[1:]}: {error.problem}, in the example {text[:60]!r}") from None
    return value, skip_space(text, end)


def _misread(text: str, position: int, problem: str) -> TaskError:
    return TaskError(f"column {position + 1} of the example {text[:60]!r}: {problem}; an example reads like '[3, 1, 2] -> [1, 2, 3]'")
