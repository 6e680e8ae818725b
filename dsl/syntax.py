"""Text to terms: names are looked up in the trees that parsing.py builds, types are checked by infer.py; the way back is in term.py."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from lark import Token

from dsl.bounds import MAX_INT
from dsl.codec import codec_of
from dsl.constructors import codecs
from dsl.infer import elaborate, type_of_value
from dsl.operators import OPERATORS
from dsl.parsing import SyntaxFault, build_type, fault, nearest, parse_tree, parse_type
from dsl.primitives import Vocabulary
from dsl.quote import MOST, clip, lone_surrogate
from dsl.term import App, Const, Hole, Let, Prim, Term, Var, lam
from dsl.type import TVar, Type, list_of


def parse_term(text: str, vocabulary: Vocabulary, type: Type | str | None = None) -> Term:
    """The term that a text denotes, of the given type or the most general one."""
    try:
        tree = parse_tree(text, "term")
        draft = _Builder(vocabulary).term(tree, ())
        return elaborate(draft, vocabulary, parse_type(type) if isinstance(type, str) else type)[0]
    except RecursionError:
        raise SyntaxFault("nested too deep", 1, 1) from None


@dataclass(frozen=True)
class _Builder:
    """Turns trees into terms over a vocabulary. `scope` holds the names of the variables, innermost first."""

    vocabulary: Vocabulary

    def term(self, tree: Any, scope: tuple[str, ...]) -> Term:
        """The term of a tree."""
        value = _value(tree)
        if value is not None:
            return self.constant(tree, value)
        parts = tree.children
        match tree.data:
            case "term" | "group":
                return self.term(parts[0], scope)
            case "name":
                return self.name(parts[0], scope)
            case "operator":
                return self.operator(parts[0])
            case "function" | "grouped_function":
                return self.function(tree, scope)
            case "let":
                return Let(self.term(parts[1], scope), self.term(parts[2], (str(parts[0]), *scope)), str(parts[0]))
            case "choice":
                return App(self.operator(parts[0]), tuple(self.term(p, scope) for p in parts[1:]))
            case "binary":
                return App(self.operator(parts[1]), (self.term(parts[0], scope), self.term(parts[2], scope)))
            case "unary":
                return App(self.operator(parts[0]), (self.term(parts[1], scope),))
            case "minus":
                return self.minus(parts[1], scope)
            case "call":
                return App(self.term(parts[0], scope), tuple(self.term(p, scope) for p in parts[1:]))
            case "list":
                return self.list(tree, scope)
            case "free":
                return self.free(parts[0], scope)
            case "hole":
                return Hole(TVar("a"))
            case "typed":
                return self.typed(tree)
        raise TypeError(f"no term for {tree.data}")

    def name(self, token: Token, scope: tuple[str, ...]) -> Term:
        """A variable or a primitive."""
        name = str(token)
        if name in scope:
            return Var(scope.index(name))
        if name in self.vocabulary:
            return Prim(name)
        near = nearest(name, (*scope, *self.vocabulary, "true", "false"))
        return fault(token, f"unknown name {clip(name)}" + (f": did you mean {near}?" if near else ""))

    def free(self, token: Token, scope: tuple[str, ...]) -> Var:
        """A variable of the surroundings, by its number."""
        return Var(len(scope) + int(token[1:])) if len(token) <= MOST else fault(token, f"no variable is {clip(token)}")

    def operator(self, token: Token) -> Term:
        """The primitive of an operator; the operator itself while that depends on types."""
        operator = OPERATORS[str(token)]
        candidates = list(operator.candidates(self.vocabulary).values())
        if not candidates:
            wanted = " or ".join(operator.meanings.values())
            fault(token, f"{token} needs the primitive {wanted}, which the vocabulary lacks")
        return Prim(candidates[0] if len(candidates) == 1 else str(token))

    def function(self, tree: Any, scope: tuple[str, ...]) -> Term:
        """Nested lambdas, from one parameter list."""
        *names, body = tree.children
        if tree.data == "grouped_function":
            if getattr(names[0].children[0], "data", "") != "name":
                fault(names[0], "before -> stands a name or a list of names")
            names = names[0].children[0].children
        for i, name in enumerate(names):
            if name in names[:i]:
                fault(name, f"two parameters are named {clip(name)}")
        hints = tuple(str(name) for name in names)
        return lam(len(hints), self.term(body, (*reversed(hints), *scope)), hints)

    def minus(self, operand: Any, scope: tuple[str, ...]) -> Term:
        """The negation of what is no literal."""
        if "negate" in self.vocabulary:
            return App(Prim("negate"), (self.term(operand, scope),))
        return fault(operand, "a sign belongs to a number: write 0 - x", ("a number",))

    def list(self, tree: Any, scope: tuple[str, ...]) -> Term:
        """A list with computed items, by `cons`."""
        if "cons" not in self.vocabulary:
            fault(tree, "a list with computed items needs the primitive cons, which the vocabulary lacks")
        result: Term = Const((), list_of(TVar("a")))
        for part in reversed(tree.children):
            result = App(Prim("cons"), (self.term(part, scope), result))
        return result

    def constant(self, tree: Any, value: Any) -> Const:
        """A literal, with the type it shows."""
        if _too_large(value):
            fault(tree, "integer outside 64 bits")
        found = type_of_value(value, count())
        if found is None:
            fault(tree, "the items of a list differ in type")
        return Const(value, found)

    def typed(self, tree: Any) -> Term:
        """A literal or a hole with its type beside it."""
        type_ = build_type(tree.children[1], {})
        inner = tree.children[0]
        if inner.data == "hole":
            return Hole(type_)
        value = _value(inner)
        if value is None:
            fault(inner, "only a literal or ? has a type beside it")
        if not _fits(value, type_):
            fault(inner, f"this is no {clip(str(type_))}")
        return Const(value, type_)


def _value(tree: Any) -> Any:
    """The value of a literal, None for any other tree."""
    match tree.data, tree.children:
        case ("int", [token]):
            return int(token) if len(token) <= MOST else fault(token, "integer outside 64 bits")
        case ("float", [token]):
            return float(token)
        case ("decimal", [token]):
            return Decimal(token[:-1])
        case (("true" | "false"), _):
            return tree.data == "true"
        case ("text", [token]):
            return _text(token)
        case ("minus", [_, operand]) if operand.data in ("int", "float", "decimal"):
            return -_value(operand)
        case ("list", parts):
            values = tuple(_value(part) for part in parts)
            return None if None in values else values
    return None


def _text(token: Token) -> str:
    """What a text in quotes says."""
    try:
        value: str = json.loads(token, strict=False)
    except ValueError:
        fault(token, "bad escape in a text")
    problem = lone_surrogate(value)
    if problem is not None:
        fault(token, problem)
    return value


def _too_large(value: Any) -> bool:
    if isinstance(value, tuple):
        return any(map(_too_large, value))
    return isinstance(value, int) and abs(value) > MAX_INT


def _fits(value: Any, type_: Type) -> bool:
    """Whether a literal can be of a type; of types without a literal form of their own, only roughly."""
    if isinstance(type_, TVar):
        return True
    return type_.name in codecs() and codec_of(type_).is_literal(value, type_)
