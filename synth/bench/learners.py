"""`synth bench learners [--quick]`: learners beside what they would replace, on the guide's own kind of work.

A small model tells the next production of a program from the six symbols before it, its parent and its place among the arguments; the
programs are dreams. Losses are in nats a production, on programs kept apart; ratios are means over seeds, each seed's two trainings seeing
the same batches, with a 95 % interval.

* mixture: a mixture of experts beside a dense layer with as many active parameters
* decoupled: the same network trained by synthetic gradients and by back-propagation
* distilled: a network of a quarter of the width, taught by the dense one and taught by the programs alone
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

import torch
from torch import Tensor, nn
from torch.nn import functional

from dsl.term import App, Const, Lam, Prim, Term, Var
from synth.batch.display import put, say
from synth.config import BenchConfig
from synth.faults import require
from synth.learn import distill, moe, synthetic_gradients
from synth.learn.learner import Descent, Episode, descend, seeded
from synth.learn.networks import parameters, perceptron
from synth.training.dreams.stream import Dream, dreams

CONTEXT, EMBEDDED, WIDTH, EXPERTS, CHOSEN = 8, 16, 128, 8, 2
BATCH, RATE = 256, 3e-3
STUDENTS = (1.96, 12.71, 4.30, 3.18, 2.78)  # 97.5 % points of Student's distribution by degrees of freedom
SYMBOLS = 400  # rarer ones share a number with others

Place = tuple[list[int], int]  # a context of CONTEXT numbers, and the symbol there
Places = list[Place]


@dataclass(frozen=True)
class Scale:
    """Dreams read, steps of training, seeds."""

    dreams: int = 6000
    steps: int = 800
    seeds: int = 3


QUICK = Scale(2000, 200, 2)


@dataclass(frozen=True)
class Comparison:
    """A learner's loss beside the usual way's, both in nats a production, and their ratio with its interval."""

    learner: str
    usual: str
    parameters: int  # active ones
    usual_parameters: int
    loss: float
    usual_loss: float
    ratio: float
    interval: float
    productions: int


def main(config: BenchConfig) -> int:
    """Trains everything and prints a row for each learner."""
    require(len(config.suites) == 1, f"bench learners takes no further word, but was given {' '.join(config.suites[1:])!r}")
    torch.set_num_threads(1)
    scale = QUICK if config.quick else Scale()
    say(f"dreaming {scale.dreams} programs")
    data = _split(_read(islice(dreams("list", seed=config.search.seed), scale.dreams)), config.search.seed)
    if not config.output.json:
        put(f"{'learner':<12} {'active parameters':>18} {'loss':>7}   {'beside':<18} {'parameters':>10} {'loss':>7} {'ratio':>17}")
    runs = []
    for k in range(scale.seeds):
        say(f"training the usual network {k + 1} of {scale.seeds}")
        runs.append(_Run(data, scale.steps, config.search.seed + k))
    for row in _comparisons(runs, len(data.test_y)):
        _show(row, config)
    return 0


@dataclass(frozen=True)
class Data:
    """Contexts int64 [n, CONTEXT] and the symbol that follows each, [n], of programs to learn from and of others."""

    train_x: Tensor
    train_y: Tensor
    test_x: Tensor
    test_y: Tensor

    def batches(self, steps: int, seed: int) -> Iterator[Episode]:
        """Batches drawn by the seed; the query set is everything kept apart."""
        random = torch.Generator().manual_seed(seed)
        for _ in range(steps):
            rows = torch.randint(len(self.train_y), (BATCH,), generator=random)
            yield Episode(self.train_x[rows], self.train_y[rows], self.test_x, self.test_y)


def _read(dreamt: Iterable[Dream]) -> list[Places]:
    """For each dream its contexts and what follows; symbols are numbered as they turn up, 0 being none."""
    numbers: dict[str, int] = {"": 0}
    return [list(_places(each.term, numbers)) for each in dreamt]


def _places(program: Term, numbers: dict[str, int]) -> Iterator[Place]:
    before: list[int] = [0] * (CONTEXT - 2)
    for symbol, parent, argument in _prefix(program, "", 0):
        number, above = (numbers.setdefault(each, len(numbers)) % SYMBOLS for each in (symbol, parent))
        yield [*before[2 - CONTEXT :], above, argument], number
        before.append(number)


def _prefix(term: Term, parent: str, argument: int) -> Iterator[tuple[str, str, int]]:
    """Symbol, parent and place of every node, outermost first."""
    match term:
        case App(function, arguments):
            yield from _prefix(function, parent, argument)
            for place, each in enumerate(arguments):
                yield from _prefix(each, str(function), place)
        case Lam(body):
            yield "->", parent, argument
            yield from _prefix(body, "->", 0)
        case Prim() | Var() | Const():
            yield f"{type(term).__name__} {term}", parent, argument


def _split(programs: Sequence[Places], seed: int) -> Data:
    order = torch.randperm(len(programs), generator=torch.Generator().manual_seed(seed)).tolist()
    kept = len(programs) // 6

    def tensors(chosen: Sequence[int]) -> tuple[Tensor, Tensor]:
        rows = [place for k in chosen for place in programs[k]]
        return torch.tensor([context for context, _ in rows]), torch.tensor([symbol for _, symbol in rows])

    return Data(*tensors(order[kept:]), *tensors(order[:kept]))


class _Embedding(nn.Module):
    """Contexts [n, CONTEXT] -> [n, CONTEXT · EMBEDDED]; each place of the context has a table of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(SYMBOLS * CONTEXT, EMBEDDED)
        self.register_buffer("offset", torch.arange(CONTEXT) * SYMBOLS)

    def forward(self, x: Tensor) -> Tensor:
        embedded: Tensor = self.table(x + self.get_buffer("offset")).flatten(1)
        return embedded


