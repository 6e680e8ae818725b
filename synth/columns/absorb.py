"""Keep what is new of a block of candidates: hash each column, look it up, append it, compare it with the goal.

One routine serves every production. A failing row is part of the value, so a program that
fails on some examples stays: trees and deduction need it. The hash alone decides equality; a
false merge costs a miss, never a wrong answer, because every answer is verified afterwards.
"""

from __future__ import annotations

import numpy as np

from dsl.kernel import FAIL
from synth.columns.codegen.entries import CORE
from synth.columns.codegen.routine import routine
from synth.columns.heap import (
    float_of,
    hash_word,
    hash_words,
    hashes_at,
    heap_at,
    intern_hashed,
    ints_at,
    look_up,
    mix,
    prefetch,
    slot_entry,
    words_at,
)
from synth.columns.layout import BLOCK, OPERATION, Call, Frame, Kind

F = Frame
C = Call
MOST_MASKS = 1 << 15
WANTED_SLOTS = 1 << 12
PUT_OFF = 2  # to append what is new without its column: `settle` works it out when something is applied to it

_PRODUCTION, _ARGUMENTS, _PLACE, _CELLS = int(F.PRODUCTION), int(F.ARGUMENTS), int(F.PLACE), int(F.CELLS)
_NODE_HASH, _SLOTS, _COUNTERS = int(F.NODE_HASH), int(F.SLOTS), int(F.COUNTERS)
_SCRATCH, _OUT, _BEGIN, _HASH = int(F.SCRATCH), int(F.BLOCK_OUT), int(F.BLOCK_BEGIN), int(F.BLOCK_HASH)
_HEAP_SLOTS, _HEAP_HASH, _PLACED, _OPERATIONS, _ROW_HASHES = (
    int(F.HEAP_SLOTS),
    int(F.HEAP_HASH),
    int(F.PLACED),
    int(F.OPERATIONS),
    int(F.ROW_HASHES),
)
_VARIABLE, _APPLY = int(Kind.VARIABLE), int(Kind.APPLY)
_BLOCK_ARGUMENTS, _KEYS = int(F.BLOCK_ARGUMENTS), int(F.ROW_KEYS)
_WANTED, _GOAL_ROWS, _HITS, _HIT_COUNT = int(F.WANTED), int(F.GOAL_ROWS), int(F.HITS), int(F.HIT_COUNT)
_MASKS, _MASK_COUNT, _MASK_SLOTS = int(F.MASKS), int(F.MASK_COUNT), int(F.MASK_SLOTS)
_C_PRODUCTION, _C_SCRATCH, _C_KEY, _C_ROWS = int(C.PRODUCTION), int(C.IN_SCRATCH), int(C.STATE_KEY), int(C.ROWS)
_C_GOAL, _C_HASHED, _C_KEEP, _C_NEAR = int(C.GOAL), int(C.HASHED), int(C.KEEP), int(C.NEAR)
_GOAL_WORDS = int(F.GOAL_WORDS)
TOLERANCE = 1e-9  # relative, of floats
FAILED = np.uint64(0x9E3779B97F4A7C15)


@routine
def column_hash(frame, out, at, rows, in_scratch, hashed, begin, state_key, row_hashes):
    """Hash of one candidate's column; the rows' own hashes go to `row_hashes`."""
    keys = hashes_at(frame[_KEYS])
    scratch = words_at(frame[_SCRATCH])
    content = hashes_at(frame[_HEAP_HASH])
    h = np.uint64(state_key)
    for r in range(rows):
        word = out[at + r]
        if word == FAIL:
            own = FAILED
        elif in_scratch:
            own = hash_words(scratch, begin, word)
            begin += word
        elif hashed:
            own = content[word]
        else:
            own = hash_word(word)
        row_hashes[at + r] = np.int64(own)
        h += own * keys[r]
    return mix(h)


@routine
def is_near(word, wanted):
    """Whether a float is a wanted one within the tolerance."""
    if word == wanted or word == FAIL or wanted == FAIL:
        return word == wanted
    own, goal = float_of(word), float_of(wanted)
    return abs(own - goal) <= TOLERANCE * max(abs(own), abs(goal))


@routine
def near_hash(frame, out, at, rows, h):
    """The hash of the wanted column if a candidate's floats are near it, which no hash of theirs tells; else their own hash."""
    wanted = words_at(frame[_GOAL_WORDS])
    for r in range(rows):
        if not is_near(out[at + r], wanted[r]):
            return h
    return np.uint64(wanted[rows])


