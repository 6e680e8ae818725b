"""The process that runs cvc5: a request of JSON on standard input, an answer of JSON on standard output.

`{"mode": "solve", "text": …, "options": {…}, "seconds": S, "memory": MIB}` solves a SyGuS-IF 2.1 file; the limit of the
processor's time and the clock begin when all of it but `(check-synth)` is read. `{"mode": "evaluate", "text": …, "terms": […]}`
says which terms are true after these SMT-LIB definitions.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

import cvc5

from synth.batch.display import put

MIB = 1 << 20
VERDICTS = {"true": True, "false": False}


def answer() -> None:
    """Answers the one request."""
    request = json.load(sys.stdin)
    try:
        said = solve(request) if request["mode"] == "solve" else evaluate(request)
    except (RuntimeError, MemoryError) as fault:
        said = {"error": " ".join(str(fault).split()) or "out of memory"}
    put(json.dumps(said))


def solve(request: dict[str, Any]) -> dict[str, Any]:
    """What cvc5 says to `(check-synth)`, and the seconds of the processor that took."""
    solver = cvc5.Solver()
    for name, value in request["options"].items():
        solver.setOption(name, value)
    symbols = cvc5.SymbolManager(solver)
    said, began = "", time.process_time()
    for command in _commands(solver, symbols, cvc5.InputLanguage.SYGUS_2_1, request["text"]):
        if command.getCommandName() == "check-synth":
            _limit(request["seconds"], request["memory"])
            began = time.process_time()
        said = command.invoke(solver, symbols).strip() or said
        if said.startswith("(error"):
            return {"error": said}
    return {"said": said, "seconds": time.process_time() - began}


def evaluate(request: dict[str, Any]) -> dict[str, Any]:
    """For each term whether it is true, and null where cvc5 does not settle it."""
    solver = cvc5.Solver()
    symbols = cvc5.SymbolManager(solver)
    language = cvc5.InputLanguage.SMT_LIB_2_6
    for command in _commands(solver, symbols, language, f"(set-logic ALL)\n{request['text']}"):
        said = command.invoke(solver, symbols).strip()
        if said.startswith("(error"):
            return {"error": said}
    parser = cvc5.InputParser(solver, symbols)
    parser.setStringInput(language, "\n".join(request["terms"]), "terms")
    terms = (parser.nextTerm() for _ in request["terms"])
    return {"verdicts": [VERDICTS.get(str(solver.simplify(term, True))) for term in terms]}


def _commands(solver: Any, symbols: Any, language: Any, text: str) -> Iterator[Any]:
    """The commands of a text, each one read when the one before is done."""
    parser = cvc5.InputParser(solver, symbols)
    parser.setStringInput(language, text, "task")
    while not (command := parser.nextCommand()).isNull():
        yield command


def _limit(seconds: float, memory: int) -> None:
    """From now on so much of the processor's time, to the next whole second, and so much memory in all."""
    last = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (last, last + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (memory * MIB, memory * MIB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    answer()
