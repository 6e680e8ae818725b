"""Shards of lessons on disk: made ahead by processes of their own, read back in the order of training."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from dsl.primitives import Primitive
from synth.faults import Misuse
from synth.guide.encode import SCOPES
from synth.training.dataset import SHARD, Array, Lexicon, Shard, dreamt, register_all, together
from synth.training.recipes import of_domain

POLL = 0.2  # seconds between two looks for a shard
HELD_OUT = 1_000_000  # the number of the shard that is only measured on
WINDOW = 8  # shards whose lessons are shuffled together


class Shards:
    """The lessons of one training: shard after shard, again from the first on when all were visited."""

    def __init__(self, directory: Path, domains: Sequence[str], lessons: int, seed: int, learned: Sequence[Primitive] = ()) -> None:
        self.directory, self.domains, self.seed, self.learned = directory, tuple(domains), seed, tuple(learned)
        self.replays: Shard | None = None  # lessons that every window holds besides
        self.count = -(-lessons // SHARD)
        self.size = min(SHARD, lessons)
        self.note: Callable[[int], None] = lambda made: None  # told how many lessons are made, while they are waited for
        self._told = 0  # shards that were made when that was last told
        self._met: dict[int, Array] = {}

    @cached_property
    def lexicon(self) -> Lexicon:
        """What the lessons are put in terms of."""
        lexicon = Lexicon.of(self.domains, self.learned)
        register_all(lexicon, self.domains)
        return lexicon

    def path(self, number: int) -> Path:
        """The file of a shard."""
        return self.directory / f"{number:07d}.npz"

    def make(self, number: int) -> None:
        """Write a shard unless it is there."""
        if self.path(number).exists():
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        unfinished = self.path(number).with_suffix(f".{os.getpid()}.part.npz")
        known = partial(of_domain, spared=number == HELD_OUT)
        np.savez(unfinished, **vars(dreamt(self.lexicon, self.domains, self.seed, number, self.size, known=known)))
        unfinished.replace(self.path(number))

    def read(self, number: int) -> Shard:
        """A shard that is there."""
        with np.load(self.path(number), allow_pickle=False) as arrays:
            return Shard(**arrays)

    @cached_property
    def held_out(self) -> Shard:
        """The lessons to measure on, shuffled; waits until they are made."""
        self._wait(HELD_OUT)
        shard = self.read(HELD_OUT)
        return together([shard], np.random.default_rng(self.seed).permutation(len(shard)))

    @cached_property
    def first(self) -> Shard:
        """The lessons of the first window."""
        return self.window(0)

    def window(self, number: int) -> Shard:
        """The lessons of a stretch of visits, shuffled by the seed; waits until they are made."""
        size = min(WINDOW, self.count)
        parts = []
        for visit in range(number * size, (number + 1) * size):
            self._wait(visit % self.count)
            parts.append(self.read(visit % self.count))
        parts += [self.replays] if self.replays is not None else []
        order = np.random.default_rng([self.seed, number]).permutation(sum(map(len, parts)))
        return together(parts, order)

    def _wait(self, number: int) -> None:
        """Wait until a shard is made, and tell of each other one that is finished meanwhile."""
        while not self.path(number).exists():
            self.look_after()
            made = sum(self.path(k).exists() for k in range(self.count))
            if made > self._told:
                self.note(made * self.size)
            self._told = made
            time.sleep(POLL)

    def met(self, shards: int, words: int) -> Array:
        """float32 [words, SCOPES]: how often each word was met in each scope in the first so many shards and the replays."""
        found = np.zeros((words, SCOPES), np.float32)
        for number in range(shards):
            if number not in self._met:
                self._met[number] = _uses(self.read(number), words)
            found += self._met[number]
        return found if self.replays is None else found + _uses(self.replays, words)

    def steps(self, batch: int) -> int:
        """Batches that a window gives."""
        return (min(WINDOW, self.count) * self.size + (0 if self.replays is None else len(self.replays))) // batch

    # -- processes ------------------------------------------------------------------------------

    _running: tuple[subprocess.Popen[bytes], ...] = ()

    @contextmanager
    def being_made(self, workers: int) -> Iterator[None]:
        """Have the missing shards made beside the training, the one to measure on first."""
        given = (str(self.directory), ",".join(self.domains), str(self.count * self.size), str(self.seed))
        calls = [[sys.executable, "-m", "synth.training.shards", *given, str(k), str(workers)] for k in range(workers)]
        self._running = tuple(subprocess.Popen(call) for call in calls)
        try:
            yield
        finally:
            for process in self._running:
                process.terminate()
                process.wait()

    def look_after(self) -> None:
        """Raises Misuse if a process that makes shards has failed."""
        if not self._running or any(process.poll() not in (None, 0) for process in self._running):
            raise Misuse(f"a process that makes lessons in {self.directory} has failed; train again with --resume")


def _uses(shard: Shard, words: int) -> Array:
    found, there = np.zeros((words, SCOPES), np.float32), shard.words >= 0
    np.add.at(found, (shard.words[there], shard.scopes[there]), 1.0)
    return found


def main(arguments: Sequence[str]) -> None:
    """Make every n-th shard from the k-th on."""
    directory, domains, lessons, seed, first, step = arguments
    shards = Shards(Path(directory), domains.split(","), int(lessons), int(seed))
    if first == "0":
        shards.make(HELD_OUT)
    for number in range(int(first), shards.count, int(step)):
        shards.make(number)


if __name__ == "__main__":
    main(sys.argv[1:])
