"""The parts of a program, the innermost first: what each says in words, and its value on a row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dsl.evaluate import Failure, Function, compile_term, thaw
from dsl.term import App, Lam, Let, Prim, Term, children, lam, print_term, scope_of
from synth.solving.result import Result
from tasks.value import Value

MOST = 16  # parts that are told
WIDEST = 200  # characters of a value


def parts(result: Result, inputs: Sequence[Value]) -> list[dict[str, str]]:
    """Each call in a program with the sentence of its word and its value on some inputs."""
    assert result.program is not None and result.vocabulary is not None
    vocabulary, (scope, body) = result.vocabulary(), scope_of(result.program)
    told: dict[str, dict[str, str]] = {}
    for part in _calls(body):
        if len(told) < MOST and isinstance(part.function, Prim):
            word, text = vocabulary[part.function.name], print_term(part, scope)
            value = compile_term(lam(len(scope), part), vocabulary)(inputs)
            told.setdefault(text, {"text": text, "says": word.doc.partition("\n")[0], "value": _shown(value)})
    return list(told.values())


def _calls(term: Term) -> Iterator[App]:
    """The calls in a term whose value depends on its free variables alone, each after those it is made of."""
    if not isinstance(term, Lam | Let):
        for child in children(term):
            yield from _calls(child)
    if isinstance(term, App):
        yield term


def _shown(value: Any) -> str:
    if isinstance(value, Failure):
        return f"fails: {value.reason}"
    if isinstance(value, Function):
        return "a function"
    text = json.dumps(thaw(value), ensure_ascii=False, default=str)
    return text if len(text) <= WIDEST else f"{text[:WIDEST]} …"
