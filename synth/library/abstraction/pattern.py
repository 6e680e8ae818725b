"""Patterns: bodies of abstractions as codes in prefix notation, function before argument, and the text they stand for.

A code is a label of the corpus, or -1 - j for parameter j (see `synth.library.abstraction.top_down`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synth.library.abstraction.corpus import Builder
from synth.library.abstraction.graph import APPLICATION, LAMBDA
from synth.library.abstraction.search_state import ABSORB

Pattern = tuple[int, ...]


def codes_of(builder: Builder, node: int) -> Iterable[int]:
    """The codes of a whole node; #j among its words is parameter j."""
    stack = [node]
    while stack:
        label, left, right = builder.rows[stack.pop()]
        word = builder.words[label]
        yield -1 - int(word[1:]) if word.startswith("#") and word[1:].isdigit() else label
        if label == APPLICATION:
            stack += [right, left]
        elif label == LAMBDA:
            stack.append(left)


def expanded(builder: Builder, codes: Sequence[int]) -> Pattern:
    """A pattern as the search found it, with absorbed nodes spelt out."""
    return tuple(part for code in codes for part in (codes_of(builder, ABSORB - code) if code <= ABSORB else (code,)))


def translated(builder: Builder, body: str) -> Pattern:
    """The pattern of a body's text among the labels of another corpus; parameters are numbered as they occur."""
    order: dict[int, int] = {}
    codes = tuple(codes_of(builder, builder.read(body)))
    return tuple(code if code >= 0 else -1 - order.setdefault(code, len(order)) for code in codes)


def arity(pattern: Pattern) -> int:
    """How many parameters it has."""
    return max((-code for code in pattern if code < 0), default=0)


def written(words: Sequence[str], pattern: Pattern, binder: str) -> str:
    """The body's text."""
    parts: list[str] = []
    for code in reversed(pattern):
        if code == APPLICATION:
            function, argument = parts.pop(), parts.pop()
            parts.append(applied(function, [argument], binder))
        elif code == LAMBDA:
            parts.append(f"({binder} {parts.pop()})")
        else:
            parts.append(words[code] if code > 0 else f"#{-1 - code}")
    return parts[0]


def applied(function: str, arguments: Sequence[str], binder: str) -> str:
    """The text of an application; one in function position loses its brackets."""
    if not arguments:
        return function
    if function.startswith("(") and not function.startswith(f"({binder} "):
        function = function[1:-1]
    return f"({' '.join((function, *arguments))})"
