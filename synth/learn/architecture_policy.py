"""Architectures chosen by reinforcement learning: a policy draws one, its trained accuracy is the reward.

B. Zoph, Q. V. Le, "Neural Architecture Search with Reinforcement Learning", ICLR 2017; here the policy is a table of choices without
a recurrent network, which is enough for the few decisions of a small module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import nn

from synth.learn.learner import Episode, Trained, finite, listed, positive, seeded
from synth.learn.reinforce import surrogate

Choices = tuple[tuple[int, ...], ...]  # for each decision the values it may take
Score = Callable[[nn.Module, list[Episode], int], float]  # trains the fresh network, seed given; the higher the better


@dataclass(frozen=True)
class Config:
    """The decisions, the network they stand for, and how good it is once trained."""

    choices: Choices
    build: Callable[[tuple[int, ...]], nn.Module]
    score: Score
    rounds: int = 20
    drawn: int = 4  # architectures a round
    rate: float = 0.3

    def __post_init__(self) -> None:
        positive("rounds", self.rounds)
        positive("rate", self.rate)
        if self.drawn < 2:
            raise ValueError(f"drawn must be at least 2, so that each has others to be compared with, but is {self.drawn}")
        if not self.choices or not all(self.choices):
            raise ValueError("choices: every decision needs a value")


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains the policy; the model is the likeliest architecture's network, trained last and left so by the score.

    Metrics: its `score`, the mean reward of the first and the last round, each decision's value and its probability. An architecture
    is scored once. The losses are minus the mean rewards of the rounds.
    """
    known, rewards, scores = listed(episodes), list[float](), dict[tuple[int, ...], float]()
    with seeded(seed) as random:
        logits = [torch.zeros(1, len(values), requires_grad=True) for values in config.choices]
        optimiser = torch.optim.Adam(logits, config.rate)
        for _ in range(config.rounds):
            drawn = [
                torch.multinomial(torch.softmax(each, 1)[0].detach(), config.drawn, True, generator=random)[:, None] for each in logits
            ]
            picked = [tuple(values[int(row[k])] for values, row in zip(config.choices, drawn)) for k in range(config.drawn)]
            for architecture in picked:
                if architecture not in scores:
                    scores[architecture] = _scored(config, architecture, known, seed)[1]
            reward = torch.tensor([[scores[architecture]] for architecture in picked])
            optimiser.zero_grad()
            torch.stack([surrogate(each, row, reward) for each, row in zip(logits, drawn)]).sum().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rewards.append(float(reward.mean()))
        chances = [torch.softmax(each, 1)[0].detach() for each in logits]
        chosen = tuple(values[int(chance.argmax())] for values, chance in zip(config.choices, chances))
        model, score = _scored(config, chosen, known, seed)
    metrics = {"score": score, "first_reward": rewards[0], "last_reward": rewards[-1], "scored": float(len(scores))}
    decisions = {f"chosen_{k}": float(value) for k, value in enumerate(chosen)}
    sure = {f"chance_{k}": float(chance.max()) for k, chance in enumerate(chances)}
    return Trained(model, metrics | decisions | sure, tuple(-reward for reward in rewards))


def _scored(config: Config, architecture: tuple[int, ...], known: list[Episode], seed: int) -> tuple[nn.Module, float]:
    model = config.build(architecture)
    score = config.score(model, known, seed)
    return model, finite(torch.tensor(score), f"the score of architecture {architecture}")
