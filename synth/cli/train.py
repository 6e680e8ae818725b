"""`synth train`: a guide from dreams, and from what a library has solved."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.primitives import Primitive
from dsl.syntax import parse_term
from synth.batch.display import put, say
from synth.config import TrainConfig
from synth.files import write_whole
from synth.library.store import open_library
from synth.library.vocabulary import vocabulary_of
from synth.solving.calibration import draw
from synth.solving.ranker import by_hand
from synth.training.dataset import Solved


def run(config: TrainConfig) -> int:
    """Train, and say how it goes; the exit code."""

    if config.ranker:
        return _ranker(config)
    for domain in config.domains:
        vocabulary_of(domain)
    if config.tune:
        from synth.training.hyperparameters import tuned

        config = tuned(config)
        say(f"the best of {config.tune} trials: --rate {config.rate:.2g} --batch {config.batch}")
    if config.budget is not None:
        from synth.training.budget import within

        config = within(config)
        say(f"{config.budget:g} s: --size {config.size} --lessons {config.lessons} --epochs {config.epochs}")
    from synth.training.train import fine_tune

    began = time.monotonic()

    def report(line: Mapping[str, Any]) -> None:
        if config.output.json:
            put(json.dumps({key: round(value, 4) for key, value in line.items()}))
        else:
            say(_progress(line, time.monotonic() - began))

    solved, learned = ([], []) if config.replays is None else replays(config.replays)
    path = fine_tune(config, solved, learned, report)
    if not config.output.json:
        put(_told(path))
    return 0


def _progress(line: Mapping[str, Any], seconds: float) -> str:
    """A line of progress for people."""
    if "lessons_made" in line:
        return f"{line['lessons_made']:,} of {line['lessons']:,} lessons made, {seconds:.0f} s"
    bits = f"a held-out program {line['guided_bits']:.1f} bits, {line['table_bits']:.1f} without"
    probed = f", {2 ** line['probe']:,.0f} candidates on the probe" if "probe" in line else ""
    return f"step {line['step']:,} of {line['steps']:,}, loss {line['grammar']:.3f}, {bits}{probed}, {seconds:.0f} s"


def _ranker(config: TrainConfig) -> int:
    """Search tasks whose programs are known, fit the ranker to what was found, and say how it does on families it has not seen."""
    from synth.training.readings import collect, is_dream, read

    lessons, began = Path(config.out).with_suffix(".lessons.jsonl"), time.monotonic()
    if not config.resume:
        lessons.unlink(missing_ok=True)

    def note(made: int) -> None:
        if made % config.every == 0:
            told = {"lessons": made, "seconds": round(time.monotonic() - began, 1)}
            put(json.dumps(told)) if config.output.json else say(f"{made} lessons of {config.tasks} tasks at most")

    collect(lessons, config.seed, config.tasks, config.workers, note)

    from synth.training.ranker import answers, cross_answers, fit, report  # torch, whose threads processes that search must not inherit

    found = read(lessons)
    write_whole(Path(config.out), json.dumps(fit(found).record(), indent=1) + "\n")
    unseen = list(cross_answers(found))
    for name, own in (("by hand", answers(found, by_hand())), ("fitted", unseen)):
        told = report(own)
        line = {"ranker": name, "tasks": told.tasks, "right": told.right, "in_pool": told.known, **told.calibration.record()}
        put(json.dumps(line) if config.output.json else f"{name}: {told.right} of {told.tasks} right, {told.known} have a right reading")
    with suppress(ImportError):
        groups = {
            "families not seen": unseen,
            "of the suites": [answer for answer in unseen if not is_dream(answer.lesson)],
            "dreams": [answer for answer in unseen if is_dream(answer.lesson)],
        }
        draw({name: report(own).calibration for name, own in groups.items() if own}, Path(config.out).with_suffix(".svg"))
    return 0


def replays(library: str) -> tuple[list[Solved], list[Primitive]]:
    """What a library has solved, and the subroutines that may stand in it."""
    with open_library(library, create=False) as opened:
        solutions, solved = opened.solutions(), list[Solved]()
        learned: dict[str, Primitive] = {}
        for solution in solutions:
            domain, type = solution.domain or "list", parse_type(solution.type)
            vocabulary = opened.vocabulary(load_domain(domain).vocabulary)
            learned |= {name: p for name, p in vocabulary.items() if p.body is not None}
            solved.append((domain, type, parse_term(solution.program, vocabulary, type)))
    return solved, list(learned.values())


def _told(path: Path) -> str:
    progress = path.with_suffix(".run") / "progress.jsonl"
    last = json.loads(progress.read_text().splitlines()[-1])
    table, guided = last["table_bits"], last["guided_bits"]
    size = path.stat().st_size / 1e6
    return f"{path}: {size:.1f} MB, held-out programs {guided:.1f} bits with the guide and {table:.1f} without; steps in {progress}"
