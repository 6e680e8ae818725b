"""Learned modules: small trained networks that programs call like any other primitive.

A module sees images, texts and numbers, one or several at once, and says one of a few labels or a number. It is text: its weights are
the float16 arrays of `perceive.layout`, one behind the other, in base64. So it travels in JSON lines, is stored by value, and goes
into exported Python as it stands. It runs in numpy alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from dsl.perceive import BUCKETS, Shape, arrays, scores
from dsl.phrase import Phrase, phrase_of
from dsl.primitives import Primitive
from dsl.quote import clip
from dsl.type import BOOL, DECIMAL, FLOAT, INT, STR, Con, Type, list_of, parameters

IMAGE = Con("image")
VECTORS = (list_of(FLOAT), list_of(INT))
SEEN = (IMAGE, STR, *VECTORS, FLOAT, DECIMAL, INT, BOOL)  # the types of a module's inputs
SAID = (INT, BOOL, STR, FLOAT, DECIMAL)  # and of what it says
REAL = (FLOAT, DECIMAL)  # and of that what has no labels
COST = 1.0  # of a module as a word of the language
MOST_KEPT = 4096  # answers that a module remembers


def _classifier(code: str, shapes: tuple[Shape, ...], norms: Any, labels: tuple[Any, ...], twin: bool) -> Callable[..., Any]:
    def classify(*inputs: Any) -> Any:
        return labels[int(np.argmax(scores(code, shapes, norms, len(labels), twin, [inputs])[0]))]

    return classify


def _estimator(code: str, shapes: tuple[Shape, ...], norms: Any, twin: bool) -> Callable[..., float]:
    def estimate(*inputs: Any) -> float:
        return float(scores(code, shapes, norms, 1, twin, [inputs])[0, 0] * norms[-1][1] + norms[-1][0])

    return estimate


def _rounded(code: str, shapes: tuple[Shape, ...], norms: Any, twin: bool) -> Callable[..., Decimal]:
    def estimate(*inputs: Any) -> Decimal:
        said = float(scores(code, shapes, norms, 1, twin, [inputs])[0, 0] * norms[-1][1] + norms[-1][0])
        return Decimal(repr(round(said, norms[-1][2])))

    return estimate


@dataclass(frozen=True)
class Module:
    """A trained module.

    `labels` are what it says, none where it says any number; `norms` the mean and spread of each input, of a list of numbers one each, and
    at the end of the output, with the digits of a decimal; a softmax of its scores over `temperature` is how likely each label is.
    `remembered` are some of what it learned from, as it sees things, float16 [n, …], and the numbers of their labels, int64 [n].
    """

    name: str
    type: Type
    shapes: tuple[Shape, ...]
    labels: tuple[Any, ...]
    code: str = field(repr=False)
    norms: tuple[Any, ...] = ()
    temperature: float = 1.0
    metrics: Mapping[str, Any] = field(default_factory=dict, compare=False)
    remembered: tuple[Any, Any] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        inputs, said = parameters(self.type)
        if not inputs or said not in SAID or any(part not in SEEN for part in inputs):
            raise ValueError(
                f"module {self.name}: it must take {_or(SEEN)} and give {_or(SAID)}, as in image -> int, not {clip(str(self.type))}"
            )
        if not self.name.isidentifier():
            raise ValueError(f"{clip(repr(self.name))} cannot name a module")
        if len(self.shapes) != len(inputs) or any(len(s) != (3 if t == IMAGE else 1) for s, t in zip(self.shapes, inputs)):
            raise ValueError(f"module {self.name}: it needs the shape of each of its {len(inputs)} inputs, found {clip(str(self.shapes))}")
        object.__setattr__(self, "norms", self.norms or tuple((0.0, 1.0) for _ in range(len(inputs) + 1)))
        arrays(self.code, self.shapes, self.outputs, self.twin)

    @property
    def outputs(self) -> int:
        """How many scores it gives."""
        return len(self.labels) or 1

    @property
    def twin(self) -> bool:
        """Whether it compares two inputs of one kind."""
        return is_twin(self.type)

    @property
    def size(self) -> int:
        """The bytes of its weights."""
        return len(self.code) * 3 // 4

    @property
    def primitive(self) -> Primitive:
        """The module as a word of the language; it remembers its latest answers."""
        if self.labels:
            function: Callable[..., Any] = _classifier(self.code, self.shapes, self.norms, self.labels, self.twin)
        elif parameters(self.type)[1] == DECIMAL:
            function = _rounded(self.code, self.shapes, self.norms, self.twin)
        else:
            function = _estimator(self.code, self.shapes, self.norms, self.twin)
        says = self.labels if parameters(self.type)[1] == STR else ()
        return Primitive(self.name, self.type, lru_cache(MOST_KEPT)(function), f"{self.told}.", COST, COST, says=says, phrase=self._phrase)

    @property
    def _phrase(self) -> Phrase:
        """How English says what it says."""
        inputs, said = parameters(self.type)
        names = [f"input_{place}" for place in range(len(inputs))]
        first, *rest = (f"{{{name}}}" for name in names)
        if said == BOOL:
            done = " ".join(["matched", *(f"with {one}" for one in rest)]) if rest else "accepted"
            text = f"{first} [is/is not] {done} by the module {self.name}"
        else:
            text = f"what the module {self.name} says of {' and '.join([first, *rest])}"
        return phrase_of(self.name, text, names)

    @property
    def told(self) -> str:
        """What it is, in words."""
        seen = ", ".join(" x ".join(map(str, shape)) for part, shape in zip(parameters(self.type)[0], self.shapes) if part == IMAGE)
        what = f"one of {len(self.labels)} labels" if self.labels else "a number"
        return f"What a trained module says of its input{f' of {seen}' if seen else ''}: {what}"

    def scores(self, rows: Sequence[tuple[Any, ...]]) -> Any:
        """float32 [n, outputs]: the scores of rows of inputs."""
        return scores(self.code, self.shapes, self.norms, self.outputs, self.twin, rows)

    def probabilities(self, rows: Sequence[tuple[Any, ...]]) -> Any:
        """float32 [n, labels]: how likely each label of each row of inputs is."""
        found = self.scores(rows) / self.temperature
        raised = np.exp(found - found.max(1, keepdims=True))
        return raised / raised.sum(1, keepdims=True)

    def record(self) -> dict[str, Any]:
        """The module as plain JSON values, without what it remembers."""
        sizes = {"shapes": [list(shape) for shape in self.shapes], "labels": list(self.labels), "norms": _listed(self.norms)}
        told = {"temperature": self.temperature, "metrics": dict(self.metrics), "weights": self.code}
        return {"name": self.name, "type": str(self.type), **sizes, **told}

    @staticmethod
    def of(record: Mapping[str, Any]) -> Module:
        """The module that a record describes; a ValueError says what is wrong with it."""
        from dsl.parsing import parse_type

        try:
            shapes = tuple(tuple(int(n) for n in shape) for shape in record["shapes"])
            whole = record["name"], parse_type(record["type"]), shapes, tuple(record["labels"]), record["weights"]
            told = _tupled(record.get("norms", ())), float(record.get("temperature", 1.0)), dict(record.get("metrics", {}))
            return Module(*whole, *told)
        except KeyError as fault:
            raise ValueError(f"not the record of a module: it lacks {fault}") from None
        except (TypeError, AttributeError, OverflowError):
            raise ValueError("not the record of a module: a field is of another kind") from None


def is_twin(type: Type) -> bool:
    """Whether a module of a type compares two images or two texts."""
    inputs, said = parameters(type)
    return len(inputs) == 2 and inputs[0] == inputs[1] and inputs[0] in (IMAGE, STR) and said == BOOL


def text_shape() -> Shape:
    """The shape of a text as an input."""
    return (BUCKETS,)


def _or(types: Sequence[Type]) -> str:
    return f"{', '.join(map(str, types[:-1]))} or {types[-1]}"


def _listed(value: Any) -> Any:
    return [_listed(part) for part in value] if isinstance(value, tuple | list) else value


def _tupled(value: Any) -> Any:
    return tuple(_tupled(part) for part in value) if isinstance(value, tuple | list) else value
