"""What a library keeps: subroutines, solutions and trained modules, as plain text and numbers.

An entry's *key* says which program (or which weights) it is, whatever names are used; its *digest* covers everything it holds, so
that a damaged row is seen when it is read. *Parents* are the subroutines that its program mentions, by name and key.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeAlias

from dsl.quote import clip
from synth.faults import Misuse, require

MOST = 1 << 63
Parents: TypeAlias = tuple[tuple[str, str], ...]


class Damaged(Misuse):
    """Something in a library is not what was put in."""


class _Checked:
    """Entries are checked when they are made, so that every back end keeps them exactly."""

    def __post_init__(self) -> None:
        for f in fields(self):  # type: ignore[arg-type]
            value = getattr(self, f.name)
            checked = _CHECKS[str(f.type)](value)
            if checked is None:
                raise Misuse(f"{type(self).__name__.lower()}: {f.name} must be {f.type}, not {_short(value)}")
            object.__setattr__(self, f.name, checked)


@dataclass(frozen=True)
class Subroutine(_Checked):
    """A learned word: its body is a program over the vocabulary it was found with."""

    name: str
    type: str
    body: str
    key: str
    doc: str = ""
    examples: tuple[tuple[str, str], ...] = ()  # arguments and result, as texts
    cost: float = 1.0
    body_cost: float = 1.0  # what it costs inside a lambda
    tasks: tuple[str, ...] = ()  # whose solutions it was made of
    run: str = ""
    iteration: int = 0
    parents: Parents = ()


@dataclass(frozen=True)
class Solution(_Checked):
    """A program that solves a task, and what finding it took."""

    task: str
    type: str
    program: str
    key: str
    domain: str = ""
    cost: float = 0.0
    candidates: int = 0
    seconds: float = 0.0
    seed: int = 0
    run: str = ""
    iteration: int = 0
    parents: Parents = ()


@dataclass(frozen=True)
class Module(_Checked):
    """A trained module: its weights as the bytes of a safetensors file."""

    name: str
    type: str
    weights: bytes
    key: str
    doc: str = ""
    metrics: Mapping[str, Any] = field(default_factory=dict, hash=False)
    tasks: tuple[str, ...] = ()
    run: str = ""
    iteration: int = 0
    parents: Parents = ()


Entry: TypeAlias = Subroutine | Solution | Module
KINDS: dict[str, type[Entry]] = {"subroutine": Subroutine, "solution": Solution, "module": Module}
NAMES = {kind: name for name, kind in KINDS.items()}


def module(name: str, type: str, weights: bytes, **rest: Any) -> Module:
    """A module keyed by its type and weights."""
    return Module(name, type, weights, hashlib.sha256(type.encode() + b"\0" + weights).hexdigest(), **rest)


def record(entry: Entry) -> dict[str, Any]:
    """The entry's fields as plain values; only weights stay bytes."""
    return {f.name: getattr(entry, f.name) for f in fields(entry)}


def digest(entry: Entry) -> str:
    """The hash of all that an entry holds. What is left at its default counts as absent, so later versions may add fields."""
    values: dict[str, Any] = {"kind": NAMES[type(entry)]}
    values.update((f.name, value) for f in fields(entry) if (value := getattr(entry, f.name)) != _default(f))
    if isinstance(entry, Module):
        values["weights"] = hashlib.sha256(entry.weights).hexdigest()
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=dict)
    return hashlib.sha256(text.encode()).hexdigest()


def _default(f: Field[Any]) -> Any:
    return f.default_factory() if f.default_factory is not MISSING else f.default


def checked(kind: type[Entry], values: Mapping[str, Any], digest_wanted: object, place: str) -> Entry:
    """The entry of these values; Damaged, naming the place, where they are not what was put in."""
    try:
        entry = kind(**values)
    except Misuse as fault:
        raise Damaged(f"{place} is damaged: {fault}") from None
    except TypeError:
        raise Damaged(f"{place} is damaged: it lacks a field, or has one too many") from None
    if digest(entry) != digest_wanted:
        raise Damaged(f"{place} is damaged: its content does not match its hash")
    return entry


# ---- what the fields may hold: the value to keep, None for what cannot be kept -----------------------------------


def _text(value: Any) -> str | None:
    """A text that every database takes: no NUL, no lone surrogate."""
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        return None
    return value


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and -MOST <= value < MOST else None


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None


def _texts(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, tuple | list):
        return None
    return None if any(_text(v) is None for v in value) else tuple(value)


def _pairs(value: Any) -> tuple[tuple[str, ...], ...] | None:
    found = [_texts(v) for v in value] if isinstance(value, tuple | list) else [None]
    return None if any(v is None or len(v) != 2 for v in found) else tuple(v for v in found if v is not None)


def _bytes(value: Any) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else None


def _json(value: Any) -> dict[str, Any] | None:
    """A mapping that is JSON, in the form in which it is read back."""
    try:
        text = json.dumps(dict(value), allow_nan=False)
    except (TypeError, ValueError):
        return None
    plain: dict[str, Any] = json.loads(text)
    return None if _text(json.dumps(plain, ensure_ascii=False)) is None else plain


_CHECKS: dict[str, Any] = {
    "str": _text, "int": _integer, "float": _number, "bytes": _bytes, "Mapping[str, Any]": _json,
    "tuple[str, ...]": _texts, "tuple[tuple[str, str], ...]": _pairs, "Parents": _pairs,
}  # fmt: skip


def _short(value: Any) -> str:
    return clip(repr(value), 60)


def require_name(name: str) -> None:
    """Raises Misuse for what cannot name a word of the language."""
    from dsl.operators import KEYWORDS

    plain = name.isascii() and name.isidentifier() and name not in KEYWORDS
    require(plain, f"{clip(name)!r} cannot name a subroutine: use letters, digits and _, not first a digit, and no keyword")
