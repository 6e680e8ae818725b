"""`synth bench store`: many writers of one library at once, and writers and servers killed at random moments.

An insert counts as acknowledged once the writer that made it has said so through a pipe, as a user would have been told.
"""

from __future__ import annotations

import json
import os
import random
import signal
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from typing import NoReturn

from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.primitives import subroutine
from dsl.syntax import parse_term
from synth.batch.display import put, say
from synth.bench.postgres import Server
from synth.config import BenchConfig
from synth.faults import Misuse, Unreachable
from synth.library.conversion import subroutine_entry
from synth.library.entry import Subroutine
from synth.library.store import language, open_library

WRITERS, EACH = 8, 1000
SHARED = 10  # every tenth subroutine is one that all writers add
KILLS, CRASHES = 100, 20
LONGEST = 0.4  # seconds that a victim may live
SETTLED = 0.4  # seconds after which a writer is surely at work
TYPE = "int -> int"


@dataclass(frozen=True)
class Outcome:
    """What came of one measurement of one back end."""

    back_end: str
    measurement: str
    acknowledged: int  # inserts that a writer was told of
    distinct: int  # programs among them
    kept: int  # of those, how many the library serves
    repeated: int  # rows beyond one for a program
    faults: tuple[str, ...]
    seconds: float

    @property
    def good(self) -> bool:
        """Whether all that was acknowledged is there, once, and nothing is wrong."""
        return self.kept == self.distinct and not self.repeated and not self.faults


def main(config: BenchConfig) -> int:
    """Prints a row for each measurement; 1 if anything was lost, doubled or damaged."""
    good = True
    for outcome in _outcomes(config.search.seed):
        good = good and outcome.good
        if config.output.json:
            put(json.dumps(asdict(outcome)))
            continue
        found = f"{outcome.acknowledged} acknowledged, {outcome.distinct} distinct, {outcome.kept} kept, {outcome.repeated} repeated"
        put(f"{outcome.back_end:<9} {outcome.measurement:<28} {found}, {len(outcome.faults)} faults, {outcome.seconds:.1f} s")
        for fault in outcome.faults:
            say(fault)
    return 0 if good else 1


def _outcomes(seed: int) -> Iterator[Outcome]:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        yield crowd("sqlite", f"sqlite:///{folder}/crowd.db", WRITERS, EACH)
        yield kills("sqlite", f"sqlite:///{folder}/kills.db", KILLS, chance)
    with Server(fsync=True) as server:
        yield crowd("postgres", server.new_library("crowd"), WRITERS, EACH)
        yield kills("postgres", server.new_library("kills"), KILLS, chance)
        yield crashes(server, server.new_library("crashes"), CRASHES, chance)


# ---- measurements ------------------------------------------------------------------------------------------------


def crowd(back_end: str, url: str, writers: int, each: int) -> Outcome:
    """So many writers at once, each with its own subroutines and some that all of them add."""
    began = time.monotonic()
    open_library(url).close()
    crew = []
    for k in range(writers):
        numbers = [n if n % SHARED == 0 else n + each * (k + 1) for n in range(each)]
        random.Random(k).shuffle(numbers)
        crew.append(Writer(url, numbers))
    for writer in crew:
        writer.finish()
    return _outcome(back_end, f"{writers} writers, {each} each", url, crew, began)


def kills(back_end: str, url: str, times: int, chance: random.Random) -> Outcome:
    """Two writers at work, both killed at moments of their own; what the library serves is checked after each time."""
    began, crew, faults = time.monotonic(), list[Writer](), list[str]()
    for k in range(times):
        pair = [Writer(url, count(1000 * (2 * k + j))) for j in range(2)]
        for writer in pair:
            time.sleep(chance.uniform(0, LONGEST))
            writer.kill()
        crew += pair
        lost = {key for writer in crew for key in writer.acknowledged}
        lost -= set(_served(url) if lost else ())
        faults += [f"{len(lost)} lost after kill {k + 1}"] if lost else []
    return _outcome(back_end, f"2 writers killed {times} times", url, crew, began, faults)


def crashes(server: Server, url: str, times: int, chance: random.Random) -> Outcome:
    """The server stopped as if it had crashed while a writer is at work, and started again."""
    began, crew = time.monotonic(), list[Writer]()
    for k in range(times):
        writer = Writer(url, count(1000 * k))
        time.sleep(chance.uniform(0.0, LONGEST) + SETTLED)
        server.stop("immediate")
        writer.finish()
        server.start()
        crew.append(writer)
    return _outcome("postgres", f"server crashed {times} times", url, crew, began)


def _served(url: str) -> list[str]:
    with open_library(url, create=False) as library:
        return [entry.key for entry in library.subroutines()]


def _outcome(back_end: str, measurement: str, url: str, crew: Sequence[Writer], began: float, faults: Sequence[str] = ()) -> Outcome:
    seconds = time.monotonic() - began
    acknowledged = [key for writer in crew for key in writer.acknowledged]
    served = _served(url)
    with open_library(url) as library:
        faults = [*faults, *library.verify(), *(fault for writer in crew for fault in writer.faults)]
    known = set(acknowledged)
    kept = len(known & set(served))
    return Outcome(back_end, measurement, len(acknowledged), len(known), kept, len(served) - len(set(served)), tuple(faults), seconds)


# ---- writers -----------------------------------------------------------------------------------------------------


def numbered(number: int) -> Subroutine:
    """A subroutine for each number."""
    words, wanted = load_domain("numbers").vocabulary, parse_type(TYPE)
    return subroutine_entry(subroutine(f"scale_{number}", wanted, parse_term(f"x -> x * {number} + 1", words, wanted)), words)


class Writer:
    """A process that adds subroutines to a library, and says so after each."""

    def __init__(self, url: str, numbers: Iterable[int], prepare: Callable[[], None] = lambda: None) -> None:
        self.acknowledged: list[str] = []
        self.faults: list[str] = []
        language()  # read once, inherited by all
        self._pipe, far = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # as in synth.batch.worker
            self._pid = os.fork()
        if self._pid == 0:
            os.close(self._pipe)
            _write(far, url, numbers, prepare)
        os.close(far)

    def kill(self) -> None:
        """Ends it at once."""
        os.kill(self._pid, signal.SIGKILL)
        self.finish()

    def finish(self) -> None:
        """Waits for its end, and hears what it had to say."""
        with open(self._pipe, encoding="utf8") as file:
            lines = file.read().split("\n")[:-1]  # what has no end was not said
        os.waitpid(self._pid, 0)
        self.acknowledged = [line for line in lines if not line.startswith("!")]
        self.faults = [line[1:] for line in lines if line.startswith("!")]


def _write(pipe: int, url: str, numbers: Iterable[int], prepare: Callable[[], None]) -> NoReturn:
    try:
        prepare()
        with open_library(url) as library:
            for number in numbers:
                os.write(pipe, f"{library.add_subroutine(numbered(number)).key}\n".encode())
    except Unreachable:  # expected where servers crash
        pass
    except Misuse as fault:
        os.write(pipe, f"!{fault}\n".encode())
    except BaseException:
        os.write(pipe, f"!{' '.join(traceback.format_exc().split())}\n".encode())
    finally:
        os._exit(0)


__all__ = ["Outcome", "Writer", "crashes", "crowd", "kills", "main", "numbered"]
