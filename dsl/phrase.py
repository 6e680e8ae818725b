"""Phrases: how English says a primitive, declared beside it as `the text before the first {delimiter} in {s}`.

A slot names a parameter, perhaps with how its argument is said:

    {n:nth}             a place: first, second, last; `{n:count}` counts from 1
    {n:character}       so many characters, the noun in the plural where it is needed
    {format:moment}     what a format prints, by an example; also `duration` and `number`; `kind` is what a format reads
    {xs:items}          a list as a noun in the plural; `{xs:item}` one of them, behind each, every or some
    {keep:that}         a test as a clause about several things, `{test:is}` about one, `{test:not that}` denied
    {f:itself, it}      a function, with what its parameters are called; `each of xs` puts it in place of the items of xs

`~` is a comma that is left out behind a single word. `[is/is not]` is the verb of a clause and its denial: a phrase with one says
whether something is so, any other names a thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from dsl.parsing import nearest
from dsl.quote import clip

_PIECE = re.compile(r"\{(\w+)(?::([^{}]+))?\}|\[([^/\]]+)/([^/\]]+)\]")


@dataclass(frozen=True)
class Slot:
    """Where an argument is said, and how."""

    place: int
    manner: str = ""


@dataclass(frozen=True)
class Verb:
    """The verb of a clause and its denial."""

    yes: str
    no: str

    def said(self, holds: bool, plural: bool = False) -> str:
        """The verb, of several things if `plural`."""
        first, *rest = (self.yes if holds else self.no).split(" ")
        return " ".join([_PLURAL.get(first, first.removesuffix("s")) if plural else first, *rest])


_PLURAL = {"is": "are", "has": "have", "does": "do"}
Piece: TypeAlias = str | Slot | Verb


@dataclass(frozen=True)
class Phrase:
    """A phrase taken apart."""

    pieces: tuple[Piece, ...]

    @cached_property
    def verb(self) -> Verb | None:
        """The verb, where it is a clause."""
        return next((piece for piece in self.pieces if isinstance(piece, Verb)), None)

    @property
    def lead(self) -> Slot | None:
        """The slot it begins with."""
        first = self.pieces[0]
        return first if isinstance(first, Slot) else None


def phrase_of(name: str, text: str, parameters: Sequence[str]) -> Phrase:
    """The phrase that a primitive declares; ValueError for a slot that names no parameter, or a parameter without a slot."""
    if not isinstance(text, str) or not text:
        raise ValueError(f"{name}: a phrase is a text with the parameters in braces, such as 'the spread of {{xs}}'")
    pieces: list[Piece] = []
    end = 0
    for found in _PIECE.finditer(text):
        if found.start() > end:
            pieces.append(text[end : found.start()])
        end = found.end()
        slot, manner, yes, no = found.groups()
        if slot is None:
            pieces.append(Verb(yes, no))
            continue
        if slot not in parameters:
            near = nearest(slot, parameters)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(parameters) or 'no parameters'}"
            raise ValueError(f"{name}: the phrase names the parameter {clip(slot)}; {hint}")
        pieces.append(Slot(parameters.index(slot), manner or ""))
    pieces += [text[end:]] if end < len(text) else []
    said = {piece.place for piece in pieces if isinstance(piece, Slot)}
    missing = [parameter for place, parameter in enumerate(parameters) if place not in said]
    if missing:
        raise ValueError(f"{name}: the phrase does not say {{{missing[0]}}}")
    return Phrase(tuple(pieces))
