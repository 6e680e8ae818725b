"""Operations that are never enumerated, tried on what the inputs have: the whole of one, a number or a word in it.

Each is applied where its reference runs: to the inputs first, then to what another such operation has made. What it gives may
stand between literals that all wanted texts share.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from dsl.domains.kinds import ALPHANUMERIC, PATTERNS
from dsl.evaluate import Failure, compile_term
from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import BOOL, INT, STR, Type, list_of, parameters
from synth.search.scanning.found import beginning
from synth.search.scanning.quantities import REWRITTEN
from synth.space.prior import SCALE
from synth.space.space import Space

PLAIN = {INT, STR, BOOL, list_of(INT), list_of(STR)}
NOT_HERE = (  # rules of their own find their literals, or when they are meant
    *("enclose", "translate", "format_mask", "first_given", "in_brackets", "nth_part", "surname", "forenames", "enumeration", "value_of"),
)
OF_NUMBERS = tuple(map(Prim, REWRITTEN))  # what they make is read as numbers, by other rules
ALSO = ("range_from",)  # tried here too, for the numbers that a text has
MOST_TEXTS, MOST_NUMBERS = 16, 12  # literals that operations are tried with
MOST_NAMES = 6  # of those that texts have in common
MOST_MADE = 12  # values that a second operation is applied to
MOST_TRIED = 3000  # applications in one task
PIECES = (("nth_number", (0, 1, -1)), ("word", (0, -1, 1)))
LITERAL, JOIN, WRITTEN = 3.0, 1.0, 1.0  # units; the last for writing a number
LEAST_PLACES, PLACE = 5, 0.1  # of a mask: fewer say little; and units for each character of it
COSTS = {"to_int": 1.5}  # units: digits are decimal ones unless more than they says so
LEFT_OUT = 2.0  # units more for a mask that leaves out the first letters or digits of some row


@dataclass(frozen=True)
class Made:
    """A value of each row, what makes it, and its price in units."""

    values: tuple[Any, ...]
    term: Term
    price: float
    type: Type


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that such operations make, with their prices in units."""
    request = space.grammar.request
    operations = sorted((p for p in vocabulary.values() if _is_scanned(p, request)), key=lambda p: p.arity)
    if not operations:
        return
    outputs = tuple(example.output for example in space.shown)
    result = parameters(request)[1]
    scanner = _Scanner(space, vocabulary)
    found: list[Made] = []
    sources = scanner.sources()
    if result == STR:
        yield from scanner.masked([source for source in sources if source.type == STR and isinstance(source.term, Var)], outputs)
    plain = {tuple(change(text) for text in source.values) for source in sources if source.type == STR for change in (str.lower, str.upper)}
    for made in scanner.applied(operations, sources):
        if made.values not in plain:  # no row shows what more it does
            yield from _answers(made, outputs, result)
        if not (isinstance(made.term, App) and made.term.function in OF_NUMBERS):
            found.append(made)
    found.sort(key=lambda made: not all(str(value) in str(output) for value, output in zip(made.values, outputs, strict=True)))
    for made in scanner.applied([p for p in operations if p.arity == 1], list(scanner.read(found[:MOST_MADE]))):
        yield from _answers(made, outputs, result)


def _is_scanned(p: Primitive, request: Type) -> bool:
    """Whether an operation is tried: its values are plain, and only tried, or else what the task asks for of its texts."""
    arguments, result = parameters(p.type)
    given, wanted = parameters(request)
    if p.name in ALSO:
        return STR in given and result == wanted
    return "scanned" in p.traits and p.name not in NOT_HERE and bool(arguments) and {*arguments, result} <= PLAIN and p.function is not None


