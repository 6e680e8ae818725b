"""The types inside a program: what each use of a primitive is instantiated to."""

from __future__ import annotations

from itertools import count

from dsl.primitives import Vocabulary
from dsl.term import App, Const, Hole, Lam, Let, Prim, Term, Var, rebuild
from dsl.type import TVar, Type, apply, arrow, instantiate, unify_into


def with_own_parts(term: Term) -> Term:
    """An equal term no two parts of which are the same object, so that `id` tells them apart."""
    match term:
        case Var(index):
            return Var(index)
        case Prim(name):
            return Prim(name)
        case Const(value, type):
            return Const(value, type)
    return rebuild(term, lambda part, _: with_own_parts(part))


class Types:
    """The types of the functions and variables of a term made by `with_own_parts`, by their id."""

    def __init__(self, term: Term, vocabulary: Vocabulary, type: Type) -> None:
        self.term = term  # so that no id is used anew
        self.vocabulary = vocabulary
        self.fresh = count()
        self.bindings: dict[str, Type] = {}
        self.found: dict[int, Type] = {}
        self.sound = True
        self.same(self.walk(term, ()), instantiate(type, self.fresh))

    def of(self, term: Term) -> Type:
        """The type of a function or a variable; a type variable where it is not known."""
        return apply(self.bindings, self.found[id(term)]) if self.sound and id(term) in self.found else TVar("a")

    def same(self, a: Type, b: Type) -> None:
        """Make two types equal."""
        self.sound = self.sound and unify_into(a, b, self.bindings)

    def new(self) -> Type:
        return TVar(f"t{next(self.fresh)}")

    def walk(self, term: Term, scope: tuple[Type, ...]) -> Type:
        """The type of a part."""
        found = self.find(term, scope)
        self.found[id(term)] = found
        return found

    def find(self, term: Term, scope: tuple[Type, ...]) -> Type:
        match term:
            case Var(index):
                return scope[index]
            case Prim(name):
                return instantiate(self.vocabulary[name].type, self.fresh)
            case Const(_, type) | Hole(type):
                return instantiate(type, self.fresh)
            case Lam(body):
                parameter = self.new()
                return arrow(parameter, self.walk(body, (parameter, *scope)))
            case Let(value, body):  # one type for all uses: the others are then not known
                return self.walk(body, (self.walk(value, scope), *scope))
            case App(function, arguments):
                result = self.new()
                called = self.walk(function, scope)
                self.same(called, arrow(*(self.walk(a, scope) for a in arguments), result))
                return result
        raise TypeError(f"not a term: {term!r}")
