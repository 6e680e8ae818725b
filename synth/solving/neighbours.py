"""Neighbours: what stands in an input on both sides of a piece that an output copies from it.

Who shows surnames cut out behind a blank did not mean one to be cut out behind an apostrophe. A side is told by the character there and by
what follows beyond it: the end of the text, a letter, a digit or a sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from synth.solving.digits import TOKEN

Side = tuple[str, str]  # the character and what follows beyond it
MOST_PLACES = 8  # at which a piece is looked for


class Neighbours:
    """On which sides of what the pieces of the shown outputs stand in their inputs."""

    def __init__(self, shown: Sequence[tuple[tuple[Any, ...], str]]) -> None:
        found = [place for row, output in shown for places in _copied(row, output) for place in places]
        self.left, self.right = {left for left, _ in found}, {right for _, right in found}
        self.told: dict[tuple[tuple[Any, ...], str], tuple[bool, bool]] = {}  # readings agree on most rows

    def strange(self, row: tuple[Any, ...], output: str) -> tuple[bool, bool]:
        """Whether some piece of an output stands nowhere between sides like those of shown ones; and whether a sign within a word or
        number is why."""
        if (row, output) not in self.told:
            self.told[row, output] = self._strange(row, output)
        return self.told[row, output]

    def _strange(self, row: tuple[Any, ...], output: str) -> tuple[bool, bool]:
        away = [places for places in _copied(row, output) if not any(self._known(place) for place in places)]
        return bool(away), any(all(self._is_torn(place) for place in places) for places in away)

    def _known(self, place: tuple[Side, Side]) -> bool:
        return place[0] in self.left and place[1] in self.right

    def _is_torn(self, place: tuple[Side, Side]) -> bool:
        left, right = place
        return (left not in self.left and _is_joint(left)) or (right not in self.right and _is_joint(right))


def _is_joint(side: Side) -> bool:
    """Whether a sign stands between letters or digits."""
    return not side[0].isspace() and side[0] not in ("", "a", "0") and side[1] in ("a", "0")


def _copied(row: tuple[Any, ...], output: str) -> Iterator[list[tuple[Side, Side]]]:
    """For each longest run of words and numbers of an output that an input has, the sides of all its places there."""
    texts = [cell.casefold() for cell in row if isinstance(cell, str)]
    text = output.casefold()
    tokens = [token.span() for token in TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        start, end = tokens[at]
        if not any(text[start:end] in own for own in texts):
            at += 1
            continue
        while at + 1 < len(tokens) and any(text[start : tokens[at + 1][1]] in own for own in texts):
            at += 1
            end = tokens[at][1]
        yield [sides for own in texts for sides in _places(text[start:end], own)]
        at += 1


def _places(piece: str, text: str) -> Iterator[tuple[Side, Side]]:
    at = text.find(piece)
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        yield _side(text[:at][::-1]), _side(text[at + len(piece) :])
        at = text.find(piece, at + 1)


def _side(text: str) -> Side:
    """What a text that goes away from a piece begins with; blanks count as one."""
    first = text[:1]
    beyond = text.lstrip() if first.isspace() else text[1:]
    return " " if first.isspace() else _kind(first), _kind(beyond[:1])


def _kind(character: str) -> str:
    """The kind of a character: a letter or a digit; else a sign, as it is behind a blank."""
    return "a" if character.isalpha() else "0" if character.isdigit() else character


__all__ = ["Neighbours"]
