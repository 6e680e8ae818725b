"""Terms as s-expressions, the notation of DreamCoder and Stitch: `(lambda (map (lambda (+ $0 1)) $0))`.

Literals are written as JSON without blanks and parentheses, with their type behind a colon where the look does not
show it: `[]:list<int>`. Names of variables are lost; a let becomes an applied lambda.
Papers: Ellis et al., "DreamCoder" (2021); Bowers et al., "Top-Down Synthesis for Library Learning" (2023).
"""

from __future__ import annotations

import json
import re
from itertools import count

from dsl.codec import read
from dsl.infer import type_of_value
from dsl.parsing import SyntaxFault, parse_type
from dsl.primitives import Vocabulary
from dsl.quote import clip, lone_surrogate
from dsl.term import App, Const, Hole, Lam, Let, Prim, Term, Var
from dsl.type import DECIMAL, TVar, Type, within
from dsl.written import Written, dumps

_WORD = re.compile(r"\s*(#?\(|\)|\"(?:\\.|[^\"\\])*\"[^\s()]*|[^\s()]+)")
_LITERAL = re.compile(r'-?[0-9]|[\["]|(true|false)(:|$)')
_LAMBDAS = ("lambda", "lam")
_HOLES = ("??", "<HOLE>")


def to_sexpr(term: Term) -> str:
    """The s-expression of a term."""
    match term:
        case Var(index):
            return f"${index}"
        case Prim(name):
            return name
        case Const(value, type):
            return _literal(value, type)
        case Lam(body):
            return f"(lambda {to_sexpr(body)})"
        case App(function, arguments):
            return f"({' '.join(map(to_sexpr, (function, *arguments)))})"
        case Let(value, body):
            return f"((lambda {to_sexpr(body)}) {to_sexpr(value)})"
        case Hole():
            return _HOLES[0]
    raise TypeError(f"not a term: {term!r}")


def _literal(value: object, type: Type) -> str:
    text = dumps(value).replace(", ", ",") if DECIMAL in within(type) else json.dumps(value, separators=(",", ":"))
    for character in " ()":  # only ever inside a text
        text = text.replace(character, f"\\u{ord(character):04x}")
    if type_of_value(value, count()) == type and DECIMAL not in within(type):
        return text
    return f"{text}:{str(type).replace(' ', '').replace('(', '<').replace(')', '>')}"


def parse_sexpr(text: str, vocabulary: Vocabulary | None = None) -> Term:
    """The term of an s-expression; without a vocabulary every name and literal is an uninterpreted primitive."""
    reader = _Reader(text, vocabulary)
    found = reader.read()
    if len(found) != 1:
        raise SyntaxFault("the text should be one expression", 1, 1)
    return found[0]


class _Reader:
    """Reads one text; keeps its own stack, so that depth is no limit."""

    def __init__(self, text: str, vocabulary: Vocabulary | None) -> None:
        self.text, self.vocabulary = text, vocabulary

    def fault(self, problem: str, at: int) -> SyntaxFault:
        """An error at a place of the text."""
        line = self.text.count("\n", 0, at) + 1
        return SyntaxFault(problem, line, at - self.text.rfind("\n", 0, at))

    def read(self) -> list[Term]:
        """The terms that stand side by side at the outermost level."""
        levels: list[tuple[int, bool, list[Term]]] = [(0, False, [])]
        at = 0
        while (found := _WORD.match(self.text, at)) is not None:
            word, start, at = found[1], found.start(1), found.end()
            if word in ("(", "#("):
                head = _WORD.match(self.text, at)
                binds = head is not None and head[1] in _LAMBDAS
                at = head.end() if binds and head is not None else at
                levels.append((start, binds, []))
            elif word == ")":
                if len(levels) == 1:
                    raise self.fault("found ')' without its '('", start)
                opened, binds, parts = levels.pop()
                levels[-1][2].append(self.made(binds, parts, opened))
            else:
                levels[-1][2].append(self.atom(word, start))
        if self.text[at:].strip():
            raise self.fault(f"found {self.text[at:].strip()[0]!r}", at)
        if len(levels) > 1:
            raise self.fault("this '(' is not closed", levels[-1][0])
        return levels[0][2]

    def made(self, binds: bool, parts: list[Term], at: int) -> Term:
        """The term of what stands in parentheses."""
        if binds:
            if len(parts) != 1:
                raise self.fault(f"a lambda has one body, found {len(parts)}", at)
            return Lam(parts[0])
        if not parts:
            raise self.fault("nothing stands in these parentheses", at)
        return App(parts[0], tuple(parts[1:])) if len(parts) > 1 else parts[0]

    def atom(self, word: str, at: int) -> Term:
        """The term of a single word."""
        if re.fullmatch(r"\$[0-9]{1,9}", word):
            return Var(int(word[1:]))
        if word in _HOLES:
            return Hole(TVar("a"))
        if self.vocabulary is None or word in self.vocabulary:
            return Prim(word)
        if _LITERAL.match(word):
            return self.literal(word, at)
        near = self.vocabulary.nearest(word)
        raise self.fault(f"unknown name {clip(word)}" + (f": did you mean {near}?" if near else ""), at)

    def literal(self, word: str, at: int) -> Const:
        """The literal of a word."""
        try:
            value, end = json.JSONDecoder().raw_decode(word)
            written, _ = json.JSONDecoder(parse_float=Written).raw_decode(word)
        except ValueError:
            raise self.fault(f"{clip(word)} is no literal", at) from None
        problem = lone_surrogate(str(value))
        if problem is not None:
            raise self.fault(problem, at)
        if end < len(word) and word[end] == ":":
            type = parse_type(word[end + 1 :].replace("<", "(").replace(">", ")"))
            return Const(read(written, type) if DECIMAL in within(type) else value, type)
        found = type_of_value(value, count())
        if end < len(word) or found is None:
            raise self.fault(f"{clip(word)} is no literal", at)
        return Const(value, found)
