"""Lambdas inside lambdas, and loops: the column machine running plans from within a plan.

The lanes of the outer body are the rows of the inner one. Sequential primitives (fold, scan,
iterate) run all rows at once, step by step, on the lanes that are still going.
"""

from __future__ import annotations

import numpy as np

from dsl.kernel import FAIL, MAX_STEPS
from synth.columns.apply import TABLE, open_table
from synth.columns.codegen.entries import NESTED
from synth.columns.codegen.routine import routine
from synth.columns.heap import HEAP_SLOTS, call_kernel, heap_at, hold, words_at
from synth.columns.layout import Frame, Kind
from synth.columns.machine.lanes import bind, gather, intern_rows, run

_LANE_SCRATCH, _LANE_ROOM = int(Frame.LANE_SCRATCH), int(Frame.LANE_ROOM)
_ELEMENTWISE, _FOLD1, _SCAN = int(Kind.ELEMENTWISE), int(Kind.FOLD1), int(Kind.SCAN)
_SCAN1, _ITERATE, _SIZE = int(Kind.SCAN1), int(Kind.ITERATE), int(Frame.SIZE)
_CALL, _SUBROUTINE, _FUNCTION = int(Kind.CALL), int(Kind.SUBROUTINE), int(Frame.FUNCTION)


@routine
def loop(frame, kind, plan, outer, items, start, rows, period, out, scratch, room):
    """Run a sequential higher-order primitive on all rows at once, step by step.

    items: list ids (fold, scan) or counts (iterate); start: first states. Folds leave the last
    state in `out`; scans leave lengths there and the states in `scratch`.
    """
    heap = heap_at(frame)
    data, begin = heap[0], heap[1]
    seeded = kind == _FOLD1 or kind == _SCAN1
    scans = kind == _SCAN or kind == _SCAN1
    length = np.zeros(rows, np.int64)
    state = np.empty(rows, np.int64)
    longest, total = 0, 0
    for r in range(rows):
        word = items[r]
        if kind == _ITERATE:
            length[r] = max(word, 0)
            state[r] = FAIL if word == FAIL or word > MAX_STEPS else start[r]
        else:
            length[r] = begin[word + 1] - begin[word] if word != FAIL else 0
            state[r] = FAIL if word == FAIL else start[r]
            if seeded and word != FAIL:
                state[r] = data[begin[word]] if length[r] > 0 else FAIL
        if state[r] == FAIL and not (kind == _SCAN1 and word != FAIL and length[r] == 0):
            length[r] = 0
        longest = max(longest, length[r])
        total += length[r]
    trace = np.empty(total if scans else 0, np.int64)
    first = np.zeros(rows + 1, np.int64)
    for r in range(rows):
        first[r + 1] = first[r] + (length[r] if scans else 0)
        if seeded and scans and length[r] > 0:
            trace[first[r]] = state[r]
    count = words_at(plan)[0]
    slots = np.empty(count, np.int64)
    cells = np.empty(count * rows, np.int64)
    bound = np.empty(3 * rows, np.int64)
    lane_row = np.empty(rows, np.int64)
    live = np.empty(rows, np.int64)
    bound_at, rows_at, cells_at = bound.ctypes.data, lane_row.ctypes.data, cells.ctypes.data
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    for t in range(1 if seeded else 0, longest):
        lanes = 0
        for r in range(rows):
            if t < length[r] and state[r] != FAIL:
                live[lanes] = r
                lane_row[lanes] = r % period
                lanes += 1
        if lanes == 0:
            break
        for k in range(lanes):
            r = live[k]
            bound[k] = state[r]
            bound[lanes + k] = data[begin[items[r]] + t] if kind != _ITERATE else t
        run(frame, plan, outer, rows_at, bound_at, lanes, slots, cells_at, table)
        results = words_at(slots[count - 1])
        for k in range(lanes):
            state[live[k]] = results[k]
            if scans:
                trace[first[live[k]] + t] = results[k]
    hold(cells) + hold(bound) + hold(lane_row)
    used, good = 0, 0
    for r in range(rows):
        if not scans:
            out[r] = state[r]
            good += state[r] != FAIL
            continue
        failed = items[r] == FAIL or (kind == _SCAN and start[r] == FAIL) or (length[r] > 0 and state[r] == FAIL)
        if failed or used + length[r] > room:
            out[r] = FAIL
            continue
        for p in range(first[r], first[r + 1]):
            scratch[used + p - first[r]] = trace[p]
        used += length[r]
        out[r] = length[r]
        good += 1
    return used if good else -1


@routine
def start(frame, plan, variables, out):
    """Run a subroutine's plan on lanes; where an argument failed it fails. Returns the number of lanes with a value.

    variables: int64 [arguments, lanes], the last one perhaps the row that each lane belongs to.
    """
    lanes = variables.shape[1]
    count = words_at(plan)[0]
    slots, cells = np.empty(count, np.int64), np.empty(count * max(lanes, 1), np.int64)
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    run(frame, plan, plan, plan, variables.ctypes.data, lanes, slots, cells.ctypes.data, table)
    result, good = words_at(slots[count - 1]), 0
    for lane in range(lanes):
        word = result[lane]
        for j in range(variables.shape[0]):
            if variables[j, lane] == FAIL:
                word = FAIL
        out[lane] = word
        good += word != FAIL
    hold(cells) + hold(variables) + hold(table)
    return good


