"""The column machine: runs a plan on lanes, one lane per distinct binding of a lambda's variables.

Lists computed inside a body are interned, so that every column is a column of words. Lambdas
inside a body are reached by address (`synth.columns.machine.nested`): few tasks need them, and they
are compiled only then.
"""

from __future__ import annotations

import numpy as np

from dsl.kernel import FAIL
from synth.columns.codegen.routine import routine
from synth.columns.heap import HEAP_SLOTS, PLAN_SLOT, call_kernel, hash_words, heap_at, hold, intern_hashed, mix, words_at
from synth.columns.layout import Frame, Kind
from synth.columns.machine.plan import HEADER, STEP, ZERO

_LANE_SCRATCH, _LANE_ROOM, _NESTED = int(Frame.LANE_SCRATCH), int(Frame.LANE_ROOM), int(Frame.NESTED)
_VARIABLE, _CAPTURE, _APPLY, _CONSTANT = int(Kind.VARIABLE), int(Kind.CAPTURE), int(Kind.APPLY), int(Kind.CONSTANT)
JOB = 8


@routine
def intern_rows(frame, out, rows, scratch):
    """Turn lengths in `out` into heap ids, reading the content that lies in the scratch."""
    heap = heap_at(frame)
    at = ZERO
    for r in range(rows):
        length = out[r]
        if length != FAIL:
            out[r] = intern_hashed(heap, scratch, at, length, hash_words(scratch, at, length))
            at += length


@routine
def bind(frame, lists, width, rows, period, indexed):
    """Bind a lambda's variables to the elements of each row's lists, equal bindings once.

    lists: int64 [width, rows] heap ids. Returns (first [rows + 1], lane of each element,
    row of each lane, variables [width + 1, lanes]); rows that repeat after `period` share lanes.
    """
    heap = heap_at(frame)
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


@routine
def gather(results, lane_of, first, rows, lenient, data, words):
    """Lay a body's results out as one list a row; a failing element fails its row unless the primitive is lenient."""
    for r in range(rows):
        failed = False
        for p in range(first[r], first[r + 1]):
            value = results[lane_of[p]]
            data[p] = value
            failed |= value == FAIL
        words[r] = FAIL if failed and not lenient else r


@routine
def _descend(frame, plan, step, lanes, columns, out):
    """Run a higher-order instruction, behind its address."""
    job = np.empty(JOB, np.int64)
    job[0], job[1], job[2], job[3], job[4] = plan, step, lanes, columns.ctypes.data, out
    call_kernel(frame[_NESTED], job.ctypes.data, frame.ctypes.data, 0, 0, 0)
    hold(job) + hold(columns)


@routine
def run(frame, plan, outer, lane_row, variables, lanes, columns, cells, table):
    """Evaluate a plan: afterwards `columns[slot]` is the address of that slot's words on all lanes.

    table: an open table, whose entries for arguments are overwritten.
    """
    program = words_at(plan)
    outer_columns, rows = words_at(outer), words_at(lane_row)
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
        if kind == _CONSTANT:
            for lane in range(lanes):
                out[lane] = program[step + 5]
            continue
        if kind == _APPLY:
            table[PLAN_SLOT] = program[step + 9]
            for j in range(program[step + 2]):
                table[HEAP_SLOTS + 3 * j] = columns[program[step + 5 + j]]
            scratch = frame[_LANE_SCRATCH]
            call_kernel(program[step + 1], table.ctypes.data, lanes, columns[k], scratch, frame[_LANE_ROOM])
            if program[step + 3]:
                intern_rows(frame, out, lanes, words_at(scratch))
            continue
        _descend(frame, plan, step, lanes, columns, columns[k])
