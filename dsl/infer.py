"""Type inference (Hindley-Milner, with let-polymorphism): types of terms, meanings of overloaded operators.

Literals, holes and operators of one let-bound value keep one type each: only variables of functions are generalised.
Paper: Damas and Milner, "Principal type-schemes for functional programs" (1982).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from dsl.constructors import codecs
from dsl.operators import ANY, OPERATORS, SYMBOLS
from dsl.term import App, Const, Hole, Lam, Let, Prim, Term, Var, hint_for, print_term, rebuild
from dsl.type import (
    BOOL,
    DECIMAL,
    FLOAT,
    INT,
    STR,
    Con,
    TVar,
    Type,
    apply,
    arrow,
    canonical,
    free_variables,
    instantiate,
    is_arrow,
    list_of,
    parameters,
    unify_into,
    variables,
)

if TYPE_CHECKING:
    from dsl.primitives import Vocabulary


class TypeFault(ValueError):
    """A term that has no type, and why."""


@dataclass(frozen=True)
class _Binder:
    """A variable in scope: its type, and which of that type's variables each use may choose anew."""

    name: str
    type: Type
    general: frozenset[str] = frozenset()


_Scope = tuple[_Binder, ...]


@dataclass(frozen=True)
class _Place:
    """Where a term stands, for error texts."""

    name: str
    around: Term | None = None
    scope: _Scope = ()

    def result(self) -> _Place:
        """The place of the body of a function that stands here."""
        return self if self.name.startswith("the result of ") else replace(self, name=f"the result of {self.name}")

    def __str__(self) -> str:
        return self.name if self.around is None else f"in {_excerpt(self.around, self.scope)}: {self.name}"


def _excerpt(term: Term, scope: _Scope) -> str:
    text = print_term(term, tuple("x" if b.name.startswith("#") else b.name for b in scope))
    return text if len(text) <= 60 else text[:57] + "..."


def infer(term: Term, vocabulary: Vocabulary, expected: Type | None = None) -> Type:
    """The most general type of a term, made equal to `expected` if that is given."""
    return elaborate(term, vocabulary, expected)[1]


def elaborate(term: Term, vocabulary: Vocabulary, expected: Type | None = None) -> tuple[Term, Type]:
    """The term with operators resolved, literals typed and variables without a hint named by type; and its type."""
    state = _Inference(vocabulary)
    if expected is None:
        draft, found = state.top(term, None)
    else:
        draft, found = state.top(term, instantiate(expected, state.fresh))
    state.settle()
    finished = state.finish(draft)
    return finished, canonical(apply(state.bindings, found))


def type_of_value(value: Any, fresh: Iterator[int]) -> Type | None:
    """The type that a literal shows (the items of an empty list get a fresh variable), or None."""
    match value:
        case bool():
            return BOOL
        case int():
            return INT
        case float():
            return FLOAT
        case Decimal():
            return DECIMAL
        case str():
            return STR
        case list() | tuple():
            item: Type = TVar(f"v{next(fresh)}")
            bindings: dict[str, Type] = {}
            for part in value:
                found = type_of_value(part, fresh)
                if found is None or not unify_into(item, found, bindings):
                    return None
            return list_of(apply(bindings, item))
    return None


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)


def _argument(term: App, i: int, scope: _Scope) -> str:
    """What error texts call an argument."""
    if isinstance(term.function, Prim):
        name = term.function.name
        operator = SYMBOLS.get(name) or OPERATORS.get(name)
        if operator is None:
            return f"argument {i + 1} of {name}"
        if operator.symbol == "if" and len(term.arguments) == 3:
            return ("the condition of if", "the then branch", "the else branch")[i]
        if len(term.arguments) == 2:
            return f"the {('left', 'right')[i]} side of {operator.symbol}"
        return f"the operand of {operator.symbol}"
    return f"argument {i + 1} of {_excerpt(term.function, scope)}"


def _written_as(wanted: Type, literal: Const) -> bool:
    """Whether a literal is how a value of the wanted type is written."""
    codec = codecs().get(wanted.name) if isinstance(wanted, Con) else None
    if codec is None or codec.written is None or literal.type != Con(codec.written):
        return False
    return bool(codec.is_literal(literal.value, wanted))


