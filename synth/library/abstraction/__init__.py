"""Compression: what a corpus of programs shares."""
