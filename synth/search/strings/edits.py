"""Compiled loops of replacement: what makes one string another.

Glossary
--------
source   a string that is changed
far      how many characters two strings have between what is alike at their ends
gap      the stretch of a wanted string that a new text must fill
"""

from __future__ import annotations

import numpy as np

from synth.columns.codegen.routine import routine
from synth.columns.heap import words_at
from synth.search.strings.paths import PATHS, equal, table_of

WIDTH, DEPTH = 12, 6  # of the beam
ROOM = 256  # characters of a string in the beam; sources are cut there


@routine
def _apart(text, own, size, data, wanted, length):
    """How far apart two strings are."""
    shorter, alike, behind = min(size, length), 0, 0
    while alike < shorter and text[own + alike] == data[wanted + alike]:
        alike += 1
    while behind < shorter - alike and text[own + size - 1 - behind] == data[wanted + length - 1 - behind]:
        behind += 1
    return size + length - 2 * (alike + behind)


@routine
def _found(text, own, size, data, wanted, length):
    """Where a run of characters first occurs in a string, -1 if nowhere."""
    for at in range(size - length + 1):
        k = 0
        while k < length and text[own + at + k] == data[wanted + k]:
            k += 1
        if k == length:
            return at
    return -1


@routine
def _near(data, start, source, goals):
    """Whether the source is half like the wanted string on every row, and is not it."""
    other = False
    for r in range(len(goals)):
        size, length = start[source[r] + 1] - start[source[r]], start[goals[r] + 1] - start[goals[r]]
        if _apart(data, start[source[r]], size, data, start[goals[r]], length) > max(size, length):
            return False
        other = other or source[r] != goals[r]
    return other


@routine
def _gap(data, start, source, old, goals, gap):
    """Note place and length of the gap in each wanted string, place -1 where it may be anything; whether there is one."""
    for r in range(len(goals)):
        own, size = start[source[r]], start[source[r] + 1] - start[source[r]]
        wanted, length = start[goals[r]], start[goals[r] + 1] - start[goals[r]]
        taken = start[old[r] + 1] - start[old[r]]
        at = _found(data, own, size, data, start[old[r]], taken)
        if at < 0 and source[r] != goals[r]:
            return False
        gap[r, 0], gap[r, 1] = at, length - (size - taken)
        behind = size - at - taken
        if at >= 0 and gap[r, 1] < 0:
            return False
        if at >= 0 and not (equal(data, own, wanted, at) and equal(data, own + at + taken, wanted + at + gap[r, 1], behind)):
            return False
    return True


@PATHS.entry
def ways(data_at, start_at, texts_at, sizes_at, most, found_at):
    """How many ways there are, at most so many, to name an old text of a source that made another gives the wanted string.

    sizes: rows, sources, texts; texts: the wanted ids [rows], then words [count, rows] and costs [count] of sources and texts.
    Of each way source, old text and, for each row, the gap go to `found`.
    """
    data, start, texts, sizes, found = words_at(data_at), words_at(start_at), words_at(texts_at), words_at(sizes_at), words_at(found_at)
    m = sizes[0]
    goals = texts[:m]
    sources, _ = table_of(texts, m, sizes[1], m)
    words, _ = table_of(texts, m + sizes[1] * (m + 1), sizes[2], m)
    gap, count = np.empty((m, 2), np.int64), 0
    for s in range(len(sources)):
        if not _near(data, start, sources[s], goals):
            continue
        for a in range(len(words)):
            if count < most and _gap(data, start, sources[s], words[a], goals, gap):
                at = count * (2 + 2 * m)
                found[at], found[at + 1] = s, a
                for r in range(m):
                    found[at + 2 + 2 * r], found[at + 3 + 2 * r] = gap[r, 0], gap[r, 1]
                count += 1
    return count


@routine
def _occurs(strings, s, data, start, old):
    """Whether a text occurs in a string on some row."""
    text, long, _ = strings
    for r in range(long.shape[1]):
        if _found(text, (s * long.shape[1] + r) * ROOM, long[s, r], data, start[old[r]], start[old[r] + 1] - start[old[r]]) >= 0:
            return True
    return False


