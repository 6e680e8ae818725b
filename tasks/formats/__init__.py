"""Task files. A format is a module here that names its file `EXTENSIONS` and defines `read(source)`.

Where two formats share an extension, one of them also defines `claims(source)`: whether the text is its own.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from tasks.fault import Fault, nearest, one_line
from tasks.pictures import class_task
from tasks.tables.options import RECOGNISED, Options
from tasks.task import Task

MAX_FILE = 64 * 2**20
STDIN = "-"
PATIENCE = 1.0  # seconds in which somebody should open the other end of a pipe


@dataclass(frozen=True)
class Source:
    """The bytes of one task file and what to call it."""

    name: str
    data: bytes
    extension: str
    options: Options = RECOGNISED  # for tables

    @property
    def stem(self) -> str:
        return one_line(Path(self.name).stem)

    def fault(self, problem: str, *, place: str = "", task: str = "") -> Fault:
        """A fault in this file; the place is a line, a line and column, or empty."""
        origin = one_line(f"{self.name}:{place}" if place else self.name)
        return Fault(task or self.stem, origin, one_line(f"{origin}: {problem}"))

    def text(self) -> str | Fault:
        """The whole file as text, with no byte-order mark; a fault where it is empty or not UTF-8."""
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            return self.fault(not_utf8(error), place=str(line))
        return text if text.strip() else self.fault("the file is empty")


def not_utf8(error: UnicodeDecodeError) -> str:
    return f"byte 0x{error.object[error.start]:02x} is not UTF-8; save the file in that encoding"


def load(
    path: str | os.PathLike[str], *, max_file: int = MAX_FILE, stdin: BinaryIO | None = None, tables: Options = RECOGNISED
) -> list[Task | Fault]:
    """Every task of a file, of a folder with all below it, or of standard input (`-`), in order; what is wrong is a Fault in its place.

    `tables` says how tables are read, where recognising that is not meant.
    """
    name = os.fspath(path)
    if name == STDIN:
        return _load_stream(stdin or sys.stdin.buffer, max_file)
    if os.path.isdir(name):
        return _load_folder(name, max_file, tables)
    return _load_file(name, max_file, tables, in_folder=False)


def extensions() -> dict[str, list[ModuleType]]:
    """The formats of each file extension; one that claims its files stands before one that takes any."""
    known: dict[str, list[ModuleType]] = {}
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        for extension in module.EXTENSIONS:
            known.setdefault(extension, []).append(module)
    for modules in known.values():
        modules.sort(key=lambda module: not hasattr(module, "claims"))
    return known


def _load_stream(stream: BinaryIO, max_file: int) -> list[Task | Fault]:
    source = Source("standard input", stream.read(max_file + 1), STDIN)
    return [_too_big(source, max_file)] if len(source.data) > max_file else _read(source)


def _load_folder(folder: str, max_file: int, tables: Options) -> list[Task | Fault]:
    """The task files of a folder, by name; other files, and JSON without a task in it, are passed over."""
    known = extensions()
    loaded: list[Task | Fault] = []
    seen = False
    for path in _files(folder, loaded):
        if Path(path).suffix.lower() in known:
            entries = _load_file(path, max_file, tables, in_folder=True)
            seen = seen or bool(entries)
            loaded += entries
    if not seen and not loaded and (classes := class_task(folder)) is not None:
        return [classes]
    if not seen and not loaded:
        problem = f"no task file in this folder, nor sub-folders of pictures; known: {', '.join(sorted(known))}"
        loaded.append(Fault(Path(folder).name, folder, one_line(f"{folder}: {problem}")))
    return loaded


def _files(folder: str, faults: list[Task | Fault]) -> Iterator[str]:
    def report(error: OSError) -> None:
        place = str(error.filename)
        faults.append(Fault(Path(place).name, place, one_line(f"{place}: {error.strerror}")))

    for place, folders, files in os.walk(folder, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (path for name in sorted(files) if not name.startswith(".") and os.path.isfile(path := os.path.join(place, name)))


def _load_file(path: str, max_file: int, tables: Options, *, in_folder: bool) -> list[Task | Fault]:
    source = Source(path, b"", Path(path).suffix.lower(), tables)
    known = extensions()
    try:
        if stat.S_ISFIFO(os.stat(path).st_mode):
            return _load_pipe(source, max_file)
        with open(path, "rb") as file:
            if source.extension not in known:
                return [source.fault(f"{source.extension or 'no extension'!r} names no task format; {nearest(source.extension, known)}")]
            source = replace(source, data=file.read(max_file + 1))
    except FileNotFoundError:
        return [source.fault(f"no such file; {_neighbour(path)}")]
    except (OSError, ValueError) as error:
        return [source.fault(getattr(error, "strerror", None) or str(error))]
    if len(source.data) > max_file:
        return [_too_big(source, max_file)]
    return [] if in_folder and _no_task(source) else _read(source)


def _load_pipe(source: Source, max_file: int) -> list[Task | Fault]:
    """What comes through a pipe, read as standard input is where its name tells no format; a fault where nobody writes to it."""
    descriptor = os.open(source.name, os.O_RDONLY | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        begun = _begun(descriptor)
        if begun is None:
            return [source.fault("nobody writes to this pipe")]
        os.set_blocking(descriptor, True)
        extension = source.extension if source.extension in extensions() else STDIN
        source = replace(source, data=begun + file.read(max_file + 1), extension=extension)
    return [_too_big(source, max_file)] if len(source.data) > max_file else _read(source)


def _begun(descriptor: int) -> bytes | None:
    """The first byte of a pipe, none as long as its writer is silent; None where there was no writer for a while."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if first := os.read(descriptor, 1):
                return first
        except BlockingIOError:
            return b""
        time.sleep(0.02)
    return None


def _read(source: Source) -> list[Task | Fault]:
    known = extensions()
    candidates = known.get(source.extension) or known[".jsonl"]
    reader = next(module for module in candidates if not hasattr(module, "claims") or module.claims(source))
    entries: list[Task | Fault] = reader.read(source)
    return entries


def _no_task(source: Source) -> bool:
    return source.extension == ".json" and b'"train"' not in source.data


def _too_big(source: Source, max_file: int) -> Fault:
    return source.fault(f"the file is over {max_file} bytes (--max-file); split it or raise the limit")


def _neighbour(path: str) -> str:
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return f"there is no folder {folder!r} either"
    return nearest(name, names) if len(names) < 20 or _similar(name, names) else f"the folder has {len(names)} others"


def _similar(name: str, names: list[str]) -> bool:
    return nearest(name, names).startswith("did you mean")
