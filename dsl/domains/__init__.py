"""The domains: one file each, found by its name."""
