"""From a primitive's kernel body to machine code that runs over rows.

Every kernel has the same binary interface, so that the machine calls it by address and is
itself compiled once: `run(table, rows, out, scratch, room)`. The table holds the heap and,
for each argument, the addresses of its words and of the lists those words stand for. A
result that is a list is written into the scratch and its length into `out`; any other result
is a word. The return value is the scratch used, or -1 when every row failed. The kernels of
one domain file are one object file; a primitive of the user's own is one by itself.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any

import numpy

import dsl.kernel
from dsl.constructors import codecs
from dsl.domain import domain_names, own_primitives
from dsl.primitives import Primitive
from dsl.type import STR, Con, Type, parameters, variables
from synth.columns import heap, text_order
from synth.columns.codegen.objects import NotCompilable, digest
from synth.columns.codegen.routine import ObjectFile, Routines

SURROUNDINGS = {name: getattr(heap, name) for name in ("GROWTH", "HEAP_SLOTS", "heap_at", "words_at")}
MEANINGS = {  # of the names that a kernel body may use
    plain: getattr(heap, name) for name in dsl.kernel.__all__ if isinstance(plain := getattr(dsl.kernel, name), FunctionType)
}
ALL_FAILED = -1  # what a kernel gives where it raises
RAISED = -2  # the same of one that is compiled with checks


@dataclass(frozen=True)
class Kernel:
    """Compiled code of one primitive; `owner` keeps the code alive."""

    address: int
    in_scratch: bool  # the result is a list or text, written into the scratch
    owner: Any


def in_heap(type: Type) -> bool:
    """Whether a value of this type is a heap id whose content a kernel sees as an array."""
    return isinstance(type, Con) and type.name in codecs() and bool(codecs()[type.name].in_heap)


def _is_array(type: Type) -> bool:
    return in_heap(type) or (isinstance(type, Con) and type.name == "->")


def variants(p: Primitive) -> list[bool]:
    """The kernels that a primitive has, by whether they order texts."""
    if p.kernel_function is None or p.loop is not None:
        return []
    ordered = any(v.cls == "Ord" for v in variables(p.type))
    return [False, True] if ordered and text_order.can_order(p, STR) else [False]


class KernelFile(ObjectFile):
    """The kernels of some primitives."""

    meanings = MEANINGS

    def __init__(self, name: str, checked: bool = False) -> None:
        super().__init__(f"checked_{name}" if checked else name)
        self.checked, self.failed = checked, RAISED if checked else ALL_FAILED

    def primitives(self) -> list[Primitive]:
        """Whose kernels it holds."""
        raise NotImplementedError

    def routines(self) -> Routines:
        """A row loop for each kernel."""
        return {self.symbol(p, on_texts): row_loop(p, on_texts) for p in self.primitives() for on_texts in variants(p)}

    def symbol(self, p: Primitive, on_texts: bool) -> str:
        """The name of a kernel in its file, whatever the primitive is called elsewhere."""
        (own,) = (own for own in self.primitives() if own.kernel_function is p.kernel_function)
        return f"{self.name}_{own.name}" + "_on_texts" * on_texts


class DomainKernels(KernelFile):
    """The kernels of one domain file."""

    def __init__(self, module: str, checked: bool = False) -> None:
        super().__init__(f"kernels_{module.rpartition('.')[2]}", checked)
        self.module = module

    @cache  # noqa: B019 - there is one for each module
    def primitives(self) -> list[Primitive]:
        """Those that the file defines and that have a kernel."""
        return [p for p in own_primitives(importlib.import_module(self.module)) if p.kernel_function is not None]


class OwnKernel(KernelFile):
    """The kernel of a primitive that the user brings, named by what it is made from."""

    def __init__(self, p: Primitive, checked: bool = False) -> None:
        parts = [str(p.type), str(p.lenient)]
        assert p.kernel_function is not None
        _fingerprint(p.kernel_function, parts, set())
        super().__init__(f"own_{p.name}_{digest('|'.join(parts).encode())[:16]}", checked)
        self.primitive = p

    def primitives(self) -> list[Primitive]:
        """The one."""
        return [self.primitive]


@cache
def domain_kernels(module: str, checked: bool = False) -> DomainKernels:
    """The kernels of the domain file that is this module."""
    return DomainKernels(module, checked)


@cache
def all_domain_kernels() -> tuple[DomainKernels, ...]:
    """The object files of all domain files that have kernels."""
    files = (domain_kernels(f"dsl.domains.{name}") for name in domain_names())
    return tuple(file for file in files if any(map(variants, file.primitives())))


@cache
def file_of(p: Primitive, checked: bool = False) -> KernelFile:
    """The object file that holds the kernels of a primitive."""
    module = getattr(p.function, "__module__", "")
    if module.startswith("dsl.domains."):
        shipped = domain_kernels(module, checked)
        if any(own.kernel_function is p.kernel_function and own.type == p.type for own in shipped.primitives()):
            return shipped
    return OwnKernel(p, checked)


def kernel(p: Primitive, on_texts: bool, checked: bool = False, make: bool = False) -> Kernel:
    """Machine code of a primitive; Unfit where there is none, NotCompilable where there can be none.

    With `make` it is compiled here and now; with `checked` it gives RAISED where the body leaves an array or divides by zero.
    """
    if on_texts not in variants(p):
        raise NotCompilable(f"'{p.name}' has no such kernel")
    file = file_of(p, checked)
    file.load(make)
    return Kernel(file.address(file.symbol(p, on_texts)), in_heap(parameters(p.type)[1]), None)


# -- the code around a kernel body ------------------------------------------------------------------


def row_loop(p: Primitive, on_texts: bool) -> Callable[..., int]:
    """The loop over rows around a kernel body; with `on_texts` the values that it orders are texts."""
    body = p.kernel_function
    if not isinstance(body, FunctionType):
        raise NotCompilable(f"the kernel of '{p.name}' is no plain function")
    takes_heap = "heap" in inspect.signature(body).parameters
    if on_texts:
        body = _made(text_order.body_on_texts(p, takes_heap), "body", {"plain": body, "ranked": text_order.ranked})
    return _made(_loop(p, takes_heap or on_texts), "run", {"body": body, **SURROUNDINGS})


def _made(source: str, name: str, names: dict[str, Any]) -> FunctionType:
    """A function from its source."""
    namespace = {"__name__": __name__, "np": numpy, "FAIL": dsl.kernel.FAIL, **names}
    FunctionType(compile(source, f"<{name} of a kernel>", "exec"), namespace)()
    made: FunctionType = namespace[name]
    return made


def _loop(primitive: Primitive, takes_heap: bool) -> str:
    """The source of the row loop around a kernel body."""
    arguments, result = parameters(primitive.type)
    lines = ["def run(table, rows, out_at, scratch_at, room):"]
    body = ["T = words_at(table)", "out = words_at(out_at)", "scratch = words_at(scratch_at)"]
    body += ["heap = heap_at(T)"] if takes_heap else []
    checks, reads, sizes, passed = [], [], [], []
    for j, type in enumerate(arguments):
        at = f"HEAP_SLOTS + {3 * j}"
        body.append(f"w{j} = words_at(T[{at}])")
        reads.append(f"a{j} = w{j}[r]")
        if _is_array(type):
            body += [f"d{j} = words_at(T[{at} + 1])", f"s{j} = words_at(T[{at} + 2])"]
            checks.append(f"a{j} == FAIL")
            sizes += [f"begin{j} = s{j}[a{j}]", f"end{j} = s{j}[a{j} + 1]"]
            passed.append(f"d{j}[begin{j}:end{j}]")
        else:
            if not primitive.lenient:
                checks.append(f"a{j} == FAIL")
            passed.append(f"a{j}")
    passed += ["heap"] if takes_heap else []
    scratch = in_heap(result)
    row = [*reads]
    if checks:
        row += [f"if {' or '.join(checks)}:", "    out[r] = FAIL", "    continue"]
    row += sizes
    if scratch:
        lists = [f"end{j} - begin{j}" for j, type in enumerate(arguments) if _is_array(type)]
        row += [f"limit = used + {' + '.join([*lists, 'GROWTH'])}", "if limit > room:", "    out[r] = FAIL", "    continue"]
        row += [f"n = body({', '.join([*passed, 'scratch[used:limit]'])})", "out[r] = n"]
        row += ["if n != FAIL:", "    used += n", "    good += 1"]
    else:
        row += [f"v = np.int64(body({', '.join(passed)}))", "out[r] = v", "good += v != FAIL"]
    body += ["used = 0", "good = 0", "for r in range(rows):", *("    " + line for line in row)]
    body.append("return used if good else -1")
    return "\n".join([*lines, *("    " + line for line in body)]) + "\n"


def _fingerprint(function: Callable[..., Any], parts: list[str], seen: set[str]) -> None:
    """Add what the code of a function says, and that of the functions it calls."""
    if not isinstance(function, FunctionType):
        raise NotCompilable("a kernel is a plain function")
    pending = [function.__code__]
    for code in pending:
        parts += [code.co_code.hex(), repr(code.co_names), repr(code.co_varnames), str(code.co_argcount)]
        parts += [repr(value) for value in code.co_consts if not isinstance(value, CodeType)]
        pending += [value for value in code.co_consts if isinstance(value, CodeType)]
        for name in code.co_names:
            value = function.__globals__.get(name)
            if name in seen or name in dsl.kernel.__all__:
                continue
            seen.add(name)
            if isinstance(value, FunctionType):
                _fingerprint(value, parts, seen)
            elif isinstance(value, int):
                parts.append(f"{name} = {int(value)}")
