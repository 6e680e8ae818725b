"""Exact decimals: `decimal.Decimal` with all digits as written, in one word by value (`dsl.decimal_words`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Context, Decimal, Inexact
from random import Random
from typing import Any

from dsl.codec import TypeCodec, Words, wrong
from dsl.decimal_words import DIGITS, MASK, MOST_EXPONENT, exponent_of, word_of
from dsl.freezing import Value, failing
from dsl.kernel import FAIL
from dsl.quote import clip
from dsl.type import Con, Type
from dsl.written import Written

WRITTEN = 28  # digits of a result that are kept as written; Python's own arithmetic keeps as many
_KEPT = Context(prec=WRITTEN, traps=[Inexact])
_NUMERAL = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,16})?")
PLACES = (0, 0, 1, 1, 2, 2, 2, 3, 4)  # digits behind the point of what is drawn by chance
_SAMPLES = ("0", "1", "0.5", "0.01", "2.50", "10", "-1.5", "100.00", "0.1", "9999999999999999", "-0.0000001", "1E+20", "3.3333")


def decimal_word(value: Decimal) -> int:
    """The word of a finite decimal; FAIL where it has none."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits)).rstrip("0")
    if len(text) > DIGITS:
        return FAIL
    whole = int(text or "0")
    return int(word_of(-whole if sign else whole, exponent + len(digits) - len(text)))


def kept(value: Decimal) -> Decimal:
    """The decimal within bounds, zeros at its end cut only where it is very long; a ValueError where it has no word."""
    if not value.is_finite():
        raise ValueError("number is not finite")
    if not value:
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        return Decimal((0, (0,), min(max(exponent, -WRITTEN), 0)))
    if decimal_word(value) == FAIL:
        raise ValueError(f"decimal longer than {DIGITS} places or beyond 10**{MOST_EXPONENT}")
    return _KEPT.plus(value)


class _Decimal(TypeCodec):
    name, place, plain, literals, domain, variable = "decimal", 1.5, Decimal, True, "decimals", "x"
    classes = ("Ord",)
    ordered = True
    widens = ("int",)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """A Decimal, an int, or a number of JSON with the digits that stand there."""
        digits = value.written if isinstance(value, Written) else value if type(value) in (Decimal, int) else None
        if digits is None:
            raise wrong(value, wanted)
        try:
            return kept(Decimal(digits))
        except ValueError:
            raise wrong(value, wanted, f" of at most {DIGITS} digits, within 10**{MOST_EXPONENT}") from None

    def hint(self, value: Any) -> str:
        if type(value) is float:
            return f'; write Decimal("{value}")'
        if isinstance(value, str) and _NUMERAL.fullmatch(value.strip()):
            return f"; write {value.strip()} without quotes"
        return ""

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        if type(result) is not Decimal:
            failing(result)
            if type(result) is not int:
                raise ValueError(f"the result should be a decimal, found {clip(repr(result))}")
            result = Decimal(result)
        return kept(result)

    def holds(self, value: Any, type: Con) -> bool:
        return value.__class__ is Decimal and decimal_word(value) != FAIL

    def word(self, value: Value, type: Con, words: Words) -> int:
        return decimal_word(value)

    def value(self, word: int, type: Con, words: Words) -> Value:
        size = abs(int(word))
        digits = tuple(map(int, str(size & MASK).rstrip("0") or "0"))
        unit = exponent_of(size) - len(digits) + 1 if size else 0
        plain = Decimal((int(word < 0), digits, unit))
        return plain if unit <= 0 or unit > WRITTEN - len(digits) else plain.quantize(Decimal(1))

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        if chance.random() < 0.15:
            return Decimal(chance.choice(_SAMPLES))
        digits = chance.randint(-99, 9999) if chance.random() < 0.8 else chance.randint(-(10**9), 10**12)
        return Decimal(digits).scaleb(-chance.choice(PLACES))

    def probes(self, type: Con, chance: Random) -> Sequence[Value]:
        return [Decimal(text) for text in ("0", "1", "2.5", "-0.75", "19.99", "1234.5")]

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        _, digits, exponent = value.as_tuple()
        step = Decimal((0, (1,), exponent))
        near = (value, other, value + chance.randint(-9, 9) * step, value + chance.randint(-9, 9), -value, value + step * 10 ** len(digits))
        chosen = chance.choice(near)
        return chosen if self.holds(chosen, type) else value

    def is_literal(self, value: Any, type: Con) -> bool:
        return value.__class__ is Decimal


CODEC = _Decimal()
