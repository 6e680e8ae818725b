"""Mixture of experts: each row is sent to the few experts its router thinks best, and only those are computed.

N. Shazeer et al., "Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer", ICLR 2017; the balance loss:
W. Fedus, B. Zoph, N. Shazeer, "Switch Transformers", JMLR 2022.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Loss, Maker, Trained, descend, recent, seeded


class MixtureOfExperts(nn.Module):
    """Rows [n, features] -> the weighed sum of the outputs, [n, any], of the `chosen` experts with the largest gates.

    After a forward pass `balance` is the number of experts times Σ share of rows · mean gate: 1 when all are used alike.
    """

    def __init__(self, expert: Maker, features: int, experts: int, chosen: int = 2) -> None:
        super().__init__()
        if not 1 <= chosen <= experts:
            raise ValueError(f"chosen must lie between 1 and the {experts} experts, but is {chosen}")
        self.experts = nn.ModuleList(expert() for _ in range(experts))
        self.router = nn.Linear(features, experts, bias=False)
        self.chosen = chosen
        self.balance = torch.ones(())

    def gates(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The gates of the chosen experts, which sum to 1, and which they are: [n, chosen] twice."""
        logits = self.router(x)
        best, which = logits.topk(self.chosen, dim=1)
        used = functional.one_hot(which, len(self.experts)).to(x.dtype).sum(1).mean(0) / self.chosen
        self.balance = len(self.experts) * (used * torch.softmax(logits, 1).mean(0)).sum()
        return torch.softmax(best, 1), which

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() != 2:
            raise ValueError(f"x must be rows [n, features], but is {list(x.shape)}")
        gates, which = self.gates(x)
        parts, rows = list[Tensor](), list[Tensor]()
        for number, expert in enumerate(self.experts):
            row, place = torch.nonzero(which == number, as_tuple=True)
            if len(row):
                parts.append(gates[row, place, None] * expert(x[row]))
                rows.append(row)
        mixed = torch.cat(parts)
        return torch.zeros(len(x), mixed.shape[1], dtype=mixed.dtype, device=x.device).index_add(0, torch.cat(rows), mixed)


@dataclass(frozen=True)
class Config:
    """A network with mixtures anywhere inside, [n, ...] -> outputs; `balance` weighs the loss of uneven use."""

    network: Maker
    loss: Loss = functional.cross_entropy
    balance: float = 0.01
    descent: Descent = field(default_factory=Descent)


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains on support batches; metrics: loss of the last ones without the balance, loss of the last query set, and the balance there."""
    found: list[float] = []
    last: list[Episode] = []
    with seeded(seed):
        model = config.network()
        mixtures = [part for part in model.modules() if isinstance(part, MixtureOfExperts)]
        if not mixtures:
            raise ValueError("network: there is no MixtureOfExperts in it")

        def loss_of(episode: Episode) -> Tensor:
            last[:] = [episode]
            loss = config.loss(model(episode.support_x), episode.support_y)
            found.append(float(loss.detach()))
            return loss + config.balance * torch.stack([mixture.balance for mixture in mixtures]).sum()

        descend(model, episodes, loss_of, config.descent)
    with torch.no_grad():
        query = float(config.loss(model(last[0].query_x), last[0].query_y))
    balance = sum(float(mixture.balance) for mixture in mixtures) / len(mixtures)
    return Trained(model, {"loss": recent(found), "query_loss": query, "balance": balance}, tuple(found))
