"""Type constructors by name: the `CODEC` of every file in dsl/types, read when the first is asked for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import dsl.types


@cache
def codecs() -> Mapping[str, Any]:
    """The codec of each type constructor (see `dsl.codec`), in the order in which messages list them."""
    names = sorted(found.name for found in pkgutil.iter_modules(dsl.types.__path__) if not found.name.startswith("_"))
    found = [importlib.import_module(f"dsl.types.{name}").CODEC for name in names]
    return MappingProxyType({codec.name: codec for codec in sorted(found, key=lambda codec: codec.place)})


@cache
def aliases() -> Mapping[str, str]:
    """Other names of types."""
    return MappingProxyType({alias: name for name, codec in codecs().items() for alias in codec.aliases})


def in_class(name: str, cls: str) -> bool:
    """Whether the types that a constructor makes are members of a class if all their arguments are."""
    known = codecs()
    return cls == "Eq" or (name in known and cls in known[name].classes)
