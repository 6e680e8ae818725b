"""One expression for one program, from phrases: `parameters: text with {parameters}`, in the order of the primitive.

A parameter's first letter says what may stand there. Small letters: s and t texts, n, a and b numbers, c a condition on columns, others
anything. Capitals stand for literals only: N a whole number of at least 0, P of at least 1, G any whole number, H one below 0, Z is 0,
M is -1, L any literal, S a text, T one that is not empty, C one character, B a text without a backslash and dollar sign, E a text that
is not empty, written as a regular expression, J a token that is one character, R a kind of token, written as a regular expression, A one
whose expression names its characters one by one. V is a column. {N+1} is the literal 1 greater. A parameter that a dot follows reads a
column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dsl.domains.kinds import pattern, plain_pattern
from dsl.export import plain_form
from dsl.operators import SUM, SYMBOLS
from dsl.primitives import Vocabulary
from dsl.rewrite import LAZY
from dsl.term import App, Const, Let, Prim, Term, Var, rebuild, strip, substitute, subterms
from dsl.type import TOKEN, Con, Type, parameters
from dsl.typed import Types, with_own_parts

LONGEST = 8000  # characters of an expression that anybody would use; also what Excel takes
_OURS = "dsl.domains."
_NUMBERS = (Con("int"), Con("float"), Con("decimal"))
_LEAST = {"N": 0, "P": 1, "G": -(2**53)}
_CHAINED = ("concat_text", "and", "or")  # what needs no brackets within itself
_SLOT = re.compile(r"\{([A-Za-z]\d?)([+-]\d+)?\}")
_BETWEEN = (r"(?:[(\[,:]\s?|\b(?:WHEN|THEN|ELSE|AS) )$", r"^(?:[)\],:}]| (?:WHEN|THEN|ELSE|END|AS)\b)")


class Unsayable(ValueError):
    """What a language has no words for."""


@dataclass(frozen=True)
class Language:
    """What a language says of primitives, literals and columns; `tokens` are those that it writes in another way than Python."""

    title: str
    phrases: Mapping[str, Sequence[str]]
    literal: Callable[[Any, Type], str]  # where a value of a column can stand
    quoted: Callable[[Any], str]  # an argument of a function: a text or a number
    column: Callable[[str, int], str]
    tokens: Mapping[str, str] | None = None  # None where regular expressions are Python's
    raising: frozenset[str] = frozenset()  # what ends in an error on rows that a condition leaves out
    escaped: Callable[[str], str] = plain_pattern


@dataclass(frozen=True)
class Said:
    """The text of a part: how tightly it holds together, and by which primitive it is made."""

    text: str
    loose: bool = False
    name: str = ""
    level: int | None = None
    is_constant: bool = False  # whether it reads no column


@dataclass(frozen=True)
class Phrase:
    """A phrase taken apart."""

    parameters: tuple[str, ...]
    text: str
    loose: bool
    is_sum: bool  # whether it is two operands and an arithmetic sign that ranks as usual


@cache
def phrase(line: str) -> Phrase:
    """A line of a table."""
    given, _, text = line.partition(": ")
    bare = re.sub(r'"[^"]*"|' + r"'[^']*'", "", _SLOT.sub("x", text))
    while (less := re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}", "", bare)) != bare:
        bare = less
    names = tuple(name for name in given.split(", ") if name)
    return Phrase(names, text, re.search(r"[^\w.\"']", bare) is not None, re.fullmatch(r"\{\w+\} ?(?:[-+*]|//) ?\{\w+\}", text) is not None)


def expression(language: Language, term: Term, vocabulary: Vocabulary, columns: Mapping[str, int], type: Type | None = None) -> str:
    """The expression that a program is in a language; Unsayable where there is none."""
    plain, found = plain_form(_unfolded(term, vocabulary), vocabulary, type)
    hints, _ = strip(plain)
    if len(hints) != len(columns):
        raise Unsayable(f"{len(hints)} parameters for {len(columns)} columns")
    whole = with_own_parts(_inlined(plain))
    try:
        return _checked(language, whole, vocabulary, found, columns)
    except Unsayable as missing:
        raise Unsayable(f"{language.title} has no words for {missing}") from None


def _checked(language: Language, whole: Term, vocabulary: Vocabulary, found: Type, columns: Mapping[str, int]) -> str:
    writer = _Writer(language, vocabulary, Types(whole, vocabulary, found), tuple(reversed(tuple(columns.items()))))
    body = strip(whole)[1]
    _refuse_errors(language, body, vocabulary)
    said = writer.said(body)
    if len(said.text) > LONGEST:
        raise Unsayable(f"an expression of {len(said.text)} characters")
    if not any(isinstance(part, Var) for part in subterms(body)):
        raise Unsayable("a program that reads no column")
    return said.text


def _unfolded(term: Term, vocabulary: Vocabulary) -> Term:
    """The term with the bodies of learned subroutines in place of their names."""
    term = rebuild(term, lambda part, _: _unfolded(part, vocabulary))
    body = vocabulary[term.name].body if isinstance(term, Prim) and term.name in vocabulary else None
    return term if body is None else _unfolded(body, vocabulary)


def _inlined(term: Term) -> Term:
    """The term with what has a name written out where it is used."""
    term = rebuild(term, lambda part, _: _inlined(part))
    return substitute(term.body, term.value) if isinstance(term, Let) else term


def _refuse_errors(language: Language, body: Term, vocabulary: Vocabulary) -> None:
    """Raises where a condition would not keep an error away from the rows that it leaves out."""
    called = {part.name for part in subterms(body) if isinstance(part, Prim)}
    found = sorted(called & language.raising)
    if found and any(vocabulary[name].lenient or name in LAZY for name in called if name in vocabulary):
        raise Unsayable(f"'{found[0]}' on some rows only")


@dataclass(frozen=True)
class _Writer:
    """Writes the parts of one term over columns, the innermost variable's first."""

    language: Language
    vocabulary: Vocabulary
    types: Types
    scope: tuple[tuple[str, int], ...]

    def said(self, term: Term) -> Said:
        """The text of a part."""
        match term:
            case Var(index):
                name, place = self.scope[index]
                return Said(self.language.column(name, place))
            case Const(value, type):
                text = self.language.literal(value, type)
                return Said(text, text.startswith("-"), is_constant=True)
            case App(Prim(name), arguments):
                return self.call(name, arguments)
            case Prim(name):
                return self.call(name, ())
        raise Unsayable("a function as a value")

    def call(self, name: str, arguments: Sequence[Term]) -> Said:
        """The text of a primitive applied, by the first phrase that fits."""
        p = self.vocabulary[name]
        ours = p.function is not None and str(p.function.__module__).startswith(_OURS)
        lines = [phrase(line) for line in self.language.phrases.get(name, ())] if ours else []
        for known in lines:
            fits = len(known.parameters) == len(arguments) and all(map(self.serves, known.parameters, arguments))
            if fits and (filled := self.filled(name, known, arguments)) is not None:
                return filled
        raise Unsayable(f"'{name}'" + (" with these arguments" if lines else ""))

    def filled(self, name: str, known: Phrase, arguments: Sequence[Term]) -> Said | None:
        """A phrase with the arguments in place; None where what reads no column stands before a dot."""
        given = dict(zip(known.parameters, arguments))
        level = SYMBOLS[name].level if known.is_sum and name in SYMBOLS else None
        said = {key: self.said(argument) for key, argument in given.items() if key[0].islower()}
        if any(part.is_constant and re.search(rf"\{{{key}\}}\.", known.text) for key, part in said.items()):
            return None

        def part(found: re.Match[str]) -> str:
            key, more = found[1], int(found[2] or 0)
            if key not in given:
                return found[0]  # a class of a regular expression
            if key[0].isupper():
                return self.literal(key, given[key], more)
            inner = said[key]
            enclosed = re.search(_BETWEEN[0], known.text[: found.start()]) and re.search(_BETWEEN[1], known.text[found.end() :])
            whole = found[0] == known.text or enclosed or not inner.loose or self.flat(name, level, inner, found.start() == 0)
            return inner.text if whole else f"({inner.text})"

        text = _SLOT.sub(part, known.text)
        if len(text) > LONGEST:
            raise Unsayable(f"an expression of {len(text)} characters")
        return Said(text, known.loose, name, level, not any(isinstance(part, Var) for given in arguments for part in subterms(given)))

    def flat(self, name: str, level: int | None, inner: Said, first: bool) -> bool:
        """Whether a part needs no brackets beside the sign of its neighbour."""
        if inner.name == name and name in _CHAINED:
            return True
        ranked = level is not None and level >= SUM and inner.level is not None
        return ranked and (inner.level > level or (inner.level == level and first))  # type: ignore[operator]

    def literal(self, key: str, term: Term, more: int) -> str:
        """The text of an argument that stands for itself."""
        if isinstance(term, Var):
            return self.said(term).text
        if key[0] in "RA":
            return self.language.quoted(self.token(term))
        if isinstance(term, Const):
            if key[0] == "L":
                return self.language.literal(term.value, term.type)
            value = self.language.escaped(term.value) if key[0] == "E" else term.value + more if more else term.value
            return self.language.quoted(value)
        assert isinstance(term, App) and isinstance(term.arguments[0], Const)
        return self.language.quoted(term.arguments[0].value)  # the character of a token

    def token(self, term: Term) -> str:
        """The regular expression of a kind of token."""
        match term:
            case App(Prim("just"), (Const(str() as value),)):
                return self.language.escaped(value)
            case Prim(name) | App(Prim(name), ()):
                written = pattern(self.vocabulary[name].function())  # type: ignore[misc]
                if self.language.tokens is None:
                    return written
                if written not in self.language.tokens and "\\" in written:
                    raise Unsayable(f"'{name}'")
                return self.language.tokens.get(written, written)
        raise AssertionError(term)

    def serves(self, key: str, term: Term) -> bool:
        """Whether an argument is what a parameter asks for."""
        if key[0] == "c":
            return any(isinstance(part, Var) for part in subterms(term))
        if key[0].islower():
            type = self.type_of(term)
            return type == Con("str") if key[0] in "st" else type in _NUMBERS if key[0] in "nab" else True
        match key[0], term:
            case ("N" | "P" | "G") as letter, Const(int() as value):
                return _LEAST[letter] <= value < 2**53
            case "H", Const(int() as value):
                return -(2**53) < value < 0
            case "Z", Const(value):
                return bool(value == 0)
            case "M", Const(value):
                return bool(value == -1)
            case ("S", Const(str())) | ("L", Const()) | ("V", Var()):
                return True
            case (("T" | "E"), Const(str() as value)):
                return value != ""
            case "C", Const(str() as value):
                return len(value) == 1
            case "B", Const(str() as value):
                return not set("\\$") & set(value)
            case ("J" | "R" | "A") as letter, App(Prim("just"), (Const(str() as value),)):
                return len(value) == 1
            case "R", Prim(name) | App(Prim(name), ()):
                return self.vocabulary[name].type == TOKEN
            case "A", Prim(name) | App(Prim(name), ()):
                return self.vocabulary[name].type == TOKEN and "\\" not in self.token(term)
        return False

    def type_of(self, term: Term) -> Type:
        match term:
            case Const(_, type):
                return type
            case App(function, arguments):
                own, result = parameters(self.types.of(function))
                return result if len(own) == len(arguments) else Con("?")
            case Prim(name):
                return self.vocabulary[name].type
        return self.types.of(term)
