"""What a trained module computes, in numpy alone: small convolutions over images, hashed pieces of texts, numbers as they are.

Each input becomes numbers, all of them together one hidden layer, and that the scores of the classes (LeCun et al. 1998; texts:
Weinberger et al. 2009). Of two inputs of one kind whose likeness is asked for, the *twins*, the hidden layers' distance is scored.

Glossary: the *shape* of an input is (height, width, depth) of an image, or (count,) of a vector; n examples.
"""

from __future__ import annotations

import base64
import itertools
import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

Shape = tuple[int, ...]
CHANNELS = (16, 32, 64)  # of the convolutions
HIDDEN = 64  # units
BUCKETS = 1024  # that the pieces of a text are counted in
LARGE = 16  # pixels a side from which there are three convolutions


def blocks(shape: Shape) -> int:
    """How many convolutions an image goes through."""
    return 3 if min(shape[:2]) >= LARGE else 2


def layout(shapes: Sequence[Shape], outputs: int, twin: bool) -> list[Shape]:
    """The shapes of a module's arrays in their order: weights and biases of the convolutions of each image, of two dense layers."""
    found: list[Shape] = []
    wide = 0
    for shape in shapes[:1] if twin else shapes:
        before = shape[-1]
        for channels in CHANNELS[: blocks(shape)] if len(shape) == 3 else ():
            found += [(channels, before, 3, 3), (channels,)]
            before = channels
        shrunk = 2 ** blocks(shape) if len(shape) == 3 else 1
        wide += before * (shape[0] // shrunk) * (shape[1] // shrunk) if len(shape) == 3 else shape[0]
    return [*found, (HIDDEN, wide), (HIDDEN,), (outputs, HIDDEN), (outputs,)]


@lru_cache(maxsize=64)
def arrays(code: str, shapes: tuple[Shape, ...], outputs: int, twin: bool) -> list[Any]:
    """The arrays behind a module's text; a ValueError where it holds too few or too many numbers."""
    numbers = np.frombuffer(base64.b64decode(code, validate=True), np.float16).astype(np.float32)
    wanted = layout(shapes, outputs, twin)
    ends = np.cumsum([int(np.prod(shape)) for shape in wanted])
    if ends[-1] != len(numbers) or not np.isfinite(numbers).all():
        told = ", ".join(" x ".join(map(str, shape)) for shape in shapes)
        raise ValueError(f"a module for inputs of {told} and {outputs} outputs has {ends[-1]} finite numbers")
    return [part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), wanted)]


def encoded(parts: Sequence[Any]) -> str:
    """The text of arrays in the order of `layout`."""
    return base64.b64encode(b"".join(np.asarray(part, np.float16).tobytes() for part in parts)).decode()


def resampled(pixels: Any, side: int) -> Any:
    """[m, …] -> [side, …]: shades between those of neighbours, or their mean where there are more than that."""
    count = len(pixels)
    places = (np.arange(side) + 0.5) * count / side - 0.5
    near = np.maximum(0, 1 - np.abs(np.clip(places, 0, count - 1)[:, None] - np.arange(count)) / max(1.0, count / side))
    return np.tensordot(near / near.sum(1, keepdims=True), pixels, 1)


def pixels(image: Any, shape: Shape) -> Any:
    """float32 [depth, height, width]: an image of any size, grey or in colour, as a module reads it."""
    cells = np.asarray(image, np.float32)
    cells = cells if cells.ndim == 3 else cells[:, :, None]
    if cells.shape[2] != shape[2]:
        cells = np.repeat(cells.mean(2, keepdims=True), shape[2], 2)
    if cells.shape[:2] != shape[:2]:
        cells = resampled(resampled(cells, shape[0]).transpose(1, 0, 2), shape[1]).transpose(1, 0, 2)
    return cells.transpose(2, 0, 1)


def counted(text: str) -> Any:
    """float32 [BUCKETS]: how often a text has each word, pair of words and run of three or four signs; of length one."""
    found = np.zeros(BUCKETS, np.float32)
    words = re.findall(r"\w+|[^\w\s]", text.lower())
    line = f" {' '.join(words)} "
    runs = [line[i : i + size] for size in (3, 4) for i in range(len(line) - size + 1)]
    for piece in [*words, *words, *(f"{a} {b}" for a, b in itertools.pairwise(words)), *runs]:
        found[zlib.crc32(piece.encode()) % BUCKETS] += 1
    found = np.log1p(found)
    return found / max(1e-6, float(np.sqrt((found**2).sum())))


def numbers(value: Any, shape: Shape, norm: Any) -> Any:
    """float32 [count]: numbers in units of their spread; a ValueError where there are more or fewer."""
    found = np.array([float(own) for own in (value if isinstance(value, (tuple, list)) else [value])])
    if found.shape != shape:
        raise ValueError(f"expected {shape[0]} numbers, found {len(found)}")
    return ((found - np.array(norm[0])) / np.array(norm[1])).astype(np.float32)


def read(value: Any, shape: Shape, norm: Any) -> Any:
    """What the network sees of one input; `norm` are the means and spreads of numbers."""
    if len(shape) == 3:
        return pixels(value, shape)
    return counted(value) if isinstance(value, str) else numbers(value, shape, norm)


def convolved(images: Any, weights: Any, biases: Any) -> Any:
    """[n, c, h, w] -> [n, d, h // 2, w // 2]: 3 x 3 convolution, rectified, the largest of each 2 x 2 cells."""
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    maps = np.tensordot(windows, weights, ((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)
    maps = np.maximum(maps + biases[:, None, None], 0)
    high, wide = maps.shape[2] // 2, maps.shape[3] // 2
    return maps[:, :, : 2 * high, : 2 * wide].reshape(*maps.shape[:2], high, 2, wide, 2).max((3, 5))


def hidden(inputs: Any, parts: Any) -> Any:
    """float32 [n, HIDDEN]: the hidden layer of inputs, an array [n, …] each."""
    at, seen = 0, []
    for own in inputs:
        for _ in range(blocks(own.shape[2:]) if own.ndim == 4 else 0):
            own, at = convolved(own, parts[at], parts[at + 1]), at + 2
        seen.append(own.reshape(len(own), -1))
    return np.maximum(np.concatenate(seen, 1) @ parts[at].T + parts[at + 1], 0)


def scores(code: str, shapes: tuple[Shape, ...], norms: Any, outputs: int, twin: bool, rows: Any) -> Any:
    """float32 [n, outputs]: how much speaks for each class of each row of inputs, or the number that is said of it."""
    parts = arrays(code, shapes, outputs, twin)
    columns = [np.stack([read(row[i], shape, norms[i]) for row in rows]) for i, shape in enumerate(shapes)]
    if twin:
        met = np.abs(hidden(columns[:1], parts) - hidden(columns[1:], parts))
    else:
        met = hidden(columns, parts)
    return met @ parts[-2].T + parts[-1]
