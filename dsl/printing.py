"""Terms to text: infix operators with the fewest parentheses, readable names that never capture.

Glossary: `scope` the names of the binders around a part, innermost first.
"""

from __future__ import annotations

import json
from typing import Any

from dsl.operators import ARGUMENT, CALLED, COMPARISON, KEYWORDS, NOT, OPERATORS, SIGNED, SYMBOLS, TERM
from dsl.term import App, Const, Hole, Lam, Let, Prim, Term, Var, subterms
from dsl.type import Con, TVar, Type, is_arrow

Scope = tuple[str, ...]
_FAMILIES = ("x y z u v w", "xs ys zs us vs ws", "n m k", "s t u", "i j k", "f g h", "p q r")
_SIBLINGS = {name: tuple(family.split()) for family in reversed(_FAMILIES) for name in family.split()}
_PLAIN = {"int", "bool", "str", "float"}  # types whose literals show them


def print_term(term: Term, scope: Scope = ()) -> str:
    """The text of a term; `parse_term` is its inverse."""
    taken = frozenset(t.name for t in subterms(term) if isinstance(t, Prim)) | KEYWORDS
    return _Printer(taken).text(term, TERM, scope)


def hint_for(t: Type, *, top: bool = False, index: bool = False) -> str:
    """A good name for a variable of a type."""
    if index:
        return "i"
    match t:
        case Con("list", (item,)):
            inner = hint_for(item)
            return inner + "s" if inner.endswith("s") else "xs"
        case Con("int"):
            return "n" if top else "x"
        case Con("str"):
            return "s"
        case Con("bool" | "pair"):
            return "p"
        case Con("map" | "grid" | "graph" | "image"):
            return t.name
    return "f" if is_arrow(t) else "x"


class _Printer:
    """Prints the parts of one term, whose primitives' names are taken."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.taken = taken

    def text(self, term: Term, level: int, scope: Scope) -> str:
        """The text of a part, in parentheses if it binds looser than `level`."""
        own, text = self.bare(term, scope)
        return f"({text})" if own < level else text

    def bare(self, term: Term, scope: Scope) -> tuple[int, str]:
        """The level and the text of a part."""
        match term:
            case Var(index):
                return CALLED, scope[index] if index < len(scope) else f"${index - len(scope)}"
            case Prim(name):
                return (ARGUMENT if name in OPERATORS else CALLED), name
            case Const(value, type):
                return literal(value, type)
            case Hole(type):
                return CALLED, "?" if isinstance(type, TVar) else f"(? : {type})"
            case Lam():
                return TERM, self.function(term, scope)
            case Let(value, body):
                name = self.fresh(term.hint, scope)
                bound = self.text(value, TERM, scope)
                return TERM, f"let {name} = {bound} in {self.text(body, TERM, (name, *scope))}"
            case App(function, arguments):
                return self.application(function, arguments, scope)
        raise TypeError(f"not a term: {term!r}")

    def function(self, term: Term, scope: Scope) -> str:
        """The text of nested lambdas, as one parameter list."""
        names: list[str] = []
        while isinstance(term, Lam):
            name = self.fresh(term.hint, scope)
            names.append(name)
            scope, term = (name, *scope), term.body
        left = names[0] if len(names) == 1 else f"({', '.join(names)})"
        return f"{left} -> {self.text(term, TERM, scope)}"

    def application(self, function: Term, arguments: tuple[Term, ...], scope: Scope) -> tuple[int, str]:
        """The text of a call, infix where the function is an operator."""
        operator = None
        if isinstance(function, Prim):
            operator = SYMBOLS.get(function.name) or OPERATORS.get(function.name)
        match operator and operator.symbol, arguments:
            case "if", (condition, yes, no):
                parts = (self.text(a, TERM, scope) for a in (condition, yes, no))
                return TERM, "if {} then {} else {}".format(*parts)
            case "not", (operand,):
                return NOT, "not " + self.text(operand, NOT, scope)
            case str() as symbol, (left, right) if operator is not None and symbol not in ("if", "not"):
                first = self.text(left, operator.level + (operator.level == COMPARISON), scope)
                return operator.level, f"{first} {symbol} {self.text(right, operator.level + 1, scope)}"
        called = ", ".join(self.text(a, ARGUMENT, scope) for a in arguments)
        return CALLED, f"{self.text(function, CALLED, scope)}({called})"

    def fresh(self, hint: str, scope: Scope) -> str:
        """A name for a new variable: the hint, or one like it that is free."""
        base = hint if hint.isidentifier() and hint.isascii() and hint not in KEYWORDS else "x"
        for name in (base, *_SIBLINGS.get(base, ())):
            if name not in scope and name not in self.taken:
                return name
        number = 1
        while f"{base}{number}" in scope or f"{base}{number}" in self.taken:
            number += 1
        return f"{base}{number}"


def literal(value: Any, type: Type) -> tuple[int, str]:
    """The level and the text of a literal; types that its look does not show are written beside it."""
    if not _shows(type):
        return CALLED, f"({_data(value)} : {type})"
    text = _data(float(value) if type == Con("float") else value)
    return (SIGNED if text.startswith("-") else CALLED), text


def _shows(type: Type) -> bool:
    return isinstance(type, TVar) or type.name in _PLAIN or (type.name == "list" and _shows(type.args[0]))


def _data(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # a lone surrogate has no UTF-8 form, so it is escaped
            return json.dumps(value, ensure_ascii=any("\ud800" <= c <= "\udfff" for c in value))
        case tuple() | list():
            return f"[{', '.join(map(_data, value))}]"
    return repr(value)
