"""`synth bench student [SUITE…] [--guide TEACHER] [--run DIR [--resume]] [--quick]`: a guide taught to one of a quarter of its size.

The student learns from dreams and from what the teacher says at every step of them (`synth/learn/distill.py`). Then both solve tasks:
dreams of other nights, and suites, by default the shipped ones. Compared is how many candidates were evaluated when the answer was
met; `ratio` is the student's over the teacher's, the geometric mean over tasks that both solve and that took one of them more than
HARD, with a 95 % interval. With --run the student's weights are kept as DIR/student.safetensors, and --resume uses them.
"""

from __future__ import annotations

import json
import math
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from synth.batch.console import results_of
from synth.batch.display import Display, put, say
from synth.batch.request import adapted, check_names
from synth.config import BenchConfig
from synth.faults import require
from synth.guide.encode import SCOPES
from synth.guide.infer import load_guide
from synth.learn.distill import soft_loss
from synth.learn.networks import parameters
from synth.training.course import FIRST, Course
from synth.training.dataset import Lexicon, dreamt
from synth.training.dreams.stream import SPOKEN, Effort, dreams
from synth.training.fine_tune import EXAMPLES, NIGHT, follow, gains, network_of
from synth.training.network import GuideNetwork, Size
from synth.training.train import Board, Slate, measure, wanted
from synth.training.weights import export
from tasks import Fault, Task, load_suite

SUITES = ("list_basics", "text_edits", "control_flow")
SHARE = 0.25  # of the teacher's parameters
TEMPERATURE, TAUGHT = 2.0, 2.0  # of what is said; the weight of the teacher beside what the programs themselves teach
HARD = 1000  # candidates
NIGHTS = Effort(candidates=20_000, deeper=20_000, check=20_000, dreams=40, examples=(5, 5))
OTHER = 1_000_003  # keeps the seeds of judgement from those of training
BUDGET = 100_000  # candidates a task
NORMAL = 1.96  # standard errors either side of a mean that make a 95 % interval


@dataclass(frozen=True)
class Scale:
    """Lessons, steps of training, dreams to be judged by."""

    lessons: int = 4096
    steps: int = 320
    judged: int = 150


QUICK = Scale(256, 10, 6)


def main(config: BenchConfig) -> int:
    """Teach, then compare; a row for the figures of both on held-out lessons, and one for the dreams and each suite."""
    scale = QUICK if config.quick else Scale()
    teacher = config.search.guide
    check_names(config.search)
    require(load_guide(teacher) is not None, "there is no teacher: give --guide default or a path of weights")
    with tempfile.TemporaryDirectory() as scratch:
        student = Path(config.run or scratch) / "student.safetensors"
        if not (config.resume and student.exists()):
            _tell(taught(teacher, student, scale, config.search.seed), config)
        groups = {"dreams": list(judged(scale.judged, config.search.seed))}
        for suite in config.suites[1:] or SUITES:
            groups[suite] = [t for entry in load_suite(suite, config.hold_out) if isinstance(t := adapted(entry, config.search), Task)]
        for name, tasks in groups.items():
            both = [_reached(tasks, replace(config, search=_search(config, guide))) for guide in (teacher, str(student))]
            _tell({"tasks_of": name, "tasks": len(tasks)} | compared(*both), config)
    return 0


def _search(config: BenchConfig, guide: str) -> Any:
    return replace(config.search, guide=guide, library="none", max_candidates=config.search.max_candidates or BUDGET)


# -- teaching -------------------------------------------------------------------------------------


