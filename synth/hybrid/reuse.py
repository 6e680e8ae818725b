"""Programs around the modules that a library has, which are adapted where that makes a program hold everywhere.

Modules err now and then, so the search sees the examples whose things they are surest of, first a few at a time, and all examples say
which of its programs is meant. Where few fail, they may be misread, and the module is adapted at once. Else the surest one that fails is
shown to the search, too; if nothing is found with it, it is taken for misread.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from dsl.domain import load_domain
from dsl.module import Module
from dsl.primitives import Primitive, Vocabulary
from dsl.term import Prim, Term, subterms
from dsl.type import parameters
from synth.config import SolveConfig
from synth.hybrid.scene import THINGS, Scene, Sight, Slot, readable, things_in
from synth.hybrid.sketch import DOMAIN, Fitted, Sketch
from synth.hybrid.soften import Softened
from synth.hybrid.verdict import judged, least_right, modules_in, solved, with_modules
from synth.hybrid.work import adapted
from synth.process import apart
from synth.solving.evidence import NATURAL
from synth.solving.result import Progress
from synth.solving.solver import Attempt, Report, solve_task
from synth.solving.verify import right_on
from synth.space.prior import Table

if TYPE_CHECKING:
    from synth.solving.result import Result
    from tasks.task import Example, Task

SURE = 0.9  # probability
LEAST_SURE = 3  # examples
MOST_SURE = 0.7  # of the examples: the others tell whether a program is meant
LEAST_RIGHT = 0.6  # of the examples: a program on which fewer hold is not worth adapting a module for
READINGS = 8  # of what the search sees, that are held against all examples
NEARLY_RIGHT = 0.75  # of the examples: then the others may be misread, where some labels that modules think likely make them hold
MOST_SAMPLES = 4
DRAWS = 100  # of the labels of an example, to tell how likely a program gives its output
MENDING_SHARE = 0.3  # of the time left, for adapting the module before the search sees more


@dataclass(frozen=True)
class Tried:
    """A program that was found on some of the examples: the answer that it would be, whether it fits those, what it fails on."""

    program: Term | None
    answer: Result
    fits: bool
    failing: frozenset[Example]
    weight: float  # the logarithm of how likely it is meant, up to a constant
    misread: bool  # whether the modules may have misread what it fails on


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
        self.counts: dict[Term, list[int]] = {}
        self.labels: dict[tuple[str, ...], list[Any]] = {}

    def left(self, share: float = 1.0) -> float:
        """Seconds that are left, or a share of them."""
        return max(0.05, share * (self.began + self.config.timeout - 0.2 - time.monotonic()))

    def run(self) -> Result:
        """The best program over the modules, one of them adapted if that makes it hold everywhere."""
        ranked = self._ranked()
        sure = [example for _, example in ranked][: self._sure(ranked) if self.modules else None]
        until, best = self.began + self.seconds, None
        parts = samples(sure) if self.modules else []
        for left, shown in zip(range(len(parts), 0, -1), parts):
            now = time.monotonic()
            tried = self._tried(shown, now + (until - now) / (left + 1))
            if tried.answer.status == "solved":
                return tried.answer
            best = tried if best is None or tried.weight > best.weight else best
        if best is not None and (mended := self._mended_if_nearly_right(best)) is not None:
            return mended
        return self._of_more(sure, ranked, best, until)

    def _of_more(self, shown: list[Example], ranked: Sequence[tuple[float, Example]], best: Tried | None, until: float) -> Result:
        """The best program by all examples that are sure, and by those that it fails on, one after the other, the surest first."""
        misread: list[Example] = []
        wrong: list[Example] = []
        while True:
            tried = self._tried(shown, until)
            if tried.program is None and best is None:
                return replace(tried.answer, train_total=len(self.task.shown), test_total=len(self.task.held_out))
            if tried.program is None or (best is not None and not tried.fits):
                misread.append(shown.pop())
            elif tried.answer.status == "solved":
                return tried.answer
            else:
                best = tried if best is None or tried.weight > best.weight else best
                if best is tried and (mended := self._mended_if_nearly_right(tried)) is not None:
                    return mended
                wrong = [e for _, e in ranked if e in tried.failing and e not in shown and e not in misread]
            if not wrong or time.monotonic() > until:
                break
            shown = [*shown, wrong.pop(0)]
        assert best is not None and best.program is not None
        return self._mended(best.answer, best.program)

    def _mended_if_nearly_right(self, tried: Tried) -> Result | None:
        """The answer once its modules are adapted, where they may have misread what it fails on, and then all examples hold."""
        if tried.program is None or not tried.misread or tried.answer.train_correct < NEARLY_RIGHT * len(self.examples):
            return None
        mended = self._mended(tried.answer, tried.program, MENDING_SHARE)
        return mended if mended.status == "solved" else None

    def _tried(self, shown: Sequence[Example], until: float) -> Tried:
        """What is found on some of the examples, judged on all."""
        found, program = self._sought(shown, until - time.monotonic())
        if program is None:
            return Tried(None, found, False, frozenset(self.examples), -math.inf, False)
        failing = {
            example: count
            for example, holds, count in zip(self.examples, self._holds(program), self._given(program), strict=True)
            if not holds
        }
        answer = self._answer(program, self.modules, found.candidates)
        return Tried(program, answer, found.status == "solved", frozenset(failing), self._weight(program), all(failing.values()))

    def _sought(self, shown: Sequence[Example], seconds: float) -> tuple[Result, Term | None]:
        """What the search finds on some of the examples with the modules as words; and of its likeliest readings the one that all examples
        speak for most."""
        rest = tuple(example for example in self.examples if example not in set(shown))
        part, config, words = replace(self.task, shown=tuple(shown), held_out=rest), self.config, self._words(self.modules)
        if part.contradiction() is not None:
            return solve_task(part, config), None
        attempt = Attempt(part, replace(config, timeout=max(0.05, seconds)), self.report, words)
        found = attempt.run()
        likely = [reading.programs[0].term for reading in attempt.ranking.readings[:READINGS]]
        return found, max(likely, key=self._weight, default=found.program)

    def _words(self, modules: Sequence[Module]) -> tuple[Primitive, ...]:
        return (*self.primitives, *(module.primitive for module in modules))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words, the modules as they are among them."""
        return Attempt(self.task, self.config, None, self._words(self.modules)).vocabulary

    def _holds(self, program: Term) -> list[bool]:
        """On which of the examples a program holds with the modules as they are."""
        return right_on(program, self.examples, self.vocabulary)

    def _weight(self, program: Term) -> float:
        """The logarithm of how likely a program is meant, up to a constant: by how likely it gives the outputs, and by its price."""
        told = sum(math.log((0.5 + count) / (1 + DRAWS)) for count in self._given(program))
        return told - NATURAL * Table().price(program, self.vocabulary)

    def _given(self, program: Term) -> list[int]:
        """In how many of DRAWS cases a program gives each output, the modules' labels drawn from what they think likely."""
        if program not in self.counts:
            used = modules_in(program, self.modules)
            sight = self._sight(program, used)
            if sight is None:
                self.counts[program] = [DRAWS * holds for holds in self._holds(program)]
            else:
                soft = Softened(program, sight, load_domain(DOMAIN).vocabulary)
                drawn = zip(self.scenes, self._drawn(sight, used), strict=True)
                self.counts[program] = [int(soft.gives(one.template, labels, one.output).sum()) for one, labels in drawn]
        return self.counts[program]

    def _drawn(self, sight: Sight, used: Sequence[Module]) -> list[Any]:
        """For each scene int64 [DRAWS, places], labels of its things: the same for all programs around the same modules."""
        key = tuple(module.name for module in used)
        if key not in self.labels:
            self.labels[key] = [self._drawn_of(one, sight, used) for one in self.scenes]
        return self.labels[key]

    def _drawn_of(self, one: Scene, sight: Sight, used: Sequence[Module]) -> Any:
        """int64 [DRAWS, places]: labels of the things of a scene, drawn from what the modules think likely."""
        chance, labels = np.random.default_rng(self.config.seed), np.empty((DRAWS, len(one.things)), np.int64)
        for place, (slot, thing) in enumerate(zip(sight.places(one.template), one.things, strict=True)):
            likely = np.cumsum(used[slot].probabilities([(thing,)])[0])
            labels[:, place] = np.minimum(np.searchsorted(likely, chance.random(DRAWS)), len(likely) - 1)
        return labels

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
        sight = self._sight(program, used)
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

    def _sight(self, program: Term, used: Sequence[Module]) -> Sight | None:
        """How the modules of a program see all things of the task, each kind one of them; None where they do not, or where the program has
        words for things that do not say labels."""
        words = load_domain(DOMAIN).vocabulary.keys() | {module.name for module in used}
        if any(isinstance(part, Prim) and part.name not in words for part in subterms(program)):
            return None
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
        attempt = Attempt(self.task, replace(self.config, timeout=self.left()), None, self._words(modules))
        result, used = attempt.answer(program, "hybrid"), modules_in(program, modules)
        if result.status != "solved" and (verdict := judged(program, self.task, attempt.vocabulary, used, self.config.noise)) is not None:
            result = solved(result, attempt.problem.readable(program), self.task, attempt.vocabulary, verdict)
        return with_modules(replace(result, candidates=candidates), modules)


def samples(sure: Sequence[Example]) -> list[list[Example]]:
    """Parts of the examples, few in each: one without any that is misread shows the program (RANSAC: Fischler and Bolles 1981)."""
    count = min(MOST_SAMPLES, len(sure) // LEAST_SURE)
    return [list(sure[first::count]) for first in range(count)] if count > 1 else []


def _is_of(thing: object, module: Module) -> bool:
    """Whether a thing is of the kind that a module sees."""
    shape = module.shapes[0]
    if isinstance(thing, str) or parameters(module.type)[0][0] not in THINGS:
        return isinstance(thing, str) and str(parameters(module.type)[0][0]) == "str"
    assert isinstance(thing, tuple)
    return isinstance(thing[0], tuple) if len(shape) == 3 else not isinstance(thing[0], tuple)
