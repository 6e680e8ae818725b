"""A recipe: a task stated as a Python function and the inputs it is shown on, drawn by a seed made of its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from dsl.codec import read
from dsl.mapping import FrozenMap
from dsl.type import parameters
from tasks.task import Example, Task, domain_of, typed
from tasks.value import Value, read_type

Draw = Callable[[Random], Value]  # a value, or a Cell
MOST_DRAWS = 2000


@dataclass(frozen=True)
class Cell:
    """An input as it is written, and what it means; the function of a recipe is told the meaning."""

    text: Value
    meaning: Any


@dataclass(frozen=True)
class Recipe:
    """What a task is called, its type, what it computes, and how to draw each input.

    kind: what an example shows; of each kind one comes first. domain: where it is another than that of its type.
    """

    name: str
    request: str
    function: Callable[..., Any]
    draws: tuple[Draw, ...]
    kind: Callable[..., object] | None = None
    domain: str | None = None


def recipe(
    name: str,
    request: str,
    function: Callable[..., Any],
    *draws: Draw,
    kind: Callable[..., object] | None = None,
    domain: str | None = None,
) -> Recipe:
    return Recipe(name, request, function, draws, kind, domain)


def build(suite: str, recipes: Sequence[Recipe], column: tuple[int, int] | None = None) -> tuple[Task, ...]:
    """The tasks of a suite, the same ones in every process.

    column: how many examples are shown and how many held out, whose inputs the task then has; else some of each, and it has none.
    """
    return tuple(_suite_task(suite, each, column) for each in recipes)


def _suite_task(suite: str, each: Recipe, column: tuple[int, int] | None) -> Task:
    random = Random(f"{suite}/{each.name}")
    shown, held_out = column or (random.randint(5, 8), random.randint(3, 4))
    return draw(suite, each, random, shown, held_out, column is not None)


def draw(suite: str, each: Recipe, random: Random, shown: int, held_out: int, column: bool) -> Task:
    """A task of a recipe on so many examples; column: whether it is told the inputs of those held out. ValueError where few differ."""
    examples = _examples(each, random, shown + held_out)
    request, first, rest = typed(read_type(each.request), examples[:shown], examples[shown:])
    inputs = tuple(example.inputs for example in rest) if column else ()
    return Task(f"{suite}/{each.name}", each.domain or domain_of(request), request, first, rest, inputs, origin=f"{suite}:{each.name}")


def _examples(each: Recipe, random: Random, count: int) -> list[Example]:
    """Examples of distinct inputs; no output fills more than half while others can be had, so that a constant never fits."""
    chosen: dict[tuple[Value, ...], Example] = {}
    outputs: Counter[Value] = Counter()
    kinds: dict[object, tuple[Value, ...]] = {}  # the first inputs of each
    result = parameters(read_type(each.request))[1]
    for attempt, (inputs, meanings) in enumerate(_draws(each, random)):
        output = read(each.function(*meanings), result)
        common = outputs[output] > len(chosen) // 2 and attempt < MOST_DRAWS // 2
        if inputs not in chosen and not common:
            chosen[inputs] = Example(inputs, output)
            outputs[output] += 1
            kinds.setdefault(each.kind(*meanings) if each.kind else None, inputs)
        if len(chosen) == count:
            return [chosen[first] for first in dict.fromkeys([*kinds.values(), *chosen])]
    raise ValueError(f"{each.name}: only {len(chosen)} of {count} examples in {MOST_DRAWS} draws")


def _draws(each: Recipe, random: Random) -> Iterator[tuple[tuple[Value, ...], list[Any]]]:
    """Inputs, and what they mean."""
    for _ in range(MOST_DRAWS):
        drawn = [draw(random) for draw in each.draws]
        inputs = tuple(cell.text if isinstance(cell, Cell) else cell for cell in drawn)
        yield inputs, [cell.meaning if isinstance(cell, Cell) else _thawed(cell) for cell in drawn]


def _thawed(value: Value) -> Any:
    return [_thawed(item) for item in value] if isinstance(value, tuple) else value


def digits(n: int) -> list[int]:
    """Those of a number that is not negative, as functions of recipes take it apart."""
    return [int(digit) for digit in str(n)]


def integer(least: int, most: int) -> Draw:
    return lambda random: random.randint(least, most)


def scattered(most_digits: int) -> Draw:
    """A positive int of any size up to that many digits, each size as likely."""
    return lambda random: random.randint(1, 10 ** random.randint(1, most_digits) - 1)


def numbers(least: int, most: int, shortest: int = 0, longest: int = 8) -> Draw:
    """A list of ints."""
    return lambda random: tuple(random.randint(least, most) for _ in range(random.randint(shortest, longest)))


def rising(least: int, most: int, shortest: int = 0, longest: int = 8) -> Draw:
    """A sorted list of distinct ints."""
    return lambda random: tuple(sorted(random.sample(range(least, most + 1), random.randint(shortest, longest))))


def nested(inner: Draw, shortest: int = 1, longest: int = 5) -> Draw:
    """A list of what another draws."""
    return lambda random: tuple(inner(random) for _ in range(random.randint(shortest, longest)))


def one_of(*values: Value) -> Draw:
    return lambda random: random.choice(values)


def pattern(template: str, **draws: Draw) -> Draw:
    """A text with each `{field}` drawn anew."""
    return lambda random: template.format(**{name: draw(random) for name, draw in draws.items()})


def either(*draws: Draw) -> Draw:
    """What one of several draws."""
    return lambda random: random.choice(draws)(random)


def characters(alphabet: str, shortest: int, longest: int) -> Draw:
    """A text over an alphabet."""
    return lambda random: "".join(random.choice(alphabet) for _ in range(random.randint(shortest, longest)))


def mapping(key: Draw, value: Draw, least: int = 2, most: int = 6) -> Draw:
    """A map of about so many keys."""
    return lambda random: FrozenMap((key(random), value(random)) for _ in range(random.randint(least, most)))


def members(item: Draw, least: int = 2, most: int = 7) -> Draw:
    """A set of about so many members."""
    return lambda random: frozenset(item(random) for _ in range(random.randint(least, most)))
