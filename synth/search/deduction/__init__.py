"""Repairs of programs that nearly fit."""
