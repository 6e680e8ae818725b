"""A genetic algorithm over the parameters and the structure of a network, guided by nothing but fitness.

F. P. Such et al., "Deep Neuroevolution: Genetic Algorithms Are a Competitive Alternative", 2017 (mutation, truncation, elites); structures
change as in K. O. Stanley, R. Miikkulainen, "Evolving Neural Networks through Augmenting Topologies", 2002: from small to large, a
step at a time, so that a child does at first nearly what its parent does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

import torch
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from synth.learn.learner import Episode, Trained, listed, positive, seeded
from synth.learn.networks import inherit

Structure = tuple[int, ...]
WIDEST = 256


@dataclass(frozen=True)
class Config:
    """What a structure, such as the hidden widths, stands for, and how fit a network is: the higher the better."""

    build: Callable[[Structure], nn.Module]
    fitness: Callable[[nn.Module, Episode], float]
    start: Structure
    population: int = 40
    elites: int = 4  # survive as they are, and every child descends from the best fifth
    spread: float = 0.1  # of a mutation, standard deviation in units of a weight
    restructure: float = 0.1  # chance that a mutation also changes the structure
    cross: float = 0.3  # chance that a child has two parents

    def __post_init__(self) -> None:
        positive("spread", self.spread)
        if not 1 <= self.elites < self.population:
            raise ValueError(f"elites must lie between 1 and the population {self.population}, but is {self.elites}")


@dataclass(frozen=True)
class Genome:
    """A structure and the weights that belong to it, in one vector."""

    structure: Structure
    weights: Tensor


class Breeder:
    """Makes genomes from genomes; all randomness comes from its generator."""

    def __init__(self, config: Config, random: torch.Generator) -> None:
        self.config, self.random = config, random

    def express(self, genome: Genome) -> nn.Module:
        """The network of a genome."""
        model = self.config.build(genome.structure)
        vector_to_parameters(genome.weights, model.parameters())
        return model

    def first(self) -> Genome:
        """A genome of the starting structure with fresh weights."""
        weights = parameters_to_vector(self.config.build(self.config.start).parameters()).detach()
        return Genome(self.config.start, weights)

    def child(self, parents: list[Genome]) -> Genome:
        """A mutated copy of one parent, or of a mixture of two whose structures agree."""
        one, other = (parents[self._pick(len(parents))] for _ in range(2))
        if one.structure == other.structure and self._chance(self.config.cross):
            one = self.crossed(one, other)
        if self._chance(self.config.restructure):
            one = self.restructured(one)
        noise = torch.randn(one.weights.shape, generator=self.random)
        return Genome(one.structure, one.weights + self.config.spread * noise)

    def crossed(self, one: Genome, other: Genome) -> Genome:
        """Each weight from one of two parents of the same structure."""
        mask = torch.rand(one.weights.shape, generator=self.random) < 0.5
        return Genome(one.structure, torch.where(mask, one.weights, other.weights))

    def restructured(self, genome: Genome) -> Genome:
        """One number of the structure grown or shrunk by about a quarter; the weights that fit are inherited."""
        place = self._pick(len(genome.structure))
        before = genome.structure[place]
        step = max(1, before // 4) * (1 if self._chance(0.5) else -1)
        after = min(max(before + step, 1), WIDEST)
        structure = (*genome.structure[:place], after, *genome.structure[place + 1 :])
        model = self.config.build(structure)
        inherit(model, self.express(genome))
        return Genome(structure, parameters_to_vector(model.parameters()).detach())

    def _pick(self, count: int) -> int:
        return int(torch.randint(count, (), generator=self.random))

    def _chance(self, probability: float) -> bool:
        return bool(torch.rand((), generator=self.random) < probability)


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """One generation an episode; the losses are minus the best fitness of each.

    Metrics: the fitness of the last generation's best network on the last episode, and the number of its parameters.
    """
    best: list[float] = []
    with seeded(seed) as random, torch.no_grad():
        breeder = Breeder(config, random)
        population = [breeder.first() for _ in range(config.population)]
        ranked = population
        for episode in episodes:
            fitness = [config.fitness(breeder.express(genome), episode) for genome in population]
            if any(value != value for value in fitness):
                raise ValueError("the fitness of a network is not a number")
            order = sorted(range(len(population)), key=lambda k: -fitness[k])
            ranked = [population[k] for k in order]
            best.append(fitness[order[0]])
            parents = ranked[: max(config.elites, config.population // 5)]
            children = (breeder.child(parents) for _ in iter(int, 1))
            population = [*ranked[: config.elites], *islice(children, config.population - config.elites)]
        if not best:
            listed([])
        model = breeder.express(ranked[0]).eval()
    return Trained(model, {"fitness": best[-1], "parameters": float(len(ranked[0].weights))}, tuple(-value for value in best))
