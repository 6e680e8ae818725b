"""`synth bench forgetting [--quick]`: what a guide forgets of the first of three domains that it learns one after the other.

A tiny guide is trained on dreams of lists, then of texts, then of `lists_base`, in which the tasks are lists again and the words are
others. Its top-1 accuracy, the share of a program's words that it thinks likeliest at their place, is taken on dreams kept apart.

* plain: each domain with what training left of those before
* springs: elastic weight consolidation (`synth/learn/ewc.py`), a memory for each domain before
* rehearsal: as many lessons of the domains before in every step
"""

from __future__ import annotations

import copy
import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial

import torch
from torch import Tensor

from synth.batch.display import put, say
from synth.config import BenchConfig
from synth.faults import require
from synth.learn.ewc import Memory
from synth.training.course import Course
from synth.training.dataset import Lexicon, Shard, dreamt, together
from synth.training.fine_tune import EXAMPLES, NIGHT, Further, batches, follow, remembered, springs
from synth.training.network import GuideNetwork
from synth.training.train import SIZES, Board, Slate, losses, measure, objective

DOMAINS = ("list", "text", "lists_base")
WAYS = ("plain", "springs", "rehearsal")
BATCH, RATE = 64, 4e-3


@dataclass(frozen=True)
class Scale:
    """Lessons of a domain, those kept apart, how long each is learned, seeds, and lessons that the Fisher information is taken of."""

    lessons: int = 4000
    held_out: int = 500
    steps: int = 500
    seeds: int = 3
    remembered: int = 250

    @property
    def course(self) -> Course:
        """How each domain is learned."""
        return Course(steps=self.steps, batch=BATCH, rate=RATE)


QUICK = Scale(1000, 400, 80, 1, 200)


@dataclass(frozen=True)
class Outcome:
    """Top-1 accuracy on the first domain when it was learned, and on each domain at the end; means over seeds."""

    way: str
    fresh: float
    first: float
    second: float
    last: float
    forgotten: float  # of the first
    seeds: int


def main(config: BenchConfig) -> int:
    """Train in each way, and print a row for it."""
    require(len(config.suites) == 1, f"bench forgetting takes no further word, but was given {' '.join(config.suites[1:])!r}")
    torch.set_num_threads(1)
    lessons = Lessons(QUICK if config.quick else Scale(), config.search.seed)
    if not config.output.json:
        put(f"{'':<10} {'list, fresh':>12} {'list':>6} {'text':>6} {'lists_base':>11} {'forgotten':>10}   top-1 in %")
    found = [sequences(lessons, config.search.seed + k) for k in range(lessons.scale.seeds)]
    for way in WAYS:
        fresh, first, second, last = (statistics.fmean(column) for column in zip(*(run[way] for run in found)))
        _show(Outcome(way, fresh, first, second, last, fresh - first, len(found)), config)
    return 0


class Lessons:
    """Dreams of each domain to learn from and kept apart, in the words of all."""

    def __init__(self, scale: Scale, seed: int) -> None:
        self.scale, self.lexicon = scale, Lexicon.of(DOMAINS)
        say(f"dreaming {len(DOMAINS) * (scale.lessons + scale.held_out)} programs")
        self.train, self.held_out = (
            [dreamt(self.lexicon, [domain], seed, number, size, NIGHT) for domain in DOMAINS]
            for number, size in enumerate((scale.lessons, scale.held_out))
        )

    @cached_property
    def board(self) -> Board:
        """What batches share."""
        return Board.of(self.lexicon, torch.device("cpu"))

    def accuracy(self, network: GuideNetwork, domain: int) -> float:
        """Top-1 on what was kept apart of a domain."""
        return measure(network, self.held_out[domain], self.board, EXAMPLES)["top_1"]


def sequences(lessons: Lessons, seed: int) -> dict[str, tuple[float, float, float, float]]:
    """For each way, accuracy on the first domain when it was learned, then on each domain at the end; the first is learned once."""
    scale = lessons.scale
    torch.manual_seed(seed)
    first = GuideNetwork(SIZES["tiny"])
    follow(first, lessons.train[0], lessons.board, scale.course, seed)
    fresh = lessons.accuracy(first, 0)
    memory = remembered(first, lessons.train[0], lessons.board, scale.remembered, seed)
    return {way: (fresh, *onwards(copy.deepcopy(first), memory, lessons, way, seed)) for way in WAYS}


def onwards(network: GuideNetwork, memory: Memory, lessons: Lessons, way: str, seed: int) -> tuple[float, float, float]:
    """The further domains after the first, which left a memory: accuracy on each domain at the end."""
    scale, board, memories = lessons.scale, lessons.board, [memory]
    for place, shard in enumerate(lessons.train[1:], 1):
        further: Further | None = None
        if way == "springs":
            further = springs(memories, scale.course.strength)
        elif way == "rehearsal":
            further = rehearsal(lessons.train[:place], board, scale.course, seed)
        follow(network, shard, board, scale.course, seed, further)
        if way == "springs" and place + 1 < len(DOMAINS):
            memories.append(remembered(network, shard, board, scale.remembered, seed))
    first, second, last = (lessons.accuracy(network, place) for place in range(len(DOMAINS)))
    return first, second, last


def rehearsal(earlier: Sequence[Shard], board: Board, course: Course, seed: int) -> Further:
    """The loss on lessons of the domains before, added to that of each step."""
    return partial(_again, batches(together(earlier), board, course.batch, seed + 1), board)


def _again(drawn: Iterator[Slate], board: Board, network: GuideNetwork, slate: Slate) -> Tensor:
    return objective(losses(network, next(drawn), board))


def _show(row: Outcome, config: BenchConfig) -> None:
    if config.output.json:
        put(json.dumps({key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(row).items()}))
        return
    fresh, first, second, last, forgotten = (100 * v for v in (row.fresh, row.first, row.second, row.last, row.forgotten))
    put(f"{row.way:<10} {fresh:>12.1f} {first:>6.1f} {second:>6.1f} {last:>11.1f} {forgotten:>10.1f}")
