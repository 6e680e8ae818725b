"""`synth bench fewshot [--quick] [--run DIR [--resume]]`: 5-way recognition of classes never trained on, with 95 % intervals.

Glyphs: trained on some classes by some writers, judged on other classes by other writers. Digits: judged on 5 to 9, once after training on
glyphs alone and once after training on 0 to 4. Each learner trains within the command, on one core. MAML starts from the encoder that
prototypical networks trained on the same classes; fine-tuning is the same without meta-training. With --run the trained weights are
kept, and --resume uses them.
"""

from __future__ import annotations

import copy
import json
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from synth.batch.display import put, say
from synth.bench.digits import Digits, load_digits
from synth.bench.glyphs import SIZE, draw_glyphs
from synth.config import BenchConfig
from synth.faults import Misuse, require
from synth.learn import few_shot, maml, protonet
from synth.learn.learner import Descent, Episode, Trained, accuracy
from synth.learn.networks import convolutional

WAYS, QUERIES, FEATURES = 5, 5, 64
TRAINED_WAYS = 20  # harder tasks than those of judgement teach more
SHOTS = (1, 5)
ONE_SHOT = ("fine-tuning", "MAML")  # trained and judged on one example a class; each judgement is a training of its own
UNSEEN = 1_000_000  # the first class of those to be judged on
JUDGES = 1_000_003  # keeps the seeds of judgement from those of training
NORMAL = 1.96  # standard errors either side of a mean that make a 95 % interval

Classify = Callable[[Tensor, Tensor, Tensor], Tensor]  # support_x, support_y, query_x -> logits [queries, ways]
Pool = Sequence[Tensor]  # for each class its images [n, side, side]
Learners = dict[str, tuple[Classify, float]]  # and the seconds their training took


@dataclass(frozen=True)
class Scale:
    """How much is drawn, trained and judged; training counts episodes."""

    classes: int = 600
    writers: int = 16
    metric: int = 1200  # for prototypical networks and the few-shot learner, each
    meta: int = 800  # for MAML
    judged: int = 1000


QUICK = Scale(200, 10, 120, 40, 200)


@dataclass(frozen=True)
class Row:
    """A learner's accuracy on classes it was not trained on, and half the width of its 95 % interval."""

    data: str
    trained_on: str
    learner: str
    shots: int
    accuracy: float
    interval: float
    episodes: int
    train_seconds: float  # of the processor


