"""Values of tasks: which type they have, whether they fit a given one, and their frozen form.

JSON and Python values come in, hashable ones go out: an array becomes a tuple, a graph `(nodes, edges)`.
Strict about each other: true is not 1, and 1.0 is not 1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from typing import Any

from dsl.parsing import parse_type
from dsl.quote import MAX_NESTING, clip
from dsl.type import ARITIES, BOOL, FLOAT, INT, STR, Con, TVar, Type, list_of, parameters, unify
from tasks.fault import Step, TaskError, check_unicode, describe, nearest

Value = Any  # int | bool | str | float | tuple of values
MAX_TYPE_TEXT = 1000
INT_LEAST, INT_MOST = -(2**63), 2**63 - 1
COLOURS = range(10)
_OPEN = TVar("open")
_SCALARS: dict[type, Type] = {int: INT, bool: BOOL, str: STR, float: FLOAT}


def read_type(text: str) -> Type:
    """Parse the type of a task; every type in it must be one whose values JSON can write."""
    if len(text) > MAX_TYPE_TEXT:
        raise TaskError(f"{clip(text)!r}: a type longer than {MAX_TYPE_TEXT} characters")
    try:
        request = parse_type(text)
    except ValueError as error:
        known = "" if "did you mean" in str(error) else f"; known: {', '.join(ARITIES)}"
        raise TaskError(f"{clip(text)!r}: {error}{known if 'unknown type' in str(error) else ''}") from None
    inputs, output = parameters(request)
    if not inputs:
        raise TaskError(f"{clip(text)!r} takes no input; a task's type reads like 'list(int) -> int'")
    for part in (*inputs, output):
        _known(part)
    return request


def _known(part: Type) -> None:
    if isinstance(part, TVar):
        return
    if part.name == "->":
        raise TaskError(f"{clip(str(part))} is a function, which no example can write down; a task takes and gives plain values")
    if part.name not in ARITIES:
        raise TaskError(f"unknown type {clip(part.name)!r}; {nearest(part.name, ARITIES)}")
    if part.name == "bits":
        _width(part)
        return
    for argument in part.args:
        _known(argument)


def _width(bits: Con) -> int:
    text = str(bits.args[0])
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise TaskError(f"{clip(str(bits))} is no type; bits(n) needs a width from 1 to 64, such as bits(64)")
    return int(text)


def infer(values: Iterable[tuple[tuple[Step, ...], Any]]) -> Type:
    """The one type of all the values, each given with its path; an empty list takes its type from the others, else list(int)."""
    known: Type = _OPEN
    for path, value in values:
        try:
            known = _refine(known, value, 0)
        except TaskError as error:
            raise error.inside(*path) from None
    return _close(known, {})


def _refine(known: Type, value: Any, depth: int) -> Type:
    """What is known of a type after one more value of it."""
    if depth > MAX_NESTING:
        raise TaskError(f"nesting deeper than {MAX_NESTING}")
    if isinstance(value, (list, tuple)) and (known == _OPEN or _is_list(known)):
        element = known.args[0] if isinstance(known, Con) else _OPEN
        for position, item in enumerate(value):
            try:
                element = _refine(element, item, depth + 1)
            except TaskError as error:
                raise error.inside(position) from None
        return list_of(element)
    found = _SCALARS.get(type(value))
    if found is not None and known in (_OPEN, found):
        return found
    if known == _OPEN:
        raise TaskError(f"{describe(value)} has no type of its own; without 'type', values are int, bool, str, float and arrays")
    raise TaskError(f"expected {clip(str(_close(known, {})))} as before, found {describe(value)}{_hint(value, known)}")


def _is_list(known: Type) -> bool:
    return isinstance(known, Con) and known.name == "list"


def _close(known: Type, bindings: dict[str, Type]) -> Type:
    """The type with its variables replaced; an unbound one was only ever seen in empty lists, and becomes int."""
    if isinstance(known, TVar):
        bound = bindings.get(known.name, INT)
        return INT if bound == _OPEN else _close(bound, {})
    return Con(known.name, tuple(_close(argument, bindings) for argument in known.args)) if known.args else known


def ground(examples: Iterable[tuple[tuple[Step, ...], Type, Any]]) -> Callable[[Type], Type]:
    """How to replace type variables by what stands for them in the values (path, type and value of each)."""
    bindings: dict[str, Type] = {}
    for path, part, value in examples:
        try:
            _bind(part, value, bindings, 0)
        except TaskError as error:
            raise error.inside(*path) from None

    def close(part: Type) -> Type:
        return _close(part, bindings)

    return close


def _bind(part: Type, value: Any, bindings: dict[str, Type], depth: int) -> None:
    if isinstance(part, TVar):
        bindings[part.name] = _refine(bindings.get(part.name, _OPEN), value, depth)
        if part.cls is not None and unify(part, _close(bindings[part.name], {})) is None:
            raise TaskError(f"{describe(value)} is not {part.cls}, as the type demands of {part.name}")
        return
    if not part.args or not isinstance(value, (list, tuple)):
        return
    rows: list[tuple[Type, Any]]
    if part.name == "pair":
        rows = list(zip(part.args, value, strict=False))
    else:
        inner = Con("pair", part.args) if part.name == "map" else part.args[0]
        rows = [(inner, item) for item in value]
    for position, (inner, item) in enumerate(rows):
        try:
            _bind(inner, item, bindings, depth + 1)
        except TaskError as error:
            raise error.inside(position) from None


def fit(value: Any, wanted: Type, depth: int = 0) -> Value:
    """The frozen form of a value of the wanted type; TaskError where it is none."""
    if depth > MAX_NESTING:
        raise TaskError(f"nesting deeper than {MAX_NESTING}")
    if not isinstance(wanted, Con) or wanted.name not in _FITS:
        raise TaskError(f"{clip(str(wanted))} is no type of a value; {nearest(str(wanted), ARITIES)}")
    return _FITS[wanted.name](value, wanted, depth)


def _wrong(value: Any, wanted: Type, remark: str = "") -> TaskError:
    return TaskError(f"expected {clip(str(wanted))}{remark}, found {describe(value)}{_hint(value, wanted)}")


def _hint(value: Any, wanted: Type) -> str:
    """What would have been right, where that is plain."""
    match value, str(wanted):
        case (bool(), "int"):
            return f"; write {int(value)}"
        case (int(), "float") if type(value) is int and abs(value) <= INT_MOST:
            return f"; write {value}.0"
        case (float(), "int") if value.is_integer() and abs(value) <= INT_MOST:
            return f"; write {int(value)}"
        case (int() | str(), "bool") if value in (0, 1, "true", "false", "True", "False"):
            return f"; write {'true' if value in (1, 'true', 'True') else 'false'}"
        case (str(), "int" | "float") if value.strip().isdecimal() and len(value) < 20:
            return f"; write {value.strip()}{'.0' if str(wanted) == 'float' else ''} without quotes"
        case (int() | float(), "str") if isinstance(value, float) or value.bit_length() <= 64:
            return f'; write "{json.dumps(value)}"'
        case _:
            return ""


def _fit_int(value: Any, wanted: Con, depth: int) -> Value:
    if type(value) is not int:
        raise _wrong(value, wanted)
    if not INT_LEAST <= value <= INT_MOST:
        raise _wrong(value, wanted, f" within 64 bits ({INT_LEAST} to {INT_MOST})")
    return value


def _fit_bool(value: Any, wanted: Con, depth: int) -> Value:
    if type(value) is not bool:
        raise _wrong(value, wanted)
    return value


def _fit_float(value: Any, wanted: Con, depth: int) -> Value:
    if type(value) is not float:
        raise _wrong(value, wanted)
    if not math.isfinite(value):
        raise _wrong(value, wanted, " that is finite")
    return value


def _fit_str(value: Any, wanted: Con, depth: int) -> Value:
    if type(value) is not str:
        raise _wrong(value, wanted)
    check_unicode(value)
    return value


def _items(value: Any, wanted: Con) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise _wrong(value, wanted)
    return value


def _fit_each(values: Iterable[Any], wanted: Iterable[Type], depth: int) -> tuple[Value, ...]:
    fitted = []
    for position, (item, part) in enumerate(zip(values, wanted, strict=True)):
        try:
            fitted.append(fit(item, part, depth + 1))
        except TaskError as error:
            raise error.inside(position) from None
    return tuple(fitted)


def _fit_list(value: Any, wanted: Con, depth: int) -> Value:
    items = _items(value, wanted)
    return _fit_each(items, [wanted.args[0]] * len(items), depth)


def _fit_pair(value: Any, wanted: Con, depth: int) -> Value:
    items = _items(value, wanted)
    if len(items) != 2:
        raise _wrong(value, wanted, " as an array of two")
    return _fit_each(items, wanted.args, depth)


def _fit_map(value: Any, wanted: Con, depth: int) -> Value:
    items = _items(value, wanted)
    entries = _fit_each(items, [Con("pair", wanted.args)] * len(items), depth)
    keys: dict[Value, int] = {}
    for position, (key, _) in enumerate(entries):
        if keys.setdefault(key, position) != position:
            raise TaskError(f"key {describe(key)} stands in item {keys[key]} already; a map has each key once", position)
    return entries


def _rows(value: Any, wanted: Con, cell: Callable[[Any], Value]) -> Value:
    """Rows of one length of at least 1, every cell fitted."""
    rows = _items(value, wanted)
    if not rows:
        raise TaskError(f"expected {clip(str(wanted))}, found no rows")
    fitted = []
    for i, row in enumerate(rows):
        if not isinstance(row, (list, tuple)) or not row or len(row) != len(rows[0]):
            width = len(rows[0]) if i else 1
            raise TaskError(f"expected a row of {width}{'' if i else ' or more'}, as every row of a {wanted} is, found {describe(row)}", i)
        for j, item in enumerate(row):
            try:
                cell(item)
            except TaskError as error:
                raise error.inside(i, j) from None
        fitted.append(tuple(cell(item) for item in row))
    return tuple(fitted)


def _colour(value: Any) -> Value:
    if type(value) is not int or value not in COLOURS:
        raise TaskError(f"expected a colour from 0 to {COLOURS[-1]}, found {describe(value)}")
    return value


def _shade(value: Any) -> Value:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise TaskError(f"expected a number from 0 to 1, found {describe(value)}")
    return float(value)


def _fit_graph(value: Any, wanted: Con, depth: int) -> Value:
    if not isinstance(value, dict) or set(value) != {"nodes", "edges"}:
        raise _wrong(value, wanted, ' as {"nodes": n, "edges": [[i, j], …]}')
    nodes = value["nodes"]
    if type(nodes) is not int or not 0 <= nodes <= INT_MOST:
        raise TaskError(f"expected a number of nodes, found {describe(nodes)}", "nodes")
    edge = Con("pair", (INT, INT))
    try:
        edges: Value = _fit_list(value["edges"], Con("list", (edge,)), depth)
    except TaskError as error:
        raise error.inside("edges") from None
    for position, ends in enumerate(edges):
        for end in ends:
            if not 0 <= end < nodes:
                raise TaskError(f"node {end} of {nodes}; nodes count from 0", "edges", position)
    return nodes, edges


def _fit_bits(value: Any, wanted: Con, depth: int) -> Value:
    if type(value) is not int or not 0 <= value < 2 ** _width(wanted):
        raise _wrong(value, wanted, f" (0 to 2**{_width(wanted)} - 1)")
    return value


_FITS: dict[str, Callable[[Any, Con, int], Value]] = {
    "int": _fit_int,
    "bool": _fit_bool,
    "float": _fit_float,
    "str": _fit_str,
    "list": _fit_list,
    "pair": _fit_pair,
    "map": _fit_map,
    "grid": lambda value, wanted, depth: _rows(value, wanted, _colour),
    "graph": _fit_graph,
    "image": lambda value, wanted, depth: _rows(value, wanted, _shade),
    "bits": _fit_bits,
    "token": _fit_int,
}


def to_json(value: Value, its_type: Type) -> Any:
    """The JSON form of a frozen value, `fit` backwards."""
    if isinstance(its_type, Con) and its_type.name == "graph":
        nodes, edges = value
        return {"nodes": nodes, "edges": [list(edge) for edge in edges]}
    if not isinstance(value, (list, tuple)):
        return value
    if not isinstance(its_type, Con) or its_type.name in ("grid", "image"):
        return [list(row) for row in value]
    if its_type.name == "pair":
        return [to_json(item, part) for item, part in zip(value, its_type.args, strict=True)]
    inner = Con("pair", its_type.args) if its_type.name == "map" else its_type.args[0]
    return [to_json(item, inner) for item in value]
