"""What `synth train --budget` chooses, and what trainings tell while they run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.cli.app import run
from synth.config import TrainConfig
from synth.faults import Misuse
from synth.training import budget
from synth.training.budget import CHOICE, Pace, chosen, shipped, worth

SIZES = st.fixed_dictionaries(dict.fromkeys(CHOICE, st.tuples(st.integers(10**4, 10**8), st.floats(1e-5, 1e-1))))
PACES = st.builds(Pace, st.floats(1e-4, 1e-1), SIZES)


@given(PACES, st.floats(1.0, 1e6), st.integers(1, 8))
def test_more_time_promises_no_more_loss_and_is_not_exceeded(pace: Pace, seconds: float, workers: int) -> None:
    config, law = TrainConfig("guide.safetensors", budget=seconds, workers=workers), shipped()

    def promised(own: TrainConfig) -> float:
        found = chosen(own, pace, law)
        size, lessons, epochs = str(found["size"]), int(found["lessons"]), int(found["epochs"])
        needed = lessons * max(pace.making / workers, epochs * pace.sizes[size][1])
        assert lessons % own.batch == 0 and (needed <= float(own.budget or 0) * (1 + 1e-9) or lessons == own.batch)
        return law.loss(pace.sizes[size][0], worth(lessons, epochs))

    assert promised(replace(config, budget=2 * seconds)) <= promised(config)


@given(st.integers(1, 10**7), st.integers(1, 9))
def test_a_lesson_seen_again_is_worth_less_than_a_new_one(lessons: int, epochs: int) -> None:
    assert lessons <= worth(lessons, epochs) <= lessons * epochs
    assert worth(lessons, epochs + 1) > worth(lessons, epochs)


def test_a_resumed_training_keeps_what_was_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = Pace(1e-4, dict.fromkeys(CHOICE, (10**6, 1e-4)))
    monkeypatch.setattr(budget, "pace", lambda config: fast)
    config = TrainConfig(str(tmp_path / "guide.safetensors"), budget=10.0)
    first = budget.within(config)
    monkeypatch.setattr(budget, "pace", lambda config: Pace(1.0, fast.sizes))
    assert budget.within(replace(config, resume=True)) == replace(first, resume=True)
    assert budget.within(config).lessons < first.lessons


def test_a_budget_of_no_time_is_refused() -> None:
    with pytest.raises(Misuse, match="budget"):
        TrainConfig("guide.safetensors", budget=0.0)


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--size", "tiny", "--domain", "control", "--lessons", "64", "--batch", "32", "--epochs", "2", "--every", "2"]
    assert run(["train", "--out", "guide.safetensors", *options]) == 0
    told = capsys.readouterr()
    assert "step 2 of 4, loss " in told.err and "step 4 of 4, loss " in told.err
    assert told.out.startswith("guide.safetensors: ")
    lines = [json.loads(line) for line in Path("guide.run/progress.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [2, 4]
