"""Grids: the type and its words, the primitives, ARC files with their attempts, the search, the printed Python, pictures."""

from __future__ import annotations

import doctest
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.codec import codec_of
from dsl.domain import load_domain
from dsl.evaluate import evaluate
from dsl.grid import MAX_CELLS, Grid, grid_of
from dsl.grid_words import grid_from, words_of
from dsl.primitives import Primitive
from dsl.syntax import parse_term
from dsl.term import call
from dsl.type import GRID, arrow
from synth import solve
from synth.bench.check import Table
from synth.cli import pictures
from synth.columns.kernels import kernel
from synth.config import SolveConfig
from synth.search.layers.compose import joined, masks, recoloured, single, stacked
from synth.search.layers.layers import Layer, View, flat
from synth.search.layers.terms import GRID as INPUT
from synth.search.layers.terms import colour
from synth.solving.solver import solve_task
from tasks import Fault, Task, load, load_suite

VOCABULARY = load_domain("grids").vocabulary
OWN = [p for p in VOCABULARY.values() if "domains.grid" in str(getattr(p.function, "__module__", ""))]
COLOURS = st.integers(0, 9)
GRIDS = st.integers(1, 6).flatmap(lambda w: st.lists(st.lists(COLOURS, min_size=w, max_size=w), min_size=1, max_size=6))


def run(program: str, grid: Any) -> Any:
    """What a program makes of a grid."""
    return evaluate(parse_term(program, VOCABULARY, arrow(GRID, GRID)), [codec_of(GRID).read(grid, GRID, 0)], VOCABULARY)


# ---- the type ------------------------------------------------------------------------------------


