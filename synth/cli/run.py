"""`synth run`: a found program applied to inputs, one JSON line of output for each call."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dsl.evaluate import Failure, compile_term
from dsl.infer import infer
from dsl.module import Module
from dsl.primitives import Vocabulary
from dsl.quote import clip
from dsl.syntax import parse_term
from dsl.term import Term
from dsl.type import TVar, Type, arrow, parameters
from dsl.written import dumps
from synth.batch.display import put, say
from synth.config import RunConfig
from synth.faults import Misuse, require
from synth.library.vocabulary import vocabulary_of
from tasks.fault import TaskError
from tasks.strict_json import parse
from tasks.task import domain_of
from tasks.value import fit, ground, read_type, to_json
from tasks.value import infer as value_type

WIDEST_DOMAIN = "text"  # it includes lists, so it knows every word of either
IMAGES = "perception"


@dataclass(frozen=True)
class Call:
    """One application: the raw inputs and what to call them in an error."""

    inputs: list[Any]
    place: str


def run(config: RunConfig) -> int:
    """Carries the command out; 1 if the program fails on an input, 2 if an input does not fit."""
    text, said_type, domain, modules = _program(config)
    try:
        request = read_type(said_type) if said_type else None
        vocabulary = _vocabulary(config, request, domain, modules)
        term = parse_term(text, vocabulary, request)
        request = request or infer(term, vocabulary)
    except ValueError as fault:
        raise Misuse(f"PROGRAM: {fault}") from None
    arity = len(parameters(request)[0])
    require(arity > 0, f"PROGRAM: {clip(text)!r} takes no input; a program reads like 'xs -> sort(xs)'")
    calls: Iterable[Call] = _streamed(sys.stdin, arity)
    if config.inputs:
        calls = given = list(_given(config.inputs, arity))
        term, request = (None if said_type else _read_for(given, text, vocabulary)) or (term, request)
    program = compile_term(term, vocabulary)
    return max((_apply(program, request, call) for call in calls), default=0)


def _read_for(calls: Sequence[Call], text: str, vocabulary: Vocabulary) -> tuple[Term, Type] | None:
    """The program and its type as the inputs ask for: `s ++ s` joins texts where texts are given. None where they do not tell."""
    try:
        columns = [value_type(((), value) for value in column) for column in zip(*(call.inputs for call in calls), strict=True)]
        wanted = arrow(*columns, TVar("output"))
        term = parse_term(text, vocabulary, wanted)
        return term, arrow(*columns, parameters(infer(term, vocabulary, wanted))[1])
    except ValueError:
        return None


def _vocabulary(config: RunConfig, request: Type | None, domain: str | None, modules: Sequence[Module]) -> Vocabulary:
    """The words the program may use: a domain's, a library's, and the trained modules that came with the program or lie in the library."""
    from synth.hybrid.modules import of_library

    own = {module.name: module.primitive for module in (*of_library(config.library), *modules)}
    natural = IMAGES if own else WIDEST_DOMAIN if request is None else domain_of(request)
    natural = WIDEST_DOMAIN if natural == "list" else natural
    return vocabulary_of(config.domain or domain or natural, tuple(own.values()), config.library)


def _program(config: RunConfig) -> tuple[str, str | None, str | None, list[Module]]:
    """The text of the program, its type, its domain and its modules, from plain text or from a line of `solve --json`."""
    if not config.program.lstrip().startswith("{"):
        return config.program, config.type, None, []
    try:
        record = parse(config.program)
    except ValueError as fault:
        raise Misuse(f"PROGRAM: {fault}") from None
    if not isinstance(record, dict) or not isinstance(record.get("program"), str):
        raise Misuse("PROGRAM: this line of JSON holds no program; expected one that `synth solve --json` printed for a solved task")
    said, domain = (told if isinstance(told := record.get(name), str) else None for name in ("type", "domain"))
    try:
        modules = [Module.of(entry) for entry in record.get("modules", [])]
    except ValueError as fault:
        raise Misuse(f"PROGRAM: its modules: {fault}") from None
    except (AttributeError, TypeError):
        raise Misuse("PROGRAM: its modules: expected a list of objects") from None
    return record["program"], config.type or said, domain, modules


def _given(inputs: Iterable[str], arity: int) -> Iterator[Call]:
    """Calls from the arguments: as many inputs each as the program takes."""
    values = [_value(text, f"input {position}") for position, text in enumerate(inputs, 1)]
    require(len(values) % arity == 0, f"the program takes {arity} inputs, found {len(values)}")
    for start in range(0, len(values), arity):
        yield Call(values[start : start + arity], f"call {start // arity + 1}")


def _streamed(lines: Iterable[str], arity: int) -> Iterator[Call]:
    """Calls from JSON lines: the input itself, an array of them where there are several, or an object with `inputs`."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        value = _value(line, f"line {number}")
        if isinstance(value, dict) and isinstance(value.get("inputs"), list):
            inputs = value["inputs"]
        else:
            inputs = [value] if arity == 1 else value
        fits = isinstance(inputs, list) and len(inputs) == arity
        require(fits, f"line {number}: expected an array of the {arity} inputs of one call")
        yield Call(inputs, f"line {number}")


def _value(text: str, place: str) -> Any:
    try:
        return parse(text)
    except ValueError as fault:
        raise Misuse(f"{place}: {fault}; inputs are JSON, a text stands in double quotes") from None


def _fitted(value: Any, part: Type, position: int) -> Any:
    try:
        return fit(value, part)
    except TaskError as error:
        raise error.inside("inputs", position) from None


def _apply(program: Any, request: Type, call: Call) -> int:
    """Prints the output of one call, null where there is none."""
    parts, output = parameters(request)
    try:
        close = ground((("inputs", i), part, value) for i, (part, value) in enumerate(zip(parts, call.inputs)))
        value = program([_fitted(value, close(part), i) for i, (part, value) in enumerate(zip(parts, call.inputs))])
    except TaskError as fault:
        put("null")
        say(f"{call.place}: {fault}")
        return 2
    if isinstance(value, Failure):
        put("null")
        say(f"{call.place}: the program fails: {value.reason}")
        return 1
    put(dumps(to_json(value, close(output)), ensure_ascii=False))
    return 0
