"""The column machine: runs a plan on lanes, one lane per distinct binding of a lambda's variables.

Nested lambdas run the same way: the lanes of the outer body are the rows of the inner one.
Lists computed inside a body are interned, so that every column is a column of words.
"""

from __future__ import annotations

import numpy as np
from numba import cfunc, njit

from synth.columns.apply import TABLE, open_table
from synth.columns.frame import Frame, Kind, frame_heap
from synth.columns.plan import HEADER, STEP
from synth.columns.runtime import FAIL, HEAP_SLOTS, KERNEL, MAX_STEPS, OPTIONS, call_kernel, hash_words
from synth.columns.runtime import hold, intern_hashed, mix, words_at

_LANE_SCRATCH, _LANE_ROOM, _EVALUATE = int(Frame.LANE_SCRATCH), int(Frame.LANE_ROOM), int(Frame.EVALUATE)
_VARIABLE, _CAPTURE, _APPLY = int(Kind.VARIABLE), int(Kind.CAPTURE), int(Kind.APPLY)
_ELEMENTWISE, _FOLD, _FOLD1 = int(Kind.ELEMENTWISE), int(Kind.FOLD), int(Kind.FOLD1)
_SCAN, _SCAN1, _ITERATE = int(Kind.SCAN), int(Kind.SCAN1), int(Kind.ITERATE)
_SIZE = int(Frame.SIZE)
JOB = 8  # plan, outer columns, row of each lane, variables, lanes, slot columns, cells, -


@njit(**OPTIONS)
def intern_rows(frame, out, rows, scratch):
    """Turn lengths in `out` into heap ids, reading the content that lies in the scratch."""
    heap = frame_heap(frame)
    at = 0
    for r in range(rows):
        length = out[r]
        if length != FAIL:
            out[r] = intern_hashed(heap, scratch, at, length, hash_words(scratch, at, length))
            at += length


@njit(**OPTIONS)
def bind(frame, lists, width, rows, period, indexed):
    """Bind a lambda's variables to the elements of each row's lists, equal bindings once.

    lists: int64 [width, rows] heap ids. Returns (first [rows + 1], lane of each element,
    row of each lane, variables [width + 1, lanes]); rows that repeat after `period` share lanes.
    """
    heap = frame_heap(frame)
    data, start = heap[0], heap[1]
    first = np.zeros(rows + 1, np.int64)
    for r in range(rows):
        length = np.int64(FAIL)
        for j in range(width):
            id = lists[j, r]
            own = start[id + 1] - start[id] if id != FAIL else 0
            length = own if j == 0 else min(length, own)
        first[r + 1] = first[r] + length
    total = first[rows]
    lane_of = np.empty(total, np.int64)
    lane_row = np.empty(total, np.int64)
    variables = np.empty((width + 1, total), np.int64)
    mask = 16
    while mask < 2 * total:
        mask *= 2
    slots = np.zeros(mask, np.int64)
    mask -= 1
    lanes = 0
    for r in range(rows):
        row = r % period
        for i in range(first[r + 1] - first[r]):
            h = np.uint64(row)
            for j in range(width):
                h = mix(h + np.uint64(data[start[lists[j, r]] + i]) * np.uint64(0x9E3779B97F4A7C15))
            if indexed:
                h = mix(h + np.uint64(i))
            slot = np.int64(h) & mask
            lane = -1
            while slots[slot] != 0:
                known = slots[slot] - 1
                same = lane_row[known] == row and (not indexed or variables[width, known] == i)
                for j in range(width):
                    same = same and variables[j, known] == data[start[lists[j, r]] + i]
                if same:
                    lane = known
                    break
                slot = (slot + 1) & mask
            if lane < 0:
                lane = lanes
                slots[slot] = lane + 1
                lane_row[lane] = row
                for j in range(width):
                    variables[j, lane] = data[start[lists[j, r]] + i]
                variables[width, lane] = i
                lanes += 1
            lane_of[first[r] + i] = lane
    packed = np.empty((width + 1, lanes), np.int64)
    for j in range(width + 1):
        for k in range(lanes):
            packed[j, k] = variables[j, k]
    return first, lane_of, lane_row[:lanes], packed


@njit(**OPTIONS)
def gather(results, lane_of, first, rows, lenient, data, words):
    """Lay a body's results out as one list a row; a failing element fails its row unless the primitive is lenient."""
    for r in range(rows):
        failed = False
        for p in range(first[r], first[r + 1]):
            value = results[lane_of[p]]
            data[p] = value
            failed |= value == FAIL
        words[r] = FAIL if failed and not lenient else r


@njit(**OPTIONS)
def run(frame, plan, outer, lane_row, variables, lanes, columns, cells):
    """Evaluate a plan: afterwards `columns[slot]` is the address of that slot's words on all lanes."""
    program = words_at(plan)
    outer_columns, rows = words_at(outer), words_at(lane_row)
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    for k in range(program[0]):
        step = HEADER + STEP * k
        kind = program[step]
        if kind == _VARIABLE:
            columns[k] = variables + 8 * lanes * program[step + 5]
            continue
        columns[k] = cells + 8 * lanes * k
        out = words_at(columns[k])
        if kind == _CAPTURE:
            source = words_at(outer_columns[program[step + 5]])
            for lane in range(lanes):
                out[lane] = source[rows[lane]]
            continue
        if kind == _APPLY:
            for j in range(program[step + 2]):
                table[HEAP_SLOTS + 3 * j] = columns[program[step + 5 + j]]
            scratch = frame[_LANE_SCRATCH]
            call_kernel(program[step + 1], table.ctypes.data, lanes, columns[k], scratch, frame[_LANE_ROOM])
            if program[step + 3]:
                intern_rows(frame, out, lanes, words_at(scratch))
            continue
        nested(frame, plan, step, lanes, columns, out)