@given(GRIDS, st.tuples(st.integers(-20, 20), st.integers(-20, 20)))
def test_words_are_the_grid(rows: list[list[int]], origin: tuple[int, int]) -> None:
    grid = grid_of(rows, origin)
    words = words_of(grid)
    assert len(words) == 1 + -(-len(rows) * len(rows[0]) // 16) and all(-(2**63) <= word < 2**63 for word in words)
    assert grid_from(words) == grid and grid_from(words).origin == origin


def test_equality_ignores_where_an_object_stands() -> None:
    assert grid_of([[1, 2]], (3, 4)) == grid_of([[1, 2]]) != grid_of([[1], [2]])
    assert hash(grid_of([[1]], (3, 4))) == hash(Grid(((1,),)))


def test_a_grid_out_of_bounds_is_refused() -> None:
    side = int(MAX_CELLS**0.5) + 1
    assert "beyond" in str(run("g -> tile(30, 30, g)", [[1, 1]]))
    (fault,) = load("-", stdin=_bytes({"name": "a", "type": "grid -> grid", "train": [_pair([[0] * side] * side)]}))
    assert isinstance(fault, Fault) and "at most" in fault.message


def _pair(grid: Any) -> dict[str, Any]:
    return {"inputs": [grid], "output": grid}


def _bytes(record: object) -> Any:
    from io import BytesIO

    return BytesIO(json.dumps(record).encode())


# ---- primitives ----------------------------------------------------------------------------------


@pytest.mark.parametrize("p", OWN, ids=lambda p: p.name)
def test_examples_hold(p: Primitive) -> None:
    names = {own.function.__name__: own for own in OWN if own.function}
    assert p.function is not None and (p.arity == 0 or p.examples)
    found = doctest.DocTestParser().get_doctest(p.function.__doc__ or "", names, p.name, None, 0)
    assert doctest.DocTestRunner(verbose=False).run(found).failed == 0


@pytest.mark.parametrize("p", [p for p in OWN if p.kernel_function], ids=lambda p: p.name)
def test_a_kernel_is_its_reference(p: Primitive) -> None:
    address = kernel(p, False, make=True).address  # `synth bench check` runs it with bounds checks besides
    table = Table(p, p.type, VOCABULARY, random.Random(1), 60, 0)
    assert [*table.faults(address, address)] == []


@settings(max_examples=60)
@given(GRIDS)
def test_laws(rows: list[list[int]]) -> None:
    grid = codec_of(GRID).read(rows, GRID, 0)
    for turns in ("mirror(mirror(g))", "turn_left(turn_right(g))", "transposed(transposed(g))", "flip(mirror(turn_half(g)))"):
        assert run(f"g -> {turns}", rows) == grid
    assert run("g -> scale_down(2, scale_up(2, g))", rows) == grid
    assert run("g -> half(left, beside(g, g))", rows) == grid
    for apart in ("objects", "objects_by_sides", "clusters", "clusters_by_sides", "colours_apart", "rows_of", "columns_of"):
        assert run(f"g -> paint({apart}(g), g)", rows) == grid
    assert np.count_nonzero(run("g -> fall(down, g)", rows)) == np.count_nonzero(rows)


def test_crop_move_and_paste_are_one_composition() -> None:
    assert run("g -> paste(moved(1, right, largest(objects(g))), g)", [[1, 1, 0, 2]]) == ((1, 1, 1, 2),)


# ---- files and attempts --------------------------------------------------------------------------

SHIFTED = {
    "train": [
        {"input": [[0, 2, 2, 0, 0]], "output": [[0, 0, 2, 2, 0]]},
        {"input": [[3, 0, 0, 0, 0]], "output": [[0, 3, 0, 0, 0]]},
        {"input": [[4, 4, 4, 0, 0]], "output": [[0, 4, 4, 4, 0]]},
    ],
    "test": [{"input": [[0, 0, 5, 0, 0]], "output": [[0, 0, 0, 5, 0]]}, {"input": [[6, 0, 0, 0, 0]]}],
}


def test_an_arc_file_is_a_task(tmp_path: Path) -> None:
    path = tmp_path / "shifted.json"
    path.write_text(json.dumps(SHIFTED))
    (task,) = load(str(path))
    assert isinstance(task, Task) and (task.name, task.domain, len(task.shown), len(task.held_out)) == ("shifted", "grids", 3, 1)
    assert [row[0] for row in task.inputs] == [((0, 0, 5, 0, 0),), ((6, 0, 0, 0, 0),)]
    assert [entry.name for entry in load(str(tmp_path)) if isinstance(entry, Task)] == ["shifted"]


@pytest.mark.parametrize(
    ("change", "place", "fault"),
    [
        ({"train": []}, "$.train", "no examples"),
        ({"train": 3}, "$.train", "expected an array of pairs"),
        ({"train": [{"input": [[1]]}]}, "$.train[0]", "missing field 'output'"),
        ({"train": [{"input": [[1], [1, 2]], "output": [[1]]}]}, "$.train[0].input[1]", "expected a row of 1"),
        ({"test": [{"input": [[10]]}]}, "$.test[0].input[0][0]", "colour from 0 to 9"),
        ({"test": [{"output": [[1]], "input": None}]}, "$.test[0].input", "expected grid"),
        ({"test": [7]}, "$.test[0]", "expected {"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(change: dict[str, Any], place: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({**SHIFTED, **change}))
    entries = load(str(path))
    (found,) = [entry for entry in entries if isinstance(entry, Fault)]
    assert found.message.startswith(f"{path}: {place}: ") and fault in found.message


def test_attempts_are_two_grids_of_readings_that_differ(tmp_path: Path) -> None:
    path = tmp_path / "shifted.json"
    path.write_text(json.dumps(SHIFTED))
    done = subprocess.run([sys.executable, "-m", "synth", "solve", str(path), "--json"], capture_output=True, text=True, check=True)
    record = json.loads(done.stdout)
    assert record["status"] == "solved" and (record["test_correct"], record["test_total"]) == (1, 1)
    assert len(record["attempts"]) == 2
    for grids, right in zip(record["attempts"], ([[0, 0, 0, 5, 0]], [[0, 6, 0, 0, 0]]), strict=True):
        assert right in grids and 1 <= len(grids) <= 2 and grids.count(grids[0]) == 1


def test_without_an_answer_there_are_no_attempts(tmp_path: Path) -> None:
    path = tmp_path / "lawless.json"
    chance = random.Random(1)
    noise = [[[chance.randrange(10) for _ in range(7)]] for _ in range(6)]
    pairs = [{"input": a, "output": b} for a, b in zip(noise[::2], noise[1::2], strict=True)]
    path.write_text(json.dumps({"train": pairs, "test": [{"input": [[1]]}]}))
    (task,) = load(str(path))
    assert isinstance(task, Task)
    assert solve_task(task, SolveConfig(max_candidates=1000)).record()["attempts"] == [[]]


# ---- search --------------------------------------------------------------------------------------


def view(*rows: list[int], target: list[int]) -> View:
    """Layers of one row."""
    layers = [Layer(call("filled", colour(k), INPUT), 1.0 + k, (grid_of([row]),)) for k, row in enumerate(rows)]
    return View(layers, np.array(rows, np.uint8), flat([[target]]))


def test_a_layer_is_recoloured() -> None:
    ((price, term),) = single(view([1, 2, 0], target=[3, 2, 0]))
    assert str(term) == "recolour(1, 3, filled(0, $0))" and price > 1.0
    assert [*single(view([1, 1, 0], target=[3, 2, 0]))] == []


def test_numbers_become_what_the_next_smaller_one_does() -> None:
    layer = Layer(call("numbered", INPUT, INPUT, INPUT), 1.0, ())
    _, term = recoloured(layer, [0, 5, -1, 7, *[-1] * 6])
    assert "[0, 5, 5, 7, 7, 7, 7, 7, 7, 7]" in str(term)


def test_two_layers_are_joined_by_a_mask() -> None:
    found = view([1, 1, 1, 1], [2, 2, 2, 2], [0, 7, 7, 0], target=[1, 2, 2, 1])
    assert "where(filled(2, $0), filled(1, $0), filled(0, $0))" in {str(term) for _, term in joined(found, masks(found))}


def test_layers_are_stacked() -> None:
    found = view([5, 0, 0, 0], [0, 6, 0, 0], [0, 0, 7, 0], [1, 1, 1, 1], target=[5, 6, 7, 1])
    terms = {str(term) for _, term in stacked(found, masks(found))}
    assert any(term.count("overlay") == 3 for term in terms)


SAMPLE = ("row: a block grows up to a cell", "five: turn to the right", "scene: exactly one half", "concept: colours by rank")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_of_the_suite_is_solved(name: str) -> None:
    (task,) = (entry for entry in load_suite("grids") if isinstance(entry, Task) and entry.name == f"grids/{name}")
    result = solve_task(task, SolveConfig(timeout=30))
    assert result.generalised and result.strategy == "grids"
    namespace: dict[str, Any] = {}
    exec(result.to_python(), namespace)
    assert "import" not in result.to_python().replace("import numpy as np", "").replace("import itertools", "")
    for example in task.shown + task.held_out:
        assert namespace["program"]([list(row) for row in example.inputs[0]]) == [list(row) for row in example.output]


def test_grids_of_python_are_solved() -> None:
    result = solve([([[1, 0], [0, 2]], [[0, 1], [2, 0]]), ([[3, 0, 0]], [[0, 0, 3]])], type="grid -> grid", timeout=20)
    assert result([[7, 8, 9]]) == [[9, 8, 7]]


def test_a_budget_of_candidates_repeats() -> None:
    (task,) = (entry for entry in load_suite("grids") if isinstance(entry, Task) and entry.name == "grids/concept: bars in order")
    first, second = (solve_task(task, SolveConfig(max_candidates=3000)) for _ in range(2))
    assert first.candidates == second.candidates and str(first.program) == str(second.program)


# ---- pictures ------------------------------------------------------------------------------------


def test_a_picture_shows_what_differs(tmp_path: Path) -> None:
    assert pictures.difference([[1, 2]], [[1, 3]]) == [[0, 2]]
    assert pictures.difference([[1]], [[1, 3]]) == [[2, 2]]
    file, picture = tmp_path / "shifted.json", tmp_path / "shifted.svg"
    file.write_text(json.dumps(SHIFTED))
    command = [sys.executable, "-m", "synth", "solve", str(file), "--picture", str(picture)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert "shift(1, right, grid)" in picture.read_text()
    refused = subprocess.run([*command[:-1], "a.txt"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2 and "ends in .svg or .png" in refused.stderr
