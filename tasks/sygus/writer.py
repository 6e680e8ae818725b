"""SyGuS-IF 2.1: a task with a file's grammar, written out whole, whatever version its file had.

Version 1 differs in the names of a few functions, in how it writes sorts and negative numbers, and in declaring no
nonterminals. Repeated examples are written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsl.term import Hole
from dsl.type import STR, Type, parameters
from tasks.file_grammar import FileGrammar, Rule, width
from tasks.sygus.s_expression import Atom, Expression, Group, parse, spelled, word
from tasks.sygus.smtlib import SORTS, written
from tasks.task import Example, Task

_RENAMED = {
    "int.to.str": "str.from_int",
    "str.from-int": "str.from_int",
    "str.to.int": "str.to_int",
    "str.to-int": "str.to_int",
}
_SORTS: dict[Type, str] = {type: name for name, type in SORTS.items()}
_LOGICS = ("ALL", "BV", "LIA", "NIA", "S", "SLIA", "SNIA", "UFLIA")


def problem(task: Task) -> str:
    """The task as a file of version 2.1, its shown examples as the constraints."""
    grammar = _grammar_of(task)
    lines = [f"(set-logic {logic(task)})", *map(modern, grammar.helpers)]
    lines.append(f"(synth-fun {grammar.function} {signature(task)}\n  ({_declared(grammar)})\n  ({_productions(grammar)}))")
    lines += [f"(constraint {equation})" for equation in equations(task, task.distinct_shown)]
    return "\n".join([*lines, "(check-synth)", ""])


def definitions(task: Task, answer: str) -> str:
    """The helpers of the file and a `define-fun` of the function, all of them in the words of version 2.1."""
    return "\n".join(map(modern, [*_grammar_of(task).helpers, answer]))


def equations(task: Task, examples: Iterable[Example]) -> list[str]:
    """What each example says of the function, as a term."""
    types, result = parameters(_grammar_of(task).request)
    function = _grammar_of(task).function
    inputs = [" ".join(written(value, type) for value, type in zip(e.inputs, types)) for e in examples]
    return [f"(= ({function} {given}) {written(e.output, result)})" for given, e in zip(inputs, examples)]


def logic(task: Task) -> str:
    """The logic of the file; where it names none of SMT-LIB, the one that its values need."""
    grammar = _grammar_of(task)
    said = grammar.logic.removeprefix("PBE_")
    if said in _LOGICS:
        return said
    return "BV" if grammar.domain == "bits" else "SLIA" if has_strings(task) else "LIA"


def has_strings(task: Task) -> bool:
    """Whether strings occur among the inputs, in the output or between."""
    inputs, output = parameters(task.request)
    return STR in (*inputs, output, *_grammar_of(task).types.values())


def modern(text: str) -> str:
    """Commands or terms of version 1 or 2 in the words of version 2.1."""
    return "\n".join(map(_modern, parse(text)))


def _modern(expression: Expression) -> str:
    if isinstance(expression, Atom):
        if expression.kind == "NUMBER" and expression.text.startswith("-"):
            return f"(- {expression.text[1:]})"
        return _RENAMED.get(expression.text, expression.text)
    match [str(item) for item in expression]:
        case ["BitVec", width]:
            return f"(_ BitVec {width})"
        case ["-", number] if number.startswith("-"):
            return number[1:]
    if expression.head == "let" and isinstance(expression.items[1], Group):
        bindings = " ".join(_binding(item) for item in expression.items[1])
        return f"(let ({bindings}) {_modern(expression.items[2])})"
    if expression.head == "define-sort" and len(expression) == 3:
        return f"(define-sort {expression.items[1]} () {_modern(expression.items[2])})"
    return f"({' '.join(map(_modern, expression))})"


def _binding(binding: Expression) -> str:
    """A name and its value; version 1 has the sort between the two."""
    assert isinstance(binding, Group)
    return f"({binding.items[0]} {_modern(binding.items[-1])})"


def _grammar_of(task: Task) -> FileGrammar:
    if task.grammar is None:
        raise ValueError(f"{task.name} has no grammar of its own; only tasks of .sl files are written as such")
    return task.grammar


def _sort(type: Type) -> str:
    return _SORTS.get(type, f"(_ BitVec {width(type)})")


def signature(task: Task) -> str:
    """The parameters and the sort of the result."""
    types, result = parameters(_grammar_of(task).request)
    names = (name for name, _ in _grammar_of(task).parameters)
    return f"({' '.join(f'({name} {_sort(type)})' for name, type in zip(names, types))}) {_sort(result)}"


def _declared(grammar: FileGrammar) -> str:
    return " ".join(f"({spelled(name)} {_sort(grammar.types[name])})" for name in grammar.rules)


def _productions(grammar: FileGrammar) -> str:
    groups = []
    for name, rules in grammar.rules.items():
        texts = dict.fromkeys(_production(rule) for rule in rules)
        groups.append(f"({spelled(name)} {_sort(grammar.types[name])} ({' '.join(texts)}))")
    return "\n   ".join(groups)


def _production(rule: Rule) -> str:
    if isinstance(rule.pattern, Hole):
        return f"(Constant {_sort(rule.pattern.type)})"
    slots = [*map(spelled, rule.slots), ""]
    return modern("".join(piece + slot for piece, slot in zip(rule.pieces, slots)))


def length(text: str) -> int:
    """How many words the body of a `define-fun` has; a negative number is one."""
    (command,) = parse(text)
    return sum(1 for _ in _words(command.items[-1])) if isinstance(command, Group) else 1


def _words(expression: Expression) -> Iterator[str]:
    """The words of a term, each literal counted as one."""
    pending = [expression]
    while pending:
        top = pending.pop()
        if isinstance(top, Atom):
            yield word(top) or top.text
        elif [str(item) for item in top][:1] == ["-"] and len(top) == 2 and str(top.items[1]).isdigit():
            yield str(top)
        else:
            pending += top.items
