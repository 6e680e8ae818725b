"""The numbers that bound every value: part of each primitive's meaning, shared by references and kernels."""

MAX_LIST = 1024  # longest list that a growing primitive may build
MAX_TEXT = 4096  # longest text that a growing primitive may build
MAX_STEPS = 1024  # most steps of an iteration
MAX_CALLS = 64  # most times that a function made by `fix` may call itself
MAX_INT = 2**63 - 1  # -2**63 marks a failure in kernels, so the range is symmetric
MAX_BITS = 2**64 - 1  # the largest bit-vector
MOST_ARGUMENTS = 4  # of a primitive that searches use
FUEL = 1_000_000  # primitive calls of one evaluation: a safety net, never a result
