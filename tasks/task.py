"""A task: what a program should do, by example. Search sees the shown examples, never the held-out ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dsl.constructors import codecs
from dsl.type import Type, arrow, parameters, within
from tasks.fault import Step, TaskError, describe
from tasks.file_grammar import FileGrammar
from tasks.value import Value, fit, ground, infer, read_type


@dataclass(frozen=True)
class Example:
    """The inputs and the output that a program should give for them."""

    inputs: tuple[Value, ...]
    output: Value


@dataclass(frozen=True)
class Hint:
    """A program that may answer a task, as text: what a search for fewer examples found, with what it cost there."""

    program: str
    price: float
    strategy: str


@dataclass(frozen=True, repr=False)
class Task:
    """Examples of one function, of which `held_out` are kept from search; `inputs` are those of further rows, whose outputs nobody gave.

    `hints` are programs to begin with.
    """

    name: str
    domain: str
    request: Type
    shown: tuple[Example, ...]
    held_out: tuple[Example, ...] = ()
    inputs: tuple[tuple[Value, ...], ...] = ()
    source: str | None = None
    origin: str = ""  # file and place, for messages
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False)
    input_names: tuple[str, ...] | None = None
    splittable: bool = True  # False where a format runs its files whole unless told otherwise
    grammar: FileGrammar | None = None  # where the file says in which grammar the answer must lie
    hints: tuple[Hint, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        """The name, the type and how many examples there are."""
        more = [f"{len(self.held_out)} held out"] * bool(self.held_out) + [f"{len(self.inputs)} rows without outputs"] * bool(self.inputs)
        return f"Task {self.name!r}: {self.request}, {', '.join([f'{len(self.shown)} shown', *more])}"

    @property
    def distinct_shown(self) -> tuple[Example, ...]:
        """The shown examples without repeats, in their order."""
        return tuple(dict.fromkeys(self.shown))

    def contradiction(self) -> tuple[Example, Example] | None:
        """Two shown examples with the same inputs and different outputs: no function does both."""
        first: dict[tuple[Value, ...], Example] = {}
        for example in self.shown:
            earlier = first.setdefault(example.inputs, example)
            if earlier.output != example.output:
                return earlier, example
        return None


def task_of(name: str, shown: Sequence[object], held_out: Sequence[object] = (), request: str | None = None) -> Task:
    """A task from what a Python user writes: (input, output), or ((first, second, …), output) for several inputs.

    TaskError names the example that does not fit. Where the request has one input, a tuple is that input.
    """
    try:
        wanted = None if request is None else read_type(request)
    except TaskError as error:
        raise error.inside("type") from None
    whole, fitted_shown, fitted_held_out = typed(wanted, _as_examples("train", shown, wanted), _as_examples("test", held_out, wanted))
    return Task(name, domain_of(whole), whole, fitted_shown, fitted_held_out)


def with_answer(task: Task, inputs: Sequence[Any], output: Value, hints: Sequence[Hint] = ()) -> Task:
    """The task with one more example, whose row has an output now, and programs to begin with; TaskError if the inputs do not fit."""
    (row,) = fit_inputs([inputs], task.request)
    return replace(task, shown=(*task.shown, Example(row, output)), hints=tuple(hints))


def domain_of(request: Type) -> str:
    """The domain of a task that names none."""
    named = {part.name for part in within(request)}
    told = [codec.domain for name, codec in codecs().items() if name in named and codec.domain]
    return told[-1] if told else "list"


def typed(
    request: Type | None, shown: Sequence[Example], held_out: Sequence[Example]
) -> tuple[Type, tuple[Example, ...], tuple[Example, ...]]:
    """The type of the examples, checked against the requested one or inferred, and the examples frozen."""
    if not shown:
        raise TaskError("no examples; a task needs at least one", "train")
    rows = [("train", i, example) for i, example in enumerate(shown)]
    rows += [("test", i, example) for i, example in enumerate(held_out)]
    _same_arity(rows, request)
    columns = list(_columns(rows, len(shown[0].inputs)))
    if request is None:
        parts = [infer(column) for column in columns]
    else:
        wanted, output = parameters(request)
        close = ground((path, part, value) for part, column in zip((*wanted, output), columns, strict=True) for path, value in column)
        parts = [close(part) for part in (*wanted, output)]
    fitted = [_fit_example(row, parts) for row in rows]
    return arrow(*parts), tuple(fitted[: len(shown)]), tuple(fitted[len(shown) :])


Row = tuple[str, int, Example]


def _same_arity(rows: Sequence[Row], request: Type | None) -> None:
    where, arity = ("train[0]", len(rows[0][2].inputs)) if request is None else ("the type", len(parameters(request)[0]))
    for split, position, example in rows:
        if not example.inputs:
            raise TaskError("no inputs; an example needs at least one", split, position, "inputs")
        if len(example.inputs) != arity:
            raise TaskError(f"{len(example.inputs)} inputs where {where} has {arity}", split, position, "inputs")


def _columns(rows: Sequence[Row], arity: int) -> Iterable[list[tuple[tuple[Step, ...], Any]]]:
    """For each input and then the output, its values over all examples, with their paths."""
    for column in range(arity):
        yield [((split, i, "inputs", column), example.inputs[column]) for split, i, example in rows]
    yield [((split, i, "output"), example.output) for split, i, example in rows]


def _fit_example(row: Row, parts: Sequence[Type]) -> Example:
    split, position, example = row
    inputs = []
    for column, (value, part) in enumerate(zip(example.inputs, parts[:-1], strict=True)):
        try:
            inputs.append(fit(value, part))
        except TaskError as error:
            raise error.inside(split, position, "inputs", column) from None
    try:
        return Example(tuple(inputs), fit(example.output, parts[-1]))
    except TaskError as error:
        raise error.inside(split, position, "output") from None


def fit_inputs(rows: Sequence[Sequence[Any]], request: Type) -> tuple[tuple[Value, ...], ...]:
    """The inputs of further rows in their frozen form; TaskError names the place of what does not fit."""
    wanted = parameters(request)[0]
    return tuple(_fit_row(position, row, wanted) for position, row in enumerate(rows))


def _fit_row(position: int, row: Sequence[Any], wanted: Sequence[Type]) -> tuple[Value, ...]:
    if len(row) != len(wanted):
        raise TaskError(f"{len(row)} inputs where the type has {len(wanted)}", "inputs", position)
    fitted = []
    for column, (value, part) in enumerate(zip(row, wanted, strict=True)):
        try:
            fitted.append(fit(value, part))
        except TaskError as error:
            raise error.inside("inputs", position, column) from None
    return tuple(fitted)


def _as_examples(split: str, pairs: Sequence[object], request: Type | None) -> list[Example]:
    one_input = request is not None and len(parameters(request)[0]) == 1
    examples = []
    for position, pair in enumerate(pairs):
        if isinstance(pair, Example):
            examples.append(pair)
            continue
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise TaskError(f"expected a pair (input, output), found {describe(pair)}", split, position)
        given, output = pair
        examples.append(Example(given if isinstance(given, tuple) and not one_input else (given,), output))
    return examples
