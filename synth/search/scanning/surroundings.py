"""Surroundings: what stands directly around the numbers and moments of texts, by which one of several is the one that shown rows have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Span = tuple[int, int]
Around = tuple[str, str]


ELSEWHERE, MOST_ROWS = 1.5, 3  # units for each row, and rows that count


def elsewhere(shown: Sequence[str], further: Sequence[str], spans_of: Callable[[str], Sequence[Span]], n: int) -> float:
    """What it costs that the n-th value of further texts stands as that of no shown text does, while another one of theirs stands so."""
    told = {_around(text, spans_of(text)[n]) for text in shown}
    strays = 0
    for text in further:
        found = [_around(text, span) for span in spans_of(text)]
        if len(found) > 1 and -len(found) <= n < len(found):
            strays += found[n] not in told and any(around in told for around in found)
    return ELSEWHERE * min(strays, MOST_ROWS)


def _around(text: str, span: Span) -> Around:
    """The kinds of the characters before and behind a part of a text."""
    start, end = span
    return _kind(text[start - 1 : start]), _kind(text[end : end + 1])


def _kind(character: str) -> str:
    """A sign as it is, any letter as one, and nothing at an end of the text."""
    return "a" if character.isalpha() else character


__all__ = ["elsewhere"]
