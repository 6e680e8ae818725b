"""Subroutines on the columns: the entry points that run a plan as if it were a kernel; nothing is compiled for each one."""

from __future__ import annotations

import numpy as np

from synth.columns.apply import tight
from synth.columns.codegen.entries import NESTED
from synth.columns.heap import HEAP_SLOTS, PLAN_SLOT, hold, words_at
from synth.columns.layout import Call, Frame
from synth.columns.machine.elementwise import captured, columns_of, take_in
from synth.columns.machine.nested import start, with_function
from synth.columns.machine.plan import build

_COUNTERS, _OUT, _SIZE = int(Frame.COUNTERS), int(Frame.BLOCK_OUT), int(Frame.SIZE)
_ARITY, _ROWS, _LIMIT, _PLAN = int(Call.ARITY), int(Call.ROWS), int(Call.LIMIT), int(Call.PLAN)


@NESTED.entry
def subroutine(table_at, rows, out_at, unused_scratch, unused_room):
    """A first-order subroutine behind a kernel's interface: its plan stands in the table; a list it gives is in the heap already."""
    table = words_at(table_at)
    plan = table[PLAN_SLOT]
    header = words_at(plan)
    frame = words_at(header[3])[:_SIZE]
    given = header[header[2]]
    variables = np.empty((given, rows), np.int64)
    for j in range(given):
        column = words_at(table[HEAP_SLOTS + 3 * j])
        for r in range(rows):
            variables[j, r] = column[r]
    good = start(frame, plan, variables, words_at(out_at))
    return 0 if good else -1


@NESTED.entry
def apply_subroutine(frame_at, call_at, count, combos_at, bodies_count, bodies_at):
    """All bodies, as the function a subroutine takes, over all combinations of its other arguments; returns how many were done.

    combos: int64 [count, 3] nodes, -1 beyond the arity.
    """
    frame, call, combos, bodies = words_at(frame_at)[:_SIZE], words_at(call_at), words_at(combos_at), words_at(bodies_at)[:bodies_count]
    rows, width = call[_ROWS], call[_ARITY] - 1
    total_rows = rows * count
    variables = np.empty((width + 1, total_rows), np.int64)
    for j in range(width):
        columns_of(frame, combos, count, j, rows, variables[j])
    for r in range(total_rows):
        variables[width, r] = r % rows
    counters, out = words_at(frame[_COUNTERS]), words_at(frame[_OUT])
    for b in range(len(bodies)):
        plan, _ = build(frame, bodies[b : b + 1])
        outer = captured(frame, plan)
        good = with_function(frame, call[_PLAN], plan.ctypes.data, outer, variables, out)
        hold(plan) + hold(outer)
        counters[5] += count
        if good > 0:
            take_in(frame, call, combos, bodies[b : b + 1], count, rows)
        if tight(frame, call, count) or (b + 1) * count >= call[_LIMIT]:
            return b + 1
    return len(bodies)