def _answers(made: Made, outputs: tuple[Any, ...], result: Type) -> Iterator[tuple[float, Term]]:
    """The value itself where it is what is wanted, a number as text, or between two literals."""
    if made.type == INT and result == STR:
        made = Made(tuple(map(str, made.values)), App(Prim("to_text"), (made.term,)), made.price + WRITTEN, STR)
    if made.type != result:
        return
    if all(type(a) is type(b) and a == b for a, b in zip(made.values, outputs)):
        yield made.price, made.term
    elif result == STR and all(made.values) and len(outputs) > 1:
        yield from _framed(made, outputs)


def _framed(made: Made, outputs: Sequence[str]) -> Iterator[tuple[float, Term]]:
    first, value = outputs[0], made.values[0]
    at = first.find(value)
    while at >= 0:
        before, after = first[:at], first[at + len(value) :]
        if all(text == before + own + after for text, own in zip(outputs, made.values)):
            term, price = made.term, made.price
            for literal, is_left in ((after, False), (before, True)):
                if literal:
                    constant = Const(literal, STR)
                    term = App(Prim("concat_text"), (constant, term) if is_left else (term, constant))
                    price += JOIN + LITERAL + 0.1 * len(literal)
            yield price, term
            return
        at = first.find(value, at + 1)


