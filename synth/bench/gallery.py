"""`synth bench gallery [SUITE…] > gallery.md`: solved tasks of the suites as a page, with rows, program, Python and confidence.

The tasks of a suite are taken evenly over its length. Shown are those whose program is right on the held-out rows, too; how many of
those tried were not stands at the head of each part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl.type import parameters
from dsl.written import dumps
from synth.batch.console import results_of
from synth.batch.display import Display, exit_code, put
from synth.batch.request import adapted
from synth.bench.runner import entries_of
from synth.config import BenchConfig
from synth.solving.result import Result
from tasks.suite import suite_names
from tasks.task import Example, Task
from tasks.value import to_json

SHOWN = 40  # tasks, over all suites
SPARE = 2  # times as many are tried
ROWS = 4
HEAD = """# Gallery

{shown} solved tasks of the shipped suites, made by one command. It takes tasks evenly over each suite, and shows those whose program is
right on the rows that were kept from the search, too. The rows shown here are the first of those that the search saw.
"""


def main(config: BenchConfig) -> int:
    """Writes the page to standard output; with --json the records of the tasks shown. The exit code is that of what was tried."""
    suites = config.suites[1:] or tuple(suite_names())
    share = -(-SHOWN // len(suites))
    parts, shown, tried = [], [], []
    for suite in suites:
        results = list(_solved(evenly([e for e in entries_of(suite, config) if isinstance(e, Task)], SPARE * share), config))
        right = [(task, result) for task, result in results if result.generalised][:share]
        tried += [result for _, result in results]
        shown += right
        head = f"## `{suite}`\n\n{len(results)} tasks were tried, {sum(result.generalised for _, result in results)} are right.\n"
        parts.append("\n".join([head, *(section(task, result) for task, result in right)]))
    if config.output.json:
        put("\n".join(dumps(result.record()) for _, result in shown))
    else:
        put("\n".join([HEAD.format(shown=len(shown)), *parts]).rstrip())
    return exit_code([result for _, result in shown]) if shown else exit_code(tried)


def evenly(tasks: Sequence[Task], many: int) -> list[Task]:
    """So many tasks, at equal distances."""
    many = min(many, len(tasks))
    return [tasks[place * len(tasks) // many] for place in range(many)]


def section(task: Task, result: Result) -> str:
    """A task as a part of the page."""
    rows = "\n".join(_row(task, example) for example in task.shown[:ROWS])
    sure = "" if result.confidence is None else f"\n\nConfidence {result.confidence:.0%}."
    return (
        f"### {task.name}\n\n```text\n{rows}\n```\n\n```text\n{result.program}\n```\n\n"
        f"```python\n{(result.python or '').rstrip()}\n```{sure}\n"
    )


def _row(task: Task, example: Example) -> str:
    """An example as it is given on the command line."""
    types, wanted = parameters(task.request)
    inputs = ", ".join(dumps(to_json(value, own), False) for value, own in zip(example.inputs, types))
    return f"{inputs} -> {dumps(to_json(example.output, wanted), False)}"


def _solved(tasks: Sequence[Task], config: BenchConfig) -> Iterator[tuple[Task, Result]]:
    chosen = [adapted(task, config.search) for task in tasks]
    with Display(config.output, len(chosen), [task.name for task in tasks]) as display:
        for position, result in results_of(chosen, config.search, config.workers, display):
            yield tasks[position], result
