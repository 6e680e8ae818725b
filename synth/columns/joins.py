"""Half of a binary operation from the other half: what its partner must be, looked up among the kept programs.

Each routine goes over kept nodes A and wanted columns G, works out the column B with A ∘ B = G,
and finds B by its hash without building it. Hits are rows (operation, A, B, G); where A begins
or ends G and nobody is the rest, B is -1: the rest itself is then worth wanting.
"""

from __future__ import annotations

import numpy as np

from dsl.kernel import FAIL
from synth.columns.absorb import FAILED
from synth.columns.codegen.entries import INVERSE
from synth.columns.codegen.routine import routine
from synth.columns.heap import add64, hash_word, hash_words, hashes_at, heap_at, look_up, mix, sub64, words_at
from synth.columns.layout import Frame

_PLACE, _CELLS, _KEYS, _COUNTERS = int(Frame.PLACE), int(Frame.CELLS), int(Frame.ROW_KEYS), int(Frame.COUNTERS)
_SLOTS = int(Frame.SLOTS)
PLUS, MINUS, FROM, TIMES, BEFORE, AFTER = range(6)  # A + B, A - B, B - A, A * B, A ++ B, B ++ A
LONGEST = 4096


@routine
def find(frame, h):
    """The node of a column hash, or -1."""
    return look_up(words_at(frame[_SLOTS]), words_at(frame[_COUNTERS])[2], h)[0]


@routine
def _note(hits, count, operation, node, other, goal):
    """Write one hit down."""
    hits[4 * count], hits[4 * count + 1], hits[4 * count + 2], hits[4 * count + 3] = operation, node, other, goal


@routine
def _partner(operation, a, g):
    """The b with a ∘ b = g, or FAIL."""
    if operation == PLUS:
        return sub64(g, a)
    if operation == MINUS:
        return sub64(a, g)
    if operation == FROM:
        return add64(g, a)
    if a == 0 or g % a != 0:
        return np.int64(FAIL)
    return g // a


@INVERSE.entry
def pair_numbers(frame_at, first, end, goals_count, rows, goals_at, state_key, most, hits_at):
    """Numbers: goals int64 [goals, rows]; returns how many hits."""
    frame, goals, hits = words_at(frame_at), words_at(goals_at), words_at(hits_at)
    place, cells, keys = words_at(frame[_PLACE]), words_at(frame[_CELLS]), hashes_at(frame[_KEYS])
    count = 0
    for node in range(first, end):
        at = place[node]
        for g in range(goals_count):
            for operation in range(4):
                h = np.uint64(state_key)
                possible = True
                for r in range(rows):
                    a = cells[at + r]
                    b = FAIL if a == FAIL else _partner(operation, a, goals[g * rows + r])
                    if b == FAIL:
                        possible = False
                        break
                    h += hash_word(b) * keys[r]
                if possible:
                    other = find(frame, mix(h))
                    if other >= 0 and count < most:
                        _note(hits, count, operation, node, other, g)
                        count += 1
    return count


@INVERSE.entry
def pair_lists(frame_at, first, end, goals_count, rows, goals_at, state_key, most, hits_at):
    """Lists of numbers joined item by item (zip_with): goals int64 [goals, rows] of heap ids."""
    frame, goals, hits = words_at(frame_at), words_at(goals_at), words_at(hits_at)
    place, cells, keys = words_at(frame[_PLACE]), words_at(frame[_CELLS]), hashes_at(frame[_KEYS])
    heap = heap_at(frame)
    data, start = heap[0], heap[1]
    partner = np.empty(LONGEST, np.int64)
    count = 0
    for node in range(first, end):
        at = place[node]
        for g in range(goals_count):
            fits = True
            for r in range(rows):
                a, goal = cells[at + r], goals[g * rows + r]
                if a == FAIL or start[a + 1] - start[a] < start[goal + 1] - start[goal] or start[goal + 1] - start[goal] > LONGEST:
                    fits = False
                    break
            if not fits:
                continue
            for operation in range(4):
                h = np.uint64(state_key)
                possible = True
                for r in range(rows):
                    a, goal = start[cells[at + r]], start[goals[g * rows + r]]
                    length = start[goals[g * rows + r] + 1] - goal
                    for i in range(length):
                        partner[i] = _partner(operation, data[a + i], data[goal + i])
                        if partner[i] == FAIL:
                            possible = False
                            break
                    own = hash_words(partner, 0, length) if possible else FAILED
                    if not possible or look_up(heap[3], heap[4][2], own)[0] < 0:
                        possible = False
                        break
                    h += own * keys[r]
                if possible:
                    other = find(frame, mix(h))
                    if other >= 0 and count < most:
                        _note(hits, count, operation, node, other, g)
                        count += 1
    return count


@INVERSE.entry
def pair_joins(frame_at, first, end, goals_count, rows, goals_at, state_key, most, hits_at):
    """Lists or texts put one behind the other: where A begins or ends every row of a goal."""
    frame, goals, hits = words_at(frame_at), words_at(goals_at), words_at(hits_at)
    place, cells, keys = words_at(frame[_PLACE]), words_at(frame[_CELLS]), hashes_at(frame[_KEYS])
    heap = heap_at(frame)
    data, start = heap[0], heap[1]
    count = 0
    for node in range(first, end):
        at = place[node]
        for g in range(goals_count):
            for operation in range(BEFORE, AFTER + 1):
                h = np.uint64(state_key)
                possible, some, rest = True, False, 0
                for r in range(rows):
                    id, goal = cells[at + r], goals[g * rows + r]
                    if id == FAIL:
                        possible = False
                        break
                    length, whole = start[id + 1] - start[id], start[goal + 1] - start[goal]
                    if length > whole:
                        possible = False
                        break
                    shift = 0 if operation == BEFORE else whole - length
                    for i in range(length):
                        if data[start[id] + i] != data[start[goal] + shift + i]:
                            possible = False
                            break
                    if not possible:
                        break
                    some = some or length > 0
                    rest += whole - length
                    h += hash_words(data, start[goal] + (length if operation == BEFORE else 0), whole - length) * keys[r]
                if possible and some and rest > 0 and count < most:
                    _note(hits, count, operation, node, find(frame, mix(h)), g)
                    count += 1
    return count
