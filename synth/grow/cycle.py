"""Growing: wake (solve a batch under the current library), evaluate on tasks held out, abstract what solutions share, dream; again.

Every step is a file of text that appears at once or not at all, so a run that was ended at any moment goes on from its last step
to the same end. With a budget of candidates nothing depends on time or on the number of workers.
Paper: Ellis et al., "DreamCoder" (2021), for the three phases.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from statistics import median
from typing import Any

from dsl.domain import load_domain
from dsl.primitives import Primitive, Vocabulary
from dsl.sexpr import parse_sexpr, to_sexpr
from dsl.subroutine import names_in
from dsl.term import Term
from synth.batch.pool import solve_all
from synth.batch.precompile import complete
from synth.batch.worker import Solver
from synth.config import GrowConfig, SolveConfig
from synth.files import append_line, read_lines, write_lines
from synth.grow.exceptions import remembered
from synth.grow.judge import only, saved, worth_keeping
from synth.grow.knowledge import Counts, Knowledge, lines_of, read_knowledge
from synth.grow.prices import own_prices, shared_prices
from synth.library.abstraction.discovery import Discovery, Frontier, cheapest, discover, pruned, reach, with_wholes
from synth.library.abstraction.graph import ABSTRACTION
from synth.library.conversion import solution_entry, subroutine_entry
from synth.library.documentation import documented
from synth.library.entry import Solution, Subroutine
from synth.library.store import Library, language
from synth.library.tables import origin_of, rows_of
from synth.solving.result import Result
from synth.solving.solver import solve_task
from synth.solving.verify import right_on
from synth.space.fitted_prior import count_uses
from tasks.task import Task

MOST_PROGRAMS = 5  # kept for one task
ENDLESS = 1e6  # seconds
UNSOLVED = ("timeout", "exhausted")

Watch = Callable[[str, int, int, int], None]  # step, iteration, tasks done, tasks


@dataclass(frozen=True)
class Way:
    """How a task is tried: with these subroutines, with costs fitted to experience or without, under a guide."""

    subroutines: tuple[Primitive, ...]
    counts: Counts | None
    guide: str


Dream = Callable[[Path, str, Knowledge], bool]  # trains the named weights of the guide on, into a file if it can; False if interrupted


@lru_cache(maxsize=64)
def sayable(domain: str, subroutines: tuple[Primitive, ...]) -> tuple[Primitive, ...]:
    """The subroutines whose bodies a domain has the words for."""
    known = set(load_domain(domain).vocabulary)
    kept = []
    for p in subroutines:
        assert p.body is not None
        if names_in(p.body) <= known:
            kept.append(p)
            known.add(p.name)
    return tuple(kept)


def wake_task(
    ways: Sequence[Way],
    task: Task,
    config: SolveConfig,
    report: Any,
    primitives: Sequence[Primitive],
) -> Result:
    """Solve one task with what was learned: in each way in turn until one answers, all within one budget."""
    result, spent = None, 0
    for left, way in zip(range(len(ways), 0, -1), ways):
        own = (*primitives, *sayable(task.domain, way.subroutines))
        most = None if config.max_candidates is None else max(1, (config.max_candidates - spent) // left)
        limited = replace(config, timeout=config.timeout / len(ways), max_candidates=most, guide=way.guide)
        result = solve_task(task, limited, report, own, way.counts)
        result = replace(result, reached=None if result.reached is None else spent + result.reached)
        spent += result.candidates
        if result.status == "solved":
            break
    assert result is not None
    return replace(result, candidates=spent)


def divided(tasks: Sequence[Task], share: float, seed: int) -> tuple[list[int], list[int]]:
    """The positions of the tasks to learn from and of those held out."""
    order = list(range(len(tasks)))
    random.Random(seed).shuffle(order)
    held_out = order[: math.floor(share * len(order))]
    return sorted(set(order) - set(held_out)), sorted(held_out)


class Engine:
    """One run in a directory."""

    def __init__(
        self,
        config: GrowConfig,
        tasks: Sequence[Task],
        watch: Watch,
        stopped: Callable[[], bool] = lambda: False,
        dream: Dream | None = None,
    ) -> None:
        assert config.run is not None
        self.config, self.tasks, self.watch, self.stopped, self.dream = config, tasks, watch, stopped, dream
        self.folder, self.guide = Path(config.run), config.search.guide
        self.train, self.held_out = divided(tasks, config.held_out_tasks, config.search.seed)
        self.named = {task.name: task for task in tasks}
        words: dict[str, Primitive] = {}
        for domain in dict.fromkeys(task.domain for task in tasks):
            words.update(load_domain(domain).vocabulary)
        self.base = Vocabulary(words.values())
        self.kept: int | None = None  # subroutines that went into the library

    # -- the loop -------------------------------------------------------------------------------

    def iterations(self, library: Library | None = None) -> Iterator[tuple[Knowledge, dict[str, Any]]]:
        """What is known after every iteration, and its line of progress; steps that are on the disk are read."""
        known = self.begun(library)
        first = Way(known.subroutines, None, self.guide)
        lines: list[dict[str, Any]] = []
        ever = set[int]()  # tasks held out that some iteration solved
        for iteration in range(1, self.config.iterations + 1):
            began = time.monotonic()
            woken = self.woken(iteration, known)
            held_out = None if woken is None else self.evaluated(iteration, known, first)
            if woken is None or held_out is None:
                return
            grown = self.abstracted(iteration, known, woken)
            if library is not None and not self.published(library, grown, iteration):
                return
            if not self.dreamt(iteration, grown):
                return
            seconds = self.seconds(iteration, time.monotonic() - began)
            now = {record["position"] for record in held_out if record["generalised"]}
            lines.append({**self.line(iteration, woken, held_out, grown, seconds), "lost_held_out": len(ever - now)})
            ever |= now
            write_lines(self.folder / "progress.jsonl", lines)
            yield grown, lines[-1]
            known = grown

    def dreamt(self, iteration: int, known: Knowledge) -> bool:
        """Have the guide trained on what is known, for the iterations to come; whether the run may go on."""
        if self.dream is None or not self.learns or not known.frontiers:
            return True
        path = self.step(iteration, "guide.safetensors")
        if not path.exists():
            self.watch("dream", iteration, 0, 1)
            if not self.dream(path, self.guide, known):
                return False
        if path.exists():
            self.guide = str(path)
        return True

    @property
    def learns(self) -> bool:
        """Whether experience goes into the guide; else costs are fitted to it."""
        return self.dream is not None and self.config.train and self.guide != "none"

    def begun(self, library: Library | None) -> Knowledge:
        """What a library knew when the run began."""
        path = self.step(0, "library.jsonl")
        if not path.exists():
            stored = library.vocabulary(self.base) if library is not None else self.base
            write_lines(path, lines_of(Knowledge(tuple(p for p in stored.values() if p.body is not None))))
        return read_knowledge(path, self.base)

    def published(self, library: Library, known: Knowledge, iteration: int) -> bool:
        """Store what was learned, after the last iteration if tasks are held out: what pays is known only then.

        What is there already stays as it is, so that this may be done again. False if the run was interrupted.
        """
        if self.held_out and iteration < self.config.iterations:
            return True
        kept = self.paying(known, iteration) if self.held_out else known
        if kept is not None:
            self.kept = len(kept.subroutines)
            subroutines, solutions = self.entries(kept, iteration)
            library.add([*subroutines, *solutions])
        return kept is not None

    def paying(self, known: Knowledge, iteration: int) -> Knowledge | None:
        """What is known with the subroutines that pay, priced as whoever takes up the library meets them; None if interrupted."""
        vocabulary = self.base.extend(*known.subroutines)
        way = Way(_shared(known, vocabulary), None, self.config.search.guide)
        after = self.solved("judge", iteration, range(len(self.tasks)), [way])
        if after is None:
            return None
        before = [record for name in ("wake", "evaluate") for record in read_lines(self.step(1, f"{name}.jsonl"))]
        gains = saved(before, after, known.made_of, vocabulary)
        return only(known, worth_keeping(gains, vocabulary))

    def entries(self, known: Knowledge, iteration: int = 0) -> tuple[list[Subroutine], list[Solution]]:
        """What is known as a library keeps it."""
        vocabulary = self.base.extend(*known.subroutines)
        told: dict[str, Any] = {"run": self.folder.name, "iteration": iteration}
        subroutines = []
        for p in _shared(known, vocabulary):
            origin = {**told, "run": origin_of(p) or told["run"]}
            subroutines.append(subroutine_entry(p, vocabulary, tasks=known.made_of.get(p.name, ()), **origin))
        solutions = []
        for name, programs in known.frontiers.items():
            task, seed = self.named[name], self.config.search.seed
            solutions.append(solution_entry(name, cheapest(programs), task.request, vocabulary, domain=task.domain, seed=seed, **told))
        return subroutines, solutions

    def step(self, iteration: int, name: str) -> Path:
        """The file of a step."""
        return self.folder / f"iteration_{iteration:02}" / name

    def seconds(self, iteration: int, now: float) -> float:
        """What an iteration took; what an earlier call of the run measured stands."""
        path = self.step(iteration, "seconds.jsonl")
        if not path.exists():
            write_lines(path, [round(now, 3)])
        seconds: float = read_lines(path)[0]
        return seconds

    def line(self, iteration: int, woken: Sequence[Any], held_out: Sequence[Any], grown: Knowledge, seconds: float) -> dict[str, Any]:
        """The line of progress of an iteration."""
        spent: dict[int, int] = {}  # until the answer was met, in the way that met it first
        for record in held_out or woken:
            if record["generalised"]:
                spent[record["position"]] = min(record["reached"], spent.get(record["position"], record["reached"]))
        return {
            "iteration": iteration,
            "solved_train": len({r["position"] for r in woken if r["generalised"]}),
            "solved_held_out": sum(r["generalised"] for r in held_out),
            "tasks_train": len(self.train),
            "tasks_held_out": len(self.held_out),
            "subroutines": len(grown.subroutines),
            "compression_ratio": round(grown.ratio, 4),
            "median_candidates": median(spent.values()) if spent else None,
            "seconds": seconds,
        }

    # -- wake and evaluate ----------------------------------------------------------------------

    def solved(self, name: str, iteration: int, positions: Sequence[int], ways: Sequence[Way], effort: int = 1) -> list[Any] | None:
        """The records of a batch of tasks, in order, with so many times the budget; None if the run was interrupted."""
        whole, partial_ = self.step(iteration, f"{name}.jsonl"), self.step(iteration, f"{name}.part.jsonl")
        if whole.exists():
            return read_lines(whole)
        done = {record["position"]: record for record in read_lines(partial_)}
        left = [position for position in positions if position not in done]
        self.watch(name, iteration, len(done), len(positions))
        for position, result in self.results(left, partial(wake_task, ways), effort):
            if result.status == "interrupted":
                return None
            done[position] = _record(position, result)
            append_line(partial_, done[position])
            self.watch(name, iteration, len(done), len(positions))
        write_lines(whole, [done[position] for position in positions])
        partial_.unlink(missing_ok=True)
        return [done[position] for position in positions]

    def woken(self, iteration: int, known: Knowledge) -> list[Any] | None:
        """The records of the tasks to learn from, with a larger budget; fitted costs and plain ones find different programs."""
        plain, effort = Way(known.subroutines, None, self.guide), self.config.effort
        if known.counts is None or self.learns:
            return self.solved("wake", iteration, self.train, [plain], effort)
        first = self.solved("wake", iteration, self.train, [replace(plain, counts=known.counts)], effort)
        second = None if first is None else self.solved("wake_plain", iteration, self.train, [plain])
        return None if first is None or second is None else [*first, *second]

    def evaluated(self, iteration: int, known: Knowledge, first: Way) -> list[Any] | None:
        """The records of the tasks held out.

        Half of the budget goes to what the run began with, lest what could be solved be lost, or to costs fitted to experience.
        """
        now = Way(known.subroutines, None, self.guide)
        ways = [now] if known.counts is None else [first, now] if self.learns else [replace(now, counts=known.counts), now]
        return self.solved("evaluate", iteration, self.held_out, ways)

    def results(self, positions: Sequence[int], solver: Solver, effort: int) -> Iterator[tuple[int, Result]]:
        """The results of some tasks as they come."""
        batch, search = [self.tasks[position] for position in positions], self.config.search
        search = replace(search, timeout=effort * search.timeout)
        if search.max_candidates is not None:  # which then is the only limit: time would differ from run to run
            search = replace(search, timeout=ENDLESS, max_candidates=effort * search.max_candidates)
        if not batch:
            return
        for index, result in solve_all(batch, search, self.config.workers, solver=solver, stopped=self.stopped, guest=True):
            yield positions[index], result

    # -- abstract -------------------------------------------------------------------------------

    def abstracted(self, iteration: int, known: Knowledge, woken: Sequence[Any]) -> Knowledge:
        """What is known with what the new solutions share."""
        path = self.step(iteration, "library.jsonl")
        if not path.exists():
            write_lines(path, lines_of(self.learned(known, woken)))
        return read_knowledge(path, self.base)

    def learned(self, known: Knowledge, woken: Sequence[Any]) -> Knowledge:
        """Remember what no program explains, abstract over all solutions known, forget what is of no use, count what is used."""
        vocabulary = self.base.extend(*known.subroutines)
        frontiers = dict(known.frontiers)
        for record in woken:
            if record["generalised"]:
                task = self.tasks[record["position"]].name
                new = [parse_sexpr(text, vocabulary) for text in record["frontier"]]
                frontiers[task] = tuple(dict.fromkeys([*new, *frontiers.get(task, ())]))
        tried = [(self.tasks[record["position"]], record) for record in woken if record["status"] in UNSOLVED]
        tables = remembered([(task, r["program"]) for task, r in tried if task.name not in frontiers], vocabulary, language())
        known = replace(known, made_of={**known.made_of, **{word.name: names for word, names in tables}})
        vocabulary = vocabulary.extend(*(word for word, _ in tables))
        every = [Frontier(task, programs[: 2 * MOST_PROGRAMS]) for task, programs in frontiers.items()]
        limits = {"most": self.config.most, "arity": self.config.arity}
        complete([ABSTRACTION], stopped=self.stopped)
        found = discover(every, vocabulary, self.solves, **limits, taken=language())
        wholes = [name for name, tasks in known.made_of.items() if len(tasks) == 1]
        found = pruned(found, [p.name for p in known.subroutines if not rows_of(p)], wholes=wholes)
        return self.described(with_wholes(found, self.config.most, language()), known)

    def solves(self, task: str, program: Term, vocabulary: Vocabulary) -> bool:
        """Whether a program is right on everything shown of a task, by the reference evaluator."""
        return all(right_on(program, self.named[task].shown, vocabulary))

    def described(self, found: Discovery, known: Knowledge) -> Knowledge:
        """The discovery with costs, documentation, counts."""
        best = {f.task: cheapest(f.programs) for f in found.frontiers}
        typed = [(program, self.named[task].request) for task, program in best.items()]
        made_of = {}
        words, vocabulary = [], found.vocabulary
        prices = own_prices(best.values(), vocabulary)
        for p in vocabulary.values():
            if p.body is None:
                continue
            users = [task for task, program in best.items() if p.name in reach(names_in(program), vocabulary)]
            made_of[p.name] = known.made_of.get(p.name, tuple(users))
            runs = [(best[task], self.named[task].shown[0].inputs) for task in users]
            cost, body_cost = prices[p.name]
            told = documented(p, runs, made_of[p.name], vocabulary)
            words.append(replace(told, doc=p.doc if rows_of(p) else told.doc, cost=cost, body_cost=body_cost))
        frontiers = {f.task: f.programs[:MOST_PROGRAMS] for f in found.frontiers}
        return Knowledge(tuple(words), frontiers, count_uses(typed, vocabulary), found.ratio, made_of)


def _shared(known: Knowledge, vocabulary: Vocabulary) -> tuple[Primitive, ...]:
    """The subroutines at the prices that they have in a library."""
    prices = shared_prices(map(cheapest, known.frontiers.values()), vocabulary)
    return tuple(replace(p, cost=prices[p.name][0], body_cost=prices[p.name][1]) for p in known.subroutines)


def _record(position: int, result: Result) -> dict[str, Any]:
    """What a run keeps of a result: nothing that differs between two runs."""
    return {
        "position": position,
        "task": result.task,
        "status": result.status,
        "program": None if result.program is None else str(result.program),
        "generalised": result.generalised,
        "candidates": result.candidates,
        "reached": result.reached,
        "frontier": [to_sexpr(program) for program in result.frontier],
        "error": result.error,
    }
