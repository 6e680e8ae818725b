"""Samples whose months and weekdays are in another language, with the names put into English for the rules, and how programs say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dsl.languages import LANGUAGES, Names, back_to_english, from_english, has_name, put, to_english
from dsl.term import App, Const, Prim, Term, Var, replace
from dsl.type import STR
from synth.search.scanning.sample import Sample

TRANSLATED = 3.0  # units: the word and the language
MOST_LANGUAGES = 3  # of one side that are tried


@dataclass(frozen=True)
class Translated:
    """A sample in English, what it costs to go there, and the program on the sample as it was given."""

    sample: Sample
    cost: float
    language: str  # of the input; empty where that stays
    column: int
    wanted: str  # the language of the outputs; empty where they stay

    def term(self, body: Term) -> Term:
        """The body of a program on the sample in English, as one on the sample that was given."""
        if self.language:
            own = Var(self.sample.arity - 1 - self.column)
            body = replace(body, own, App(Prim("english_dates"), (Const(self.language, STR), own)))
        return App(Prim("local_dates"), (Const(self.wanted, STR), body)) if self.wanted else body

    def copies(self) -> Iterator[tuple[float, Term]]:
        """The program that does no more than translate, where that gives what is wanted."""
        for column, cell in enumerate(self.sample.shown[0]):
            if isinstance(cell, str) and all(row[column] == own for row, own in zip(self.sample.shown, self.sample.wanted, strict=True)):
                yield TRANSLATED, self.term(Var(self.sample.arity - 1 - column))


def translated(sample: Sample) -> Iterator[Translated]:
    """The sample with an input, the outputs or both put into English, where all of its rows have names that are not English."""
    read = [("", 0, sample.shown, sample.further), *_inputs(sample)]
    wanted = [("", sample.wanted), *_outputs(sample)]
    for language, column, shown, further in read:
        for into, outputs in wanted:
            if language or into:
                cost = TRANSLATED * (bool(language) + bool(into))
                yield Translated(Sample(shown, outputs, further), cost, language, column, into)


def _inputs(sample: Sample) -> Iterator[tuple[str, int, list[tuple[Any, ...]], list[tuple[Any, ...]]]]:
    """An input in English, by the languages of which all its cells have names."""
    for column in range(sample.arity):
        cells = [row[column] for row in sample.shown]
        for language in _languages(cells, to_english):
            names = to_english(language)
            shown, further = ([_changed(names, column, row) for row in rows] for rows in (sample.shown, sample.further))
            yield language, column, shown, further


def _changed(names: Names, column: int, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(put(names, cell) if at == column and isinstance(cell, str) else cell for at, cell in enumerate(row))


def _outputs(sample: Sample) -> Iterator[tuple[str, list[str]]]:
    """The outputs in English, by the languages that give them back."""
    for language in _languages(sample.wanted, back_to_english):
        english = [put(back_to_english(language), text) for text in sample.wanted]
        if [put(from_english(language), text) for text in english] == list(sample.wanted):
            yield language, english


def _languages(cells: Sequence[Any], names: Callable[[str], Names]) -> list[str]:
    """The languages of which each cell has a name, and some that is another one in English."""
    if not all(isinstance(cell, str) for cell in cells):
        return []
    own = [language for language in LANGUAGES if all(has_name(language, cell) for cell in cells)]
    return [language for language in own if any(put(names(language), cell) != cell for cell in cells)][:MOST_LANGUAGES]


__all__ = ["Translated", "translated"]
