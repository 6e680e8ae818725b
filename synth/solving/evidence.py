"""Evidence: what speaks for and against the programs that fit, as named numbers that a ranker weighs.

A program has a cost and a text. Its *behaviour* is what it does on inputs without outputs: the further rows of its
column, and inputs made up by varying the shown ones. Programs that behave alike there are one *reading* of the examples.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from dsl.evaluate import Columns, Failure
from dsl.term import App, Const, Lam, Prim, Term, Var, strip, subterms
from dsl.type import BOOL, DECIMAL, FLOAT, INT, STR, Type, parameters
from synth.solving.column import Column, foreign, shape_of, texts_of
from synth.solving.digits import CODE, TOKEN, WORD, Widths, numbers, printed, unlike_inputs
from synth.solving.neighbours import Neighbours
from synth.solving.patience import bits
from synth.solving.perturb import variations
from synth.solving.reading import alike
from synth.solving.tidied import is_tidy
from synth.solving.worth import Candidate, faults, seams
from synth.space.prior import BITS

if TYPE_CHECKING:
    from tasks.task import Example

Array = np.ndarray[Any, Any]
Outputs = Sequence[Any]
MADE_UP = 40  # inputs
SCANNED = "scan"
NATURAL = BITS * math.log(2)  # of a unit of cost
MOST_SAVED = 12.0  # units an example
MOST_NUMBER = 3  # that is told from others
MASK = re.compile(r"[^.,]+|[.,]")
PAIRS = re.compile(rf"(?=({CODE.pattern}[^%]{{0,2}}{CODE.pattern}))")  # codes with at most two characters between them
FORMATS = {"format_moment": CODE, "read_moment": CODE, "read_nth_moment": CODE, "format_number": MASK}
BY_CHANCE = frozenset(("is_even", "is_odd", "modulo", "less", "less_equal", "greater", "greater_equal", "text_length"))

PROGRAM = (
    *("price", "unused", "branches", "twice", "copied", "literal_seams", "digit_seams", "letter_seams"),
    *("applications", "functions", "identity"),
    *("texts", "text_length", "unseen", "foreign", "numbers", "large_numbers", "by_chance", "scanned", "unsaved"),
    *("printed", "pads", "bares"),
)
ANY = (  # one row counts as well
    *("failing", "unlike", "strange", "signs", "cut", "invented", "lost", "widths", "far", "padding", "blanks", "cases", "beside", "torn"),
)
BEHAVIOUR = (
    *("failing", "unlike", "strange", "constant", "longer", "shorter", "empty", "signs", "copies", "repeats"),
    *("cut", "invented", "lost", "widths", "far", "padding", "shares", "blanks", "cases", "beside", "torn", "made_up_cut", "lone"),
    *("made_up_failing", "made_up_failing_scanned", "made_up_failing_alone", "made_up_constant"),
    *(f"any_{name}" for name in ANY),
)
TASK = (
    *("one", "few_rows", "alone", "few_bits", "worth", "doubt", "unsearched", "few_candidates", "scanned"),
    *("text", "number", "truth", "list", "inputs"),
)


@dataclass(frozen=True, eq=False)
class Evidence:
    """The programs of a pool by reading, with what is known of each.

    programs: float [programs, PROGRAM]; words: what each program is made of; readings: int [programs], the reading of
    each; behaviours: float [readings, BEHAVIOUR]; columns: int [readings], the same for those that do the same on all further
    rows; task: float [TASK].
    """

    candidates: Sequence[Candidate]
    words: Sequence[Sequence[str]]
    programs: Array
    readings: Array
    behaviours: Array
    columns: Array
    task: Array


class Examples:
    """What of a task the programs are held against."""

    def __init__(self, shown: Sequence[Example], request: Type, column: Column, seed: int) -> None:
        self.shown, self.request, self.column = shown, request, column
        self.output = parameters(request)[1]
        self.outputs = [example.output for example in shown]
        self.bits = sum(map(bits, self.outputs))
        self.texts = texts_of([e.inputs for e in shown])
        self.further = column.further
        self.rows = texts_of(self.further)
        self.made_up = variations([e.inputs for e in shown], request, random.Random(seed), MADE_UP)
        sizes = [measure(v) for v in self.outputs]
        self.least, self.most = min(sizes), max(sizes)
        self.signs = set().union(*(signs(v) for v in self.outputs))
        texts = [(e.inputs, e.output) for e in shown if isinstance(e.output, str)]
        self.whole = bool(texts) and not any(cut(row, v) for row, v in texts)
        self.given = bool(texts) and not any(invented(row, v) for row, v in texts)
        self.kept = bool(texts) and not any(lost(row, v) for row, v in texts)
        self.shares = (min(_share_of(row, v) for row, v in texts), max(_share_of(row, v) for row, v in texts)) if texts else ()
        self.widths = _widths_of([text for _, text in texts])
        self.cases = set().union(*(cases(text) for _, text in texts))
        self.neighbours = Neighbours(texts)
        self.tidy = bool(texts) and all(is_tidy(text) for _, text in texts)
        self.written = [*self.texts, *self.rows]
        self.copies = any(e.output in e.inputs for e in shown)
        self.distinct = len({alike(v) for v in self.outputs}) / max(1, len({e.inputs for e in shown}))

    # -- programs -------------------------------------------------------------------------------

    def of_program(self, candidate: Candidate) -> list[float]:
        """The numbers of PROGRAM."""
        count = len(parameters(self.request)[0])
        body = strip(candidate.term)[1]
        parts = list(subterms(body))
        literals = [t.value for t in parts if isinstance(t, Const)]
        texts = [v for v in literals if isinstance(v, str)]
        numbers = [v for v in literals if isinstance(v, (int, Decimal)) and not isinstance(v, bool)]
        return [
            candidate.cost,
            *faults(body, count, self.texts),
            *seams(candidate.term, self.column.shown),
            sum(isinstance(t, App) for t in parts),
            sum(isinstance(t, Lam) for t in parts),
            isinstance(body, Var),
            len(texts),
            sum(math.log2(1 + len(text)) for text in texts),
            sum(not any(text in given for given in self.texts) for text in texts),
            sum(foreign(text, self.texts, self.outputs, self.rows) for text in texts),
            len(numbers),
            sum(math.log2(1 + min(abs(float(n)), 1e6)) for n in numbers if abs(float(n)) > 2),
            sum(isinstance(t, Prim) and t.name in BY_CHANCE for t in parts),
            candidate.strategy == SCANNED,
            MOST_SAVED - self.saved(candidate),
            printed(body),
            *unlike_inputs(body, self.written),
        ]

    def saved(self, candidate: Candidate) -> float:
        """By how many units an example a program is shorter than what it explains, at most."""
        told = self.bits / BITS - candidate.cost
        return max(-MOST_SAVED, min(MOST_SAVED, told / len(self.shown)))

    # -- behaviours -----------------------------------------------------------------------------

    def of_behaviour(self, outputs: Outputs, scanned: bool, lone: float) -> list[float]:
        """The numbers of BEHAVIOUR for the outputs on the further rows and on those made up."""
        further, made_up = outputs[: len(self.further)], outputs[len(self.further) :]
        alone = not further
        failing = share(isinstance(v, Failure) for v in made_up)
        beside = [
            *(number / max(1, len(further)) for number in self.column.count(further)),
            float(self.column.is_constant(list(map(alike, further)))),
            *self._values(further),
            *self._tokens(further),
            share(cut(row, v) for row, v in zip(self.made_up, made_up)) if self.whole else 0.0,
            lone,
        ]
        always = float(alone and self.column.is_constant(list(map(alike, made_up))))
        found = [*beside, failing, failing * scanned, failing * alone, always]
        return [*found, *(float(found[BEHAVIOUR.index(name)] > 0) for name in ANY)]

    def _tokens(self, further: Outputs) -> list[float]:
        """Shares of the outputs with words or numbers cut out of longer ones, or that no input has, or without one of their inputs, where
        no shown output is so; of those whose numbers have other widths than the shown ones of their shape, by more than a digit, or break
        with their padding; of those that are another share of the inputs; of those with stray blanks, and of those with words in a case,
        that no shown one has; and of those with pieces that stand elsewhere in their inputs, beside or within words."""
        rows = [(row, v) for row, v in zip(self.further, further, strict=True) if isinstance(v, str)]
        count = max(1, len(further))
        strange = [self.neighbours.strange(row, v) for row, v in rows]
        beside = [list(zip(self.widths[shape_of(v)], numbers(v), strict=False)) for _, v in rows if shape_of(v) in self.widths]
        found = [
            sum(cut(row, v) for row, v in rows) if self.whole else 0,
            sum(invented(row, v) for row, v in rows) if self.given else 0,
            sum(lost(row, v) for row, v in rows) if self.kept else 0,
            sum(any(known.beyond(number) for known, number in pairs) for pairs in beside),
            sum(any(known.beyond(number) > 1 for known, number in pairs) for pairs in beside),
            sum(any(known.breaks(number) for known, number in pairs) for pairs in beside),
            sum(not 0.6 * self.shares[0] <= _share_of(row, v) <= 1.7 * self.shares[1] for row, v in rows) if self.shares else 0,
            sum(not is_tidy(v) for _, v in rows) if self.tidy else 0,
            sum(not cases(v) <= self.cases for _, v in rows) if self.cases else 0,
            sum(away for away, _ in strange),
            sum(torn for _, torn in strange),
        ]
        return [number / count for number in found]

    def _values(self, further: Outputs) -> list[float]:
        """Shares of the outputs that differ from the shown ones by size, by signs, by being an input, and by being repeated."""
        rows = [(row, v) for row, v in zip(self.further, further, strict=True) if not isinstance(v, Failure)]
        sizes = [measure(v) for _, v in rows]
        count = max(1, len(further))
        copies = sum(v in row for row, v in rows) if not self.copies else 0
        distinct = len({alike(v) for _, v in rows}) / max(1, len(rows))
        return [
            sum(size > 1.5 * self.most + 2 for size in sizes) / count,
            sum(size < 0.5 * self.least - 1 for size in sizes) / count,
            (sum(size == 0 for size in sizes) if self.least > 0 else 0) / count,
            sum(not signs(v) <= self.signs for _, v in rows) / count,
            copies / count,
            max(0.0, self.distinct - distinct) if rows else 0.0,
        ]


def share(found: Any) -> float:
    """How many of some truths hold, of all."""
    told = list(found)
    return float(sum(told)) / max(1, len(told))


def measure(value: Any) -> float:
    """How large a value is: characters, items, the logarithm of a number."""
    if isinstance(value, (str, tuple)):
        return len(value)
    return math.log2(1 + min(abs(float(value)), 1e300)) if isinstance(value, (int, float, Decimal)) else 1.0


@lru_cache(4096)
def _given(row: tuple[Any, ...]) -> tuple[frozenset[str], str]:
    """The words and numbers of the texts of a row, whatever their case, and these texts."""
    text = "\0".join(str(v) for v in row if isinstance(v, (str, int)) and not isinstance(v, bool)).casefold()
    return frozenset(TOKEN.findall(text)), text


def cut(row: tuple[Any, ...], output: Any) -> bool:
    """Whether an output has a word or number that is part of a longer one of the inputs, and no whole one."""
    if not isinstance(output, str):
        return False
    whole, text = _given(row)
    return any(token not in whole and token in text for token in TOKEN.findall(output.casefold()))


def invented(row: tuple[Any, ...], output: str) -> bool:
    """Whether an output has a word or number that stands nowhere in the inputs."""
    _, text = _given(row)
    return any(token not in text for token in TOKEN.findall(output.casefold()))


def lost(row: tuple[Any, ...], output: str) -> bool:
    """Whether a word or number of the inputs stands nowhere in an output."""
    told = output.casefold()
    return any(token not in told for token in _given(row)[0])


def cases(text: str) -> set[str]:
    """How the words of a text are written: in small letters, in capitals or with a capital first, a lone capital as both, or otherwise."""
    found = set()
    for word in WORD.findall(text):
        if word.islower():
            found.add("small")
        elif word.isupper() or word.istitle():
            found |= {"lone"} if len(word) == 1 else {"lone", "capitals" if word.isupper() else "first"}
        else:
            found.add("mixed")
    return found


def _widths_of(texts: Sequence[str]) -> dict[Any, list[Widths]]:
    """How wide the numbers of texts of each shape are, one after the other."""
    known: dict[Any, list[list[str]]] = {}
    for text in texts:
        known.setdefault(shape_of(text), []).append(numbers(text))
    return {shape: [Widths.of(place) for place in zip(*rows, strict=False)] for shape, rows in known.items()}


def _share_of(row: tuple[Any, ...], output: str) -> float:
    """How long a text is beside those it was made of."""
    return (1 + len(output)) / (1 + sum(len(v) for v in row if isinstance(v, str)))


def signs(value: Any) -> set[str]:
    """The characters of a text, and of the texts in a list, that are neither letters nor digits; of a number whether it is below 0."""
    match value:
        case str():
            return {c for c in value if not c.isalnum()}
        case tuple():
            return set().union(*map(signs, value))
        case int() | float() | Decimal():
            return {"-"} if value < 0 else set()
    return set()


def words_of(candidate: Candidate) -> Iterator[str]:
    """What a program is made of: its primitives, which stands in which, small numbers, parts of formats, and how it was found."""
    yield f"by {candidate.strategy}"
    for part in subterms(candidate.term):
        match part:
            case Prim(name):
                yield name
            case Const(int() as value) if not isinstance(value, bool) and abs(value) <= MOST_NUMBER:
                yield f"number {value}"
            case App(Prim(name), arguments):
                yield from (f"{name} of {_head(argument)}" for argument in arguments if _head(argument))
                if name in FORMATS and isinstance(arguments[0], Const):
                    yield from _codes(name, str(arguments[0].value))


def _codes(name: str, text: str) -> Iterator[str]:
    """The parts of a format, and of a moment's what stands beside what."""
    yield from (f"{name} {code}" for code in sorted(set(FORMATS[name].findall(text))))
    if name == "format_moment":
        yield from sorted({f"{name} {pair[1]}" for pair in PAIRS.finditer(text)})


