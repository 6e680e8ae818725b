"""A guide that goes on learning: springs, retraining in a process of its own, and the figures of what is measured of guides."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.primitives import subroutine
from dsl.syntax import parse_term
from synth.bench import scaling as scaling_bench
from synth.bench.student import HARD, compared, quarter
from synth.config import TrainConfig
from synth.faults import Misuse
from synth.guide.infer import load_guide
from synth.learn.ewc import penalty
from synth.learn.learner import Episode, Trained
from synth.learn.networks import parameters
from synth.learn.scaling import PowerLaw
from synth.space.grammar import Grammar
from synth.space.prior import Table
from synth.training import hyperparameters
from synth.training import retrain as retrain_module
from synth.training.course import Course
from synth.training.dataset import Lexicon, Shard, dreamt
from synth.training.dreams.bottom_up import Effort
from synth.training.fine_tune import follow, remembered, springs
from synth.training.hyperparameters import School
from synth.training.network import GuideNetwork
from synth.training.retrain import _work, dreamt_of, retrain
from synth.training.train import SIZES, Board
from synth.training.weights import export
from tasks.task import Example

pytestmark = pytest.mark.timeout(400)  # on a machine that has compiled nothing yet

NUMBERS = parse_type("int -> int")
WORDS = load_domain("list").vocabulary
TWICE = subroutine("twice", NUMBERS, parse_term("n -> n + n", WORDS, NUMBERS))
FOURFOLD = parse_term("n -> twice(twice(n))", WORDS.extend(TWICE), NUMBERS)
SMALL = Course(lessons=24, earlier=24, held_out=16, steps=6, batch=12, rate=5e-3, remembered=6)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def school() -> tuple[Shard, Board]:
    lexicon = Lexicon.of(("control",))
    lessons = dreamt(lexicon, ("control",), 5, 0, 60, Effort(candidates=6_000, deeper=2_000, check=2_000, dreams=60))
    return lessons, Board.of(lexicon, torch.device("cpu"))


def fresh() -> GuideNetwork:
    torch.manual_seed(3)
    network = GuideNetwork(SIZES["tiny"])
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return network


def distance(a: GuideNetwork, b: GuideNetwork) -> float:
    return math.sqrt(sum(float(((p - q) ** 2).sum().detach()) for p, q in zip(a.parameters(), b.parameters(), strict=True)))


# -- springs --------------------------------------------------------------------------------------


def test_a_guide_remembers_what_its_predictions_rest_on(school: tuple[Shard, Board]) -> None:
    network = fresh()
    memory = remembered(network, *school, 4, 0)
    assert all(bool((fisher >= 0).all()) for fisher in memory.fisher.values())
    assert float(memory.fisher["query.weight"].sum()) > 0
    assert float(memory.fisher["wish.weight"].sum()) == 0  # the comparison with programs says nothing of costs
    assert float(penalty(network, [memory], 1e6).detach()) == 0  # at the weights themselves


def test_springs_hold_and_without_strength_they_are_not_there(school: tuple[Shard, Board]) -> None:
    before, plain, slack, held = (fresh() for _ in range(4))
    memory = remembered(before, *school, 4, 0)
    course = replace(SMALL, batch=60)
    losses = follow(plain, *school, course, 0)
    assert follow(slack, *school, course, 0, springs([memory], 0.0)) == losses
    assert distance(plain, slack) == 0
    follow(held, *school, course, 0, springs([memory], 1e7))
    assert penalty(held, [memory], 1.0) < 0.3 * penalty(plain, [memory], 1.0)
    assert losses[-1] < losses[0] and springs([], 1.0) is None


# -- retraining -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    network = fresh()
    with torch.no_grad():
        network.trust.fill_(5000.0)
    export(network, path)
    return path


def test_a_guide_is_retrained_on_what_was_solved_in_the_words_that_were_learned(weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "run" / "guide.safetensors"
    solved = [("control", NUMBERS, FOURFOLD)]
    found = retrain(out, str(weights), domains=["control"], solved=solved, learned=[TWICE], protect=True, course=SMALL)
    assert found is not None and set(found) == {
        f"{a}_{b}_{c}" for a in ("new", "earlier") for b in ("top_1", "bits") for c in ("before", "after")
    }
    assert all(math.isfinite(value) for value in found.values())
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    first, second = load_guide(str(weights)), load_guide(str(out))
    assert first is not None and second is not None
    (before,), (after,) = first.networks, second.networks
    assert after.shape == before.shape
    assert (after.weights["trust"] >= before.weights["trust"]).all() and (after.weights["trust"] > before.weights["trust"]).any()
    vocabulary = WORDS.extend(TWICE)
    grammar = Grammar.from_types(NUMBERS, vocabulary)
    words = [network.words(vocabulary) for network in (before, after)]
    place = words[0].index["twice"]
    assert (words[0].keys[place] != words[1].keys[place]).any()
    assert len(second.costs(grammar, (Example((3,), 12), Example((5,), 20)), vocabulary, Table().costs(grammar)).base) > 0


def test_a_retraining_that_is_stopped_leaves_nothing(weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "guide.safetensors"
    assert retrain(out, str(weights), domains=["list"], stopped=lambda: True) is None
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_retrained_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "guide.safetensors"
    assert "no such file" in str(_work(out, str(tmp_path / "missing"), ("list",), (), (), False, 0, SMALL))
    assert "nothing to dream of" in str(_work(out, "default", ("bits",), (), (), False, 0, SMALL))
    monkeypatch.setattr(retrain_module, "apart", lambda work, seconds, stopped: work())
    with pytest.raises(Misuse, match=r"not retrained: .*no such file"):
        retrain(out, str(tmp_path / "missing"), domains=["list"])
    assert dreamt_of(["lists", "bits", "list", "text"]) == ("list", "text")


def test_whoever_asks_for_a_retraining_loads_no_torch() -> None:
    import subprocess

    code = "import sys, synth.training.retrain; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


# -- knobs ----------------------------------------------------------------------------------------


def test_knobs_are_the_best_of_the_trials_and_a_study_goes_on(
    school: tuple[Shard, Board], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = TrainConfig(str(tmp_path / "guide.safetensors"), ("control",), size="tiny", device="cpu", tune=2)
    told: list[tuple[float, int, float]] = []

    class Watched(School):
        def trial(self, knobs: Mapping[str, Any], episodes: list[Episode], seed: int) -> Trained:
            found = super().trial(knobs, episodes, seed)
            told.append((knobs["rate"], knobs["batch"], found.metrics["loss"]))
            return found

    monkeypatch.setattr(hyperparameters.School, "of", lambda config: Watched(config, school[0], school[0], school[1]))
    first = hyperparameters.tuned(config)
    best = min(told[:2], key=lambda each: each[2])
    assert (first.rate, first.batch) == best[:2] == told[2][:2]
    assert 3e-4 <= first.rate <= 1e-2 and replace(first, rate=config.rate, batch=config.batch) == config
    assert hyperparameters.tuned(config) == first and len(told) == 4  # no trial is run again, only the best knobs


# -- what is measured of guides -------------------------------------------------------------------


@pytest.mark.parametrize("size", ["small", "large"])
def test_a_student_is_the_largest_of_at_most_a_quarter(size: str) -> None:
    whole, part = (parameters(GuideNetwork(s)) for s in (SIZES[size], quarter(SIZES[size])))
    assert 0.18 < part / whole <= 0.25


def test_a_student_is_compared_on_hard_tasks_that_both_solve() -> None:
    found = compared([4 * HARD, HARD, 10, None, 5], [8 * HARD, 2 * HARD, 20, 7, None])
    assert (found["compared"], found["solved_teacher"], found["solved_student"]) == (2, 4, 4)
    assert found["ratio"] == found["low"] == found["high"] == pytest.approx(2.0)
    assert compared([None], [None])["ratio"] is None


def test_the_best_size_spends_the_budget_where_the_law_says(tmp_path: Path) -> None:
    law = PowerLaw(2.0, torch.tensor([40.0, 60.0]), torch.tensor([0.4, 0.4]))
    runs = [{"width": w, "parameters": n, "lessons": d, "loss": 3.0, "seconds": 1.0} for w, n in ((0.5, 1e4), (1, 1e5)) for d in (1e3, 1e4)]
    best = scaling_bench.optima(runs, Trained(law, {}))
    for row, multiple in zip(best, scaling_bench.MULTIPLES, strict=True):
        spent = scaling_bench.OPERATIONS * row["best_parameters"] * row["best_lessons"]
        assert spent == pytest.approx(multiple * scaling_bench.OPERATIONS * 1e9, rel=1e-2)
        assert row["best_lessons"] / row["best_parameters"] == pytest.approx((60 / 40) ** (1 / 0.4), rel=1e-2)
    assert [row["loss"] for row in best] == sorted((row["loss"] for row in best), reverse=True)
    scaling_bench.draw(runs, Trained(law, {}), tmp_path / "scaling.png")
    assert (tmp_path / "scaling.png").stat().st_size > 1000
