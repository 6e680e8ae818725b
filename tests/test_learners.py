"""Learners: identities where they exist, and each one beats its untrained self on a toy; the data they are measured on."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.bench import fewshot
from synth.bench.digits import load_digits
from synth.bench.glyphs import draw_glyphs
from synth.config import BenchConfig, OutputConfig
from synth.faults import Misuse
from synth.learn import (
    admm,
    adversarial,
    architecture_evolution,
    architecture_policy,
    automl,
    calibration,
    clip,
    distill,
    evolution_strategies,
    ewc,
    few_shot,
    genetic,
    maml,
    moe,
    multitask,
    protonet,
    reinforce,
    robust_loss,
    scaling,
    simclr,
    slices,
    synthetic_gradients,
)
from synth.learn.learner import Descent, Episode, Trained, accuracy, finite, seeded, ways
from synth.learn.networks import convolutional, inherit, perceptron


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small networks are fastest on one thread, and their sums the same everywhere."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with seeded(0):
        yield
    torch.set_num_threads(before)


def clusters(seed: int, count: int, *, classes: int = 3, shots: int = 1, queries: int = 5) -> list[Episode]:
    """Few-shot tasks: classes are directions in the first two of eight dimensions; the other six are loud noise."""
    random = torch.Generator().manual_seed(seed)

    def drawn(angles: Tensor, each: int) -> tuple[Tensor, Tensor]:
        labels = torch.arange(classes).repeat_interleave(each)
        centres = torch.stack([angles.cos(), angles.sin()], 1)[labels]
        noise = torch.randn(len(labels), 8, generator=random) * torch.tensor([0.1, 0.1, 1, 1, 1, 1, 1, 1])
        return torch.cat([centres, torch.zeros(len(labels), 6)], 1) + noise, labels

    angles = [2 * math.pi * (torch.rand(1, generator=random) + torch.randperm(classes, generator=random) / classes) for _ in range(count)]
    return [Episode(*drawn(each, shots), *drawn(each, queries)) for each in angles]


def few_shot_accuracy(model: nn.Module, episodes: list[Episode]) -> float:
    with torch.no_grad():
        return sum(accuracy(model(e.support_x, e.support_y, e.query_x), e.query_y) for e in episodes) / len(episodes)


def same(a: nn.Module, b: nn.Module) -> bool:
    return all(torch.equal(x, y) for x, y in zip(a.state_dict().values(), b.state_dict().values()))


# data


def test_a_glyph_depends_on_seed_class_and_writer_alone() -> None:
    some = draw_glyphs([3, 7], [0, 4])
    assert some.shape == (2, 2, 20, 20)
    assert some.dtype == np.float32
    np.testing.assert_array_equal(some[1, 1], draw_glyphs([7], [4])[0, 0])
    assert not np.array_equal(some[1, 1], draw_glyphs([7], [4], seed=1)[0, 0])
    assert some.min() == 0
    assert some.max() == 1


def test_nearest_neighbours_in_pixels_confuse_glyphs() -> None:
    drawn = draw_glyphs(range(100), range(6)).reshape(100, 6, -1)
    random, right = np.random.default_rng(0), []
    for _ in range(300):
        chosen = random.choice(100, 5, replace=False)
        distance = ((drawn[chosen, 1:, None] - drawn[None, chosen, 0]) ** 2).sum(-1)
        right.append((distance.argmin(-1) == np.arange(5)[:, None]).mean())
    assert 0.3 < np.mean(right) < 0.6


def test_digits_are_split_by_class_and_enlarged() -> None:
    digits = load_digits()
    assert digits.images.shape == (1797, 8, 8)
    odd, even = digits.of([1, 3, 5, 7, 9]), digits.of([0, 2, 4, 6, 8])
    assert len(odd.labels) + len(even.labels) == 1797
    assert set(odd.labels) == {1, 3, 5, 7, 9}
    large = load_digits(20).images
    assert large.shape == (1797, 20, 20)
    assert 0 <= large.min() <= large.max() <= 1
    np.testing.assert_allclose(large.mean((1, 2)), digits.images.mean((1, 2)), atol=0.03)


def test_bad_requests_for_data_name_the_argument() -> None:
    with pytest.raises(ValueError, match="classes"):
        load_digits().of([11])
    with pytest.raises(ValueError, match="size"):
        draw_glyphs([0], [0], size=4)
    with pytest.raises(ValueError, match="writers: 0"):
        draw_glyphs([0], [])


# the interface


def test_faults_name_the_argument_and_its_shape() -> None:
    x, y = torch.zeros(4, 3), torch.tensor([0, 1, 0, 1])
    with pytest.raises(ValueError, match=r"support_x \[4, 3\], support_y \[2\]"):
        Episode(x, y[:2], x, y)
    with pytest.raises(ValueError, match=r"empty: query_x \[0, 3\]"):
        Episode(x, y, x[:0], y[:0])
    with pytest.raises(ValueError, match=r"support_x and query_x differ .* \[4, 3\], \[4, 2\]"):
        Episode(x, y, x[:, :2], y)
    with pytest.raises(ValueError, match=r"query_x \[4, 3\] holds values that are not finite"):
        Episode(x, y, x / 0, y)
    with pytest.raises(ValueError, match=r"support_y \[4\] holds one class"):
        ways(y * 0)
    with pytest.raises(ValueError, match="must hold every label from 0 to 2"):
        ways(y * 2)
    with pytest.raises(ValueError, match=r"query_y .* labels that support_y lacks"):
        ways(y, y + 1)
    with pytest.raises(ValueError, match="int64"):
        ways(y.float())
    with pytest.raises(ValueError, match="not finite: nan"):
        finite(torch.tensor(float("nan")), "the loss")
    with pytest.raises(ValueError, match=r"scalar, but has the shape \[4\]"):
        finite(torch.zeros(4), "the loss")
    with pytest.raises(ValueError, match="learning_rate must be above 0"):
        Descent(0.0)


def encoder() -> nn.Module:
    return perceptron([8, 16, 4])


def classifier() -> nn.Module:
    return perceptron([8, 16, 3])


FEW_SHOT = {
    "protonet": (protonet, protonet.Config(encoder, Descent(1e-2))),
    "few_shot": (few_shot, few_shot.Config(encoder, descent=Descent(1e-2))),
    "maml": (maml, maml.Config(classifier, tasks=2, rate=0.5, descent=Descent(1e-2))),
}


@pytest.mark.parametrize("name", FEW_SHOT)
def test_a_few_shot_learner_is_repeatable_and_beats_its_untrained_self(name: str) -> None:
    learner, config = FEW_SHOT[name]
    trained: Trained = learner.fit(config, clusters(0, 150), seed=1)
    untrained = learner.fit(config, clusters(0, 2), seed=1).model
    fresh = clusters(1, 50)
    assert few_shot_accuracy(trained.model, fresh) > max(few_shot_accuracy(untrained, fresh) + 0.15, 0.8)
    assert trained.metrics["accuracy"] > 0.8
    assert same(untrained, learner.fit(config, clusters(0, 2), seed=1).model)
    assert not same(untrained, learner.fit(config, clusters(0, 2), seed=2).model)


@pytest.mark.parametrize("name", FEW_SHOT)
def test_a_few_shot_learner_refuses_what_it_cannot_learn_from(name: str) -> None:
    learner, config = FEW_SHOT[name]
    with pytest.raises(ValueError, match="episodes"):
        learner.fit(config, [], seed=0)
    one = clusters(0, 1)[0]
    with pytest.raises(ValueError, match="one class"):
        learner.fit(config, [Episode(one.support_x, one.support_y * 0, one.query_x, one.query_y * 0)], seed=0)


def test_torch_s_own_randomness_is_left_as_it_was() -> None:
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    protonet.fit(protonet.Config(encoder), clusters(0, 1), seed=1)
    assert torch.equal(torch.rand(1), expected)


# networks


@pytest.mark.parametrize("side", [8, 12, 20, 28])
def test_a_convolutional_network_treats_every_image_alone(side: int) -> None:
    network = convolutional(side, 10, 8)
    images = torch.rand(3, side, side)
    assert network(images).shape == (3, 10)
    torch.testing.assert_close(network(images)[1:2], network(images[1:2]))


def test_a_network_inherits_the_corner_that_fits() -> None:
    child, parent = perceptron([2, 5, 3]), perceptron([2, 4, 3])
    before = copy.deepcopy(child)
    inherit(child, parent)
    assert torch.equal(child[0].weight[:4], parent[0].weight)
    assert torch.equal(child[0].weight[4:], before[0].weight[4:])
    assert torch.equal(child[2].weight[:, :4], parent[2].weight)


# protonet


def test_prototypes_are_class_means() -> None:
    episode = clusters(0, 1, shots=4)[0]
    model = protonet.PrototypicalNetwork(encoder())
    embedded = model.encoder(episode.support_x)
    expected = torch.stack([embedded[episode.support_y == k].mean(0) for k in range(3)])
    torch.testing.assert_close(model.prototypes(episode.support_x, episode.support_y), expected)
    logits = model(episode.support_x, episode.support_y, episode.query_x)
    torch.testing.assert_close(logits, -(torch.cdist(model.encoder(episode.query_x), expected) ** 2))


# few_shot


def test_adaptation_leaves_the_encoder_as_it_is_and_more_steps_fit_better() -> None:
    episode = clusters(0, 1, shots=5)[0]
    learner = few_shot.FewShotLearner(encoder(), 5, 1.0)
    before = copy.deepcopy(learner.encoder)
    losses = []
    for steps in (1, 10, 100):
        adapted = learner.adapt(episode.support_x, episode.support_y, steps, 1.0)
        with torch.no_grad():
            losses.append(float(functional.cross_entropy(adapted(episode.support_x), episode.support_y)))
    assert losses == sorted(losses, reverse=True)
    assert same(learner.encoder, before)
    assert all(parameter.grad is None for parameter in learner.parameters())
    same_steps = learner.adapt(episode.support_x, episode.support_y, 5, 1.0)(episode.query_x)
    torch.testing.assert_close(same_steps, learner(episode.support_x, episode.support_y, episode.query_x))


def test_the_written_out_gradient_is_that_of_autograd() -> None:
    embedded, labels = torch.randn(6, 4, dtype=torch.float64), torch.tensor([0, 1, 2, 0, 1, 2])
    head = torch.zeros(3, 4, dtype=torch.float64, requires_grad=True)
    for _ in range(3):
        loss = functional.cross_entropy(embedded @ head.T, labels)
        (gradient,) = torch.autograd.grad(loss, head)
        head = (head - 0.7 * gradient).detach().requires_grad_()
    torch.testing.assert_close(few_shot.trained_head(embedded, labels, 3, 0.7), head.detach())


# maml


class Scale(nn.Module):
    """x -> w x with one weight, whose meta-gradient is worked out by hand below."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.tensor(0.5, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        return self.w * x


