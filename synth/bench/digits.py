"""Handwritten digits that need no network: the 1,797 scans of 8 by 8 pixels that come with scikit-learn (extra `bench`).

Source: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI repository, 1998 (its test part).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

SIZE = 8  # pixels a side, as scanned
DEEPEST = 16.0  # grey level of full ink


@dataclass(frozen=True)
class Digits:
    """Images float32 [n, size, size], ink between 0 and 1, and which digit each shows, int64 [n]."""

    images: NDArray[np.float32]
    labels: NDArray[np.int64]

    def of(self, classes: Sequence[int]) -> Digits:
        """Only the images of these digits, to train on some and be judged on the others."""
        unknown = sorted(set(classes) - set(range(10)))
        if unknown or not len(classes):
            raise ValueError(f"classes: digits are 0 to 9, not {unknown}" if unknown else "classes: give at least one digit")
        kept = np.isin(self.labels, np.asarray(classes))
        return Digits(self.images[kept], self.labels[kept])


def load_digits(size: int = SIZE) -> Digits:
    """All scans, in the order of the source, enlarged bilinearly to size by size pixels; ModuleNotFoundError without scikit-learn."""
    if find_spec("sklearn") is None:
        raise ModuleNotFoundError("scikit-learn is not installed: pip install 'synth-engine[bench]'")
    from sklearn.datasets import load_digits as read

    scans = read()
    images = (scans.images / DEEPEST).astype(np.float32)
    return Digits(images if size == SIZE else _enlarged(images, size), scans.target.astype(np.int64))


def _enlarged(images: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Bilinear, with pixel centres aligned: [n, SIZE, SIZE] -> [n, size, size]."""
    if size < SIZE:
        raise ValueError(f"size: digits can be enlarged, not shrunk to {size} pixels")
    place = np.clip((np.arange(size) + 0.5) * SIZE / size - 0.5, 0, SIZE - 1)
    weights = np.maximum(0, 1 - np.abs(place[:, None] - np.arange(SIZE)))  # [size, SIZE]; each row sums to 1
    enlarged: NDArray[np.float32] = np.einsum("ip,npq,jq->nij", weights, images, weights).astype(np.float32)
    return enlarged
