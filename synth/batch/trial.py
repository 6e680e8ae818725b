"""Trials of the user's own primitives: what became of their calls, until one of them went well."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dsl.evaluate import result_check
from dsl.type import INT, Type, parameters, variables, within
from tasks.value import fit

if TYPE_CHECKING:
    from dsl.primitives import Primitive

CHECKED = ("int", "bool", "str", "float", "decimal", "list", "pair", "bits")  # types whose values are told from others here


class Trial:
    """One primitive under watch: the calls up to the first good one are looked at, the later ones cost nothing but a test."""

    def __init__(self, primitive: Primitive) -> None:
        self.name, self.good, self.faults = primitive.name, False, dict[str, None]()
        self.primitive = primitive if primitive.function is None else replace(primitive, function=self._watched(primitive))

    @property
    def fault(self) -> str | None:
        """Why the primitive was of no use; None where it was, or was never called."""
        if self.good or not self.faults:
            return None
        first, *others = self.faults
        when = "on every call" if not others else "every call failed, at first"
        return f"primitive '{self.name}' was of no use: {when} it {first}"

    def _watched(self, primitive: Primitive) -> Callable[..., Any]:
        function, judge = primitive.function, _judge(primitive.type)
        assert function is not None

        @functools.wraps(function)
        def watched(*arguments: Any) -> Any:
            if self.good:
                return function(*arguments)
            try:
                value = function(*arguments)
            except BaseException as error:
                self.faults[f"raised {type(error).__name__}"] = None
                raise
            value, fault = judge(value, arguments)
            if fault is None:
                self.good = True
            else:
                self.faults[fault] = None
            return value

        return watched


def _judge(type_: Type) -> Callable[[Any, tuple[Any, ...]], tuple[Any, str | None]]:
    """What gives the value of a result, of which an iterator has only one reading, and what is wrong with it."""
    declared, finish = parameters(type_)[1], result_check(type_)
    known = not variables(declared) and all(part.name in CHECKED for part in within(declared))

    def judge(result: Any, arguments: tuple[Any, ...]) -> tuple[Any, str | None]:
        kind = type(result).__name__
        misfit = f"gave {'an' if kind[0] in 'aeiou' else 'a'} {kind} where {declared} was declared"
        if result is None:
            return result, "gave None"
        if declared == INT and type(result) is bool:
            return result, misfit
        try:
            value = finish(result, arguments)
            return (fit(value, declared) if known else value), None
        except Exception as error:
            if isinstance(result, int) and declared == INT:
                return result, "gave a number outside 64 bits"
            return result, f"gave a {error}" if "longer than" in str(error) else misfit

    return judge


__all__ = ["Trial"]
