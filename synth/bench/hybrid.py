"""`synth bench hybrid [--quick]`: tasks around trained modules, each beside a network that is trained from scratch on the same examples.

Digits are the scans of scikit-learn (extra `bench`), pictures and sentences are made by a seed. Tasks show one part, every figure is of
another: of sequences as long as those shown, and of longer ones.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from dsl.evaluate import compile_term, thaw
from synth.batch.display import put, say
from synth.batch.pool import solve_all
from synth.bench.hybrid_tasks import TRAINED_ON, Drawn, Scans, drawn
from synth.config import BenchConfig
from synth.faults import require
from synth.hybrid.modules import of_library
from synth.library.store import open_library
from synth.solving.result import Result
from tasks.task import Example, task_of


def main(config: BenchConfig) -> int:
    """Prints a row for each task; 1 if one was not solved."""
    require(len(config.suites) == 1, "synth bench hybrid takes no suites")
    require(find_spec("sklearn") is not None, "scikit-learn is not installed: pip install 'synth-engine[bench]'")
    with TemporaryDirectory() as folder:
        directory = Path(config.run or folder)
        directory.mkdir(parents=True, exist_ok=True)
        library, scans = f"sqlite:///{directory / 'library.db'}", Scans(config.search.seed)
        open_library(library).close()
        rows = [_row(task, scans, library, config) for task in drawn(scans, config.quick)]
    return 0 if all(row["status"] == "solved" for row in rows) else 1


def _row(drawn: Drawn, scans: Scans, library: str, config: BenchConfig) -> dict[str, Any]:
    say(f"{drawn.name}: {len(drawn.shown)} examples, at most {drawn.seconds:g} s")
    task = replace(task_of(drawn.name, drawn.shown, request=drawn.type), domain=drawn.domain)
    own = library if drawn.keeps else "none"
    before = {module.name for module in of_library(library)}
    ((_, result),) = solve_all([task], replace(config.search, library=own, timeout=drawn.seconds, noise=drawn.noise))
    row: dict[str, Any] = {"task": drawn.name, "examples": len(drawn.shown), "status": result.status, "seconds": round(result.seconds, 1)}
    row["program"] = str(result.program)
    row |= {name: round(_share(result, examples), 3) for name, examples in drawn.judged.items()}
    if drawn.rename is not None:
        row |= _renamed(library, before, drawn.rename, scans)
    from synth.hybrid.baseline import shares  # torch, which not every measurement has

    row |= {f"network_{name}": share for name, share in shares(task, drawn.judged, config.search.seed).items()}
    put(json.dumps(row) if config.output.json else "  ".join(f"{key} {value}" for key, value in row.items()))
    return row


def _renamed(library: str, before: set[str], name: str, scans: Scans) -> dict[str, Any]:
    """Gives the new module the name that later tasks know it by; how many unseen digits it names right, if that is what it does."""
    found: dict[str, Any] = {}
    for module in (module for module in of_library(library) if module.name not in before):
        if module.name != name:
            with open_library(library) as opened:
                opened.rename(module.name, name)
        if str(module.type) == "image -> int":
            said = module.probabilities([(image,) for image in scans.images[TRAINED_ON:]]).argmax(1)
            found["module_accuracy"] = round(float((np.array(module.labels)[said] == scans.labels[TRAINED_ON:]).mean()), 4)
    return found


def _share(result: Result, examples: Sequence[Example]) -> float:
    """The share of examples that the program is right on."""
    if result.status != "solved" or result.vocabulary is None:
        return 0.0
    assert result.program is not None
    run = compile_term(result.program, result.vocabulary())
    return float(sum(thaw(run(e.inputs)) == e.output for e in examples) / len(examples))
