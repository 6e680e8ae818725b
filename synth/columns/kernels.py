"""From a primitive's kernel body to machine code that runs over rows: written to a file, compiled on first use.

Every kernel has the same binary interface, so that the machine calls it by address and is
itself compiled once: `run(table, rows, out, scratch, room)`. The table holds the heap and,
for each argument, the addresses of its words and of the lists those words stand for. A
result that is a list is written into the scratch and its length into `out`; any other result
is a word. The return value is the scratch used, or -1 when every row failed.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import dsl.kernel
from dsl.primitives import Primitive
from dsl.type import Con, Type, parameters
from synth.columns.objects import folder, linked
from synth.columns.routine import digest, machine
from synth.columns.texts import body_on_texts

HEADER = """\
import numpy as np
from dsl.kernel import FAIL, LARGEST, MAX_LIST, MAX_STEPS, MAX_TEXT
from synth.columns.runtime import GROWTH, HEAP_SLOTS, add64, heap_at, item, make, mul64, sub64, words_at
"""
RAISED = -2  # what the routine gives that was compiled with checks, where the body leaves an array or divides by zero


@dataclass(frozen=True)
class Kernel:
    """Compiled code of one primitive; `owner` keeps the code alive."""

    address: int
    in_scratch: bool  # the result is a list or text, written into the scratch
    owner: Any


def in_heap(type: Type) -> bool:
    """Whether a value of this type is a heap id whose content a kernel sees as an array."""
    return isinstance(type, Con) and type.name in ("list", "str", "pair")


def _is_array(type: Type) -> bool:
    return in_heap(type) or (isinstance(type, Con) and type.name == "->")


def _source(function: Callable[..., Any], name: str, seen: dict[str, str]) -> None:
    """Collect the source of a kernel body and of what it calls into `seen`, callees first."""
    if not isinstance(function, FunctionType):
        raise OSError("not a plain function")
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        raise OSError("not a function definition")
    definition.name, definition.decorator_list, definition.returns = name, [], None
    for argument in definition.args.args:
        argument.annotation = None
    if isinstance(definition.body[0], ast.Expr) and isinstance(definition.body[0].value, ast.Constant):
        del definition.body[0]
    seen[name] = ""
    for used in sorted({node.id for node in ast.walk(definition) if isinstance(node, ast.Name)}):
        value = function.__globals__.get(used)
        if used in seen or used in dsl.kernel.__all__ or value is None:
            continue
        if isinstance(value, int):
            seen[used] = f"{used} = {int(value)}\n"
        elif isinstance(value, FunctionType):
            _source(value, used, seen)
    seen[name] = ast.unparse(definition) + "\n"
    seen[name] = seen.pop(name)


def _loop(primitive: Primitive, takes_heap: bool) -> str:
    """The row loop around a kernel body."""
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


def source_text(primitive: Primitive, texts: bool = False) -> str:
    """The module that is compiled for a primitive; OSError where its body has no source.

    With `texts` the values that it orders are texts.
    """
    if primitive.kernel_function is None:
        raise OSError(f"primitive '{primitive.name}' has no kernel")
    seen: dict[str, str] = {}
    _source(primitive.kernel_function, "plain" if texts else "body", seen)
    takes_heap = "heap" in inspect.signature(primitive.kernel_function).parameters
    if texts:
        seen["body"], takes_heap = body_on_texts(primitive, takes_heap), True
    return HEADER + "\n" + "\n".join(seen.values()) + "\n" + _loop(primitive, takes_heap)


def kernel_file(primitive: Primitive, texts: bool = False) -> Path:
    """Where the machine code of a primitive is kept: named by all that it is made from, without reading any source."""
    if primitive.kernel_function is None:
        raise OSError(f"primitive '{primitive.name}' has no kernel")
    parts = [str(primitive.type), str(primitive.lenient), str(texts)]
    _fingerprint(primitive.kernel_function, parts, set())
    return folder() / f"{primitive.name}-{digest(_surroundings(), '|'.join(parts).encode())}.o"


@cache
def _surroundings() -> bytes:
    """What machine code of kernels depends on besides the kernels."""
    here = Path(__file__).parent
    shared = [here / name for name in ("runtime.py", "intrinsics.py", "compiler.py", "kernels.py", "texts.py")]
    return b"|".join([*(path.read_bytes() for path in (*shared, here.parent.parent / "dsl" / "bounds.py")), machine()])


def _fingerprint(function: Callable[..., Any], parts: list[str], seen: set[str]) -> None:
    """Add what the code of a function says, and that of the functions it calls."""
    if not isinstance(function, FunctionType):
        raise OSError("not a plain function")
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


def compile_kernel(primitive: Primitive, texts: bool = False) -> Kernel:
    """Machine code for a primitive: read from the disk, else compiled (about 0.2 s) and written there."""
    return Kernel(_address(primitive, texts, False), in_heap(parameters(primitive.type)[1]), None)


def compile_checked(primitive: Primitive, texts: bool = False) -> Kernel:
    """The same loop, which gives RAISED where the body leaves an array or divides by zero."""
    return Kernel(_address(primitive, texts, True), in_heap(parameters(primitive.type)[1]), None)


def _address(primitive: Primitive, texts: bool, checked: bool) -> int:
    path = kernel_file(primitive, texts)
    path = path.with_name(f"checked-{path.name}") if checked else path

    def make() -> bytes:
        from synth.columns.compiler import object_code

        module = ModuleType(path.stem)
        code = compile(source_text(primitive, texts), f"<kernel of {primitive.name}>", "exec")
        FunctionType(code, module.__dict__)()
        return object_code({path.stem: module.run}, RAISED if checked else -1, checked)

    return linked(path, make, [path.stem])[path.stem]
