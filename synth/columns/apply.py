"""Apply one production to combinations of its arguments: a compiled loop that calls the kernel by address."""

from __future__ import annotations

import numpy as np

from dsl.kernel import FAIL
from synth.columns.absorb import PUT_OFF, absorb
from synth.columns.codegen.entries import CORE
from synth.columns.codegen.routine import routine
from synth.columns.heap import (
    GROWTH,
    HEAP_SLOTS,
    PLAN_SLOT,
    call_kernel,
    hash_words,
    heap_at,
    hold,
    intern_hashed,
    ints_at,
    prefetch,
    words_at,
)
from synth.columns.layout import BLOCK, Call, Frame, Job

_PLACE, _CELLS, _COUNTERS = int(Frame.PLACE), int(Frame.CELLS), int(Frame.COUNTERS)
_SCRATCH, _ROOM, _OUT = int(Frame.SCRATCH), int(Frame.SCRATCH_ROOM), int(Frame.BLOCK_OUT)
_ARGUMENTS, _ROW_HASHES, _HEAP_TABLE = int(Frame.ARGUMENTS), int(Frame.ROW_HASHES), int(Frame.HEAP_SLOTS)
_BEGIN, _GIVEN = int(Frame.BLOCK_BEGIN), int(Frame.BLOCK_ARGUMENTS)
_HEAP_DATA, _HEAP_START, _HEAP_COUNTERS = int(Frame.HEAP_DATA), int(Frame.HEAP_START), int(Frame.HEAP_COUNTERS)
_ADDRESS, _ARITY, _ROWS = int(Call.ADDRESS), int(Call.ARITY), int(Call.ROWS)
_JOB, _CURSOR, _LIMIT, _KEEP = int(Call.JOB), int(Call.CURSOR), int(Call.LIMIT), int(Call.KEEP)
_PLAN, _WEIGHT = int(Call.PLAN), int(Call.WEIGHT)
_SYMMETRIC, _FIRST, _SIZE = int(Job.SYMMETRIC), int(Job.FIRST), int(Job.SIZE)
TABLE = PLAN_SLOT + 1
SHARE = 64  # words that a result may take before a block is absorbed early, on average


@routine
def tight(frame, call, count):
    """Whether what is kept might not find room for so many candidates more: the caller then makes room and resumes."""
    if call[_KEEP] == 0:
        return False
    counters, heap, rows = words_at(frame[_COUNTERS]), words_at(frame[_HEAP_COUNTERS]), call[_ROWS]
    if call[_KEEP] == PUT_OFF:
        return counters[0] + count > counters[3]
    if counters[0] + count > counters[3] or counters[1] + count * rows > counters[4]:
        return True
    lists = rows * call[_WEIGHT]
    return heap[0] + 2 * BLOCK * lists > heap[3] or heap[1] + (SHARE * BLOCK + GROWTH) * lists > heap[4]


@routine
def open_table(frame, table):
    """Fill a kernel's table with the heap; list arguments are read from it."""
    for j in range(HEAP_SLOTS):
        table[j] = frame[j]
    for j in range(4):
        table[HEAP_SLOTS + 3 * j + 1] = frame[_HEAP_DATA]
        table[HEAP_SLOTS + 3 * j + 2] = frame[_HEAP_START]


@routine
def _begin(job, at):
    """Put the cursor on the first combination of a job."""
    for j in range(4):
        at[j] = job[_FIRST + 2 * j]


@routine
def _advance(job, at, arity):
    """Move the cursor to the next combination; False at the job's end."""
    j = arity - 1
    at[j] += 1
    while j > 0 and at[j] == job[_FIRST + 2 * j + 1]:
        at[j] = job[_FIRST + 2 * j]
        j -= 1
        at[j] += 1
        if job[_SYMMETRIC]:
            at[1] = at[0]
    return at[0] != job[_FIRST + 1]


