"""The types of values: one file each that defines a `CODEC`, found by being there."""
