"""`synth train`: a guide from dreams, and from what a library has solved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.primitives import Primitive
from dsl.syntax import parse_term
from synth.batch.display import put, say
from synth.config import TrainConfig
from synth.library.store import open_library
from synth.library.vocabulary import vocabulary_of
from synth.training.dataset import Solved
from synth.training.train import fine_tune


def run(config: TrainConfig) -> int:
    """Train, and say how it goes; the exit code."""

    def report(line: Mapping[str, Any]) -> None:
        if config.output.json:
            put(json.dumps({key: round(value, 4) for key, value in line.items()}))

    for domain in config.domains:
        vocabulary_of(domain)
    if config.tune:
        from synth.training.hyperparameters import tuned

        config = tuned(config)
        say(f"the best of {config.tune} trials: --rate {config.rate:.2g} --batch {config.batch}")
    solved, learned = ([], []) if config.replays is None else replays(config.replays)
    path = fine_tune(config, solved, learned, report)
    if not config.output.json:
        put(_told(path))
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
