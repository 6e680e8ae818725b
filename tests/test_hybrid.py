"""Programs around trained modules: modules as words, readings, sketches, training from outputs alone, reuse."""

from __future__ import annotations

import io
import json
import operator
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from itertools import islice, product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dsl.domain import load_domain
from dsl.evaluate import evaluate
from dsl.export import to_python
from dsl.module import IMAGE, Module
from dsl.parsing import parse_type
from dsl.perceive import encoded, layout, pixels
from dsl.syntax import parse_term
from dsl.type import BOOL, INT, STR, arrow, list_of, parameters
from synth.config import SolveConfig
from synth.faults import Misuse
from synth.hybrid.fit import choose, train
from synth.hybrid.modules import fitting, kept, loaded
from synth.hybrid.network import Network, columns
from synth.hybrid.reuse import Reuse
from synth.hybrid.scene import Sight, Slot, readable, scene, sights
from synth.hybrid.sketch import Sketch, sketches
from synth.hybrid.soften import Softened
from synth.hybrid.solve import _look, solve_hybrid
from synth.hybrid.trainer import Trainer, course_of
from synth.library.store import open_library
from synth.process import apart
from synth.solving.solver import solve_task
from synth.solving.verify import right_on
from synth.space.budget import Budget
from tasks.task import Example, Task, task_of

SIDE = 8
SHAPE = (SIDE, SIDE, 1)
torch.set_num_threads(1)
PERCEPTION = load_domain("perception").vocabulary
LISTS = load_domain("lists").vocabulary


def module(name: str = "see", seed: int = 0, classes: int = 10, type: str = "image -> int", sharp: float = 1.0) -> Module:
    chance = np.random.default_rng(seed)
    parts = [chance.normal(0, 0.3, shape) for shape in layout([SHAPE], classes, False)]
    parts[-2:] = [sharp * part for part in parts[-2:]]
    labels = (False, True) if type.endswith("bool") else tuple(range(classes))
    return Module(name, parse_type(type), (SHAPE,), labels, encoded(parts))


def sight(request, labels=tuple(range(10))) -> Sight:
    """How one module, called see, looks at all images of the inputs."""
    inputs = parameters(request)[0]
    return Sight(request, (Slot("see", IMAGE, SHAPE, (0.0, 1.0), labels),), {(at, IMAGE): 0 for at in range(len(inputs))})


def images(count: int, seed: int = 0) -> list[tuple[tuple[float, ...], ...]]:
    found = np.random.default_rng(seed).random((count, SIDE, SIDE)).round(3)
    return [tuple(map(tuple, image)) for image in found.tolist()]


def glyph(number: int, chance: np.random.Generator) -> tuple[tuple[float, ...], ...]:
    """One of a few bars and blocks, with noise: classes that a small network tells apart at once."""
    image = 0.2 * chance.random((SIDE, SIDE))
    image[2 * number : 2 * number + 2] += 0.8
    return tuple(map(tuple, image.round(3).tolist()))


def examples(function, count: int, seed: int, least: int = 1, most: int = 3) -> list[tuple[list, object]]:
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        numbers = chance.integers(0, 4, chance.integers(least, most + 1)).tolist()
        found.append(([glyph(n, chance) for n in numbers], function(numbers)))
    return found


# ---- modules as words ------------------------------------------------------------------------------------------------


def test_a_module_computes_what_the_network_it_was_trained_as_does() -> None:
    network = Network([SHAPE], 10)
    own = module()
    network.load(own)
    rows = [(image,) for image in images(6)]
    with torch.no_grad():
        wanted = torch.softmax(network(*columns(rows, own.shapes, own.norms)), 1).numpy()
    assert np.allclose(own.probabilities(rows), wanted, atol=1e-5)
    assert replace(own, code=network.code()).code == own.code


def test_a_module_is_a_primitive_with_a_type_and_an_exported_form_that_agrees() -> None:
    own = module()
    words = PERCEPTION.extend(own.primitive)
    term = parse_term("xs -> map(see, xs)", words, arrow(list_of(IMAGE), list_of(INT)))
    shown = images(3)
    found = evaluate(term, [shown], words)
    assert found == tuple(own.probabilities([(image,) for image in shown]).argmax(1).tolist())
    space: dict = {}
    exec(to_python(term, words, type=arrow(list_of(IMAGE), list_of(INT))), space)
    assert tuple(space["program"](shown)) == found