class _Scanner:
    """Applies operations to columns of values by their references."""

    def __init__(self, space: Space, vocabulary: Vocabulary) -> None:
        self.space, self.vocabulary = space, vocabulary
        self.tried = 0
        self.given = "\0".join(v for v in space.shown[0].inputs if isinstance(v, str))
        self.runs: dict[str, Callable[[tuple[Any, ...]], Any]] = {}
        self.seen: dict[tuple[Type, tuple[Any, ...]], float] = {}
        self.literals: dict[Type, list[Made]] = {STR: [], INT: [], BOOL: []}
        costs = zip(space.grammar.productions, space.costs.base, strict=True)
        priced = sorted(((cost / SCALE, p.value) for p, cost in costs if _is_literal(space, p)), key=lambda pair: pair[0])
        for price, constant in priced:
            if len(self.literals[constant.type]) < (MOST_TEXTS if constant.type == STR else MOST_NUMBERS):
                self.literals[constant.type].append(self.literal(constant, price))
        known = {made.term for made in self.literals[STR]}
        self.literals[STR] += [self.literal(c, LITERAL) for c in self.names() if c not in known]

    def literal(self, constant: Const, price: float) -> Made:
        """A literal, the same on all rows."""
        return Made((constant.value,) * len(self.space.shown), constant, price, constant.type)

    def names(self) -> list[Const]:
        """Names that all rows have among their inputs."""
        rows = [" ".join(v for v in e.inputs if isinstance(v, str)) for e in self.space.shown]
        first, *others = (re.findall("[A-Za-z_]+", text) for text in rows)
        return [Const(name, STR) for name in dict.fromkeys(first) if all(name in other for other in others)][:MOST_NAMES]

    def sources(self) -> list[Made]:
        """The inputs and what they have of numbers and words."""
        given = parameters(self.space.grammar.request)[0]
        count = len(given)
        whole = [Made(tuple(e.inputs[i] for e in self.space.shown), Var(count - 1 - i), 1.0, t) for i, t in enumerate(given) if t in PLAIN]
        self.seen.update({(made.type, made.values): 0.0 for made in whole})  # there and back again is no way
        parts = [made for made in whole if made.type == STR for made in self._parts(made)]
        return list(self.read([*whole, *parts]))

    def _parts(self, whole: Made) -> Iterator[Made]:
        for name, places in PIECES:
            if name in self.vocabulary:
                for n in places:
                    constant = Made((n,) * len(whole.values), Const(n, INT), 1.0 + (n < 0), INT)
                    yield from self._apply(self.vocabulary[name], (constant, whole))

    def masked(self, sources: Sequence[Made], outputs: Sequence[str]) -> Iterator[tuple[float, Term]]:
        """The mask that all wanted texts have, filled with the letters and digits of an input, as they are or in one case."""
        masks = [self.literal(Const(mask, STR), LITERAL + PLACE * len(mask)) for mask in _masks(outputs)]
        cases = [self.vocabulary[name] for name in ("upper", "lower") if name in self.vocabulary]
        if not masks or "format_mask" not in self.vocabulary:
            return
        filled = self.vocabulary["format_mask"]
        cased = [made for source in sources for p in cases if (made := self._made(p, (source,))) is not None]
        for mask, text in product(masks, (*sources, *cased)):
            whole = self._made(filled, (mask, text))
            if whole is not None and whole.values == tuple(outputs):
                left_out = any(len(_PLACE.findall(value)) > mask.values[0].count("#") for value in text.values)
                yield whole.price + LEFT_OUT * left_out, whole.term

    def read(self, made: Iterable[Made]) -> Iterator[Made]:
        """Values, and the numbers that texts among them write."""
        for one in made:
            yield one
            if one.type == STR and "to_int" in self.vocabulary:
                yield from self._apply(self.vocabulary["to_int"], (one,))

    def applied(self, operations: Sequence[Primitive], sources: Sequence[Made]) -> Iterator[Made]:
        """What the operations make of the sources."""
        for p in operations:
            for chosen in product(*self._choices(parameters(p.type)[0], sources)):
                if self.tried < MOST_TRIED:
                    yield from self._apply(p, chosen)

    def _choices(self, arguments: Sequence[Type], sources: Sequence[Made]) -> list[list[Made]]:
        """What each argument may be: the last one a source, the others literals, inputs or numbers too; of three and more, marks first."""
        choices = [[s for s in sources if s.type == t] for t in arguments]
        for j, type in enumerate(arguments[:-1]):
            literals = self.literals.get(type, [])
            choices[j] = [*literals, *(s for s in choices[j] if isinstance(s.term, Var) or type == INT)]
        if len(arguments) > 2:
            choices[-1] = [s for s in choices[-1] if isinstance(s.term, Var)]
            for j, type in enumerate(arguments[:-2]):
                if type == STR:
                    choices[j] = [made for made in self.literals[STR] if made.values[0] and made.values[0] in self.given]
        return choices

    def _apply(self, p: Primitive, arguments: Sequence[Made]) -> Iterator[Made]:
        """What an operation makes, unless it fails, changes nothing, or is known for as little."""
        made = self._made(p, arguments)
        if made is None:
            return
        key = made.type, made.values
        if made.price < self.seen.get(key, math.inf) and not any(key == (a.type, a.values) for a in arguments):
            self.seen[key] = made.price
            yield made

    def _made(self, p: Primitive, arguments: Sequence[Made]) -> Made | None:
        """The value of an operation on all rows; None where it fails on one."""
        self.tried += 1
        if p.name not in self.runs:
            self.runs[p.name] = compile_term(Prim(p.name), self.vocabulary)
        run = self.runs[p.name]
        values = []
        for row in zip(*(a.values for a in arguments), strict=True):
            value = run(row)
            if isinstance(value, Failure):
                return None
            values.append(value)
        price = COSTS.get(p.name, p.cost) + sum(a.price for a in arguments)
        return Made(tuple(values), App(Prim(p.name), tuple(a.term for a in arguments)), price, parameters(p.type)[1])


_PLACE = re.compile(PATTERNS[ALPHANUMERIC])


def _masks(outputs: Sequence[str]) -> Iterator[str]:
    """The masks of texts that have all their signs at the same places, also with the words that all begin with."""
    masks = {_PLACE.sub("#", text) for text in outputs}
    if len(masks) > 1 or any(sign in "".join(outputs) for sign in "#{}"):
        return
    mask = masks.pop()
    for shown in dict.fromkeys(("", beginning(outputs))):
        rest = mask[len(shown) :]
        if rest.count("#") >= LEAST_PLACES and rest.strip("#"):
            yield shown + rest


def _is_literal(space: Space, p: Any) -> bool:
    outermost = space.grammar.states[p.state].context == 0
    return outermost and p.kind == "constant" and p.primitive is None and p.value.type in (STR, INT)


__all__ = ["scan"]
