"""Colours: their red, green and blue as two hexadecimal digits each, and as numbers, in either direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsl.primitives import Vocabulary
from dsl.term import Const, Lam, Prim, Term, Var, call
from dsl.type import INT, STR, parameters
from synth.search.scanning.template import concatenated
from synth.space.space import Space

NEEDED = {"from_hex", "insert_every", "join", "keep", "map", "numbers_in", "split", "to_int", "to_padded_hex", "to_text", "upper"}
CODE = re.compile(r"(#?)([0-9A-Fa-f]{6})")
PRICE, AROUND = 8.0, 0.1  # units, and for each character around the numbers
DIGITS, PARTS, MOST = 2, 3, 255
Colour = tuple[int, ...]


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs found, with their prices in units."""
    given, result = parameters(space.grammar.request)
    if result != STR or set(given) != {STR} or not vocabulary.keys() >= NEEDED or not space.shown:
        return
    outputs = [example.output for example in space.shown]
    columns = [Var(len(given) - 1 - place) for place in range(len(given))]
    cells = [[str(example.inputs[place]) for example in space.shown] for place in range(len(given))]
    wanted = _coded(outputs)
    if wanted is not None:
        for column, texts in zip(columns, cells, strict=True):
            if [_numbers(text) for text in texts] == wanted:
                parts = call("map", Lam(call("to_padded_hex", Const(DIGITS, INT), call("to_int", Var(0)))), call("numbers_in", column))
                yield PRICE, _code(outputs, call("join", Const("", STR), parts))
        if len(given) == PARTS and [_numbers(" ".join(row)) for row in zip(*cells, strict=True)] == wanted:
            yield PRICE, _code(outputs, concatenated([call("to_padded_hex", Const(DIGITS, INT), call("to_int", each)) for each in columns]))
    for column, texts in zip(columns, cells, strict=True):
        around = {tuple(re.split("[0-9]+", output)) for output in outputs}
        if len(around) == 1 and [_numbers(output) for output in outputs] == _coded(texts):
            start, *marks, end = around.pop()
            if len(set(marks)) == 1:
                digits = call("split", Const(" ", STR), call("insert_every", Const(DIGITS, INT), Const(" ", STR), _alone(texts, column)))
                numbers = call("map", Lam(call("to_text", call("from_hex", Var(0)))), digits)
                pieces = [Const(start, STR), call("join", Const(marks[0], STR), numbers), Const(end, STR)]
                price = PRICE + AROUND * len(start + end + marks[0])
                yield price, concatenated([piece for piece in pieces if piece != Const("", STR)])


def _coded(texts: Sequence[str]) -> list[Colour] | None:
    """The colours that all texts write in hexadecimal digits; None where one does not, or the sign before differs."""
    found = [CODE.fullmatch(text) for text in texts]
    if None in found or len({code[1] for code in found if code}) > 1:
        return None
    return [tuple(bytes.fromhex(code[2])) for code in found if code]


def _numbers(text: str) -> Colour | None:
    """The three numbers of a text, if it has as many and they are ones that two hexadecimal digits have."""
    found = tuple(map(int, re.findall("[0-9]+", text)))
    return found if len(found) == PARTS and max(found) <= MOST else None


def _code(outputs: Sequence[str], digits: Term) -> Term:
    """The digits in the letter case of the outputs, with the sign before them."""
    capital = any(c.isupper() for output in outputs for c in output)
    cased = call("upper", digits) if capital else digits
    return concatenated([Const("#", STR), cased]) if outputs[0].startswith("#") else cased


def _alone(texts: Sequence[str], column: Term) -> Term:
    """The digits without the sign before them."""
    return call("keep", Prim("alphanumeric"), column) if texts[0].startswith("#") else column


__all__ = ["scan"]