@pytest.mark.parametrize("first_order", [False, True])
def test_the_meta_gradient_is_the_one_worked_out_by_hand(first_order: bool) -> None:
    x, y, rate = 2.0, 3.0, 0.05
    config = maml.Config(Scale, functional.mse_loss, steps=1, rate=rate, first_order=first_order)
    model = maml.Maml(config).double()
    point = torch.tensor([x], dtype=torch.float64), torch.tensor([y], dtype=torch.float64)
    functional.mse_loss(model(*point, point[0]), point[1]).backward()
    # w' = w - rate 2x (wx - y);  d loss(w') / dw = 2x (w'x - y) dw'/dw,  dw'/dw = 1 - 2 rate x^2, or 1 to first order
    adapted = 0.5 - rate * 2 * x * (0.5 * x - y)
    expected = 2 * x * (adapted * x - y) * (1 if first_order else 1 - 2 * rate * x**2)
    assert model.network.w.grad.item() == pytest.approx(expected, rel=1e-6)
    assert model.network.w.item() == 0.5
    assert model.adapt(*point)["w"].item() == pytest.approx(adapted, rel=1e-6)


def test_maml_adapts_to_a_sine_it_never_saw() -> None:
    random = np.random.default_rng(0)

    def waves(count: int) -> Iterator[Episode]:
        for _ in range(count):
            height, phase = random.uniform(0.5, 2), random.uniform(0, 3)
            xs = [torch.tensor(random.uniform(-3, 3, (n, 1)), dtype=torch.float32) for n in (10, 20)]
            yield Episode(xs[0], height * torch.sin(xs[0] + phase), xs[1], height * torch.sin(xs[1] + phase))

    config = maml.Config(lambda: perceptron([1, 24, 24, 1]), functional.mse_loss, 1, 0.05, tasks=2, learn_rates=True, descent=Descent(1e-2))
    trained = maml.fit(config, waves(400), seed=0)
    adapted = unadapted = 0.0
    with torch.no_grad():
        for wave in waves(50):
            adapted += float(functional.mse_loss(trained.model(wave.support_x, wave.support_y, wave.query_x), wave.query_y))
            unadapted += float(functional.mse_loss(trained.model.network(wave.query_x), wave.query_y))
    assert adapted < unadapted / 2


