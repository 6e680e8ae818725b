"""Programs around the modules that a library has, which are adapted where that makes a program hold everywhere.

Modules err now and then, so the search sees the examples whose things they are surest of. Where few examples fail and the modules are
sure of none of these, they may be misread, and the module is adapted at once. Else the surest one that fails is shown to the search,
too; if nothing is found with it, it is taken for misread.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dsl.module import Module
from dsl.primitives import Primitive
from dsl.term import Term
from dsl.type import parameters
from synth.config import SolveConfig
from synth.hybrid.scene import THINGS, Scene, Sight, Slot, readable, things_in
from synth.hybrid.sketch import Fitted, Sketch
from synth.hybrid.verdict import judged, least_right, modules_in, solved, with_modules
from synth.hybrid.work import adapted
from synth.process import apart
from synth.solving.result import Progress
from synth.solving.solver import Attempt, Report, solve_task
from synth.solving.verify import right_on

if TYPE_CHECKING:
    from synth.solving.result import Result
    from tasks.task import Example, Task

SURE = 0.9  # probability
LEAST_SURE = 3  # examples
MOST_SURE = 0.7  # of the examples: the others tell whether a program is meant
LEAST_RIGHT = 0.6  # of the examples: a program on which fewer hold is not worth adapting a module for
NEARLY_RIGHT = 0.75  # of the examples: then the others may be misread
MENDING_SHARE = 0.3  # of the time left, for adapting the module before the search sees more


@dataclass
class Reuse:
    """The search for one task with the modules there are, for so many seconds; adapting one may take all that the task has."""

    task: Task
    config: SolveConfig
    report: Report | None
    primitives: tuple[Primitive, ...]
    modules: Sequence[Module]
    scenes: Sequence[Scene]
    seconds: float

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        self.examples = self.task.distinct_shown

    def left(self, share: float = 1.0) -> float:
        """Seconds that are left, or a share of them."""
        return max(0.05, share * (self.began + self.config.timeout - 0.2 - time.monotonic()))

    def run(self) -> Result:
        """The best program over the modules, one of them adapted if that makes it hold everywhere."""
        ranked = self._ranked()
        shown = [example for _, example in ranked][: self._sure(ranked) if self.modules else None]
        best: tuple[Result, Term] | None = None
        wrong: list[Example] = []
        misread: list[Example] = []
        until = self.began + self.seconds
        while True:
            found = self._sought(shown, until - time.monotonic())
            if found.program is None and best is None:
                return replace(found, train_total=len(self.task.shown), test_total=len(self.task.held_out))
            if found.program is None or (best is not None and found.status != "solved"):
                misread.append(shown.pop())
            else:
                answer = self._answer(found.program, self.modules, found.candidates)
                if answer.status == "solved":
                    return answer
                failing = self._failing(found)
                unsure = all(chance < SURE for chance, e in ranked if e in failing)
                if unsure and answer.train_correct >= NEARLY_RIGHT * len(ranked):
                    mended = self._mended(answer, found.program, MENDING_SHARE)
                    if mended.status == "solved":
                        return mended
                if best is None or answer.train_correct > best[0].train_correct:
                    best = (answer, found.program)
                wrong = [e for _, e in ranked if e in failing and e not in shown and e not in misread]
            if not wrong or time.monotonic() > until:
                break
            shown = [*shown, wrong.pop(0)]
        assert best is not None
        return self._mended(*best)

    def _sought(self, shown: Sequence[Example], seconds: float) -> Result:
        """What the search finds on some of the examples with the modules as words."""
        words = (*self.primitives, *(module.primitive for module in self.modules))
        rest = tuple(example for example in self.examples if example not in set(shown))
        part = replace(self.task, shown=tuple(shown), held_out=rest)
        return solve_task(part, replace(self.config, timeout=max(0.05, seconds)), self.report, words)

    def _failing(self, found: Result) -> set[Example]:
        """The examples on which a program that was found fails."""
        assert found.program is not None and found.vocabulary is not None
        right = right_on(found.program, self.examples, found.vocabulary())
        return {example for example, holds in zip(self.examples, right, strict=True) if not holds}

    def _ranked(self) -> list[tuple[float, Example]]:
        """The examples, those whose things all modules are surest of first, with how sure."""
        judges = [module for module in self.modules if module.labels and len(module.shapes) == 1]
        kinds = [things_in(parameters(module.type)[0][0]) for module in judges]
        ranked = []
        for example, one in zip(self.examples, self.scenes, strict=True):
            chances = [1.0]
            for module, kind in zip(judges, kinds):
                rows = [(thing,) for thing in one.things if kind and _is_of(thing, module)]
                chances += [float(module.probabilities(rows).max(1).min())] if rows else []
            ranked.append((min(chances), example))
        return sorted(ranked, key=lambda pair: -pair[0])

    def _sure(self, ranked: Sequence[tuple[float, Example]]) -> int:
        """How many of the ranked examples the search sees: those that are sure, and a few at least."""
        sure = sum(chance >= SURE for chance, _ in ranked)
        return max(min(LEAST_SURE, len(ranked)), min(sure, math.ceil(MOST_SURE * len(ranked))))

    # -- adapting -------------------------------------------------------------------------------

    def _mended(self, answer: Result, program: Term, share: float = 1.0) -> Result:
        """The answer with its modules adapted within a share of the time left, if it is worth that and then holds."""
        used = modules_in(program, self.modules)
        sight = self._sight(used)
        if sight is None or answer.train_correct < LEAST_RIGHT * len(self.examples):
            return answer
        seconds, start = self.left(share), {module.name: module for module in used}
        noise, seed, deadline = self.config.noise, self.config.seed, time.monotonic() + seconds
        work = partial(adapted, Sketch(program, sight, 0.0, -1.0), self.scenes, start, noise, seed, deadline)
        fitted: Fitted | None = apart(work, seconds, heard=self._heard)
        if fitted is None or fitted.right < least_right(fitted.total, self.config.noise):
            return answer
        new = {module.name: module for module in fitted.modules}
        others = [new.get(own.name, own) for own in self.modules]
        return self._answer(program, others, answer.candidates)

    def _sight(self, used: Sequence[Module]) -> Sight | None:
        """How the modules of a program see all things of the task, each kind one of them; None where they do not."""
        inputs = parameters(self.task.request)[0]
        kinds = {(at, thing) for at, part in enumerate(inputs) for thing in things_in(part)}
        seen = [parameters(module.type)[0] for module in used]
        places = {own[0]: place for place, own in enumerate(seen)}
        apart = len(places) == len(used) and all(len(own) == 1 and own[0] in THINGS for own in seen)
        if not used or not readable(self.task.request) or not apart or {thing for _, thing in kinds} != set(places):
            return None
        if not all(module.labels for module in used):
            return None
        slots = tuple(Slot(m.name, own[0], m.shapes[0], m.norms[0], m.labels) for m, own in zip(used, seen))
        return Sight(self.task.request, slots, {(at, thing): places[thing] for at, thing in kinds})

    # -- reporting ------------------------------------------------------------------------------

    def _heard(self, text: str) -> None:
        if self.report is not None:
            self.report(Progress(note=text))

    def _answer(self, program: Term, modules: Sequence[Module], candidates: int) -> Result:
        """The program judged on the whole task."""
        words = (*self.primitives, *(module.primitive for module in modules))
        attempt = Attempt(self.task, replace(self.config, timeout=self.left()), None, words)
        result, used = attempt.answer(program, "hybrid"), modules_in(program, modules)
        if result.status != "solved" and (verdict := judged(program, self.task, attempt.vocabulary, used, self.config.noise)) is not None:
            result = solved(result, attempt.problem.readable(program), self.task, attempt.vocabulary, verdict)
        return with_modules(replace(result, candidates=candidates), modules)


def _is_of(thing: object, module: Module) -> bool:
    """Whether a thing is of the kind that a module sees."""
    shape = module.shapes[0]
    if isinstance(thing, str) or parameters(module.type)[0][0] not in THINGS:
        return isinstance(thing, str) and str(parameters(module.type)[0][0]) == "str"
    assert isinstance(thing, tuple)
    return isinstance(thing[0], tuple) if len(shape) == 3 else not isinstance(thing[0], tuple)
