"""Samples whose months and weekdays are in another language, with the names put into English for the rules, and how programs say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dsl.languages import LANGUAGES, MIXED, ROMAN, Names, back_to_english, from_english, has_name, put, to_english
from dsl.term import App, Const, Prim, Term, Var, replace
from dsl.type import STR
from synth.search.scanning.sample import Sample

TRANSLATED = 3.0  # units: the word and the language
TOLD = 0.1  # the same where a column has names that are not English
ANY = 1.0  # more for months of any language
MOST_COLUMN = 40  # rows without outputs that are looked at
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
    read = [(0.0, "", 0, sample.shown, sample.further), *_inputs(sample)]
    wanted = [("", sample.wanted), *_outputs(sample)]
    for cost, language, column, shown, further in read:
        for into, outputs in wanted:
            if language or into:
                yield Translated(Sample(shown, outputs, further), cost + TRANSLATED * bool(into), language, column, into)


def _inputs(sample: Sample) -> Iterator[tuple[float, str, int, list[tuple[Any, ...]], list[tuple[Any, ...]]]]:
    """An input in English, by the languages of which its cells have names, those without outputs as well."""
    for column in range(sample.arity):
        cells, others = ([row[column] for row in rows] for rows in (sample.shown, sample.further[:MOST_COLUMN]))
        for language, cost in _spoken(cells, others):
            names = to_english(language)
            shown, further = ([_changed(names, column, row) for row in rows] for rows in (sample.shown, sample.further))
            yield cost, language, column, shown, further


def _spoken(shown: Sequence[Any], further: Sequence[Any]) -> list[tuple[str, float]]:
    """The languages of which all shown cells and most others have names, some not English, with what they cost; any if no single one."""
    texts = [cell for cell in (*shown, *further) if isinstance(cell, str)]
    if len(texts) < len(shown) + len(further):
        return []
    other = _foreign((*LANGUAGES, ROMAN, MIXED), to_english, shown, texts)
    counts = {language: sum(has_name(language, text) for text in texts) for language in other}
    most, plain = max(counts.values(), default=0), sum(has_name("English", text) for text in texts)
    spoken = [language for language, count in counts.items() if count == most]
    cost = TOLD if most > plain else TRANSLATED
    if spoken == [MIXED]:
        return [(MIXED, cost + ANY)]
    return [(language, cost) for language in spoken if language != MIXED][:MOST_LANGUAGES]


def _foreign(languages: Sequence[str], names: Callable[[str], Names], shown: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The languages of which each shown text has a name, and some text one that is another in English."""
    own = [language for language in languages if all(has_name(language, text) for text in shown)]
    return [language for language in own if any(put(names(language), text) != text for text in texts)]


def _changed(names: Names, column: int, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(put(names, cell) if at == column and isinstance(cell, str) else cell for at, cell in enumerate(row))


def _outputs(sample: Sample) -> Iterator[tuple[str, list[str]]]:
    """The outputs in English, by the languages that give them back."""
    if not all(isinstance(text, str) for text in sample.wanted):
        return
    for language in _foreign((*LANGUAGES, ROMAN), back_to_english, sample.wanted, sample.wanted)[:MOST_LANGUAGES]:
        english = [put(back_to_english(language), text) for text in sample.wanted]
        if [put(from_english(language), text) for text in english] == list(sample.wanted):
            yield language, english


__all__ = ["Translated", "translated"]
