"""The knobs of a training chosen by trials: how fast to learn, and how many lessons a step.

Each trial is a short training of the same network on the same dreams; the study (`synth/learn/automl.py`, extra `automl`) lies beside
the training, so that one that was stopped goes on. Used by `synth train --tune N`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from synth.config import TrainConfig
from synth.faults import Misuse
from synth.learn import automl
from synth.learn.automl import Between
from synth.learn.learner import Episode, Trained
from synth.training.course import Course
from synth.training.dataset import Lexicon, Shard, dreamt, together
from synth.training.fine_tune import EXAMPLES, NIGHT, follow
from synth.training.network import GuideNetwork
from synth.training.train import SIZES, Board, measure

SPACE: automl.Space = {"rate": Between(3e-4, 1e-2, log=True), "batch": (32, 64, 128, 256)}
LESSONS, HELD_OUT = 1024, 256
VISITS = 2  # of each lesson in a trial, whatever the batch


@dataclass(frozen=True)
class School:
    """What all trials share; to them an episode is places of lessons, to learn from and held out."""

    config: TrainConfig
    lessons: Shard
    held_out: Shard
    board: Board

    @staticmethod
    def of(config: TrainConfig) -> School:
        """The dreams of a training's domains."""
        lexicon = Lexicon.of(config.domains)
        lessons, held_out = (dreamt(lexicon, config.domains, config.seed, k, n, NIGHT) for k, n in enumerate((LESSONS, HELD_OUT)))
        return School(config, lessons, held_out, Board.of(lexicon, torch.device("cpu")))

    def episode(self) -> Episode:
        """All places."""
        own, other = torch.arange(len(self.lessons)), torch.arange(len(self.held_out))
        return Episode(own, own, other, other)

    def trial(self, knobs: Mapping[str, Any], episodes: list[Episode], seed: int) -> Trained:
        """One short training; the metric `loss` is that of the grammar head on the held-out lessons, in nats a word."""
        torch.manual_seed(seed)
        network, batch = GuideNetwork(SIZES[self.config.size]), int(knobs["batch"])
        chosen = together([self.lessons], np.concatenate([e.support_x.numpy() for e in episodes]))
        course = Course(steps=max(1, VISITS * len(chosen) // batch), batch=batch, rate=float(knobs["rate"]))
        try:
            losses = follow(network, chosen, self.board, course, seed)
        except Misuse:  # it diverged, so these knobs are bad ones
            return Trained(network, {"loss": 1e9})
        return Trained(network, {"loss": measure(network, self.held_out, self.board, EXAMPLES)["held_out_grammar"]}, tuple(losses))


def tuned(config: TrainConfig) -> TrainConfig:
    """The training with the rate and the batch that did best in `config.tune` trials; Misuse without optuna."""
    folder = Path(config.out).with_suffix(".run")
    folder.mkdir(parents=True, exist_ok=True)
    school = School.of(config)
    name, kept = f"{config.size} {' '.join(config.domains)} {config.seed}", f"sqlite:///{folder / 'knobs.db'}"
    study = automl.Config(SPACE, school.trial, "loss", trials=config.tune, storage=kept, study=name)
    try:
        found = automl.fit(study, [school.episode()], seed=config.seed)
    except ModuleNotFoundError as fault:
        raise Misuse(f"--tune: {fault}") from None
    return replace(config, rate=found.metrics["chosen_rate"], batch=int(found.metrics["chosen_batch"]))