def _head(term: Term) -> str:
    """The primitive that a term is, or applies."""
    match term:
        case Prim(name) | App(Prim(name)):
            return name
    return ""


def gather(candidates: Sequence[Candidate], examples: Examples, unsearched: float) -> Evidence:
    """The evidence on a pool; `unsearched` is how far, in units, the search was from having met all that costs no more than its best."""
    programs = np.array([examples.of_program(c) for c in candidates])
    inputs = [*examples.further, *examples.made_up]
    rows = Columns(examples.column.vocabulary, inputs)
    known: dict[tuple[str, ...], int] = {}
    outputs: list[list[Any]] = []
    readings = np.empty(len(candidates), np.int64)
    for place, candidate in enumerate(candidates):
        found = rows.of(candidate.term)
        key = tuple(map(alike, found))
        if key not in known:
            known[key] = len(outputs)
            outputs.append(found)
        readings[place] = known[key]
    weights = _masses(programs[:, 0], readings, len(outputs))
    lone = _lone(list(known), weights, len(examples.further))
    scanned = [programs[readings == r, PROGRAM.index("scanned")].max() for r in range(len(outputs))]
    behaviours = np.array([examples.of_behaviour(o, bool(s), a) for o, s, a in zip(outputs, scanned, lone, strict=True)])
    words = [sorted(words_of(c)) for c in candidates]
    count = len(examples.further)
    alone: dict[tuple[str, ...], int] = {}
    columns = np.array([alone.setdefault(key[:count] if count else key, len(alone)) for key in known], np.int64)
    return Evidence(candidates, words, programs, readings, behaviours, columns, _of_task(candidates, examples, unsearched))