# reinforce


def sums(seed: int, count: int, size: int = 32) -> Iterator[Episode]:
    """Pairs of one-hot symbols 0 to 2 in a scrambled code, supervised by their sum alone."""
    random = torch.Generator().manual_seed(seed)
    code = torch.randn(3, 6, generator=torch.Generator().manual_seed(99))
    for _ in range(count):
        digits = torch.randint(3, (2, size, 2), generator=random)
        noise = 0.1 * torch.randn(2, size, 2, 6, generator=random)
        x = code[digits] + noise
        yield Episode(x[0], digits[0].sum(1), x[1], digits[1].sum(1))


def right_sum(decisions: Tensor, targets: Tensor) -> Tensor:
    return (decisions.sum(-1) == targets).float()


def test_the_policy_gradient_is_unbiased() -> None:
    logits = torch.tensor([[0.3, -0.2, 0.1]], dtype=torch.float64, requires_grad=True)
    values = torch.tensor([1.0, 5.0, 2.0], dtype=torch.float64)
    (exact,) = torch.autograd.grad(-(torch.softmax(logits, 1) @ values).sum(), logits)
    random = torch.Generator().manual_seed(0)
    decisions = torch.multinomial(torch.softmax(logits, 1).detach()[0], 40_000, replacement=True, generator=random)[:, None]
    (estimate,) = torch.autograd.grad(reinforce.surrogate(logits, decisions, values[decisions]), logits)
    torch.testing.assert_close(estimate, exact, atol=0.03, rtol=0)


def test_a_constant_reward_teaches_nothing() -> None:
    logits = torch.randn(4, 2, 3, requires_grad=True)
    loss = reinforce.surrogate(logits, torch.zeros(8, 4, 2, dtype=torch.int64), torch.full((8, 4), 7.0))
    (gradient,) = torch.autograd.grad(loss, logits)
    torch.testing.assert_close(gradient, torch.zeros_like(gradient), atol=1e-6, rtol=0)


def test_reinforce_learns_symbols_from_their_sums() -> None:
    config = reinforce.Config(lambda: perceptron([6, 16, 3]), right_sum, entropy=0.3, descent=Descent(3e-2))
    trained = reinforce.fit(config, sums(0, 100), seed=0)
    assert trained.metrics["greedy_reward"] > 0.95
    assert reinforce.fit(config, sums(0, 1), seed=0).metrics["greedy_reward"] < 0.7


def test_a_reward_of_the_wrong_shape_is_named() -> None:
    config = reinforce.Config(lambda: perceptron([6, 3]), lambda decisions, targets: right_sum(decisions, targets).sum())
    with pytest.raises(ValueError, match=r"reward must be \[samples, n\] = \[8, 32\], but is \[\]"):
        reinforce.fit(config, sums(0, 1), seed=0)


# evolution strategies


def test_the_estimated_gradient_is_that_of_a_quadratic() -> None:
    matrix = torch.tensor([[3.0, 1.0], [1.0, 2.0]], dtype=torch.float64)
    centre = torch.tensor([1.0, -2.0], dtype=torch.float64)
    random = torch.Generator().manual_seed(0)
    estimate, _ = evolution_strategies.estimated_gradient(lambda x: float(x @ matrix @ x) / 2, centre, 20_000, 0.5, random)
    torch.testing.assert_close(estimate, matrix @ centre, atol=0.1, rtol=0)


