"""What compiled code says to the machine itself: arrays at addresses and calls by address, as numba lowers them."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic

BIG = 1 << 50


@intrinsic
def _pointer(context: Any, address: Any) -> Any:
    """An int64 pointer from an address."""

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], target.get_value_type(signature.return_type))

    return types.CPointer(types.int64)(types.int64), generate


@intrinsic
def _narrow(context: Any, address: Any) -> Any:
    """An int32 pointer from an address."""

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], target.get_value_type(signature.return_type))

    return types.CPointer(types.int32)(types.int64), generate


@intrinsic
def call_kernel(context: Any, address: Any, table: Any, rows: Any, out: Any, scratch: Any, room: Any) -> Any:
    """Call the kernel at an address: one indirect call, whatever the primitive."""

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word = ir.IntType(64)
        function = ir.FunctionType(word, [word] * 5)
        return builder.call(builder.inttoptr(arguments[0], function.as_pointer()), arguments[1:])

    return types.int64(*[types.int64] * 6), generate


@intrinsic
def prefetch(context: Any, address: Any) -> Any:
    """Begin to load the cache line at an address."""

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number, pointer = ir.IntType(32), ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        function = get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [builder.inttoptr(arguments[0], pointer), number(0), number(3), number(1)])
        return target.get_dummy_value()

    return types.none(types.int64), generate


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)
def words_at(address):
    """The int64 array that begins at an address, without an end."""
    return carray(_pointer(address), (BIG,))


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)
def ints_at(address):
    """The int32 array that begins at an address, without an end."""
    return carray(_narrow(address), (BIG,))


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)
def hashes_at(address):
    """The uint64 array that begins at an address, without an end."""
    return words_at(address).view(np.uint64)
