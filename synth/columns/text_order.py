"""The order of texts, for kernels that only compare: the texts of one row are replaced by their ranks."""

from __future__ import annotations

import numpy as np

from dsl.codec import codec_of
from dsl.primitives import Primitive
from dsl.type import STR, Con, TVar, Type, is_arrow, parameters, variables
from synth.columns.codegen.routine import routine


@routine
def _before(data, start, a, b):
    """Whether the text with id `a` comes before that with id `b`, by code points."""
    first, second = start[a], start[b]
    own, other = start[a + 1] - first, start[b + 1] - second
    for i in range(min(own, other)):
        if data[first + i] != data[second + i]:
            return data[first + i] < data[second + i]
    return own < other


@routine
def ranked(heap, ids):
    """The rank of each of some texts, and the text of each rank."""
    data, start = heap[0], heap[1]
    texts, ranks, count = np.empty(len(ids), np.int64), np.empty(len(ids), np.int64), 0
    for i in range(len(ids)):
        low, high = 0, count
        while low < high:
            middle = (low + high) // 2
            if _before(data, start, texts[middle], ids[i]):
                low = middle + 1
            else:
                high = middle
        ranks[i] = low
        if low < count and texts[low] == ids[i]:
            continue
        for j in range(count, low, -1):
            texts[j] = texts[j - 1]
        texts[low] = ids[i]
        for j in range(i):
            ranks[j] += ranks[j] >= low
        count += 1
    return ranks, texts


def _ordered(type: Type) -> str | None:
    """Where a kernel meets ordered values in an argument or result, nowhere if it is None.

    As the word itself, as the words of a list or set, or as the first or second half of a map.
    """
    if isinstance(type, TVar):
        return "word" if type.cls == "Ord" else None
    if type.name == "map":
        halves = (name for name, own in zip(("keys", "values"), type.args) if isinstance(own, TVar) and own.cls == "Ord")
        return next(halves, None)
    inner = parameters(type)[1] if is_arrow(type) else type.args[0] if type.name in ("list", "set") else None
    return "list" if isinstance(inner, TVar) and inner.cls == "Ord" else None


def body_on_texts(primitive: Primitive, takes_heap: bool) -> str:
    """The source of a kernel body for texts: it hands their ranks to the kernel's own body, here called `plain`."""
    arguments, result = parameters(primitive.type)
    names = [f"a{j}" for j in range(len(arguments))]
    total, fill, passed = ["0"], ["n = 0"], []
    ranking: list[str] = []
    for name, type in zip(names, arguments):
        match _ordered(type):
            case "word":
                total.append("1")
                fill += [f"at_{name} = n", f"keys[n] = {name}", "n += 1"]
                passed.append(f"ranks[at_{name}]")
            case "list":
                total.append(f"len({name})")
                fill += [f"at_{name} = n", f"for i in range(len({name})):", f"    keys[n + i] = {name}[i]", f"n += len({name})"]
                passed.append(f"ranks[at_{name}:at_{name} + len({name})]")
            case "keys" | "values" as half:
                total.append(f"len({name}) // 2")
                begin = "0" if half == "keys" else f"len({name}) // 2"
                fill += [f"at_{name} = n", f"for i in range(len({name}) // 2):", f"    keys[n + i] = {name}[{begin} + i]"]
                fill += [f"n += len({name}) // 2"]
                ranking += [
                    f"{name} = {name}.copy()",
                    f"for i in range(len({name}) // 2):",
                    f"    {name}[{begin} + i] = ranks[at_{name} + i]",
                ]
                passed.append(name)
            case _:
                passed.append(name)
    out = ["out"] if isinstance(result, Con) and codec_of(result).in_heap else []
    passed += (["heap"] if takes_heap else []) + out
    to_texts = "    out[i] = texts[out[i]]"
    finish = {
        "word": ["return texts[v] if v != FAIL else v"],
        "list": ["for i in range(v):", to_texts],
        "keys": ["for i in range(v // 2):", to_texts],
        "values": ["for i in range(v // 2, v):", to_texts],
    }
    lines = [f"def body({', '.join([*names, 'heap', *out])}):", f"keys = np.empty({' + '.join(total)}, np.int64)", *fill]
    lines += ["ranks, texts = ranked(heap, keys)", *ranking, f"v = plain({', '.join(passed)})"]
    lines += [*finish.get(_ordered(result) or "", []), "return v"]
    return "\n    ".join(lines) + "\n"


def can_order(primitive: Primitive, ordered: Type | None) -> bool:
    """Whether a kernel serves an instance whose ordered values are of a type (None: there are none): as they are, or by rank."""
    if ordered is None or (isinstance(ordered, Con) and codec_of(ordered).ordered):
        return True
    arguments, result = parameters(primitive.type)
    contents = [parameters(t)[1] if is_arrow(t) else t for t in (*arguments, result)]
    nested = any(v.cls == "Ord" and not _ordered(t) for t in contents for v in variables(t))
    return ordered == STR and not primitive.lenient and not nested