def taught(teacher: str, out: Path, scale: Scale, seed: int) -> dict[str, Any]:
    """Train a student and write its weights; parameters and figures on held-out lessons, the teacher's beside the student's."""
    guide = load_guide(teacher)
    assert guide is not None
    torch.set_num_threads(1)
    knowing, lexicon = network_of(guide.networks[0]), Lexicon.of(FIRST)
    say(f"dreaming {scale.lessons} programs")
    lessons, held_out = (dreamt(lexicon, FIRST, seed, k, n, NIGHT) for k, n in enumerate((scale.lessons, 512)))
    board = Board.of(lexicon, torch.device("cpu"))
    torch.manual_seed(seed)
    student = GuideNetwork(quarter(knowing.size))
    follow(student, lessons, board, Course(steps=scale.steps, rate=2e-3), seed, partial(_listening, knowing, board))
    student.settle(*wanted(student, lessons, board, EXAMPLES), torch.zeros(board.marks.shape[0], SCOPES), board.marks)
    student.trust.copy_(knowing.trust)  # how often a word was met in training is what the teacher knows of it
    export(student, out)
    sides = {name: measure(network, held_out, board, EXAMPLES) for name, network in (("teacher", knowing), ("student", student))}
    figures = {f"{name}_{key}": found[key] for name, found in sides.items() for key in ("top_1", "guided_bits", "saved_units")}
    return {"teacher_parameters": parameters(knowing), "student_parameters": parameters(student)} | figures


def quarter(size: Size) -> Size:
    """The largest size of one proportion with at most a quarter of the parameters."""
    most = SHARE * parameters(GuideNetwork(size))
    sizes = (size.scaled(k / 64) for k in range(64, 0, -1))
    found = next((small for small in sizes if parameters(GuideNetwork(small)) <= most), None)
    require(found is not None, f"the teacher is too small to have a student: {vars(size)}")
    assert found is not None
    return found


def _listening(teacher: GuideNetwork, board: Board, student: GuideNetwork, slate: Slate) -> Tensor:
    """How far the student's say of all words in all scopes is from the teacher's, by the type and by the examples."""
    with torch.no_grad():
        theirs = gains(teacher, slate, board)
    ours, words = gains(student, slate, board), board.primitive

    def distance(own: Tensor, other: Tensor) -> Tensor:
        return soft_loss(own[..., words].flatten(0, 1), other[..., words].flatten(0, 1), TEMPERATURE)

    return TAUGHT * (distance(ours[0], theirs[0]) + distance(ours[1], theirs[1]))


# -- judging --------------------------------------------------------------------------------------


def judged(count: int, seed: int) -> Iterator[Task]:
    """Dreams as tasks, in turn of each domain, a few of a night."""
    each = -(-count // len(FIRST))
    for domain in FIRST:
        stream = dreams(domain, seed=seed + OTHER, effort=NIGHTS)
        for number, dream in enumerate(islice(stream, 0, 8 * each, 8)):
            yield Task(f"{domain} dream {number}", SPOKEN.get(domain, domain), dream.request, dream.examples, ())


def _reached(tasks: Sequence[Task | Fault], config: BenchConfig) -> list[int | None]:
    """How many candidates each task took; None where it was not solved."""
    with Display(config.output, len(tasks), [task.name for task in tasks]) as display:
        found = [result for _, result in results_of(tasks, config.search, config.workers, display)]
    return [result.reached if result.status == "solved" else None for result in found]


def compared(teacher: Sequence[int | None], student: Sequence[int | None]) -> dict[str, Any]:
    """The figures of both on the same tasks."""
    both = [(a, b) for a, b in zip(teacher, student) if a is not None and b is not None and max(a, b) > HARD]
    logs = [math.log(max(1, b) / max(1, a)) for a, b in both]
    found: dict[str, Any] = {"solved_teacher": sum(a is not None for a in teacher), "solved_student": sum(b is not None for b in student)}
    found |= {"compared": len(both), "ratio": math.exp(statistics.fmean(logs)) if logs else None}
    if len(logs) > 1:
        reach = NORMAL * statistics.stdev(logs) / math.sqrt(len(logs))
        found |= {"low": math.exp(statistics.fmean(logs) - reach), "high": math.exp(statistics.fmean(logs) + reach)}
    totals = [sum(column) for column in zip(*both)] or [0, 0]
    return found | {"candidates_teacher": totals[0], "candidates_student": totals[1]}


def _tell(row: dict[str, Any], config: BenchConfig) -> None:
    rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}
    put(json.dumps(rounded) if config.output.json else ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in rounded.items()))
