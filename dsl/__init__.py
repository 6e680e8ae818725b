"""The language: what programs can say and what they mean."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dsl.domain import Domain as Domain
    from dsl.domain import load_domain as load_domain
    from dsl.parsing import parse_type as parse_type
    from dsl.primitives import Primitive as Primitive
    from dsl.primitives import Vocabulary as Vocabulary
    from dsl.primitives import primitive as primitive
    from dsl.syntax import parse_term as parse_term

__all__ = ["Domain", "Primitive", "Vocabulary", "load_domain", "parse_term", "parse_type", "primitive"]

_HOMES = {
    "Domain": "dsl.domain",
    "load_domain": "dsl.domain",
    "Primitive": "dsl.primitives",
    "Vocabulary": "dsl.primitives",
    "primitive": "dsl.primitives",
    "parse_term": "dsl.syntax",
    "parse_type": "dsl.parsing",
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first asked for: who wants one module of the package need not load the parser."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dsl' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
