"""Apply sequential higher-order productions: each body over a block of lists and starting values."""

from __future__ import annotations

import numpy as np

from synth.columns.apply import tight
from synth.columns.codegen.entries import NESTED
from synth.columns.heap import GROWTH, hold, words_at
from synth.columns.layout import Call, Frame, Kind
from synth.columns.machine.elementwise import captured, columns_of, take_in
from synth.columns.machine.nested import loop
from synth.columns.machine.plan import build

_COUNTERS, _SCRATCH, _ROOM, _OUT = int(Frame.COUNTERS), int(Frame.SCRATCH), int(Frame.SCRATCH_ROOM), int(Frame.BLOCK_OUT)
_ARITY, _ROWS, _LIMIT, _ITERATE = int(Call.ARITY), int(Call.ROWS), int(Call.LIMIT), int(Kind.ITERATE)


@NESTED.entry
def apply_loops(frame_at, call_at, kind, count, combos_at, bodies_count, bodies_at):
    """All bodies of a fold, scan or iteration over all combinations; returns how many were done.

    combos: int64 [count, 3]: (start, items) nodes for fold and scan, (items, -) for fold1 and scan1,
    (count, start) for iterate, as the primitive takes them.
    """
    frame, call, combos, bodies = words_at(frame_at), words_at(call_at), words_at(combos_at), words_at(bodies_at)[:bodies_count]
    rows = call[_ROWS]
    total_rows = rows * count
    left, right = np.empty(total_rows, np.int64), np.empty(total_rows, np.int64)
    columns_of(frame, combos, count, 0, rows, left)
    if call[_ARITY] > 2:
        columns_of(frame, combos, count, 1, rows, right)
    counters = words_at(frame[_COUNTERS])
    iterates, seeded = kind == _ITERATE, call[_ARITY] == 2
    items = left if iterates or seeded else right
    start = right if iterates else left
    out, scratch = words_at(frame[_OUT]), words_at(frame[_SCRATCH])
    for b in range(len(bodies)):
        plan, _ = build(frame, bodies[b : b + 1])
        outer = captured(frame, plan)
        wrote = loop(frame, kind, plan.ctypes.data, outer.ctypes.data, items, start, total_rows, rows, out, scratch, frame[_ROOM] - GROWTH)
        hold(plan) + hold(outer)
        counters[5] += count
        if wrote >= 0:
            take_in(frame, call, combos, bodies[b : b + 1], count, rows)
        if tight(frame, call, count) or (b + 1) * count >= call[_LIMIT]:
            return b + 1
    return len(bodies)
