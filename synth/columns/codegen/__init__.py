"""Routines to machine code on disk, and back into a process."""
