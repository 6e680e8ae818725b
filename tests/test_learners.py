"""Learners: identities where they exist, and each one beats its untrained self on a toy; the data they are measured on."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn import admm, evolution_strategies, few_shot, maml, protonet, reinforce
from synth.learn.learner import Descent, Episode, Trained, accuracy, finite, seeded, ways
from synth.learn.networks import convolutional, inherit, perceptron
from tasks.digits import load_digits
from tasks.glyphs import draw_glyphs


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
