"""A guide's network that goes on learning from lessons in memory, with what it knew held by springs if wanted.

What a `retrain` does in its process, and the trainings that are compared in `synth bench`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dsl.parsing import parse_type
from dsl.primitives import Primitive
from dsl.type import Type
from synth.faults import require
from synth.guide.encode import SCOPES
from synth.guide.infer import Network, kind_of, load_guide
from synth.learn.ewc import Memory, penalty, remember
from synth.training.course import FIRST, Course
from synth.training.dataset import Lexicon, Shard, Solved, dreamt, replayed, together
from synth.training.dreams.bottom_up import Effort
from synth.training.dreams.inputs import rows
from synth.training.dreams.stream import REQUESTS
from synth.training.network import MOST_MET, GuideNetwork, Size
from synth.training.train import Board, Slate, descend, losses, measure, objective, rate_at, taken, wanted
from synth.training.weights import export, take_up

NIGHT = Effort(candidates=30_000, deeper=15_000, check=10_000, dreams=400)  # small ones: what is learned grows with their number
EXAMPLES = 2  # of a lesson that the transformer sees
RISE = 8  # steps until the rate of learning has risen
REPLAYED = 1 / 3  # the most replays for each dream
NEW, KNOWN, NEW_HELD_OUT, KNOWN_HELD_OUT = range(4)  # numbers of shards
Further = Callable[[GuideNetwork, Slate], Tensor]  # what is added to the loss of a step


class Tuning:
    """The network of some weights, what it goes on learning from, and what it knew before."""

    def __init__(
        self, begin: str, domains: Sequence[str], solved: Sequence[Solved], learned: Sequence[Primitive], seed: int, course: Course
    ) -> None:
        guide = load_guide(begin)
        require(guide is not None, "there are no weights to begin with")
        assert guide is not None
        torch.set_num_threads(1)
        requests = [*(type for _, type, _ in solved), *(parse_type(text) for domain in domains for text in REQUESTS[domain])]
        speaking = guide.speaking(kind_of(requests[0])) if requests else ()
        begun = (speaking or guide.networks)[0]  # a network that has a say on what was solved
        self.network, self.about, self.course, self.seed = network_of(begun), begun.about, course, seed
        self.beside = [network for network in guide.networks if network is not begun]
        self.lexicon = Lexicon.of((*FIRST, *domains, *(domain for domain, _, _ in solved)), learned)
        new = [self._dreamt(domains, NEW, course.lessons)] if domains else []
        replays = replayed([one for one in solved if drawable(one[1])], self.lexicon, seed, math.ceil(REPLAYED * course.lessons))
        new += [replays] if replays is not None else []
        require(bool(new), "there is nothing to dream of in these domains, and nothing was solved that inputs are drawn for")
        self.new = together(new)
        self.new_held_out = self._dreamt(domains, NEW_HELD_OUT, course.held_out) if domains else self.new
        self.earlier, self.earlier_held_out = (
            self._dreamt(FIRST, number, size) for number, size in ((KNOWN, course.earlier), (KNOWN_HELD_OUT, course.held_out))
        )
        self.board = Board.of(self.lexicon, torch.device("cpu"))

    def _dreamt(self, domains: Sequence[str], number: int, size: int) -> Shard:
        return dreamt(self.lexicon, domains, self.seed, number, size, NIGHT, grown=number in (NEW, NEW_HELD_OUT))

    def carried_out(self, out: Path, protect: bool) -> dict[str, float]:
        """Train, write the weights, and tell the figures of before and after."""
        found = self._figures("before")
        memories = [remembered(self.network, self.earlier, self.board, self.course.remembered, self.seed)] if protect else []
        follow(self.network, self.new, self.board, self.course, self.seed, springs(memories, self.course.strength))
        self._settle()
        export(self.network, out, self.beside, self.about)
        return found | self._figures("after")

    def _figures(self, when: str) -> dict[str, float]:
        """The figures of the network as it is."""
        found: dict[str, float] = {}
        for name, shard in (("new", self.new_held_out), ("earlier", self.earlier_held_out)):
            told = measure(self.network, shard, self.board, EXAMPLES)
            found |= {f"{name}_{figure}_{when}": told[own] for figure, own in (("top_1", "top_1"), ("bits", "guided_bits"))}
        return found

    @torch.no_grad()
    def _settle(self) -> None:
        """Note what is usual now of all that the guide knows, and add what it met."""
        met, trust = np.zeros((len(self.board.bag), SCOPES), np.float32), self.network.trust.clone()
        there = self.new.words >= 0
        np.add.at(met, (self.new.words[there], self.new.scopes[there]), 1.0)
        asked = wanted(self.network, together([self.new, self.earlier]), self.board, EXAMPLES)
        self.network.settle(*asked, torch.from_numpy(met), self.board.marks)
        self.network.trust.add_(trust).clamp_(max=MOST_MET)


def drawable(request: Type) -> bool:
    """Whether fresh inputs are drawn for tasks of a type."""
    try:
        return bool(rows(request, Random(0), 1))
    except ValueError:
        return False


def network_of(found: Network) -> GuideNetwork:
    """The network that some weights are of."""
    network = GuideNetwork(Size(**vars(found.shape)))
    take_up(network, {name: torch.from_numpy(np.array(array)) for name, array in found.weights.items()})
    return network


def follow(network: GuideNetwork, lessons: Shard, board: Board, course: Course, seed: int, further: Further | None = None) -> list[float]:
    """Train a network on lessons, again and again over them in another order, with something added to the loss; the losses of the steps."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=course.rate, weight_decay=0.0, betas=(0.9, 0.98))
    found = []
    for step, slate in zip(range(course.steps), batches(lessons, board, course.batch, seed), strict=False):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, course.steps, course.rate, RISE)
        loss = objective(losses(network, slate, board)) + (0.0 if further is None else further(network, slate))
        require(bool(torch.isfinite(loss)), f"training diverged at step {step}; a rate below {course.rate} may help")
        descend(network, optimiser, loss)
        found.append(float(loss.detach()))
    return found


