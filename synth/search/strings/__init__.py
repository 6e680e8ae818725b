"""Strings deduced from what is wanted."""
