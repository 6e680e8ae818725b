"""The Python interface: `solve` takes examples or a task and answers with a Result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from synth.config import SolveConfig
from synth.faults import Misuse, require
from synth.solving.result import Progress, Result

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
    min_confidence: float = SolveConfig.min_confidence,
    noise: float = SolveConfig.noise,
    hint: str | None = SolveConfig.hint,
    must_use: str | Sequence[str] = SolveConfig.must_use,
    avoid: str | Sequence[str] = SolveConfig.avoid,
    costs: Mapping[str, float] | Sequence[str] = SolveConfig.costs,
    watch: Callable[[Progress], None] | None = None,
) -> Result:
    """Finds a program for (input, output) pairs, or for a task, in a process of its own.

    Several inputs are a tuple: `((xs, n), out)`. `inputs` are those of further rows, whose outputs nobody knows yet: they tell which
    program is meant. `hint` is a program to begin with, or a sketch with holes `?` that the answer fills; `must_use` and `avoid` name
    primitives, `costs` says how many units some cost, where most cost about one. `watch` is called with how the search stands. A misuse
    raises a ValueError that names the example and the fault.
    """
    config = SolveConfig(
        timeout,
        max_memory,
        max_candidates,
        domain,
        type,
        guide,
        library,
        strategy,
        alternatives,
        seed,
        min_confidence,
        noise,
        hint,
        must_use,  # type: ignore[arg-type]  # made a tuple there
        avoid,  # type: ignore[arg-type]
        costs,  # type: ignore[arg-type]
    )
    return run(prepared(examples, inputs, config, primitives), config, primitives, watch)


def configured(options: Mapping[str, Any]) -> SolveConfig:
    """The configuration of options by name; Misuse for one that `solve` does not have."""
    known = [own.name for own in fields(SolveConfig)]
    for name in options:
        require(name in known, f"no such option {name}; there are {', '.join(known)}")
    return SolveConfig(**options)


def prepared(examples: Task | Iterable[Any], inputs: Sequence[Any], config: SolveConfig, primitives: Sequence[Primitive]) -> Task:
    """The task that Python values describe, looked over; Misuse names what is wrong."""
    from dsl.quote import clip
    from synth.batch.request import check_names, learns, resolved, task_from
    from tasks.value import plain

    require(isinstance(primitives, Sequence), f"primitives should be a list of primitives, not {clip(repr(primitives))}")
    inputs = plain(inputs)
    require(isinstance(inputs, Sequence) and not isinstance(inputs, str), f"inputs should be a list of rows, not {clip(repr(inputs))}")
    task = resolved(task_from(examples, config.type, inputs), config.domain, primitives)
    check_names(config, learns([task]))
    return task


def run(
    task: Task,
    config: SolveConfig,
    primitives: Sequence[Primitive] = (),
    watch: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Result:
    """The result of a task that was looked over; Misuse where the search finds it invalid."""
    from synth.api.notebook import watched
    from synth.batch.pool import solve_all

    with watched(watch) as hears:
        told = None if hears is None else lambda index, progress: hears(progress)
        ((_, result),) = solve_all([task], config, primitives=primitives, watch=told, stopped=stopped, guest=True)
    if result.status == "invalid":
        raise Misuse(result.error or "the task is not valid")
    return result
