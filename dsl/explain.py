"""Explanations: a program as a sentence of English, made of the phrases of its primitives (`dsl/phrase.py`).

A part is put in brackets where it would otherwise be read as belonging to what stands around it: `the first word of (the text in
upper case)`. Conditions are clauses, and what is said of the items of a list leaves its subject out: `the items that are even`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dsl.parsing import parse_type
from dsl.primitives import Vocabulary
from dsl.rewrite import eta_long
from dsl.speaker import Said, Speaker
from dsl.subroutine import inlined
from dsl.term import App, Lam, Term, print_term, scope_of
from dsl.type import Type, parameters

PLACES = " (places count from 0, negative ones from the end)"
_INPUTS = {"str": "the text", "int": "the number", "float": "the number", "decimal": "the number", "list": "the list", "moment": "the date",
           "duration": "the length of time", "bool": "the truth value", "grid": "the grid", "image": "the picture",
           "map": "the map", "set": "the set", "pair": "the pair", "graph": "the graph"}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of a program, as the language writes it, its explanation, and the term, whose free variables are the inputs."""

    program: str
    sentence: str
    term: Term = field(repr=False)


def explain(program: Term, vocabulary: Vocabulary, type: Type | str | None = None, names: Sequence[str] = ()) -> str:
    """One sentence that says what the program does; `names` are those of the columns that its inputs are."""
    inputs = _inputs(program, type, names)
    return _sentence(_body(_prepared(program, vocabulary), vocabulary, inputs), inputs)


def explain_parts(program: Term, vocabulary: Vocabulary, type: Type | str | None = None, names: Sequence[str] = ()) -> list[Part]:
    """A sentence for each part of the program that is made of the inputs alone, the innermost first and the whole last."""
    called, body = scope_of(program)
    inputs = _inputs(program, type, names)
    found: dict[Term, Part] = {}
    for part in reversed(list(_outermost(body))):
        if part not in found:
            sentence = _sentence(_body(_prepared(part, vocabulary, len(called)), vocabulary, inputs), inputs)
            found[part] = Part(print_term(part, called), sentence, part)
    return list(found.values())


def _outermost(term: Term) -> list[Term]:
    """The applications outside lambdas, a part behind what it is part of."""
    match term:
        case App(_, arguments):
            return [term, *(part for argument in reversed(arguments) for part in _outermost(argument))]
    return []


def _prepared(term: Term, vocabulary: Vocabulary, free: int = 0) -> Term:
    """The program without subroutines, its functions written as lambdas where that can be done."""
    try:
        plain = inlined(term, vocabulary)
        return plain if free else eta_long(plain, vocabulary)
    except (ValueError, KeyError, RecursionError, TypeError):
        return term


def _inputs(program: Term, type: Type | str | None, names: Sequence[str]) -> tuple[Said, ...]:
    """What the inputs are called, the last one first: as in the text of the program, or by what they are."""
    called = scope_of(program)[0]
    types = parameters(parse_type(type) if isinstance(type, str) else type)[0] if type is not None else ()
    if len(names) == len(called):
        said = [f"[{name}]" for name in names]
    elif len(called) == 1 and types:
        said = [_INPUTS.get(getattr(types[0], "name", ""), called[0])]
    else:
        said = list(reversed(called))
    return tuple(Said(each, "word") for each in reversed(said))


def _body(term: Term, vocabulary: Vocabulary, inputs: tuple[Said, ...]) -> str:
    """The words for what a program gives."""
    speaker = Speaker(vocabulary)
    for _ in inputs:
        term = term.body if isinstance(term, Lam) else term
    text = speaker.noun(term, inputs).text
    return text + (PLACES if speaker.places else "")


def _sentence(text: str, inputs: tuple[Said, ...]) -> str:
    """The words with a capital and a full stop; an input keeps its name."""
    first = text.split(" ", 1)[0].strip("(,")
    if first not in (said.text for said in inputs):
        text = re.sub(r"^\(*[a-z]", lambda found: found[0].upper(), text)
    return f"{text}."


__all__ = ["Part", "explain", "explain_parts"]