@CORE.entry
def apply(frame_at, call_at, jobs_at, jobs_count):
    """Evaluate up to LIMIT applications of the jobs from the cursor on; leaves JOB at their count at the end.

    jobs: int64 [count, Job.SIZE], none of them empty.
    """
    frame, call, jobs = words_at(frame_at), words_at(call_at), words_at(jobs_at)
    place, begin, given = words_at(frame[_PLACE]), words_at(frame[_BEGIN]), words_at(frame[_GIVEN])
    arity, rows = call[_ARITY], call[_ROWS]
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    table[PLAN_SLOT] = call[_PLAN]
    at = np.empty(4, np.int64)
    for j in range(4):
        at[j] = call[_CURSOR + j]
    n = call[_JOB]
    if at[0] < 0:
        _begin(jobs[n * _SIZE :], at)
    total, count, used = 0, 0, 0
    while n < jobs_count and total < call[_LIMIT]:
        for j in range(arity):
            table[HEAP_SLOTS + 3 * j] = frame[_CELLS] + 8 * place[at[j]]
            given[4 * count + j] = at[j]
        for j in range(arity, 4):
            given[4 * count + j] = -1
        wrote = call_kernel(
            call[_ADDRESS],
            table.ctypes.data,
            rows,
            frame[_OUT] + 8 * count * rows,
            frame[_SCRATCH] + 8 * used,
            frame[_ROOM] - used,
        )
        begin[count] = used if wrote >= 0 else -1
        used += max(wrote, 0)
        count += 1
        total += 1
        if not _advance(jobs[n * _SIZE :], at, arity):
            n += 1
            if n < jobs_count:
                _begin(jobs[n * _SIZE :], at)
        if count == BLOCK or used > SHARE * BLOCK * rows or used + rows * GROWTH > frame[_ROOM]:
            absorb(frame, call, count)
            count, used = 0, 0
            if tight(frame, call, BLOCK):
                break
    absorb(frame, call, count)
    words_at(frame[_COUNTERS])[5] += total
    for j in range(4):
        call[_CURSOR + j] = at[j]
    call[_JOB] = n
    hold(table)
    return total


@CORE.entry
def settle(frame_at, call_at, first, end):
    """Work out the columns that were put off of nodes of one production; the first of first…end that still has none, for want of room."""
    frame, call = words_at(frame_at), words_at(call_at)
    place, cells, arguments = words_at(frame[_PLACE]), words_at(frame[_CELLS]), ints_at(frame[_ARGUMENTS])
    counters, filled = words_at(frame[_COUNTERS]), words_at(frame[_HEAP_COUNTERS])
    arity, rows = call[_ARITY], call[_ROWS]
    table = np.empty(TABLE, np.int64)
    open_table(frame, table)
    node = first
    while node < end:
        roomy = counters[1] + BLOCK * rows <= counters[4] and filled[0] + BLOCK * rows <= filled[3]
        if not roomy or filled[1] + (SHARE * BLOCK + GROWTH) * rows > filled[4]:
            break
        count, used = 0, 0
        while node + count < end and count < BLOCK and used <= SHARE * BLOCK * rows and used + rows * GROWTH <= frame[_ROOM]:
            for j in range(arity):
                table[HEAP_SLOTS + 3 * j] = frame[_CELLS] + 8 * place[arguments[4 * (node + count) + j]]
            out, scratch = frame[_OUT] + 8 * count * rows, frame[_SCRATCH] + 8 * used
            used += max(call_kernel(call[_ADDRESS], table.ctypes.data, rows, out, scratch, frame[_ROOM] - used), 0)
            count += 1
        _intern_block(frame, count * rows, cells, counters[1])
        for k in range(count):
            place[node + k] = counters[1] + k * rows
        counters[1] += count * rows
        node += count
    hold(table)
    return node


@routine
def _intern_block(frame, rows, cells, end):
    """Write the ids of the lists of a block, whose lengths and contents lie in block and scratch."""
    heap = heap_at(frame)
    out, scratch, hashes = words_at(frame[_OUT]), words_at(frame[_SCRATCH]), words_at(frame[_ROW_HASHES])
    source = 0
    for r in range(rows):  # first pass: hashes, and the cache lines the second pass will need
        if out[r] != FAIL:
            own = hash_words(scratch, source, out[r])
            hashes[r] = np.int64(own)
            prefetch(frame[_HEAP_TABLE] + 8 * (np.int64(own) & heap[4][2]))
            source += out[r]
    source = 0
    for r in range(rows):
        word = out[r]
        if word != FAIL:
            word = intern_hashed(heap, scratch, source, word, np.uint64(hashes[r]))
            source += out[r]
        cells[end + r] = word
