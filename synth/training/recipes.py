"""Lessons of a person's shape: tasks drawn anew from the recipes of the shipped suites, with programs that solve them.

The programs lie in `solutions.jsonl`, found by searches (`python -m synth.training.recipes` finds them again). Every second lesson
is of a program near one of them, so that there is more to learn than two hundred programs by heart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from random import Random

from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary
from dsl.syntax import parse_term
from dsl.term import Const, Term, subterms
from dsl.type import Type, parameters
from synth.config import SolveConfig
from synth.guide.properties.signature import LARGEST, extent
from synth.solving.solver import solve_task
from synth.solving.verify import right_on
from synth.space.constants import harvest
from synth.space.derivation import Derivations, program_of
from synth.space.grammar import Grammar
from synth.space.prior import Table
from synth.training.dreams.stream import Dream
from synth.training.edits import Edits, Way
from synth.training.readings import part_of
from tasks.recipe import Recipe, draw
from tasks.suite import load_suite
from tasks.task import Example, Task

# by the domain of their dreams
SUITES = {"list": ("list_basics", "list_rules"), "text": ("text_edits", "columns"), "control": ("control_flow",)}
SOLUTIONS = Path(__file__).with_name("solutions.jsonl")
EXAMPLES = (3, 8)  # that a task is drawn with
NEAR = 0.5  # share of the lessons whose program is a neighbour of one that solves a task
TRIES = 8  # neighbours looked at for one that tells something
LITERAL = 2.0  # units, for one that the examples do not offer
SPARED = 0  # the part of the families that nothing is learned from: the guide is judged on them
CANDIDATES, PATIENT = 300_000, 600.0  # of a search for a program, and its seconds at most


@dataclass(frozen=True, eq=False)
class Solved:
    """A recipe and a program that solves its tasks."""

    suite: str
    recipe: Recipe
    domain: str  # of its words
    request: Type
    program: Term

    @property
    def family(self) -> str:
        """What tasks that teach the same have in common."""
        return f"{self.suite}/{self.recipe.name}"

    @property
    def spared(self) -> bool:
        """Whether nothing is learned from it."""
        return part_of(self.family) == SPARED

    @property
    def derived(self) -> bool:
        """Whether the grammar of its tasks makes the program: dates and the like are read and written by words that it does not have."""
        return bool(self._neighbours[1])

    def task(self, chance: Random) -> Task | None:
        """A task on fresh inputs; None where the program does not solve it, or too few inputs can be had."""
        try:
            task = draw(self.suite, self.recipe, chance, chance.randint(*EXAMPLES), 0, False)
        except ValueError:
            return None
        return task if task.request == self.request and all(right_on(self.program, task.shown, self._vocabulary)) else None

    def dream(self, chance: Random) -> Dream | None:
        """A lesson on fresh inputs, of the program or of one near it."""
        task = self.task(chance)
        if task is None:
            return None
        if chance.random() >= NEAR:
            return Dream(self.request, task.shown, self.program)
        return next(filter(None, (self._near(task.shown, chance) for _ in range(TRIES))), None)

    def _near(self, shown: Sequence[Example], chance: Random) -> Dream | None:
        """What a neighbour makes of some inputs; None where it tells little, as by giving an input back or an output to most."""
        grammar, ways = self._neighbours
        try:
            program = program_of(tuple(grammar.productions[p] for p in chance.choice(ways)), grammar)
        except ValueError:  # a place is read where no word tells it
            return None
        run, count = compile_term(program, self._vocabulary), len(shown)
        told = [Example(e.inputs, run(e.inputs)) for e in shown]
        outputs = [e.output for e in told]
        if any(isinstance(output, Failure) or extent(output) > LARGEST for output in outputs):
            return None
        same = sum(e.output == other.output for e, other in zip(told, shown, strict=True))
        copied = max(sum(e.output == e.inputs[place] for e in told) for place in range(len(parameters(self.request)[0])))
        most = max(map(outputs.count, outputs))
        if 2 * copied > count or 2 * most > count or same == count:
            return None
        literals = {part for part in subterms(program) if isinstance(part, Const)}
        return Dream(self.request, tuple(told), program) if literals <= harvest(self.request, told).keys() else None

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return load_domain(self.domain).vocabulary

    @cached_property
    def _neighbours(self) -> tuple[Grammar, list[Way]]:
        """The programs that differ from this one in one place, as derivations of a grammar; none where that does not make it."""
        task = next(filter(None, (self.task(Random(f"{self.family} {k}")) for k in range(TRIES))), None)
        shown = task.shown if task else ()
        literals = dict.fromkeys((part for part in subterms(self.program) if isinstance(part, Const)), LITERAL)
        constants = literals | dict(harvest(self.request, shown))
        grammar = Grammar.from_types(self.request, self._vocabulary, list(constants))
        steps = Derivations(grammar, self._vocabulary).of(self.program)
        if steps is None:
            return grammar, []
        edits = Edits(grammar, Table(constants).costs(grammar).base)
        return grammar, [way for way in edits.of(tuple(p.index for p in steps)) if len(way) > 1]


@lru_cache(maxsize=1)
def recipes() -> dict[str, Recipe]:
    """The recipes of the suites, by family."""
    suites = [suite for own in SUITES.values() for suite in own]
    return {f"{suite}/{each.name}": each for suite in suites for each in import_module(f"tasks.suites.{suite}").RECIPES}


@lru_cache(maxsize=1)
def solved() -> tuple[Solved, ...]:
    """All that is known to be solved, in the order of the file; what names a recipe or words that are no more is left out."""
    known = []
    for line in SOLUTIONS.read_text(encoding="utf8").splitlines():
        told = json.loads(line)
        if told["task"] in recipes():
            request = parse_type(told["type"])
            program = parse_term(told["program"], load_domain(told["domain"]).vocabulary, request)
            known.append(Solved(told["task"].partition("/")[0], recipes()[told["task"]], told["domain"], request, program))
    return tuple(known)


def of_domain(domain: str, *, spared: bool = False) -> list[Solved]:
    """What is learned from in dreams of a domain, or what is spared."""
    return [each for each in solved() if each.suite in SUITES.get(domain, ()) and each.spared == spared]


def found(tasks: Iterable[Task]) -> Iterator[dict[str, str]]:
    """Lines of the file: what a search finds for tasks where it is right on their held-out examples, and enumeration could find it."""
    for task in tasks:
        result = solve_task(task, SolveConfig(max_candidates=CANDIDATES, timeout=PATIENT, library="none"))
        if result.generalised and result.program is not None:
            own = Solved(task.name.partition("/")[0], recipes()[task.name], task.domain, task.request, result.program)
            if own.derived:
                yield {"task": task.name, "domain": task.domain, "type": str(task.request), "program": str(result.program)}


def main() -> None:
    """Search for all programs again, and write the file."""
    suites = [suite for own in SUITES.values() for suite in own]
    lines = found(task for suite in suites for task in load_suite(suite, 0) if isinstance(task, Task))
    SOLUTIONS.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf8")


if __name__ == "__main__":
    main()
