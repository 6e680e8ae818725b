"""Finding, guiding, remembering and learning programs; `from synth import solve` is the public name."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synth.api import solve as solve
    from synth.api.accessors import register_accessors as register_accessors
    from synth.api.runs import Run as Run
    from synth.api.session import Session as Session
    from synth.library.store import Library as Library
    from synth.library.store import open_library as open_library
    from synth.solving.result import Result as Result

__version__ = "0.1.0"
__all__ = ["Library", "Result", "Run", "Session", "__version__", "open_library", "register_accessors", "solve"]

_HOMES = {
    "solve": "synth.api",
    "register_accessors": "synth.api.accessors",
    "Run": "synth.api.runs",
    "Session": "synth.api.session",
    "Result": "synth.solving.result",
    "Library": "synth.library.store",
    "open_library": "synth.library.store",
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first asked for, so that `synth --help` need not."""
    if name not in _HOMES:
        raise AttributeError(f"module 'synth' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


if any(library in sys.modules for library in ("pandas", "polars")):
    from synth.api.accessors import register_accessors

    register_accessors(library for library in ("pandas", "polars") if library in sys.modules)
