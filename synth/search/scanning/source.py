"""Sources: values that all shown rows have, each with the program that makes it and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dsl.term import Term

Rows = Sequence[tuple[Any, ...]]
Made = Callable[[int], Term]  # a program's body, of the number of inputs


@dataclass(frozen=True, eq=False)
class Source:
    """The values of each row, what they cost beyond the least, and how the same is made with further reading formats."""

    cost: float
    values: tuple[Any, ...]
    of: Made
    exact: bool = True  # whether the digits of numbers are those that were written, or follow from them
    written: bool = True  # whether the inputs have the digits so
    stepped: bool = False  # whether they were rounded to a step
    grouped: bool = False  # whether it is as it was read, with commas between thousands in rows without outputs alone
    kind: object = None  # what may be alike in two sources, such as a format
    widened: Callable[[str, Rows], Made] | None = None  # for the conversions that are printed and the rows without outputs
    beyond: tuple[Any, ...] = ()  # what it was before any operation in rows without outputs, where that may differ

    def then(self, cost: float, values: Sequence[Any], wrap: Callable[[Term, int], Term]) -> Source:
        """What an operation makes of it; the wrapping is given the program's body and the number of inputs."""
        inner, widened = self.of, self.widened

        def wider(codes: str, further: Rows) -> Made:
            assert widened is not None
            made = widened(codes, further)
            return lambda arity: wrap(made(arity), arity)

        return replace(
            self,
            cost=self.cost + cost,
            values=tuple(values),
            grouped=False,
            of=lambda arity: wrap(inner(arity), arity),
            widened=None if widened is None else wider,
        )
