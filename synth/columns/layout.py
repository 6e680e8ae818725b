"""The addresses a compiled call works on, in one int64 array, so that a call costs one argument.

`Frame` names the entries of that array; `Call` those of the description of one application
(which production, over which ranges of nodes). Compiled code reads them by these numbers.
"""

from __future__ import annotations

from enum import IntEnum


class Frame(IntEnum):
    """Entries of the frame."""

    HEAP_DATA = 0
    HEAP_START = 1
    HEAP_HASH = 2
    HEAP_SLOTS = 3
    HEAP_COUNTERS = 4
    PRODUCTION = 5  # int32 [nodes]
    ARGUMENTS = 6  # int32 [nodes, 4]
    PLACE = 7  # int64 [nodes]: first cell of the node's column
    CELLS = 8  # int64: all columns
    NODE_HASH = 9  # uint64 [nodes]
    SLOTS = 10  # int64: where to find a node by its hash
    COUNTERS = 11  # nodes, cells, mask of slots, most nodes, most cells, candidates
    SCRATCH = 12
    SCRATCH_ROOM = 13
    BLOCK_OUT = 14  # int64 [block, rows]
    BLOCK_BEGIN = 15  # int64 [block]: where a candidate's results begin in the scratch
    BLOCK_HASH = 16
    BLOCK_ARGUMENTS = 17  # int64 [block, 4]
    ROW_KEYS = 18  # uint64 [rows]
    WANTED = 19  # open-addressing set of wanted columns: pairs (hash, index + 1)
    GOAL_ROWS = 20  # row hashes (lists) or words (everything else) of the wanted column
    HITS = 21  # int64 [n, 6]: production, arguments, wanted column of candidates equal to one
    HIT_COUNT = 22  # a one-word array: how many; next: how many fit
    MASKS = 23  # int64 [n, 2]: (rows right or true, node)
    MASK_COUNT = 24
    MASK_SLOTS = 25  # open-addressing set of masks seen
    OPERATIONS = 26  # int64 [productions, OPERATION]: as `Operation.words` lays them out
    LANE_SCRATCH = 27
    LANE_ROOM = 28
    NESTED = 29  # address of what runs higher-order instructions inside a plan
    NODE_SLOT = 30  # int32 [nodes]: slot + 1 of a node in the plan being built, 0 outside it
    PLACED = 31  # int32 [nodes]: bit d is set if the node reads the place variable of a scope of depth d
    ROW_HASHES = 32  # int64 [block, rows]
    FUNCTION = 33  # two words: plan and captured columns of the function that the running subroutine was given
    GOAL_WORDS = 34  # int64 [rows + 1]: the words of the wanted column and its hash
    SIZE = 35


class Call(IntEnum):
    """Entries of one application's description."""

    PRODUCTION = 0
    ADDRESS = 1
    ARITY = 2
    IN_SCRATCH = 3
    SYMMETRIC = 4
    STATE_KEY = 5
    ROWS = 6
    GOAL = 7  # 0 nothing, 1 the state of the answer, 2 truth values (for trees)
    HASHED = 8  # words are heap ids: hash their content
    KEEP = 9  # append what is new
    JOB = 10  # the job to go on with
    CURSOR = 11  # four positions within it, -1 at its beginning
    LIMIT = 15
    LENIENT = 16
    PLAN = 17  # of a subroutine
    WEIGHT = 18  # lists that one row may put into the heap
    NEAR = 19  # words are floats, which fit the wanted ones within a tolerance
    SIZE = 20


class Job(IntEnum):
    """Columns of a table of jobs: all combinations of the arguments in some ranges of nodes."""

    SYMMETRIC = 0  # two arguments from one range: each pair once
    FIRST = 1  # four pairs: first and end node of each argument
    SIZE = 9


class Kind(IntEnum):
    """What an operation does."""

    VARIABLE = 0
    CAPTURE = 1
    APPLY = 2
    ELEMENTWISE = 3
    FOLD = 4
    FOLD1 = 5
    SCAN = 6
    SCAN1 = 7
    ITERATE = 8
    CONSTANT = 9
    CALL = 10  # of the function that a subroutine was given; its first argument is the row that each lane belongs to
    SUBROUTINE = 11  # one that takes a function
    WHILE = 12
    UNFOLD = 13


LOOPS = {"fold": Kind.FOLD, "fold1": Kind.FOLD1, "scan": Kind.SCAN, "scan1": Kind.SCAN1, "iterate": Kind.ITERATE}
REPEATS = {"while": Kind.WHILE, "unfold": Kind.UNFOLD}  # these take a test besides
BLOCK = 128
OPERATION = 9  # words of one operation