def batches(lessons: Shard, board: Board, size: int, seed: int) -> Iterator[Slate]:
    """Batches without end, with some of the properties hidden."""
    random, size = np.random.default_rng([seed, 2]), min(size, len(lessons))
    while True:
        shuffled = together([lessons], random.permutation(len(lessons)))
        for first in range(0, len(lessons) - size + 1, size):
            yield Slate.of(shuffled, slice(first, first + size), board, EXAMPLES).veiled(random)


def springs(memories: Sequence[Memory], strength: float) -> Further | None:
    """What elastic weight consolidation adds to the loss; nothing without a memory."""
    return (lambda network, slate: penalty(network, memories, strength)) if memories else None


def remembered(network: GuideNetwork, lessons: Shard, board: Board, samples: int, seed: int) -> Memory:
    """What a network remembers of some lessons: Fisher information of the words it thinks likely at their steps."""
    random = torch.Generator().manual_seed(seed)
    chosen = np.random.default_rng([seed, 3]).permutation(len(lessons))[:samples]
    shuffled = together([lessons], chosen)
    return remember(network, (partial(_own_loss, network, shuffled, board, k, random) for k in range(len(chosen))))


def gains(network: GuideNetwork, slate: Slate, board: Board) -> tuple[Tensor, Tensor]:
    """What makes words likelier, by the type and by the examples beyond it, as natural logarithms: [B, S, P] twice."""
    described = network.described(board.bag)
    return network.typed(slate.tasks.facts, described), network.grammar(network.encode(slate.tasks), described)


def _own_loss(network: GuideNetwork, lessons: Shard, board: Board, row: int, random: torch.Generator) -> Tensor:
    """The negative log likelihood of words drawn from the guide's own predictions at the steps of one lesson."""
    slate = Slate.of(lessons, slice(row, row + 1), board, EXAMPLES)
    typed, grammar = gains(network, slate, board)
    at, _, _, scopes, table = taken(slate, board)
    logits = table + (typed + grammar)[at, scopes]
    drawn = torch.multinomial(torch.softmax(logits.detach(), 1), 1, generator=random)[:, 0]
    return functional.cross_entropy(logits, drawn, reduction="sum")