def main(config: BenchConfig) -> int:
    """Trains, judges and prints a row for each set, learner and number of shots."""
    require(len(config.suites) == 1, f"bench fewshot takes no further word, but was given {' '.join(config.suites[1:])!r}")
    require(find_spec("sklearn") is not None, "digits need scikit-learn, which is not installed: pip install 'synth-engine[bench]'")
    _open(config.run)
    torch.set_num_threads(1)  # small networks are fastest so, and the figures repeat
    seed, scale = config.search.seed, QUICK if config.quick else Scale()
    digits = load_digits(SIZE)
    known, unknown = (_by_class(digits.of(range(first, first + WAYS))) for first in (0, WAYS))
    by_glyphs = _learners("glyphs", _glyphs(range(scale.classes), range(scale.writers)), scale, config)
    if not config.output.json:
        put(f"{'judged on':<9} {'trained on':<10} {'learner':<18} {'shots':>5} {'accuracy in %':>14} {'training s':>11}")
    unseen = _glyphs(range(UNSEEN, UNSEEN + scale.classes // 3), range(scale.writers, 2 * scale.writers))
    _judge_all("glyphs", "glyphs", by_glyphs, unseen, scale, config)
    _judge_all("digits", "glyphs", by_glyphs, unknown, scale, config)
    by_digits = _learners("digits", known, replace(scale, metric=scale.metric // 4, meta=scale.meta // 4), config)
    _judge_all("digits", "digits", by_digits, unknown, scale, config)
    say(f"seed {seed}, {scale.judged} episodes a row")
    return 0


def _open(folder: str | None) -> None:
    if folder is not None:
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise Misuse(f"--run {folder}: {fault.strerror}") from None


def _glyphs(classes: Sequence[int], writers: Sequence[int]) -> Pool:
    return list(torch.from_numpy(draw_glyphs(classes, writers)))


def _by_class(digits: Digits) -> Pool:
    images, labels = torch.from_numpy(digits.images), torch.from_numpy(digits.labels)
    return [images[labels == each] for each in torch.unique(labels).tolist()]


def episodes(pool: Pool, ways: int, shots: int, count: int, seed: int) -> Iterator[Episode]:
    """So many tasks: classes and drawings chosen by the seed, labels given by the order of choice."""
    random = np.random.default_rng(seed)
    labels = torch.arange(ways)
    for _ in range(count):
        chosen = random.choice(len(pool), ways, replace=False)
        rows = [random.permutation(len(pool[each]))[: shots + QUERIES] for each in chosen]
        support, query = (
            torch.cat([pool[each][row[part]] for each, row in zip(chosen, rows)]) for part in (slice(shots), slice(shots, None))
        )
        yield Episode(support, labels.repeat_interleave(shots), query, labels.repeat_interleave(QUERIES))


def nearest_neighbour(support_x: Tensor, support_y: Tensor, query_x: Tensor) -> Tensor:
    """Minus the distance in pixels of each query to the nearest example of each class: [queries, ways]."""
    distance = torch.cdist(query_x.flatten(1), support_x.flatten(1))
    return torch.stack([-distance[:, support_y == label].amin(1) for label in torch.unique(support_y)], 1)


def _learners(data: str, pool: Pool, scale: Scale, config: BenchConfig) -> Learners:
    """Every learner trained on the pool, and the seconds that took."""
    seed, ways = config.search.seed, min(TRAINED_WAYS, len(pool))

    def encoder() -> nn.Module:
        return convolutional(SIZE, FEATURES)

    def tasks(count: int, ways: int) -> Iterator[Episode]:
        return episodes(pool, ways, 1, count, seed)

    def trained(name: str, count: int, blank: Callable[[], nn.Module], fit: Callable[[], Trained]) -> tuple[nn.Module, float]:
        place = None if config.run is None else Path(config.run) / f"{data}-{name}-{count}-{seed}.safetensors"
        return _kept(place, blank) if place is not None and config.resume and place.exists() else _made(place, fit)

    descent = Descent(2e-3, half_life=scale.metric // 4)
    metric = protonet.Config(encoder, descent)
    by_means = trained(
        "prototypes",
        scale.metric,
        lambda: protonet.PrototypicalNetwork(encoder()),
        lambda: protonet.fit(metric, tasks(scale.metric, ways), seed=seed),
    )
    few = few_shot.Config(encoder, descent=descent)
    by_head = trained(
        "few-shot",
        scale.metric,
        lambda: few_shot.FewShotLearner(encoder(), few.steps, few.rate),
        lambda: few_shot.fit(few, tasks(scale.metric, ways), seed=seed),
    )
    gentle = Descent(3e-4, half_life=scale.meta // 4)
    meta = maml.Config(lambda: _with_head(by_means[0]), steps=3, rate=0.05, tasks=2, learn_rates=True, descent=gentle)
    by_steps = trained("maml", scale.meta, lambda: maml.Maml(meta), lambda: maml.fit(meta, tasks(scale.meta, WAYS), seed=seed))
    return {
        "nearest neighbour": (nearest_neighbour, 0.0),
        "prototypes": by_means,
        "few-shot learner": by_head,
        "fine-tuning": (maml.Maml(meta), by_means[1]),
        "MAML": (by_steps[0], by_means[1] + by_steps[1]),
    }


def _with_head(network: nn.Module) -> nn.Module:
    """A copy of a prototypical network's encoder, its features brought to one length, and a linear head that starts without an opinion."""
    head = nn.Linear(FEATURES, WAYS)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    return nn.Sequential(copy.deepcopy(network.get_submodule("encoder")), nn.LayerNorm(FEATURES, elementwise_affine=False), head)


def _made(place: Path | None, fit: Callable[[], Trained]) -> tuple[nn.Module, float]:
    began = time.process_time()
    model = fit().model
    seconds = time.process_time() - began
    if place is not None:
        save_file(model.state_dict(), place, {"seconds": str(seconds)})
    return model, seconds


def _kept(place: Path, blank: Callable[[], nn.Module]) -> tuple[nn.Module, float]:
    model = blank()
    model.load_state_dict(load_file(place))
    with safe_open(place, "pt") as file:
        return model.eval(), float(file.metadata()["seconds"])


def _judge_all(data: str, trained_on: str, learners: Learners, pool: Pool, scale: Scale, config: BenchConfig) -> None:
    for name, (classify, seconds) in learners.items():
        for shots in SHOTS if name not in ONE_SHOT else SHOTS[:1]:
            right = []
            for episode in episodes(pool, WAYS, shots, scale.judged, JUDGES + config.search.seed):
                with torch.no_grad():
                    right.append(accuracy(classify(episode.support_x, episode.support_y, episode.query_x), episode.query_y))
            reach = NORMAL * statistics.stdev(right) / math.sqrt(len(right))
            _show(Row(data, trained_on, name, shots, statistics.fmean(right), reach, len(right), seconds), config)


def _show(row: Row, config: BenchConfig) -> None:
    if config.output.json:
        put(json.dumps({key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(row).items()}))
    else:
        figure = f"{100 * row.accuracy:.1f} ± {100 * row.interval:.1f}"
        put(f"{row.data:<9} {row.trained_on:<10} {row.learner:<18} {row.shots:>5} {figure:>14} {row.train_seconds:>11.0f}")
