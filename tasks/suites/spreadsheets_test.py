"""199 more columns as in `spreadsheets`, from other trades: nothing is ever fitted to them."""

from pathlib import Path

from tasks.written_rows import columns

TASKS = columns(Path(__file__).with_suffix(".jsonl"))
