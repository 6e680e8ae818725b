"""Terms: programs as immutable trees with de Bruijn variables (0 is the innermost binder).

Glossary: `t` a term, `by` how far variables move, `cutoff` the number of binders that variables below keep.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, TypeAlias

from dsl.constructors import codecs
from dsl.operators import ARGUMENT, CALLED, COMPARISON, KEYWORDS, NOT, OPERATORS, SIGNED, SYMBOLS, TERM
from dsl.type import Con, TVar, Type, is_arrow


class _Node:
    """What all terms share: the hash computed once, and their text."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        # text hashes differ between processes: rebuild instead of copying the stored one
        return type(self), tuple(getattr(self, f.name) for f in fields(self) if f.init)  # type: ignore[arg-type]

    def __str__(self) -> str:
        return print_term(self)  # type: ignore[arg-type]


def _stored_hash() -> Any:
    return field(init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Prim(_Node):
    """A primitive, by name."""

    name: str
    _hash: int = _stored_hash()

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(("Prim", self.name)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Var(_Node):
    """The variable of the binder that is `index` binders further out."""

    index: int
    _hash: int = _stored_hash()

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(("Var", self.index)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Lam(_Node):
    """A function of one parameter; the hint only names it in texts, "" lets the printer choose."""

    body: Term
    hint: str = field(default="", compare=False)
    _hash: int = _stored_hash()

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(("Lam", self.body)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class App(_Node):
    """A function applied to one or more arguments; applications of applications are flattened."""

    function: Term
    arguments: tuple[Term, ...]
    _hash: int = _stored_hash()

    def __post_init__(self) -> None:
        if not self.arguments:
            raise ValueError(f"{self.function} is applied to no argument")
        if isinstance(self.function, App):
            object.__setattr__(self, "arguments", self.function.arguments + tuple(self.arguments))
            object.__setattr__(self, "function", self.function.function)
        object.__setattr__(self, "_hash", hash(("App", self.function, self.arguments)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Const(_Node):
    """A literal value with its type; lists are tuples."""

    value: Any
    type: Type
    _hash: int = _stored_hash()

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _frozen(self.value))
        object.__setattr__(self, "_hash", hash(("Const", self.value, self.type)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Let(_Node):
    """`let hint = value in body`; the value is variable 0 of the body."""

    value: Term
    body: Term
    hint: str = field(default="", compare=False)
    _hash: int = _stored_hash()

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(("Let", self.value, self.body)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Hole(_Node):
    """A place still to be filled with a term of a type."""

    type: Type
    _hash: int = _stored_hash()

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(("Hole", self.type)))

    def __hash__(self) -> int:
        return self._hash


Term: TypeAlias = Prim | Var | Lam | App | Const | Let | Hole


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list | tuple) else value


def call(name: str, *arguments: Term) -> Term:
    """A primitive applied; itself without arguments."""
    return App(Prim(name), arguments) if arguments else Prim(name)


def lam(count: int, body: Term, hints: tuple[str, ...] = ()) -> Term:
    """`count` nested functions around `body`, the outermost named by the first hint."""
    for i in reversed(range(count)):
        body = Lam(body, hints[i] if i < len(hints) else "")
    return body


def strip(t: Term) -> tuple[tuple[str, ...], Term]:
    """The hints of the functions around `t`, outermost first, and what they enclose."""
    hints: list[str] = []
    while isinstance(t, Lam):
        hints.append(t.hint)
        t = t.body
    return tuple(hints), t


def children(t: Term) -> tuple[Term, ...]:
    """The direct parts of a term."""
    match t:
        case Lam(body):
            return (body,)
        case App(function, arguments):
            return (function, *arguments)
        case Let(value, body):
            return (value, body)
    return ()


def subterms(t: Term) -> Iterator[Term]:
    """The term and all its parts, outermost first."""
    stack = [t]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(children(top)))


def size(t: Term) -> int:
    """The number of nodes, functions and applications not counted: `xs -> sort(xs)` has 2."""
    return sum(not isinstance(s, Lam | App) for s in subterms(t))


def rebuild(t: Term, change: Callable[[Term, int], Term], depth: int = 0) -> Term:
    """The term with `change(part, binders above it)` in place of each direct part."""
    match t:
        case Lam(body):
            return Lam(change(body, depth + 1), t.hint)
        case App(function, arguments):
            return App(change(function, depth), tuple(change(a, depth) for a in arguments))
        case Let(value, body):
            return Let(change(value, depth), change(body, depth + 1), t.hint)
    return t


def shift(t: Term, by: int, cutoff: int = 0) -> Term:
    """Add `by` to the variables that point beyond `cutoff` binders."""
    if by == 0:
        return t
    if isinstance(t, Var):
        return Var(t.index + by) if t.index >= cutoff else t
    return rebuild(t, lambda part, depth: shift(part, by, depth), cutoff)


def substitute(body: Term, argument: Term, index: int = 0) -> Term:
    """Put `argument` for variable `index` of `body` and close the gap (beta reduction for 0)."""
    if isinstance(body, Var):
        if body.index == index:
            return shift(argument, index)
        return Var(body.index - 1) if body.index > index else body
    return rebuild(body, lambda part, depth: substitute(part, argument, depth), index)


def replace(t: Term, old: Term, new: Term) -> Term:
    """Put `new` for every occurrence of `old`, both moved along under binders."""
    return _replace(t, old, new, 0)


def _replace(t: Term, old: Term, new: Term, depth: int) -> Term:
    if t == shift(old, depth):
        return shift(new, depth)
    return rebuild(t, lambda part, inner: _replace(part, old, new, inner), depth)


def free_indices(t: Term, depth: int = 0) -> frozenset[int]:
    """The variables of `t` that it does not bind itself, counted from outside it."""
    match t:
        case Var(index):
            return frozenset((index - depth,)) if index >= depth else frozenset()
        case Lam(body):
            return free_indices(body, depth + 1)
        case App(function, arguments):
            return free_indices(function, depth).union(*(free_indices(a, depth) for a in arguments))
        case Let(value, body):
            return free_indices(value, depth) | free_indices(body, depth + 1)
    return frozenset()


# -- terms to text: infix operators with the fewest parentheses, readable names that never capture; a scope is the names of the
#    binders around a part, innermost first ------------------------------------------------------------------

Scope: TypeAlias = tuple[str, ...]
_FAMILIES = ("x y z u v w", "xs ys zs us vs ws", "n m k", "s t u", "i j k", "f g h", "p q r")
SIBLINGS = {name: tuple(family.split()) for family in reversed(_FAMILIES) for name in family.split()}


def print_term(term: Term, scope: Scope = ()) -> str:
    """The text of a term; `parse_term` is its inverse."""
    return _Printer(_taken(term)).text(term, TERM, scope)


def scope_of(term: Term) -> tuple[Scope, Term]:
    """The names that the text of a function gives its parameters, innermost first, and what they enclose."""
    printer, scope = _Printer(_taken(term)), Scope()
    while isinstance(term, Lam):
        scope, term = (printer.fresh(term.hint, scope), *scope), term.body
    return scope, term


def _taken(term: Term) -> frozenset[str]:
    """The words that no variable in a text may have."""
    return frozenset(t.name for t in subterms(term) if isinstance(t, Prim)) | KEYWORDS


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
    if isinstance(t, Con) and t.name in codecs():
        return str(codecs()[t.name].variable)
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
        base = hint if hint.isidentifier() and hint not in KEYWORDS else "x"
        for name in (base, *SIBLINGS.get(base, ())):
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
    if isinstance(type, TVar):
        return True
    return (type.name in codecs() and codecs()[type.name].literals) or (type.name == "list" and _shows(type.args[0]))


def _data(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # a lone surrogate has no UTF-8 form, so it is escaped
            return json.dumps(value, ensure_ascii=any("\ud800" <= c <= "\udfff" for c in value))
        case tuple() | list():
            return f"[{', '.join(map(_data, value))}]"
        case Decimal():
            return f"{value}d"
    return repr(value)
