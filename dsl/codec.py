"""What can be done with the values of a type: read, write, check, draw, vary them and put them into words.

A type is one file in dsl/types that defines a `CODEC`, an instance of `TypeCodec` or of `HeapCodec` made its own. Every
method has a meaning that serves a plain scalar; a codec overrides what is different for its type.

Glossary: the word of a value is the 64-bit number that stands for it in a search; a run is several words in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any, Protocol

from dsl.bounds import MAX_INT
from dsl.constructors import codecs
from dsl.freezing import Value, failing, freeze
from dsl.misfit import Misfit as Misfit
from dsl.misfit import describe, nearest
from dsl.quote import MAX_NESTING, clip
from dsl.type import Con, TVar, Type, unify

PROBES = 6


class Unsampled(ValueError):
    """No values of this type are drawn by chance."""


class Words(Protocol):
    """What puts values into words: a store, or what calls references on its values."""

    def word(self, value: Value, type: Type) -> int:
        """The word of a value."""

    def value(self, word: int, type: Type) -> Value:
        """The value behind a word."""

    def intern(self, run: Sequence[int]) -> int:
        """The number of a run of words, the same for equal runs."""

    def run(self, id: int) -> list[int]:
        """The run of that number."""

    def number(self, value: Value) -> int:
        """The number of a value that searches only hand on, the same for equal values."""

    def numbered(self, number: int) -> Value:
        """The value of that number."""


class TypeCodec:
    """The codec of a scalar, whose Python values are whole numbers unless it says otherwise."""

    name = ""
    aliases: tuple[str, ...] = ()
    arity = 0
    place: float = 50  # where messages list it; of the types of a task, the last one's domain is the task's
    held = True  # whether searches hold its values
    referenced = True  # whether references are called on its values row by row, where there is no kernel
    in_heap = False  # whether its words are numbers of runs, which kernels see as arrays
    ordered = False  # whether its words are in the order of its values
    classes: tuple[str, ...] = ()  # of type variables that may stand for it, besides Eq: Ord, Num
    widens: tuple[str, ...] = ()  # types whose values are read as values of this one too
    plain: type | None = None  # the class of the JSON and Python values that are of this type unless told otherwise
    domain: str | None = None  # of tasks that mention it and name no domain
    variable = "x"  # a good name for a variable of it
    usual: tuple[str, ...] = ()  # the arguments that are meant where none are named
    optional = False  # whether its values are those of its argument, or null
    written: str | None = None  # the type as whose literals its own are written
    literals = False  # whether the look of a literal shows that it is of this type

    def inner(self, type: Con) -> tuple[Type, ...]:
        """The types of which a type is made; a Misfit where it is none."""
        return type.args

    def infer(self, value: Any) -> bool:
        """Whether a JSON or Python value that no plain type claims is of this type."""
        return False

    def members(self, value: Any) -> Sequence[Sequence[Any]]:
        """Of a Python value that shows to be of this type: for each argument of the type, the parts that are of it."""
        return ()

    def beside(self, type: Con) -> Iterable[Type]:
        """Types that programs pass through where this one is asked for."""
        return ()

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """The frozen form of a JSON or Python value; a Misfit where it is none of this type."""
        raise NotImplementedError

    def write(self, value: Value, type: Con) -> Any:
        """The JSON form of a frozen value."""
        return value

    def native(self, value: Value, type: Con) -> Any:
        """The form that a Python user gets: that of JSON, but where Python has a class for it."""
        return self.write(value, type)

    def hint(self, value: Any) -> str:
        """What would have been right in place of a wrong value, where that is plain."""
        return ""

    def items(self, value: Any, type: Con) -> Iterable[tuple[Type, Any]]:
        """The parts of a value of a type with arguments, each with its type, by position."""
        return ()

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """The value of the raw result of a reference; a ValueError where it is none of this type."""
        failing(result)
        return freeze(result)

    def holds(self, value: Any, type: Con) -> bool:
        """Whether a Python value itself, its parts aside, is exactly as values of this type are."""
        return value.__class__ is int and -MAX_INT <= value <= MAX_INT

    def word(self, value: Value, type: Con, words: Words) -> int:
        """The word of a value."""
        return int(value)

    def value(self, word: int, type: Con, words: Words) -> Value:
        """The value behind a word."""
        return int(word)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        """A value drawn by chance; `part` draws those it is made of."""
        raise Unsampled(str(type))

    def probes(self, type: Con, chance: Random) -> Sequence[Value]:
        """Values on which parts of programs are told apart, besides those that the examples show."""
        try:
            return [self.sample(type, chance, lambda part: draw(part, chance)) for _ in range(PROBES)]
        except Unsampled:
            return ()

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """A value near the given one, perhaps with something of the other."""
        return value

    def is_literal(self, value: Any, type: Con) -> bool:
        """Whether what a literal says can be of this type."""
        return isinstance(value, tuple)


class HeapCodec(TypeCodec):
    """The codec of a type whose values are runs of words."""

    in_heap = True

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        """The run of a value."""
        raise NotImplementedError

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        """The value of a run."""
        raise NotImplementedError

    def word(self, value: Value, type: Con, words: Words) -> int:
        """The word of a value."""
        return words.intern(self.content(value, type, words))

    def value(self, word: int, type: Con, words: Words) -> Value:
        """The value behind a word."""
        return self.rebuilt(words.run(word), type, words)


def codec_of(type: Type) -> TypeCodec:
    """The codec of a type that is no variable and no function."""
    return codecs()[type.name]  # type: ignore[no-any-return]


def read(value: Any, wanted: Type, depth: int = 0) -> Value:
    """The frozen form of a JSON or Python value of the wanted type; a Misfit where it is none."""
    if depth > MAX_NESTING:
        raise Misfit(f"nesting deeper than {MAX_NESTING}")
    codec: TypeCodec | None = codecs().get(wanted.name) if isinstance(wanted, Con) else None
    if codec is None:
        raise Misfit(f"{clip(str(wanted))} is no type of a value; {nearest(str(wanted), codecs())}")
    return codec.read(value, wanted, depth)  # type: ignore[arg-type]  # what has a codec is a constructor


def read_each(values: Iterable[Any], wanted: Iterable[Type], depth: int) -> tuple[Value, ...]:
    """The frozen forms of the parts of a value, each of its own type."""
    fitted = []
    for position, (item, part) in enumerate(zip(values, wanted, strict=True)):
        try:
            fitted.append(read(item, part, depth + 1))
        except Misfit as error:
            raise error.inside(position) from None
    return tuple(fitted)


def write(value: Value, type: Type) -> Any:
    """The JSON form of a frozen value, `read` backwards."""
    return codec_of(type).write(value, type) if isinstance(type, Con) else value


def native(value: Value, type: Type) -> Any:
    """The form of a frozen value that a Python user gets."""
    return codec_of(type).native(value, type) if isinstance(type, Con) else value


def draw(type: Type, chance: Random) -> Value:
    """A value of a type drawn by chance; Unsampled where none are."""
    assert isinstance(type, Con)
    return codec_of(type).sample(type, chance, lambda part: draw(part, chance))


def vary(type: Type, value: Value, other: Value, chance: Random) -> Value:
    """A value of the same type, near the given one."""
    assert isinstance(type, Con)
    return codec_of(type).vary(value, other, type, chance)


def require_order(whole: Con, part: Type, role: str) -> None:
    """A Misfit where a part of a type has no order."""
    if unify(TVar("ordered", "Ord"), part) is None:
        raise Misfit(f"{clip(str(whole))} is no type; its {role} are of a type with an order, such as int or str")


def wrong(value: Any, wanted: Con, remark: str = "") -> Misfit:
    """That another value was expected, and what would have been right."""
    hint = f"; with null it is of type option({clip(str(wanted))})" if value is None else codec_of(wanted).hint(value)
    return Misfit(f"expected {clip(str(wanted))}{remark}, found {describe(value)}{hint}")
