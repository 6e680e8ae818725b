"""Endless tasks with their programs, and the inputs that they are about."""
