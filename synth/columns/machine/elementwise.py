"""Apply higher-order productions: many bodies over many lists, a block of lists at a time.

The bodies run once per distinct binding of their variables in the block, however many lists
share it; each (list, body) pair then costs one gather and one kernel row per example.
"""

from __future__ import annotations

import numpy as np

from dsl.kernel import FAIL
from synth.columns.absorb import absorb
from synth.columns.apply import TABLE, open_table, tight
from synth.columns.codegen.entries import CORE
from synth.columns.codegen.routine import routine
from synth.columns.heap import HEAP_SLOTS, call_kernel, hold, words_at
from synth.columns.layout import Call, Frame
from synth.columns.machine.lanes import bind, gather, run
from synth.columns.machine.plan import build

_PLACE, _CELLS, _COUNTERS = int(Frame.PLACE), int(Frame.CELLS), int(Frame.COUNTERS)
_SCRATCH, _ROOM, _OUT = int(Frame.SCRATCH), int(Frame.SCRATCH_ROOM), int(Frame.BLOCK_OUT)
_BEGIN, _GIVEN = int(Frame.BLOCK_BEGIN), int(Frame.BLOCK_ARGUMENTS)
_ADDRESS, _ARITY, _ROWS = int(Call.ADDRESS), int(Call.ARITY), int(Call.ROWS)
_IN_SCRATCH, _LENIENT, _LIMIT = int(Call.IN_SCRATCH), int(Call.LENIENT), int(Call.LIMIT)
MOST_CELLS = 1 << 22


@routine
def columns_of(frame, combos, count, j, rows, out):
    """Lay the columns of the nodes in one place of all combinations side by side."""
    place, cells = words_at(frame[_PLACE]), words_at(frame[_CELLS])
    for k in range(count):
        at = place[combos[3 * k + j]]
        for r in range(rows):
            out[k * rows + r] = cells[at + r]


@routine
def captured(frame, plan):
    """The addresses of the outer columns that a plan's captures read."""
    found = np.empty(max(plan[1], 1), np.int64)
    place = words_at(frame[_PLACE])
    for j in range(plan[1]):
        found[j] = frame[_CELLS] + 8 * place[plan[plan[2] + j]]
    return found


@routine
def take_in(frame, call, combos, bodies, count, rows):
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
        for j in range(4):
            given[4 * k + j] = bodies[j] if j < len(bodies) else combos[3 * k + j - len(bodies)]
    absorb(frame, call, count)


@CORE.entry
def apply_elementwise(frame_at, call_at, count, combos_at, bodies_count, bodies_at):
    """All bodies over all combinations of lists; returns how many bodies were done.

    combos: int64 [count, 3] nodes, -1 beyond the arity; count is at most a block.
    """
    frame, call, combos, bodies = words_at(frame_at), words_at(call_at), words_at(combos_at), words_at(bodies_at)[:bodies_count]
    rows, width = call[_ROWS], call[_ARITY] - 1
    total_rows = rows * count
    lists = np.empty((width, total_rows), np.int64)
    for j in range(width):
        columns_of(frame, combos, count, j, rows, lists[j])
    first, lane_of, lane_row, variables = bind(frame, lists, width, total_rows, rows, True)
    lanes = max(len(lane_row), 1)
    counters = words_at(frame[_COUNTERS])
    data, words = np.empty(max(first[total_rows], 1), np.int64), np.empty(total_rows, np.int64)
    table = np.empty(TABLE, np.int64)
    done = 0
    if len(lane_row) == 0:
        return len(bodies)
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
                take_in(frame, call, combos, bodies[done + b : done + b + 1], count, rows)
                if tight(frame, call, count):
                    hold(plan) + hold(outer) + hold(cells)
                    return done + b + 1
        hold(plan) + hold(outer) + hold(cells)
        done += share
        if done * count >= call[_LIMIT]:
            break
    hold(first) + hold(data) + hold(words) + hold(lists) + hold(lane_row) + hold(variables) + hold(table)
    return done
