"""Apply higher-order productions: many bodies over many lists, a block of lists at a time.

The bodies run once per distinct binding of their variables in the block, however many lists
share it; each (list, body) pair then costs one gather and one kernel row per example.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from synth.columns.absorb import absorb
from synth.columns.apply import TABLE, open_table, tight
from synth.columns.frame import Call, Frame
from synth.columns.machine import bind, gather, run
from synth.columns.plan import build
from synth.columns.runtime import FAIL, HEAP_SLOTS, OPTIONS, call_kernel, hold, words_at

_PLACE, _CELLS, _COUNTERS = int(Frame.PLACE), int(Frame.CELLS), int(Frame.COUNTERS)
_SCRATCH, _ROOM, _OUT = int(Frame.SCRATCH), int(Frame.SCRATCH_ROOM), int(Frame.BLOCK_OUT)
_BEGIN, _GIVEN = int(Frame.BLOCK_BEGIN), int(Frame.BLOCK_ARGUMENTS)
_ADDRESS, _ARITY, _ROWS = int(Call.ADDRESS), int(Call.ARITY), int(Call.ROWS)
_IN_SCRATCH, _LENIENT, _LIMIT = int(Call.IN_SCRATCH), int(Call.LENIENT), int(Call.LIMIT)
MOST_CELLS = 1 << 22


@njit(**OPTIONS)
def columns_of(frame, nodes, rows, out):
    """Lay the columns of some nodes side by side."""
    place, cells = words_at(frame[_PLACE]), words_at(frame[_CELLS])
    for k in range(len(nodes)):
        at = place[nodes[k]]
        for r in range(rows):
            out[k * rows + r] = cells[at + r]


@njit(**OPTIONS)
def captured(frame, plan):
    """The addresses of the outer columns that a plan's captures read."""
    found = np.empty(max(plan[1], 1), np.int64)
    place = words_at(frame[_PLACE])
    for j in range(plan[1]):
        found[j] = frame[_CELLS] + 8 * place[plan[plan[2] + j]]
    return found


@njit(**OPTIONS)
def take_in(frame, call, combos, body, count, rows):
    """Split the block's results into candidates, one per combination, and absorb them."""
    out, begin, given = words_at(frame[_OUT]), words_at(frame[_BEGIN]), words_at(frame[_GIVEN])
    at = 0
    for k in range(count):
        alive = False
        begin[k] = at
        for r in range(rows):
            word = out[k * rows + r]
            if word != FAIL:
                alive = True
                if call[_IN_SCRATCH]:
                    at += word
        if not alive:
            begin[k] = -1
        given[4 * k] = body
        for j in range(3):
            given[4 * k + 1 + j] = combos[k, j]
    absorb(frame, call, count)


@njit(cache=True, **OPTIONS)
def apply_elementwise(frame, call, combos, bodies):
    """All bodies over all combinations of lists; returns candidates, and how many bodies were done.

    combos: int64 [count, 3] nodes, -1 beyond the arity; count is at most a block.
    """
    rows, count, width = call[_ROWS], len(combos), call[_ARITY] - 1
    total_rows = rows * count
    lists = np.empty((width, total_rows), np.int64)
    for j in range(width):
        columns_of(frame, combos[:, j], rows, lists[j])
    first, lane_of, lane_row, variables = bind(frame, lists, width, total_rows, rows, True)
    lanes = max(len(lane_row), 1)
    counters = words_at(frame[_COUNTERS])
    data, words = np.empty(max(first[total_rows], 1), np.int64), np.empty(total_rows, np.int64)
    table = np.empty(TABLE, np.int64)
    done = 0
    if len(lane_row) == 0:
        return 0, len(bodies)
    while done < len(bodies):
        share = min(len(bodies) - done, max(16, call[_LIMIT] // count))
        plan, slots = build(frame, bodies[done : done + share])
        while plan[0] * lanes > MOST_CELLS and share > 16:
            share = share // 2
            plan, slots = build(frame, bodies[done : done + share])
        outer = captured(frame, plan)
        columns = np.empty(plan[0], np.int64)
        cells = np.empty(plan[0] * lanes, np.int64)
        open_table(frame, table)
        run(
            frame,
            plan.ctypes.data,
            outer.ctypes.data,
            lane_row.ctypes.data,
            variables.ctypes.data,
            len(lane_row),
            columns,
            cells.ctypes.data,
            table,
        )
        table[HEAP_SLOTS], table[HEAP_SLOTS + 1], table[HEAP_SLOTS + 2] = words.ctypes.data, data.ctypes.data, first.ctypes.data
        for j in range(width):
            table[HEAP_SLOTS + 3 + 3 * j] = lists[j].ctypes.data
        for b in range(share):
            gather(words_at(columns[slots[b]]), lane_of, first, total_rows, call[_LENIENT] != 0, data, words)
            wrote = call_kernel(call[_ADDRESS], table.ctypes.data, total_rows, frame[_OUT], frame[_SCRATCH], frame[_ROOM])
            counters[5] += count
            if wrote >= 0:
                take_in(frame, call, combos, bodies[done + b], count, rows)
                if tight(frame, call, count):
                    hold(plan) + hold(outer) + hold(cells)
                    return (done + b + 1) * count, done + b + 1
        hold(plan) + hold(outer) + hold(cells)
        done += share
        if done * count >= call[_LIMIT]:
            break
    hold(first) + hold(data) + hold(words) + hold(lists) + hold(lane_row) + hold(variables) + hold(table)
    return done * count, done