@njit(**OPTIONS)
def nested(frame, plan, step, lanes, columns, out):
    """One higher-order instruction of a plan: its rows are the lanes of the plan it stands in."""
    program = words_at(plan)
    kind = program[step]
    sub = plan + 8 * program[step + 9]
    below = words_at(sub)
    outer = np.empty(max(below[1], 1), np.int64)
    for j in range(below[1]):
        outer[j] = columns[program[below[2] + j]]
    if kind == _ELEMENTWISE:
        elementwise(frame, program, step, sub, outer, lanes, columns, out)
    else:
        list_column = words_at(columns[program[step + 6 if kind in (_FOLD1, _SCAN1) else step + 7]])
        start_column = words_at(columns[program[step + 6]])
        room = frame[_LANE_ROOM]
        scratch = frame[_LANE_SCRATCH] + 4 * room  # loops write into the upper half
        loop(frame, kind, sub, outer.ctypes.data, list_column, start_column, lanes, lanes, out, words_at(scratch), room // 2)
        hold(outer)
        if program[step + 3]:
            intern_rows(frame, out, lanes, words_at(scratch))


@njit(**OPTIONS)
def elementwise(frame, program, step, sub, outer, lanes, columns, out):
    width = program[step + 2] - 1
    lists = np.empty((width, lanes), np.int64)
    for j in range(width):
        column = words_at(columns[program[step + 6 + j]])
        for lane in range(lanes):
            lists[j, lane] = column[lane]
    first, lane_of, lane_row, variables = bind(frame, lists, width, lanes, lanes, True)
    inner = len(lane_row)
    count = words_at(sub)[0]
    slots = np.empty(count, np.int64)
    cells = np.empty(count * max(inner, 1), np.int64)
    job = np.empty(JOB, np.int64)
    job[0], job[1], job[2], job[3] = sub, outer.ctypes.data, lane_row.ctypes.data, variables.ctypes.data
    job[4], job[5], job[6] = inner, slots.ctypes.data, cells.ctypes.data
    call_kernel(frame[_EVALUATE], job.ctypes.data, frame.ctypes.data, 0, 0, 0)
    data = np.empty(max(first[lanes], 1), np.int64)
    words = np.empty(lanes, np.int64)
    gather(words_at(slots[count - 1]), lane_of, first, lanes, program[step + 4] != 0, data, words)
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    table[HEAP_SLOTS], table[HEAP_SLOTS + 1], table[HEAP_SLOTS + 2] = words.ctypes.data, data.ctypes.data, first.ctypes.data
    for j in range(width):
        table[HEAP_SLOTS + 3 + 3 * j] = columns[program[step + 6 + j]]
    scratch = frame[_LANE_SCRATCH]
    call_kernel(program[step + 1], table.ctypes.data, lanes, out.ctypes.data, scratch, frame[_LANE_ROOM])
    hold(cells) + hold(variables) + hold(lane_row) + hold(job) + hold(slots) + hold(data) + hold(words) + hold(first) + hold(table)
    if program[step + 3]:
        intern_rows(frame, out, lanes, words_at(scratch))


@njit(**OPTIONS)
def loop(frame, kind, plan, outer, items, start, rows, period, out, scratch, room):
    """Run a sequential higher-order primitive on all rows at once, step by step.

    items: list ids (fold, scan) or counts (iterate); start: first states. Folds leave the last
    state in `out`; scans leave lengths there and the states in `scratch`.
    """
    heap = frame_heap(frame)
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
    variables = np.empty((3, rows), np.int64)
    lane_row = np.empty(rows, np.int64)
    live = np.empty(rows, np.int64)
    job = np.empty(JOB, np.int64)
    job[0], job[1], job[5], job[6] = plan, outer, slots.ctypes.data, cells.ctypes.data
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
            variables.ravel()[k] = state[r]
            variables.ravel()[lanes + k] = data[begin[items[r]] + t] if kind != _ITERATE else t
        job[2], job[3], job[4] = lane_row.ctypes.data, variables.ctypes.data, lanes
        call_kernel(frame[_EVALUATE], job.ctypes.data, frame.ctypes.data, 0, 0, 0)
        results = words_at(slots[count - 1])
        for k in range(lanes):
            state[live[k]] = results[k]
            if scans:
                trace[first[live[k]] + t] = results[k]
    hold(cells) + hold(slots) + hold(variables) + hold(lane_row) + hold(job)
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


@cfunc(KERNEL, cache=True, **OPTIONS)
def evaluate(job_at, frame_at, unused_rows, unused_scratch, unused_room):
    """The evaluator behind an address, so that loops inside a plan can run plans."""
    job = words_at(job_at)
    frame = words_at(frame_at)[:_SIZE]
    run(frame, job[0], job[1], job[2], job[3], job[4], words_at(job[5]), job[6])
    return 0
