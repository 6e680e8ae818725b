"""Scenes: a task's inputs with the images taken out, so that programs can be asked what they would make of any labels.

Glossary: the *template* of an example is its inputs with a running number in the place of each image; a *reading* of it puts
labels there. Examples of one template differ in their images and their output only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from dsl.module import IMAGE
from dsl.primitives import Primitive
from dsl.term import App, Lam, Prim, Term, Var, lam, replace, strip
from dsl.type import INT, Con, Type, arrow, parameters

if TYPE_CHECKING:
    from tasks.task import Example

Template = tuple[Any, ...]
Labels = tuple[int, ...]


def sees_images(type: Type) -> bool:
    """Whether a type speaks of images."""
    return isinstance(type, Con) and (type == IMAGE or any(map(sees_images, type.args)))


def labelled(type: Type) -> Type:
    """The type with a number in the place of each image."""
    if type == IMAGE or not isinstance(type, Con):
        return INT
    return Con(type.name, tuple(map(labelled, type.args)))


@dataclass(frozen=True)
class Scene:
    """An example taken apart."""

    template: Template
    images: tuple[Any, ...]
    output: Any

    def shows(self, labels: Sequence[int], request: Type) -> tuple[Any, ...]:
        """The inputs with these labels for its images."""
        return reading(self.template, request, labels)


def scene(example: Example, request: Type) -> Scene:
    """The scene of an example of this type."""
    images: list[Any] = []

    def take(image: Any) -> int:
        images.append(image)
        return len(images) - 1

    types = parameters(request)[0]
    template = tuple(_mapped(t, value, take) for t, value in zip(types, example.inputs))
    return Scene(template, tuple(images), example.output)


def reading(template: Template, request: Type, labels: Sequence[int]) -> tuple[Any, ...]:
    """The template with labels in the places of its images."""
    return tuple(_mapped(t, value, lambda number: labels[number]) for t, value in zip(parameters(request)[0], template))


def readings(template: Template, request: Type, classes: int) -> Iterator[tuple[Labels, tuple[Any, ...]]]:
    """Every way to label a template, with the inputs it makes."""
    for labels in product(range(classes), repeat=size(template, request)):
        yield labels, reading(template, request, labels)


def size(template: Template, request: Type) -> int:
    """How many images a template has."""
    found: list[Any] = []
    for type, value in zip(parameters(request)[0], template):
        _mapped(type, value, found.append)
    return len(found)


def _mapped(type: Type, value: Any, change: Callable[[Any], Any]) -> Any:
    if type == IMAGE:
        return change(value)
    if isinstance(type, Con) and sees_images(type):
        types: Iterable[Type] = type.args if type.name == "pair" else type.args * len(value)
        return tuple(_mapped(t, v, change) for t, v in zip(types, value))
    return value


def lifted(term: Term, request: Type, module: str) -> Term:
    """A program over labels as a program over images: each input is first read by the module."""
    types = parameters(request)[0]
    hints, body = strip(term)
    assert len(hints) == len(types), "a program takes all its inputs"
    for position in range(len(types)):  # the innermost variable is the last input
        index = len(types) - 1 - position
        if sees_images(types[position]):
            body = replace(body, Var(index), _read(types[position], module, Var(index)))
    return lam(len(types), body, tuple("" for _ in types))


def _read(type: Type, module: str, value: Term) -> Term:
    assert isinstance(type, Con)
    if type == IMAGE:
        return App(Prim(module), (value,))
    if type.name != "list":
        raise ValueError(f"images inside a {type.name} cannot be read")
    if type.args[0] == IMAGE:
        return App(Prim("map"), (Prim(module), value))
    return App(Prim("map"), (Lam(_read(type.args[0], module, Var(0))), value))


def identity(module: str) -> Primitive:
    """The module as it is on labels: a program over images, run on a reading, finds each label in its image's place."""
    return Primitive(module, arrow(IMAGE, INT), lambda label: label)


def labels_request(request: Type) -> Type:
    """The type of the program over labels that stands behind a program over images."""
    types, result = parameters(request)
    return arrow(*map(labelled, types), result)
