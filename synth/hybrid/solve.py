"""Tasks that modules look at: solved with the modules of the library, or with some that are trained for them.

Where the examples are labelled things, a module learns them at once. Else the library's modules are words of the search (`reuse`), and
without a program around these, sketches are trained.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from dsl.module import IMAGE, REAL, Module, is_twin, text_shape
from dsl.primitives import Primitive
from dsl.term import App, Prim, Term, Var, lam
from dsl.type import BOOL, STR, Type, parameters
from synth.config import SolveConfig
from synth.hybrid.lesson import Lesson, image_shape, lesson_of, norm_of
from synth.hybrid.modules import fitting, kept, of_library
from synth.hybrid.reuse import Reuse
from synth.hybrid.scene import readable, scene, sights
from synth.hybrid.sketch import Fitted, Sketch, sketches
from synth.hybrid.verdict import judged, least_right, solved, with_modules
from synth.hybrid.work import taught, trained
from synth.process import apart
from synth.solving.result import Progress, Result
from synth.solving.solver import Attempt, Report, solve_task
from synth.space.budget import Budget

if TYPE_CHECKING:
    from tasks.task import Task

DOMAIN = "perception"  # of tasks that modules look at
REUSE_SHARE = 0.4  # of the time, for programs with the modules there are
PLAIN_SHARE = 0.05  # for programs without any
LABELLED_SHARE = 0.1  # for either, where the examples are labelled
SKETCH_SHARE = 0.2  # for finding sketches
MOST_SKETCHES = 24
LEAST_TO_TRAIN = 30  # examples; fewer say too little of what a module should see
CONVINCING = 0.75  # of labels right on examples kept apart: no program around modules is sought then


def solve_hybrid(task: Task, config: SolveConfig, report: Report | None = None, primitives: Sequence[Primitive] = ()) -> Result:
    """Solve one task; one that modules look at by way of modules."""
    if task.domain != DOMAIN or (task.contradiction() is not None and not config.noise):
        return solve_task(task, config, report, primitives)
    return _Hybrid(task, config, report, tuple(primitives)).run()


@dataclass
class _Hybrid:
    """The search for one task."""

    task: Task
    config: SolveConfig
    report: Report | None
    primitives: tuple[Primitive, ...]

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        self.scenes = [scene(example, self.task.request) for example in self.task.distinct_shown]
        self.stock = of_library(self.config.library)
        self.modules = fitting(self.stock, self.task.request, self.scenes)
        self.candidates = 0

    def left(self, share: float = 1.0) -> float:
        """Seconds that are left, or a share of them."""
        return max(0.05, share * (self.began + self.config.timeout - 0.1 - time.monotonic()))

    def run(self) -> Result:
        """Reuse, else train."""
        lesson = lesson_of(self.task, self._name(), self.config.noise, self.config.seed)
        trainable = self._trainable()
        first = lesson is not None and (self._is_plain() or not trainable)
        share = LABELLED_SHARE if first else REUSE_SHARE if self.modules else PLAIN_SHARE if trainable else 1.0
        reuse = Reuse(self.task, self.config, self.report, self.primitives, self.modules, self.scenes, self.left(share))
        best = reuse.run()
        self.candidates = best.candidates
        if best.status != "solved" and first and lesson is not None:
            best = self._better(best, self._taught(lesson, 0.5 if trainable and len(lesson.rows[0]) > 1 else 1.0))
        if trainable and (best.status != "solved" or (best.confidence or 1.0) < CONVINCING) and (not first or self._several()):
            best = self._better(best, self._trained(best))
        if best.status != "solved" and not first and lesson is not None:
            best = self._better(best, self._taught(lesson, 1.0))
        return replace(best, candidates=self.candidates, seconds=time.monotonic() - self.began)

    def _better(self, one: Result, other: Result) -> Result:
        ours, theirs = ((each.status == "solved", each.train_correct) for each in (one, other))
        return other if theirs >= ours else one

    def _is_plain(self) -> bool:
        """Whether a module alone may be meant: of one thing, of two that are compared, of a row of numbers and texts."""
        inputs = parameters(self.task.request)[0]
        return len(inputs) == 1 or is_twin(self.task.request) or IMAGE not in inputs

    def _several(self) -> bool:
        return len(parameters(self.task.request)[0]) > 1 and IMAGE in parameters(self.task.request)[0]

    # -- labelled examples ----------------------------------------------------------------------

    def _taught(self, lesson: Lesson, share: float) -> Result:
        """The program that only calls a module trained on the examples."""
        seconds = self.left(share)
        module = apart(partial(taught, lesson, time.monotonic() + seconds), seconds, heard=self._heard)
        if module is None:
            return self._unsolved()
        arity = len(lesson.shapes)
        called = App(Prim(module.name), tuple(Var(index) for index in reversed(range(arity))))
        return self._concluded(lam(arity, called, ("",) * arity), [module], self.config.noise)

    # -- sketches -------------------------------------------------------------------------------

    def _trainable(self) -> bool:
        """Whether outputs can tell what things show: enough of them, and things of one size in each input."""
        small = any(min(image_shape([t])[:2]) < 4 for one in self.scenes for t in one.things if _is_image(t))
        return len(self.scenes) >= LEAST_TO_TRAIN and readable(self.task.request) and not small

    def _trained(self, before: Result) -> Result:
        """A program around modules that are trained from the outputs."""
        found = self._sketches()
        if not found:
            return before
        self._heard(f"{len(found)} structures can give all outputs")
        seconds = self.left()
        work = partial(trained, found, self.scenes, self.config.noise, self.config.seed, time.monotonic() + seconds)
        fitted: Fitted | None = apart(work, seconds, heard=self._heard)
        if fitted is None:
            return before
        return self._concluded(fitted.sketch.term, fitted.modules, self.config.noise)

    def _sketches(self) -> list[Sketch]:
        """The cheapest sketches, of all ways to label things."""
        ways = sights(self.task.request, self.scenes, self._names("see"), _look)
        until, found = time.monotonic() + self.left(SKETCH_SHARE), list[Sketch]()
        for at, sight in enumerate(ways):
            share = (until - time.monotonic()) / (len(ways) - at)
            budget = Budget(self.config.max_candidates, time.monotonic() + share)
            found += islice(sketches(self.scenes, sight, budget, self.config.noise), MOST_SKETCHES)
            self.candidates += budget.stats.candidates
        return sorted(found, key=lambda sketch: sketch.cost)[:MOST_SKETCHES]

    def _names(self, name: str) -> Iterator[str]:
        """Names that no module of the library has."""
        taken = {module.name for module in self.stock}
        return (free for n in count(1) if (free := name if n == 1 else f"{name}_{n}") not in taken)

    def _name(self) -> str:
        inputs, said = parameters(self.task.request)
        name = "alike" if is_twin(self.task.request) else "estimate" if said in REAL else "kind" if said == STR or STR in inputs else "see"
        return next(self._names("is_so" if name == "kind" and said == BOOL else name))

    # -- reporting ------------------------------------------------------------------------------

    def _heard(self, text: str) -> None:
        if self.report is not None:
            self.report(Progress(self.candidates, note=text))

    def _words(self, modules: Sequence[Module]) -> Attempt:
        own = {module.name: module.primitive for module in (*self.modules, *modules)}
        return Attempt(self.task, replace(self.config, timeout=self.left()), None, (*self.primitives, *own.values()))

    def _concluded(self, term: Term, modules: Sequence[Module], noise: float) -> Result:
        """The program judged on the whole task; its new modules are stored where it is the answer."""
        attempt = self._words(modules)
        result = attempt.answer(term, "hybrid")
        if result.status != "solved" and (verdict := judged(term, self.task, attempt.vocabulary, modules, noise)) is not None:
            result = solved(result, attempt.problem.readable(term), self.task, attempt.vocabulary, verdict)
        result = with_modules(result, (*modules, *self.modules))
        if result.status == "solved":
            self._store([module for module in result.modules if module in modules])
        else:
            result = replace(result, error=self._missed(result))
        return result

    def _missed(self, result: Result) -> str | None:
        total = result.train_total
        if not total or result.train_correct < least_right(total, 0.2):
            return result.error
        share = (total - result.train_correct) / total
        return f"if up to {share:.1%} of the outputs may be wrong, say --noise {share + 0.005:.2f}"

    def _unsolved(self) -> Result:
        found = Result(task=self.task.name, status="timeout", type=str(self.task.request), seed=self.config.seed)
        return replace(found, train_total=len(self.task.shown), test_total=len(self.task.held_out))

    def _store(self, modules: Sequence[Module]) -> None:
        """Keep the modules in the library, where that is one that can grow."""
        if "://" in self.config.library:
            from synth.library.store import open_library

            with open_library(self.config.library) as library:
                for module in modules:
                    library.add_module(kept(module, [self.task.name]))


def _look(thing: Type, values: list[Any]) -> tuple[tuple[int, ...], Any]:
    """The shape and the norm of things of one kind in one input."""
    if thing == IMAGE:
        return image_shape(values), (0.0, 1.0)
    return (text_shape(), (0.0, 1.0)) if thing == STR else ((len(values[0]),), norm_of(thing, values))


def _is_image(thing: Any) -> bool:
    return isinstance(thing, tuple) and bool(thing) and isinstance(thing[0], tuple)
