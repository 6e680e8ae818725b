"""Apply `while_` and `unfold`: pairs of a function and a test over a block of starting values, all rows at once, step by step."""

from __future__ import annotations

import numpy as np

from dsl.kernel import FAIL
from synth.columns.apply import TABLE, open_table, tight
from synth.columns.codegen.entries import NESTED
from synth.columns.codegen.routine import routine
from synth.columns.heap import GROWTH, hold, words_at
from synth.columns.layout import Call, Frame, Kind
from synth.columns.machine.elementwise import captured, columns_of, take_in
from synth.columns.machine.lanes import run
from synth.columns.machine.plan import build

_COUNTERS, _SCRATCH, _ROOM, _OUT = int(Frame.COUNTERS), int(Frame.SCRATCH), int(Frame.SCRATCH_ROOM), int(Frame.BLOCK_OUT)
_ROWS, _LIMIT, _UNFOLD = int(Call.ROWS), int(Call.LIMIT), int(Kind.UNFOLD)
MOST_STEPS = 128  # fewer than the language allows: a search that waits for more has no time for anything else


@NESTED.entry
def apply_repeats(frame_at, call_at, kind, count, combos_at, pairs_count, pairs_at):
    """All pairs of bodies over all starting values; returns how many pairs were done.

    combos: int64 [count, 3], the starting values' nodes first; pairs: int64 [pairs, 2], bodies as the primitive takes them.
    """
    frame, call, combos, pairs = words_at(frame_at), words_at(call_at), words_at(combos_at), words_at(pairs_at)[: 2 * pairs_count]
    rows = call[_ROWS]
    total_rows = rows * count
    start = np.empty(total_rows, np.int64)
    columns_of(frame, combos, count, 0, rows, start)
    trace = np.empty(MOST_STEPS * total_rows if kind == _UNFOLD else 1, np.int64)
    counters = words_at(frame[_COUNTERS])
    out, scratch = words_at(frame[_OUT]), words_at(frame[_SCRATCH])
    for b in range(pairs_count):
        pair = pairs[2 * b : 2 * b + 2]
        plan, slots = build(frame, pair)
        outer = captured(frame, plan)
        wrote = repeat(frame, kind, plan, slots, outer.ctypes.data, start, trace, rows, out, scratch, frame[_ROOM] - GROWTH)
        hold(plan) + hold(outer)
        counters[5] += count
        if wrote >= 0:
            take_in(frame, call, combos, pair, count, rows)
        if tight(frame, call, count) or (b + 1) * count >= call[_LIMIT]:
            return b + 1
    return pairs_count


@routine
def repeat(frame, kind, plan, slots, outer, start, trace, period, out, scratch, room):
    """Run one pair on all rows; returns the words written to `scratch`, -1 where every row fails.

    `while_` leaves its last state in `out`, `unfold` the number of its states there, and the states in `scratch`. A state that is its own
    successor goes on for ever: the row fails.
    """
    unfolds = kind == _UNFOLD
    rows = len(start)
    count, test, step = plan[0], slots[1 if unfolds else 0], slots[0 if unfolds else 1]
    columns, cells = np.empty(count, np.int64), np.empty(count * rows, np.int64)
    bound, lane_row, live = np.empty(3 * rows, np.int64), np.empty(rows, np.int64), np.empty(rows, np.int64)
    state, length = start.copy(), np.zeros(rows, np.int64)
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    plan_at, bound_at, rows_at, cells_at = plan.ctypes.data, bound.ctypes.data, lane_row.ctypes.data, cells.ctypes.data
    lanes = 0
    for r in range(rows):
        out[r] = FAIL
        if state[r] != FAIL:
            live[lanes] = r
            lanes += 1
    for t in range(MOST_STEPS + 1):
        if lanes == 0:
            break
        for k in range(lanes):
            bound[k] = state[live[k]]
            lane_row[k] = live[k] % period
        run(frame, plan_at, outer, rows_at, bound_at, lanes, columns, cells_at, table)
        tests, steps = words_at(columns[test]), words_at(columns[step])
        going = 0
        for k in range(lanes):
            r = live[k]
            if tests[k] == FAIL:
                continue
            if (tests[k] == 1) == unfolds:
                out[r] = length[r] if unfolds else state[r]
            elif steps[k] != FAIL and steps[k] != state[r] and t < MOST_STEPS:
                if unfolds:
                    trace[t * rows + r] = state[r]
                length[r] += 1
                state[r] = steps[k]
                live[going] = r
                going += 1
        lanes = going
    hold(cells) + hold(bound) + hold(lane_row)
    used, good = 0, 0
    for r in range(rows):
        if out[r] == FAIL:
            continue
        good += 1
        if unfolds:
            if used + length[r] > room:
                out[r] = FAIL
                continue
            for p in range(length[r]):
                scratch[used + p] = trace[p * rows + r]
            used += length[r]
    return used if good else -1
