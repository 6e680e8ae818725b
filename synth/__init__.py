"""Finding, guiding, remembering and learning programs; `from synth import solve` is the public name."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synth.api import solve as solve
    from synth.api.session import Session as Session
    from synth.solving.result import Result as Result

__version__ = "0.1.0"
__all__ = ["Result", "Session", "__version__", "solve"]

_HOMES = {"solve": "synth.api", "Session": "synth.api.session", "Result": "synth.solving.result"}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first asked for, so that `synth --help` need not."""
    if name not in _HOMES:
        raise AttributeError(f"module 'synth' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
