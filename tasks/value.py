"""Values of tasks: which type they have, whether they fit a given one, and their frozen form.

JSON and Python values come in, hashable ones go out: an array becomes a tuple, a map a `FrozenMap`, a set a frozenset.
Strict about each other: true is not 1, and 1.0 is not 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeGuard

from dsl.codec import codec_of, read, write
from dsl.constructors import codecs
from dsl.misfit import Misfit
from dsl.parsing import parse_type
from dsl.quote import MAX_NESTING, clip
from dsl.type import INT, Con, TVar, Type, list_of, parameters, unify
from tasks.fault import Step, TaskError, describe, nearest

Value = Any  # int | bool | str | float | tuple of values
MAX_TYPE_TEXT = 1000
_OPEN = TVar("open")


def read_type(text: str) -> Type:
    """Parse the type of a task; every type in it must be one whose values JSON can write."""
    if len(text) > MAX_TYPE_TEXT:
        raise TaskError(f"{clip(text)!r}: a type longer than {MAX_TYPE_TEXT} characters")
    try:
        request = parse_type(text)
    except ValueError as error:
        known = "" if "did you mean" in str(error) else f"; known: {', '.join(codecs())}"
        raise TaskError(f"{clip(text)!r}: {error}{known if 'unknown type' in str(error) else ''}") from None
    inputs, output = parameters(request)
    if not inputs:
        raise TaskError(f"{clip(text)!r} takes no input; a task's type reads like 'list(int) -> int'")
    for part in (*inputs, output):
        _known(part)
    return request


def _known(part: Type) -> None:
    if isinstance(part, TVar):
        return
    if part.name == "->":
        raise TaskError(f"{clip(str(part))} is a function, which no example can write down; a task takes and gives plain values")
    if part.name not in codecs():
        raise TaskError(f"unknown type {clip(part.name)!r}; {nearest(part.name, codecs())}")
    try:
        inner = codec_of(part).inner(part)
    except Misfit as error:
        raise TaskError(error.problem) from None
    for argument in inner:
        _known(argument)


def plain(value: Any, depth: int = 0) -> Any:
    """The value with the arrays, series, scalars and marks of what is missing of numpy, pandas and polars in it as values of Python."""
    if isinstance(value, (list, tuple)) and depth < MAX_NESTING:
        items = [plain(item, depth + 1) for item in value]
        return tuple(items) if type(value) is tuple else items if type(value) is list else value
    if not hasattr(value, "dtype"):
        return None if type(value).__name__ in ("NAType", "NaTType") else value
    if str(value.dtype) == "datetime64[ns]" and not hasattr(value, "to_list"):
        value = value.astype("datetime64[us]")  # of nanoseconds numpy makes whole numbers
    made = value.to_list() if hasattr(value, "to_list") else value.tolist()
    return plain(made, depth) if isinstance(made, list) else made


def infer(values: Iterable[tuple[tuple[Step, ...], Any]]) -> Type:
    """The one type of all the values, each given with its path; an empty list takes its type from the others, else list(int)."""
    known: Type = _OPEN
    for path, value in values:
        try:
            known = _refine(known, value, 0)
        except TaskError as error:
            raise error.inside(*path) from None
    if _is_option(known) and known.args[0] == _OPEN:
        raise TaskError("null has no type of its own, and nothing else stands there; say one as 'type', such as option(str)", *path)
    return _close(known, {})


def _refine(known: Type, value: Any, depth: int) -> Type:
    """What is known of a type after one more value of it."""
    if depth > MAX_NESTING:
        raise TaskError(f"nesting deeper than {MAX_NESTING}")
    if _is_option(known):
        return known if value is None else _option_of(_refine(known.args[0], value, depth))
    if value is None:
        return _option_of(known)
    if isinstance(value, (list, tuple)) and (known == _OPEN or _is_list(known)):
        element = known.args[0] if isinstance(known, Con) else _OPEN
        for position, item in enumerate(value):
            try:
                element = _refine(element, item, depth + 1)
            except TaskError as error:
                raise error.inside(position) from None
        return list_of(element)
    found = _own_type(value)
    shown = None if found else next((codec for codec in codecs().values() if codec.arity and codec.infer(value)), None)
    if shown is not None and (known == _OPEN or (isinstance(known, Con) and known.name == shown.name)):
        return _refine_parts(shown, known, value, depth)
    if found is not None and known in (_OPEN, found):
        return found
    if isinstance(known, Con) and found is not None:
        for wide, narrow in ((known, found), (found, known)):
            if narrow.name in codec_of(wide).widens:
                return wide
    if known == _OPEN:
        raise TaskError(f"{describe(value)} has no type of its own; without 'type', values are int, bool, str, float and arrays")
    raise TaskError(f"expected {clip(str(_close(known, {})))} as before, found {describe(value)}{_hint(value, known)}")


def _refine_parts(shown: Any, known: Type, value: Any, depth: int) -> Type:
    """What is known of the type of a dict, a set or the like after one more."""
    arguments: list[Type] = list(known.args) if isinstance(known, Con) else [_OPEN] * shown.arity
    for place, parts in enumerate(shown.members(value)):
        for part in parts:
            arguments[place] = _refine(arguments[place], part, depth + 1)
    return Con(shown.name, tuple(arguments))


@cache
def _plain() -> dict[type, Type]:
    return {codec.plain: Con(name) for name, codec in codecs().items() if codec.plain is not None}


def _own_type(value: Any) -> Type | None:
    """The type that a value shows to be of, if it does."""
    if value.__class__ in _plain():
        return _plain()[value.__class__]
    return next((Con(name) for name, codec in codecs().items() if codec.arity == 0 and codec.infer(value)), None)


def _hint(value: Any, known: Type) -> str:
    return codec_of(known).hint(value) if isinstance(known, Con) else ""


def _is_list(known: Type) -> bool:
    return isinstance(known, Con) and known.name == "list"


def _is_option(known: Type) -> TypeGuard[Con]:
    return isinstance(known, Con) and known.name in codecs() and bool(codec_of(known).optional)


def _option_of(known: Type) -> Con:
    return Con(next(name for name, codec in codecs().items() if codec.optional), (known,))


def _close(known: Type, bindings: dict[str, Type]) -> Type:
    """The type with its variables replaced; an unbound one was only ever seen in empty lists, and becomes int."""
    if isinstance(known, TVar):
        bound = bindings.get(known.name, INT)
        return INT if bound == _OPEN else _close(bound, {})
    return Con(known.name, tuple(_close(argument, bindings) for argument in known.args)) if known.args else known


def ground(examples: Iterable[tuple[tuple[Step, ...], Type, Any]]) -> Callable[[Type], Type]:
    """How to replace type variables by what stands for them in the values (path, type and value of each)."""
    bindings: dict[str, Type] = {}
    for path, part, value in examples:
        try:
            _bind(part, value, bindings, 0)
        except TaskError as error:
            raise error.inside(*path) from None

    def close(part: Type) -> Type:
        return _close(part, bindings)

    return close


def _bind(part: Type, value: Any, bindings: dict[str, Type], depth: int) -> None:
    if isinstance(part, TVar):
        bindings[part.name] = _refine(bindings.get(part.name, _OPEN), value, depth)
        if part.cls is not None and unify(part, _close(bindings[part.name], {})) is None:
            raise TaskError(f"{describe(value)} is not {part.cls}, as the type demands of {part.name}")
        return
    if _is_option(part):
        if value is not None:
            _bind(part.args[0], value, bindings, depth + 1)
        return
    if not part.args:
        return
    codec = codec_of(part)
    if codec.infer(value):
        for argument, parts in zip(part.args, codec.members(value)):
            for item in parts:
                _bind(argument, item, bindings, depth + 1)
    if not isinstance(value, (list, tuple)):
        return
    for position, (inner, item) in enumerate(codec.items(value, part)):
        try:
            _bind(inner, item, bindings, depth + 1)
        except TaskError as error:
            raise error.inside(position) from None


def fit(value: Any, wanted: Type, depth: int = 0) -> Value:
    """The frozen form of a value of the wanted type; TaskError where it is none."""
    try:
        return read(value, wanted, depth)
    except Misfit as error:
        raise TaskError(error.problem, *error.path) from None


def to_json(value: Value, its_type: Type) -> Any:
    """The JSON form of a frozen value, `fit` backwards."""
    if isinstance(its_type, Con):
        return write(value, its_type)
    return [list(row) for row in value] if isinstance(value, (list, tuple)) else value