def _masses(prices: Array, readings: Array, count: int) -> Array:
    """How much of the programs' weight each reading has."""
    weights = np.exp(-NATURAL * (prices - prices.min()))
    return np.asarray(np.bincount(readings, weights, count) / weights.sum())


def _lone(behaviours: Sequence[tuple[str, ...]], weights: Array, rows: int) -> list[float]:
    """How much of the weight disagrees with each reading on the further rows, on average."""
    agreeing = np.zeros(len(behaviours))
    for row in range(rows):
        by_output: dict[str, float] = {}
        for behaviour, weight in zip(behaviours, weights, strict=True):
            by_output[behaviour[row]] = by_output.get(behaviour[row], 0.0) + float(weight)
        agreeing += [by_output[behaviour[row]] for behaviour in behaviours]
    return list(1.0 - agreeing / rows) if rows else [0.0] * len(behaviours)


def _of_task(candidates: Sequence[Candidate], examples: Examples, unsearched: float) -> Array:
    """The numbers of TASK: what speaks for none of the programs being meant."""
    best = min(candidates, key=lambda c: c.cost)
    output = examples.output
    inputs = parameters(examples.request)[0]
    return np.array(
        [
            1.0,
            1.0 / len(examples.shown),
            float(not examples.further),
            max(0.0, 8.0 - math.log2(1 + min(examples.bits, 1e6))),
            best.cost / 10,
            1.0 - examples.saved(best) / MOST_SAVED,
            unsearched / 10,
            1.0 / len(candidates),
            float(best.strategy == SCANNED),
            float(output == STR),
            float(output in (INT, DECIMAL, FLOAT)),
            float(output == BOOL),
            float(str(output).startswith("list")),
            len(inputs) - 1.0,
        ]
    )
