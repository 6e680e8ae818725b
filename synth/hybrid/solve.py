"""Tasks with images: solved with the modules of the library, or with one that is trained for them.

First the library's modules are words of the search. They err now and then, so the search sees the examples whose images they are
surest of, and the module is adapted until the program it led to holds on all. Without such a program, sketches are trained.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from dsl.module import Module
from dsl.primitives import Primitive
from dsl.term import Prim, Term, subterms
from dsl.type import parameters
from synth.config import SolveConfig
from synth.hybrid.modules import fitting, kept, of_library
from synth.hybrid.scene import Scene, scene, sees_images
from synth.hybrid.sketch import Sketch, sketches
from synth.process import apart
from synth.solving.solver import Attempt, Report, solve_task
from synth.solving.verify import right_on
from synth.space.budget import Budget

if TYPE_CHECKING:
    from synth.hybrid.fit import Fitted
    from synth.solving.result import Result
    from tasks.task import Example, Task

CLASSES = 10
NAME = "see"  # of a module that nobody has named yet
REUSE_SHARE = 0.4  # of the time, for programs with the modules there are
PLAIN_SHARE = 0.05  # for programs without any
SKETCH_SHARE = 0.2  # for finding sketches
CHOICE_SHARE, TRAIN_SHARE = 0.6, 0.9  # of what is left then: by when a sketch is chosen, its module trained
MOST_SKETCHES = 24
SURE = 0.9  # probability
LEAST_SURE = 3  # examples
MOST_SURE = 0.7  # of the examples: the others tell whether a program is meant
LEAST_RIGHT = 0.6  # of the examples: a program on which fewer hold is not worth adapting a module for
NEARLY_RIGHT = 0.85  # of the examples: then the others may be misread
MENDING_SHARE = 0.3  # of the time left, for adapting the module before the search sees more
LEAST_TO_TRAIN = 30  # examples; fewer say too little of what a module should see
GENTLE = 5e-4  # learning rate of adapting


def solve_hybrid(task: Task, config: SolveConfig, report: Report | None = None, primitives: Sequence[Primitive] = ()) -> Result:
    """Solve one task; one with images by way of modules."""
    if not sees_images(task.request) or task.contradiction() is not None:
        return solve_task(task, config, report, primitives)
    return _Hybrid(task, config, report, tuple(primitives)).run()


@dataclass
class _Hybrid:
    """The search for one task with images."""

    task: Task
    config: SolveConfig
    report: Report | None
    primitives: tuple[Primitive, ...]

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        self.scenes = [scene(example, self.task.request) for example in self.task.distinct_shown]
        images = [image for one in self.scenes for image in one.images]
        self.modules = fitting(of_library(self.config.library), images)

    def left(self, share: float = 1.0) -> float:
        """Seconds that are left, or a share of them."""
        return max(0.05, share * (self.began + self.config.timeout - 0.1 - time.monotonic()))

    def run(self) -> Result:
        """Reuse, else train."""
        best = self._reused()
        if best.status == "solved" or not self._trainable():
            return replace(best, seconds=time.monotonic() - self.began)
        return self._trained(best)

    # -- reuse ----------------------------------------------------------------------------------

    def _reused(self) -> Result:
        """The best program over the modules there are, its module adapted if that makes it hold everywhere.

        Where few examples fail and the modules are sure of none of them, these may be misread, and the module is adapted at once. Else
        the surest one that fails is shown to the search, too; if nothing is found with it, it is taken for misread.
        """
        ranked = self._ranked()
        shown = [example for _, example in ranked][: self._sure(ranked) if self.modules else None]
        best: tuple[Result, Term] | None = None
        wrong: list[Example] = []
        misread: list[Example] = []
        until = time.monotonic() + self.left(REUSE_SHARE if self.modules else PLAIN_SHARE if self._trainable() else 1.0)
        while True:
            found = self._sought(shown, until - time.monotonic())
            if found.program is None and best is None:
                return replace(found, train_total=len(self.task.shown), test_total=len(self.task.held_out))
            if found.program is None or (best is not None and found.status != "solved"):
                misread.append(shown.pop())
            else:
                answer = self._answer(found.program, self.modules, found.candidates)
                if answer.status == "solved":
                    return self._with_modules(answer, self._used(found.program))
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

    def _mended(self, answer: Result, program: Term, share: float = 1.0) -> Result:
        """The answer with its module adapted within a share of the time left, if it is worth that and then holds."""
        used = self._used(program)
        if len(used) != 1 or answer.train_correct < LEAST_RIGHT * len(self.task.distinct_shown):
            return self._with_modules(answer, used)
        return self._adapted(program, used[0], answer, share)

    def _sought(self, shown: Sequence[Example], seconds: float) -> Result:
        """What the search finds on some of the examples with the modules as words."""
        words = (*self.primitives, *(module.primitive for module in self.modules))
        rest = tuple(example for example in self.task.distinct_shown if example not in set(shown))
        part = replace(self.task, shown=tuple(shown), held_out=rest)
        return solve_task(part, replace(self.config, timeout=max(0.05, seconds)), self.report, words)

    def _failing(self, found: Result) -> set[Example]:
        """The examples on which a program that was found fails."""
        assert found.program is not None and found.vocabulary is not None
        right = right_on(found.program, self.task.distinct_shown, found.vocabulary())
        return {example for example, holds in zip(self.task.distinct_shown, right, strict=True) if not holds}

    def _ranked(self) -> list[tuple[float, Example]]:
        """The examples, those whose images all modules are surest of first, with how sure."""
        ranked = []
        for example, one in zip(self.task.distinct_shown, self.scenes, strict=True):
            chances = [float(m.probabilities(one.images).max(1).min()) for m in self.modules] if one.images else [1.0]
            ranked.append((min(chances, default=1.0), example))
        return sorted(ranked, key=lambda pair: -pair[0])

    def _sure(self, ranked: Sequence[tuple[float, Example]]) -> int:
        """How many of the ranked examples the search sees: those that are sure, and a few at least."""
        sure = sum(chance >= SURE for chance, _ in ranked)
        return max(min(LEAST_SURE, len(ranked)), min(sure, math.ceil(MOST_SURE * len(ranked))))

    def _used(self, program: Term) -> list[Module]:
        said = {t.name for t in subterms(program) if isinstance(t, Prim)}
        return [module for module in self.modules if module.name in said]

    def _adapted(self, program: Term, module: Module, before: Result, share: float) -> Result:
        """The same program with its module adapted, in weights alone, until every example holds."""
        if sees_images(parameters(self.task.request)[1]):
            return self._with_modules(before, [module])
        sketch = Sketch(program, module.name, 0.0, -1.0)
        fitted = apart(partial(_adapt, sketch, self.scenes, self.task, module, self.config.seed, self.left(share)), self.left(share))
        if fitted is None or fitted.right < fitted.total:
            return self._with_modules(before, [module])
        others = [fitted.module if own.name == module.name else own for own in self.modules]
        return self._with_modules(self._answer(program, others, before.candidates), [fitted.module])

    # -- training -------------------------------------------------------------------------------

    def _trainable(self) -> bool:
        """Whether outputs can tell what images show: enough of them, and no images among them."""
        shapes = {(len(image), len(image[0])) for one in self.scenes for image in one.images}
        large = all(min(shape) >= 4 for shape in shapes)
        enough = len(self.scenes) >= LEAST_TO_TRAIN and len(shapes) == 1 and large
        return enough and not sees_images(parameters(self.task.request)[1])

    def _trained(self, before: Result) -> Result:
        """A program around a module that is trained from the outputs."""
        name = self._free_name()
        budget = Budget(self.config.max_candidates, time.monotonic() + self.left(SKETCH_SHARE))
        found = list(islice(sketches(self.scenes, self.task.request, name, CLASSES, budget), MOST_SKETCHES))
        candidates = before.candidates + budget.stats.candidates
        work = partial(_train, found, self.scenes, self.task, self.config.seed, self.left())
        fitted = apart(work, self.left()) if found else None
        if fitted is None:
            return replace(before, candidates=candidates, seconds=time.monotonic() - self.began)
        result = self._answer(fitted.sketch.term, [*self.modules, fitted.module], candidates)
        if result.status == "solved":
            self._store(fitted.module)
        return self._with_modules(result, [fitted.module])

    def _free_name(self) -> str:
        taken = {module.name for module in self.modules}
        return next(name for name in (NAME, *(f"{NAME}_{n}" for n in range(2, 1000))) if name not in taken)

    def _store(self, module: Module) -> None:
        """Keep the module in the library, where that is one that can grow."""
        if "://" in self.config.library:
            from synth.library.store import open_library

            with open_library(self.config.library) as library:
                library.add_module(kept(module, [self.task.name]))

    # -- reporting ------------------------------------------------------------------------------

    def _answer(self, program: Term, modules: Sequence[Module], candidates: int) -> Result:
        """The program judged on the whole task."""
        words = (*self.primitives, *(module.primitive for module in modules))
        config = replace(self.config, timeout=self.left())
        attempt = Attempt(self.task, config, None, words)
        result = attempt.answer(program, "hybrid")
        return replace(result, candidates=candidates, seconds=time.monotonic() - self.began)

    def _with_modules(self, result: Result, modules: Sequence[Module]) -> Result:
        return replace(result, modules=tuple(modules), seconds=time.monotonic() - self.began)


def _train(found: Sequence[Sketch], scenes: Sequence[Scene], task: Task, seed: int, seconds: float) -> Fitted | None:
    """In the process where torch is: the best sketch and its module."""
    import torch

    from synth.hybrid.fit import choose, train_anew

    torch.set_num_threads(1)
    now = time.monotonic()
    trainer = choose(found, scenes, task.request, CLASSES, seed, now + CHOICE_SHARE * seconds)
    return None if trainer is None else train_anew(trainer, scenes, now + TRAIN_SHARE * seconds)


def _adapt(sketch: Sketch, scenes: Sequence[Scene], task: Task, module: Module, seed: int, seconds: float) -> Fitted | None:
    """In the process where torch is: the module adapted to a program."""
    import torch

    from synth.hybrid.fit import Trainer, train

    torch.set_num_threads(1)
    trainer = Trainer(sketch, scenes, task.request, module.classes, seed, module)
    return train(trainer, scenes, time.monotonic() + TRAIN_SHARE * seconds, GENTLE)
