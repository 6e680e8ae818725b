"""Makes `df.synth` of pandas and polars; what it does stands in `frames.py`, which is imported when it is first used.

`import synth` calls `register_accessors` for the libraries that are imported by then; where one is imported later, call it yourself.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

LIBRARIES = ("pandas", "polars")
_made: set[str] = set()


def register_accessors(names: Iterable[str] = LIBRARIES) -> None:
    """Make the accessors of some libraries, those that are installed; once each."""
    for name in names:
        if name in _made:
            continue
        try:
            library = import_module(name)
        except ImportError:
            continue
        if name == "pandas":
            library.api.extensions.register_dataframe_accessor("synth")(_of_pandas)
        else:
            library.api.register_dataframe_namespace("synth")(_of_polars)
        _made.add(name)


def _of_pandas(frame: Any) -> Any:
    return import_module("synth.api.frames").PandasAccessor(frame)


def _of_polars(frame: Any) -> Any:
    return import_module("synth.api.frames").PolarsAccessor(frame)
