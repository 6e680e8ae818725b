"""The words for the parts of a program: how phrases fit into each other (`dsl/explain.py` makes sentences of them)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dsl.phrase import Phrase, Slot, Verb
from dsl.primitives import Primitive, Vocabulary
from dsl.sayings import SELECTING, ordinal, said_format, said_literal, so_many
from dsl.term import SIBLINGS, App, Const, Hole, Lam, Let, Prim, Term, Var, free_indices, subterms
from dsl.type import BOOL, INT, TOKEN, Type, is_arrow, parameters

_PLURALS = r"items|words|pieces|characters|numbers|digits|lists|runs of digits|places|running sums|differences"
_PARTS = (
    r"(?:objects|clusters|rows|columns|nodes|neighbours|edges|pairs|values|colours|(?:sorted )?(?:keys|members)"
    r"|(?:(?:strongly )?connected |first |second )?parts)"
)
_MANY = re.compile(rf"the (?:(?:[\w ]+ )?(?:{_PLURALS})|{_PARTS}|ones|entries)\b")
_SIMPLE = re.compile(rf"the (words|pieces|characters|numbers|digits|runs|{_PARTS}) (?!.*\b(?:that|for which|whose)\b)(.*)", re.DOTALL)
_INNER = {"it": "the inner one", "itself": "the inner result"}


Shape = Literal["word", "noun", "tail", "chain", "list"]


@dataclass(frozen=True)
class Said:
    """The words for a part, and how they hold together.

    A `word` needs no comma behind it; a `tail` has something said of its first part; a `chain` ends in a further part, a `list` has
    commas of its own.
    """

    text: str
    shape: Shape = "noun"


class Speaker:
    """Says the parts of one program; a scope is what the variables are called, innermost first."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.places = False  # whether a place was told by its number

    # -- things --------------------------------------------------------------------------------

    def noun(self, term: Term, scope: tuple[Said, ...], before: str = "") -> Said:
        """The name of the thing that a part gives, behind the words before it."""
        match term:
            case Var(index):
                return scope[index] if index < len(scope) else Said("an input", "word")
            case Const(value, type):
                return Said(said_literal(value, type, before), "word")
            case Hole():
                return Said("something", "word")
            case Let(value, body):
                said = self.noun(value, scope)
                if said.shape == "word":
                    return self.noun(body, (said, *scope), before)
                name = f"the {(term.hint or 'value').replace('_', ' ')}"
                return Said(f"{self.noun(body, (Said(name, 'word'), *scope)).text}, where {name} is {said.text}", "list")
            case Lam():
                return Said(f"the function that gives {self.function(term, ('its input',), scope).text}", "list")
            case Prim(name):
                return self.called(name, (), scope)
            case App(Prim(name), arguments):
                return self.called(name, arguments, scope)
            case App(function, arguments):
                given = " and ".join(self.inside(a, scope) for a in arguments)
                return Said(f"what {self.noun(function, scope).text} gives for {given}", "chain")
        raise TypeError(f"not a term: {term!r}")

    def inside(self, term: Term, scope: tuple[Said, ...], before: str = "") -> str:
        """A part in the middle of others, in brackets where it could be read together with what stands around it."""
        said = self.noun(term, scope, before)
        return said.text if said.shape in ("word", "noun") else f"({said.text})"

    def called(self, name: str, arguments: tuple[Term, ...], scope: tuple[Said, ...]) -> Said:
        """What a primitive gives for arguments."""
        p = self.vocabulary.get(name)
        if p is None or p.phrase is None or len(arguments) != p.arity:
            return self.unphrased(name, p, arguments, scope)
        if parameters(p.type)[1] == BOOL:
            return Said(f"whether {self.clause(App(Prim(name), arguments), scope)}", "list")
        if name == "cons" and (items := _listed(arguments)):
            told = [self.inside(item, scope) for item in items]
            return Said(f"the list of {' and '.join([', '.join(told[:-1]), told[-1]][len(told) == 1 :])}")
        mapped = self.mapped(p, p.phrase, arguments, scope)
        return mapped or self.phrased(p, p.phrase, arguments, scope)

    def unphrased(self, name: str, p: Primitive | None, arguments: tuple[Term, ...], scope: tuple[Said, ...]) -> Said:
        """A primitive without a phrase, by its name and the first sentence of its meaning."""
        given = " and ".join(self.inside(a, scope) for a in arguments)
        meaning = re.split(r"[.:;]", p.doc, maxsplit=1)[0] if p is not None and p.body is None else ""
        meant = f" ({meaning[:1].lower()}{meaning[1:]})" if meaning else ""
        return Said(f"the {name.replace('_', ' ')}{f' of {given}' if given else ''}{meant}")

    def phrased(self, p: Primitive, phrase: Phrase, arguments: tuple[Term, ...], scope: tuple[Said, ...]) -> Said:
        """A thing, by the phrase of its primitive."""
        if phrase.lead is not None and len(phrase.pieces) == 1 and not phrase.lead.manner:
            return self.noun(arguments[phrase.lead.place], scope)
        text = self.filled(p, phrase.pieces, arguments, scope)
        if text.startswith("the text "):
            text = text.removesuffix(" in the text")
        if any(isinstance(piece, str) and ", " in piece for piece in phrase.pieces):
            return Said(text, "list")
        if phrase.lead is None or phrase.lead.manner:
            return Said(text, "word" if all(isinstance(a, Const) for a in arguments) else "noun")
        last = phrase.pieces[-1]
        ends = isinstance(last, Slot) and not last.manner and self.noun(arguments[last.place], scope).shape != "word"
        return Said(text, "chain" if ends else "tail")

    def filled(self, p: Primitive, pieces: Sequence[str | Slot | Verb], arguments: tuple[Term, ...], scope: tuple[Said, ...]) -> str:
        """The pieces of a phrase with the arguments in their slots."""
        text, place = "", ""
        for at, piece in enumerate(pieces):
            if isinstance(piece, str):
                found = place and re.search(r" (?:of|in)\b|,", piece)
                if found:
                    piece, place = f"{piece[: found.start()]}{place}{piece[found.start() :]}", ""
                text = re.sub(r"  +", " ", text + piece)
            elif isinstance(piece, Slot):
                argument = arguments[piece.place]
                if piece.manner == "nth" and not isinstance(argument, Const):
                    place, self.places = f" at place {self.inside(argument, scope)}", True
                elif at == 0 and piece.manner in ("", "free") and parameters(p.type)[0][piece.place] != BOOL:
                    text = self.leading(p, argument, scope, len(pieces) > 1 and str(pieces[1]).startswith("~"))
                elif at == len(pieces) - 1 and ", " in text and isinstance(argument, App) and argument.function == Prim(p.name):
                    text += self.noun(argument, scope).text  # a chain of its own kind goes on
                else:
                    text += self.slot(parameters(p.type)[0][piece.place], piece.manner, argument, scope, text)
        return (text + place).replace("~", "")

    def slot(self, kind: Type, manner: str, argument: Term, scope: tuple[Said, ...], text: str) -> str:
        """What stands in a slot behind the words before it; `kind` is the type of its parameter."""
        if is_arrow(kind):
            return self.given(kind, manner, argument, scope)
        if manner in ("items", "item") and kind != INT:
            return self.items(argument, scope, manner == "item", text)
        if manner not in ("", "free") and isinstance(argument, Const):
            return _told(manner, argument, text)
        if manner in ("kind", "moment", "duration", "number"):
            return f"by the format {self.inside(argument, scope)}"
        if manner == "free" and (free := self.noun(argument, scope, text)).shape == "tail" and "," not in free.text:
            return free.text
        if kind == BOOL:
            return self.clause(argument, scope, bracket=True)
        said = self.inside(argument, scope, text)
        if manner == "count":
            return f"{said}-th"
        if manner not in ("", "free", "nth"):
            return f"({said}) {manner}s" if " " in said and not said.startswith("(") else f"{said} {manner}s"
        self.places |= text.endswith(" place ") and isinstance(argument, Const)
        another = SELECTING.search(text) and not isinstance(argument, Const) and kind != TOKEN and not text.endswith(" the ")
        return f"occurrence of {said}" if another else said

    def leading(self, p: Primitive, argument: Term, scope: tuple[Said, ...], comma: bool) -> str:
        """What a phrase begins with: several things said of one part follow each other, each behind a comma."""
        said = self.noun(argument, scope)
        same = p.associative and isinstance(argument, App) and argument.function == Prim(p.name)
        if said.shape == "list" and not same:
            return f"({said.text})"
        return said.text if said.shape == "word" or not comma else f"{said.text},"

    def items(self, argument: Term, scope: tuple[Said, ...], single: bool, text: str) -> str:
        """The items of a list as a noun, in the plural or behind `each`, `every` and `some`."""
        said = self.inside(argument, scope)
        if single and re.search(r"\beach\b", said):
            return f"of {said}"
        if not _MANY.match(said):
            return f"{'the ' * (not single and not text.endswith('number of '))}item{'s' * (not single)} of {said}"
        if not single:
            return said.removeprefix("the ") if text.endswith("number of ") else said
        simple = _SIMPLE.match(said)
        if simple:
            return f"{simple[1][:-1]} {simple[2]}"
        return f"one of {said}" if text.endswith(("each ", "every ")) else f"of {said}"

    # -- functions -----------------------------------------------------------------------------

    def mapped(self, p: Primitive, phrase: Phrase, arguments: tuple[Term, ...], scope: tuple[Said, ...]) -> Said | None:
        """What is done to each item, said of `each item` itself where it is said once."""
        taken = next((piece for piece in phrase.pieces if isinstance(piece, Slot) and piece.manner.startswith("each of ")), None)
        if taken is None:
            return None
        function, items = arguments[taken.place], arguments[1 - taken.place]
        body = function.body if isinstance(function, Lam) else function
        once = isinstance(function, Lam) and sum(t == Var(0) for t in _outside_lambdas(body)) == 1
        if not once or _holds_clause(body, self.vocabulary) or 0 in _inside_lambdas(body):
            return None
        item = self.items(items, scope, True, "each ")
        return self.noun(body, (Said(f"each {item}", "noun" if item.startswith("one of ") else "word"), *scope))

    def given(self, kind: Type, manner: str, argument: Term, scope: tuple[Said, ...]) -> str:
        """A function that a primitive takes, said by what it gives."""
        if parameters(kind)[1] != BOOL:
            names = ["the item"] if manner.startswith("each of ") or not manner else manner.split(", ")
            return self.function(argument, names, scope).text
        tests = manner.startswith(("that", "not that", "is"))
        places = 2 if manner.endswith(" 2") else 1
        body, inner = self.opened(argument, ["its place", "the item"][2 - places :] if tests else manner.split(", "), scope)
        if not tests:
            return self.clause(body, inner)
        return self.said_of(
            body, inner, many=manner in ("that", "that 2"), holds=manner != "not that", place=places == 2, only=manner == "is"
        )

    def said_of(self, body: Term, scope: tuple[Said, ...], *, many: bool, holds: bool, place: bool, only: bool) -> str:
        """A test as what is said of the items that meet it."""
        bound = 2 if place else 1
        said = self.predicate(body, _Subject(0, bound, many), scope, holds)
        if said is not None:
            return said if only else f"that {said}"
        said = self.predicate(body, _Subject(1, bound, many), scope, holds) if place else None
        if said is not None:
            return f"whose place{'s' * many} {said}"
        return f"{'is one ' if only else ''}for which {self.clause(body, scope, holds)}"

    def function(self, term: Term, names: Sequence[str], scope: tuple[Said, ...]) -> Said:
        """What a function gives, its parameters called by names."""
        body, inner = self.opened(term, names, scope)
        return self.noun(body, inner)

    def opened(self, term: Term, names: Sequence[str], scope: tuple[Said, ...]) -> tuple[Term, tuple[Said, ...]]:
        """The body of a function, and what variables are called in it."""
        for name in names:
            if not isinstance(term, Lam):
                break
            taken = {said.text for said in scope}
            name = "the inner list" if name == "the item" and term.hint in SIBLINGS["xs"] else name
            inner = _INNER.get(name, re.sub(r"^(the|its|each) ", r"\1 inner ", name))
            scope, term = (Said(inner if name in taken else name, "word"), *scope), term.body
        return term, scope

    # -- conditions ----------------------------------------------------------------------------

    def clause(self, term: Term, scope: tuple[Said, ...], holds: bool = True, bracket: bool = False) -> str:
        """A condition as a clause, or its denial."""
        match term:
            case App(Prim("not"), (denied,)):
                return self.clause(denied, scope, not holds, bracket)
            case App(Prim("and" | "or" as name), (left, right)):
                joined = "and" if (name == "and") == holds else "or"
                parts = [self.clause(part, scope, holds, _joins(part, name)) for part in (left, right)]
                text = f" {joined} ".join(parts)
                return f"({text})" if bracket else text
            case App(Prim(name), arguments) if (p := self.vocabulary.get(name)) and p.phrase and len(arguments) == p.arity:
                pieces = [piece.said(holds) if isinstance(piece, Verb) else piece for piece in p.phrase.pieces]
                if parameters(p.type)[1] == BOOL:
                    denial = "" if holds or p.phrase.verb is not None else "it is not so that "
                    return denial + self.filled(p, pieces, arguments, scope)
            case Const(bool() as value, _):
                return "it is always so" if value == holds else "it is never so"
        return f"{self.noun(term, scope).text} is {'true' if holds else 'false'}"

    def predicate(self, term: Term, subject: _Subject, scope: tuple[Said, ...], holds: bool) -> str | None:
        """What a condition says of a variable, without it; None where it is no clause about it."""
        match term:
            case App(Prim("not"), (denied,)):
                return self.predicate(denied, subject, scope, not holds)
            case App(Prim("and" | "or" as name), (left, right)) if not (_joins(left, name) or _joins(right, name)):
                parts = [self.predicate(part, subject, scope, holds) for part in (left, right)]
                if None in parts:
                    return None
                return f" {'and' if (name == 'and') == holds else 'or'} ".join(map(str, parts))
            case App(Prim(name), arguments):
                return self.verbal(name, arguments, subject, scope, holds)
        return None

    def verbal(self, name: str, arguments: tuple[Term, ...], subject: _Subject, scope: tuple[Said, ...], holds: bool) -> str | None:
        """The verb and what follows it, where the subject is a variable and no other of the function is spoken of."""
        p = self.vocabulary.get(name)
        phrase = None if p is None or len(arguments) != p.arity else p.phrase
        if p is None or phrase is None or phrase.verb is None or phrase.lead is None:
            return None
        others = [a for place, a in enumerate(arguments) if place != phrase.lead.place]
        if arguments[phrase.lead.place] != Var(subject.variable) or any(free_indices(a) & set(range(subject.bound)) for a in others):
            return None
        pieces = [piece.said(holds, subject.many) if isinstance(piece, Verb) else piece for piece in phrase.pieces[1:]]
        return self.filled(p, ["", *pieces], arguments, scope).strip()


