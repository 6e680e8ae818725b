"""The Python interface: `solve` takes examples or a task and answers with a Result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from synth.config import SolveConfig
from synth.faults import Misuse, require
from synth.solving.result import Result

if TYPE_CHECKING:
    from dsl.primitives import Primitive
    from tasks.task import Task


def solve(
    examples: Task | Iterable[Any],
    *,
    inputs: Sequence[Any] = (),
    timeout: float = SolveConfig.timeout,
    primitives: Sequence[Primitive] = (),
    type: str | None = SolveConfig.type,
    domain: str | None = SolveConfig.domain,
    max_memory: int = SolveConfig.max_memory,
    max_candidates: int | None = SolveConfig.max_candidates,
    seed: int = SolveConfig.seed,
    alternatives: int = SolveConfig.alternatives,
    guide: str = SolveConfig.guide,
    library: str = SolveConfig.library,
    strategy: str | None = SolveConfig.strategy,
) -> Result:
    """Finds a program for (input, output) pairs, or for a task, in a process of its own.

    Several inputs are a tuple: `((xs, n), out)`. `inputs` are those of further rows, whose outputs nobody knows yet: they tell which
    program is meant. A misuse raises a ValueError that names the example and the fault.
    """
    from dsl.quote import clip
    from synth.batch.pool import solve_all
    from synth.batch.request import check_names, resolved, task_from

    require(isinstance(primitives, Sequence), f"primitives should be a list of primitives, not {clip(repr(primitives))}")
    config = SolveConfig(timeout, max_memory, max_candidates, domain, type, guide, library, strategy, alternatives, seed)
    check_names(config)
    require(isinstance(inputs, Sequence) and not isinstance(inputs, str), f"inputs should be a list of rows, not {clip(repr(inputs))}")
    task = resolved(task_from(examples, type, inputs), domain, primitives)
    ((_, result),) = solve_all([task], config, primitives=primitives, guest=True)
    if result.status == "invalid":
        raise Misuse(result.error or "the task is not valid")
    return result
