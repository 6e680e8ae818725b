"""Scaling laws: what loss more parameters and more data buy, fitted to measured runs, and how best to spend a budget of compute.

    L(N, D) = E + A / N^a + B / D^b        N parameters, D training examples or tokens, L in the unit of the runs' loss, E irreducible

J. Hoffmann et al., "Training Compute-Optimal Large Language Models" (Chinchilla), 2022: Huber loss on log L from many starts, L-BFGS.
Intervals are percentiles over refits to resampled residuals (B. Efron, 1979).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Episode, Trained, listed, positive, seeded

HUBER = 1e-3  # where errors of log L stop counting squared, as in the paper
STARTS = (0.2, 0.5, 1.0)  # exponents
FLOORS = (0.5, 0.95)  # irreducible share of the least loss


@dataclass(frozen=True)
class Config:
    """How sure the intervals should be, and how many refits they rest on."""

    level: float = 0.95
    refits: int = 60

    def __post_init__(self) -> None:
        positive("refits", self.refits)
        if not 0 < self.level < 1:
            raise ValueError(f"level must lie between 0 and 1, but is {self.level}")


class PowerLaw(nn.Module):
    """log E, log of the factors and the exponents, one a column of sizes: N alone, or N and D."""

    def __init__(self, floor: float, factors: Tensor, exponents: Tensor) -> None:
        super().__init__()
        self.log_floor = nn.Parameter(torch.tensor(math.log(floor), dtype=torch.float64))
        self.log_factors = nn.Parameter(factors.double().log())
        self.exponents = nn.Parameter(exponents.double().clone())  # a refit must not move what it starts from

    def log_loss(self, sizes: Tensor) -> Tensor:
        """The logarithm of the predicted loss: [n, columns] -> [n]."""
        terms = self.log_factors - self.exponents * sizes.double().log()
        return torch.logsumexp(torch.cat([self.log_floor.expand(len(sizes), 1), terms], 1), 1)

    def forward(self, sizes: Tensor) -> Tensor:
        """The predicted loss: [n, columns] -> [n]."""
        return self.log_loss(sizes).exp()

    def figures(self) -> dict[str, float]:
        """The constants by name: irreducible, factor_0, exponent_0, …"""
        found = {"irreducible": math.exp(float(self.log_floor.detach()))}
        for k, (factor, exponent) in enumerate(zip(self.log_factors.tolist(), self.exponents.tolist())):
            found |= {f"factor_{k}": math.exp(min(factor, 700.0)), f"exponent_{k}": exponent}
        return found


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Fits a law to measured runs: support_x their sizes [runs, 1 or 2], support_y their losses [runs]; the query set is runs held out.

    Metrics: every constant, with `_low` and `_high` ends of its interval, and the mean relative `error` of predicted held-out losses.
    """
    runs = listed(episodes)
    sizes, losses = torch.cat([run.support_x for run in runs]).double(), torch.cat([run.support_y for run in runs]).double()
    _check(sizes, losses)
    law = _best_fit(sizes, losses)
    with torch.no_grad():
        said = law.log_loss(sizes)
        query = torch.cat([run.query_x for run in runs])
        error = float((law(query) / torch.cat([run.query_y for run in runs]) - 1).abs().mean())
    residuals = losses.log() - said
    residuals = residuals * math.sqrt(len(losses) / max(len(losses) - 1 - 2 * sizes.shape[1], 1))
    drawn: list[dict[str, float]] = []
    with seeded(seed) as random:
        for _ in range(config.refits):
            rows = torch.randint(len(residuals), residuals.shape, generator=random)
            drawn.append(_refit(law, sizes, (said + residuals[rows]).exp()).figures())
    figures = law.figures()
    tail = torch.tensor([(1 - config.level) / 2, (1 + config.level) / 2], dtype=torch.float64)
    for name in list(figures):
        low, high = torch.quantile(torch.tensor([each[name] for each in drawn], dtype=torch.float64), tail).tolist()
        figures |= {f"{name}_low": low, f"{name}_high": high}
    return Trained(law, figures | {"error": error}, tuple(residuals.abs().tolist()))


def allocation(law: PowerLaw, compute: float, cost: float = 6.0) -> tuple[float, float]:
    """The N and D that the law of both makes best with compute C = cost · N · D (6 operations a parameter and token in training)."""
    positive("compute", compute)
    if len(law.exponents) != 2:
        raise ValueError(f"an allocation needs a law of N and D, not of {len(law.exponents)} sizes")
    (a, b), (log_a, log_b) = law.exponents.tolist(), law.log_factors.tolist()
    for name, exponent in (("exponent_0", a), ("exponent_1", b)):
        positive(name, exponent)
    # at the optimum  a A / N^a = b B / D^b  with  N D = C / cost
    log_n = (math.log(a) + log_a - math.log(b) - log_b + b * math.log(compute / cost)) / (a + b)
    return math.exp(log_n), compute / cost / math.exp(log_n)


def _check(sizes: Tensor, losses: Tensor) -> None:
    if sizes.dim() != 2 or not 1 <= sizes.shape[1] <= 2 or losses.dim() != 1:
        raise ValueError(
            f"support_x must be sizes [runs, 1 or 2] and support_y losses [runs], not {list(sizes.shape)}, {list(losses.shape)}"
        )
    if len(losses) < 2 + 2 * sizes.shape[1]:
        raise ValueError(f"support_x {list(sizes.shape)}: a law of {1 + 2 * sizes.shape[1]} constants needs more runs than that")
    for name, values in (("support_x", sizes), ("support_y", losses)):
        if not bool((torch.isfinite(values) & (values > 0)).all()):
            raise ValueError(f"{name} {list(values.shape)} must be finite and above 0")


def _best_fit(sizes: Tensor, losses: Tensor) -> PowerLaw:
    """The best law of a grid of starts, of which each goes a short way and the best goes on."""
    centre, least, range_ = sizes.log().mean(0), float(losses.min()), float(losses.max() - losses.min())
    laws = []
    for floor, *exponents in product(FLOORS, *[STARTS] * sizes.shape[1]):
        power = torch.tensor(exponents, dtype=torch.float64)
        laws.append(_descended(PowerLaw(floor * least, (range_ + 1e-9) * (power * centre).exp(), power), sizes, losses, 25))
    return _descended(min(laws, key=lambda law: float(_misfit(law, sizes, losses).detach())), sizes, losses, 300)


def _refit(law: PowerLaw, sizes: Tensor, losses: Tensor) -> PowerLaw:
    copied = PowerLaw(1.0, torch.ones_like(law.exponents), law.exponents.detach())
    copied.load_state_dict(law.state_dict())
    return _descended(copied, sizes, losses, 60)


def _misfit(law: PowerLaw, sizes: Tensor, losses: Tensor) -> Tensor:
    return functional.huber_loss(law.log_loss(sizes), losses.log(), delta=HUBER) / HUBER


def _descended(law: PowerLaw, sizes: Tensor, losses: Tensor, steps: int) -> PowerLaw:
    optimiser = torch.optim.LBFGS(law.parameters(), max_iter=steps, history_size=20, line_search_fn="strong_wolfe", tolerance_change=1e-14)

    def closure() -> float:
        optimiser.zero_grad()
        loss = _misfit(law, sizes, losses)
        loss.backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return law
