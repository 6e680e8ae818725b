"""Machine code made at set-up, and what is missing of it before the clock of any task runs. Only the processes here compile.

`python -m synth.batch.precompile` is the set-up step: it asks for nothing but numba, numpy and lark.
"""

from __future__ import annotations

import compileall
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from dsl.parsing import keep_tables
from dsl.primitives import Primitive
from synth.columns.codegen import objects
from synth.columns.codegen.entries import CORE, INVERSE, NESTED
from synth.columns.codegen.objects import Missing, NotCompilable, Unfit
from synth.columns.codegen.routine import ObjectFile
from synth.columns.kernels import OwnKernel, all_domain_kernels, file_of, variants
from synth.columns.survey import SURVEY
from synth.config import cores
from synth.library.abstraction.graph import ABSTRACTION
from synth.search.strings.paths import PATHS

PARTS = (CORE, PATHS, NESTED, INVERSE, SURVEY)  # of searches, those that take longest first
TICK = 0.1  # seconds
NAMED = 3  # files that a line names
MOST_OWN = 255  # kernels of the user's own that one call compiles: their places are written as bytes
Report = Callable[[int, int], None]  # how many are done, of how many
_good: set[ObjectFile] = set()  # by `prepare`


def shipped() -> list[ObjectFile]:
    """All machine code that set-up makes."""
    return [CORE, ABSTRACTION, *PARTS[1:], *all_domain_kernels()]


def needed(primitives: Iterable[Primitive]) -> list[ObjectFile]:
    """What searches with these primitives call, of the machine code that ships."""
    files = dict.fromkeys(file_of(p) for p in primitives if variants(p))
    return [*PARTS, *(file for file in files if not isinstance(file, OwnKernel))]


def faults(files: Iterable[ObjectFile], folder: Path | None = None) -> dict[ObjectFile, Unfit]:
    """What is wrong with the code of some files, in one folder or in all that are read."""
    found = {}
    for file in files:
        try:
            file.available() if folder is None else objects.read(folder, file.name)
        except Unfit as fault:
            found[file] = fault
    return found


class Builders:
    """Processes that compile some files into a folder, each the next one that nobody has begun."""

    def __init__(self, files: Sequence[ObjectFile], folder: Path, processes: int) -> None:
        self.left = len(files)
        orders, order = os.pipe()
        self._done, done = os.pipe()
        self._pids = []
        for _ in range(min(processes, len(files))):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # native threads that sleep do no harm to a fork
                pid = os.fork()
            if pid == 0:
                os.close(order)
                _compile(files, folder, orders, done)
            self._pids.append(pid)
        for end in (orders, done):
            os.close(end)
        os.write(order, bytes(range(len(files))))
        os.close(order)

    def turn(self, patience: float) -> bool:
        """Listen for a while; whether anything is still under way."""
        if select.select([self._done], [], [], patience)[0]:
            news = os.read(self._done, 256)
            self.left -= len(news)
            return bool(news)
        return True

    def end(self, now: bool = False) -> None:
        """Wait for the processes; with `now` they are stopped first."""
        os.close(self._done)
        for pid in self._pids:
            with suppress(ProcessLookupError, ChildProcessError):
                if now:
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _compile(files: Sequence[ObjectFile], folder: Path, orders: int, done: int) -> None:
    """The life of a child: one file after the other, as long as there are any."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        os.nice(5)
        while order := os.read(orders, 1):
            with suppress(Exception):
                files[order[0]].build(folder)
            with suppress(OSError):  # whoever asked is gone: finish all the same
                os.write(done, order)
    finally:
        os._exit(0)


def build(files: Sequence[ObjectFile], folder: Path, processes: int, report: Report, stopped: Callable[[], bool] = lambda: False) -> None:
    """Compile some files into a folder and wait for it."""
    if not files:
        return
    builders = Builders(files, folder, processes)
    try:
        while not stopped() and builders.turn(TICK):
            report(len(files) - builders.left, len(files))
    finally:
        builders.end(now=builders.left > 0)


def prepare(primitives: Iterable[Primitive], report: Report, stopped: Callable[[], bool]) -> None:
    """Have what searches with these primitives call; what this process found good once it does not read again."""
    files = [file for file in needed(primitives) if file not in _good]
    complete(files, report, stopped)
    _good.update(files)


def complete(files: Iterable[ObjectFile], report: Report = lambda done, total: None, stopped: Callable[[], bool] = lambda: False) -> None:
    """Have some files; what is missing or damaged is compiled into the user's folder, and said."""
    lacking = faults(files)
    if not lacking:
        return
    unfit = [f"'{file.name}' {fault}" for file, fault in lacking.items() if not isinstance(fault, Missing)]
    more = f"; and {len(unfit) - NAMED} more" if len(unfit) > NAMED else ""
    reason = "; ".join(unfit[:NAMED]) + more or "not made at set-up; `synth build` does that"
    _say(f"compiling machine code once, {len(lacking)} files ({reason})")
    build(list(lacking), objects.cache_folder(), cores(), report, stopped)


