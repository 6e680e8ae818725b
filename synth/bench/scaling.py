"""`synth bench scaling [--run DIR [--resume]] [--quick]`: the law that guides of several sizes and amounts of dreams follow.

Each training sees every lesson once. Its loss is the grammar head's on dreams kept apart, in nats a word. The law
L(N, D) = E + A / N^a + B / D^b (`synth/learn/scaling.py`; Hoffmann et al. 2022) of N parameters and D lessons says how large a guide a
budget is best spent on. With --run every training is a line of DIR/runs.jsonl, and DIR/scaling.png is drawn.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch

from synth.batch.display import put, say
from synth.config import BenchConfig
from synth.faults import require
from synth.files import append_line, read_lines
from synth.learn import scaling
from synth.learn.learner import Episode, Trained
from synth.learn.networks import parameters
from synth.training.course import FIRST, Course
from synth.training.dataset import Lexicon, Shard, dreamt, together
from synth.training.fine_tune import EXAMPLES, NIGHT, follow
from synth.training.network import GuideNetwork
from synth.training.train import SIZES, Board, measure

WIDTHS = (0.0625, 0.125, 0.25, 0.5, 1.0)  # of the guide that ships
OPERATIONS = 6.0  # a parameter and lesson in training
RATE = 2e-3
COLUMNS = ("parameters", "lessons", "loss", "predicted")
MULTIPLES = (1, 10, 100, 1000)  # of the largest training's compute
Run = Mapping[str, float]


@dataclass(frozen=True)
class Scale:
    """The sizes, the amounts of lessons, lessons kept apart, lessons a step."""

    widths: tuple[float, ...] = WIDTHS
    lessons: tuple[int, ...] = (2048, 4096, 8192, 16384)
    held_out: int = 1024
    batch: int = 32


QUICK = Scale((0.125, 0.25), (64, 128, 256), 64, 32)


def main(config: BenchConfig) -> int:
    """Train what was not trained yet, fit the law, tell both."""
    require(len(config.suites) == 1, f"bench scaling takes no further word, but was given {' '.join(config.suites[1:])!r}")
    torch.set_num_threads(1)
    runs = list(trained(QUICK if config.quick else Scale(), config))
    law = fitted(runs, config.search.seed)
    for row in (*table(runs, law), constants(law), *optima(runs, law)):
        put(json.dumps(row) if config.output.json else "  ".join(f"{key} {value:,}" for key, value in row.items()))
    if config.run is not None and find_spec("matplotlib") is not None:
        draw(runs, law, Path(config.run) / "scaling.png")
        say(f"drawn in {Path(config.run) / 'scaling.png'}")
    return 0


def trained(scale: Scale, config: BenchConfig) -> Iterator[Run]:
    """The runs, those of earlier calls first."""
    ledger = None if config.run is None else Path(config.run) / "runs.jsonl"
    done: list[Run] = read_lines(ledger) if ledger is not None and config.resume else []
    require(config.resume or ledger is None or not ledger.exists(), f"{ledger} is there already; go on with --resume or give another --run")
    yield from done
    known = {(run["width"], run["lessons"]) for run in done}
    left = [(width, lessons) for lessons in scale.lessons for width in scale.widths if (width, lessons) not in known]
    if not left:
        return
    seed, lexicon, parts = config.search.seed, Lexicon.of(FIRST), list[Shard]()
    say(f"dreaming {max(scale.lessons) + scale.held_out} programs")
    held_out = dreamt(lexicon, FIRST, seed, 0, scale.held_out, NIGHT)
    for number, size in enumerate(_steps(scale.lessons), 1):
        parts.append(dreamt(lexicon, FIRST, seed, number, size, NIGHT))
    board = Board.of(lexicon, torch.device("cpu"))
    for width, lessons in left:
        part = together(parts[: 1 + scale.lessons.index(lessons)])
        run = one(width, part, held_out, board, scale.batch, seed)
        if ledger is not None:
            append_line(ledger, run)
        yield run


def _steps(lessons: Sequence[int]) -> list[int]:
    """What each amount has beyond the one before."""
    return [after - before for before, after in zip((0, *lessons), lessons)]


def one(width: float, lessons: Shard, held_out: Shard, board: Board, batch: int, seed: int) -> Run:
    """One training, and its loss."""
    torch.manual_seed(seed)
    network = GuideNetwork(SIZES["small"].scaled(width))
    began = time.process_time()
    follow(network, lessons, board, Course(steps=len(lessons) // batch, batch=batch, rate=RATE), seed)
    seconds = time.process_time() - began
    loss = round(measure(network, held_out, board, EXAMPLES)["held_out_grammar"], 4)
    return {"width": width, "parameters": parameters(network), "lessons": len(lessons), "loss": loss, "seconds": round(seconds, 2)}


# -- the law --------------------------------------------------------------------------------------


def fitted(runs: Sequence[Run], seed: int) -> Trained:
    """The law of some runs."""
    sizes = torch.tensor([[run["parameters"], run["lessons"]] for run in runs], dtype=torch.float64)
    losses = torch.tensor([run["loss"] for run in runs], dtype=torch.float64)
    return scaling.fit(scaling.Config(), [Episode(sizes, losses, sizes, losses)], seed=seed)


def _law(law: Trained) -> scaling.PowerLaw:
    assert isinstance(law.model, scaling.PowerLaw)
    return law.model


def _predicted(law: Trained, parameters: float, lessons: float) -> float:
    with torch.no_grad():
        return float(_law(law)(torch.tensor([[parameters, lessons]], dtype=torch.float64)))


def table(runs: Sequence[Run], law: Trained) -> list[dict[str, Any]]:
    """A row for each run: what it came to and what the law says."""
    told = [{**run, "predicted": round(_predicted(law, run["parameters"], run["lessons"]), 4)} for run in runs]
    return [{column: row[column] for column in COLUMNS} for row in told]


def constants(law: Trained) -> dict[str, Any]:
    """The constants of the law with the ends of their 95 % intervals, and its mean relative error on the runs."""
    names = {"irreducible": "E", "factor_0": "A", "exponent_0": "a", "factor_1": "B", "exponent_1": "b"}
    ends = (("", ""), ("_low", " low"), ("_high", " high"))
    found = {f"{short}{told}": float(f"{law.metrics[f'{name}{own}']:.4g}") for name, short in names.items() for own, told in ends}
    return found | {"error": round(law.metrics["error"], 4)}


def optima(runs: Sequence[Run], law: Trained) -> list[dict[str, Any]]:
    """For multiples of the largest run's compute: the best size and amount of lessons, and the loss they promise."""
    largest = OPERATIONS * max(run["parameters"] * run["lessons"] for run in runs)
    found = []
    for multiple in MULTIPLES:
        parameters, lessons = scaling.allocation(_law(law), multiple * largest, OPERATIONS)
        loss = round(_predicted(law, parameters, lessons), 4)
        found.append(
            {
                "operations": float(f"{multiple * largest:.3g}"),
                "best_parameters": round(parameters),
                "best_lessons": round(lessons),
                "loss": loss,
            }
        )
    return found


def draw(runs: Sequence[Run], law: Trained, path: Path) -> None:
    """The losses over the lessons, the law through them, and the best size for a budget."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    amounts = sorted({run["lessons"] for run in runs})
    for size in sorted({run["parameters"] for run in runs}):
        own = [run for run in runs if run["parameters"] == size]
        (line,) = left.plot(amounts, [_predicted(law, size, d) for d in amounts], label=f"{size:,.0f} parameters")
        left.plot([run["lessons"] for run in own], [run["loss"] for run in own], "o", color=line.get_color())
    left.set(xscale="log", xlabel="lessons, each seen once", ylabel="loss on dreams kept apart, nats a word", title="measured, and the law")
    left.legend()
    best = optima(runs, law)
    right.plot([row["operations"] for row in best], [row["best_parameters"] for row in best], "o-", label="best parameters")
    right.plot([row["operations"] for row in best], [row["best_lessons"] for row in best], "s-", label="best lessons")
    right.set(xscale="log", yscale="log", xlabel="operations of training", title="compute-optimal")
    right.legend()
    figure.savefig(path, dpi=100)
