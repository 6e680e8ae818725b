"""Domains: a file of primitives each, found by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import ModuleType
from typing import Literal

from dsl.parsing import nearest
from dsl.primitives import Primitive, Vocabulary
from dsl.quote import clip
from dsl.term import Const

ALIASES = {
    "bool": "booleans", "boolean": "booleans", "int": "numbers", "integers": "numbers", "number": "numbers",
    "list": "lists", "str": "text", "string": "text", "strings": "text", "texts": "text",
}  # fmt: skip


@dataclass(frozen=True)
class Domain:
    """What a family of tasks may use: primitives, its own and those of the domains it includes.

    `constants` says where literals come from: the examples ("harvest"), nowhere ("none"), or a fixed tuple.
    A domain file leaves `primitives` empty; `load_domain` fills it in.
    """

    name: str
    primitives: tuple[Primitive, ...] = ()
    includes: tuple[str, ...] = ()
    constants: Literal["harvest", "none"] | tuple[Const, ...] = "harvest"
    doc: str = ""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The primitives by name."""
        return Vocabulary(self.primitives)


def domain_names() -> tuple[str, ...]:
    """The names of the domain files, sorted."""
    import dsl.domains

    return tuple(sorted(m.name for m in pkgutil.iter_modules(dsl.domains.__path__) if not m.name.startswith("_")))


@cache
def load_domain(name: str) -> Domain:
    """The domain of a name or alias, with the primitives of all that it includes."""
    module = _module(name)
    primitives: dict[str, Primitive] = {}
    for part in _closure(module, set()):
        for p in own_primitives(part):
            if primitives.setdefault(p.name, p) is not p:
                raise ValueError(f"domain {name}: two primitives are named {p.name}, one in {part.__name__}")
    domain: Domain = module.DOMAIN
    return replace(domain, primitives=(*primitives.values(), *domain.primitives))


def _module(name: str) -> ModuleType:
    known = domain_names()
    real = name if name in known else ALIASES.get(name, name)
    if real not in known:
        near = nearest(name, (*known, *ALIASES))
        hint = f"did you mean {near}?" if near else f"`synth domains` lists all {len(known)}"
        raise ValueError(f"unknown domain {clip(name)!r}: {hint}")
    module = importlib.import_module(f"dsl.domains.{real}")
    if not isinstance(getattr(module, "DOMAIN", None), Domain):
        raise ValueError(f"domain {real}: its file defines no DOMAIN")
    return module


def _closure(module: ModuleType, seen: set[str]) -> Iterator[ModuleType]:
    """The modules a domain includes, each once, before itself."""
    if module.__name__ in seen:
        return
    seen.add(module.__name__)
    for included in module.DOMAIN.includes:
        yield from _closure(_module(included), seen)
    yield module


def own_primitives(module: ModuleType) -> Iterator[Primitive]:
    """The primitives that a module defines itself, not those it imports to use them."""
    for value in vars(module).values():
        if isinstance(value, Primitive) and value.function is not None and value.function.__module__ == module.__name__:
            yield value
