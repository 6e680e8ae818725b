"""SyGuS-IF, versions 1 and 2: problems of programming by example, `.sl`.

A file gives examples as `(constraint (= (f literal …) literal))` and the grammar that the answer must lie in. Anything else
that the format can say is refused with its line and column. Source: the SyGuS language standard, versions 1.0 and 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term
from dsl.quote import clip
from dsl.term import Const, Term, Var, lam
from dsl.type import BOOL, Type, arrow
from tasks.fault import Fault, nearest
from tasks.file_grammar import FileGrammar, held, width
from tasks.formats import Source
from tasks.sygus.grammar_reader import default_grammar, read_grammar
from tasks.sygus.meaning import Meaning
from tasks.sygus.s_expression import Atom, Expression, Group, Misread, fault, parse, shown, word
from tasks.sygus.smtlib import SORTS, Typed, Words, operators, read_term, sort, written
from tasks.task import Example, Task

EXTENSIONS = (".sl",)
DEEPEST_ANSWER = 100  # other solvers nest conditionals
_IGNORED = ("set-option", "set-info", "set-options", "set-feature")
_COMMANDS = ("set-logic", "synth-fun", "define-fun", "define-sort", "declare-var", "constraint", "check-synth", *_IGNORED)


def read(source: Source) -> list[Task | Fault]:
    """The one task of a file, or what is wrong with it."""
    text = source.text()
    if isinstance(text, Fault):
        return [text]
    try:
        return [_Reader(source, parse(text)).task()]
    except Misread as error:
        return [source.fault(error.problem, place=f"{error.line}:{error.column}")]
    except RecursionError:
        return [source.fault("terms nested too deep")]


def read_answer(text: str, task: Task) -> Term:
    """The program that a `define-fun` for a file's task stands for, whoever wrote it; Misread where it reads as none."""
    assert task.grammar is not None
    reader = _Reader(Source(task.name, b"", ".sl"), parse("\n".join([*task.grammar.helpers, text]), DEEPEST_ANSWER), task.grammar.domain)
    return reader.answer(word(parse(task.grammar.function)[0]))


