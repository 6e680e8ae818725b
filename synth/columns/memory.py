"""Regions: arrays that grow where they stand. Addresses are reserved at once, memory is taken page by page as it is used.

A reserved page counts against no limit; a page that was opened counts as data, and is taken only when written. Taking
one from the system costs more than filling it, so what a search leaves behind serves the next one of the process.
"""

from __future__ import annotations

import ctypes
import mmap
from typing import Any

import numpy as np

RESERVED = 1 << 36  # bytes of addresses for each array
HUGE_PAGES = 14  # MADV_HUGEPAGE: fewer waits for address translation
_CLOSED, _OPEN = 0, mmap.PROT_READ | mmap.PROT_WRITE
_FLAGS = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0)
_system = ctypes.CDLL(None, use_errno=True)
_system.mmap.restype = ctypes.c_void_p
_system.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
_system.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_system.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_system.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]


_idle: dict[str, list[tuple[int, int]]] = {}  # by name: first address and bytes opened of regions nobody uses


class _Addresses:
    """A run of reserved addresses, set aside for the next region of that name when nobody looks at them any more."""

    def __init__(self, name: str) -> None:
        self.name, self.opened = name, 0
        if _idle.get(name):
            self.first, self.opened = _idle[name].pop()
            return
        first = _system.mmap(None, RESERVED, _CLOSED, _FLAGS, -1, 0)
        if first in (None, ctypes.c_void_p(-1).value):
            raise MemoryError("no addresses left")
        _system.madvise(first, RESERVED, HUGE_PAGES)
        self.first = int(first)

    def __del__(self) -> None:
        if hasattr(self, "first"):
            _idle.setdefault(self.name, []).append((self.first, self.opened))


class Region:
    """One array that `grow` makes longer; views taken before stay valid. What it holds at first is left over, or zeros."""

    def __init__(self, name: str, size: int, dtype: Any, width: int = 1) -> None:
        self._dtype, self._width, self._addresses = np.dtype(dtype), width, _Addresses(name)
        self.grow(size)

    def grow(self, size: int) -> None:
        """Make room for that many entries; MemoryError where the process may not have so much."""
        own, bytes = self._addresses, size * self._width * self._dtype.itemsize
        pages = -(-bytes // mmap.PAGESIZE) * mmap.PAGESIZE
        if pages > RESERVED or (pages > own.opened and _system.mprotect(own.first, pages, _OPEN)):
            raise MemoryError(f"no room for {bytes} bytes")
        own.opened = max(pages, own.opened)
        content = (ctypes.c_char * bytes).from_address(own.first)
        content.addresses = own  # type: ignore[attr-defined]  # every view keeps them
        array = np.frombuffer(content, self._dtype)
        self.array: np.ndarray[Any, Any] = array if self._width == 1 else array.reshape(-1, self._width)

    @property
    def bytes(self) -> int:
        """What it keeps from others."""
        return self._addresses.opened


def idle_bytes() -> int:
    """Bytes that regions nobody uses keep."""
    return sum(opened for regions in list(_idle.values()) for _, opened in list(regions))  # a collection may add to them


def release() -> None:
    """Give what nobody uses back to the system."""
    for regions in _idle.values():
        for first, _ in regions:
            _system.munmap(first, RESERVED)
    _idle.clear()
