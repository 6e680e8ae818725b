"""That a value or a type is not as it should be: what is wrong, where, and how messages speak of values."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from decimal import Decimal

from dsl.quote import clip

Step = str | int
MOST_KNOWN = 500  # characters of a list of what there is


class Misfit(ValueError):
    """A value that does not fit its type; `path` leads from the outermost value to the place, as keys and positions."""

    def __init__(self, problem: str, *path: Step) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path: tuple[Step, ...] = path

    def inside(self, *steps: Step) -> Misfit:
        """The same error, seen from further out."""
        self.path = steps + self.path
        return self


def nearest(word: str, known: Iterable[str]) -> str:
    """A closing remark: the known word that was probably meant, else all of them."""
    choices = sorted(known)
    close = difflib.get_close_matches(word[:80], choices, n=1, cutoff=0.6)
    return f"did you mean {clip(close[0])!r}?" if close else f"known: {clip(', '.join(clip(choice, 40) for choice in choices), MOST_KNOWN)}"


def describe(value: object) -> str:
    """A value as an error names it: short, whatever its size."""
    match value:
        case None:
            return "null"
        case bool():
            return f"bool {str(value).lower()}"
        case int():
            return f"int {value}" if value.bit_length() <= 80 else f"an int of {value.bit_length()} bits"
        case float():
            return f"float {float(value)!r}"
        case Decimal():
            return f"decimal {clip(str(value), 30)}"
        case str():
            return f"str {json.dumps(clip(value, 30), ensure_ascii=False)}"
        case list() | tuple():
            return f"an array of {len(value)}"
        case dict():
            return "an object"
        case _:
            return f"a {type(value).__name__}"
