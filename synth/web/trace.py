"""The parts of a program, the innermost first: what each says in words, and its value on a row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dsl.evaluate import Failure, Function, compile_term, thaw
from dsl.explain import explain_parts
from dsl.term import lam
from synth.solving.result import Result
from tasks.value import Value

MOST = 16  # parts that are told
WIDEST = 200  # characters of a value


def parts(result: Result, inputs: Sequence[Value]) -> list[dict[str, str]]:
    """Each part of a program with its sentence and its value on some inputs, the innermost first."""
    assert result.program is not None and result.vocabulary is not None
    vocabulary, size = result.vocabulary(), len(inputs)
    told = explain_parts(result.program, vocabulary, result.type, tuple(result.columns))[:MOST]
    values = ((part, compile_term(lam(size, part.term), vocabulary)(inputs)) for part in told)
    return [{"text": part.program, "says": part.sentence, "value": _shown(value)} for part, value in values]


def _shown(value: Any) -> str:
    if isinstance(value, Failure):
        return f"fails: {value.reason}"
    if isinstance(value, Function):
        return "a function"
    text = json.dumps(thaw(value), ensure_ascii=False, default=str)
    return text if len(text) <= WIDEST else f"{text[:WIDEST]} …"