@dataclass
class _Reader:
    """Reads the commands of one file in their order."""

    source: Source
    commands: Sequence[Expression]
    domain: str = "smt"
    logic: str = ""
    helpers: list[str] = field(default_factory=list)
    sorts: dict[str, Type] = field(default_factory=lambda: dict(SORTS))
    known: dict[str, Meaning] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    wanted: Group | None = None  # the synth-fun
    constraints: list[Expression] = field(default_factory=list)
    checked: bool = False

    def task(self) -> Task:
        """The task of the file."""
        self.domain = "bits" if any("BitVec" in str(c) for c in self.commands if _head(c) != "constraint") else "smt"
        self.known.update(operators(self.domain))
        for command in self.commands:
            self._command(command)
        if self.wanted is None:
            self._lack("no synth-fun: nothing to find")
        function, names, types, grammar = self._synth_fun(self.wanted)
        examples = dict.fromkeys(e for c in self.constraints for e in self._examples(c, function, types))
        if not examples:
            self._lack(f"no example: no constraint such as (= ({clip(function)} …) …)")
        if not self.checked:
            self._lack("no (check-synth): the file seems cut short")
        request = arrow(*map(held, types))
        whole, origin = tuple(examples), self.source.name
        return Task(self.source.stem, self.domain, request, whole, origin=origin, input_names=names, splittable=False, grammar=grammar)

    def answer(self, function: str) -> Term:
        """What the last command, the definition of a function, makes it."""
        self.known.update(operators(self.domain))
        for command in self.commands:
            self._command(command)
        if function not in self.known:
            self._lack(f"no definition of {clip(function)}")
        meaning = self.known[function]
        return lam(len(meaning.types), meaning.term)

    def _lack(self, problem: str) -> NoReturn:
        last = self.commands[-1] if self.commands else Atom("", "", 1, 1)
        raise Misread(problem, last.line, last.column)

    def _command(self, command: Expression) -> None:
        match _head(command), command:
            case "set-logic", Group((_, name)):
                self.logic = str(name)
            case "synth-fun", Group((_, _, Group(), _, *_)):
                if self.wanted is not None:
                    fault(command, "a second synth-fun; only problems with one function to find are read")
                self.wanted = command
            case "define-fun", Group((_, name, Group() as parameters, result, body)) if word(name):
                self._define(name, parameters, result, body)
                self.helpers.append(str(command))
            case "define-sort", Group((_, name, *between, meant)) if word(name) and len(between) <= 1:
                self.sorts[word(name)] = self._sort(meant)
                self.helpers.append(str(command))
            case "declare-var", Group((_, name, its_sort)) if word(name):
                self._sort(its_sort)
                self.variables.add(word(name))
            case "constraint", Group((_, constraint)):
                self.constraints.append(constraint)
            case "check-synth", Group((_,)):
                self.checked = True
            case head, _ if head not in _IGNORED:
                self._refuse(head, command)

    def _refuse(self, head: str, command: Expression) -> None:
        if head in _COMMANDS:
            fault(command, f"a {head} that does not read as one: {shown(command)}")
        if not head:
            fault(command, f"expected a command such as (check-synth), found {shown(command)}")
        fault(command, f"{clip(head)} is no command of programming by example; {nearest(head, _COMMANDS)}")

    def _sort(self, expression: Expression) -> Type:
        found = sort(expression, self.sorts)
        if self.domain == "bits" and found != BOOL and not width(found):
            fault(expression, f"{shown(expression)} beside bit-vectors; a file has either strings and numbers or bit-vectors")
        return found

    def _parameters(self, parameters: Group) -> tuple[tuple[str, ...], list[Type]]:
        for parameter in parameters:
            if not (isinstance(parameter, Group) and len(parameter) == 2 and parameter.head):
                fault(parameter, f"a parameter reads (name Sort), found {shown(parameter)}")
        groups = [p for p in parameters if isinstance(p, Group)]
        return tuple(p.head for p in groups), [self._sort(p.items[1]) for p in groups]

    def _define(self, name: Expression, parameters: Group, result: Expression, body: Expression) -> None:
        names, types = self._parameters(parameters)
        scope: dict[str, Typed] = {n: (Var(len(names) - 1 - i), t) for i, (n, t) in enumerate(zip(names, types))}
        term, type = read_term(body, self.known, lambda atom: scope.get(word(atom)) or _bare(atom, self.known))
        if type != self._sort(result):
            fault(body, f"{clip(word(name))} should be {shown(result)}, its body is {type}")
        self.known[word(name)] = Meaning(term, tuple(types), type)

    # -- the function to find ---------------------------------------------------------------------

    def _synth_fun(self, command: Group) -> tuple[str, tuple[str, ...], list[Type], FileGrammar]:
        _, name, parameters, result, *rest = command.items
        assert isinstance(parameters, Group)
        if not word(name) or not parameters.items:
            fault(name, "the function to find needs a name and at least one parameter")
        names, types = self._parameters(parameters)
        wanted = self._sort(result)
        scope = {n: (i, t) for i, (n, t) in enumerate(zip(names, types))}
        rules = rest if rest else default_grammar(wanted, types, self.domain, self.logic)
        productions, kinds = read_grammar(command, rules, scope, self.known, self._sort)
        first = next(iter(productions))
        if kinds[first] != wanted:
            fault(command, f"the grammar begins with {clip(first)} of type {kinds[first]}, the function is {shown(result)}")
        signature = tuple((str(p.items[0]), str(p.items[1])) for p in parameters if isinstance(p, Group))
        own, helpers = arrow(*types, wanted), tuple(self.helpers)
        grammar = FileGrammar(str(name), signature, str(result), self.domain, own, kinds, productions, written, self.logic, helpers)
        return word(name), names, [*types, wanted], grammar

    # -- examples ---------------------------------------------------------------------------------

    def _examples(self, constraint: Expression, function: str, types: Sequence[Type]) -> Iterator[Example]:
        """The examples that a constraint gives."""
        match constraint:
            case Group((Atom("SYMBOL", "and"), *parts)):
                for part in parts:
                    yield from self._examples(part, function, types)
            case Group((Atom("SYMBOL", "="), Group() as call, value)) if call.head == function:
                yield self._example(call, self._value(value, function, types[-1]), types)
            case Group((Atom("SYMBOL", "="), value, Group() as call)) if call.head == function:
                yield self._example(call, self._value(value, function, types[-1]), types)
            case Group((Atom("SYMBOL", "not"), Group() as call)) if call.head == function and types[-1] == BOOL:
                yield self._example(call, False, types)
            case Group() if constraint.head == function and types[-1] == BOOL:
                yield self._example(constraint, True, types)
            case _:
                fault(constraint, f"{shown(constraint)} is no example; an example reads (= ({clip(function)} literal …) literal)")

    def _example(self, call: Group, output: object, types: Sequence[Type]) -> Example:
        if len(call) != len(types):
            fault(call, f"{clip(call.head)} takes {len(types) - 1} arguments, given {len(call) - 1}")
        inputs = (self._value(item, call.head, type) for item, type in zip(call.items[1:], types))
        return Example(tuple(inputs), output)

    def _value(self, expression: Expression, function: str, wanted: Type) -> object:
        """The value of a literal, or of a term of literals."""

        def look(atom: Atom) -> Typed | None:
            if word(atom) in self.variables:
                fault(atom, f"the variable {clip(word(atom))} in a constraint: only examples are read, where all is literal")
            return _bare(atom, self.known)

        if isinstance(expression, Group) and function in _names(expression):
            fault(expression, f"{clip(function)} inside another term; an example reads (= ({clip(function)} literal …) literal)")
        term, type = read_term(expression, self.known, look)
        if type != wanted:
            fault(expression, f"expected {wanted}, found {shown(expression)} of type {type}")
        if isinstance(term, Const):
            return term.value
        value = compile_term(term, load_domain(self.domain).vocabulary)(())
        if isinstance(value, Failure):
            fault(expression, f"{shown(expression)} has no value: {value.reason}")
        return value


def _head(command: Expression) -> str:
    return command.head if isinstance(command, Group) else ""


def _names(expression: Expression) -> Iterator[str]:
    """The names that occur in an expression."""
    pending = [expression]
    while pending:
        top = pending.pop()
        if isinstance(top, Group):
            pending += top.items
        else:
            yield word(top)


def _bare(atom: Atom, known: Words) -> Typed | None:
    """What a helper without parameters stands for."""
    meaning = known.get(word(atom))
    return (meaning.term, meaning.result) if meaning is not None and not meaning.types else None
