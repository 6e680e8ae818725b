"""Sessions: a task that grows while a person looks at its answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from synth.api import configured, prepared, run
from synth.batch.rehearsal import rehearse
from synth.config import SolveConfig
from synth.faults import Misuse, require
from synth.solving.problem import problem_of
from synth.solving.result import Progress, Question, Result
from tasks.value import plain

if TYPE_CHECKING:
    from dsl.primitives import Primitive
    from tasks.task import Hint, Task

FORMAT, VERSION = "synth session", 1


class Session:
    """A task that grows: examples are added and taken back, and each answer goes on from the programs found before.

    Takes what `solve` takes. `result` solves when it is first asked for; `question()` is the input whose output would tell most.

        session = Session([("Ada Lovelace", "A.L."), ...], inputs=["Grace Brewster Hopper", ...])
        session.question()            # the most telling row, with what the readings give for it
        session.add("Grace Brewster Hopper", "G.B.H.")
        session.result
    """

    def __init__(
        self,
        examples: Iterable[Any] = (),
        *,
        inputs: Sequence[Any] = (),
        primitives: Sequence[Primitive] = (),
        watch: Callable[[Progress], None] | None = None,
        **options: Any,
    ) -> None:
        """Nothing is solved yet. `watch` hears how a search stands; `options` are those of `solve`, Misuse for another."""
        self._examples, self._inputs, self._primitives = plain(list(examples)), plain(list(inputs)), primitives
        self._config, self._watch = configured(options), watch
        self._result: Result | None = None
        self._hints: tuple[Hint, ...] = ()
        self._stop, self._edits = threading.Event(), 0

    @property
    def examples(self) -> tuple[Any, ...]:
        """The examples so far, as they were given."""
        return tuple(self._examples)

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The inputs of the rows whose outputs nobody gave."""
        return tuple(self._inputs)

    def add(self, input: Any, output: Any) -> None:
        """One more example, several inputs being a tuple; it takes the place of one with the same input, which was mistaken."""
        input, output = plain((input, output))
        self._examples = [pair for pair in self._examples if _input_of(pair) != input]
        self._examples.append((input, output))
        self._changed()

    def remove(self, input: Any) -> None:
        """Take back the example of an input; ValueError where there is none."""
        input = plain(input)
        kept = [pair for pair in self._examples if _input_of(pair) != input]
        require(len(kept) < len(self._examples), "no example has this input")
        self._examples = kept
        self._changed()

    def add_inputs(self, *inputs: Any) -> None:
        """Inputs of further rows, whose outputs nobody knows yet: they tell which program is meant."""
        self._inputs.extend(plain(inputs))
        self._changed()

    def _changed(self) -> None:
        """What was found so far is where the next search begins; a search under way is for examples that no longer hold."""
        if self._result is not None and self._result.pool:
            self._hints = self._result.pool
        self._result, self._edits = None, self._edits + 1
        self._stop.set()

    @property
    def result(self) -> Result:
        """The answer to the examples so far; after `stop` the best that was found until then, with the status `interrupted`."""
        return self._result or self._solved(self._watch)

    def _solved(self, watch: Callable[[Progress], None] | None) -> Result:
        while self._result is None:
            edits = self._edits
            self._stop.clear()
            task = self._task()
            if not self._primitives:
                rehearse(task, self._config, self._stop.is_set)
            result = run(task, self._config, self._primitives, watch, self._stop.is_set)
            if edits == self._edits:
                self._result = result
        return self._result

    def _task(self) -> Task:
        return replace(prepared(self._examples, self._inputs, self._config, self._primitives), hints=self._hints)

    def stream(self) -> Iterator[str]:
        """The programs that fit, each when the search finds it. At the end `result` is there; leaving before stops the search."""
        found: SimpleQueue[str | BaseException | None] = SimpleQueue()

        def hear(progress: Progress) -> None:
            if progress.found:
                found.put(progress.found)
            if self._watch is not None:
                self._watch(progress)

        def search() -> None:
            try:
                self._solved(hear)
                found.put(None)
            except BaseException as fault:
                found.put(fault)

        problem = problem_of(self._task(), self._config, self._primitives)
        thread = threading.Thread(target=search, daemon=True)
        thread.start()
        seen: set[str] = set()
        try:
            while (item := found.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                program = problem.told(item)
                if program not in seen:
                    seen.add(program)
                    yield program
        finally:
            if thread.is_alive():
                self.stop()
            thread.join()

    def stop(self) -> None:
        """End a search that runs in another thread; its `result` is there within 0.3 seconds."""
        self._stop.set()

    def question(self) -> Question | None:
        """The input whose output would tell most about which program is meant; None where all readings found agree."""
        return self.result.question()

    def outputs(self) -> list[Any]:
        """What the program gives for the rows of `inputs`, None where it fails; ValueError without a program."""
        result, found = self.result, list[Any]()
        result.explain()
        for row in self._task().inputs:
            try:
                found.append(result(*row))
            except ValueError:
                found.append(None)
        return found

    def save(self, path: str | Path) -> None:
        """Write the session to a file of JSON, with the programs found; primitives of one's own are given again to `load`."""
        from dsl.written import dumps
        from synth.files import write_whole
        from tasks.formats.json_lines import to_record

        task = self._task()
        options = {own.name: getattr(self._config, own.name) for own in fields(SolveConfig)}
        changed = {name: value for name, value in options.items() if value != SolveConfig.__dataclass_fields__[name].default}
        pool = self._result.pool if self._result is not None and self._result.pool else self._hints
        found = [{"program": hint.program, "price": hint.price, "strategy": hint.strategy} for hint in pool]
        record = {"format": FORMAT, "version": VERSION, "task": to_record(task), "options": changed, "found": found}
        write_whole(Path(path), dumps(record) + "\n")

    @staticmethod
    def load(path: str | Path, *, primitives: Sequence[Primitive] = (), watch: Callable[[Progress], None] | None = None) -> Session:
        """The session of a file; Misuse where it is none, or one of a later version."""
        from synth.api.saved import read

        saved = read(Path(path), FORMAT, VERSION)
        options = {**saved.options, "type": str(saved.task.request), "domain": saved.task.domain}
        session = Session(saved.examples, inputs=saved.inputs, primitives=primitives, watch=watch, **options)
        session._hints = saved.found
        return session

    def __repr__(self) -> str:
        """How many examples there are, and the answer if there is one yet."""
        count, rows = len(self._examples), len(self._inputs)
        told = f"{count} example{'s' * (count != 1)}" + (f" and {rows} row{'s' * (rows != 1)} without outputs" if rows else "")
        return f"Session of {told}" + (f"; {self._result!r}" if self._result is not None else "")

    def _repr_html_(self) -> str:
        """How a notebook shows the session."""
        from synth.api.notebook import of_session

        return of_session(self._examples, self._inputs, self._result)


def _input_of(pair: Any) -> Any:
    try:
        return pair[0]
    except (TypeError, IndexError, KeyError):
        raise Misuse(f"an example is a pair (input, output), not {pair!r}") from None
