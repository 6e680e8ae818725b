"""REINFORCE: trains a policy whose decisions are judged by a reward that has no gradient.

R. J. Williams, "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning", Machine Learning 1992. Each
input is decided several times; the baseline of one decision is the mean reward of the others, which is unbiased and needs no
network (W. Kool, H. van Hoof, M. Welling, "Buy 4 REINFORCE Samples, Get a Baseline for Free!", 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from synth.learn.learner import Descent, Episode, Maker, Trained, descend, finite, recent, seeded

Reward = Callable[[Tensor, Tensor], Tensor]  # decisions int64 [samples, n, ...], targets [n, ...] -> rewards [samples, n]


@dataclass(frozen=True)
class Config:
    """The policy [n, ...] -> logits [n, ..., choices], decided independently in each place, and the reward of all places together."""

    policy: Maker
    reward: Reward
    samples: int = 8  # decisions an input
    entropy: float = 0.0  # reward for indecision, per place, in nats
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        if self.samples < 2:
            raise ValueError(f"samples must be at least 2, so that each has others for its baseline, but is {self.samples}")
        if self.entropy < 0:
            raise ValueError(f"entropy cannot be below 0, but is {self.entropy}")


def surrogate(logits: Tensor, decisions: Tensor, rewards: Tensor) -> Tensor:
    """A scalar whose gradient estimates that of minus the expected reward.

    Logits [n, ..., choices], decisions [samples, n, ...], rewards [samples, n].
    """
    baseline = (rewards.sum(0) - rewards) / (len(rewards) - 1)
    chances = torch.log_softmax(logits, -1).expand(len(decisions), *logits.shape).gather(-1, decisions[..., None])
    return -((rewards - baseline).detach() * chances.flatten(2).sum(2)).mean()


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains the policy, a batch an episode; the losses are minus the mean rewards.

    Metrics: mean reward of the decisions sampled on the last support sets, and of the likeliest ones on the last query set.
    """
    rewarded: list[float] = []
    last: list[Episode] = []
    with seeded(seed):
        policy = config.policy()

        def loss_of(episode: Episode) -> Tensor:
            last[:] = [episode]
            logits = policy(episode.support_x)
            chances = torch.softmax(logits, -1)
            finite(chances.sum(), "the sum of the policy's chances")
            decisions = torch.multinomial(chances.detach().flatten(0, -2), config.samples, replacement=True)
            decisions = decisions.T.reshape(config.samples, *logits.shape[:-1])
            rewards = _rewards(config, decisions, episode.support_y)
            rewarded.append(float(rewards.mean()))
            indecision = -(chances * torch.log_softmax(logits, -1)).sum(-1).mean()
            return surrogate(logits, decisions, rewards) - config.entropy * indecision

        descend(policy, episodes, loss_of, config.descent)
    with torch.no_grad():
        greedy = policy(last[0].query_x).argmax(-1)[None]
    metrics = {"reward": recent(rewarded), "greedy_reward": float(_rewards(config, greedy, last[0].query_y).mean())}
    return Trained(policy, metrics, tuple(-reward for reward in rewarded))


def _rewards(config: Config, decisions: Tensor, targets: Tensor) -> Tensor:
    rewards = config.reward(decisions, targets)
    if rewards.shape != decisions.shape[:2]:
        raise ValueError(f"the reward must be [samples, n] = {list(decisions.shape[:2])}, but is {list(rewards.shape)}")
    if not bool(torch.isfinite(rewards).all()):
        raise ValueError(f"the reward {list(rewards.shape)} holds values that are not finite")
    return rewards.float()
