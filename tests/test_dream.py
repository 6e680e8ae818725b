"""Dreams: what the guide is trained on is true, well-typed, tells enough, repeats by its seed, and knows nothing of any benchmark."""

from __future__ import annotations

import builtins
import io
from collections.abc import Iterator
from functools import cache
from itertools import islice
from random import Random
from typing import Any

import pytest

from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term
from dsl.infer import elaborate
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary
from dsl.syntax import parse_term
from dsl.term import App, Const, Lam, Term, lam, strip, subterms
from dsl.type import BOOL, parameters
from synth.faults import Misuse
from synth.space.constants import harvest
from synth.space.prior import Table
from synth.training.dreams.inputs import rows
from synth.training.dreams.stream import REQUESTS, SPOKEN, Dream, Effort, Night, dreams, night_of
from tasks import Task, load_suite
from tasks.suite import suite_names

pytestmark = pytest.mark.timeout(400)  # on a machine that has compiled nothing yet

SMALL = Effort(candidates=6_000, deeper=2_000, check=2_000, dreams=60)
KINDS = [
    ("list", "list(int) -> list(int)"),
    ("list", "list(int) -> int -> list(int)"),
    ("list", "list(list(int)) -> int"),
    ("text", "str -> str"),
    ("text", "str -> str -> str"),
    ("control", "int -> int -> int"),
]


def vocabulary_of(domain: str) -> Vocabulary:
    return load_domain(SPOKEN.get(domain, domain)).vocabulary


@cache
def dreamt(domain: str, request: str) -> tuple[Dream, ...]:
    """The dreams of two small nights."""
    nights = (Night(parse_type(request), vocabulary_of(domain), Random(f"{request} {k}"), SMALL) for k in range(2))
    return tuple(dream for night in nights for dream in night.dreams())


@pytest.mark.parametrize(("domain", "request_"), KINDS)
def test_the_reference_gives_the_outputs_of_every_dream(domain: str, request_: str) -> None:
    assert dreamt(domain, request_)
    for dream in dreamt(domain, request_):
        program = compile_term(dream.term, vocabulary_of(domain))
        assert [program(e.inputs) for e in dream.examples] == [e.output for e in dream.examples], str(dream.term)


@pytest.mark.parametrize(("domain", "request_"), KINDS)
def test_a_dream_is_well_typed_and_its_text_is_the_program(domain: str, request_: str) -> None:
    vocabulary, request = vocabulary_of(domain), parse_type(request_)
    for dream in dreamt(domain, request_):
        assert dream.request == request
        whole = elaborate(dream.term, vocabulary, request)[0]
        assert elaborate(parse_term(str(whole), vocabulary, request), vocabulary, request)[0] == whole


@pytest.mark.parametrize(("domain", "request_"), KINDS)
def test_a_dream_is_no_constant_and_no_input(domain: str, request_: str) -> None:
    for dream in dreamt(domain, request_):
        least, most = SMALL.examples
        assert least <= len(dream.examples) <= most
        assert len({e.inputs for e in dream.examples}) == len(dream.examples)
        assert len({e.output for e in dream.examples}) > 1
        types = parameters(dream.request)[0]
        for place, type in enumerate(types):
            copied = sum(type == parameters(dream.request)[1] and e.inputs[place] == e.output for e in dream.examples)
            assert 2 * copied <= len(dream.examples), str(dream.term)


@pytest.mark.parametrize(("domain", "request_"), [k for k in KINDS if k[1].count("->") > 1])
def test_each_input_alone_changes_what_a_dream_gives(domain: str, request_: str) -> None:
    vocabulary, request = vocabulary_of(domain), parse_type(request_)
    for k in range(2):
        night = Night(request, vocabulary, Random(f"{request_} {k}"), SMALL)
        for dream in list(night.dreams())[::5]:
            program = compile_term(dream.term, vocabulary)
            for place in range(len(parameters(request)[0])):
                answers = [
                    (program(row), program((*row[:place], other[place], *row[place + 1 :])))
                    for row in night.inputs
                    for other in night.inputs
                ]
                assert any(a != b and not isinstance(a, Failure) and not isinstance(b, Failure) for a, b in answers), str(dream.term)


@pytest.mark.parametrize(("domain", "request_"), KINDS)
def test_every_constant_of_a_dream_is_one_that_its_examples_offer(domain: str, request_: str) -> None:
    for dream in dreamt(domain, request_):
        constants = {part for part in subterms(dream.term) if isinstance(part, Const)}
        assert constants <= harvest(dream.request, dream.examples).keys(), str(dream.term)


def test_no_part_of_a_dream_is_a_long_way_to_say_one_word() -> None:
    request, vocabulary = parse_type("list(int) -> list(int)"), vocabulary_of("list")
    names = ("head", "last", "length", "sum", "maximum", "reverse", "sort", "tail")
    words = [parse_term(f"xs -> {name}(xs)", vocabulary) for name in names]
    for k in range(2):
        night = Night(request, vocabulary, Random(f"{request} {k}"), SMALL)
        said = {behaviour(word, night.inputs): word for word in words}
        for dream in night.dreams():
            for part in outer_parts(strip(dream.term)[1]):
                word = said.get(behaviour(lam(1, part), night.inputs))
                assert word is None or Table().price(lam(1, part), vocabulary) <= Table().price(word, vocabulary), str(dream.term)


