"""Fitting the hidden layer of the ranker to lessons, given what linear weights say that were fitted to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from synth.solving.reading_network import FEATURES, ReadingNetwork, scaled

HIDDEN, DROPPED, DECAY = 32, 0.3, 1e-3
ROUNDS, BATCH, RATE = 12, 64, 2e-3  # times each lesson is seen, lessons a step
SEED = 0
LEAST_SPREAD = 1e-6
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Scored:
    """One lesson as the network sees it: float [readings, FEATURES], the linear scores float [readings], and which are right."""

    features: Array
    scores: Array
    right: Array

    @property
    def tells(self) -> bool:
        """Whether something can be learned from it."""
        return bool(self.right.any() and not self.right.all())


def fit(lessons: Sequence[Scored]) -> ReadingNetwork | None:
    """The network under which right readings weigh most; None where no lesson tells anything."""
    telling = [lesson for lesson in lessons if lesson.tells]
    if not telling:
        return None
    every = np.concatenate([lesson.features for lesson in telling])
    mean, spread = every.mean(axis=0), spread_of(every)
    given = [torch.tensor(scaled(lesson.features, mean, spread), dtype=torch.float32) for lesson in telling]
    scores = [torch.tensor(lesson.scores, dtype=torch.float32) for lesson in telling]
    right = [torch.tensor(lesson.right) for lesson in telling]
    chance = torch.Generator().manual_seed(SEED)
    first, last = _linear(len(FEATURES), HIDDEN, 1.0, chance), _linear(HIDDEN, 1, 0.1, chance)
    bias = torch.zeros(HIDDEN, requires_grad=True)
    optimiser = torch.optim.AdamW([first, bias, last], RATE, weight_decay=DECAY)
    for _ in range(ROUNDS):
        order = torch.randperm(len(telling), generator=chance).tolist()
        for own in (order[at : at + BATCH] for at in range(0, len(order), BATCH)):
            owner = torch.repeat_interleave(torch.arange(len(own)), torch.tensor([len(scores[i]) for i in own]))
            hidden = torch.relu(torch.cat([given[i] for i in own]) @ first + bias)
            kept = torch.rand(hidden.shape, generator=chance) >= DROPPED
            told = torch.cat([scores[i] for i in own]) + (hidden * kept / (1.0 - DROPPED) @ last)[:, 0]
            meant = torch.cat([right[i] for i in own])
            all_of = pooled(told, owner, len(own))
            right_of = pooled(torch.where(meant, told, torch.full_like(told, -1e9)), owner, len(own))
            optimiser.zero_grad()
            (all_of - right_of).mean().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    weights, biases, out = (t.detach().double().numpy() for t in (first, bias, last[:, 0]))
    return ReadingNetwork(weights, biases, out, mean, spread)


def spread_of(columns: Array) -> Array:
    """How far each column spreads; 1 where it does not."""
    spread = columns.std(axis=0)
    return np.asarray(np.where(spread > LEAST_SPREAD, spread, 1.0))


def _linear(inputs: int, outputs: int, scale: float, chance: torch.Generator) -> Tensor:
    """float [inputs, outputs]: weights as `torch.nn.Linear` begins with, times a scale."""
    bound = inputs**-0.5
    made: Tensor = (2.0 * torch.rand(inputs, outputs, generator=chance) - 1.0) * bound * scale
    return made.requires_grad_()


def pooled(values: Tensor, owner: Tensor, count: int) -> Tensor:
    """float [count]: the logarithm of the sum of exponentials over what has one owner, as the readings of a task and the programs of a
    reading have; values float [n], owner int [n]."""
    most = torch.full((count,), -1e30, dtype=values.dtype).scatter_reduce(0, owner, values.detach(), "amax")
    total = torch.zeros(count, dtype=values.dtype).index_add(0, owner, torch.exp(values - most[owner]))
    return most + torch.log(total)
