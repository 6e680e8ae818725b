"""`synth solve --ask`: the engine asks for the outputs that tell most about which program is meant, and goes on from what it has."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dsl.quote import clip
from dsl.type import STR, parameters
from dsl.written import dumps
from synth.batch.console import results_of
from synth.batch.display import Display, ask, exit_code
from synth.cli.tables import Tables
from synth.config import BatchConfig, SolveConfig
from synth.faults import require
from synth.solving.calibration import SURE
from synth.solving.result import Question, Result
from tasks.fault import Fault, TaskError
from tasks.strict_json import JsonError, parse
from tasks.task import Task, with_answer
from tasks.value import Value, fit

MOST_ASKED = 20
LOST = 0.3  # of 74 such answers one led to the program that was meant


def run(entries: Sequence[Task | Fault], search: SolveConfig, config: BatchConfig, tables: Tables) -> int:
    """Solve the one task, ask, and solve again; the exit code."""
    require(len(entries) == 1, f"--ask is for one task, but {len(entries)} are given")
    require("-" not in config.files, "--ask reads answers from standard input, and so cannot read the task there")
    (entry,) = entries
    with Display(config.output, 1, [entry.name]) as display:
        for asked in range(MOST_ASKED + 1):
            ((_, result),) = results_of([entry], search, 1, display)
            question = result.question()
            sure = result.status != "ambiguous" and (result.confidence is None or result.confidence >= SURE) and not result.unsure
            more = asked < MOST_ASKED and not sure
            output = None
            if isinstance(entry, Task) and question is not None and more and not (asked and is_lost(result, question)):
                output = _answer(entry, result, question)
            if output is None:
                result = result.shown_in(config.print)
                display.finished(result, tables.text_of(entry, result) if isinstance(entry, Task) else None)
                return exit_code([result])
            assert isinstance(entry, Task) and question is not None
            entry = with_answer(entry, question.inputs, output[0], result.pool)
    raise AssertionError("the last round asks nothing")


def is_lost(result: Result, question: Question) -> bool:
    """Whether a further answer would hardly help: all programs found agree and none is likely, though there was an answer already."""
    return len(question.readings) == 1 and result.confidence is not None and result.confidence < LOST


def _answer(task: Task, result: Result, question: Question) -> tuple[Value] | None:
    """What the user says the output should be; None for nothing more to say."""
    wanted = parameters(task.request)[1]
    told = ", ".join(clip(dumps(value)) for value in question.inputs)
    ask(f"\n{result.program}\nwhich output is meant for {told}?\n")
    for number, reading in enumerate(question.readings, 1):
        ask(f"  ={number}  {'no output' if reading is None else clip(dumps(reading))}\n")
    while True:
        ask(f"={1}{f' to ={len(question.readings)}' if len(question.readings) > 1 else ''}, another output, or nothing to stop: ")
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            return None
        try:
            return (fit(_value(line, question, wanted == STR), wanted),)
        except (ValueError, TaskError) as fault:
            ask(f"{fault}\n")


def _value(line: str, question: Question, text: bool) -> object:
    """The value that a line means: a reading by its number, JSON, or a text as it stands."""
    if line[0] == "=" and line[1:].isdecimal():
        number = int(line[1:])
        if not 1 <= number <= len(question.readings) or question.readings[number - 1] is None:
            raise ValueError(f"there is no output {clip(line)}")
        return question.readings[number - 1]
    if text and not line.startswith('"'):
        return line
    try:
        return parse(line)
    except JsonError:
        if text:
            return line
        raise
