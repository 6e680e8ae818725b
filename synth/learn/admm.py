"""ADMM: a network and discrete decisions, trained in turns until they agree.

S. Boyd et al., "Distributed Optimization and Statistical Learning via the Alternating Direction Method of Multipliers", Foundations and
Trends in Machine Learning 2011. The problem is  min f(x) + g(z)  with x = z:  x is continuous (what a network puts out), z obeys what
has no gradient (it lies in a set one can project onto), and the scaled multipliers u carry their disagreement:

    x <- argmin f(x) + rho/2 |x - z + u|^2        z <- project(x + u)        u <- u + x - z
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from synth.learn.learner import Descent, Episode, Maker, Trained, finite, listed, positive, recent, seeded

Update = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Split:
    """Where the alternation has come to: continuous part, discrete part and multipliers, all of one shape."""

    x: Tensor
    z: Tensor
    u: Tensor

    @property
    def disagreement(self) -> float:
        """The root mean square of x - z."""
        return float((self.x - self.z).square().mean().sqrt())


def alternate(nearest: Update, project: Update, start: Tensor, rounds: int) -> Split:
    """So many rounds from x = z = start, u = 0; nearest(v) is argmin f(x) + rho/2 |x - v|^2, project(v) the admissible point nearest v."""
    positive("rounds", rounds)
    split = Split(start, project(start), torch.zeros_like(start))
    for _ in range(rounds):
        x = nearest(split.z - split.u)
        z = project(x + split.u)
        split = Split(x, z, split.u + x - z)
    return split


@dataclass(frozen=True)
class Config:
    """The network [n, ...] -> x [n, ...], and which z of the same shape the targets of an episode admit.

    `project(v, targets)` gives the admissible point nearest each row of v. Where x is a distribution and z a choice among many
    (`imgs -> sum(map(digit, imgs))`: x [n, length, 10], z one-hot with the right sum), that is a small dynamic program.
    """

    network: Maker
    project: Callable[[Tensor, Tensor], Tensor]
    rounds: int = 3  # on the episode at hand
    steps: int = 4  # of gradient descent for x in a round
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        positive("rounds", self.rounds)
        positive("steps", self.steps)


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Rounds of ADMM on each support set, one after the other, f being nothing but that x is what the network can say.

    Metrics: root mean square of x - z on the last support sets, and on the last query set.
    """
    apart: list[float] = []
    last: list[Episode] = []
    with seeded(seed):
        model = config.network()
        optimiser = torch.optim.Adam(model.parameters(), config.descent.learning_rate)
        halving = 1.0 if config.descent.half_life is None else 0.5 ** (1 / config.descent.half_life)
        for episode in episodes:
            last[:] = [episode]
            aimed = _aiming(config, model, optimiser, episode)
            with torch.no_grad():
                start = model(episode.support_x)
            split = alternate(aimed, _admitting(config, episode.support_y), start, config.rounds)
            apart.append(finite(torch.tensor(split.disagreement), "the disagreement of network and decisions"))
            optimiser.param_groups[0]["lr"] *= halving
    query = listed(last)[0]
    with torch.no_grad():
        x = model(query.query_x)
        held_out = float((x - _admitting(config, query.query_y)(x)).square().mean().sqrt())
    return Trained(model.eval(), {"disagreement": recent(apart), "query_disagreement": held_out}, tuple(apart))


def _aiming(config: Config, model: torch.nn.Module, optimiser: torch.optim.Optimizer, episode: Episode) -> Update:
    """The x-step: gradient steps on the weights towards a target, then what the network says."""

    def nearest(target: Tensor) -> Tensor:
        for _ in range(config.steps):
            loss = (model(episode.support_x) - target).square().sum() / len(target)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            said: Tensor = model(episode.support_x)
        return said

    return nearest


def _admitting(config: Config, targets: Tensor) -> Update:
    def project(point: Tensor) -> Tensor:
        z = config.project(point, targets)
        if z.shape != point.shape:
            raise ValueError(f"project must keep the shape {list(point.shape)}, but gives {list(z.shape)}")
        return z

    return project
