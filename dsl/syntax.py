"""Text to types and terms, by the grammar in grammar.lark; the way back is in printing.py.

The parser only builds trees; names are looked up here afterwards, and types are checked by infer.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import lark
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.grammar import Rule
from lark.lexer import TerminalDef

from dsl.bounds import MAX_INT
from dsl.infer import TypeFault, elaborate, type_of_value
from dsl.operators import OPERATORS
from dsl.printing import print_term
from dsl.quote import MAX_NESTING, MOST, clip, lone_surrogate, too_deep
from dsl.term import App, Const, Hole, Let, Prim, Term, Var, lam
from dsl.type import ARITIES, CLASSES, Con, TVar, Type, arrow, list_of

if TYPE_CHECKING:
    from dsl.primitives import Vocabulary

__all__ = ["SyntaxFault", "TypeFault", "nearest", "parse_term", "parse_type", "print_term"]


class SyntaxFault(ValueError):
    """A text that is no type or term: where, and what was expected there."""

    def __init__(self, problem: str, line: int, column: int, expected: tuple[str, ...] = ()) -> None:
        super().__init__(f"line {line}, column {column}: {problem}" if line > 1 else f"column {column}: {problem}")
        self.line = line
        self.column = column
        self.expected = expected


_WORDS = {  # how error texts call the tokens of the grammar; what starts a value is summed up as "a value"
    "RPAR": "')'", "LPAR": "'('", "COMMA": "','", "RSQB": "']'", "IN": "'in'", "THEN": "'then'", "ELSE": "'else'",
    "EQUAL": "'='", "COLON": "':'", "__ANON_0": "'=>'", "__ANON_1": "'->'", "$END": "the end",
}  # fmt: skip
_OPERATORS = {"OR", "AND", "COMPARE", "JOIN", "PLUS", "TIMES"}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` most like `name`, if any is."""
    known, name = list(known), name[:MOST]  # what is longer than any known one takes long to compare
    found = get_close_matches(name, known, 1) or get_close_matches(name.lower(), known, 1)
    return found[0] if found else None


TABLES = Path(__file__).with_name("grammar.tables")  # what Lark makes of the grammar, kept by set-up


@cache
def _parser() -> Lark:
    """The parser from the tables that set-up kept, which takes a tenth of the time, else from the grammar."""
    try:
        first, _, tables = TABLES.read_text(encoding="ascii").partition("\n")
    except (OSError, ValueError):
        first = tables = ""
    if tables and first == _key(tables):
        return Lark.load(json.loads(tables, object_pairs_hook=_numbered))
    return _built()


def keep_tables() -> None:
    """Write the parser's tables for later processes; a step of set-up."""
    data, memo = _built().memo_serialize([TerminalDef, Rule])
    tables = json.dumps({"data": data, "memo": memo})
    TABLES.write_text(f"{_key(tables)}\n{tables}", encoding="ascii")


def _key(tables: str) -> str:
    """What tables belong to: this grammar, this version of Lark, and their own content."""
    grammar = Path(__file__).with_name("grammar.lark").read_bytes()
    return f"{sha256(grammar).hexdigest()} {lark.__version__} {sha256(tables.encode()).hexdigest()}"


def _numbered(pairs: list[tuple[str, Any]]) -> dict[Any, Any]:
    """An object of JSON whose keys were numbers."""
    return {int(key) if key.isdigit() else key: value for key, value in pairs}


def _built() -> Lark:
    start, options = ["type", "term"], {"propagate_positions": True, "maybe_placeholders": False}
    return Lark.open("grammar.lark", rel_to=__file__, parser="lalr", start=start, **options)


