"""What pandas and polars share: literals and names as Python writes them, and programs that only a function can say."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from dsl.export import to_python
from dsl.primitives import Vocabulary
from dsl.printers.phrases import Language, Unsayable, expression
from dsl.term import Term
from dsl.type import Type

NUMBERS = {
    "add": ("a, b: {a} + {b}",),
    "subtract": ("a, b: {a} - {b}",),
    "multiply": ("a, b: {a} * {b}",),
    "divide": ("a, b: {a} // {b}",),
    "modulo": ("a, b: {a} % {b}",),
    "negate": ("a: -{a}",),
    "absolute": ("a: {a}.abs()",),
    "square": ("a: {a} ** 2",),
    "is_even": ("a: {a} % 2 == 0",),
    "is_odd": ("a: {a} % 2 == 1",),
    "add_float": ("a, b: {a} + {b}",),
    "subtract_float": ("a, b: {a} - {b}",),
    "multiply_float": ("a, b: {a} * {b}",),
    "divide_float": ("a, b: {a} / {b}",),
    "negate_float": ("a: -{a}",),
    "absolute_float": ("a: {a}.abs()",),
    "less": ("a, b: {a} < {b}",),
    "less_equal": ("a, b: {a} <= {b}",),
    "greater": ("a, b: {a} > {b}",),
    "greater_equal": ("a, b: {a} >= {b}",),
    "equal": ("a, b: {a} == {b}", "s, t: {s} == {t}"),
    "unequal": ("a, b: {a} != {b}", "s, t: {s} != {t}"),
    "and": ("p, q: {p} & {q}",),
    "or": ("p, q: {p} | {q}",),
    "not": ("c: ~{c}",),
    "is_empty_text": ('s: {s} == ""',),
    "concat_text": ("s, t: {s} + {t}",),
}


def quoted(value: Any) -> str:
    """A text or a number as Python has it, in double quotes."""
    if not isinstance(value, str):
        return repr(value)
    if "\\" in value and '"' not in value and value.isprintable() and not value.endswith("\\"):
        return f'r"{value}"'
    return json.dumps(value, ensure_ascii=not all(c.isprintable() for c in value))


def literal(value: Any, type: Type) -> str:
    """A value that stands for a column."""
    if not isinstance(value, bool | int | str | float):
        raise Unsayable(f"a literal of type {type}")
    return quoted(value)


def expression_or_function(
    language: Language,
    term: Term,
    vocabulary: Vocabulary,
    columns: Mapping[str, int],
    type: Type | None,
    applied: Callable[[Mapping[str, int]], str],
) -> str:
    """The expression of a program; where there is none, its Python and the expression that applies it to each row."""
    try:
        return expression(language, term, vocabulary, columns, type)
    except Unsayable:
        return f"{to_python(term, vocabulary, type=type)}\n\n{applied(columns)}"
