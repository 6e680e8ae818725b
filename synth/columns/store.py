"""The store: every program kept by a search, of all contexts, with its column of words.

A node is a program: a production and the nodes of its arguments. All arrays of one search hang
on one frame of addresses. They grow here, between compiled calls: the arrays of nodes and of
the heap where they stand, hash tables by building a larger one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dsl.codec import codec_of
from dsl.evaluate import Failure
from dsl.kernel import FAIL
from dsl.type import Con, Type
from synth.columns.absorb import MOST_MASKS, WANTED_SLOTS, goal_hashes
from synth.columns.codegen.entries import CORE
from synth.columns.heap import GROWTH, Heap, hashes_at, heap_at, intern, slot_entry, words_at
from synth.columns.kernels import in_heap
from synth.columns.layout import BLOCK, OPERATION, Frame
from synth.columns.memory import Region, idle_bytes, release

MOST_HITS = 4096
_FULL = 0.6  # load at which hash tables double
GROWTHS = (1.5, 1.1, 1.0)  # how much larger an array gets: what the limit allows
_NODES = {  # type and width of what each node has
    Frame.PRODUCTION: (np.int32, 1),
    Frame.ARGUMENTS: (np.int32, 4),
    Frame.PLACE: (np.int64, 1),
    Frame.PLACED: (np.int32, 1),
    Frame.NODE_SLOT: (np.int32, 1),
    Frame.NODE_HASH: (np.uint64, 1),
}


@CORE.entry
def _intern(frame: Any, words: Any, count: Any) -> Any:
    return intern(heap_at(words_at(frame)), words_at(words), 0, count)


@CORE.entry
def _rehash(hashes_at_: Any, count: Any, slots_at: Any, mask: Any) -> Any:
    hashes, slots = hashes_at(hashes_at_), words_at(slots_at)
    for id in range(count):
        slot = np.int64(hashes[id]) & mask
        while slots[slot] != 0:
            slot = (slot + 1) & mask
        slots[slot] = slot_entry(hashes[id], id)
    return 0


@CORE.entry
def _intern_all(frame: Any, words_from: Any, count: Any, lengths_at: Any, ids_at: Any) -> Any:
    heap, words, lengths, ids = heap_at(words_at(frame)), words_at(words_from), words_at(lengths_at), words_at(ids_at)
    at = 0
    for k in range(count):
        ids[k] = intern(heap, words, at, lengths[k])
        at += lengths[k]
    return 0


class Store:
    """Nodes, columns, heap and the frame through which compiled code reaches them."""

    def __init__(self, productions: int, rows: int) -> None:
        self.rows = rows
        self.limit, self.full = 1 << 62, False  # bytes that the arrays may take; whether they would need more
        self.inherited = idle_bytes() * 3 // 4  # not every page of it was ever taken
        self.opaque: dict[Any, int] = {}  # images by value; their word is their number
        self._seen: list[Any] = []
        self.arrays: dict[Frame, np.ndarray] = {}
        self.regions: dict[Frame, Region] = {}
        self.frame = np.zeros(Frame.SIZE, np.int64)
        keys = np.random.default_rng(7).integers(1, 2**63, 4096, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        self._set(Frame.ROW_KEYS, keys)
        self._heap(1 << 12, 1 << 16)
        self._set(Frame.OPERATIONS, np.zeros((max(productions, 1), OPERATION), np.int64))
        for entry, (dtype, width) in _NODES.items():
            self._region(entry, 1 << 12, dtype, width)
        self._region(Frame.CELLS, 1 << 16, np.int64)
        self._table(Frame.SLOTS, 1 << 14)
        self[Frame.CELLS][:rows] = FAIL  # what a column that was put off reads as
        self._set(Frame.COUNTERS, np.array([0, rows, (1 << 14) - 1, 1 << 12, 1 << 16, 0, 0, 0], np.int64))
        self._set(Frame.HITS, np.zeros((MOST_HITS, 6), np.int64))
        self._set(Frame.WANTED, np.zeros((WANTED_SLOTS, 2), np.int64))
        self._set(Frame.HIT_COUNT, np.array([0, MOST_HITS], np.int64))
        self._set(Frame.MASKS, np.zeros((MOST_MASKS, 2), np.int64))
        self._set(Frame.MASK_COUNT, np.zeros(1, np.int64))
        self._set(Frame.MASK_SLOTS, np.zeros(4 * MOST_MASKS, np.int64))
        self._block_room = 0
        self.blocks(rows)

    def _set(self, entry: Frame, array: np.ndarray) -> None:
        self.arrays[entry] = array
        self.frame[entry] = array.ctypes.data

    def _region(self, entry: Frame, size: int, dtype: Any, width: int = 1) -> None:
        self.regions[entry] = Region(entry.name, size, dtype, width)
        self._set(entry, self.regions[entry].array)

    def _table(self, entry: Frame, size: int) -> None:
        """An empty hash table."""
        self._region(entry, size, np.int64)
        self[entry].fill(0)

    def __getitem__(self, entry: Frame) -> np.ndarray:
        return self.arrays[entry]

    def _heap(self, values: int, words: int) -> None:
        slots = 1 << int(2 * values).bit_length()
        self._region(Frame.HEAP_DATA, words, np.int64)
        self._region(Frame.HEAP_START, values + 1, np.int64)
        self._region(Frame.HEAP_HASH, values, np.uint64)
        self._table(Frame.HEAP_SLOTS, slots)
        self._set(Frame.HEAP_COUNTERS, np.array([0, 0, slots - 1, values, words], np.int64))

    def blocks(self, rows: int) -> None:
        """Room for a block of candidates of that many rows each."""
        if rows * BLOCK <= self._block_room:
            return
        self._block_room = rows * BLOCK
        room = max(1 << 20, 4 * rows * GROWTH)
        self._set(Frame.SCRATCH, np.empty(room, np.int64))
        self.frame[Frame.SCRATCH_ROOM] = room
        self._set(Frame.BLOCK_OUT, np.empty(rows * BLOCK, np.int64))
        self._set(Frame.BLOCK_BEGIN, np.empty(rows * BLOCK, np.int64))
        self._set(Frame.ROW_HASHES, np.empty(rows * BLOCK, np.int64))
        self._set(Frame.BLOCK_HASH, np.empty(rows * BLOCK, np.uint64))
        self._set(Frame.BLOCK_ARGUMENTS, np.empty((rows * BLOCK, 4), np.int64))

    def nest(self) -> None:
        """Let plans hold lambdas and loops: compiles what runs them, on first use."""
        if not self.frame[Frame.NESTED]:
            from synth.columns.machine.nested import nested

            self.frame[Frame.NESTED] = nested.address

    def lanes(self, lanes: int) -> None:
        """Room for the lists that one instruction computes on that many lanes."""
        room = max(1 << 20, 2 * lanes * GROWTH)
        if Frame.LANE_SCRATCH not in self.arrays or len(self[Frame.LANE_SCRATCH]) < room:
            self._set(Frame.LANE_SCRATCH, np.empty(room, np.int64))
            self.frame[Frame.LANE_ROOM] = room

    @property
    def heap(self) -> Heap:
        """The heap as compiled code takes it."""
        entries = (Frame.HEAP_DATA, Frame.HEAP_START, Frame.HEAP_HASH, Frame.HEAP_SLOTS, Frame.HEAP_COUNTERS)
        return Heap(*(self.arrays[entry] for entry in entries))

    @property
    def nodes(self) -> int:
        """How many programs are kept."""
        return int(self[Frame.COUNTERS][0])

    @property
    def candidates(self) -> int:
        """How many applications were evaluated."""
        return int(self[Frame.COUNTERS][5])

    @property
    def bytes(self) -> int:
        """Memory in use, counted by what is filled, not by what is reserved."""
        nodes, cells = int(self[Frame.COUNTERS][0]), int(self[Frame.COUNTERS][1])
        values, words = int(self[Frame.HEAP_COUNTERS][0]), int(self[Frame.HEAP_COUNTERS][1])
        tables = self[Frame.SLOTS].nbytes + self[Frame.HEAP_SLOTS].nbytes
        return nodes * 44 + cells * 8 + values * 16 + words * 8 + tables

    def _grow(self, least: dict[Frame, int]) -> bool:
        """Give arrays room for at least so many entries, with some to spare; False, and full for good, beyond the limit."""
        short = {entry: size for entry, size in least.items() if size > len(self[entry])}
        for factor in GROWTHS:
            sizes = {entry: max(size, int(factor * len(self[entry]))) for entry, size in short.items()}
            more = sum(max(0, size * self[entry].strides[0] - self.regions[entry].bytes) for entry, size in sizes.items())
            if self._within(more) and self._take(sizes):
                return True
        self.full = True
        return False

    def _within(self, more: int) -> bool:
        """Whether that many bytes more stay within the limit, what lies idle given back if need be."""
        held = sum(self.regions[entry].bytes if entry in self.regions else array.nbytes for entry, array in self.arrays.items())
        if held + idle_bytes() + more > self.limit:
            release()
        return held + more <= self.limit

    def _take(self, sizes: dict[Frame, int]) -> bool:
        """Whether the system gives arrays that much room."""
        try:
            for entry, size in sizes.items():
                self.regions[entry].grow(size)
                self._set(entry, self.regions[entry].array)
        except MemoryError:
            return False
        return True

    def reserve(self, nodes: int, rows: int, values: int | None = None, words: int | None = None) -> None:
        """Make room for that many further nodes of that many rows, and for new lists in the heap, as long as the limit allows."""
        counters, heap = self[Frame.COUNTERS], self[Frame.HEAP_COUNTERS]
        values, words = values or 4 * BLOCK * rows, words or 160 * BLOCK * rows + 4 * GROWTH
        held, cells, _, most_held, most_cells = counters[:5].tolist()
        lists, filled, _, most_lists, most_filled = heap[:5].tolist()
        roomy = held + nodes <= most_held and cells + nodes * rows <= most_cells
        if self.full or (roomy and lists + values <= most_lists and filled + words <= most_filled):
            return
        wanted = dict.fromkeys(_NODES, held + nodes)
        if not roomy and self._grow({**wanted, Frame.CELLS: cells + nodes * rows}):
            self._index(len(self[Frame.PRODUCTION]))
            counters[4] = len(self[Frame.CELLS])
        self.reserve_heap(values, words)

    def reserve_columns(self, count: int, rows: int) -> None:
        """Make room for that many columns of nodes that are there, and for some new lists in the heap, as long as the limit allows."""
        counters = self[Frame.COUNTERS]
        cells = int(counters[1]) + max(count, BLOCK) * rows
        if cells > counters[4] and not self.full and self._grow({Frame.CELLS: cells}):
            counters[4] = len(self[Frame.CELLS])
        if not self.full:
            self.reserve_heap(4 * BLOCK * rows, 160 * BLOCK * rows + 4 * GROWTH)

    def make_room(self, nodes: int, rows: int, weight: int) -> None:
        """Make room for so many nodes of a production whose steps put about `weight` lists for each row into the heap."""
        self.reserve(nodes, rows, weight * 4 * BLOCK * rows, weight * (160 * BLOCK * rows + 4 * GROWTH))

    def _index(self, most: int) -> None:
        """Let the hash table hold that many nodes, if the limit allows."""
        counters, size = self[Frame.COUNTERS], 1 << int(most / _FULL).bit_length()
        if size > len(self[Frame.SLOTS]):
            if not self._affords(8 * size):
                return
            self._table(Frame.SLOTS, size)
            _rehash(self[Frame.NODE_HASH], counters[0], self[Frame.SLOTS], size - 1)
            counters[2] = size - 1
        counters[3] = most

    def _affords(self, bytes: int) -> bool:
        """Whether that many bytes more stay within the limit; if not, the store is full for good."""
        self.full = self.full or not self._within(bytes)
        return not self.full

    def reserve_heap(self, values: int, words: int) -> None:
        """Make room for that many further lists and words, as long as the limit allows."""
        counters = self[Frame.HEAP_COUNTERS]
        most, most_words = int(counters[0]) + values, int(counters[1]) + words
        if most > counters[3] and self._grow({Frame.HEAP_HASH: most, Frame.HEAP_START: most + 1}):
            lists = min(len(self[Frame.HEAP_HASH]), len(self[Frame.HEAP_START]) - 1)
            size = 1 << int(lists / _FULL).bit_length()
            if size <= len(self[Frame.HEAP_SLOTS]) or self._affords(8 * size):
                if size > len(self[Frame.HEAP_SLOTS]):
                    self._table(Frame.HEAP_SLOTS, size)
                    _rehash(self[Frame.HEAP_HASH], counters[0], self[Frame.HEAP_SLOTS], size - 1)
                    counters[2] = size - 1
                counters[3] = lists
        if most_words > counters[4] and self._grow({Frame.HEAP_DATA: most_words}):
            counters[4] = len(self[Frame.HEAP_DATA])

    def word(self, value: Any, type: Type) -> int:
        """The word that stands for a value, or for a failure."""
        assert isinstance(type, Con)
        if isinstance(value, Failure):
            return FAIL
        return codec_of(type).word(value, type, self)

    def intern(self, words: Sequence[int]) -> int:
        """The id of a run of words, for which the heap grows if need be."""
        self.reserve_heap(1, len(words))
        return _intern(self.frame, np.array(words, np.int64), len(words))

    def number_lists(self, lists: Sequence[Sequence[int]]) -> np.ndarray:
        """The ids of lists of numbers."""
        lengths = np.array([len(v) for v in lists], np.int64)
        words = np.fromiter((w for v in lists for w in v), np.int64, int(lengths.sum()))
        self.reserve_heap(len(lists), len(words))
        ids = np.empty(len(lists), np.int64)
        _intern_all(self.frame, words, len(lists), lengths, ids)
        return ids

    def intern_within(self, words: Sequence[int]) -> int:
        """The id of a list, FAIL where the heap is full: nothing moves, so compiled code may be under way."""
        return _intern(self.frame, np.array(words, np.int64), len(words))

    def value(self, word: int, type: Type) -> Any:
        """The value behind a word, as the evaluator holds it."""
        assert isinstance(type, Con)
        return codec_of(type).value(word, type, self)

    def run(self, id: int) -> list[int]:
        """The words of a list or text."""
        start = self[Frame.HEAP_START]
        words: list[int] = self[Frame.HEAP_DATA][start[id] : start[id + 1]].tolist()
        return words

    def number(self, value: Any) -> int:
        """The number of an opaque value."""
        return self.opaque.setdefault(value, len(self.opaque))

    def numbered(self, number: int) -> Any:
        """The opaque value of a number."""
        if len(self._seen) < len(self.opaque):
            self._seen = list(self.opaque)
        return self._seen[number]

    def column(self, node: int, rows: int) -> np.ndarray:
        """The words of a node on its rows."""
        place = int(self[Frame.PLACE][node])
        return self[Frame.CELLS][place : place + rows]

    def set_goal(self, words: np.ndarray, type: Type, state_key: int) -> None:
        """Tell the absorber which rows are right."""
        rows = np.empty(len(words), np.int64)
        own = goal_hashes(self.frame, words, len(words), in_heap(type), state_key, rows)
        self._set(Frame.GOAL_ROWS, rows)
        self._set(Frame.GOAL_WORDS, np.append(words, own))

    def want(self, words: np.ndarray, type: Type, state_key: int, index: int) -> None:
        """Have candidates compared with a further column; hits carry its index."""
        wanted, rows = self[Frame.WANTED], np.empty(len(words), np.int64)
        own = int(goal_hashes(self.frame, words, len(words), in_heap(type), state_key, rows))
        slot = own & (WANTED_SLOTS - 1)
        while wanted[slot, 1]:
            if wanted[slot, 0] == own:
                return
            slot = (slot + 1) & (WANTED_SLOTS - 1)
        wanted[slot] = own, index + 1
