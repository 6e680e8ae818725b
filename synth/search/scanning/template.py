"""Templates: the cheapest way to write all wanted texts at once as literals and printed parts of values.

A state is where each of the texts is being written, so that a step writes the same literal, or the same part of each row's own
value, on all of them. Dijkstra's algorithm finds the cheapest sequence.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce

from dsl.term import Term, call

SIGN = 0.35  # units for a literal character that is no letter or digit
LETTER = 1.2
REPEATED = 0.25  # for a letter that goes on a word
SPREAD = 2.0  # units above the cheapest program that others are told: few rows do not say which style is meant
DIGIT = {1: 2.6, 2: 1.9}  # for a digit that stands in so many texts, 1.6 for more: a value may have it only there


@dataclass(frozen=True, eq=False)
class Part:
    """A part that a format prints: of which source, by which conversion, what that is on each row, and what else prints the same."""

    source: int
    code: str
    texts: tuple[str, ...]
    cost: float
    others: list[Part] = field(default_factory=list)


Piece = str | Part
Template = tuple[float, tuple[Piece, ...]]  # with its cost
Extra = Callable[[Part, "Part | None", str, str], float]  # what a part costs more behind another part and a literal, before a text
AFTER = 4  # characters that are told of this text
COPIED = 1.5  # units for a literal word that one row alone shows and has in its inputs
WORD = re.compile(r"[^\W_]+")
GLUED = 2.0  # units for a literal digit beside one that a part printed: numbers are seldom put together of both


def literal_cost(character: str, before: str, rows: int) -> float:
    """What one more literal character of all texts costs."""
    if not character.isalnum():
        return LETTER if character == before[-1:] == " " else SIGN
    if character.isdigit():
        return DIGIT.get(rows, 1.6)
    return REPEATED if before[-1:].isalpha() and character.isalpha() else LETTER


def cheapest(outputs: Sequence[str], parts: Sequence[Part], extra: Extra, bound: float, given: str = "") -> Template | None:
    """The cheapest template that costs less than a bound and has some part, None where there is none; literal words that the given text
    has, too, cost more."""
    end, copied = tuple(map(len, outputs)), frozenset(WORD.findall(given))
    start = ((0,) * len(outputs), None, "")
    best: dict[object, float] = {start: 0.0}
    queue: list[tuple[float, int, tuple[tuple[int, ...], Part | None, str], tuple[Piece, ...]]] = [(0.0, 0, start, ())]
    count = 0
    while queue:
        cost, _, state, path = heapq.heappop(queue)
        places, last, literal = state
        if places == end and last is not None:
            return cost, path
        if cost > best.get(state, bound):
            continue
        for step, piece, following in _steps(outputs, places, last, literal, parts, extra, copied):
            total = cost + step
            if total < min(best.get(following, bound), bound):
                best[following] = total
                count += 1
                heapq.heappush(queue, (total, count, following, (*path, piece)))
    return None


def _steps(
    outputs: Sequence[str],
    places: tuple[int, ...],
    last: Part | None,
    literal: str,
    parts: Sequence[Part],
    extra: Extra,
    copied: frozenset[str],
) -> list[tuple[float, Piece, tuple[tuple[int, ...], Part | None, str]]]:
    """What may be written next: its cost, itself, and the state behind it."""
    found: list[tuple[float, Piece, tuple[tuple[int, ...], Part | None, str]]] = []
    following = {text[at : at + 1] for text, at in zip(outputs, places)}
    if len(following) == 1 and "" not in following:
        (character,) = following
        step = literal_cost(character, literal, len(outputs)) + GLUED * (last is not None and not literal and _digits(last, -1, character))
        step += COPIED * (not literal[-1:].isalnum() and _word_at(outputs[0], places[0]) in copied)
        found.append((step, character, (tuple(at + 1 for at in places), last, (literal + character)[-2:])))
    for part in parts:
        if all(text.startswith(own, at) for text, at, own in zip(outputs, places, part.texts)):
            behind = tuple(at + len(own) for at, own in zip(places, part.texts))
            after = outputs[0][behind[0] : behind[0] + AFTER]
            step = part.cost + extra(part, last, literal, after) + GLUED * _digits(part, 0, literal[-1:])
            found.append((step, part, (behind, part, "")))
    return found


def _word_at(text: str, at: int) -> str:
    found = WORD.match(text, at)
    return found[0] if found else ""


def _digits(part: Part, end: int, beside: str) -> bool:
    """Whether a part prints a digit at one end, beside another."""
    text = part.texts[0]
    return beside.isdigit() and bool(text) and text[end].isdigit()


def joined_literals(path: Sequence[Piece]) -> list[Piece]:
    """The pieces with neighbouring literals as one."""
    found: list[Piece] = []
    for piece in path:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def conversion(piece: Piece) -> str:
    """How a format of moments or of lengths of time has a piece."""
    return piece.replace("%", "%%") if isinstance(piece, str) else f"%{piece.code}"


def concatenated(pieces: Sequence[Term]) -> Term:
    """The term of texts one after the other, at least one of them."""
    return reduce(lambda rest, piece: call("concat_text", piece, rest), reversed(pieces))