@routine
def with_function(frame, plan, body, outer, variables, out):
    """Run the plan of a subroutine that takes a function, which is given by its own plan and what that captures."""
    function = np.empty(2, np.int64)
    function[0], function[1] = body, outer.ctypes.data
    before = frame[_FUNCTION]
    frame[_FUNCTION] = function.ctypes.data
    good = start(frame, plan, variables, out)
    frame[_FUNCTION] = before
    hold(function) + hold(outer)
    return good


@routine
def side_by_side(program, step, lanes, columns, count, table):
    """Copy the columns of an instruction's arguments after its function to the first rows of a table, int64 [count or more, lanes]."""
    for j in range(count):
        column = words_at(columns[program[step + 6 + j]])
        for lane in range(lanes):
            table[j, lane] = column[lane]


@routine
def call_function(frame, program, step, lanes, columns, out):
    """The function that the running subroutine was given, on the lanes of one instruction."""
    function = words_at(frame[_FUNCTION])
    body = function[0]
    given = program[step + 2] - 1
    variables = np.empty((given, lanes), np.int64)
    side_by_side(program, step, lanes, columns, given, variables)
    count = words_at(body)[0]
    slots, cells = np.empty(count, np.int64), np.empty(count * max(lanes, 1), np.int64)
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    run(frame, body, function[1], columns[program[step + 5]], variables.ctypes.data, lanes, slots, cells.ctypes.data, table)
    result = words_at(slots[count - 1])
    for lane in range(lanes):
        out[lane] = result[lane]
        for j in range(given):
            if variables[j, lane] == FAIL:
                out[lane] = FAIL
    hold(cells) + hold(variables) + hold(table)


@routine
def instruction(frame, plan, step, lanes, columns, out):
    """One higher-order instruction of a plan: its rows are the lanes of the plan it stands in."""
    program = words_at(plan)
    kind = program[step]
    if kind == _CALL:
        call_function(frame, program, step, lanes, columns, out)
        return
    sub = plan + 8 * program[step + 9]
    below = words_at(sub)
    outer = np.empty(max(below[1], 1), np.int64)
    for j in range(below[1]):
        outer[j] = columns[program[below[2] + j]]
    if kind == _ELEMENTWISE:
        elementwise(frame, program, step, sub, outer, lanes, columns, out)
    elif kind == _SUBROUTINE:
        given = program[step + 2] - 1
        variables = np.empty((given + 1, lanes), np.int64)
        side_by_side(program, step, lanes, columns, given, variables)
        for lane in range(lanes):
            variables[given, lane] = lane
        with_function(frame, program[step + 1], sub, outer, variables, out)
    else:
        list_column = words_at(columns[program[step + 6 if kind in (_FOLD1, _SCAN1, _ITERATE) else step + 7]])
        start_column = words_at(columns[program[step + 7 if kind == _ITERATE else step + 6]])
        room = frame[_LANE_ROOM]
        scratch = frame[_LANE_SCRATCH] + 4 * room  # loops write into the upper half
        loop(frame, kind, sub, outer.ctypes.data, list_column, start_column, lanes, lanes, out, words_at(scratch), room // 2)
        hold(outer)
        if program[step + 3]:
            intern_rows(frame, out, lanes, words_at(scratch))


@routine
def elementwise(frame, program, step, sub, outer, lanes, columns, out):
    width = program[step + 2] - 1
    lists = np.empty((width, lanes), np.int64)
    side_by_side(program, step, lanes, columns, width, lists)
    first, lane_of, lane_row, variables = bind(frame, lists, width, lanes, lanes, True)
    inner = len(lane_row)
    count = words_at(sub)[0]
    slots = np.empty(count, np.int64)
    cells = np.empty(count * max(inner, 1), np.int64)
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    run(frame, sub, outer.ctypes.data, lane_row.ctypes.data, variables.ctypes.data, inner, slots, cells.ctypes.data, table)
    data = np.empty(max(first[lanes], 1), np.int64)
    words = np.empty(lanes, np.int64)
    gather(words_at(slots[count - 1]), lane_of, first, lanes, program[step + 4] != 0, data, words)
    table[HEAP_SLOTS], table[HEAP_SLOTS + 1], table[HEAP_SLOTS + 2] = words.ctypes.data, data.ctypes.data, first.ctypes.data
    for j in range(width):
        table[HEAP_SLOTS + 3 + 3 * j] = columns[program[step + 6 + j]]
    scratch = frame[_LANE_SCRATCH]
    call_kernel(program[step + 1], table.ctypes.data, lanes, out.ctypes.data, scratch, frame[_LANE_ROOM])
    hold(cells) + hold(variables) + hold(lane_row) + hold(data) + hold(words) + hold(first) + hold(table)
    if program[step + 3]:
        intern_rows(frame, out, lanes, words_at(scratch))


@NESTED.entry
def nested(job_at, frame_at, unused_rows, unused_scratch, unused_room):
    """One higher-order instruction, behind an address."""
    job = words_at(job_at)
    instruction(words_at(frame_at)[:_SIZE], job[0], job[1], job[2], words_at(job[3]), words_at(job[4]))
    return 0
