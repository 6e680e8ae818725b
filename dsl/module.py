"""Learned modules: small convolutional classifiers of images (LeCun et al. 1998) that programs call like any other primitive.

A module is text: its weights are the float16 arrays of `layout`, one behind the other, in base64. So it travels in JSON lines,
is stored by value, and goes into exported Python as it stands. It runs in numpy alone.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dsl.primitives import Primitive
from dsl.quote import clip
from dsl.type import BOOL, INT, Con, Type, arrow

IMAGE = Con("image")
CHANNELS = (16, 32)  # of the two convolutions
HIDDEN = 64  # units of the layer before the classes
COST = 1.0  # of a module as a word of the language


def layout(height: int, width: int, classes: int) -> list[tuple[int, ...]]:
    """The shapes of a module's arrays in their order: weights and biases of two convolutions and two dense layers."""
    first, second = CHANNELS
    flat = second * (height // 4) * (width // 4)
    convolutions = [(first, 1, 3, 3), (first,), (second, first, 3, 3), (second,)]
    return [*convolutions, (HIDDEN, flat), (HIDDEN,), (classes, HIDDEN), (classes,)]


def arrays(code: str, height: int, width: int, classes: int) -> list[Any]:
    """The arrays behind a module's text; a ValueError where it holds too few or too many numbers."""
    numbers = np.frombuffer(base64.b64decode(code, validate=True), np.float16).astype(np.float32)
    shapes = layout(height, width, classes)
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    if ends[-1] != len(numbers) or not np.isfinite(numbers).all():
        raise ValueError(f"a module for images of {height} x {width} and {classes} classes has {ends[-1]} finite numbers")
    return [part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), shapes)]


def convolved(images: Any, weights: Any, biases: Any) -> Any:
    """[n, c, h, w] -> [n, d, h // 2, w // 2]: 3 x 3 convolution, rectified, the largest of each 2 x 2 cells."""
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    maps = np.tensordot(windows, weights, ((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)
    maps = np.maximum(maps + biases[:, None, None], 0)
    high, wide = maps.shape[2] // 2, maps.shape[3] // 2
    return maps[:, :, : 2 * high, : 2 * wide].reshape(*maps.shape[:2], high, 2, wide, 2).max((3, 5))


def scores(code: str, height: int, width: int, classes: int, images: Any) -> Any:
    """[n, classes]: how much speaks for each class of each image; a ValueError for images of another size."""
    pixels = np.asarray(images, np.float32)
    if pixels.shape[1:] != (height, width):
        raise ValueError(f"expected an image of {height} x {width}, found one of {' x '.join(map(str, pixels.shape[1:]))}")
    a, b, c, d, e, f, g, h = arrays(code, height, width, classes)
    hidden = convolved(convolved(pixels[:, None], a, b), c, d).reshape(len(pixels), -1)
    return np.maximum(hidden @ e.T + f, 0) @ g.T + h


def _number(code: str, height: int, width: int, classes: int) -> Callable[[Any], int]:
    def classify(image: Any) -> int:
        return int(np.argmax(scores(code, height, width, classes, [image])[0]))

    return classify


def _truth(code: str, height: int, width: int) -> Callable[[Any], bool]:
    def decide(image: Any) -> bool:
        return bool(np.argmax(scores(code, height, width, 2, [image])[0]))

    return decide


@dataclass(frozen=True)
class Module:
    """A trained classifier: `image -> int` (the number of the class) or `image -> bool` (two classes)."""

    name: str
    type: Type
    height: int
    width: int
    classes: int
    code: str = field(repr=False)
    metrics: Mapping[str, float] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if self.type not in (arrow(IMAGE, INT), arrow(IMAGE, BOOL)):
            raise ValueError(f"module {self.name}: its type must be image -> int or image -> bool, found {clip(str(self.type))}")
        if not self.name.isidentifier():
            raise ValueError(f"{clip(repr(self.name))} cannot name a module")
        arrays(self.code, self.height, self.width, self.classes)

    @property
    def primitive(self) -> Primitive:
        """The module as a word of the language."""
        doc = f"The class of an image of {self.height} x {self.width}, one of {self.classes}, by a trained module."
        sizes = (self.code, self.height, self.width)
        function = _truth(*sizes) if self.type == arrow(IMAGE, BOOL) else _number(*sizes, self.classes)
        return Primitive(self.name, self.type, function, doc, COST, COST)

    def probabilities(self, images: Sequence[Any]) -> Any:
        """float32 [n, classes]: how likely each class of each image is."""
        found = scores(self.code, self.height, self.width, self.classes, images)
        raised = np.exp(found - found.max(1, keepdims=True))
        return raised / raised.sum(1, keepdims=True)

    def record(self) -> dict[str, Any]:
        """The module as plain JSON values."""
        sizes = {"height": self.height, "width": self.width, "classes": self.classes}
        return {"name": self.name, "type": str(self.type), **sizes, "metrics": dict(self.metrics), "weights": self.code}

    @staticmethod
    def of(record: Mapping[str, Any]) -> Module:
        """The module that a record describes; a ValueError says what is wrong with it."""
        from dsl.parsing import parse_type

        try:
            sizes = (int(record["height"]), int(record["width"]), int(record["classes"]))
            return Module(record["name"], parse_type(record["type"]), *sizes, record["weights"], dict(record.get("metrics", {})))
        except KeyError as fault:
            raise ValueError(f"not the record of a module: it lacks {fault}") from None
        except (TypeError, AttributeError, OverflowError):
            raise ValueError("not the record of a module: a field is of another kind") from None


def encoded(parts: Sequence[Any]) -> str:
    """The text of arrays in the order of `layout`."""
    return base64.b64encode(b"".join(np.asarray(part, np.float16).tobytes() for part in parts)).decode()
