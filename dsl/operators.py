"""Operators: which primitive an infix symbol means for a type, and how tightly it binds.

To give an operator a meaning for a further type, add `type head: primitive` to its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# loosest first; the levels are the rules of grammar.lark
ARGUMENT, TERM, OR, AND, NOT, COMPARISON, JOINED, SUM, PRODUCT, SIGNED, CALLED = range(11)
ANY = ""  # the head for an operator with one meaning for all types


@dataclass(frozen=True)
class Operator:
    """An infix symbol (`not` is prefix), its level, and its primitive per head of the type of its first operand."""

    symbol: str
    level: int
    meanings: Mapping[str, str]

    def candidates(self, vocabulary: Mapping[str, object]) -> dict[str, str]:
        """The meanings that a vocabulary has."""
        return {head: name for head, name in self.meanings.items() if name in vocabulary}


OPERATORS = {
    operator.symbol: operator
    for operator in (
        Operator("if", TERM, {ANY: "if"}),
        Operator("or", OR, {ANY: "or"}),
        Operator("and", AND, {ANY: "and"}),
        Operator("not", NOT, {ANY: "not"}),
        Operator("==", COMPARISON, {ANY: "equal"}),
        Operator("!=", COMPARISON, {ANY: "unequal"}),
        Operator("<", COMPARISON, {ANY: "less"}),
        Operator("<=", COMPARISON, {ANY: "less_equal"}),
        Operator(">", COMPARISON, {ANY: "greater"}),
        Operator(">=", COMPARISON, {ANY: "greater_equal"}),
        Operator("++", JOINED, {"list": "append", "str": "concat_text"}),
        Operator("+", SUM, {"int": "add", "float": "add_float", "decimal": "add_decimal"}),
        Operator("-", SUM, {"int": "subtract", "float": "subtract_float", "decimal": "subtract_decimal"}),
        Operator("*", PRODUCT, {"int": "multiply", "float": "multiply_float", "decimal": "multiply_decimal"}),
        Operator("/", PRODUCT, {"float": "divide_float", "decimal": "divide_decimal"}),
        Operator("//", PRODUCT, {"int": "divide"}),
        Operator("%", PRODUCT, {"int": "modulo"}),
    )
}
SYMBOLS = {name: operator for operator in OPERATORS.values() for name in operator.meanings.values()}
KEYWORDS = frozenset({"let", "in", "if", "then", "else", "and", "or", "not", "true", "false"})
