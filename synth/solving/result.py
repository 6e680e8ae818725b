"""What a search says: Progress while it runs, a Result at its end."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from dsl.explain import Part
    from dsl.module import Module
    from dsl.primitives import Vocabulary
    from dsl.term import Term
    from tasks.task import Hint

Status = Literal["solved", "ambiguous", "timeout", "exhausted", "infeasible", "invalid", "interrupted"]


@dataclass(frozen=True)
class Progress:
    """Where a search stands; `fitting` counts the shown examples that the best program so far holds on.

    Where that is all of them, strategy and price say how it was found and what it costs.
    """

    candidates: int = 0
    cost: float = 0.0
    best: str | None = None
    note: str | None = None
    fitting: int = 0
    strategy: str = ""
    price: float = 0.0
    found: str | None = None  # a program that fits, if one was found just now


@dataclass(frozen=True)
class Alternative:
    """Another program that fits, and an input on which it and the answer disagree."""

    program: str
    inputs: Sequence[Any]
    here: Any
    there: Any

    def record(self) -> dict[str, Any]:
        """The alternative as plain JSON values."""
        return {"program": self.program, "differs_on": {"inputs": list(self.inputs), "here": self.here, "there": self.there}}


@dataclass(frozen=True)
class Question:
    """An input whose output would tell which reading of the examples is meant, and what the readings give for it, the answer's first;
    one alone where all agree but none is likely."""

    inputs: Sequence[Any]
    readings: Sequence[Any]

    def record(self) -> dict[str, Any]:
        """The question as plain JSON values."""
        return {"inputs": list(self.inputs), "readings": list(self.readings)}


@dataclass(frozen=True)
class Check:
    """A row of a table, counted from 1, that is best looked at, and why."""

    row: int
    reason: str

    def record(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        return {"row": self.row, "reason": self.reason}


@dataclass(frozen=True, repr=False)
class Result:
    """The outcome of one task; calling it runs the program found."""

    task: str
    status: Status
    program: Term | None = None
    python: str | None = None
    explanation: str | None = None  # one sentence of English
    type: str | None = None
    size: int | None = None
    cost: float | None = None
    seconds: float = 0.0
    candidates: int = 0
    reached: int | None = None  # candidates when what the answer does was first met: the rest went into looking for a better one
    strategy: str | None = None
    train_correct: int = 0
    train_total: int = 0
    test_correct: int = 0
    test_total: int = 0
    alternatives: tuple[Alternative, ...] = ()
    confidence: float | None = None  # the probability that the program is meant; None where it is not known
    unsure: bool = False
    questions: tuple[Question, ...] = ()  # the most telling first
    rows_to_check: tuple[Check, ...] = ()  # of a table, the first to look at first
    attempts: tuple[Sequence[Any], ...] | None = None  # where a task allows several: for each input to test on, the likeliest outputs
    seed: int = 0
    error: str | None = None
    sygus: str | None = None  # only for .sl tasks
    domain: str | None = None  # whose words the program is of, where its type does not tell
    frontier: tuple[Term, ...] = field(default=(), compare=False, repr=False)  # programs that fit, the best first
    pool: tuple[Hint, ...] = field(default=(), compare=False, repr=False)  # what to begin with when an example is added
    modules: tuple[Module, ...] = ()  # the trained modules that the program calls
    internal: bool = field(default=False, compare=False)  # the fault is ours, not the task's
    vocabulary: Callable[[], Vocabulary] | None = field(default=None, compare=False, repr=False)
    columns: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)  # what the inputs are called, and their places
    printed: tuple[str, str | None] | None = None  # a language that was asked for, and the program in it

    def __repr__(self) -> str:
        """The status and the program, or what is wrong, in one line."""
        told = self.error if self.program is None else str(self.program)
        return f"{self.status}: {told}" if told else self.status

    __str__ = __repr__

    @property
    def generalised(self) -> bool:
        """Whether every held-out example holds too."""
        return self.status == "solved" and self.test_correct == self.test_total

    def question(self) -> Question | None:
        """What to ask to learn which reading is meant; None where all that were found agree and one is likely."""
        return next(iter(self.questions), None)

    def record(self) -> dict[str, Any]:
        """The result as plain JSON values, in the order of the documented format."""
        values = {name: getattr(self, name) for name in _RECORDED}
        values["program"] = None if self.program is None else str(self.program)
        values["seconds"] = round(self.seconds, 4)
        for name in ("alternatives", "questions", "rows_to_check"):
            values[name] = [each.record() for each in getattr(self, name)]
        if self.sygus is not None:
            values["sygus"] = self.sygus
        if self.domain is not None:
            values["domain"] = self.domain
        if self.attempts is not None:
            values["attempts"] = [list(outputs) for outputs in self.attempts]
        if self.modules:
            values["modules"] = [module.record() for module in self.modules]
        return values if self.printed is None else {**values, self.printed[0]: self.printed[1]}

    def explain(self) -> str:
        """One sentence of English that says what the program does; ValueError without a program."""
        if self.explanation is None:
            raise ValueError(f"task '{self.task}' has no program to explain (status {self.status})")
        return self.explanation

    def parts(self) -> list[Part]:
        """The parts of the program that are made of its inputs alone, each with a sentence, the innermost first; ValueError without any."""
        from dsl.explain import explain_parts

        self.explain()
        assert self.program is not None and self.vocabulary is not None
        return explain_parts(self.program, self.vocabulary(), self.type, tuple(self.columns))

    def to_python(self) -> str:
        """The program as a function of Python."""
        if self.python is None:
            raise ValueError(f"task '{self.task}' has no program to print (status {self.status})")
        return self.python

    def to_pandas(self) -> str:
        """The program as an expression over a frame `df` of pandas, or a function and the expression that maps it."""
        return self._in("pandas")

    def to_polars(self) -> str:
        """The program as an expression of polars, or a function and the expression that maps it."""
        return self._in("polars")

    def to_sql(self) -> str:
        """The program as an expression in the SQL of DuckDB; ValueError where SQL has no word for it."""
        return self._in("sql")

    def to_excel(self) -> str:
        """The program as a formula for the first row below a header; ValueError where Excel has no word for it."""
        return self._in("excel")

    def _in(self, language: str) -> str:
        from dsl.parsing import parse_type
        from dsl.printers import printed

        python = self.to_python()
        if self.program is None or self.vocabulary is None:
            raise ValueError(f"task '{self.task}' has no program to print (status {self.status})")
        named = ast.parse(python).body[-1]
        assert isinstance(named, ast.FunctionDef)
        columns = self.columns or {parameter.arg: place for place, parameter in enumerate(named.args.args)}
        return printed(language, self.program, self.vocabulary(), columns, None if self.type is None else parse_type(self.type))

    @property
    def shown(self) -> str:
        """The program as it is shown to people."""
        return ((self.printed and self.printed[1]) or self.python or "").rstrip()

    def shown_in(self, language: str) -> Result:
        """The result to be shown in a language; what that has no words for is its Python still, and the remark says so."""
        if language == "python" or self.status != "solved":
            return self
        try:
            return replace(self, printed=(language, self._in(language)))
        except ValueError as fault:
            remarks = [self.error] if self.error else []
            return replace(self, printed=(language, None), error="; ".join([*remarks, f"{fault}; printed as Python"]))

    def __call__(self, *inputs: Any) -> Any:
        """The program's output on these inputs, in its JSON form; maps are dicts, sets are sets, graphs those of networkx."""
        if self.program is None or self.vocabulary is None:
            raise ValueError(f"task '{self.task}' has no program to run (status {self.status})")
        from dsl.codec import native
        from dsl.evaluate import Failure, evaluate, thaw
        from dsl.parsing import parse_type
        from dsl.quote import clip
        from dsl.type import parameters
        from tasks.fault import TaskError
        from tasks.value import fit, plain

        if self.type is not None:
            declared, output = parameters(parse_type(self.type))
            if len(inputs) != len(declared):
                raise ValueError(f"the program takes {len(declared)} inputs, found {len(inputs)}")
            try:
                inputs = tuple(fit(plain(value), type) for value, type in zip(inputs, declared))
            except TaskError as fault:
                raise ValueError(f"an input does not fit {clip(self.type)}: {fault}") from None
        value = evaluate(self.program, inputs, self.vocabulary())
        if isinstance(value, Failure):
            raise ValueError(f"the program fails on {clip(', '.join(map(repr, inputs)))}: {value.reason}")
        return thaw(value if self.type is None else native(value, output))

    def _repr_html_(self) -> str:
        """How a notebook shows the result."""
        from synth.solving.markup import of_result

        return of_result(self.record())


_RECORDED = (
    *("task", "status", "program", "python", "explanation", "type", "size", "cost", "seconds", "candidates", "reached", "strategy"),
    *("train_correct", "train_total", "test_correct", "test_total", "confidence", "unsure"),
    *("alternatives", "questions", "rows_to_check", "seed", "error"),
)
