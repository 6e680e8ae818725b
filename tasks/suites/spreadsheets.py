"""Columns as people have them, and what they want of them: 2907 tasks, written down or drawn before anything was built for them.

What is learned from shipped suites may be learned from these; `spreadsheets_test` has others of the kind, to measure on alone.
"""

from pathlib import Path

from tasks.written_rows import columns

TASKS = columns(Path(__file__).with_suffix(".jsonl"))