@routine
def note_hit(frame, call, h, given, k):
    """Remember a candidate that equals a wanted column, also when its value is known already."""
    wanted, hit_count = words_at(frame[_WANTED]), words_at(frame[_HIT_COUNT])
    slot = np.int64(h) & (WANTED_SLOTS - 1)
    while wanted[2 * slot + 1] != 0:
        if wanted[2 * slot] == np.int64(h):
            if hit_count[0] < hit_count[1]:
                hits = words_at(frame[_HITS])
                at = 6 * hit_count[0]
                hits[at] = call[_C_PRODUCTION]
                for j in range(4):
                    hits[at + 1 + j] = given[4 * k + j]
                hits[at + 5] = wanted[2 * slot + 1] - 1
                hit_count[0] += 1
            return
        slot = (slot + 1) & (WANTED_SLOTS - 1)


@routine
def note_mask(frame, mask, node):
    """Remember a set of rows the first time a program is right on exactly those."""
    slots = words_at(frame[_MASK_SLOTS])
    count = words_at(frame[_MASK_COUNT])
    slot = np.int64(mix(np.uint64(mask))) & (4 * MOST_MASKS - 1)
    while slots[slot] != 0:
        if slots[slot] == mask:
            return
        slot = (slot + 1) & (4 * MOST_MASKS - 1)
    if count[0] < MOST_MASKS:
        slots[slot] = mask
        masks = words_at(frame[_MASKS])
        masks[2 * count[0]] = mask
        masks[2 * count[0] + 1] = node
        count[0] += 1


@routine
def _rows_right(frame, call, out, at, row_hashes):
    """The rows on which a candidate is right (goal 1) or true (goal 2), as bits; 0 when it cannot serve."""
    wanted = words_at(frame[_GOAL_ROWS])
    mask = np.int64(0)
    for r in range(call[_C_ROWS]):
        if call[_C_GOAL] == 2:
            if out[at + r] == FAIL:
                return np.int64(0)
            mask |= (out[at + r] & 1) << r
        elif call[_C_NEAR] != 0:
            if out[at + r] != FAIL and is_near(out[at + r], words_at(frame[_GOAL_WORDS])[r]):
                mask |= np.int64(1) << r
        elif out[at + r] != FAIL and row_hashes[at + r] == wanted[r]:
            mask |= np.int64(1) << r
    return mask


@routine
def _reads_place(frame, index, arguments, node):
    """The scopes, by depth, whose place variable a new node reads: one bit each."""
    operations, placed = words_at(frame[_OPERATIONS]), ints_at(frame[_PLACED])
    kind, depth = operations[OPERATION * index], operations[OPERATION * index + 6]
    bits = np.int32(0)
    if kind == _VARIABLE:
        if operations[OPERATION * index + 7]:
            bits = np.int32(1) << depth
        return bits
    for j in range(operations[OPERATION * index + 2]):
        bits |= placed[arguments[4 * node + j]]
    if kind > _APPLY:  # what its own bodies read of their own scope ends here
        bits &= ~(np.int32(1) << (depth + 1))
    return bits


@routine
def _warm_heap(frame, count, rows, out, begin, block_hash, row_hashes):
    """Touch the slots of the heap that the block's new candidates will look up: side by side these waits overlap."""
    nodes, mask = words_at(frame[_SLOTS]), words_at(frame[_COUNTERS])[2]
    slots, heap_mask = frame[_HEAP_SLOTS], heap_at(frame)[4][2]
    for k in range(count):
        if begin[k] < 0 or look_up(nodes, mask, block_hash[k])[0] >= 0:
            continue
        for r in range(rows):
            if out[k * rows + r] != FAIL:
                prefetch(slots + 8 * (row_hashes[k * rows + r] & heap_mask))


