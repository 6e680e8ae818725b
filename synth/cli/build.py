"""`synth build`: the machine code of all shipped routines, by hand."""

from __future__ import annotations

from synth.batch.precompile import make
from synth.config import BuildConfig


def run(config: BuildConfig) -> int:
    """Makes it, or looks whether it is good."""
    return make(config.check)