def parse_tree(text: str, start: str) -> Tree[Token]:
    """The tree of a text, or a SyntaxFault."""
    at = too_deep(text)
    if at is not None:
        raise SyntaxFault(f"nesting deeper than {MAX_NESTING}", text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    try:
        return _parser().parse(text, start=start)
    except UnexpectedInput as error:
        raise _explained(text, error) from None


def _explained(text: str, error: UnexpectedInput) -> SyntaxFault:
    accepts: set[str] = set()
    for field in ("accepts", "expected", "allowed"):  # the classes of lark differ; the first is the most exact
        accepts = accepts or set(getattr(error, field, None) or ())
    expected = _expected(accepts)
    wanted = f", expected {' or '.join(expected)}" if expected else ""
    lines = text.split("\n")
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        if error.token.type == "COMPARE" and "AND" in accepts:
            return SyntaxFault("comparisons do not chain: join them by and", error.line, error.column, ("'and'",))
        return SyntaxFault(f"found {clip(error.token)!r}{wanted}", error.line, error.column, expected)
    if isinstance(error, UnexpectedCharacters):
        found = text[error.pos_in_stream] if error.pos_in_stream is not None else ""
        problem = "the text that starts here has no end" if found == '"' else f"found {found!r}{wanted}"
        return SyntaxFault(problem, error.line, error.column, expected)
    return SyntaxFault(f"the text ends{wanted}", len(lines), len(lines[-1]) + 1, expected)


def _expected(accepts: set[str]) -> tuple[str, ...]:
    names = []
    if {"INT", "NAME"} <= accepts:
        names.append("a value")
    elif "NAME" in accepts:
        names.append("a name")
    elif accepts & _OPERATORS:
        names.append("an operator")
    names += [word for kind, word in _WORDS.items() if kind in accepts and (kind != "LPAR" or not names)]
    return tuple(names[:4])


def fault(place: Tree[Token] | Token, problem: str, expected: tuple[str, ...] = ()) -> NoReturn:
    """Raise a SyntaxFault at a place of the text."""
    where: Any = place if isinstance(place, Token) else place.meta
    raise SyntaxFault(problem, getattr(where, "line", 1), getattr(where, "column", 1), expected)


@lru_cache(maxsize=4096)
def parse_type(text: str) -> Type:
    """The type that a text denotes: `Ord a => list(a) -> a`; one-letter names are variables."""
    tree = parse_tree(text, "type")
    classes: dict[str, str] = {}
    if len(tree.children) == 2:
        for constraint in tree.children[0].children:  # type: ignore[union-attr]
            cls, name = constraint.children  # type: ignore[union-attr]
            if cls not in CLASSES:
                fault(cls, f"unknown class {clip(str(cls))}: there are {', '.join(CLASSES)}", CLASSES)
            classes[str(name)] = str(cls)
    return build_type(tree.children[-1], classes)  # type: ignore[arg-type]


def build_type(tree: Tree[Token], classes: dict[str, str]) -> Type:
    """The type of a parsed tree."""
    match tree.data, tree.children:
        case "type", [inner]:
            return build_type(inner, classes)  # type: ignore[arg-type]
        case "arrow", [left, right]:
            return arrow(build_type(left, classes), build_type(right, classes))  # type: ignore[arg-type]
        case "type_name", [Token() as name]:
            if len(name) == 1 and name.islower():
                return TVar(str(name), classes.get(str(name)))
            return _constructor(name, ())
        case "type_number", [Token() as number]:
            return Con(str(number))
        case "type_call", [Token() as name, *arguments]:
            return _constructor(name, tuple(build_type(a, classes) for a in arguments))  # type: ignore[arg-type]
    fault(tree, "a type with classes cannot stand inside another type")


def _constructor(name: Token, arguments: tuple[Type, ...]) -> Con:
    if name not in ARITIES:
        near = get_close_matches(name[:MOST].lower(), ARITIES, 1, 0.5)
        fault(name, f"unknown type {clip(name)}" + (f": did you mean {near[0]}?" if near else ""), tuple(ARITIES))
    if len(arguments) != ARITIES[name]:
        plural = "" if ARITIES[name] == 1 else "s"
        fault(name, f"{name} takes {ARITIES[name]} type{plural}, given {len(arguments)}")
    return Con(str(name), arguments)


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
        fault(token, f"unknown name {clip(name)}" + (f": did you mean {near}?" if near else ""))

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
        fault(operand, "a sign belongs to a number: write 0 - x", ("a number",))

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
        case (("true" | "false"), _):
            return tree.data == "true"
        case ("text", [token]):
            return _text(token)
        case ("minus", [_, operand]) if operand.data in ("int", "float"):
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
    match type_:
        case Con("list", (item,)):
            return isinstance(value, tuple) and all(_fits(v, item) for v in value)
        case Con("pair", (first, second)):
            return isinstance(value, tuple) and len(value) == 2 and _fits(value[0], first) and _fits(value[1], second)
        case Con("bits"):
            return type(value) is int and value >= 0
        case Con("int" | "bool" | "str" | "float" as name):
            return type(value).__name__ == name
        case TVar():
            return True
    return isinstance(value, tuple)
