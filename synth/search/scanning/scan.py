"""The scanning rules of a task: each looks for what it could have made among the wanted values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from dsl.domains.ranges import full_times
from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.subroutine import names_in
from dsl.term import App, Prim, Term, Var, lam, replace
from dsl.type import DECIMAL, INT, STR, Con, Type, parameters
from synth.search.scanning import (
    absent,
    bands,
    cases,
    cells,
    characters,
    chosen,
    colours,
    composed,
    conditions,
    counts,
    differences,
    divided,
    elementwise,
    ensured,
    fallback,
    found,
    inserted,
    itemised,
    joined,
    languages,
    marked,
    moments,
    nested,
    numbers,
    operations,
    parts,
    precisions,
    shaped,
    shortened,
    signed,
    spans,
    thresholds,
    truths,
    undefined,
    views,
    written,
)
from synth.search.scanning.sample import Sample
from synth.space.prior import SCALE
from synth.space.space import Fit, Space

NAME = "scan"
Rule = Callable[[Sample, float], Iterator[tuple[float, Term]]]
MOMENT = Con("moment")
TEXTS = (moments.scan, numbers.scan, signed.scan, differences.scan, spans.scan, written.scan)
RULES: Mapping[Type, tuple[Rule, ...]] = {STR: TEXTS, INT: (numbers.scan,), DECIMAL: (numbers.scan,)}
WHOLE = (
    operations.scan,
    parts.scan,
    joined.scan,
    cells.scan,
    characters.scan,
    colours.scan,
    found.scan,
    marked.scan,
    divided.scan,
    chosen.scan,
    ensured.scan,
    fallback.scan,
    shortened.scan,
    nested.scan,
    itemised.scan,
    inserted.scan,
    truths.scan,
    shaped.scan,
)
DEAREST = 40.0  # units
FULL_TIMES, UNSHOWN = 1.0, 1.0  # for the word, and more where no shown row needs it


def scans(space: Space, vocabulary: Vocabulary) -> Iterator[Fit]:
    """The programs that scanning finds in words of the vocabulary, with their own prices, as far as they are right on every example."""
    for fit in _found(space, vocabulary):
        if not names_in(fit.term) <= vocabulary.keys():
            continue
        run = compile_term(fit.term, vocabulary)
        if all(run(example.inputs) == example.output for example in space.shown):
            yield fit


def _found(space: Space, vocabulary: Vocabulary) -> Iterator[Fit]:
    arguments, result = parameters(space.grammar.request)
    if STR in arguments or len(arguments) > 1:
        for term, price in conditions.scan(space, vocabulary):
            yield Fit(term, 0 if price is None else round(SCALE * price), NAME, price)
    for cost, term in _bodies(space, vocabulary, arguments, result):
        yield Fit(lam(len(arguments), term), round(SCALE * cost), NAME, cost)


def _bodies(space: Space, vocabulary: Vocabulary, arguments: Sequence[Type], result: Type) -> Iterator[tuple[float, Term]]:
    """The bodies of programs that the rules find, with their prices in units."""

    def whole(rows: Space) -> Iterator[tuple[float, Term]]:
        return chain.from_iterable(rule(rows, vocabulary) for rule in WHOLE)

    def by_rules(sample: Sample) -> Iterator[tuple[float, Term]]:
        """By those for dates and numbers, also several of them put together."""
        yield from _by_rules(sample, result)
        if result == STR:
            yield from composed.scan(sample, vocabulary, DEAREST)

    if "greater_equal" in vocabulary and "if" in vocabulary:
        yield from chain(thresholds.scan(space), bands.scan(space))
    yield from whole(space)
    yield from views.scan(space, vocabulary, whole)
    yield from absent.scan(space, vocabulary, whole)
    yield from counts.scan(space, vocabulary, lambda wanted: _by_rules(_sample(space, wanted), INT))
    sample = _sample(space, [example.output for example in space.shown])
    ruled = _reads(space, vocabulary, arguments, result)
    told = [*by_rules(sample)] if ruled else []
    yield from told
    if ruled and result == STR:
        yield from elementwise.scan(sample, lambda own: _by_rules(own, STR))
        yield from undefined.scan(sample, lambda own: _by_rules(own, STR))
    yield from cases.scan(space, vocabulary, by_rules, alike=bool(told))
    if ruled:
        yield from precisions.scan(sample, vocabulary, DEAREST) if result == STR else ()
        yield from _in_english(sample, result)
        yield from _in_full_times(sample, by_rules)


def _reads(space: Space, vocabulary: Vocabulary, arguments: Sequence[Type], result: Type) -> bool:
    """Whether there is something to read that the rules for dates and numbers know."""
    if "format_number" not in vocabulary or space.grammar.states[0].type != result:
        return False
    read = [t for t in arguments if t == STR or t in (MOMENT, DECIMAL) or (t == INT and result == STR)]
    return bool(read) and (result != INT or STR in read or MOMENT in read)


def _sample(space: Space, wanted: Sequence[Any]) -> Sample:
    """The rows shown with what is wanted for them."""
    return Sample([example.inputs for example in space.shown], wanted, space.inputs)


def _by_rules(sample: Sample, result: Type) -> Iterator[tuple[float, Term]]:
    for rule in RULES.get(result, ()):
        yield from rule(sample, DEAREST)


def _in_english(sample: Sample, result: Type) -> Iterator[tuple[float, Term]]:
    """The same where months or weekdays are in another language."""
    for whole in languages.translated(sample):
        yield from whole.copies()
        yield from ((cost + whole.cost, whole.term(term)) for cost, term in _by_rules(whole.sample, result))


def _in_full_times(sample: Sample, rules: Callable[[Sample], Iterator[tuple[float, Term]]]) -> Iterator[tuple[float, Term]]:
    """The same where ranges have am or pm behind their ends alone, or times are noon and midnight."""
    for column, cell in enumerate(sample.rows[0]):
        if isinstance(cell, str):
            shown, further = ([_with_full_times(row, column) for row in rows] for rows in (sample.shown, sample.further))
            if shown != [*sample.shown] or further != [*sample.further]:
                own = Var(sample.arity - 1 - column)
                whole, price = App(Prim("full_times"), (own,)), FULL_TIMES + UNSHOWN * (shown == [*sample.shown])
                for cost, term in rules(Sample(shown, sample.wanted, further)):
                    yield cost + price, replace(term, own, whole)


def _with_full_times(row: tuple[Any, ...], column: int) -> tuple[Any, ...]:
    return tuple(full_times(cell) if at == column and isinstance(cell, str) else cell for at, cell in enumerate(row))
