"""Architectures chosen by evolution: children change one decision of a good parent and inherit its trained weights.

E. Real et al., "Large-Scale Evolution of Image Classifiers", ICML 2017 (inherited weights), and "Regularized Evolution for Image
Classifier Architecture Search", AAAI 2019 (tournaments, the oldest dies).
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import nn

from synth.learn.architecture_policy import Choices, Score
from synth.learn.learner import Episode, Trained, finite, listed, positive, seeded
from synth.learn.networks import inherit


@dataclass(frozen=True)
class Config:
    """The decisions, the network they stand for, and a score that trains it further; the higher the better."""

    choices: Choices
    build: Callable[[tuple[int, ...]], nn.Module]
    score: Score
    children: int = 30
    population: int = 8
    tournament: int = 3
    inherits: bool = True

    def __post_init__(self) -> None:
        positive("children", self.children)
        if not 1 <= self.tournament <= self.population:
            raise ValueError(f"tournament must lie between 1 and the population {self.population}, but is {self.tournament}")
        if not any(len(values) > 1 for values in self.choices):
            raise ValueError("choices: at least one decision needs two values")


@dataclass(frozen=True)
class Individual:
    """An architecture, its network as trained so far, and its score."""

    architecture: tuple[int, ...]
    model: nn.Module
    score: float


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Evolves; the model is the best network ever met.

    Metrics: its `score` and decisions, and the best score of the first population. The losses are minus the children's scores.
    """
    known, children = listed(episodes), list[Individual]()
    with seeded(seed) as random:

        def born(architecture: tuple[int, ...], parent: Individual | None) -> Individual:
            model = config.build(architecture)
            if parent is not None and config.inherits:
                inherit(model, parent.model)
            score = finite(torch.tensor(config.score(model, known, seed)), f"the score of architecture {architecture}")
            return Individual(architecture, model, score)

        first = [tuple(values[_pick(len(values), random)] for values in config.choices) for _ in range(config.population)]
        living = deque((born(architecture, None) for architecture in first), maxlen=config.population)
        founder = max(living, key=lambda each: each.score)
        for _ in range(config.children):
            rivals = [living[k] for k in torch.randperm(len(living), generator=random)[: config.tournament].tolist()]
            parent = max(rivals, key=lambda each: each.score)
            children.append(born(_mutated(parent.architecture, config.choices, random), parent))
            living.append(children[-1])
        best = max([founder, *children], key=lambda each: each.score)
    decisions = {f"chosen_{k}": float(value) for k, value in enumerate(best.architecture)}
    metrics = {"score": best.score, "first_score": founder.score} | decisions
    return Trained(copy.deepcopy(best.model).eval(), metrics, tuple(-child.score for child in children))


def _mutated(architecture: tuple[int, ...], choices: Choices, random: torch.Generator) -> tuple[int, ...]:
    """One decision takes another of its values."""
    open_ = [k for k, values in enumerate(choices) if len(values) > 1]
    place = open_[_pick(len(open_), random)]
    others = [value for value in choices[place] if value != architecture[place]]
    return (*architecture[:place], others[_pick(len(others), random)], *architecture[place + 1 :])


def _pick(count: int, random: torch.Generator) -> int:
    return int(torch.randint(count, (), generator=random))
