"""Agreement with a reference program on inputs nobody showed, for suites written in DeepCoder's statements.

A suite file `S.jsonl` may have its sources' own programs in `reference_programs/S.json`, such as
`x0 = INPUT | x1 = Map (*2) x0 | x2 = Sum x1` (Balog et al. 2017). They are read after solving, by
the bench alone. Each is put into our own language and evaluated there.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.syntax import parse_term
from dsl.term import Term
from dsl.type import Type, parameters

INPUTS = 20
TRIES = 50  # draws for each input wanted: a reference program may be undefined on many
LARGEST = 1 << 40
STATEMENT = re.compile(r"(\w+)(?: \((.*)\))?((?: x\d+)*)")
SCALAR = re.compile(r"(\*\*|[-+*/])\(?(-?\d+)\)?")
TESTS = {">0": "x > 0", "<0": "x < 0", "%2==0": "x % 2 == 0", "%2==1": "x % 2 == 1"}
JOINS = {"+": "x + y", "-": "x - y", "*": "x * y", "min": "min(x, y)", "max": "max(x, y)"}
NAMES = {"Access": "at", "ZipWith": "zip_with", "Scanl1": "scan1"}  # the others are ours in lower case


def references(suite: str) -> dict[str, str]:
    """The statement programs that belong to a suite file, by task; none for any other suite."""
    path = Path(suite)
    file = path.parent / "reference_programs" / f"{path.stem}.json"
    if not file.is_file():
        return {}
    found = json.loads(file.read_text(encoding="utf8"))
    return {name: text for name, text in found.items() if isinstance(text, str) and "= INPUT" in text}


def agrees(program: Term, vocabulary: Vocabulary, reference: str, request: Type, seed: int = 0) -> bool:
    """Whether a program in some words does what a reference does on INPUTS fresh inputs."""
    words = load_domain("list").vocabulary
    wanted = compile_term(parse_term(surface(reference), words, request), words)
    found = compile_term(program, vocabulary)
    return all(found(inputs) == output for inputs, output in fresh(wanted, request, random.Random(seed)))


def fresh(reference: Any, request: Type, chance: random.Random) -> list[tuple[tuple[Any, ...], Any]]:
    """Up to INPUTS inputs on which the reference is defined, with what it gives."""
    types = [str(t) for t in parameters(request)[0]]
    found: list[tuple[tuple[Any, ...], Any]] = []
    for _ in range(TRIES * INPUTS):
        inputs = tuple(_list(chance) if t == "list(int)" else chance.randint(0, 5) for t in types)
        output = reference(inputs)
        if not isinstance(output, Failure) and all(abs(v) < LARGEST for v in (output if isinstance(output, tuple) else (output,))):
            found.append((inputs, output))
        if len(found) == INPUTS:
            break
    return found


def _list(chance: random.Random) -> tuple[int, ...]:
    return tuple(chance.randint(-10, 10) for _ in range(chance.randint(1, 6)))


def surface(reference: str) -> str:
    """A statement program in our own syntax."""
    inputs, lines = [], []
    for statement in reference.split(" | "):
        name, body = (part.strip() for part in statement.split("=", 1))
        if body == "INPUT":
            inputs.append(name)
        else:
            lines.append((name, _call(body)))
    result, bound = lines[-1][1], "".join(f"let {name} = {call} in " for name, call in lines[:-1])
    return f"({', '.join(inputs)}) -> {bound}{result}"


def _call(body: str) -> str:
    match = STATEMENT.fullmatch(body)
    if match is None:
        raise ValueError(f"not a DeepCoder statement: {body}")
    name, function, arguments = match[1], match[2], match[3].split()
    given = [*([_function(name, function)] if function is not None else []), *arguments]
    return f"{NAMES.get(name, name.lower())}({', '.join(given)})"


def _function(name: str, text: str) -> str:
    if name in ("Filter", "Count"):
        return f"x -> {TESTS[text]}"
    if name in ("ZipWith", "Scanl1"):
        return f"(x, y) -> {JOINS[text]}"
    match = SCALAR.fullmatch(text)
    if match is None:
        raise ValueError(f"not a DeepCoder function: {text}")
    operator, number = match[1], match[2]
    return f"x -> power(x, {number})" if operator == "**" else f"x -> x {'//' if operator == '/' else operator} {number}"