def test_a_decision_is_a_module_of_two_classes() -> None:
    own = module(type="image -> bool", classes=2)
    assert own.primitive.type == arrow(IMAGE, BOOL)
    assert {own.primitive(image) for image in images(20)} <= {True, False}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"labels": tuple(range(11))}, "finite numbers"),
        ({"type": parse_type("list(str) -> int")}, "image -> int"),
        ({"shapes": ((SIDE, SIDE),)}, "shape of each"),
        ({"name": "1x"}, "cannot name"),
    ],
)
def test_what_is_no_module_is_refused(change: dict, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        replace(module(), **change)


def test_an_image_of_another_size_or_in_colour_is_read_as_one_of_its_own() -> None:
    own = module()
    (image,) = images(1)
    coloured = tuple(tuple((shade, shade, shade) for shade in row) for row in image)
    larger = tuple(tuple(shade for shade in row for _ in range(3)) for row in image for _ in range(3))
    assert np.allclose(own.scores([(coloured,)]), own.scores([(image,)]), atol=1e-5)
    assert np.allclose(pixels(tuple(tuple(0.5 for _ in range(21)) for _ in range(5)), SHAPE), 0.5)
    assert np.corrcoef(pixels(larger, SHAPE).ravel(), np.ravel(image))[0, 1] > 0.9


def test_a_module_survives_the_library_and_json(tmp_path) -> None:
    own = replace(module(), metrics={"examples": 3})
    with open_library(f"sqlite:///{tmp_path}/l.db") as library:
        library.add_module(kept(own, ["a task"]))
        (entry,) = library.modules()
    assert loaded(entry) == own
    assert Module.of(json.loads(json.dumps(own.record()))) == own
    request = arrow(IMAGE, INT)
    assert fitting([own], request, [scene(Example((image,), 1), request) for image in images(2)]) == [own]
    assert fitting([own], request, [scene(Example((((0.0,),),), 1), request)]) == []
    with pytest.raises(Misuse, match="damaged"):
        loaded(replace(entry, weights=entry.weights[:50]))


# ---- scenes and readings ---------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), max_size=4), st.integers(0, 9))
def test_a_lifted_program_on_a_reading_is_the_program_on_the_labels(labels: list[int], other: int) -> None:
    request = arrow(list_of(IMAGE), INT, list_of(INT))
    over_labels = parse_term("(xs, n) -> map(x -> x + n, reverse(xs))", LISTS, arrow(list_of(INT), INT, list_of(INT)))
    shown = scene(Example((tuple(images(len(labels))), other), ()), request)
    look = sight(request)
    inputs = look.reading(shown.template, labels)
    assert inputs == (tuple(labels), other)
    words = LISTS.extend(*look.identities)
    assert evaluate(look.lifted(over_labels), inputs, words) == evaluate(over_labels, inputs, LISTS)


def test_images_are_taken_out_of_whatever_holds_them() -> None:
    request = parse_type("list(list(image)) -> image -> int")
    a, b, c = images(3)
    taken = scene(Example((((a,), (b,)), c), 5), request)
    look = sight(request, (False, True))
    assert taken.things == (a, b, c)
    assert look.places(taken.template) == (0, 0, 0)
    assert sight(request).reading(taken.template, (7, 8, 9)) == (((7,), (8,)), 9)
    assert look.reading(taken.template, (1, 0, 1)) == (((True,), (False,)), True)
    assert len(list(look.readings(taken.template))) == look.count(taken.template) == 8
    assert look.labels_request == arrow(list_of(list_of(BOOL)), BOOL, INT)


def test_things_of_one_kind_and_shape_are_seen_by_one_module() -> None:
    request = parse_type("image -> list(image) -> str -> int")
    small, large = images(1)[0], ((0.5,) * 12,) * 12
    shown = [scene(Example((small, (small, small), "a"), 1), request), scene(Example((small, (), "b"), 2), request)]
    look = sights(request, shown, iter(["one", "two", "three"]), _look)[0]
    assert [(slot.name, slot.type) for slot in look.slots] == [("one", IMAGE), ("two", STR)]
    assert look.places(shown[0].template) == (0, 0, 0, 1)
    other = [scene(Example((small, (large, large), "a"), 1), request)]
    assert [slot.shape[:2] for slot in sights(request, other, iter("abc"), _look)[0].slots[:2]] == [(8, 8), (12, 12)]
    assert not readable(parse_type("pair(image, int) -> int"))
    assert not readable(parse_type("image -> image"))


def test_the_likelihood_of_an_output_is_the_sum_over_the_labellings_that_give_it() -> None:
    request = arrow(list_of(IMAGE), INT)
    look = sight(request)
    term = parse_term("xs -> sum(map(see, xs))", LISTS.extend(*look.identities), None)
    scenes = [scene(Example((tuple(images(2, k)),), total), request) for k, total in enumerate((3, 7, 12))]
    trainer = Trainer(Sketch(term, look, 1.0, -1.0), course_of(scenes, look, 0.0, 0))
    (own,) = trainer.modules()
    for one, found in zip(scenes, trainer.likelihood(scenes).exp().tolist()):
        p, q = own.probabilities([(image,) for image in one.things])
        assert found == pytest.approx(sum(p[i] * q[j] for i, j in product(range(10), repeat=2) if i + j == one.output), rel=2e-2)


def test_a_softened_program_knows_all_labellings_of_a_template() -> None:
    request = arrow(list_of(IMAGE), INT)
    look = sight(request, (0, 1, 2, 3))
    soft = Softened(parse_term("xs -> maximum(map(see, xs))", LISTS.extend(*look.identities), None), look, LISTS)
    table = soft.table(((0, 1),))
    assert [max(row) for row in table.labels.tolist()] == [list(table.numbers)[n] for n in table.outputs.tolist()]
    assert soft.table(((),)).number(0) == -1


# ---- sketches and training -------------------------------------------------------------------------------------------


def task_with(function, count: int = 60, type: str = "list(image) -> int", seed: int = 0) -> Task:
    return task_of("t", examples(function, count, seed), examples(function, 12, seed + 1, 3, 5), type)


def test_sketches_can_give_every_output_that_was_shown() -> None:
    task = task_with(sum)
    scenes = [scene(e, task.request) for e in task.shown]
    look = sight(task.request, (0, 1, 2, 3))
    found = list(islice(sketches(scenes, look, Budget(200_000)), 8))
    assert "sum(map(see, " in str(found[0].term)
    assert [s.cost for s in found] == sorted(s.cost for s in found)
    for sketch in found:
        soft = Softened(sketch.term, look, LISTS)
        assert all(soft.table(one.template).number(one.output) >= 0 for one in scenes if len(one.things) < 3)


def test_the_right_sketch_is_chosen_and_its_module_learned_from_outputs_alone() -> None:
    task = task_with(max, 40)
    scenes = [scene(e, task.request) for e in task.shown]
    look = sight(task.request, (0, 1, 2, 3))
    found = list(islice(sketches(scenes, look, Budget(200_000)), 4))
    far = time.monotonic() + 60.0
    trainer = choose(found, course_of(scenes, look, 0.0, 0), far)
    assert trainer is not None
    assert "maximum" in str(trainer.sketch.term)
    fitted = train(trainer, far)
    assert fitted.right == fitted.total
    words = LISTS.extend(*(own.primitive for own in fitted.modules))
    assert right_on(fitted.sketch.term, task.held_out, words).count(True) >= 10


def test_drawn_labellings_estimate_the_likelihood() -> None:
    request = arrow(list_of(IMAGE), INT)
    look = sight(request, (0, 1, 2, 3))
    term = parse_term("xs -> count(x -> see(x) == 0, xs)", LISTS.extend(*look.identities), None)
    one = scene(Example((tuple(images(3)),), 1), request)
    trainer = Trainer(Sketch(term, look, 1.0, -1.0), course_of([one], look, 0.0, 0))
    with torch.no_grad():
        exact = float(trainer.likelihood([one]).exp())
        logs = [own[0] for own in trainer.logs([one])]
        drawn = np.mean([float(trainer._drawn(one, logs).exp()) for _ in range(30)])
    assert drawn == pytest.approx(exact, abs=0.06)


def test_a_process_apart_gives_its_answer_or_nothing() -> None:
    assert apart(partial(operator.mul, 6, 7), 60.0) == 42
    assert apart(partial(operator.floordiv, 1, 0), 60.0) is None
    assert apart(partial(time.sleep, 600), 0.2) is None
    told: list[int] = []
    assert apart(partial(map_told, 3), 60.0, heard=told.append) == "done"
    assert told == [0, 1, 2]


def map_told(count: int, tell) -> str:
    for number in range(count):
        tell(number)
    return "done"


def test_a_module_is_trained_once_stored_and_reused(tmp_path) -> None:
    url = f"sqlite:///{tmp_path}/l.db"
    open_library(url).close()
    config = SolveConfig(timeout=60.0, library=url, max_candidates=50_000)
    first = solve_hybrid(task_with(sum, 80), config)
    assert first.status == "solved", first
    assert first.modules[0].name == "see"
    with open_library(url) as library:
        assert [entry.name for entry in library.modules()] == ["see"]
    second = solve_hybrid(task_with(max, 12, seed=5), config)
    assert second.status == "solved", second
    assert "see" in str(second.program)
    assert second.test_correct >= 10


def test_examples_that_a_lucky_program_fails_on_are_shown_next(tmp_path) -> None:
    url, own = f"sqlite:///{tmp_path}/l.db", module(sharp=300.0)
    with open_library(url) as library:
        library.add_module(kept(own, ["other"]))
    pairs = []
    lucky = [*enumerate((1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5))]  # here the number of the second image is right, too
    for seed, count in (*lucky, (18, 2), (14, 4), (16, 5)):
        numbers = [own.primitive.function(image) for image in images(count, seed)]
        pairs.append((images(count, seed), max(numbers) - min(numbers)))
    result = solve_hybrid(
        task_of("spread", pairs, request="list(image) -> int"), SolveConfig(timeout=100.0, library=url, max_candidates=300_000)
    )
    assert result.status == "solved", result
    numbers = [own.primitive.function(image) for image in images(7, 99)]
    assert result(images(7, 99)) == max(numbers) - min(numbers)


def test_the_program_that_gives_all_outputs_most_likely_weighs_most_and_of_equal_ones_the_cheaper() -> None:
    own = module(sharp=300.0)
    lists = [images(count, seed) for seed, count in enumerate((1, 2, 2, 3, 3, 4))]
    task = task_of("t", [(xs, sum(map(own.primitive.function, xs))) for xs in lists], request="list(image) -> int")
    scenes = [scene(example, task.request) for example in task.shown]
    reuse = Reuse(task, SolveConfig(), None, (), [own], scenes, 1.0)
    right, dearer, wrong, blind = (
        parse_term(text, reuse.vocabulary, task.request)
        for text in ("xs -> sum(map(see, xs))", "xs -> sum(map(see, xs)) + 0", "xs -> maximum(map(see, xs))", "xs -> length(xs)")
    )
    assert reuse._weight(right) > max(map(reuse._weight, (dearer, wrong, blind)))
    doubtful = Reuse(task, SolveConfig(), None, (), [replace(own, temperature=1e4)], scenes, 1.0)
    gap = reuse._weight(right) - reuse._weight(wrong)
    assert doubtful._weight(right) - doubtful._weight(wrong) < gap


def test_images_themselves_can_be_the_answer() -> None:
    own = module()
    shown = [images(k, k) for k in (2, 3, 4, 5)]
    pairs = [(list(xs), sorted(xs, key=own.primitive.function)) for xs in shown]
    task = task_of("t", pairs, request="list(image) -> list(image)")
    result = solve_task(task, SolveConfig(timeout=60.0, max_candidates=200_000), None, [own.primitive])
    assert result.status == "solved"
    assert "sort_by" in str(result.program)


def test_a_found_program_runs_from_its_line_of_json(tmp_path) -> None:
    own = module()
    line = json.dumps({"program": "xs -> map(see, xs)", "type": "list(image) -> list(int)", "modules": [own.record()]})
    command = [sys.executable, "-m", "synth", "run", line, json.dumps(images(2))]
    out = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.load(io.StringIO(out.stdout)) == own.probabilities([(image,) for image in images(2)]).argmax(1).tolist()
    broken = json.dumps({"program": "xs -> map(see, xs)", "type": "list(image) -> list(int)", "modules": [{"name": "see"}]})
    failed = subprocess.run([*command[:4], broken, "[]"], capture_output=True, text=True)
    assert failed.returncode == 2
    assert "modules" in failed.stderr
