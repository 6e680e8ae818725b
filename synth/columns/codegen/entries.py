"""The object files of the compiled core: what is compiled together, by the modules that hold the entry points."""

from __future__ import annotations

from synth.columns.codegen.routine import Part

CORE = Part("core", "synth.columns.store", "synth.columns.absorb", "synth.columns.apply", "synth.columns.machine.elementwise")
NESTED = Part(
    "nested",
    "synth.columns.machine.nested",
    "synth.columns.machine.folds",
    "synth.columns.machine.while_unfold",
    "synth.columns.machine.subroutine",
)
INVERSE = Part("inverse", "synth.columns.joins")