class Beside:
    """What compiles the kernels of the user's own primitives while tasks run by their references; it ends what it began."""

    unreaped: ClassVar[list[Builders]] = []

    def __init__(self, primitives: Iterable[Primitive]) -> None:
        files = []
        for p in primitives:
            with suppress(NotCompilable):  # its reference alone serves
                files += [file_of(p)] if variants(p) else []
        own = list(faults(file for file in files if isinstance(file, OwnKernel)))
        self._builders = Builders(own[:MOST_OWN], objects.cache_folder(), 1) if own else None

    def end(self) -> None:
        """Collect the processes that are through; those at work go on."""
        if self._builders:
            self.unreaped.append(self._builders)
        for builders in tuple(self.unreaped):
            if not builders.turn(0):
                builders.end()
                self.unreaped.remove(builders)


def make(check: bool = False) -> int:
    """Make all machine code that ships, or only look whether it is good; the exit code."""
    files = shipped()
    lacking = faults(files, objects.SHIPPED)
    if check:
        for file, fault in lacking.items():
            _say(f"machine code '{file.name}' {fault}")
        _say(f"{len(files) - len(lacking)} of {len(files)} files of machine code are good ({objects.level()})")
        return 1 if lacking else 0
    folder = _target()
    began = time.monotonic()
    if folder == objects.SHIPPED:
        _prepare_sources()
    if folder != objects.SHIPPED:
        _say(f"{objects.SHIPPED} cannot be written: the code goes into {folder}")
        lacking = faults(lacking)
    if lacking:
        import synth.columns.codegen.compiler  # noqa: F401 - once here, not once in each process

        _say(f"compiling {len(lacking)} files of machine code ({objects.level()})")
    build(list(lacking), folder, cores(), _bar)
    still = faults(lacking, folder)
    for file, fault in still.items():
        _say(f"machine code '{file.name}' {fault} after it was compiled")
    if lacking and not still:
        _say(f"{len(lacking)} files of machine code compiled in {time.monotonic() - began:.0f} s")
    return 1 if still else 0


def _target() -> Path:
    """The folder in the package, else the user's."""
    with suppress(OSError):
        objects.SHIPPED.mkdir(exist_ok=True)
        if os.access(objects.SHIPPED, os.W_OK):
            return objects.SHIPPED
    return objects.cache_folder()


def _prepare_sources() -> None:
    """Have Python's byte code and the parser's tables in the package, too: some users' settings keep Python from writing them."""
    keep_tables()
    for package in ("dsl", "tasks", "synth"):
        compileall.compile_dir(objects.ROOT / package, quiet=2, workers=1)


def _bar(done: int, total: int) -> None:
    if not sys.stderr.isatty():
        return
    filled = 40 * done // total
    sys.stderr.write(f"\r  machine code [{'#' * filled}{'.' * (40 - filled)}] {done} of {total}" + ("\n" if done == total else ""))
    sys.stderr.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"synth: {text}\n")


if __name__ == "__main__":
    sys.exit(make(check="--check" in sys.argv[1:]))
