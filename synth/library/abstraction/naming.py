"""Readable names for subroutines, from their bodies and types."""

from __future__ import annotations

from collections.abc import Container

from dsl.evaluate import Failure, evaluate
from dsl.operators import KEYWORDS
from dsl.primitives import Vocabulary
from dsl.term import Const, Prim, Term, size, subterms
from dsl.type import Con, Type, is_arrow, parameters

MOST_WORDS = 3
DIGITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)


def name_of(body: Term, type: Type, vocabulary: Vocabulary, taken: Container[str]) -> str:
    """A name that nothing in the vocabulary has: what the body does, outermost first, and whether it is given a function for it."""
    return free_name(_value_name(body, type, vocabulary) or "_".join(_words(body, type)), vocabulary, taken)


def free_name(base: str, vocabulary: Vocabulary, taken: Container[str]) -> str:
    """A name itself, or with the first number that makes it one that nothing has."""
    number, name = 1, base
    while name in vocabulary or name in taken or name in KEYWORDS:
        number += 1
        name = f"{base}_{number}"
    return name


def _value_name(body: Term, type: Type, vocabulary: Vocabulary) -> str | None:
    """The word for a number or a truth value."""
    if is_arrow(type):
        return None
    value = evaluate(body, (), vocabulary)
    if isinstance(value, Failure) or not isinstance(value, int):
        return None
    if isinstance(value, bool):
        return f"always_{str(value).lower()}"
    size_, sign = abs(value), "minus_" if value < 0 else ""
    return sign + (DIGITS[size_] if size_ < len(DIGITS) else f"number_{size_}")


def _words(body: Term, type: Type) -> list[str]:
    words: list[str] = []
    for part in subterms(body):
        word = part.name if isinstance(part, Prim) else _literal(part) if isinstance(part, Const) else None
        if word is not None and (not words or words[-1] != word) and len(words) < MOST_WORDS:
            words.append(word)
    arguments, result = parameters(type)
    if any(map(is_arrow, arguments)) and len(words) < MOST_WORDS:
        words.append("with")
    if size(body) <= 2 and len(words) < 2:
        words.append(result.name if isinstance(result, Con) else "value")
    return words or ["subroutine"]


def _literal(part: Const) -> str | None:
    value = part.value
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return ("minus_" if value < 0 else "") + str(abs(value))
