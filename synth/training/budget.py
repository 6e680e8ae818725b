"""What a budget of time buys on this machine: the size of a guide and the lessons that promise the least loss.

The pace is measured: how long a lesson takes to make, and to learn for each size. What loss a size and an amount of lessons promise
is the law that trainings of guides follow, L = E + A / N^a + B / D^b (`synth bench scaling`; Hoffmann et al. 2022), whose constants
lie beside the weights. Used by `synth train --budget SECONDS`.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import torch

from synth.config import TrainConfig
from synth.files import write_whole
from synth.learn.networks import parameters
from synth.training.course import Course
from synth.training.dataset import Lexicon, dreamt
from synth.training.fine_tune import NIGHT, follow
from synth.training.network import GuideNetwork
from synth.training.train import SIZES, Board

TRIED, STEPS = 256, 3  # lessons that are made, and steps of each size, to measure the pace
CHOICE = ("small", "wide", "base", "large")  # the tiny size is for tests
EPOCHS = (1, 2, 3, 4)
FADING = 15.4  # visits of a lesson after which further ones teach little


@dataclass(frozen=True)
class Law:
    """The loss that so many parameters and lessons promise, in nats a step of a derivation."""

    E: float
    A: float
    a: float
    B: float
    b: float

    def loss(self, parameters: float, lessons: float) -> float:
        """parameters: of the network. lessons: distinct ones, or visits of them."""
        return float(self.E + self.A * parameters**-self.a + self.B * lessons**-self.b)


@dataclass(frozen=True)
class Pace:
    """Seconds to make a lesson; and of each size its parameters and the seconds to learn a lesson once."""

    making: float
    sizes: dict[str, tuple[int, float]]


def shipped() -> Law:
    """The law whose constants lie beside the weights that ship."""
    return Law(**json.loads(files("synth.guide").joinpath("scaling.json").read_text()))


def within(config: TrainConfig) -> TrainConfig:
    """The training with size, lessons and epochs chosen; a training that goes on keeps what was chosen for it."""
    assert config.budget is not None
    kept = Path(config.out).with_suffix(".run") / "budget.json"
    if not (config.resume and kept.exists()):
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, json.dumps(chosen(config, pace(config), shipped())) + "\n")
    return replace(config, **json.loads(kept.read_text()))


def pace(config: TrainConfig) -> Pace:
    """How fast lessons are made and learned here, each tried on a few."""
    lexicon = Lexicon.of(config.domains)
    began = time.monotonic()
    lessons = dreamt(lexicon, config.domains, config.seed, 0, TRIED, NIGHT)
    making = (time.monotonic() - began) / TRIED
    board, learning = Board.of(lexicon, torch.device("cpu")), {}
    course = Course(steps=STEPS, batch=min(TRIED, config.batch), rate=config.rate)
    follow(GuideNetwork(SIZES["tiny"]), lessons, board, replace(course, steps=1), config.seed)  # what is slow once
    for name in CHOICE:
        network = GuideNetwork(SIZES[name])
        began = time.monotonic()
        follow(network, lessons, board, course, config.seed)
        learning[name] = parameters(network), (time.monotonic() - began) / (course.steps * course.batch)
    return Pace(making, learning)


def worth(lessons: int, epochs: int) -> float:
    """How many new lessons so many are worth that are seen several times.

    Muennighoff et al. 2023, "Scaling Data-Constrained Language Models".
    """
    return lessons * (1.0 + FADING * (1.0 - math.exp(-(epochs - 1) / FADING)))


def chosen(config: TrainConfig, pace: Pace, law: Law) -> dict[str, str | int]:
    """The options that promise the least loss: lessons are made beside the training, which takes each so many times."""
    assert config.budget is not None
    best: tuple[float, dict[str, str | int]] | None = None
    for name, (count, learning) in pace.sizes.items():
        for epochs in EPOCHS:
            lessons = config.budget / max(pace.making / config.workers, epochs * learning)
            whole = max(config.batch, int(lessons) // config.batch * config.batch)
            loss = law.loss(count, worth(whole, epochs))
            if best is None or loss < best[0]:
                best = loss, {"size": name, "lessons": whole, "epochs": epochs}
    assert best is not None
    return best[1]