@routine
def absorb(frame, call, count):
    """Take in `count` candidates of the block; the number of new nodes."""
    rows, in_scratch, hashed, goal = call[_C_ROWS], call[_C_SCRATCH], call[_C_HASHED], call[_C_GOAL]
    out, begin, block_hash = words_at(frame[_OUT]), words_at(frame[_BEGIN]), hashes_at(frame[_HASH])
    node_hash, slots = hashes_at(frame[_NODE_HASH]), words_at(frame[_SLOTS])
    counters, cells, place = words_at(frame[_COUNTERS]), words_at(frame[_CELLS]), words_at(frame[_PLACE])
    production, arguments = ints_at(frame[_PRODUCTION]), ints_at(frame[_ARGUMENTS])
    placed = ints_at(frame[_PLACED])
    given = words_at(frame[_BLOCK_ARGUMENTS])
    heap = heap_at(frame)
    scratch = words_at(frame[_SCRATCH])
    row_hashes = words_at(frame[_ROW_HASHES])
    mask = counters[2]
    put_off = call[_C_KEEP] == PUT_OFF
    new = 0
    for k in range(count):  # first pass: hashes, and the cache lines the second pass will need
        if begin[k] >= 0:
            h = column_hash(frame, out, k * rows, rows, in_scratch, hashed, begin[k], call[_C_KEY], row_hashes)
            block_hash[k] = h
            prefetch(frame[_SLOTS] + 8 * (np.int64(h) & mask))
    if in_scratch and call[_C_KEEP] == 1:
        _warm_heap(frame, count, rows, out, begin, block_hash, row_hashes)
    for k in range(count):
        if begin[k] < 0:
            continue
        h = block_hash[k]
        if goal == 1:
            note_hit(frame, call, near_hash(frame, out, k * rows, rows, h) if call[_C_NEAR] != 0 else h, given, k)
        known, slot = look_up(slots, mask, h)
        if known >= 0 or call[_C_KEEP] == 0:
            continue
        node, end = counters[0], counters[1]
        if node >= counters[3] or (not put_off and end + rows > counters[4]):
            continue
        source = begin[k]
        for r in range(0 if put_off else rows):
            word = out[k * rows + r]
            if in_scratch and word != FAIL:
                length = word
                word = intern_hashed(heap, scratch, source, length, np.uint64(row_hashes[k * rows + r]))
                source += length
            cells[end + r] = word
        if goal != 0:
            right = _rows_right(frame, call, out, k * rows, row_hashes)
            if right != 0:
                note_mask(frame, right | (np.int64(goal - 1) << 62), node)
        production[node] = call[_C_PRODUCTION]
        for j in range(4):
            arguments[4 * node + j] = given[4 * k + j]
        placed[node] = _reads_place(frame, call[_C_PRODUCTION], arguments, node)
        place[node] = 0 if put_off else end
        node_hash[node] = h
        slots[slot] = slot_entry(h, node)
        counters[0] = node + 1
        counters[1] = end if put_off else end + rows
        new += 1
    return new


@CORE.entry
def goal_hashes(frame_at, words_at_, rows, hashed, state_key, row_hashes_at):
    """Hash of the wanted column, as `absorb` would compute it, and of its rows."""
    frame, words = words_at(frame_at), words_at(words_at_)
    return np.int64(column_hash(frame, words, 0, rows, False, hashed != 0, 0, state_key, words_at(row_hashes_at)))


@CORE.entry
def absorb_words(frame_at, call_at, count, columns_at, given_at):
    """Absorb ready-made columns: int64 [count <= block, rows], with their arguments [count, 4]."""
    frame, call, columns, given = words_at(frame_at), words_at(call_at), words_at(columns_at), words_at(given_at)
    out, begin = words_at(frame[_OUT]), words_at(frame[_BEGIN])
    arguments = words_at(frame[_BLOCK_ARGUMENTS])
    rows = call[_C_ROWS]
    in_scratch, call[_C_SCRATCH] = call[_C_SCRATCH], 0
    for k in range(count):
        begin[k] = 0
        for r in range(rows):
            out[k * rows + r] = columns[k * rows + r]
        for j in range(4):
            arguments[4 * k + j] = given[4 * k + j]
    new = absorb(frame, call, count)
    call[_C_SCRATCH] = in_scratch
    return new


@CORE.entry
def absorb_captures(frame_at, call_at, first, end, rows_of_at):
    """Absorb the nodes first…end of the outer scope as captures: their words, read on this scope's rows."""
    frame, call, rows_of = words_at(frame_at), words_at(call_at), words_at(rows_of_at)
    out, begin = words_at(frame[_OUT]), words_at(frame[_BEGIN])
    arguments, place, cells = words_at(frame[_BLOCK_ARGUMENTS]), words_at(frame[_PLACE]), words_at(frame[_CELLS])
    rows = call[_C_ROWS]
    in_scratch, call[_C_SCRATCH] = call[_C_SCRATCH], 0
    k = 0
    for node in range(first, end):
        at = place[node]
        for r in range(rows):
            out[k * rows + r] = cells[at + rows_of[r]]
        begin[k] = 0
        arguments[4 * k] = node
        for j in range(1, 4):
            arguments[4 * k + j] = -1
        k += 1
        if k == BLOCK or node == end - 1:
            absorb(frame, call, k)
            k = 0
    call[_C_SCRATCH] = in_scratch
    return 0