class _Inference:
    """The state of one inference. Drafts name what is decided later `#number`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.fresh = count()
        self.bindings: dict[str, Type] = {}
        self.pending: dict[str, tuple[str, Type]] = {}  # operators by draft name
        self.chosen: dict[str, str] = {}
        self.binders: dict[str, tuple[Type, bool, bool]] = {}  # unnamed variables: type, of the program, an index
        self.pinned: list[Type] = []
        self.free: dict[int, Type] = {}
        self.indexed = frozenset(p.indexed for p in vocabulary.values() if p.indexed)

    def new(self) -> TVar:
        return TVar(f"t{next(self.fresh)}")

    def end(self, t: Type) -> Type:
        while isinstance(t, TVar) and t.name in self.bindings:
            t = self.bindings[t.name]
        return t

    def unify(self, a: Type, b: Type) -> bool:
        """Make two types equal, or leave everything as it was."""
        if a is b:
            return True
        before = len(self.bindings)
        if unify_into(a, b, self.bindings):
            return True
        while len(self.bindings) > before:  # a binding is only ever added, so the last ones are the new ones
            self.bindings.popitem()
        return False

    def show(self, t: Type) -> str:
        return str(apply(self.bindings, t))

    def top(self, term: Term, expected: Type | None) -> tuple[Term, Type]:
        """A whole program: its outer lambdas are its inputs."""
        inputs = 0
        inner = term
        while isinstance(inner, Lam):
            inputs, inner = inputs + 1, inner.body
        given = None if expected is None else parameters(expected)
        if given and inputs > len(given[0]) and not isinstance(given[1], TVar):
            raise TypeFault(f"the program takes {_plural(inputs, 'input')}, its type {expected} has {len(given[0])}")
        if expected is None:
            return self.walk(term, (), top=True)
        return self.check(term, (), expected, _Place("the program"), top=True)

    def check(
        self, term: Term, scope: _Scope, expected: Type, place: _Place, *, top: bool = False, index: bool = False
    ) -> tuple[Term, Type]:
        """Infer a term that has to have a type."""
        wanted = self.end(expected)
        if isinstance(term, Const) and _written_as(wanted, term):
            return Const(term.value, wanted), wanted
        if isinstance(term, Lam) and is_arrow(wanted):
            parameter, result = wanted.args  # type: ignore[union-attr]
            hint = self.name(term.hint, parameter, top, index)
            body, _ = self.check(term.body, (_Binder(hint, parameter), *scope), result, place.result(), top=top)
            return Lam(body, hint), wanted
        draft, found = self.walk(term, scope)
        if not self.unify(wanted, found):
            raise TypeFault(f"{place} should be {self.show(expected)}, found {self.show(found)}")
        return draft, found

    def name(self, hint: str, t: Type, top: bool = False, index: bool = False) -> str:
        """The hint of a binder, or a draft name when it has none."""
        if hint:
            return hint
        draft = f"#{next(self.fresh)}"
        self.binders[draft] = (t, top, index)
        return draft

    def walk(self, term: Term, scope: _Scope, *, top: bool = False) -> tuple[Term, Type]:
        """The draft and the type of a term."""
        match term:
            case Var(index):
                return term, self.variable(index, scope)
            case Prim(name):
                return self.primitive(name)
            case Const(value, type):
                return self.pin(type, lambda t: Const(value, t), term)
            case Hole(type):
                return self.pin(type, Hole, term)
            case Lam(body):
                parameter = self.new()
                hint = self.name(term.hint, parameter, top)
                draft, result = self.walk(body, (_Binder(hint, parameter), *scope), top=top)
                return Lam(draft, hint), arrow(parameter, result)
            case Let(value, body):
                first, bound = self.walk(value, scope)
                hint = self.name(term.hint, bound)
                binder = _Binder(hint, bound, self.generalisable(bound, scope))
                rest, result = self.walk(body, (binder, *scope))
                return Let(first, rest, hint), result
            case App():
                return self.application(term, scope)
        raise TypeFault(f"not a term: {term!r}")

    def pin(self, type: Type, make: Any, term: Term) -> tuple[Term, Type]:
        if not free_variables(type):
            return term, type
        own = instantiate(type, self.fresh)
        self.pinned.append(own)
        return make(own), own

    def variable(self, index: int, scope: _Scope) -> Type:
        if index >= len(scope):
            return self.free.setdefault(index - len(scope), self.new())
        binder = scope[index]
        if not binder.general:
            return binder.type
        t = apply(self.bindings, binder.type)
        renamed = {v.name: TVar(f"t{next(self.fresh)}", v.cls) for v in variables(t) if v.name in binder.general}
        return apply(renamed, t)

    def generalisable(self, t: Type, scope: _Scope) -> frozenset[str]:
        fixed = [b.type for b in scope] + self.pinned + list(self.free.values())
        fixed += [shape for _, shape in self.pending.values()]
        names = free_variables(apply(self.bindings, t))
        return names.difference(*(free_variables(apply(self.bindings, f)) for f in fixed)) if names else names

    def primitive(self, name: str) -> tuple[Term, Type]:
        if name in self.vocabulary:
            return Prim(name), instantiate(self.vocabulary[name].type, self.fresh)
        if name not in OPERATORS:
            near = self.vocabulary.nearest(name)
            raise TypeFault(f"unknown primitive {name}" + (f": did you mean {near}?" if near else ""))
        candidates = OPERATORS[name].candidates(self.vocabulary)
        if not candidates:
            wanted = " or ".join(OPERATORS[name].meanings.values())
            raise TypeFault(f"{name} needs the primitive {wanted}, which the vocabulary lacks")
        if len(candidates) == 1:
            return self.primitive(next(iter(candidates.values())))
        operand, draft = self.new(), f"#{next(self.fresh)}"
        shape = arrow(operand, operand, operand)
        self.pending[draft] = (name, shape)
        return Prim(draft), shape

    def application(self, term: App, scope: _Scope) -> tuple[Term, Type]:
        function, result = self.walk(term.function, scope)
        wanted: list[Type] = []
        for _ in term.arguments:
            result = self.end(result)
            if not is_arrow(result):
                self.expand(term, result, len(wanted), scope)
                result = self.end(result)
            parameter, result = result.args  # type: ignore[union-attr]
            wanted.append(parameter)
        drafts: dict[int, Term] = {}
        # functions last: what the other arguments are tells the types of their parameters
        for i in sorted(range(len(wanted)), key=lambda i: isinstance(term.arguments[i], Lam)):
            index = isinstance(term.function, Prim) and term.function.name in self.indexed
            place = _Place(_argument(term, i, scope), term, scope)
            drafts[i], _ = self.check(term.arguments[i], scope, wanted[i], place, index=index)
        return App(function, tuple(drafts[i] for i in range(len(wanted)))), result

    def expand(self, term: App, result: Type, given: int, scope: _Scope) -> None:
        """Make `result`, which is applied to an argument, a function type."""
        if isinstance(result, TVar) and self.unify(result, arrow(self.new(), self.new())):
            return
        called = _excerpt(term.function, scope)
        if given == 0:
            raise TypeFault(f"{called} is no function but {self.show(result)}")
        raise TypeFault(f"{called} takes {_plural(given, 'argument')}, given {len(term.arguments)}")

    def settle(self) -> None:
        """Choose the meaning of every operator, by the types known; the first meaning when nothing tells."""
        while self.pending:
            known = [d for d, (_, shape) in self.pending.items() if not isinstance(self.operand(shape), TVar)]
            for draft in known or list(self.pending)[:1]:
                symbol, shape = self.pending.pop(draft)
                candidates = OPERATORS[symbol].candidates(self.vocabulary)
                operand = self.operand(shape)
                first = next(iter(candidates.values()))
                name = first if isinstance(operand, TVar) else candidates.get(operand.name, candidates.get(ANY))
                if name is None or not self.unify(shape, instantiate(self.vocabulary[name].type, self.fresh)):
                    raise TypeFault(f"{symbol} joins {' or '.join(candidates)}, found {self.show(operand)}")
                self.chosen[draft] = name

    def operand(self, shape: Type) -> Type:
        return self.end(shape.args[0])  # type: ignore[union-attr]

    def finish(self, draft: Term) -> Term:
        """The term of a draft."""
        match draft:
            case Prim(name):
                return Prim(self.chosen[name]) if name in self.chosen else draft
            case Const(value, type) if free_variables(type):
                known = apply(self.bindings, type)
                return Const(value, apply({v.name: INT for v in variables(known)}, known))
            case Hole(type) if free_variables(type):
                return Hole(apply(self.bindings, type))
            case Lam(body, hint):
                return Lam(self.finish(body), self.final_name(hint))
            case Let(value, body, hint):
                return Let(self.finish(value), self.finish(body), self.final_name(hint))
        return rebuild(draft, lambda part, _: self.finish(part))

    def final_name(self, hint: str) -> str:
        if hint not in self.binders:
            return hint
        t, top, index = self.binders[hint]
        return hint_for(apply(self.bindings, t), top=top, index=index)
