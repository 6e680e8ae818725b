"""`synth bench guide`: both sides of every task in one resumable run, and the ratio it reports."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from synth.bench.guide import HARD, TELLING, candidate_ratio, main, telling_ratio
from synth.config import BenchConfig, OutputConfig, SolveConfig
from synth.faults import Misuse
from synth.guide.infer import ALL, Shape, expected, header, named

pytestmark = pytest.mark.timeout(400)  # on a machine that has compiled nothing yet

TASKS = [
    {"name": "sorted", "train": [{"inputs": [[3, 1, 2]], "output": [1, 2, 3]}, {"inputs": [[9, 4]], "output": [4, 9]}]},
    {"name": "total", "train": [{"inputs": [[3, 1, 2]], "output": 6}, {"inputs": [[9, 4]], "output": 13}]},
    {"name": "nothing", "train": [{"inputs": [[3, 1]], "output": [991, 7, 35]}, {"inputs": [[9, 4]], "output": [17, 992, 3, 3]}]},
]


def record(reached: int | None, status: str = "solved") -> dict[str, object]:
    return {"status": status, "reached": reached}


def test_a_ratio_is_of_hard_tasks_that_both_sides_solve() -> None:
    assert candidate_ratio(record(5 * HARD), record(10 * HARD)) == 2.0
    assert candidate_ratio(record(0), record(2 * HARD)) == 2.0 * HARD
    assert candidate_ratio(record(5), record(HARD)) is None
    assert candidate_ratio(record(None, "timeout"), record(2 * HARD)) is None
    assert candidate_ratio(record(5), record(None, "exhausted")) is None


def test_the_geometric_mean_is_of_what_either_side_found_hard() -> None:
    assert telling_ratio(record(4 * TELLING), record(2 * TELLING)) == 0.5
    assert telling_ratio(record(2 * TELLING), record(10)) == 10 / (2 * TELLING)
    assert telling_ratio(record(TELLING), record(TELLING)) is None
    assert telling_ratio(record(None, "timeout"), record(2 * TELLING)) is None


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> str:
    shape = Shape(width=32, heads=2, layers=1, task=32, signature=32, description=32, key=16)
    random = np.random.default_rng(0)
    path = str(tmp_path_factory.mktemp("guide") / "random.safetensors")
    arrays = {named(0, k): random.normal(0, 0.1, s).astype(np.float32) for k, s in expected(shape).items()}
    save_file(arrays, path, metadata=header([(shape, ALL)]))
    return path


def test_both_sides_are_run_and_a_finished_run_is_not_redone(weights: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    suite = tmp_path / "three.jsonl"
    suite.write_text("\n".join(json.dumps(task) for task in TASKS))
    search, output = SolveConfig(max_candidates=3000, guide=weights), OutputConfig(json=True, quiet=True)
    config = BenchConfig(("guide", str(suite)), search, output, run=str(tmp_path / "run"))
    assert main(config) == 0
    *records, last = map(json.loads, capfd.readouterr().out.splitlines())
    assert [r["guide"] for r in records] == [weights] * 3 + ["none"] * 3
    assert {
        "tasks": 3,
        "solved_with": 2,
        "solved_without": 2,
        "median_candidate_ratio": None,
        "telling": 0,
        "worse": None,
    }.items() <= last.items()
    again = BenchConfig(("guide", str(suite)), search, output, run=str(tmp_path / "run"), resume=True)
    assert main(again) == 0
    assert [json.loads(line) for line in capfd.readouterr().out.splitlines()] == [last]


def test_a_comparison_without_a_guide_is_refused() -> None:
    with pytest.raises(Misuse, match="nothing to compare"):
        main(BenchConfig(("guide", "list_basics"), SolveConfig(guide="none")))
