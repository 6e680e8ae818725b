"""Growing: a run is the same however many workers it has and wherever it was ended; nothing is learned from tasks held out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.primitives import subroutine
from dsl.sexpr import parse_sexpr, to_sexpr
from dsl.subroutine import inlined, names_in
from dsl.syntax import parse_term
from synth.config import GrowConfig, SolveConfig
from synth.faults import Misuse
from synth.files import append_line, read_lines, write_lines
from synth.grow.cycle import Engine, Way, divided, sayable
from synth.grow.judge import only, saved, worth_keeping
from synth.grow.knowledge import Knowledge, read_knowledge
from synth.grow.prices import LEAST_SHARE, shared_prices
from synth.guide.infer import DEFAULT
from synth.library.abstraction.discovery import reach
from synth.library.store import open_library
from synth.solving.verify import right_on
from tasks import load_suite
from tasks.task import Task

RULES = {
    "first two": lambda xs: xs[:2],
    "put two first": lambda xs: [2, *xs],
    "put three first": lambda xs: [3, *xs],
    "plus two": lambda xs: [x + 2 for x in xs],
    "plus three": lambda xs: [x + 3 for x in xs],
    "without two": lambda xs: xs[2:],
    "without three": lambda xs: xs[3:],
    "rest by two": lambda xs: [x % 2 for x in xs],
}
LISTS = [[5, 0, 7, 3], [1, 2, 2, 8, 4], [9, 6, 1, 1], [4, 4, 0, 2, 7, 3], [3, 8, 5, 9]]


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small suite on the disk."""
    path = tmp_path_factory.mktemp("suite") / "small.jsonl"
    lines = []
    for name, rule in RULES.items():
        examples = [{"inputs": [xs], "output": rule(xs)} for xs in LISTS]
        lines.append(json.dumps({"name": name, "domain": "lists_base", "train": examples[:4], "test": examples[4:]}))
    path.write_text("\n".join(lines) + "\n")
    return path


def tasks_of(suite: Path) -> list[Task]:
    return [task for task in load_suite(str(suite)) if isinstance(task, Task)]


def engine(suite: Path, folder: Path, *, workers: int = 1, stop_after: int = 10**9, held_out: float = 0.25) -> Engine:
    """A run of two iterations that is told to stop after so many tasks."""
    done = 0

    def watch(step: str, iteration: int, finished: int, of: int) -> None:
        nonlocal done
        done += 1

    search = SolveConfig(max_candidates=4000, domain="lists_base", library="none")
    config = GrowConfig((str(suite),), search, str(folder), iterations=2, held_out_tasks=held_out, workers=workers)
    return Engine(config, tasks_of(suite), watch, lambda: done >= stop_after)


