"""What the programs of a store are made of: their cost under other prices, some of their leaves, idle functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from synth.columns.codegen.routine import Part
from synth.columns.heap import ints_at, words_at
from synth.columns.layout import Frame

SURVEY = Part("survey", "synth.columns.survey")
TAKER = 1 << 61  # a program with a function inside
IDLE = 1 << 62  # a program with a part that has no point: made of literals alone, a function that ignores its parameters, a detour
_PRODUCTION, _ARGUMENTS = int(Frame.PRODUCTION), int(Frame.ARGUMENTS)
_HEAP_START, _HEAP_DATA = int(Frame.HEAP_START), int(Frame.HEAP_DATA)


@SURVEY.entry
def survey(frame_at, count, prices_at, leaves_at, depth_at, inner_at, plain_at, found_at):
    """Of each node its price, its marks (its own, which the second row holds at first, and those of its parts), and what it reads.

    found: int64 [3, nodes];

    leaves: the marks of each production; inner: bit j is set where argument j is the body of a function, 16 times
    the depth of its scope plus one besides; depth: that of a variable's scope plus one, 0 of all else;
    plain: applications whose result is a plain value, of which there is no point without a variable.
    """
    frame, found = words_at(frame_at), words_at(found_at)
    production, arguments = ints_at(frame[_PRODUCTION]), ints_at(frame[_ARGUMENTS])
    prices, leaves, depth, inner, plain = (
        words_at(prices_at),
        words_at(leaves_at),
        words_at(depth_at),
        words_at(inner_at),
        words_at(plain_at),
    )
    for node in range(count):
        own = production[node]
        total, marks, scopes = prices[own], leaves[own] | found[count + node], np.int64(0)
        if depth[own] > 0:
            scopes = np.int64(1) << depth[own]
        for j in range(4):
            part = arguments[4 * node + j]
            if part < 0 or depth[own] > 0:
                break
            total += found[part]
            marks |= found[count + part]
            below = found[2 * count + part]
            if inner[own] >> j & 1:
                marks |= TAKER
                bit = np.int64(1) << (inner[own] >> 4)
                if below & bit == 0:
                    marks |= IDLE
                below &= ~bit
            scopes |= below
        if plain[own] and scopes == 0:
            marks |= IDLE
        found[node], found[count + node], found[2 * count + node] = total, marks, scopes
    return 0


@SURVEY.entry
def largest(frame_at, count, lists_at, found_at):
    """The largest number, sign apart, of each of some lists of numbers, 0 of an empty one: found int64 [count]."""
    frame, lists, found = words_at(frame_at), words_at(lists_at), words_at(found_at)
    start, data = words_at(frame[_HEAP_START]), words_at(frame[_HEAP_DATA])
    for k in range(count):
        found[k] = 0
        for at in range(start[lists[k]], start[lists[k] + 1]):
            found[k] = max(found[k], abs(data[at]))
    return 0


def sizes(frame: Any, lists: Any) -> Any:
    """int64 [n]: the largest number, sign apart, of each of some lists of numbers."""
    found = np.empty(len(lists), np.int64)
    largest(frame, len(lists), np.ascontiguousarray(lists), found)
    return found
