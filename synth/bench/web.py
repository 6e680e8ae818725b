"""`synth bench web`: how long a person at the page of `synth serve` waits for the first fill, in a real browser over columns of the suite.

Three outputs of each column are typed, key by key; the clock runs from the last key to the first cell that is filled in since.
Then searches for what no program gives are stopped, from the click until the page says so.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from synth.batch.display import put, say
from synth.config import BenchConfig
from synth.faults import require
from tasks import Task, load_suite

CHROMIUM = "/usr/bin/chromium"
SUITE, TASKS, TYPED, STOPS = "columns", 40, 3, 10
SOON = 1.0  # seconds
LONGEST = 30.0  # seconds that one fill is waited for
PLAIN = frozenset(("str", "int", "decimal"))


@dataclass(frozen=True)
class Sight:
    """What a person saw of one column: seconds to the first fill and to the answer, and right cells among those filled in."""

    first: float | None
    whole: float
    right: int
    cells: int


def main(config: BenchConfig) -> int:
    """Runs the measurement; 1 where fewer than four in five columns are filled within a second."""
    require(find_spec("playwright") is not None, "bench web needs a browser: pip install playwright")
    require(Path(CHROMIUM).exists(), f"bench web needs {CHROMIUM}: apt-get install chromium")
    with _server() as address, _page(address) as page:
        sights = []
        for task in chosen():
            sights.append(_watched(page, address, task))
            first = "never" if sights[-1].first is None else f"{sights[-1].first:.2f} s"
            say(f"{task.name}: first fill {first}, answer {sights[-1].whole:.2f} s, {sights[-1].right} of {sights[-1].cells} right")
        stops = [_stopped(page, address) for _ in range(STOPS)]
    summary = {**summed(sights), "median_stop": round(statistics.median(stops), 3), "longest_stop": round(max(stops), 3)}
    put(json.dumps(summary))
    return int(summary["within_one_second"] < 0.8 * summary["tasks"])


def chosen() -> list[Task]:
    """Columns of plain cells, spread over the whole suite."""
    entries = [entry for entry in load_suite(SUITE, None) if isinstance(entry, Task)]
    plain = [task for task in entries if set(re.findall(r"\w+", str(task.request))) <= PLAIN]
    return [plain[k * len(plain) // TASKS] for k in range(TASKS)]


def summed(sights: list[Sight]) -> dict[str, Any]:
    """The figures of all columns; one that was never filled counts as slow."""
    seconds = sorted(LONGEST if sight.first is None else sight.first for sight in sights)
    return {
        "tasks": len(sights),
        "within_one_second": sum(each <= SOON for each in seconds),
        "median_first": round(statistics.median(seconds), 3),
        "slowest_but_two": round(seconds[-3], 3),
        "median_whole": round(statistics.median(sight.whole for sight in sights), 3),
        "right_columns": sum(sight.right == sight.cells for sight in sights),
    }


def table_of(task: Task) -> str:
    """The column as a file: inputs, and an output column that is blank."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    examples = (*task.shown, *task.held_out)
    rows.writerow([*(f"Column {chr(65 + k)}" for k in range(len(examples[0].inputs))), "Output"])
    rows.writerows([*example.inputs, ""] for example in examples)
    return written.getvalue()


def _watched(page: Any, address: str, task: Task) -> Sight:
    page.goto("about:blank")
    page.goto(address)
    page.locator("#paste").fill(table_of(task))
    page.locator("#use").click()
    place = len(task.shown[0].inputs)
    for row, example in enumerate(task.shown[:TYPED]):
        page.locator(f"#cell-{row}-{place}").click()
        page.keyboard.type(str(example.output))
        began = time.monotonic()
        if row + 1 < TYPED:
            page.keyboard.press("Enter")
    rest = (*task.shown[TYPED:], *task.held_out)
    filled = page.locator(f".cell.filled[data-column='{place}']")
    first = None
    while time.monotonic() - began < LONGEST and first is None and not _is_over(page):
        first = time.monotonic() - began if filled.count() else None
    page.locator("#stop").wait_for(state="hidden", timeout=1000 * LONGEST)
    whole = time.monotonic() - began
    first = whole if first is None and filled.count() else first
    cells = [page.locator(f"#cell-{TYPED + k}-{place}").text_content() for k in range(len(rest))]
    return Sight(first, whole, sum(cell == str(example.output) for cell, example in zip(cells, rest, strict=True)), len(rest))


def _stopped(page: Any, address: str) -> float:
    """The seconds that stopping a search takes."""
    words = ("apple", "brook", "candle", "dune")
    rows = [f"{word},{hashlib.sha256(word.encode()).hexdigest()[:9]}" for word in words]
    page.goto("about:blank")
    page.goto(address)
    page.locator("#paste").fill("\n".join(("Word,Digest", *rows, "ember,", "")))
    page.locator("#use").click()
    page.locator("#log-last", has_text="cost").wait_for()
    began = time.monotonic()
    page.locator("#stop").click()
    page.locator("#stop").wait_for(state="hidden")
    return time.monotonic() - began


def _is_over(page: Any) -> bool:
    return bool(page.locator("#stop").is_hidden())


@contextmanager
def _server() -> Iterator[str]:
    """The address of a server of its own."""
    process = subprocess.Popen([sys.executable, "-m", "synth", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http\S+", process.stdout.readline())
        require(found is not None, "the server did not start")
        assert found is not None
        time.sleep(3)  # until it is warm
        yield found[0]
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _page(address: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser.new_page()
        finally:
            browser.close()