def content(folder: Path) -> dict[str, Any]:
    """All files of a run, but for the seconds that were measured."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*.jsonl")):
        if path.name != "seconds.jsonl":
            lines = read_lines(path)
            found[str(path.relative_to(folder))] = [
                {k: v for k, v in line.items() if k != "seconds"} if path.name == "progress.jsonl" else line for line in lines
            ]
    return found


@pytest.fixture(scope="module")
def unbroken(suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run from beginning to end."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    list(engine(suite, folder).iterations())
    return folder


def test_a_run_learns_words_that_its_solutions_use(suite: Path, unbroken: Path) -> None:
    run = engine(suite, unbroken)
    known = read_knowledge(run.step(2, "library.jsonl"), run.base)
    assert "two" in {p.name for p in known.subroutines}
    learned_from = {run.tasks[position].name for position in run.train}
    assert set(known.frontiers) <= learned_from and len(known.frontiers) >= 4
    vocabulary = run.base.extend(*known.subroutines)
    for task, programs in known.frontiers.items():
        for program in programs:
            assert all(right_on(program, run.named[task].shown, vocabulary))
            assert all(right_on(inlined(program, vocabulary), run.named[task].shown, run.base))


def test_what_saved_candidates_elsewhere_stays_and_the_rest_is_written_out(suite: Path, unbroken: Path) -> None:
    run = engine(suite, unbroken)
    known = read_knowledge(run.step(2, "library.jsonl"), run.base)
    vocabulary = run.base.extend(*known.subroutines)
    used = {name for own in known.frontiers.values() for name in reach(names_in(own[0]), vocabulary)}
    assert used
    for kept in ({min(used)}, set(), used):
        left = only(known, kept)
        assert {p.name for p in left.subroutines} == kept
        words = run.base.extend(*left.subroutines)
        assert left.frontiers.keys() == known.frontiers.keys()
        for task, programs in left.frontiers.items():
            assert all(right_on(programs[0], run.named[task].shown, words))


def test_a_word_is_judged_by_tasks_that_it_was_not_learned_from() -> None:
    vocabulary = load_domain("list").vocabulary
    twice = subroutine("twice", parse_type("int -> int"), parse_term("n -> n + n", vocabulary))
    vocabulary = vocabulary.extend(twice)

    def record(task: str, reached: int | None, program: str) -> dict[str, Any]:
        frontier = [to_sexpr(parse_term(program, vocabulary, parse_type("int -> int")))]
        return {"task": task, "generalised": reached is not None, "reached": reached, "candidates": 4000, "frontier": frontier}

    before = [record(name, reached, "n -> n + n") for name, reached in (("a", 800), ("b", 64), ("c", None), ("d", 5))]
    after = [record("a", 100, "n -> twice(twice(n))"), record("b", 128, "n -> twice(n)"), record("c", 2000, "n -> twice(n)"),
             record("d", 1, "n -> n")]  # fmt: skip
    assert saved(before, after, {}, vocabulary) == pytest.approx({"twice": 3 - 1 + 2})
    assert saved(before, after, {"twice": ("a", "c")}, vocabulary) == pytest.approx({"twice": -1})


def test_progress_has_a_line_for_each_iteration(unbroken: Path) -> None:
    lines = read_lines(unbroken / "progress.jsonl")
    assert [line["iteration"] for line in lines] == [1, 2]
    for line in lines:
        assert list(line) == [
            *("iteration", "solved_train", "solved_held_out", "tasks_train", "tasks_held_out", "subroutines"),
            *("compression_ratio", "median_candidates", "seconds", "lost_held_out"),
        ]
        assert line["tasks_train"] == 6 and line["tasks_held_out"] == 2 and line["solved_train"] <= 6
    assert lines[-1]["subroutines"] > 0 and lines[0]["compression_ratio"] > 1


def test_the_number_of_workers_changes_nothing(suite: Path, unbroken: Path, tmp_path: Path) -> None:
    list(engine(suite, tmp_path / "run", workers=2).iterations())
    assert content(tmp_path / "run") == content(unbroken)


@pytest.mark.parametrize("stop_after", [1, 5, 9, 13])
def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(suite: Path, unbroken: Path, tmp_path: Path, stop_after: int) -> None:
    list(engine(suite, tmp_path / "run", stop_after=stop_after).iterations())
    assert content(tmp_path / "run") != content(unbroken)
    list(engine(suite, tmp_path / "run").iterations())
    assert content(tmp_path / "run") == content(unbroken)


def test_a_crash_between_any_two_files_loses_nothing(suite: Path, unbroken: Path, tmp_path: Path) -> None:
    steps = sorted(path for path in unbroken.rglob("*.jsonl") if path.name != "progress.jsonl")
    for path in steps[-3:]:
        folder = tmp_path / path.stem
        shutil.copytree(unbroken, folder)
        (folder / path.relative_to(unbroken)).unlink()
        torn = (folder / path.relative_to(unbroken)).with_suffix(".part.jsonl")
        torn.write_text('{"position": 0, "task": "fir')
        list(engine(suite, folder).iterations())
        torn.unlink(missing_ok=True)
        assert content(folder) == content(unbroken)


def test_a_library_gets_what_pays_if_tasks_are_held_out(suite: Path, unbroken: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(unbroken, folder)
    run = engine(suite, folder)
    with open_library(f"sqlite:///{tmp_path}/library.db") as library:
        for known, _ in run.iterations(library):
            last = known
        records = [r for name in ("wake", "evaluate") for r in read_lines(run.step(1, f"{name}.jsonl"))]
        vocabulary = run.base.extend(*last.subroutines)
        gains = saved(records, read_lines(run.step(2, "judge.jsonl")), last.made_of, vocabulary)
        assert {entry.name for entry in library.subroutines()} == worth_keeping(gains, vocabulary)
        assert worth_keeping(gains, vocabulary) >= {name for name, gain in gains.items() if gain > 0}
        assert run.kept == len(library.subroutines()) < len(last.subroutines)
        assert {entry.task for entry in library.solutions()} == set(last.frontiers)


def test_a_library_gets_what_was_learned_once(suite: Path, tmp_path: Path) -> None:
    run = engine(suite, tmp_path / "run", held_out=0.0)
    with open_library(f"sqlite:///{tmp_path}/library.db") as library:
        for _ in range(2):
            for known, _ in run.iterations(library):
                last = known
        stored = library.subroutines()
        assert {p.name for p in last.subroutines} <= {entry.name for entry in stored}
        assert len({entry.key for entry in stored}) == len(stored)
        assert {entry.task for entry in library.solutions()} == set(last.frontiers)
        two = next(entry for entry in stored if entry.name == "two")
        assert two.tasks and two.run == "run" and two.iteration == 1
        assert set(library.vocabulary(run.base)) >= {p.name for p in last.subroutines}


@given(st.integers(0, 40), st.floats(0, 0.99), st.integers(0, 5))
def test_tasks_are_divided_by_seed(count: int, share: float, seed: int) -> None:
    tasks: list[Any] = list(range(count))
    train, held_out = divided(tasks, share, seed)
    assert sorted(train + held_out) == tasks and len(held_out) == int(share * count)
    assert divided(tasks, share, seed) == (train, held_out)


def test_a_domain_is_given_the_words_it_can_say() -> None:
    text = load_domain("text").vocabulary
    joined = subroutine("joined", parse_type("list(str) -> str"), parse_sexpr('(lambda (join "," $0))', text))
    twice = subroutine("twice", parse_type("int -> int"), parse_sexpr("(lambda (add $0 $0))", text))
    assert sayable("lists_base", (joined, twice)) == (twice,) and sayable("text", (joined, twice)) == (joined, twice)


def test_a_subroutine_is_a_share_of_its_outermost_word() -> None:
    numbers = load_domain("list").vocabulary
    twice = subroutine("twice", parse_type("int -> int"), parse_sexpr("(lambda (add $0 $0))", numbers))
    known = numbers.extend(twice)
    again = subroutine("again", parse_type("int -> int"), parse_sexpr("(lambda (twice (twice $0)))", known))
    known = known.extend(again)
    for used in (0, 3, 500):
        programs = [parse_sexpr("(lambda (again $0))", known)] * used
        prices = shared_prices(programs, known)
        for name in ("twice", "again"):
            assert all(here >= word + LEAST_SHARE for here, word in zip(prices[name], (known["add"].cost, known["add"].body_cost)))
        assert prices["again"][0] <= prices["twice"][0]


def test_a_ledger_loses_no_line_but_a_torn_one(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ledger.jsonl"
    append_line(path, {"a": 1})
    append_line(path, [2])
    with open(path, "a") as file:
        file.write('{"b": ')
    assert read_lines(path) == [{"a": 1}, [2]] and path.read_text().endswith("[2]\n")
    write_lines(path, [3])
    assert read_lines(path) == [3] and [p.name for p in path.parent.iterdir()] == ["ledger.jsonl"]
    path.write_text('{"a": 1}\n{"a"\n[2]\n')
    with pytest.raises(Misuse, match="line 2 is damaged"):
        read_lines(path)
    assert path.read_text().endswith("[2]\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"run": None}, "--run"),
        ({"iterations": 0}, "--iterations"),
        ({"held_out_tasks": 1.0}, "--held-out-tasks"),
        ({"suites": ()}, "SUITE"),
    ],
)
def test_what_cannot_be_grown_is_said_in_one_line(options: dict[str, Any], said: str) -> None:
    with pytest.raises(Misuse, match=said):
        GrowConfig(**{"suites": ("list_basics",), "run": "somewhere", **options})


def test_the_command_resumes_only_the_same_run(suite: Path, unbroken: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(unbroken, folder)
    words = ["grow", str(suite), "--run", str(folder), "--library", f"sqlite:///{tmp_path}/library.db", "--no-train", "--json"]
    words += ["--domain", "lists_base", "--iterations", "2", "--max-candidates", "4000", "--held-out-tasks", "0.25"]
    done = command(*words)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["iteration"] for line in done.stdout.splitlines()] == [1, 2]
    assert (folder / "progress.png").exists() and (folder / "library.png").exists()
    again = command(*words)
    assert again.returncode == 2 and "--resume" in again.stderr and again.stderr.count("\n") == 1
    other = command(*words, "--resume", "--seed", "3")
    assert other.returncode == 2 and "seed" in other.stderr
    assert command(*words, "--resume").returncode == 0


def test_each_iteration_trains_the_weights_of_the_one_before(suite: Path, tmp_path: Path) -> None:
    begun: list[str] = []

    def dream(out: Path, begin: str, known: Knowledge) -> bool:
        assert known.frontiers
        begun.append(begin)
        shutil.copy(DEFAULT, out)
        return True

    def run() -> Engine:
        made = engine(suite, tmp_path / "run")
        made.dream = dream
        return made

    first, second = (tmp_path / "run" / f"iteration_{n:02}" / "guide.safetensors" for n in (1, 2))
    assert len(list(run().iterations())) == 2 and begun == ["default", str(first)]
    second.unlink()
    assert len(list(run().iterations())) == 2 and begun == ["default", str(first), str(first)]
    second.unlink()
    stopped = run()
    stopped.dream = lambda out, begin, known: False
    assert len(list(stopped.iterations())) == 1


def test_a_guide_that_cannot_be_trained_stays_as_it_is(suite: Path, tmp_path: Path) -> None:
    made = engine(suite, tmp_path / "run")
    made.dream = lambda out, begin, known: True
    assert len(list(made.iterations())) == 2 and made.guide == "default"


def test_half_of_the_budget_goes_to_what_a_run_began_with(suite: Path, tmp_path: Path) -> None:
    made, tried = engine(suite, tmp_path / "run"), []
    made.dream = lambda out, begin, known: bool(shutil.copy(DEFAULT, out))
    solved = made.solved

    def noted(name: str, iteration: int, positions: Sequence[int], ways: Sequence[Way], effort: int = 1) -> list[Any] | None:
        tried.append((name, [(len(way.subroutines), way.counts, Path(way.guide).parent.name) for way in ways]))
        return solved(name, iteration, positions, ways, effort)

    made.solved = noted  # type: ignore[method-assign]
    (known, _), _ = made.iterations()
    first, grown = (0, None, ""), (len(known.subroutines), None, "iteration_01")
    assert tried == [("wake", [first]), ("evaluate", [first]), ("wake", [grown]), ("evaluate", [first, grown])]


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "synth", *words], capture_output=True, text=True, timeout=600)


def test_knowing_nothing_is_where_a_run_begins() -> None:
    assert Knowledge().subroutines == () and Knowledge().counts is None
