"""The Python interface: `solve` takes examples or a task and answers with a Result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from synth.config import SolveConfig
from synth.faults import Misuse, require
from synth.solving.result import Question, Result

if TYPE_CHECKING:
    from dsl.primitives import Primitive
    from tasks.task import Hint, Task


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
) -> Result:
    """Finds a program for (input, output) pairs, or for a task, in a process of its own.

    Several inputs are a tuple: `((xs, n), out)`. `inputs` are those of further rows, whose outputs nobody knows yet: they tell which
    program is meant. A misuse raises a ValueError that names the example and the fault.
    """
    config = SolveConfig(timeout, max_memory, max_candidates, domain, type, guide, library, strategy, alternatives, seed, min_confidence)
    return _solved(examples, inputs, config, primitives)


def _solved(
    examples: Task | Iterable[Any], inputs: Sequence[Any], config: SolveConfig, primitives: Sequence[Primitive], hints: Sequence[Hint] = ()
) -> Result:
    from dsl.quote import clip
    from synth.batch.pool import solve_all
    from synth.batch.request import check_names, resolved, task_from

    require(isinstance(primitives, Sequence), f"primitives should be a list of primitives, not {clip(repr(primitives))}")
    check_names(config)
    require(isinstance(inputs, Sequence) and not isinstance(inputs, str), f"inputs should be a list of rows, not {clip(repr(inputs))}")
    task = replace(resolved(task_from(examples, config.type, inputs), config.domain, primitives), hints=tuple(hints))
    ((_, result),) = solve_all([task], config, primitives=primitives, guest=True)
    if result.status == "invalid":
        raise Misuse(result.error or "the task is not valid")
    return result


class Session:
    """A task that grows: examples are added, and each answer goes on from the programs found before.

    Takes what `solve` takes. `result` solves when it is first asked for; `question()` is the input whose output would tell most.

        session = Session([("Ada Lovelace", "A.L."), ...], inputs=["Grace Brewster Hopper", ...])
        session.question()            # the most telling row, with what the readings give for it
        session.add("Grace Brewster Hopper", "G.B.H.")
        session.result
    """

    def __init__(
        self, examples: Iterable[Any], *, inputs: Sequence[Any] = (), primitives: Sequence[Primitive] = (), **options: Any
    ) -> None:
        """Nothing is solved yet. `options` are those of `solve`; Misuse for another."""
        known = [own.name for own in fields(SolveConfig)]
        for name in options:
            require(name in known, f"no such option {name}; there are {', '.join(known)}")
        self._examples, self._inputs, self._primitives = list(examples), list(inputs), primitives
        self._config = SolveConfig(**options)
        self._result: Result | None = None
        self._hints: tuple[Hint, ...] = ()

    def add(self, input: Any, output: Any) -> None:
        """One more example; several inputs are a tuple."""
        if self._result is not None:
            self._hints = self._result.pool
        self._examples.append((input, output))
        self._result = None

    def remove(self, input: Any) -> None:
        """Take back the example of an input; ValueError where there is none."""
        kept = [pair for pair in self._examples if pair[0] != input]
        require(len(kept) < len(self._examples), "no example has this input")
        self._examples, self._result, self._hints = kept, None, ()

    @property
    def result(self) -> Result:
        """The answer to the examples so far."""
        if self._result is None:
            self._result = _solved(self._examples, self._inputs, self._config, self._primitives, self._hints)
        return self._result

    def question(self) -> Question | None:
        """The input whose output would tell most about which program is meant; None where all readings found agree."""
        return self.result.question()
