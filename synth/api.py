"""The Python interface: `solve` takes examples or a task and answers with a Result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from synth.config import Misuse, SolveConfig, require
from synth.result import Result

if TYPE_CHECKING:
    from dsl.primitives import Primitive
    from tasks.task import Task


def solve(
    examples: Task | Iterable[Any],
    *,
    timeout: float = 60.0,
    primitives: Sequence[Primitive] = (),
    type: str | None = None,
    domain: str | None = None,
    max_memory: int = 4096,
    max_candidates: int | None = None,
    seed: int = 0,
    alternatives: int = 0,
    guide: str = "default",
    library: str = "default",
    strategy: str | None = None,
) -> Result:
    """Finds a program for (input, output) pairs, or for a task, in a process of its own.

    Several inputs are a tuple: `((xs, n), out)`. A misuse raises a ValueError that names the example and the fault.
    """
    from dataclasses import replace

    from dsl.quote import clip
    from synth.crew import solve_all
    from synth.intake import check_names, check_types, task_from, vocabulary_of

    numbers = {"timeout": timeout, "max_memory": max_memory, "max_candidates": max_candidates, "seed": seed, "alternatives": alternatives}
    for name, number in numbers.items():
        allowed = isinstance(number, (int, float) if name == "timeout" else int) or (name == "max_candidates" and number is None)
        require(allowed and not isinstance(number, bool), f"{name} should be a number, not {clip(repr(number))}")
    for name, word in {"type": type, "domain": domain, "guide": guide, "library": library, "strategy": strategy}.items():
        require(word is None or isinstance(word, str), f"{name} should be a text, not {clip(repr(word))}")
    require(isinstance(primitives, Sequence), f"primitives should be a list of primitives, not {clip(repr(primitives))}")
    config = SolveConfig(timeout, max_memory, max_candidates, domain, type, guide, library, strategy, alternatives, seed)
    check_names(config)
    task = task_from(examples, type)
    task = replace(task, domain=domain or task.domain)
    vocabulary_of(task.domain, primitives)
    check_types(task)
    ((_, result),) = solve_all([task], config, primitives=primitives, guest=True)
    if result.status == "invalid":
        raise Misuse(result.error or "the task is not valid")
    return result