class _Run:
    """Everything trained with one seed on the same batches."""

    def __init__(self, data: Data, steps: int, seed: int) -> None:
        self.data, self.steps, self.seed = data, steps, seed
        self.descent = Descent(RATE, half_life=max(steps // 4, 1))
        self.dense = self.plain(lambda: self.network(WIDTH))

    def network(self, width: int) -> nn.Module:
        return nn.Sequential(_Embedding(), perceptron([CONTEXT * EMBEDDED, width, SYMBOLS]))

    def mixture(self) -> nn.Module:
        inputs = CONTEXT * EMBEDDED

        def expert() -> nn.Module:
            return perceptron([inputs, WIDTH // CHOSEN, SYMBOLS])

        return nn.Sequential(_Embedding(), moe.MixtureOfExperts(expert, inputs, EXPERTS, CHOSEN))

    def batches(self) -> Iterator[Episode]:
        return self.data.batches(self.steps, self.seed)

    def plain(self, make: Callable[[], nn.Module]) -> nn.Module:
        with seeded(self.seed):
            model = make()
            descend(model, self.batches(), lambda e: functional.cross_entropy(model(e.support_x), e.support_y), self.descent)
        return model

    def loss(self, model: nn.Module) -> float:
        with torch.no_grad():
            return float(functional.cross_entropy(model(self.data.test_x), self.data.test_y))

    def mixed(self) -> nn.Module:
        return moe.fit(moe.Config(self.mixture, descent=self.descent), self.batches(), seed=self.seed).model

    def deep(self) -> tuple[Callable[[], nn.Module], Callable[[], nn.Module]]:
        """The lower and the upper part of a deeper network, which the decoupled comparison is about."""
        inputs = CONTEXT * EMBEDDED
        return lambda: nn.Sequential(_Embedding(), nn.Linear(inputs, WIDTH), nn.ReLU()), lambda: perceptron([WIDTH, WIDTH, SYMBOLS])

    def back_propagated(self) -> nn.Module:
        return self.plain(lambda: nn.Sequential(*[part() for part in self.deep()]))

    def decoupled(self) -> nn.Module:
        config = synthetic_gradients.Config(
            self.deep(), (lambda: nn.Linear(WIDTH + SYMBOLS, WIDTH),), lambda y: functional.one_hot(y, SYMBOLS), descent=self.descent
        )
        return synthetic_gradients.fit(config, self.batches(), seed=self.seed).model

    def small(self) -> nn.Module:
        return self.network(WIDTH // 4)

    def taught(self) -> nn.Module:
        config = distill.Config(self.dense, self.small, temperature=2.0, labels=0.5, descent=self.descent)
        return distill.fit(config, self.batches(), seed=self.seed).model


def _comparisons(runs: Sequence[_Run], productions: int) -> Iterator[Comparison]:
    active = parameters(runs[0].dense)
    routed = CONTEXT * EMBEDDED * EXPERTS
    yield _compared("mixture", "dense", [(r.loss(r.mixed()), r.loss(r.dense)) for r in runs], (active + routed, active), productions)
    whole = [(r.loss(r.decoupled()), r.loss(r.back_propagated())) for r in runs]
    deep = parameters(*(part() for part in runs[0].deep()))
    yield _compared("decoupled", "back-propagation", whole, (deep, deep), productions)
    little = parameters(runs[0].small())
    yield _compared(
        "distilled", "labels alone", [(r.loss(r.taught()), r.loss(r.plain(r.small))) for r in runs], (little, little), productions
    )


def interval(values: Sequence[float]) -> float:
    """Half of the 95 % interval of a mean; no number for a single value."""
    return STUDENTS[len(values) - 1] * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def _compared(learner: str, usual: str, losses: Sequence[tuple[float, float]], parameters: tuple[int, int], productions: int) -> Comparison:
    ratios = [ours / theirs for ours, theirs in losses]
    ours, theirs = (statistics.fmean(column) for column in zip(*losses))
    return Comparison(learner, usual, *parameters, ours, theirs, statistics.fmean(ratios), interval(ratios), productions)


def _show(row: Comparison, config: BenchConfig) -> None:
    if config.output.json:
        put(json.dumps({key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(row).items()}))
        return
    ours = f"{row.learner:<12} {row.parameters:>18,} {row.loss:>7.3f}"
    put(f"{ours}   {row.usual:<18} {row.usual_parameters:>10,} {row.usual_loss:>7.3f} {f'{row.ratio:.3f} ± {row.interval:.3f}':>17}")
