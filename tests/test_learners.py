"""Learners: identities where they exist, and each one beats its untrained self on a toy; the data they are measured on."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.digits import load_digits
from tasks.glyphs import draw_glyphs

# data


def test_a_glyph_depends_on_seed_class_and_writer_alone() -> None:
    some = draw_glyphs([3, 7], [0, 4])
    assert some.shape == (2, 2, 20, 20)
    assert some.dtype == np.float32
    np.testing.assert_array_equal(some[1, 1], draw_glyphs([7], [4])[0, 0])
    assert not np.array_equal(some[1, 1], draw_glyphs([7], [4], seed=1)[0, 0])
    assert some.min() == 0
    assert some.max() == 1


def test_nearest_neighbours_in_pixels_confuse_glyphs() -> None:
    drawn = draw_glyphs(range(100), range(6)).reshape(100, 6, -1)
    random, right = np.random.default_rng(0), []
    for _ in range(300):
        chosen = random.choice(100, 5, replace=False)
        distance = ((drawn[chosen, 1:, None] - drawn[None, chosen, 0]) ** 2).sum(-1)
        right.append((distance.argmin(-1) == np.arange(5)[:, None]).mean())
    assert 0.3 < np.mean(right) < 0.6


def test_digits_are_split_by_class_and_enlarged() -> None:
    digits = load_digits()
    assert digits.images.shape == (1797, 8, 8)
    odd, even = digits.of([1, 3, 5, 7, 9]), digits.of([0, 2, 4, 6, 8])
    assert len(odd.labels) + len(even.labels) == 1797
    assert set(odd.labels) == {1, 3, 5, 7, 9}
    large = load_digits(20).images
    assert large.shape == (1797, 20, 20)
    assert 0 <= large.min() <= large.max() <= 1
    np.testing.assert_allclose(large.mean((1, 2)), digits.images.mean((1, 2)), atol=0.03)


def test_bad_requests_for_data_name_the_argument() -> None:
    with pytest.raises(ValueError, match="classes"):
        load_digits().of([11])
    with pytest.raises(ValueError, match="size"):
        draw_glyphs([0], [0], size=4)
    with pytest.raises(ValueError, match="writers: 0"):
        draw_glyphs([0], [])