@routine
def _swap(strings, s, at, data, start, goals, old, new):
    """Write a string with one text made another; how far that is from the wanted ones, -1 if on a row farther, or on none nearer."""
    text, long, far = strings
    m, total, moved = len(goals), 0, False
    for r in range(m):
        own, out, size = (s * m + r) * ROOM, (at * m + r) * ROOM, long[s, r]
        taken, given = start[old[r] + 1] - start[old[r]], start[new[r] + 1] - start[new[r]]
        place = _found(text, own, size, data, start[old[r]], taken)
        if place < 0:
            place, taken, given = size, 0, 0
        if size - taken + given > ROOM:
            return -1
        for i in range(place):
            text[out + i] = text[own + i]
        for i in range(given):
            text[out + place + i] = data[start[new[r]] + i]
        for i in range(size - place - taken):
            text[out + place + given + i] = text[own + place + taken + i]
        long[at, r] = size - taken + given
        far[at, r] = _apart(text, out, long[at, r], data, start[goals[r]], start[goals[r] + 1] - start[goals[r]])
        if far[at, r] > far[s, r]:
            return -1
        moved = moved or far[at, r] < far[s, r]
        total += far[at, r]
    return total if moved else -1


@routine
def _rank(best, kept, far, cost, s, a, b):
    """Note a replacement among the best, nearest and cheapest first; of equals the first alone. How many there are then."""
    place = kept
    while place > 0 and (best[place - 1, 0] > far or (best[place - 1, 0] == far and best[place - 1, 1] > cost)):
        place -= 1
    if place == WIDTH or (place > 0 and best[place - 1, 0] == far and best[place - 1, 1] == cost):
        return kept
    kept = min(kept + 1, WIDTH)
    for k in range(kept - 1, place, -1):
        best[k] = best[k - 1]
    best[place, 0], best[place, 1], best[place, 2], best[place, 3], best[place, 4] = far, cost, s, a, b
    return kept


@PATHS.entry
def nearer(data_at, start_at, texts_at, sizes_at, found_at):
    """How many replacements bring strings nearer to the wanted ones: a beam, each made of a source or of what an earlier one gave.

    sizes: rows, sources, texts, how many of these may be new, what a replacement costs; texts as for `ways`. Of each replacement go
    to `found`: the string it changes, as the number of a source, or the sources' count and the number of a replacement; old text; new text;
    how far from the wanted strings it comes.
    """
    data, start, texts, sizes, found = words_at(data_at), words_at(start_at), words_at(texts_at), words_at(sizes_at), words_at(found_at)
    m, given = sizes[0], sizes[1]
    goals = texts[:m]
    sources, source_costs = table_of(texts, m, given, m)
    words, costs = table_of(texts, m + given * (m + 1), sizes[2], m)
    scratch = given + WIDTH * DEPTH
    text, long, far = (
        np.empty((scratch + 1) * m * ROOM, np.int64),
        np.empty((scratch + 1, m), np.int64),
        np.zeros((scratch + 1, m), np.int64),
    )
    strings, price = (text, long, far), np.zeros(scratch, np.int64)
    for s in range(given):
        price[s] = source_costs[s]
        for r in range(m):
            first, size = start[sources[s, r]], min(start[sources[s, r] + 1] - start[sources[s, r]], ROOM)
            for i in range(size):
                text[(s * m + r) * ROOM + i] = data[first + i]
            long[s, r] = size
            far[s, r] = _apart(data, first, size, data, start[goals[r]], start[goals[r] + 1] - start[goals[r]])
    low, high, best = 0, given, np.empty((WIDTH, 5), np.int64)
    for _ in range(DEPTH):
        kept = 0
        for s in range(low, high):
            for a in range(len(words)):
                for b in range(sizes[3] if _occurs(strings, s, data, start, words[a]) else 0):
                    total = _swap(strings, s, scratch, data, start, goals, words[a], words[b])
                    if total >= 0:
                        kept = _rank(best, kept, total, price[s] + costs[a] + costs[b] + sizes[4], s, a, b)
        for k in range(kept):
            s, a, b = best[k, 2], best[k, 3], best[k, 4]
            _swap(strings, s, high + k, data, start, goals, words[a], words[b])
            price[high + k] = best[k, 1]
            at = 4 * (high + k - given)
            found[at], found[at + 1], found[at + 2], found[at + 3] = s, a, b, best[k, 0]
        low, high = high, high + kept
    return high - given