def test_evolution_strategies_come_as_far_as_cma_on_a_quadratic() -> None:
    import cma

    class Point(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.x = nn.Parameter(torch.full((4,), 3.0))

    def bowl(x: Tensor) -> float:
        return float((x.detach() ** 2 * torch.tensor([1.0, 2.0, 3.0, 4.0])).sum())

    episode = clusters(0, 1)[0]
    config = evolution_strategies.Config(Point, lambda model, _: bowl(model.x), 8, 0.05, Descent(0.1, half_life=50))
    trained = evolution_strategies.fit(config, [episode] * 300, seed=0)
    reference = cma.CMAEvolutionStrategy([3.0] * 4, 0.5, {"seed": 1, "verbose": -9, "maxfevals": 2 * 8 * 300})
    reference.optimize(lambda x: bowl(torch.tensor(x)))
    assert reference.result.fbest < 1e-3
    assert trained.metrics["final_loss"] < 1e-2 < bowl(Point().x)


def test_evolution_strategies_learn_symbols_from_their_sums() -> None:
    def wrong(model: nn.Module, episode: Episode) -> float:
        chances = torch.softmax(model(episode.support_x), -1)
        expected = (chances * torch.arange(3.0)).sum((1, 2))
        return float((expected - episode.support_y).square().mean())

    config = evolution_strategies.Config(lambda: perceptron([6, 3]), wrong, 16, 0.1, Descent(0.1))
    trained = evolution_strategies.fit(config, sums(0, 100), seed=0)
    assert trained.metrics["final_loss"] < 0.1 < evolution_strategies.fit(config, sums(0, 1), seed=0).metrics["final_loss"]


# admm


def test_admm_meets_the_known_solution() -> None:
    # min |x - a|^2 / 2 over the box [0, 1]: the projection of a; rho = 1 makes the x-step (a + v) / 2
    a = torch.tensor([-0.5, 0.3, 2.0], dtype=torch.float64)
    split = admm.alternate(lambda v: (a + v) / 2, lambda v: v.clamp(0, 1), torch.zeros(3, dtype=torch.float64), 100)
    torch.testing.assert_close(split.z, a.clamp(0, 1))
    torch.testing.assert_close(split.x, split.z, atol=1e-6, rtol=0)
    torch.testing.assert_close(split.u, a - a.clamp(0, 1))  # the multipliers of the box


def nearest_choices(point: Tensor, targets: Tensor) -> Tensor:
    """The one-hot pair [n, 2, 3] nearest the point among those with the right sum."""
    joint = point[:, 0, :, None] + point[:, 1, None, :]
    sums = torch.arange(3)[:, None] + torch.arange(3)[None]
    best = joint.masked_fill(sums[None] != targets[:, None, None], -torch.inf).flatten(1).argmax(1)
    return torch.stack([functional.one_hot(best // 3, 3), functional.one_hot(best % 3, 3)], 1).to(point.dtype)


def test_admm_learns_symbols_from_their_sums() -> None:
    def network() -> nn.Module:
        return nn.Sequential(perceptron([6, 16, 3]), nn.Softmax(-1))

    config = admm.Config(network, nearest_choices, descent=Descent(1e-2))
    trained, untrained = (admm.fit(config, sums(0, count), seed=0) for count in (50, 1))
    assert trained.metrics["query_disagreement"] < 0.1 < untrained.metrics["query_disagreement"]
    test = next(sums(1, 1))
    assert float((trained.model(test.query_x).argmax(-1).sum(1) == test.query_y).float().mean()) > 0.95


def test_a_projection_of_the_wrong_shape_is_named() -> None:
    config = admm.Config(lambda: perceptron([6, 3]), lambda point, _: point[0])
    with pytest.raises(ValueError, match=r"project must keep the shape \[32, 2, 3\], but gives \[2, 3\]"):
        admm.fit(config, sums(0, 1), seed=0)


# supervised toys


def blobs(seed: int, count: int = 1, *, size: int = 64, turn: float = 0.0, wrong: float = 0.0) -> list[Episode]:
    """Batches of three classes in the plane that no line tells apart: rings of growing radius, turned into view by two features more."""
    random = torch.Generator().manual_seed(seed)

    def drawn(noise: float) -> tuple[Tensor, Tensor]:
        labels = torch.randint(3, (size,), generator=random)
        angle = 2 * math.pi * torch.rand(size, generator=random)
        radius = labels + 0.5 + 0.1 * torch.randn(size, generator=random)
        x = torch.stack([radius * angle.cos(), radius * angle.sin()], 1)
        flipped = torch.rand(size, generator=random) < noise
        return x + turn, torch.where(flipped, torch.randint(3, (size,), generator=random), labels)

    return [Episode(*drawn(wrong), *drawn(0.0)) for _ in range(count)]


def small() -> nn.Module:
    return perceptron([2, 32, 3])


def supervised(model: nn.Module, episodes: list[Episode], steps: int = 200) -> nn.Module:
    """The model trained by plain cross entropy."""
    optimiser = torch.optim.Adam(model.parameters(), 1e-2)
    for k in range(steps):
        episode = episodes[k % len(episodes)]
        loss = functional.cross_entropy(model(episode.support_x), episode.support_y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


def query_accuracy(model: nn.Module, episode: Episode) -> float:
    with torch.no_grad():
        return accuracy(model(episode.query_x), episode.query_y)


PLAIN = Descent(1e-2)
EVERY = {
    "ewc": (ewc, ewc.Config(small)),
    "multitask": (multitask, multitask.Config(small, (nn.Identity,))),
    "simclr": (simclr, simclr.Config(small, lambda x, random: x)),
    "clip": (clip, clip.Config(small, small)),
    "moe": (moe, moe.Config(lambda: moe.MixtureOfExperts(small, 2, 3))),
    "distill": (distill, distill.Config(nn.Linear(2, 3), small)),
    "synthetic_gradients": (synthetic_gradients, synthetic_gradients.Config((small, small), (small,), lambda y: y[:, None])),
    "reinforce": (reinforce, reinforce.Config(small, right_sum)),
    "evolution_strategies": (evolution_strategies, evolution_strategies.Config(small, lambda model, episode: 0.0)),
    "genetic": (genetic, genetic.Config(lambda structure: small(), lambda model, episode: 0.0, (1,))),
    "admm": (admm, admm.Config(small, lambda point, targets: point)),
    "robust_loss": (robust_loss, robust_loss.Config(small)),
    "scaling": (scaling, scaling.Config()),
    "automl": (automl, automl.Config({"rate": (0.1, 1.0)}, lambda knobs, episodes, seed: Trained(small(), {}), "loss")),
    "architecture_policy": (
        architecture_policy,
        architecture_policy.Config(((1, 2),), lambda chosen: small(), lambda model, episodes, seed: 0.0),
    ),
    "architecture_evolution": (
        architecture_evolution,
        architecture_evolution.Config(((1, 2),), lambda chosen: small(), lambda model, episodes, seed: 0.0),
    ),
}


@pytest.mark.parametrize("name", EVERY)
def test_a_learner_without_an_episode_says_so(name: str) -> None:
    learner, config = EVERY[name]
    with pytest.raises(ValueError, match="not one episode"):
        learner.fit(config, [], seed=0)


# ewc


def test_the_penalty_is_its_formula_over_several_tasks() -> None:
    model = nn.Linear(2, 1, bias=False)
    memories = [
        ewc.Memory({"weight": torch.tensor([[1.0, 2.0]])}, {"weight": torch.tensor([[3.0, 0.5]])}),
        ewc.Memory({"weight": torch.tensor([[0.0, 1.0]])}, {"weight": torch.tensor([[1.0, 1.0]])}),
    ]
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[2.0, 4.0]]))
    # 10/2 · [3 (2−1)² + ½ (4−2)² + 1 (2−0)² + 1 (4−1)²]
    value = ewc.penalty(model, memories, 10.0)
    assert value.item() == pytest.approx(5 * (3 + 2 + 4 + 9))
    (gradient,) = torch.autograd.grad(value, model.weight)
    torch.testing.assert_close(gradient, 10 * torch.tensor([[3 * 1 + 1 * 2, 0.5 * 2 + 1 * 3.0]]))


def test_the_fisher_information_is_that_of_a_gaussian() -> None:
    # loss = (x − w)² / 2 for x ~ N(w, 1): F = E[(x − w)²] = 1
    model = Scale()
    draws = model.w.detach() + torch.randn(4000, dtype=torch.float64)
    memory = ewc.remember(model, (lambda x=x: (x - model.w) ** 2 / 2 for x in draws))
    assert memory.fisher["w"].item() == pytest.approx(1.0, abs=0.1)
    assert memory.weights["w"].item() == 0.5


def test_springs_halve_forgetting() -> None:
    def sequence() -> list[Episode]:  # another plane matters in each task
        random = torch.Generator().manual_seed(3)
        tasks = []
        for k in range(3):
            x = torch.zeros(2, 200, 6)
            x[:, :, 2 * k : 2 * k + 2] = torch.randn(2, 200, 2, generator=random)
            x += 0.3 * torch.randn(2, 200, 6, generator=random)
            y = (x[:, :, 2 * k] + x[:, :, 2 * k + 1] > 0).long()
            tasks.append(Episode(x[0], y[0], x[1], y[1]))
        return tasks

    held, plain = (
        ewc.fit(ewc.Config(lambda: perceptron([6, 64, 2]), strength, 120, descent=PLAIN), sequence(), seed=0) for strength in (200.0, 0.0)
    )
    assert held.metrics["forgetting"] < plain.metrics["forgetting"] / 2
    assert held.metrics["accuracy"] > plain.metrics["accuracy"]
    assert held.metrics["accuracy_2"] > 0.8


# multitask


def test_the_weighed_loss_is_least_where_the_variance_is_twice_the_loss() -> None:
    model = multitask.MultiTask(nn.Identity(), [nn.Identity()])
    with torch.no_grad():
        model.log_variances.fill_(math.log(2 * 0.7))
    (gradient,) = torch.autograd.grad(model.weighed(torch.tensor(0.7), 0), model.log_variances)
    assert gradient.abs().item() < 1e-6


def test_a_shared_base_serves_all_its_heads() -> None:
    def episodes(seed: int, count: int) -> Iterator[Episode]:  # the second task names the rings the other way round
        for k, episode in enumerate(blobs(seed, count)):
            yield episode if k % 2 == 0 else replace(episode, support_y=2 - episode.support_y)

    config = multitask.Config(
        lambda: nn.Sequential(perceptron([2, 32, 16]), nn.ReLU()),
        (lambda: nn.Linear(16, 3), lambda: nn.Linear(16, 3)),
        descent=PLAIN,
    )
    trained, untrained = (multitask.fit(config, episodes(0, count), seed=0) for count in (200, 2))
    fresh = blobs(1)[0]
    for task in (0, 1):
        wanted = fresh.query_y if task == 0 else 2 - fresh.query_y
        assert accuracy(trained.model(fresh.query_x, task).detach(), wanted) > 0.9
        assert trained.metrics[f"loss_{task}"] < untrained.metrics[f"loss_{task}"] / 2


# simclr


def test_agreement_is_the_partner_s_share_by_the_formula() -> None:
    one, other = torch.randn(3, 4), torch.randn(3, 4)
    logits, partner = simclr.agreement_logits(one, other, 0.5)
    views = functional.normalize(torch.cat([one, other]), dim=1)
    similar = torch.exp(views @ views.T / 0.5)
    expected = -torch.log(similar[0, 3] / (similar[0].sum() - similar[0, 0]))
    torch.testing.assert_close(functional.cross_entropy(logits[:1], partner[:1]), expected)
    assert partner.tolist() == [3, 4, 5, 0, 1, 2]


def test_views_of_unlabelled_glyphs_make_an_encoder_that_beats_an_untrained_one() -> None:
    drawn = torch.tensor(draw_glyphs(range(120), range(1), size=12))[:, 0]

    def shifted(x: Tensor, random: torch.Generator) -> Tensor:
        down, across = torch.randint(-2, 3, (2, len(x)), generator=random).tolist()
        return torch.stack([each.roll((a, b), (0, 1)) for each, a, b in zip(x, down, across)])

    def batches(count: int) -> Iterator[Episode]:
        random = torch.Generator().manual_seed(0)
        for _ in range(count):
            x = drawn[torch.randperm(80, generator=random)[:24]]
            yield Episode(x, torch.zeros(24), x, torch.zeros(24))

    def recognised(encoder: nn.Module) -> float:
        with torch.no_grad():
            views = drawn[80:], shifted(drawn[80:], torch.Generator().manual_seed(1))
            one, other = (functional.normalize(encoder(view), dim=1) for view in views)
        return accuracy(other @ one.T, torch.arange(40))

    config = simclr.Config(lambda: convolutional(12, 16, 8), shifted, descent=PLAIN)
    trained, untrained = (simclr.fit(config, batches(count), seed=0) for count in (60, 1))
    assert recognised(trained.model) > recognised(untrained.model) + 0.1
    assert trained.losses[-1] < trained.losses[0] - 1


# clip


def test_a_perfect_pairing_costs_nothing_and_a_blind_one_log_n() -> None:
    assert clip.contrast(100 * torch.eye(5)).item() == pytest.approx(0, abs=1e-6)
    assert clip.contrast(torch.zeros(5, 5)).item() == pytest.approx(math.log(5))
    logits = torch.randn(5, 5)
    torch.testing.assert_close(clip.contrast(logits), clip.contrast(logits.T))
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        clip.contrast(torch.zeros(2, 3))


def test_pairs_of_two_kinds_find_each_other() -> None:
    random = torch.Generator().manual_seed(0)
    mixing = torch.randn(6, 9, generator=random)

    def pairs(count: int) -> Iterator[Episode]:
        for _ in range(count):
            x = torch.randn(2, 16, 6, generator=random)
            y = torch.tanh(x @ mixing) + 0.1 * torch.randn(2, 16, 9, generator=random)
            yield Episode(x[0], y[0], x[1], y[1])

    config = clip.Config(lambda: perceptron([6, 32, 8]), lambda: perceptron([9, 32, 8]), PLAIN)
    assert clip.fit(config, pairs(150), seed=0).metrics["accuracy"] > 0.8 > clip.fit(config, pairs(1), seed=0).metrics["accuracy"] + 0.3


# moe


def test_all_experts_are_the_dense_mixture() -> None:
    mixture = moe.MixtureOfExperts(lambda: nn.Linear(4, 2), 4, 3, 3)
    x = torch.randn(5, 4)
    gates = torch.softmax(mixture.router(x), 1)
    dense = sum(gates[:, k, None] * mixture.experts[k](x) for k in range(3))
    torch.testing.assert_close(mixture(x), dense)


def test_only_chosen_experts_are_computed() -> None:
    seen: list[int] = []

    class Counted(nn.Linear):
        def forward(self, x: Tensor) -> Tensor:
            seen.append(len(x))
            return super().forward(x)

    mixture = moe.MixtureOfExperts(lambda: Counted(4, 2), 4, 8, 2)
    x = torch.randn(20, 4)
    out = mixture(x)
    assert sum(seen) == 40
    gates, which = mixture.gates(x)
    expected = sum(gates[3, k] * mixture.experts[int(which[3, k])](x[3:4])[0] for k in range(2))
    torch.testing.assert_close(out[3], expected)
    torch.testing.assert_close(gates.sum(1), torch.ones(20))


def test_even_use_balances_to_one_and_a_favourite_to_the_number_of_experts() -> None:
    mixture = moe.MixtureOfExperts(lambda: nn.Linear(4, 2), 4, 4, 1)
    with torch.no_grad():
        mixture.router.weight.copy_(100 * torch.eye(4))
    mixture(torch.eye(4))
    assert mixture.balance.item() == pytest.approx(1)
    mixture(torch.eye(4)[[2, 2, 2]])
    assert mixture.balance.item() == pytest.approx(4)


def test_a_mixture_learns() -> None:
    config = moe.Config(lambda: moe.MixtureOfExperts(lambda: perceptron([2, 16, 3]), 2, 4, 2), descent=PLAIN)
    trained, untrained = (moe.fit(config, blobs(0, count), seed=0) for count in (150, 1))
    assert trained.metrics["query_loss"] < untrained.metrics["query_loss"] / 2
    assert trained.metrics["balance"] < 2
    with pytest.raises(ValueError, match="no MixtureOfExperts"):
        moe.fit(moe.Config(small), blobs(0, 1), seed=0)


# distill


def test_the_soft_loss_is_the_divergence_at_one_and_the_logits_distance_when_hot() -> None:
    student, teacher = torch.randn(2, 6, 4, dtype=torch.float64)
    p, q = torch.softmax(teacher, 1), torch.softmax(student, 1)
    torch.testing.assert_close(distill.soft_loss(student, teacher, 1.0), (p * (p / q).log()).sum(1).mean())
    centred = (student - student.mean(1, keepdim=True)) - (teacher - teacher.mean(1, keepdim=True))
    hot = distill.soft_loss(student, teacher, 1e4)
    torch.testing.assert_close(hot, (centred**2).sum(1).mean() / (2 * 4), rtol=1e-3, atol=0)
    assert distill.soft_loss(teacher, teacher, 2.0).item() == pytest.approx(0, abs=1e-12)
    with pytest.raises(ValueError, match=r"student \[6, 4\] and teacher \[6, 3\]"):
        distill.soft_loss(student, teacher[:, :3], 1.0)


def test_a_student_learns_from_a_teacher_without_a_true_label() -> None:
    teacher = supervised(perceptron([2, 64, 3]), blobs(0, 20))
    before = copy.deepcopy(teacher)
    config = distill.Config(teacher, lambda: perceptron([2, 12, 3]), labels=0.0, descent=PLAIN)
    trained, untrained = (distill.fit(config, blobs(1, count, wrong=1.0), seed=0) for count in (250, 1))
    assert trained.metrics["agreement"] > 0.85 > untrained.metrics["agreement"]
    assert trained.metrics["accuracy"] > 0.85
    assert same(teacher, before)


# synthetic gradients


def test_with_true_gradients_foretold_the_parts_learn_as_by_back_propagation() -> None:
    lower, upper = nn.Linear(2, 4), nn.Linear(4, 3)
    episode = blobs(0)[0]
    functional.cross_entropy(upper(lower(episode.support_x)), episode.support_y).backward()
    expected = [parameter.grad.clone() for parameter in (*lower.parameters(), *upper.parameters())]

    class Oracle(synthetic_gradients.Joint):
        def forward(self, activation: Tensor, condition: Tensor) -> Tensor:
            with torch.enable_grad():
                given = activation.detach().requires_grad_()
                loss = functional.cross_entropy(upper(given), condition[:, 0].long())
                (gradient,) = torch.autograd.grad(loss * len(given), given)
            return gradient + 0 * self.synthesiser.bias.sum()

    config = synthetic_gradients.Config((small, small), (small,), lambda y: y[:, None])
    for part in (lower, upper):
        part.zero_grad()
    _, error = synthetic_gradients.step(config, [lower, upper], [Oracle(nn.Linear(1, 1))], episode)
    for parameter, gradient in zip((*lower.parameters(), *upper.parameters()), expected):
        torch.testing.assert_close(parameter.grad, gradient)
    assert error.item() == pytest.approx(0, abs=1e-10)


def test_decoupled_parts_learn_better_than_a_frozen_lower_part() -> None:
    config = synthetic_gradients.Config(
        (lambda: nn.Sequential(nn.Linear(2, 8), nn.Tanh()), lambda: nn.Linear(8, 3)),
        (lambda: perceptron([8 + 3, 32, 8]),),
        lambda labels: functional.one_hot(labels, 3),
        descent=PLAIN,
    )
    trained, untrained = (synthetic_gradients.fit(config, blobs(0, count), seed=0) for count in (400, 1))
    frozen = untrained.model
    for parameter in frozen[0].parameters():
        parameter.requires_grad_(False)
    supervised(frozen, blobs(0, 400), 400)
    fresh = blobs(1, size=500)[0]
    assert query_accuracy(trained.model, fresh) > query_accuracy(frozen, fresh)
    assert query_accuracy(trained.model, fresh) > 0.85
    assert trained.metrics["gradient_error"] < 0.8


# genetic


def test_structures_change_by_a_step_and_inherit_weights() -> None:
    config = genetic.Config(lambda s: perceptron([2, *s, 3]), lambda model, episode: 0.0, (8,))
    breeder = genetic.Breeder(config, torch.Generator().manual_seed(0))
    parent = breeder.first()
    child = breeder.restructured(parent)
    assert child.structure in ((6,), (10,))
    kept = min(8, child.structure[0])
    torch.testing.assert_close(breeder.express(child)[0].weight[:kept], breeder.express(parent)[0].weight[:kept])
    other = breeder.first()
    mixed = breeder.crossed(parent, other).weights
    assert bool(((mixed == parent.weights) | (mixed == other.weights)).all())


def test_a_genetic_algorithm_grows_a_network_that_beats_its_first() -> None:
    def fitness(model: nn.Module, episode: Episode) -> float:
        return -float(functional.cross_entropy(model(episode.support_x), episode.support_y))

    episode = blobs(0)[0]
    config = genetic.Config(lambda s: perceptron([2, *s, 3]), fitness, (4,), population=30)
    trained = genetic.fit(config, [episode] * 40, seed=0)
    assert list(trained.losses) == sorted(trained.losses, reverse=True)  # elites are never lost
    assert trained.metrics["fitness"] > -0.8 * trained.losses[0]
    assert query_accuracy(trained.model, blobs(1, size=300)[0]) > 0.6


# robust loss


def test_the_robust_loss_lies_between_cross_entropy_and_absolute_error() -> None:
    logits, labels = torch.randn(7, 4, dtype=torch.float64), torch.randint(4, (7,))
    likely = torch.softmax(logits, 1)[torch.arange(7), labels]
    torch.testing.assert_close(robust_loss.robust_loss(logits, labels, 1.0), (1 - likely).mean())
    torch.testing.assert_close(robust_loss.robust_loss(logits, labels, 0.0), functional.cross_entropy(logits, labels))
    torch.testing.assert_close(robust_loss.robust_loss(logits, labels, 1e-9), functional.cross_entropy(logits, labels))
    torch.testing.assert_close(robust_loss.robust_loss(logits, labels, 0.7), ((1 - likely**0.7) / 0.7).mean())


def test_a_robust_loss_bears_wrong_labels_better() -> None:
    few = blobs(0, 2, size=100, wrong=0.5)
    fresh = blobs(1, size=1000)[0]
    robust, plain, untrained = (
        robust_loss.fit(robust_loss.Config(lambda: perceptron([2, 128, 3]), q, PLAIN), few * times, seed=0).model
        for q, times in ((0.7, 300), (0.0, 300), (0.7, 1))
    )
    assert query_accuracy(robust, fresh) > query_accuracy(plain, fresh)
    assert query_accuracy(robust, fresh) > query_accuracy(untrained, fresh) + 0.2


# scaling


def measured_runs(noise: float, random: np.random.Generator) -> Episode:
    sizes = np.array([[n, d] for n in np.geomspace(1e3, 1e6, 5) for d in np.geomspace(1e4, 1e7, 5)])
    losses = 0.8 + 20 / sizes[:, 0] ** 0.4 + 30 / sizes[:, 1] ** 0.3
    x, y = torch.tensor(sizes), torch.tensor(losses * np.exp(noise * random.standard_normal(len(sizes))))
    return Episode(x, y, x, y)


def test_a_law_is_found_again_from_runs_that_follow_it() -> None:
    trained = scaling.fit(scaling.Config(refits=2), [measured_runs(0.0, np.random.default_rng(0))], seed=0)
    for name, value in (("irreducible", 0.8), ("exponent_0", 0.4), ("exponent_1", 0.3), ("factor_0", 20), ("factor_1", 30)):
        assert trained.metrics[name] == pytest.approx(value, rel=0.02), name
        assert trained.model.figures()[name] == trained.metrics[name], "the refits moved the law"
    assert trained.metrics["error"] < 1e-3


def test_intervals_hold_the_truth_and_shrink_with_the_noise() -> None:
    loud, quiet = (
        scaling.fit(scaling.Config(refits=20), [measured_runs(noise, np.random.default_rng(1))], seed=0).metrics for noise in (0.01, 0.002)
    )
    for name, value in (("exponent_0", 0.4), ("exponent_1", 0.3)):
        assert loud[f"{name}_low"] < value < loud[f"{name}_high"]
        assert quiet[f"{name}_high"] - quiet[f"{name}_low"] < loud[f"{name}_high"] - loud[f"{name}_low"]


def test_the_allocation_is_the_best_of_all_that_cost_the_same() -> None:
    law = scaling.PowerLaw(0.8, torch.tensor([20.0, 30.0]), torch.tensor([0.4, 0.3]))
    n, d = scaling.allocation(law, 1e12)
    assert 6 * n * d == pytest.approx(1e12)
    others = torch.tensor([[n * k, d / k] for k in (0.5, 0.9, 1.0, 1.1, 2.0)])
    assert int(law(others).argmin()) == 2


def test_a_law_refuses_runs_that_cannot_settle_it() -> None:
    runs = measured_runs(0.0, np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"support_x \[5, 2\]: a law of 5 constants"):
        scaling.fit(scaling.Config(), [Episode(runs.support_x[:5], runs.support_y[:5], runs.query_x, runs.query_y)], seed=0)
    with pytest.raises(ValueError, match=r"support_y \[25\] must be finite and above 0"):
        scaling.fit(scaling.Config(), [Episode(runs.support_x, -runs.support_y, runs.query_x, runs.query_y)], seed=0)
    with pytest.raises(ValueError, match="law of N and D"):
        scaling.allocation(scaling.PowerLaw(1.0, torch.ones(1), torch.ones(1)), 1.0)


# automl


def knobs_at_work(knobs: dict[str, float], episodes: list[Episode], seed: int) -> Trained:
    model = supervised(small(), episodes[:1], steps=0)
    return Trained(model, {"loss": (math.log10(knobs["rate"]) + 2) ** 2 + (knobs["width"] - 5) ** 2})


@pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")
def test_a_study_finds_good_knobs_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    space = {"rate": automl.Between(1e-4, 1.0, log=True), "width": automl.Between(1, 9)}
    storage = f"sqlite:///{tmp_path / 'study.db'}"
    few, more = (automl.Config(space, knobs_at_work, "loss", trials=trials, storage=storage) for trials in (4, 15))
    first = automl.fit(few, blobs(0), seed=0)
    second = automl.fit(more, blobs(0), seed=0)
    assert (len(first.losses), len(second.losses)) == (4, 11)
    assert second.metrics["loss"] <= first.metrics["loss"]
    assert second.metrics["loss"] < 2
    whole = automl.fit(automl.Config(space, knobs_at_work, "loss", trials=15), blobs(0), seed=0)
    assert whole.losses == first.losses + second.losses
    with pytest.raises(ValueError, match="no 'speed'; it has loss"):
        automl.fit(automl.Config(space, knobs_at_work, "speed", trials=1), blobs(0), seed=0)


# architectures


def built(architecture: tuple[int, ...]) -> nn.Module:
    width, depth = architecture
    return perceptron([2, *[width] * depth, 3])


def trained_score(model: nn.Module, episodes: list[Episode], seed: int) -> float:
    supervised(model, episodes, 40)
    with torch.no_grad():
        return -float(functional.cross_entropy(model(episodes[0].query_x), episodes[0].query_y))


WIDTHS = ((1, 4, 32), (0, 1, 2))


def test_a_policy_learns_which_architecture_is_good() -> None:
    trained = architecture_policy.fit(architecture_policy.Config(WIDTHS, built, trained_score, 15), blobs(0, 8), seed=0)
    assert trained.metrics["last_reward"] > trained.metrics["first_reward"]
    assert trained.metrics["chosen_0"] > 1
    assert trained.metrics["chosen_1"] > 0
    assert trained.metrics["scored"] <= 9
    assert query_accuracy(trained.model, blobs(1)[0]) > 0.8


def test_evolved_architectures_profit_from_inherited_weights() -> None:
    inheriting, fresh = (
        architecture_evolution.fit(
            architecture_evolution.Config(WIDTHS, built, trained_score, children=12, population=4, inherits=inherits), blobs(0, 8), seed=0
        )
        for inherits in (True, False)
    )
    assert inheriting.metrics["score"] > max(fresh.metrics["score"], inheriting.metrics["first_score"])
    assert query_accuracy(inheriting.model, blobs(1)[0]) > 0.9


# checks of a trained module


def test_attacks_stay_within_their_radius_and_mislead_a_linear_model_exactly() -> None:
    model, x, labels = nn.Linear(4, 2), torch.rand(10, 4), torch.randint(2, (10,))
    moved = adversarial.fast_gradient_sign(model, x, labels, 0.1, (-9, 9))
    # for a linear model the best attack of each coordinate is the sign of the difference of the two rows
    away = (model.weight[1] - model.weight[0]).sign() * torch.where(labels == 0, 1, -1)[:, None]
    torch.testing.assert_close(moved, (x + 0.1 * away).detach())
    torch.testing.assert_close(adversarial.projected_gradient(model, x, labels, 0.1, (-9, 9)), moved)
    assert all(parameter.grad is None for parameter in model.parameters())
    bounded = adversarial.projected_gradient(model, x, labels, 0.3)
    assert float((bounded - x).abs().max()) <= 0.3 + 1e-6
    assert 0 <= float(bounded.min()) <= float(bounded.max()) <= 1


def test_stronger_attacks_do_more_harm() -> None:
    model = supervised(small(), blobs(0, 20))
    fresh = blobs(1, size=400)[0]
    found = adversarial.robustness(model, fresh.query_x, fresh.query_y, 0.3, (-9, 9))
    assert found["pgd"] <= found["fgsm"] < found["clean"]


def test_a_perfect_predictor_is_calibrated_and_a_boaster_is_not() -> None:
    labels = torch.randint(3, (50,))
    assert calibration.calibration_error(functional.one_hot(labels, 3).float(), labels) == 0
    boasting = functional.one_hot(torch.zeros(50, dtype=torch.int64), 3).float()
    wrong = float((labels != 0).float().mean())
    assert calibration.calibration_error(boasting, labels) == pytest.approx(wrong)
    assert calibration.calibration_error(torch.tensor([[0.75, 0.25]]).repeat(4, 1), torch.tensor([0, 0, 0, 1])) == 0
    with pytest.raises(ValueError, match=r"chances \[1, 2\] must sum to 1"):
        calibration.calibration_error(torch.tensor([[3.0, 1.0]]), torch.tensor([0]))


def test_a_fitted_temperature_undoes_boasting() -> None:
    honest = torch.randn(20_000, 3)
    labels = torch.multinomial(torch.softmax(honest, 1), 1)[:, 0]
    temperature = calibration.fitted_temperature(4 * honest, labels)
    assert temperature == pytest.approx(4, rel=0.05)
    before, after = (calibration.calibration_error(torch.softmax(4 * honest / t, 1), labels) for t in (1.0, temperature))
    assert after < 0.02 < before


def test_slices_show_where_a_module_is_wrong() -> None:
    said, labels, writer = torch.tensor([0, 0, 1, 1, 0]), torch.tensor([0, 0, 1, 1, 1]), torch.tensor([7, 7, 7, 8, 8])
    report = slices.slice_report(said, labels, {"writer": writer})
    assert [(each.name, each.count, round(each.accuracy, 2)) for each in report][:2] == [
        ("writer=8", 2, 0.5),
        ("writer=8, class=1", 2, 0.5),
    ]
    by_name = {each.name: each for each in report}
    assert by_name["class=0"].accuracy == 1
    assert by_name["class=1"].accuracy == pytest.approx(2 / 3)
    assert all(0 <= each.low <= each.accuracy <= each.high <= 1 for each in report)
    assert by_name["class=1"].low == pytest.approx(0.2077, abs=1e-3)  # Wilson's interval for 2 of 3
    with pytest.raises(ValueError, match=r"group writer must be \[n\] = \[5\]"):
        slices.slice_report(said, labels, {"writer": writer[:2]})


# synth bench fewshot


def test_episodes_label_classes_by_the_order_of_choice() -> None:
    pool = [torch.full((12, 2, 2), float(k)) + torch.arange(12)[:, None, None] / 100 for k in range(8)]
    for episode in fewshot.episodes(pool, 5, 3, 10, seed=0):
        shown = episode.support_x[:, 0, 0].floor().view(5, 3)
        assert bool((shown == shown[:, :1]).all())
        assert len(set(shown[:, 0].tolist())) == 5
        assert torch.equal(episode.query_x[:, 0, 0].floor().view(5, -1)[:, 0], shown[:, 0])
        assert not set(episode.support_x[:, 0, 0].tolist()) & set(episode.query_x[:, 0, 0].tolist())


def test_the_nearest_neighbour_is_the_nearest() -> None:
    support, labels = torch.tensor([[0.0], [1.0], [5.0], [9.0]]), torch.tensor([0, 1, 1, 0])
    logits = fewshot.nearest_neighbour(support, labels, torch.tensor([[4.0], [8.0]]))
    assert logits.tolist() == [[-4.0, -1.0], [-1.0, -3.0]]


def test_the_few_shot_table_is_whole_and_kept_weights_give_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fewshot, "QUICK", fewshot.Scale(classes=21, writers=10, metric=16, meta=16, judged=3))
    once = BenchConfig(("fewshot",), output=OutputConfig(json=True), run=str(tmp_path), quick=True)
    fewshot.main(once)
    first = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(first) == 3 * 8
    assert {row["learner"] for row in first} == {"nearest neighbour", "prototypes", "few-shot learner", "fine-tuning", "MAML"}
    assert all(0 <= row["accuracy"] <= 1 and row["episodes"] == 3 for row in first)
    fewshot.main(replace(once, resume=True))
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == first
    with pytest.raises(Misuse, match="takes no further word, but was given 'more'"):
        fewshot.main(replace(once, suites=("fewshot", "more")))
    (tmp_path / "file").write_text("")
    with pytest.raises(Misuse, match=r"--run .*file: "):
        fewshot.main(replace(once, run=str(tmp_path / "file")))
