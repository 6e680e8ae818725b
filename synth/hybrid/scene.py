"""Scenes: a task's inputs with the things taken out that modules look at, so that programs can be asked what they would make of any labels.

Glossary: a *thing* is an image, a text or a list of decimal numbers; a *slot* is a module to be trained, with the labels it may give.
The *template* of an example is its inputs with a running number, the *place*, for each thing; a *labelling* gives each place the number
of a label. Examples of one template differ in their things and their output only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from dsl.module import IMAGE
from dsl.perceive import Shape
from dsl.primitives import Primitive
from dsl.term import App, Lam, Prim, Term, Var, lam, replace, strip
from dsl.type import BOOL, FLOAT, INT, STR, Con, Type, arrow, list_of, parameters

if TYPE_CHECKING:
    from tasks.task import Example

THINGS = (IMAGE, STR, list_of(FLOAT))
LABELS = (False, True), tuple(range(10))  # that a module to be trained may have
Template = tuple[Any, ...]
Labelling = tuple[int, ...]
Look = Callable[[Type, list[Any]], tuple[Shape, Any]]  # the shape and the norm of things of one kind


def things_in(type: Type) -> tuple[Type, ...]:
    """The kinds of things that a type speaks of, each once."""
    if type in THINGS or not isinstance(type, Con):
        return (type,) if type in THINGS else ()
    return tuple(dict.fromkeys(thing for part in type.args for thing in things_in(part)))


def readable(request: Type) -> bool:
    """Whether programs can read all things of the inputs: there are some, alone or in lists."""
    inputs, output = parameters(request)
    plain = all(_plain(part) for part in inputs if things_in(part))
    return plain and any(map(things_in, inputs)) and not things_in(output)


def _plain(type: Type) -> bool:
    return type in THINGS or (isinstance(type, Con) and type.name == "list" and _plain(type.args[0]))


@dataclass(frozen=True)
class Slot:
    """A module to be trained: its name, the things it sees, their shape and norm, and what it may say."""

    name: str
    type: Type
    shape: Shape
    norm: Any
    labels: tuple[Any, ...]

    @property
    def label(self) -> Type:
        """The type of what it says."""
        return {bool: BOOL, int: INT, str: STR}[type(self.labels[0])]


@dataclass(frozen=True)
class Scene:
    """An example taken apart."""

    template: Template
    things: tuple[Any, ...]
    output: Any


def scene(example: Example, request: Type) -> Scene:
    """The scene of an example of this type."""
    things: list[Any] = []

    def take(thing: Any, type: Type) -> int:
        things.append(thing)
        return len(things) - 1

    types = parameters(request)[0]
    template = tuple(_mapped(t, value, take) for t, value in zip(types, example.inputs))
    return Scene(template, tuple(things), example.output)


def _things(type: Type, value: Any) -> list[tuple[int, Type]]:
    """The places in a part of a template, each with the kind of its thing."""
    found: list[tuple[int, Type]] = []
    _mapped(type, value, lambda place, kind: found.append((place, kind)))
    return found


def _mapped(type: Type, value: Any, change: Callable[[Any, Type], Any]) -> Any:
    if type in THINGS:
        return change(value, type)
    if isinstance(type, Con) and things_in(type):
        types: Iterable[Type] = type.args if type.name == "pair" else type.args * len(value)
        return tuple(_mapped(t, v, change) for t, v in zip(types, value))
    return value


@dataclass(frozen=True)
class Sight:
    """Which module looks at which things of a type: `where` gives the slot of each input and kind of thing."""

    request: Type
    slots: tuple[Slot, ...]
    where: Mapping[tuple[int, Type], int]

    def places(self, template: Template) -> tuple[int, ...]:
        """The slot of each place."""
        inputs = zip(parameters(self.request)[0], template)
        return tuple(self.where[position, kind] for position, (type, value) in enumerate(inputs) for _, kind in _things(type, value))

    def count(self, template: Template) -> int:
        """How many labellings a template has."""
        return prod(len(self.slots[slot].labels) for slot in self.places(template))

    def reading(self, template: Template, labelling: Sequence[int]) -> tuple[Any, ...]:
        """The template with labels in its places."""
        said = [self.slots[slot].labels[number] for slot, number in zip(self.places(template), labelling)]
        return tuple(_mapped(t, value, lambda place, _: said[place]) for t, value in zip(parameters(self.request)[0], template))

    def readings(self, template: Template) -> Iterator[tuple[Labelling, tuple[Any, ...]]]:
        """Every labelling of a template, with the inputs it makes."""
        for labelling in product(*(range(len(self.slots[slot].labels)) for slot in self.places(template))):
            yield labelling, self.reading(template, labelling)

    @property
    def labels_request(self) -> Type:
        """The type of the program over labels that stands behind a program over things."""
        inputs, output = parameters(self.request)
        return arrow(*(self._labelled(part, position) for position, part in enumerate(inputs)), output)

    def _labelled(self, type: Type, position: int) -> Type:
        if type in THINGS:
            return self.slots[self.where[position, type]].label
        return Con(type.name, tuple(self._labelled(part, position) for part in type.args)) if isinstance(type, Con) else type

    def lifted(self, term: Term) -> Term:
        """A program over labels as a program over things: each input is first read by its module."""
        types = parameters(self.request)[0]
        hints, body = strip(term)
        assert len(hints) == len(types), "a program takes all its inputs"
        for position in range(len(types)):  # the innermost variable is the last input
            index = len(types) - 1 - position
            if things_in(types[position]):
                body = replace(body, Var(index), self._read(types[position], position, Var(index)))
        return lam(len(types), body, tuple("" for _ in types))

    def _read(self, type: Type, position: int, value: Term) -> Term:
        if type in THINGS:
            return App(Prim(self.slots[self.where[position, type]].name), (value,))
        assert isinstance(type, Con) and type.name == "list", "`readable` says so"
        inner = type.args[0]
        if inner in THINGS:
            return App(Prim("map"), (Prim(self.slots[self.where[position, inner]].name), value))
        return App(Prim("map"), (Lam(self._read(inner, position, Var(0))), value))

    @property
    def identities(self) -> tuple[Primitive, ...]:
        """The modules as they are on labels: a program over things, run on a reading, finds each label in its thing's place."""
        return tuple(Primitive(slot.name, arrow(slot.type, slot.label), lambda label: label) for slot in self.slots)


def sights(request: Type, scenes: Sequence[Scene], names: Iterator[str], look: Look) -> list[Sight]:
    """The ways to look at a task's things, with truth values and with numbers as labels, fewest labellings first.

    Things of one kind and shape, which `look` tells with their norm, are seen by one module.
    """
    seen: dict[tuple[int, Type], list[Any]] = {}
    for one in scenes:
        for position, (type, value) in enumerate(zip(parameters(request)[0], one.template)):
            for place, kind in _things(type, value):
                seen.setdefault((position, kind), []).append(one.things[place])
    looks: dict[tuple[Type, Shape], tuple[str, Any]] = {}
    where: dict[tuple[int, Type], int] = {}
    for (position, thing), values in seen.items():
        shape, norm = look(thing, values)
        if (thing, shape) not in looks:
            looks[thing, shape] = next(names), norm
        where[position, thing] = list(looks).index((thing, shape))
    choices = product(LABELS, repeat=len(looks))
    made = [tuple(Slot(n, t, s, norm, own) for ((t, s), (n, norm)), own in zip(looks.items(), labels)) for labels in choices]
    return [Sight(request, slots, where) for slots in made]
