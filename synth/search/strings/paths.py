"""The cheapest way to join pieces to the wanted strings: compiled loops, and the call that hands them what they need.

Glossary
--------
vector   one place in each wanted string, up to which it is written already; a path leads from all zeros to all ends
piece    a kept program whose value stands, on every row, at the place a vector says
edge     how a path goes on, as four numbers: PIECE and the piece; SUBSTR and source, first place, length; AT, source, place;
         UP_TO and source, first place, place behind the last; LITERAL, where it begins in the first wanted string, length
left     what a path costs at least from a place of one wanted string to its end, whatever the other strings want (a pattern
         database, Culberson and Schaeffer 1998); a vector costs at least as much as the dearest of its places
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synth.columns.codegen.routine import Part, routine
from synth.columns.heap import Heap, words_at

PATHS = Part("paths", "synth.search.strings.paths", "synth.search.strings.edits", "synth.search.strings.occurrences")
PIECE, SUBSTR, AT, UP_TO, LITERAL = range(5)
VECTORS = 8  # room, for each one that a path may be gone on from
LONGEST_LITERAL = 40
MOST_STARTS = 300  # kept numbers at which a part of another string may begin
NOWHERE = 1 << 40
GIVEN_UP = NOWHERE + 1


@routine
def equal(data, first, second, count):
    """Whether two runs of characters are equal."""
    for i in range(count):  # noqa: SIM110 - compiled code has no generators
        if data[first + i] != data[second + i]:
            return False
    return True


@routine
def _relax(table, vector, cost, parent, edge):
    """Note a way to a vector, if it is new or cheaper and may lead to the end."""
    vectors, costs, parents, edges, slots, counts, ahead, left = table
    h = np.uint64(7)
    for r in range(len(vector)):
        h = (h ^ np.uint64(vector[r])) * np.uint64(0x9E3779B97F4A7C15)
        h ^= h >> np.uint64(31)
    mask = len(slots) - 1
    slot = np.int64(h) & mask
    while slots[slot] != 0:
        known = slots[slot] - 1
        same = True
        for r in range(len(vector)):
            same = same and vectors[known, r] == vector[r]
        if same:
            if cost < costs[known]:
                costs[known], parents[known] = cost, parent
                edges[known] = edge
            return
        slot = (slot + 1) & mask
    least = np.int64(0)
    for r in range(len(vector)):
        least = max(least, left[r, vector[r]])
    if counts[0] < len(vectors) and least < NOWHERE:
        known = counts[0]
        counts[0] += 1
        slots[slot] = known + 1
        vectors[known] = vector
        ahead[known] = least
        costs[known], parents[known] = cost, parent
        edges[known] = edge


@routine
def _by_pieces(table, at, data, start, goals, pieces, costs, join, most):
    """Go on from a vector by the pieces that stand there."""
    here, base = table[0][at], table[1][at]
    there, edge = np.empty(len(goals), np.int64), np.zeros(4, np.int64)
    for k in range(len(pieces)):
        if base + costs[k] + join > most:
            return
        fits, moved = True, False
        for r in range(len(goals)):
            id = pieces[k, r]
            size, left = start[id + 1] - start[id], start[goals[r] + 1] - start[goals[r]] - here[r]
            if size > left or not equal(data, start[id], start[goals[r]] + here[r], size):
                fits = False
                break
            there[r] = here[r] + size
            moved = moved or size > 0
        if fits and moved:
            edge[0], edge[1] = PIECE, k
            _relax(table, there, base + costs[k] + join, at, edge)


@routine
def _first_place(number, length, ends):
    """Where a part of a string begins; below zero, or not below the length, where it begins nowhere in it."""
    return number + length if ends and number < 0 else number


@routine
def _part_size(number, first, length, ends):
    """How long the part is that begins there; the number is its length or, counted from behind if below zero, its end."""
    if ends:
        return min(number + (length if number < 0 else 0), length) - first
    return min(number, length - first)


@routine
def _by_parts(table, at, data, start, goals, parts, join, most):
    """Go on from a vector by parts of other strings: where one begins is a kept number, and so is its length or end."""
    sources, source_costs, numbers, number_costs, substr, single, ends = parts
    here, base, m = table[0][at], table[1][at], len(goals)
    there, edge, common = np.empty(m, np.int64), np.zeros(4, np.int64), np.empty(m, np.int64)
    for s in range(len(sources)):
        for a in range(min(len(numbers), MOST_STARTS)):
            cost = base + join + source_costs[s] + number_costs[a]
            if cost > most:
                break
            for r in range(m):
                id = sources[s, r]
                first = _first_place(numbers[a, r], start[id + 1] - start[id], ends)
                size = min(start[id + 1] - start[id] - first, start[goals[r] + 1] - start[goals[r]] - here[r])
                common[r] = 0
                if first >= 0:
                    while common[r] < size and data[start[id] + first + common[r]] == data[start[goals[r]] + here[r] + common[r]]:
                        common[r] += 1
                if common[r] == 0:
                    break
            if common[r] == 0:
                continue
            edge[1], edge[2] = s, a
            if single >= 0:
                edge[0] = AT
                for r in range(m):
                    there[r] = here[r] + 1
                _relax(table, there, cost + single, at, edge)
            for b in range(len(numbers) if substr >= 0 else 0):
                if cost + substr + number_costs[b] > most:
                    break
                fits = True
                for r in range(m):
                    id = sources[s, r]
                    length = start[id + 1] - start[id]
                    size = _part_size(numbers[b, r], _first_place(numbers[a, r], length, ends), length, ends)
                    if size <= 0 or size > common[r]:
                        fits = False
                        break
                    there[r] = here[r] + size
                if fits:
                    edge[0], edge[3] = UP_TO if ends else SUBSTR, b
                    _relax(table, there, cost + substr + number_costs[b], at, edge)


@routine
def _joint(before, after):
    """Whether two characters are letters of ASCII, or digits: of one word or number."""
    letters = (65 <= before <= 90 or 97 <= before <= 122) and (65 <= after <= 90 or 97 <= after <= 122)
    return letters or (48 <= before <= 57 and 48 <= after <= 57)


@routine
def _by_literals(table, at, data, start, goals, cost, torn, most):
    """Go on from a vector by what all wanted strings have there; `torn` is what one costs more that ends within a word or number."""
    here, base = table[0][at], table[1][at]
    there, edge = np.empty(len(goals), np.int64), np.zeros(4, np.int64)
    edge[0], edge[1] = LITERAL, here[0]
    for size in range(1, LONGEST_LITERAL if base + cost <= most else 0):
        first = start[goals[0]] + here[0] + size - 1
        for r in range(len(goals)):
            own = start[goals[r]] + here[r] + size - 1
            if own >= start[goals[r] + 1] or data[own] != data[first]:
                return
            there[r] = here[r] + size
        edge[2] = size
        own = cost
        for r in range(len(goals)):
            begin, end = start[goals[r]], start[goals[r] + 1]
            first, last = begin + here[r], begin + there[r] - 1
            if (first > begin and _joint(data[first - 1], data[first])) or (last + 1 < end and _joint(data[last], data[last + 1])):
                own = cost + torn
        _relax(table, there, base + own, at, edge)


@routine
def table_of(texts, first, count, width):
    """The words [count, width] that begin at a place, and the costs behind them."""
    words = np.empty((count, width), np.int64)
    for k in range(count):
        for r in range(width):
            words[k, r] = texts[first + k * width + r]
    return words, texts[first + count * width : first + count * (width + 1)]


@routine
def _shared(data, start, goals, r, at):
    """How many characters from a place of a wanted string on stand somewhere in each other one, too."""
    most = start[goals[r] + 1] - start[goals[r]] - at
    for other in range(len(goals)):
        longest = 0
        for place in range(start[goals[other]], start[goals[other] + 1] if other != r else 0):
            size = 0
            while size < most and place + size < start[goals[other] + 1] and data[place + size] == data[start[goals[r]] + at + size]:
                size += 1
            longest = max(longest, size)
        if other != r:
            most = min(most, longest)
    return min(most, LONGEST_LITERAL - 1)


@routine
def _one_row(left, r, data, start, goals, pieces, costs, parts, join, literal):
    """Fill in what is left for each place of one wanted string, the last first."""
    sources, source_costs, numbers, number_costs, substr, single, ends = parts
    begin = start[goals[r]]
    last = start[goals[r] + 1] - begin
    left[r, last] = 0
    for at in range(last - 1, -1, -1):
        least, joined = np.int64(NOWHERE), join if at > 0 else 0  # the first piece is joined to none
        for k in range(len(pieces)):
            own = start[pieces[k, r]]
            size = start[pieces[k, r] + 1] - own
            if 0 < size <= last - at and costs[k] + joined + left[r, at + size] < least and equal(data, own, begin + at, size):
                least = costs[k] + joined + left[r, at + size]
        for s in range(len(sources)):
            own, length = start[sources[s, r]], start[sources[s, r] + 1] - start[sources[s, r]]
            for a in range(min(len(numbers), MOST_STARTS)):
                first = _first_place(numbers[a, r], length, ends)
                if first < 0 or first >= length or data[own + first] != data[begin + at]:
                    continue
                base = joined + source_costs[s] + number_costs[a]
                if single >= 0:
                    least = min(least, base + single + left[r, at + 1])
                common, most = 1, min(length - first, last - at)
                while common < most and data[own + first + common] == data[begin + at + common]:
                    common += 1
                for b in range(len(numbers) if substr >= 0 else 0):
                    size = _part_size(numbers[b, r], first, length, ends)
                    if 0 < size <= common:
                        least = min(least, base + substr + number_costs[b] + left[r, at + size])
        for size in range(1, _shared(data, start, goals, r, at) + 1 if literal >= 0 else 0):
            least = min(least, literal + joined + left[r, at + size])
        left[r, at] = least


@routine
def _search(data, start, goals, pieces, costs, parts, left, join, literal, torn, most, patience, haste, found):
    """The cheapest path up to a cost; NOWHERE if there is none, GIVEN_UP if that is not known. See `shortest`."""
    m, room = len(goals), VECTORS * patience
    vectors, distances = np.zeros((room, m), np.int64), np.full(room, NOWHERE, np.int64)
    parents, edges = np.full(room, -1, np.int64), np.zeros((room, 4), np.int64)
    size = 64
    while size < 2 * room:
        size *= 2
    slots, counts, done = np.zeros(size, np.int64), np.zeros(1, np.int64), np.zeros(room, np.bool_)
    ahead = np.zeros(room, np.int64)
    table = (vectors, distances, parents, edges, slots, counts, ahead, left)
    _relax(table, np.zeros(m, np.int64), 0, -1, np.zeros(4, np.int64))
    for turn in range(patience):
        at, nearest = -1, NOWHERE
        for k in range(counts[0]):
            expected = 100 * distances[k] + (100 + haste) * ahead[k]
            if not done[k] and (expected < nearest or (expected == nearest and ahead[k] < ahead[at])):
                at, nearest = k, expected
        if at < 0:
            return NOWHERE if haste == 0 and counts[0] < room else GIVEN_UP
        least = distances[at]
        done[at] = True
        if least + ahead[at] > most:
            continue
        whole = turn > 0
        for r in range(m):
            whole = whole and vectors[at, r] == start[goals[r] + 1] - start[goals[r]]
        if whole:
            length, k = 0, at
            while parents[k] >= 0:
                length, k = length + 1, parents[k]
            found[0] = length
            while parents[at] >= 0:
                length -= 1
                for j in range(4):
                    found[1 + 4 * length + j] = edges[at, j]
                at = parents[at]
            return least
        _by_pieces(table, at, data, start, goals, pieces, costs, join if turn else 0, most)
        _by_parts(table, at, data, start, goals, parts, join if turn else 0, most)
        if literal >= 0:
            _by_literals(table, at, data, start, goals, literal + (join if turn else 0), torn, most)
    return GIVEN_UP


@PATHS.entry
def shortest(data_at, start_at, texts_at, sizes_at, join, most, patience, found_at):
    """The cheapest path up to a cost, NOWHERE if none is found; its length and then its edges, four words each, go to `found`.

    sizes: rows, pieces, sources, numbers, what a part, a character and a literal cost (-1: there is none), what a literal costs
    more that ends within a word, whether the second number of a part is its end, how many hastes there are, and these. Vectors that
    cost least with what is left come first (A*, Hart et al. 1968). Haste is by how many hundredths that is taken for more than it is
    at least: a path is found sooner, though perhaps not the cheapest (Pohl 1970); the next one is tried where the search was given
    up. texts: the wanted ids [rows]; then words [count, rows] and costs [count] of pieces, sources and numbers. Pieces stand
    dearest last; `patience` vectors are gone on from at most.
    """
    data, start, texts, sizes, found = words_at(data_at), words_at(start_at), words_at(texts_at), words_at(sizes_at), words_at(found_at)
    m = sizes[0]
    goals, at_pieces = texts[:m], m
    at_sources = at_pieces + sizes[1] * (m + 1)
    at_numbers = at_sources + sizes[2] * (m + 1)
    pieces, costs = table_of(texts, at_pieces, sizes[1], m)
    sources, source_costs = table_of(texts, at_sources, sizes[2], m)
    numbers, number_costs = table_of(texts, at_numbers, sizes[3], m)
    parts = (sources, source_costs, numbers, number_costs, sizes[4], sizes[5], sizes[8])
    longest = 0
    for r in range(m):
        longest = max(longest, start[goals[r] + 1] - start[goals[r]])
    left = np.full((m, longest + 1), NOWHERE, np.int64)
    for r in range(m):
        _one_row(left, r, data, start, goals, pieces, costs, parts, join, sizes[6])
    for k in range(sizes[9]):
        total = _search(data, start, goals, pieces, costs, parts, left, join, sizes[6], sizes[7], most, patience, sizes[10 + k], found)
        if total != GIVEN_UP:
            return total
    return NOWHERE


@dataclass(frozen=True)
class Prices:
    """What edges of a path cost, and joining two; below zero: there are none of that kind."""

    join: int
    part: int = -1
    character: int = -1
    literal: int = -1
    torn: int = 0  # what a literal costs more that ends within a word


def cheapest(
    heap: Heap,
    goals: np.ndarray,
    tables: Sequence[tuple[np.ndarray, np.ndarray]],
    prices: Prices,
    patience: int,
    most: int = NOWHERE - 1,
    ends: bool = False,
    hastes: Sequence[int] = (0,),
) -> tuple[list[list[int]], int]:
    """The edges of the cheapest path that `shortest` finds, and its cost; no edges and NOWHERE if it finds none.

    goals: the wanted ids [rows]; tables: words [count, rows] and costs [count] of pieces and, if parts of texts may be edges, of
    sources and numbers.
    """
    counts = [len(costs) for _, costs in tables] + [0] * (3 - len(tables))
    own = (prices.part, prices.character, prices.literal, prices.torn)
    sizes = np.array([len(goals), *counts, *own, ends, len(hastes), *hastes], np.int64)
    texts = np.concatenate([goals, *(column.ravel() for table in tables for column in table)])
    found = np.empty(1 + 4 * patience, np.int64)
    total = shortest(heap.data, heap.start, texts, sizes, prices.join, most, patience, found)
    return (found[1 : 1 + 4 * found[0]].reshape(-1, 4).tolist() if total < NOWHERE else []), total
