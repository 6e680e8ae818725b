"""Text to trees and types, by the grammar in grammar.lark, and what is said where a text is none.

The parser only builds trees. Terms are made of them in syntax.py, where names are looked up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import lark
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.grammar import Rule
from lark.lexer import TerminalDef

from dsl.constructors import aliases, codecs
from dsl.quote import MAX_NESTING, MOST, clip, too_deep
from dsl.type import CLASSES, Con, TVar, Type, arrow


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
    known, plain = codecs(), aliases().get(name, name)
    if plain not in known:
        near = get_close_matches(name[:MOST].lower(), (*known, *aliases()), 1, 0.5)
        fault(name, f"unknown type {clip(name)}" + (f": did you mean {near[0]}?" if near else ""), tuple(known))
    arity, arguments = known[plain].arity, arguments or tuple(Con(usual) for usual in known[plain].usual)
    if len(arguments) != arity:
        plural = "" if arity == 1 else "s"
        fault(name, f"{name} takes {arity} type{plural}, given {len(arguments)}")
    return Con(str(plain), arguments)
