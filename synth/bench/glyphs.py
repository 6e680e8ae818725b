"""Glyphs: made-up characters in the hands of many writers, to measure recognition of classes that no training ever saw.

A class is two to four strokes, each a smooth curve through a few anchors (a Catmull-Rom spline). A writer has a hand of their own:
slant, size, aspect, thickness, a way of bending the page. One drawing adds a tremble of the anchors and a shift of the whole. The set
plays the part of Omniglot (Lake, Salakhutdinov, Tenenbaum, Science 2015): many classes, few drawings of each. Every drawing depends on
(seed, class, writer) alone, so classes can be drawn apart and a split by class never overlaps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIZE = 20  # pixels a side
POINTS = 32  # of a stroke, where its ink is laid
MARGIN = 0.16  # of the page that anchors keep free on each side
TREMBLE = 0.02  # of an anchor, in pages
SHIFT = 0.056  # of a drawing, in pages
TURN = 0.11  # of a drawing, in radians

Floats = NDArray[np.float64]


def draw_glyphs(classes: Sequence[int], writers: Sequence[int], seed: int = 0, size: int = SIZE) -> NDArray[np.float32]:
    """Every class by every writer, as ink between 0 and 1: float32 [classes, writers, size, size]."""
    if not len(classes) or not len(writers):
        raise ValueError(f"glyphs need a class and a writer; classes: {len(classes)}, writers: {len(writers)}")
    if size < 8:
        raise ValueError(f"size: a glyph needs 8 pixels a side, not {size}")
    hands = [_hand(seed, writer) for writer in writers]
    drawn = np.empty((len(classes), len(writers), size, size), np.float32)
    for row, each in enumerate(classes):
        strokes = _strokes(seed, each)
        for column, (writer, hand) in enumerate(zip(writers, hands)):
            points, radius = _write(strokes, hand, np.random.default_rng((seed, 3, each, writer)))
            drawn[row, column] = _ink(points, radius, size)
    return drawn


def _strokes(seed: int, each: int) -> list[Floats]:
    """The anchors of a class: a walk over the page for each stroke, whose steps are long enough to be told from a tremble."""
    random = np.random.default_rng((seed, 1, each))
    strokes = []
    for _ in range(random.integers(2, 5)):
        anchors = [random.uniform(MARGIN, 1 - MARGIN, 2)]
        for _ in range(random.integers(1, 4)):
            step = random.uniform(MARGIN, 1 - MARGIN, (8, 2))
            lengths = np.linalg.norm(step - anchors[-1], axis=1)
            anchors.append(step[np.argmin(np.abs(lengths - random.uniform(0.25, 0.7)))])
        strokes.append(np.array(anchors))
    return strokes


def _hand(seed: int, writer: int) -> tuple[Floats, Floats, float]:
    """A writer: the matrix that slants and stretches, the waves that bend the page, and half the width of the pen in pages."""
    random = np.random.default_rng((seed, 2, writer))
    slant, aspect, scale = random.normal(0, 0.12), random.normal(0, 0.07), random.uniform(0.85, 1.1)
    matrix = scale * np.array([[1 + aspect, slant], [0, 1 - aspect]])
    return matrix, random.normal(0, 0.017, (2, 2, 2)), random.uniform(0.03, 0.05)


def _write(strokes: list[Floats], hand: tuple[Floats, Floats, float], random: np.random.Generator) -> tuple[Floats, float]:
    """The points [n, 2] where one drawing has ink, and the radius of each."""
    matrix, waves, radius = hand
    curves = [_curve(anchors + random.normal(0, TREMBLE, anchors.shape)) for anchors in strokes]
    points = np.concatenate(curves) - 0.5
    angle = random.normal(0, TURN)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = points @ matrix.T @ turn.T
    bent = points + np.sin(2 * np.pi * points) @ waves[0] + np.cos(2 * np.pi * points) @ waves[1]
    return np.clip(bent + random.normal(0, SHIFT, 2) + 0.5, 0.02, 0.98), radius * random.uniform(0.8, 1.25)


def _curve(anchors: Floats) -> Floats:
    """POINTS points of the Catmull-Rom spline through the anchors [n, 2]."""
    padded = np.concatenate([2 * anchors[:1] - anchors[1:2], anchors, 2 * anchors[-1:] - anchors[-2:-1]])
    place = np.linspace(0, len(anchors) - 1 - 1e-9, POINTS)
    first = place.astype(int)
    t = (place - first)[:, None]
    a, b, c, d = (padded[first + k] for k in range(4))
    curve: Floats = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return curve


def _ink(points: Floats, radius: float, size: int) -> NDArray[np.float32]:
    """The page [size, size]: full ink within the radius of a point, none a pixel further out."""
    centres = (np.arange(size) + 0.5) / size
    across = (centres[:, None] - points[None, :, 0]) ** 2  # [size, n]
    down = (centres[:, None] - points[None, :, 1]) ** 2
    nearest = np.sqrt((down[:, None, :] + across[None, :, :]).min(axis=2))
    ink: NDArray[np.float32] = np.clip(0.5 + (radius - nearest) * size, 0, 1).astype(np.float32)
    return ink
