"""The object files of the compiled core: what is compiled together, by the modules that hold the entry points."""

from __future__ import annotations

from synth.columns.routine import Part

CORE = Part("core", "synth.columns.store", "synth.columns.absorb", "synth.columns.apply", "synth.columns.higher")
NESTED = Part("nested", "synth.columns.nested", "synth.columns.loops", "synth.columns.repeats", "synth.columns.subroutines")
INVERSE = Part("inverse", "synth.columns.invert")
