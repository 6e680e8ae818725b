"""Tables looked up: the word of which a library makes look-ups of its own."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.domain import Domain
from dsl.kernel import FAIL, item
from dsl.primitives import primitive

DOMAIN = Domain("tables", doc="Look-ups in tables that a library remembers.")


@primitive(
    "list(str) -> list(str) -> str -> str",
    phrase="the entry for {s} in a table of {keys} and {values}",
    cost=3.0,
    traits=["looks_up", "scanned"],
)
def recall(keys: Sequence[str], values: Sequence[str], s: str) -> str:
    """The value that stands where the text stands among the keys.

    >>> recall(["one", "two"], ["uno", "due"], "two")
    'due'
    """
    return dict(zip(keys, values, strict=False))[s]


@recall.kernel
def _(keys, values, s, heap, out):
    for i in range(min(len(keys), len(values)) - 1, -1, -1):
        key = item(heap, keys[i])
        if len(key) != len(s):
            continue
        j = 0
        while j < len(s) and key[j] == s[j]:
            j += 1
        if j == len(s):
            value = item(heap, values[i])
            for k in range(len(value)):
                out[k] = value[k]
            return len(value)
    return FAIL
