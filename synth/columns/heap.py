"""What compiled kernels and the column machine stand on: words, the heap, calls by address.

Glossary
--------
word     one int64: an int, a bool (0 or 1), or the id of a list or text in the heap; FAIL marks failure
heap     every distinct list and text once: `data[start[id]:start[id + 1]]`, found again by its hash
column   the words of one program on all rows; a row is an example, or an element inside a lambda
table    an int64 array of addresses through which a kernel reaches its arguments
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dsl.kernel import FAIL, MAX_LIST, MAX_TEXT
from synth.columns.codegen.routine import intrinsic, routine

FLOAT_MAX = np.finfo(np.float64).max
GROWTH = max(MAX_LIST, MAX_TEXT)
HEAP_SLOTS = 5  # data, start, hash, slots, counters: the first entries of every table
PLAN_SLOT = HEAP_SLOTS + 12  # after four arguments: the plan, for a subroutine


@intrinsic
def call_kernel(address, table, rows, out, scratch, room):
    """Call the kernel at an address: one indirect call, whatever the primitive."""


@intrinsic
def prefetch(address):
    """Begin to load the cache line at an address."""


@intrinsic
def words_at(address):
    """The int64 array that begins at an address, without an end."""


@intrinsic
def ints_at(address):
    """The int32 array that begins at an address, without an end."""


@intrinsic
def hashes_at(address):
    """The uint64 array that begins at an address, without an end."""


@routine
def hold(array):
    """Keep an array alive up to here: its address alone, stored somewhere, would not."""
    return array.size


@routine
def add64(a, b):
    total = np.int64(np.uint64(a) + np.uint64(b))  # signed arithmetic would be compiled as if it never overflowed
    if ((a ^ total) & (b ^ total)) < 0:
        return FAIL
    return total


@routine
def sub64(a, b):
    rest = np.int64(np.uint64(a) - np.uint64(b))
    if ((a ^ b) & (a ^ rest)) < 0:
        return FAIL
    return rest


@routine
def mul64(a, b):
    size = abs(float(a) * float(b))
    if size > 9.3e18:
        return FAIL
    product = np.int64(np.uint64(a) * np.uint64(b))
    if size > 9.2e18 and (product < 0) != ((a < 0) != (b < 0)):  # so near the bound an overflow turns the sign
        return FAIL
    return product


@routine
def float_word(value):
    size = abs(value)
    if not size <= FLOAT_MAX:
        return FAIL
    bits = np.float64(size).view(np.int64)
    return -bits if value < 0 else bits


@routine
def float_of(word):
    size = np.int64(abs(word)).view(np.float64)
    return -size if word < 0 else size


@routine
def mix(h):
    """Finaliser of a 64-bit hash (the constants of MurmurHash3)."""
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


@routine
def hash_word(word):
    """A word with its high half spread over the low one: in sums of products the highest bits would cancel out."""
    return np.uint64(word) + (np.uint64(word) >> np.uint64(32)) * np.uint64(0x9E3779B1)


KEYS = np.random.default_rng(20260101).integers(1, 2**63, 4096, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


@routine
def hash_words(words, first, count):
    """Universal hash of a run of words: a sum of products with random odd keys."""
    h = np.uint64(count) * KEYS[4095]
    run = words[first : first + count]
    for i in range(min(count, 2048)):
        h += hash_word(run[i]) * KEYS[i]
    for i in range(2048, count):
        h = mix(h + np.uint64(run[i]))
    return mix(h)


HIGH, LOW = np.uint64(0xFFFFFFFF00000000), np.uint64(0xFFFFFFFF)


@routine
def look_up(slots, mask, h):
    """(id of a hash or -1, the slot where it is or belongs).

    An entry is the high half of a hash and, below it, id + 1; the low half of the hash says where to begin. What has the
    same high half nearby is taken for the same: looking at the whole hash would cost a wait for memory each time.
    """
    slot = np.int64(h) & mask
    while slots[slot] != 0:
        entry = np.uint64(slots[slot])
        if (entry ^ h) & HIGH == 0:
            return np.int64(entry & LOW) - 1, slot
        slot = (slot + 1) & mask
    return np.int64(-1), slot


@routine
def slot_entry(h, id):
    """What a slot holds for an id."""
    return np.int64((np.uint64(h) & HIGH) | np.uint64(id + 1))


class Heap(NamedTuple):
    """Every distinct list and text of one task; grown between compiled calls only."""

    data: np.ndarray  # int64 [words]
    start: np.ndarray  # int64 [values + 1]
    hash: np.ndarray  # uint64 [values]
    slots: np.ndarray  # int64 [power of two]: entries as `look_up` finds them, 0 where none is
    counters: np.ndarray  # int64: values, words, mask of slots, most values, most words


@routine
def intern_hashed(heap, words, first, count, h):
    """The id of a run of words whose hash is known; FAIL when the heap is full."""
    data, start, hashes, slots, counters = heap
    known, slot = look_up(slots, counters[2], h)
    if known >= 0:
        return known
    id = counters[0]
    end = counters[1]
    if id >= counters[3] or end + count > counters[4]:
        return FAIL
    target, source = data[end : end + count], words[first : first + count]
    for i in range(count):
        target[i] = source[i]
    start[id + 1] = end + count
    hashes[id] = h
    slots[slot] = slot_entry(h, id)
    counters[0] = id + 1
    counters[1] = end + count
    return id


@routine
def intern(heap, words, first, count):
    return intern_hashed(heap, words, first, count, hash_words(words, first, count))


@routine
def heap_at(table):
    """The heap whose addresses open a table."""
    return (
        words_at(table[0]),
        words_at(table[1]),
        hashes_at(table[2]),
        words_at(table[3]),
        words_at(table[4]),
    )


@routine
def item(heap, id):
    return heap[0][heap[1][id] : heap[1][id + 1]]


@routine
def make(heap, values):
    return intern(heap, values, 0, len(values))
