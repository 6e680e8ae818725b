"""What is found by its shape: a part of an input that is written like all outputs are, such as a number of five digits or an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dsl.domains.kinds import plain_pattern
from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, Var, call
from dsl.type import INT, SHAPE, STR, parameters
from dsl.types.shape import is_shape
from synth.search.scanning.template import concatenated
from synth.space.shapes import common
from synth.space.space import Space

WORD = "find_shape"
FOUND, FROM_END, SECOND = 4.0, 0.5, 1.0  # units: for the word and its input, and for which of them is meant
AROUND, PREFIXED = 2.5, 0.5  # for a shape that is known by one sign within, and by what all begin with besides
FRAMED, SIGN = 2.0, 0.1  # for a literal before or behind it, and for each character of that
USUAL = {"@": (".+-", ".-")}  # signs that may stand before and behind another although no output shows them
SIGNED = {"#": "", "@": ".-", "$": "", "&": "", "~": ""}  # signs before words, and what else may stand within these
LEAST_PREFIX = 2
LEAST_WIDTH, LOOSE = 3, 1.5  # characters of outputs that are as long as each other by no chance, and units for a shape that does not say so


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that find all outputs, or all between what these begin and end with, with their costs in units."""
    given, result = parameters(space.grammar.request)
    outputs = [example.output for example in space.shown]
    if result != STR or WORD not in vocabulary or not all(outputs):
        return
    run = compile_term(Prim(WORD), vocabulary)
    places = [place for place, type in enumerate(given) if type == STR]
    for start, end in dict.fromkeys((("", ""), frame(outputs))):
        wanted = [text[len(start) : len(text) - len(end)] for text in outputs]
        for place in places if all(wanted) else ():
            cells = [example.inputs[place] for example in space.shown]
            for price, term in _found(run, Var(len(given) - 1 - place), cells, wanted):
                framed = concatenated([piece for piece in (start and Const(start, STR), term, end and Const(end, STR)) if piece])
                yield price + sum(FRAMED + SIGN * len(literal) for literal in (start, end) if literal), framed


def _found(run: Callable[[Any], Any], cell: Term, cells: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[float, Term]]:
    """The programs that find some texts in the cells of a column by their shape."""
    if cells == wanted or not all(text in whole for text, whole in zip(wanted, cells, strict=True)):
        return
    for price, shape, cut in (*_of_runs(wanted), *_around(wanted), *_signed(wanted, cells)):
        for n, more in ((0, 0.0), (-1, FROM_END), (1, SECOND)):
            texts = [_text(run((shape, n, whole))) for whole in cells]
            if all(text is not None and text[cut:] == own for text, own in zip(texts, wanted, strict=True)):
                term: Term = App(Prim(WORD), (Const(shape, SHAPE), Const(n, INT), cell))
                yield FOUND + price + more, call("drop_prefix", Const(cut, INT), term) if cut else term
                break


def frame(outputs: Sequence[str]) -> tuple[str, str]:
    """What all outputs begin and end with, up to the last sign there."""
    if len(outputs) < 2 or len(set(outputs)) < 2:
        return "", ""
    start = beginning(outputs)
    rest = [text[len(start) :][::-1] for text in outputs]
    return start, beginning(rest)[::-1]


def _text(value: Any) -> str | None:
    return None if isinstance(value, Failure) else value


def _of_runs(outputs: Sequence[str]) -> Iterator[tuple[float, str, int]]:
    """The shapes of all outputs, with their prices: where all are as long, the one that says so is likelier (size principle)."""
    wide = len({*map(len, outputs)}) == 1 and len(outputs[0]) >= LEAST_WIDTH
    for price, shape in common(outputs):
        yield price + LOOSE * (wide and "{" not in shape), shape, 0


def _signed(outputs: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[float, str, int]]:
    """The shapes of words with a sign before them, as tags and names of users have it, and how much of what is found is left out."""
    for sign, also in SIGNED.items():
        for cut in (0, 1):
            words = outputs if cut else [text[1:] for text in outputs if text.startswith(sign)]
            known = len(words) == len(outputs) and all(sign + word in cell for word, cell in zip(words, cells, strict=True))
            if known and all(re.fullmatch(rf"[\w{also}]+", word) for word in words):
                for end in ("", r"[\w]") if also else ("",):
                    yield PREFIXED * (cut + 1), rf"{plain_pattern(sign)}[\w{also if end else ''}]+{end}", cut


def _around(outputs: Sequence[str]) -> Iterator[tuple[float, str, int]]:
    """The shapes of texts that all have one sign within, once, between letters, digits and a few other signs, with their prices."""
    for sign in sorted(set(outputs[0])):
        parts = [text.split(sign) for text in outputs]
        if sign.isalnum() or sign.isspace() or not all(len(row) == 2 and all(row) for row in parts):
            continue
        usual = USUAL.get(sign, ("", ""))
        left, right = (_class("".join(row[side] for row in parts) + usual[side]) for side in (0, 1))
        start = beginning([row[0] for row in parts])
        last = r"[^\W_]" if all(text[-1].isalnum() for text in outputs) else ""
        for before, price in ((f"{left}+", 0.0), (plain_pattern(start) + f"{left}+", PREFIXED)):
            shape = f"{before}{plain_pattern(sign)}{right}+{last}"
            if (not price or LEAST_PREFIX <= len(start) < min(len(row[0]) for row in parts)) and left and right and is_shape(shape):
                yield AROUND + price, shape, 0


def beginning(texts: Sequence[str]) -> str:
    """What all texts begin with, up to the last sign there."""
    return re.sub(r"[^\W_]*$", "", common_start(texts))


def common_start(texts: Sequence[str]) -> str:
    """What all texts begin with."""
    least, most = min(texts), max(texts)
    return least[: next((k for k, (a, b) in enumerate(zip(least, most)) if a != b), len(least))]


def _class(texts: str) -> str:
    """The class of letters, digits and the signs of some texts; nothing where there are blanks or brackets."""
    signs = sorted({c for c in texts if not c.isalnum() and c != "_"}, key=lambda c: (c == "-", c))
    return "" if any(c.isspace() or c in "[]\\^" for c in signs) else rf"[\w{''.join(signs)}]"


__all__ = ["beginning", "common_start", "frame", "scan"]
