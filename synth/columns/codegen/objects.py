"""Machine code on disk: files that say what they were made from, checked before LLVM links them into this process.

A file is a header, one line of JSON, and behind it an object file. The code that ships lies in the package: it is written at
set-up alone and trusted as the modules beside it are. What is compiled later goes into a folder that nobody but the user may write.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import unidata_version

ROOT = Path(__file__).parents[3]  # of the packages
SHIPPED = Path(__file__).parents[2] / "machine_code"
LEVELS = {  # of x86-64 processors: what a level adds to the one before, as Linux says it; v4 gains nothing that was measured
    "x86-64-v2": ("cx16", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"),
    "x86-64-v3": ("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"),
}


class NotCompilable(ValueError):
    """A function says what compiled code cannot."""


class Unfit(ValueError):
    """A file of machine code that cannot be used: it is missing, damaged, out of date or for another processor."""


class Missing(Unfit):
    """There is no such file."""


# -- where it is kept -----------------------------------------------------------------------------


def user_folder() -> Path:
    """The folder that keeps what the engine compiles for this user: $XDG_CACHE_HOME/synth-engine, else below ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "synth-engine"


@cache
def cache_folder() -> Path:
    """The user's folder, made if need be; where it is open to others or cannot be written, one for this process alone."""
    folder = user_folder()
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _own(folder):
            folder.chmod(0o700)
            if os.access(folder, os.W_OK):
                return folder
    return Path(tempfile.mkdtemp(prefix="synth-engine-"))


def _own(path: Path) -> bool:
    """Whether nobody but this user (or the system's administrator) can have written something."""
    found = path.stat(follow_symlinks=False)
    return found.st_uid in (os.geteuid(), 0) and not found.st_mode & 0o022


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """A time in which no other process of this user makes the file of that name."""
    lock = path_of(folder, name).with_suffix(".lock").name
    descriptor = os.open(cache_folder() / lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


# -- what a file holds ----------------------------------------------------------------------------


def path_of(folder: Path, name: str) -> Path:
    """The file of a name; in the user's folder every installation of this package has its own."""
    if folder != SHIPPED:
        name = f"{name}-{digest(str(ROOT).encode())[:8]}"
    return folder / f"{name}.code"


def write(folder: Path, name: str, code: bytes, sources: Iterable[Path]) -> None:
    """Keep machine code, whole or not at all; OSError where that cannot be."""
    made_from = {_source_name(path): _digest_of(path) for path in sorted(set(sources))}
    header = json.dumps({"level": level(), "unicode": unidata_version, "made_from": made_from, "digest": digest(code)})
    target = path_of(folder, name)
    descriptor, partial = tempfile.mkstemp(dir=folder, prefix=f"{name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(header.encode() + b"\n" + code)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(partial, 0o644 if folder == SHIPPED else 0o600)
        os.replace(partial, target)
    except BaseException:
        os.unlink(partial)
        raise


def _source_name(path: Path) -> str:
    """A source file as a header names it: from the packages' folder on, where it lies there."""
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()


def read(folder: Path, name: str) -> bytes:
    """The object file of that name; Unfit says why there is none."""
    path = path_of(folder, name)
    try:
        if folder != SHIPPED and not _own(path):
            raise Unfit("others may have written it")
        content = path.read_bytes()
    except FileNotFoundError:
        raise Missing("is missing") from None
    except OSError as fault:
        raise Unfit(f"cannot be read: {fault.strerror}") from None
    first, _, code = content.partition(b"\n")
    try:
        header = json.loads(first)
        wanted, made_from, kind, characters = header["digest"], header["made_from"].items(), header["level"], header["unicode"]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unfit("is damaged") from None
    if digest(code) != wanted:
        raise Unfit("is damaged")
    if kind not in levels():
        raise Unfit(f"is for another processor ({kind})")
    if characters != unidata_version:
        raise Unfit(f"is for another version of Unicode ({characters})")
    if any(_digest_of(ROOT / source) != known for source, known in made_from):
        raise Unfit("is out of date")
    return code


@cache
def _digest_of(source: Path) -> str:
    try:
        return digest(source.read_bytes())
    except OSError:
        return "none"


def digest(content: bytes) -> str:
    """A short name for a content."""
    return hashlib.sha256(content).hexdigest()[:32]


# -- processors -----------------------------------------------------------------------------------


@cache
def levels() -> tuple[str, ...]:
    """The kinds of machine code that this processor runs, the best first."""
    kind = platform.machine()
    if kind.lower() not in ("x86_64", "amd64"):
        return (kind,)
    found, features = ["x86-64"], _features()
    for name, needed in LEVELS.items():
        if not features.issuperset(needed):
            break
        found.insert(0, name)
    return tuple(found)


def _features() -> set[str]:
    """What Linux says that the processor can do; nothing elsewhere. LLVM knows, too, and is as large as all else of a process."""
    with suppress(OSError), open("/proc/cpuinfo", encoding="utf8", errors="replace") as file:
        for line in file:
            if line.startswith("flags"):
                return set(line.partition(":")[2].split())
    return set()


def level() -> str:
    """The kind of machine code that is made here."""
    return levels()[0]


# -- linking --------------------------------------------------------------------------------------


@cache
def _engine() -> Any:
    """What links object files into this process."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def link(code: bytes) -> None:
    """Have an object file in this process."""
    import llvmlite.binding as llvm

    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()


def address(symbol: str) -> int:
    """Where a routine stands whose object file was linked; a KeyError where none has it."""
    found = int(_engine().get_function_address(symbol))
    if not found:
        raise KeyError(f"no linked file has {symbol}")
    return found
