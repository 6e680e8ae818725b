"""Trained modules in the library: kept as safetensors with their sizes, found again by type and size of image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from dsl.module import Module, arrays, encoded, layout
from dsl.parsing import parse_type
from synth.library.entry import Damaged
from synth.library.entry import Module as Entry
from synth.library.entry import module as entry_of


def kept(module: Module, tasks: Sequence[str]) -> Entry:
    """The module as a library keeps it."""
    parts = arrays(module.code, module.height, module.width, module.classes)
    tensors = {f"array_{i}": part.astype(np.float16) for i, part in enumerate(parts)}
    sizes = np.array([module.height, module.width, module.classes], np.int32)
    doc = f"The class of an image of {module.height} x {module.width}, one of {module.classes}."
    weights = save({**tensors, "sizes": sizes})
    return entry_of(module.name, str(module.type), weights, doc=doc, metrics=dict(module.metrics), tasks=tuple(tasks))


def loaded(entry: Entry) -> Module:
    """The module of a library's entry; Damaged where its weights are not those of a module."""
    try:
        tensors = load(entry.weights)
        height, width, classes = (int(n) for n in tensors["sizes"])
        parts = [tensors[f"array_{i}"] for i in range(len(layout(height, width, classes)))]
        return Module(entry.name, parse_type(entry.type), height, width, classes, encoded(parts), dict(entry.metrics))
    except (SafetensorError, KeyError, ValueError) as fault:
        raise Damaged(f"module {entry.name!r} is damaged: {fault}") from None


def of_library(library: str) -> tuple[Module, ...]:
    """The modules of a library, by URL; none where there is none."""
    if library in ("default", "none"):
        return ()
    from synth.library.store import open_library

    with open_library(library, create=False) as opened:
        return tuple(map(loaded, opened.modules()))


def fitting(modules: Sequence[Module], images: Sequence[Sequence[Sequence[float]]]) -> list[Module]:
    """Those that can read all the images."""
    sizes = {(len(image), len(image[0])) for image in images}
    return [module for module in modules if sizes == {(module.height, module.width)}]
