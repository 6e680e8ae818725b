"""Trained modules in the library: kept as safetensors with all that is known of them, found again by what they see."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from dsl.module import IMAGE, Module
from dsl.perceive import arrays, encoded
from dsl.type import Type, parameters, within
from synth.hybrid.lesson import image_shape
from synth.hybrid.scene import Scene
from synth.library.entry import Damaged
from synth.library.entry import Module as Entry
from synth.library.entry import module as entry_of

ARRAY, REMEMBERED = "array_", ("remembered_things", "remembered_labels")  # the names of tensors


def weights(module: Module) -> bytes:
    """The weights as the bytes of a safetensors file, whose header tells all else."""
    parts = arrays(module.code, module.shapes, module.outputs, module.twin)
    told = {key: value for key, value in module.record().items() if key not in ("weights", "metrics")}
    tensors = {f"{ARRAY}{i}": part.astype(np.float16) for i, part in enumerate(parts)}
    tensors |= dict(zip(REMEMBERED, module.remembered or ()))
    return save(tensors, {"module": json.dumps(told)})


def kept(module: Module, tasks: Sequence[str]) -> Entry:
    """The module as a library keeps it."""
    return entry_of(module.name, str(module.type), weights(module), doc=f"{module.told}.", metrics=dict(module.metrics), tasks=tuple(tasks))


def loaded(entry: Entry) -> Module:
    """The module of a library's entry; Damaged where its weights are not those of a module."""
    try:
        tensors = load(entry.weights)
        told = {**json.loads(_header(entry.weights)["module"]), "name": entry.name, "type": entry.type, "metrics": dict(entry.metrics)}
        parts = [tensors[f"{ARRAY}{i}"] for i in range(sum(name.startswith(ARRAY) for name in tensors))]
        things, labels = map(tensors.get, REMEMBERED)
        remembered = None if things is None or labels is None else (things, labels)
        return replace(Module.of({**told, "weights": encoded(parts)}), remembered=remembered)
    except (SafetensorError, KeyError, ValueError) as fault:
        raise Damaged(f"module {entry.name!r} is damaged: {fault}") from None


def _header(data: bytes) -> dict[str, str]:
    """The texts in the header of a safetensors file: its length in eight bytes, then JSON."""
    length = int.from_bytes(data[:8], "little")
    found: dict[str, str] = json.loads(data[8 : 8 + length])["__metadata__"]
    return found


def of_library(library: str) -> tuple[Module, ...]:
    """The modules of a library, by URL; none where there is none."""
    if library in ("default", "none"):
        return ()
    from synth.library.store import open_library

    with open_library(library, create=False) as opened:
        return tuple(map(loaded, opened.modules()))


def fitting(modules: Sequence[Module], request: Type, scenes: Sequence[Scene]) -> list[Module]:
    """Those that see what a task of this type shows: images of their shape, texts, numbers."""
    inputs = parameters(request)[0]
    shown = {part for type in inputs for part in within(type)}
    images = [thing for one in scenes for thing in one.things if isinstance(thing, tuple) and isinstance(thing[0], tuple)]
    shape = image_shape(images) if images else None
    return [
        module
        for module in modules
        if all(part in shown and (part != IMAGE or own == shape) for part, own in zip(parameters(module.type)[0], module.shapes))
    ]
