"""Measurements: suites run and reported, and one module for each of `synth bench speed|check|compress|guide`."""