@dataclass(frozen=True)
class _Subject:
    """The variable that a clause leaves out, of so many of its function, and whether it is of several things."""

    variable: int
    bound: int
    many: bool


_JOINING = ("and", "or")


def _listed(arguments: tuple[Term, ...]) -> list[Term]:
    """The items of a list that a program writes out, from the arguments of its outermost `cons`; none for any other list."""
    first, rest = arguments
    match rest:
        case Const(()):
            return [first]
        case App(Prim("cons"), (_, _)) if inner := _listed(rest.arguments):
            return [first, *inner]
    return []


def _joins(term: Term, other: str) -> bool:
    """Whether a part is an `and` or `or` other than the one that it is part of."""
    return isinstance(term, App) and isinstance(term.function, Prim) and term.function.name in _JOINING and term.function.name != other


def _told(manner: str, argument: Const, text: str) -> str:
    """A literal in a slot with a manner."""
    value = argument.value
    if not isinstance(value, int) and manner not in ("kind", "moment", "duration", "number"):
        return said_literal(value, argument.type, text)
    if manner == "nth":
        return ordinal(int(value))
    if manner == "count":
        return ordinal(int(value) - 1)
    if manner in ("kind", "moment", "duration", "number"):
        return said_format(manner, str(value))
    return so_many(int(value), manner, text)


def _outside_lambdas(term: Term) -> list[Term]:
    match term:
        case Lam() | Let():
            return []
        case App(function, arguments):
            return [term, *_outside_lambdas(function), *(t for a in arguments for t in _outside_lambdas(a))]
    return [term]


def _inside_lambdas(term: Term) -> frozenset[int]:
    """The variables that lambdas and lets within the term speak of."""
    return frozenset().union(*(free_indices(t) for t in _parts(term) if isinstance(t, Lam | Let)))


def _parts(term: Term) -> list[Term]:
    match term:
        case App(function, arguments):
            return [term, *_parts(function), *(t for a in arguments for t in _parts(a))]
    return [term]


def _holds_clause(term: Term, vocabulary: Vocabulary) -> bool:
    """Whether a part has conditions, or is the variable itself."""
    names = [t.name for t in subterms(term) if isinstance(t, Prim)]
    return isinstance(term, Var) or any(n == "if" or (n in vocabulary and parameters(vocabulary[n].type)[1] == BOOL) for n in names)
