"""Evolution strategies: the gradient of a smoothed loss, estimated from losses alone, for programs without a gradient.

T. Salimans et al., "Evolution Strategies as a Scalable Alternative to Reinforcement Learning", 2017: antithetic pairs of Gaussian
perturbations, losses replaced by their ranks, Adam on the estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from synth.learn.learner import Descent, Episode, Maker, Trained, listed, positive, recent, seeded

Judge = Callable[[nn.Module, Episode], float]  # the lower the better


@dataclass(frozen=True)
class Config:
    """The network, its loss on an episode, and how it is perturbed."""

    network: Maker
    loss: Judge
    pairs: int = 16  # of opposite perturbations a step
    spread: float = 0.05  # standard deviation of a perturbation, in units of a weight
    descent: Descent = field(default_factory=lambda: Descent(0.02))

    def __post_init__(self) -> None:
        positive("pairs", self.pairs)
        positive("spread", self.spread)


def estimated_gradient(
    loss: Callable[[Tensor], float], centre: Tensor, pairs: int, spread: float, random: torch.Generator, *, ranked: bool = False
) -> tuple[Tensor, float]:
    """The estimate [n] of the gradient at the centre [n] of the loss smoothed by the spread, and the mean loss met on the way.

    `ranked` replaces losses by ranks between -1/2 and 1/2: the direction stays, the length loses its meaning, outliers their weight.
    """
    noise = torch.randn(pairs, len(centre), generator=random, dtype=centre.dtype)
    losses = torch.tensor([[loss(centre + sign * spread * each) for each in noise] for sign in (1, -1)], dtype=centre.dtype)
    if not bool(torch.isfinite(losses).all()):
        raise ValueError(f"the loss is not finite for {int((~torch.isfinite(losses)).sum())} of {losses.numel()} perturbed networks")
    weights = _ranks(losses) if ranked else losses
    return (weights[0] - weights[1]) @ noise / (2 * pairs * spread), float(losses.mean())


def _ranks(losses: Tensor) -> Tensor:
    """Ranks between -1/2 and 1/2, equal losses sharing the mean of theirs."""
    flat = losses.flatten()
    below = (flat[None] < flat[:, None]).sum(1)
    equal = (flat[None] == flat[:, None]).sum(1)
    return ((below + (equal - 1) / 2) / max(len(flat) - 1, 1) - 0.5).view_as(losses).to(losses.dtype)


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """One step an episode; metrics: mean loss of the last steps, and the loss of the trained network on the last episode."""
    found: list[float] = []
    last: list[Episode] = []
    with seeded(seed) as random, torch.no_grad():
        model = config.network()
        centre = nn.Parameter(parameters_to_vector(model.parameters()))
        optimiser = torch.optim.Adam([centre], config.descent.learning_rate)
        halving = 1.0 if config.descent.half_life is None else 0.5 ** (1 / config.descent.half_life)

        def judged(weights: Tensor) -> float:
            vector_to_parameters(weights, model.parameters())
            return config.loss(model, last[0])

        for episode in episodes:
            last[:] = [episode]
            centre.grad, loss = estimated_gradient(judged, centre.data, config.pairs, config.spread, random, ranked=True)
            optimiser.step()
            optimiser.param_groups[0]["lr"] *= halving
            found.append(loss)
        listed(last)
        final = judged(centre.data.clone())
    return Trained(model.eval(), {"loss": recent(found), "final_loss": final}, tuple(found))