def behaviour(program: Term, inputs: list[tuple[Any, ...]]) -> tuple[str, ...]:
    run = compile_term(program, vocabulary_of("list"))
    return tuple("!" if isinstance(value := run(row), Failure) else repr(value) for row in inputs)


def outer_parts(body: Term) -> Iterator[Term]:
    """The parts of a program's body that are in no function inside."""
    yield body
    for part in body.arguments if isinstance(body, App) else ():
        if not isinstance(part, Lam):
            yield from outer_parts(part)


def test_programs_of_many_sizes_and_with_functions_are_dreamt() -> None:
    found = [dream.term for kind in KINDS for dream in dreamt(*kind)]
    sizes = {sum(isinstance(part, App) for part in subterms(term)) for term in found}
    assert {1, 2, 3, 4} <= sizes
    assert any(isinstance(part, Lam) for term in found for part in subterms(strip(term)[1]))


def test_the_same_seed_gives_the_same_dreams_and_another_one_others() -> None:
    def first(seed: int, shard: tuple[int, int] = (0, 1)) -> list[Dream]:
        return list(islice(dreams("control", seed=seed, effort=SMALL, shard=shard), 40))

    assert first(3) == first(3)
    assert first(3) != first(4)
    assert first(3, (0, 2))[:10] == first(3)[:10]
    assert first(3, (1, 2)) != first(3)


def test_a_language_with_constants_of_its_own_dreams_of_no_others() -> None:
    found = list(night_of("lists_base", seed=0, number=3, effort=SMALL).dreams())
    constants = {part for dream in found for part in subterms(dream.term) if isinstance(part, Const)}
    assert found and constants and constants <= set(load_domain("lists_base").constants)


def test_nothing_is_dreamt_of_an_unknown_domain() -> None:
    with pytest.raises(Misuse, match="there are list, text, control"):
        next(dreams("poetry", seed=0))


@pytest.mark.parametrize("request_", sorted({r for requests in REQUESTS.values() for r in requests}))
def test_inputs_are_distinct_and_of_their_type(request_: str) -> None:
    request = parse_type(request_)
    found = rows(request, Random(request_), 12)
    assert len(set(found)) == len(found) >= 2
    assert all(fits(value, type) for row in found for value, type in zip(row, parameters(request)[0], strict=True))


def fits(value: Any, type: Any) -> bool:
    if type.name == "list":
        return isinstance(value, tuple) and all(fits(item, type.args[0]) for item in value)
    return value.__class__ is {"int": int, "str": str, "bool": bool}[type.name]


# -- no benchmark is learnt ---------------------------------------------------------------------


def shipped() -> Iterator[Task]:
    for name in suite_names():
        yield from (task for task in load_suite(name) if isinstance(task, Task))


def test_dreaming_opens_no_file_of_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = builtins.open

    def noted(file: Any, *rest: Any, **more: Any) -> Any:
        opened.append(str(file))
        return real(file, *rest, **more)

    monkeypatch.setattr(builtins, "open", noted)
    monkeypatch.setattr(io, "open", noted)
    assert list(islice(dreams("list", seed=11, effort=SMALL), 5))
    assert not [path for path in opened if "shared" in path or "suites" in path or path.endswith((".jsonl", ".sl", ".csv"))]


def test_no_dream_shows_the_examples_of_a_shipped_task() -> None:
    """The same function may be dreamt; the same examples may not, beyond what chance gives to one of them."""
    known = {example for task in shipped() for example in (*task.shown, *task.held_out) if informative(example.inputs)}
    for domain, request in KINDS:
        for dream in dreamt(domain, request):
            assert sum(example in known for example in dream.examples) <= 1, str(dream.term)


def informative(inputs: tuple[Any, ...]) -> bool:
    return any(not isinstance(value, int) and len(value) > 2 for value in inputs)


def test_a_dream_may_behave_like_a_shipped_task_but_is_made_of_its_own_inputs() -> None:
    request = parse_type("list(int) -> int")
    asked = [task for task in shipped() if task.request == request]
    night = Night(request, vocabulary_of("list"), Random(1), Effort(candidates=8_000, deeper=2_000, check=2_000, dreams=400))
    alike = [(dream, task) for dream in night.dreams() for task in asked if behaves(dream, task)]
    assert alike
    for dream, task in alike:
        assert not {*dream.examples} & {*task.shown, *task.held_out}


def behaves(dream: Dream, task: Task) -> bool:
    program = compile_term(dream.term, vocabulary_of("list"))
    return all(program(e.inputs) == e.output for e in (*task.shown, *task.held_out))


def test_truth_values_are_both_shown() -> None:
    for dream in dreamt("list", "list(int) -> bool"):
        assert parameters(dream.request)[1] == BOOL
        assert {e.output for e in dream.examples} == {True, False}
