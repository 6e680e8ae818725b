"""`synth bench encoder [--quick]`: the guide's encoder trained by synthetic gradients beside the same by back-propagation.

Between the encoder, which makes a vector of a task's examples, and the heads, which price words by it, stands a linear synthesiser
(`synth/learn/synthetic_gradients.py`) that sees the vector and the words of the program, and says what the gradient will be. Both
trainings begin with the same weights and see the same batches of dreams. Losses are those of the grammar head on dreams kept apart, in
nats an application; the ratio is a mean over seeds with its 95 % interval.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.batch.display import put, say
from synth.bench.learners import interval
from synth.config import BenchConfig
from synth.faults import require
from synth.guide.encode import SCOPES
from synth.learn import synthetic_gradients
from synth.learn.learner import Descent, Episode, descend
from synth.training.course import FIRST
from synth.training.dataset import Lexicon, Shard, dreamt
from synth.training.fine_tune import EXAMPLES, NIGHT
from synth.training.network import GuideNetwork
from synth.training.train import SIZES, Board, Slate, measure, taken

BATCH, RATE = 128, 1e-3
ROWS = 1 << 16  # lessons at most: a task's vector carries its row along as a fraction of this, which float32 holds exactly


@dataclass(frozen=True)
class Scale:
    """Size of the guide, lessons to learn from and kept apart, steps of training, seeds."""

    size: str = "small"
    lessons: int = 8192
    held_out: int = 1024
    steps: int = 300
    seeds: int = 3


QUICK = Scale("tiny", 2048, 256, 150, 2)
LEARNED = 0.97  # of the loss of an untrained network: above that nothing was learned that could be compared


def main(config: BenchConfig) -> int:
    """Train both ways with each seed, and print a line of means."""
    require(len(config.suites) == 1, f"bench encoder takes no further word, but was given {' '.join(config.suites[1:])!r}")
    torch.set_num_threads(1)
    scale, seed = QUICK if config.quick else Scale(), config.search.seed
    lexicon = Lexicon.of(FIRST)
    say(f"dreaming {scale.lessons + scale.held_out} programs")
    lessons, held_out = (dreamt(lexicon, FIRST, seed, k, n, NIGHT) for k, n in enumerate((scale.lessons, scale.held_out)))
    classroom = Classroom(lessons, Board.of(lexicon, torch.device("cpu")))
    runs = []
    for k in range(scale.seeds):
        say(f"training {k + 1} of {scale.seeds}: {scale.steps} steps by each way")
        runs.append([classroom.taught(way, scale, seed + k, held_out) for way in (True, False)])
    ratios = [ours / usual for ours, usual in runs]
    loss, usual = (statistics.fmean(column) for column in zip(*runs))
    untaught = classroom.judged(GuideNetwork(SIZES[scale.size]), held_out)
    require(usual < LEARNED * untaught, f"a loss of {usual:.3f} beside {untaught:.3f} untrained: too little was learned to compare")
    row = {
        "decoupled": loss,
        "back-propagation": usual,
        "untrained": untaught,
        "ratio": statistics.fmean(ratios),
        "interval": interval(ratios),
    }
    told = {name: round(value, 4) for name, value in row.items()}
    put(json.dumps(told) if config.output.json else ", ".join(f"{name} {value:.3f}" for name, value in told.items()))
    return 0


@dataclass(frozen=True)
class Classroom:
    """Lessons, and what all batches share. To the learners a task is the number of its lesson, and so is its target."""

    lessons: Shard
    board: Board

    def slate(self, rows: Tensor) -> Slate:
        """The lessons of some rows."""
        return Slate.of(self.lessons, rows.numpy(), self.board, EXAMPLES)

    def batches(self, steps: int, seed: int) -> Iterator[Episode]:
        """Batches drawn by the seed."""
        random = torch.Generator().manual_seed(seed)
        for _ in range(steps):
            rows = torch.randint(len(self.lessons), (BATCH,), generator=random)
            yield Episode(rows, rows, rows, rows)

    def loss(self, said: Tensor, rows: Tensor) -> Tensor:
        """Of what the heads say, [B, 2, S, P]: the cross entropy by the type, and by the examples on top of it."""
        at, _, words, scopes, table = taken(self.slate(rows), self.board)
        known = table + said[at, 0, scopes]
        return functional.cross_entropy(known, words) + functional.cross_entropy(known.detach() + said[at, 1, scopes], words)

    def used(self, rows: Tensor) -> Tensor:
        """float32 [B, S * P]: how often each word is used in each scope, which a synthesiser may know."""
        slate = self.slate(rows)
        at, step = (slate.words >= 0).nonzero(as_tuple=True)
        counts = torch.zeros(len(rows), SCOPES, len(self.board.bag))
        counts.index_put_((at, slate.scopes[at, step], slate.words[at, step]), torch.ones(len(at)), accumulate=True)
        return counts.flatten(1)

    def taught(self, decoupled: bool, scale: Scale, seed: int, held_out: Shard) -> float:
        """Train a guide one way; its loss on what was kept apart."""
        require(len(self.lessons) <= ROWS, f"at most {ROWS} lessons")
        torch.manual_seed(seed)
        network = GuideNetwork(SIZES[scale.size])
        parts = Encoder(network, self), Heads(network, self)
        descent = Descent(RATE, half_life=max(1, scale.steps // 3))
        if decoupled:
            width, words = network.size.task + 1, SCOPES * len(self.board.bag)
            config = synthetic_gradients.Config(
                (lambda: parts[0], lambda: parts[1]), (lambda: nn.Linear(width + words, width),), self.used, self.loss, descent
            )
            synthetic_gradients.fit(config, self.batches(scale.steps, seed), seed=seed)
        else:
            whole = nn.Sequential(*parts)
            descend(whole, self.batches(scale.steps, seed), lambda e: self.loss(whole(e.support_x), e.support_y), descent)
        return self.judged(network, held_out)

    def judged(self, network: GuideNetwork, held_out: Shard) -> float:
        """The loss of the grammar head on what was kept apart."""
        return measure(network, held_out, self.board, EXAMPLES)["held_out_grammar"]


class Encoder(nn.Module):
    """Rows int64 [B] -> [B, task + 1]: the tasks' vectors, and the rows as fractions, for the heads need the types."""

    def __init__(self, network: GuideNetwork, classroom: Classroom) -> None:
        super().__init__()
        self.network, self.classroom = network, classroom

    def forward(self, rows: Tensor) -> Tensor:
        task = self.network.encode(self.classroom.slate(rows).tasks)
        return torch.cat([task, rows[:, None] / ROWS], 1)


class Heads(nn.Module):
    """[B, task + 1] -> [B, 2, S, P]: by how much the type, and the examples, make words likelier."""

    def __init__(self, network: GuideNetwork, classroom: Classroom) -> None:
        super().__init__()
        self.network, self.classroom = network, classroom

    def forward(self, told: Tensor) -> Tensor:
        rows = (told[:, -1].detach() * ROWS).round().long()
        facts = self.classroom.board.facts[torch.from_numpy(self.classroom.lessons.request[rows.numpy()]).long()]
        described = self.network.described(self.classroom.board.bag)
        return torch.stack([self.network.typed(facts, described), self.network.grammar(told[:, :-1], described)], 1)
