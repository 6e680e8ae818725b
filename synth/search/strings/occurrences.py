"""Compiled loops over columns of texts: on which rows they stand in the wanted ones, and which of them differ."""

from __future__ import annotations

import numpy as np

from dsl.kernel import FAIL
from synth.columns.heap import words_at
from synth.search.strings.paths import PATHS, equal


@PATHS.entry
def occurring(cells_at, count, places_at, data_at, start_at, rows, goals_at, everywhere, masks_at):
    """For each column the rows, as bits, on which its value occurs in the wanted string: adds them to `masks`.

    With `everywhere` a column gets all of them or none.
    """
    cells, places, data, start = words_at(cells_at), words_at(places_at), words_at(data_at), words_at(start_at)
    goals, masks = words_at(goals_at), words_at(masks_at)
    for k in range(count):
        for r in range(rows):
            id = cells[places[k] + r]
            if id == FAIL and everywhere:
                masks[k] = 0
                break
            if id == FAIL:
                continue
            own, size = start[id], start[id + 1] - start[id]
            for at in range(start[goals[r]], start[goals[r] + 1] - size + 1):
                if equal(data, own, at, size):
                    masks[k] |= np.int64(1) << r
                    break
            if everywhere and not masks[k] >> r & 1:
                masks[k] = 0
                break
    return 0


@PATHS.entry
def distinct(cells_at, columns, places_at, rows_count, rows_at, most, kept_at):
    """How many columns differ on these rows, of those that failed on none, at most so many; the first of each goes to `kept`."""
    cells, places, rows, kept = words_at(cells_at), words_at(places_at), words_at(rows_at)[:rows_count], words_at(kept_at)
    slots = np.zeros(4 * most + 64, np.int64)
    count = 0
    for k in range(columns):
        if count == most:
            break
        h = np.uint64(1)
        failed = False
        for r in rows:
            failed |= cells[places[k] + r] == FAIL
            h = (h ^ np.uint64(cells[places[k] + r])) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(29)
        if failed:
            continue
        slot = np.int64(h >> np.uint64(8)) % len(slots)
        known = False
        while slots[slot] != 0 and not known:
            known = True
            for r in rows:
                known &= cells[places[kept[slots[slot] - 1]] + r] == cells[places[k] + r]
            if not known:
                slot = (slot + 1) % len(slots)
        if not known:
            kept[count] = k
            count += 1
            slots[slot] = count
    return count
