"""S-expressions with their places, as SMT-LIB and SyGuS-IF write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from dsl.quote import MAX_NESTING, clip, too_deep
from tasks.fault import TaskError

_SIGNS = re.compile(r'"[^"]*"|;[^\n]*|\|[^|]*\||[()]')  # a string, a comment, a name between bars, or a parenthesis
_PLAIN = re.compile(r"[A-Za-z_~!@$%^&*+=<>.?/-][A-Za-z0-9_~!@$%^&*+=<>.?/-]*")


class Misread(TaskError):
    """What is wrong in a file, and the line and column of it."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(problem)
        self.line, self.column = line, column


@dataclass(frozen=True)
class Atom:
    """A word, number, string or bit-vector; `kind` is its token's name in the grammar."""

    kind: str
    text: str
    line: int
    column: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Group:
    """Expressions in parentheses."""

    items: tuple[Expression, ...]
    line: int
    column: int

    def __str__(self) -> str:
        return f"({' '.join(map(str, self.items))})"

    def __iter__(self) -> Iterator[Expression]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def head(self) -> str:
        """The word it begins with, or nothing."""
        return word(self.items[0]) if self.items else ""


Expression = Atom | Group


def word(expression: Expression) -> str:
    """The name that a symbol stands for, bare or between bars; nothing for anything else."""
    if isinstance(expression, Atom) and expression.kind in ("SYMBOL", "QUOTED"):
        return expression.text.strip("|")
    return ""


def spelled(name: str) -> str:
    """A name as a file writes it: between bars unless it is a plain symbol. The inverse of `word`."""
    return name if _PLAIN.fullmatch(name) else f"|{name}|"


def fault(place: Expression, problem: str) -> NoReturn:
    """Raise a Misread at an expression."""
    raise Misread(problem, place.line, place.column)


def shown(expression: Expression) -> str:
    """An expression as an error names it."""
    text = str(expression)
    return clip(text, 60)


def parse(text: str, deepest: int = MAX_NESTING) -> tuple[Expression, ...]:
    """The expressions of a text; Misread where it is none."""
    at = too_deep(text, 0, _SIGNS, deepest)
    if at is not None:
        raise Misread(f"nesting deeper than {deepest}", text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    try:
        parsed: Any = _parser().parse(text)
    except UnexpectedCharacters as error:
        found = text[error.pos_in_stream or 0]
        problem = "the string that begins here has no end" if found == '"' else f"found {found!r}, which begins no word"
        raise Misread(problem, error.line, error.column) from None
    except UnexpectedToken as error:
        if error.token.type == "$END":
            fault(_unclosed(text), "this parenthesis is never closed")
        raise Misread(f"found {clip(error.token)!r} where nothing is open", error.line, error.column) from None
    return tuple(parsed)


def _unclosed(text: str) -> Atom:
    """The first parenthesis that has no partner."""
    opened: list[Token] = []
    for token in _parser().lex(text):
        if token.type == "LPAR":
            opened.append(token)
        elif token.type == "RPAR":
            opened.pop()
    return _Build().atom(opened[:1])


class _Build(Transformer[Token, Any]):
    """Makes expressions while the text is parsed, innermost first, so that nothing recurses."""

    file = list

    def atom(self, items: list[Token]) -> Atom:
        (token,) = items
        return Atom(token.type, str(token), token.line or 1, token.column or 1)

    def group(self, items: list[Any]) -> Group:
        opened, *rest = items
        return Group(tuple(rest), opened.line, opened.column)


@cache
def _parser() -> Lark:
    return Lark.open("../formats/sygus.lark", rel_to=__file__, parser="lalr", lexer="basic", start="file", transformer=_Build())
