"""Property signatures (Odena and Sutton 2020): what holds of all, some or none of a task's examples.

Sections of properties apply to inputs and outputs by their types. The signature of a task gives for
each property the share of the examples it holds of, whatever their order; for outputs that are truth
values it tells how far a property of the input agrees with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from dsl.type import Con, Type, parameters
from synth.guide.properties import lists as lists
from synth.guide.properties import numbers as numbers
from synth.guide.properties import texts as texts
from synth.guide.properties.lists import Property

if TYPE_CHECKING:
    from tasks.task import Example

ABSENT = 255  # a property that does not apply
WHOLE = 200  # holds of all examples
MOST_EXAMPLES = 8
LARGEST = 400  # items and characters of an example; larger ones are left out where there are smaller ones
FAULTS = (IndexError, ValueError, TypeError, ZeroDivisionError, OverflowError, StopIteration, AttributeError, RuntimeError)


@dataclass(frozen=True)
class Section:
    """Properties of some inputs, by kind and number, and of an output of a kind."""

    output: str
    inputs: tuple[str, ...]
    properties: tuple[Property, ...]
    with_output: bool = True  # False: of the inputs alone, compared with the truth value put out


def _sections() -> Iterable[Section]:
    yield Section("list", ("list0",), lists.LIST_TO_LIST)
    yield Section("list", ("list1",), lists.CONTENTS)
    yield Section("list", (), lists.OUTPUTS)
    yield Section("list", ("int0",), lists.NUMBER_TO_LIST)
    yield Section("list", ("int0", "list0"), lists.NUMBER_LIST_TO_LIST)
    yield Section("list", ("list0", "list1"), lists.TWO_LISTS_TO_LIST)
    yield Section("list", ("nested0",), lists.NESTED_TO_LIST)
    yield Section("list", ("str0",), texts.TEXT_TO_LIST)
    yield Section("list", ("texts0",), texts.TEXTS_TO_LIST)
    yield Section("nested", ("list0",), lists.LIST_TO_NESTED)
    yield Section("nested", ("nested0",), lists.CONTENTS)
    yield Section("int", ("list0",), numbers.LIST_TO_NUMBER)
    yield Section("int", ("list1",), numbers.LIST_TO_NUMBER)
    yield Section("int", (), numbers.NUMBERS)
    yield Section("int", ("int0",), numbers.NUMBER_TO_NUMBER)
    yield Section("int", ("int1",), numbers.NUMBER_TO_NUMBER)
    yield Section("int", ("int0", "list0"), numbers.NUMBER_LIST_TO_NUMBER)
    yield Section("int", ("list0", "list1"), numbers.TWO_LISTS_TO_NUMBER)
    yield Section("int", ("str0",), texts.TEXT_TO_NUMBER)
    yield Section("str", ("str0",), texts.TEXT_TO_TEXT)
    yield Section("str", ("str1",), texts.INSIDE + texts.SAME)
    yield Section("str", (), texts.OUTPUT_TEXTS)
    yield Section("str", ("str0", "str1"), texts.TWO_TEXTS_TO_TEXT)
    yield Section("str", ("int0", "str0"), texts.NUMBER_TEXT_TO_TEXT)
    yield Section("str", ("texts0",), texts.TEXTS_TO_TEXT)
    yield Section("bool", ("list0",), lists.LISTS, False)
    yield Section("bool", ("str0",), texts.TEXTS, False)
    yield Section("bool", ("int0",), numbers.NUMBERS, False)
    yield Section("bool", ("list0", "list1"), lists.CONTENTS, False)
    yield Section("bool", ("str0", "str1"), texts.INSIDE, False)
    yield Section("bool", ("list0", "int0"), numbers.LIST_TO_NUMBER, False)
    yield Section("bool", ("int0", "int1"), numbers.NUMBER_TO_NUMBER, False)


SECTIONS = tuple(_sections())
STARTS = np.cumsum([0, *(len(s.properties) for s in SECTIONS)])
PROPERTIES = int(STARTS[-1])
KINDS = ("bool", "int", "str", "list", "nested", "texts", "other")
FACTS = len(KINDS) * 4  # what the type alone tells: the kind of the output, and of up to three inputs


def kind(type: Type) -> str:
    """The kind of a type: its properties are asked for."""
    if not isinstance(type, Con) or type.name not in ("bool", "int", "str", "list"):
        return "other"
    if type.name != "list":
        return type.name
    inner = kind(type.args[0])
    return {"str": "texts", "list": "nested", "texts": "nested", "int": "list", "bool": "list"}.get(inner, "other")


@lru_cache(maxsize=256)
def _plan(request: Type) -> tuple[tuple[int, Section, tuple[int, ...]], ...]:
    """The sections that apply to tasks of a type: where each begins, and the places of its inputs."""
    arguments, result = parameters(request)
    places: dict[str, int] = {}
    for place, argument in enumerate(arguments):
        for name in {kind(argument), "list" if kind(argument) == "texts" else kind(argument)}:
            number = sum(key.startswith(name) for key in places)
            places[f"{name}{number}"] = place
    output = kind(result)
    outputs = {output, "list" if output == "texts" else output}
    fitting = ((int(start), s) for start, s in zip(STARTS, SECTIONS, strict=False) if s.output in outputs)
    return tuple((start, s, tuple(places[i] for i in s.inputs)) for start, s in fitting if all(i in places for i in s.inputs))


@lru_cache(maxsize=256)
def facts(request: Type) -> np.ndarray:
    """float32 [FACTS]: what the type tells."""
    arguments, result = parameters(request)
    found = np.zeros((4, len(KINDS)), np.float32)
    for row, type in zip(found, (result, *arguments[:3]), strict=False):
        row[KINDS.index(kind(type))] = 1
    return found.reshape(-1)


def _holds(test: Callable[..., Any], values: Sequence[Any]) -> bool:
    """Whether a property holds; one that cannot be asked does not."""
    try:
        return bool(test(*values))
    except FAULTS:
        return False


def extent(value: Any) -> int:
    """How many items and characters a value has."""
    if isinstance(value, tuple):
        return 1 + sum(map(extent, value))
    return len(value) if isinstance(value, str) else 1


def chosen(shown: Sequence[Example]) -> list[Example]:
    """The examples that the guide looks at: not too large, spread over all, at least one."""
    handy = [e for e in shown if extent(e.inputs) + extent(e.output) <= LARGEST] or list(shown[:1])
    if len(handy) <= MOST_EXAMPLES:
        return handy
    return [handy[i * len(handy) // MOST_EXAMPLES] for i in range(MOST_EXAMPLES)]


def signature(request: Type, shown: Sequence[Example]) -> np.ndarray:
    """uint8 [PROPERTIES]: for each property the share of the examples it holds of, in parts of WHOLE; ABSENT where it does not apply."""
    found = np.full(PROPERTIES, ABSENT, np.uint8)
    for start, section, places in _plan(request):
        inputs = [[e.inputs[i] for i in places] for e in shown]
        if section.with_output:
            inputs = [[*values, e.output] for values, e in zip(inputs, shown, strict=True)]
        for at, test in enumerate(section.properties, start):
            held = [_holds(test, values) for values in inputs]
            if not section.with_output:
                held = [h == bool(e.output) for h, e in zip(held, shown, strict=True)]
            found[at] = sum(held) * WHOLE // len(held)
    return found
