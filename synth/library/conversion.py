"""Between the language and a library's entries: terms to text and back, keys that do not depend on names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lark import Token, Tree

from dsl.infer import elaborate
from dsl.names import nameless
from dsl.parsing import parse_tree, parse_type
from dsl.primitives import Primitive, Vocabulary, subroutine
from dsl.rewrite import eta_long
from dsl.syntax import parse_term
from dsl.term import Prim, Term, print_term, rebuild, subterms
from dsl.type import Type, print_type
from synth.library.entry import Parents, Solution, Subroutine

# ---- keys --------------------------------------------------------------------------------------------------------


def key_of(term: Term, type: Type, vocabulary: Vocabulary) -> str:
    """The same for programs that differ in names only: of variables, of subroutines, of functions written out or not."""
    return _Keys(vocabulary).key(term, type)


def keys_of(vocabulary: Vocabulary) -> dict[str, str]:
    """The key of every subroutine of a vocabulary, by name."""
    keys = _Keys(vocabulary)
    return {name: key for name in vocabulary if (key := keys.of_word(name)) is not None}


class _Keys:
    """Computes keys over one vocabulary, each subroutine's once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.known: dict[str, str] = {}

    def key(self, term: Term, type: Type) -> str:
        """The hash of the canonical text, in which subroutines are called by their own keys."""
        mentioned = dict.fromkeys(t.name for t in subterms(term) if isinstance(t, Prim))
        words = Vocabulary(self.vocabulary[name] for name in mentioned)  # what else there is makes no difference, and takes time
        canonical = nameless(elaborate(eta_long(term, words), words, type)[0])
        text = f"{print_type(type)} = {print_term(self._anonymous(canonical))}"
        return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()

    def of_word(self, name: str) -> str | None:
        """The key of a subroutine, None for what has no body."""
        word = self.vocabulary.get(name)
        if word is None or word.body is None:
            return None
        if name not in self.known:
            self.known[name] = self.key(word.body, word.type)
        return self.known[name]

    def _anonymous(self, term: Term) -> Term:
        if isinstance(term, Prim):
            return Prim(self.of_word(term.name) or term.name)
        return rebuild(term, lambda part, _: self._anonymous(part))

    def parents(self, term: Term) -> Parents:
        """The subroutines that a program mentions, in order of their first mention."""
        names = dict.fromkeys(t.name for t in subterms(term) if isinstance(t, Prim))
        return tuple((name, key) for name in names if (key := self.of_word(name)) is not None)


# ---- entries -----------------------------------------------------------------------------------------------------


def subroutine_entry(
    word: Primitive, vocabulary: Vocabulary, *, tasks: Sequence[str] = (), run: str = "", iteration: int = 0
) -> Subroutine:
    """The entry of a word with a body; the vocabulary knows all that the body mentions."""
    if word.body is None:
        raise ValueError(f"{word.name} has no body, so it is no subroutine")
    keys = _Keys(vocabulary)
    body = elaborate(word.body, vocabulary, word.type)[0]
    return Subroutine(
        word.name,
        print_type(word.type),
        print_term(body),
        keys.key(body, word.type),
        word.doc,
        word.examples,
        word.cost,
        word.body_cost,
        tuple(tasks),
        run,
        iteration,
        keys.parents(body),
    )


def solution_entry(task: str, term: Term, type: Type, vocabulary: Vocabulary, *, run: str = "", **statistics: Any) -> Solution:
    """The entry of a program that solves a task; keyed by task, program and run. The statistics are fields of Solution."""
    keys = _Keys(vocabulary)
    program = elaborate(term, vocabulary, type)[0]
    whole = "\0".join((task, run, keys.key(program, type)))
    key = hashlib.sha256(whole.encode(errors="backslashreplace")).hexdigest()
    return Solution(task, print_type(type), print_term(program), key, run=run, parents=keys.parents(program), **statistics)


def extended(base: Vocabulary, entries: Iterable[Subroutine]) -> Vocabulary:
    """The vocabulary and those subroutines, given parents first, that can be said in it.

    A word of the base keeps its name: a subroutine of that name is left out, and so is all that mentions it.
    """
    words: dict[str, Primitive] = {}
    for entry in entries:
        word = None if entry.name in base else _word(entry, base, words)
        if word is not None:
            words[entry.name] = word
    return base.extend(*words.values())


def _word(entry: Subroutine, base: Vocabulary, words: Mapping[str, Primitive]) -> Primitive | None:
    """The subroutine as a word, None where what its body mentions is lacking."""
    if not all(name in words for name, _ in entry.parents):
        return None
    try:
        type = parse_type(entry.type)
        body = parse_term(entry.body, base.extend(*(words[name] for name, _ in entry.parents)), type)
    except ValueError:
        return None
    word = subroutine(entry.name, type, body, doc=entry.doc, cost=entry.cost)
    return replace(word, body_cost=entry.body_cost, examples=entry.examples)


# ---- names in texts ----------------------------------------------------------------------------------------------


def renamed(program: str, names: Mapping[str, str]) -> str:
    """The text of a program with other names for some of its primitives; variables that would hide those move aside.

    The printer never calls a variable as a primitive of the same program.
    """
    if not any(old in program and old != new for old, new in names.items()):
        return program
    tree = parse_tree(program, "term")
    tokens, bound = list(_name_tokens(tree)), set(_bound(tree))
    present = {str(token) for token in tokens}
    changes = {old: new for old, new in names.items() if old in present - bound and old != new}
    for variable in bound & set(changes.values()):
        changes[variable] = _free(variable, present | set(changes.values()))
    for token in sorted(tokens, key=lambda t: t.start_pos or 0, reverse=True):
        if str(token) in changes and token.start_pos is not None and token.end_pos is not None:
            program = program[: token.start_pos] + changes[str(token)] + program[token.end_pos :]
    return program


def mentioned(program: str) -> set[str]:
    """The names of primitives in a program's text, those of operators apart; of a text that is no program, none."""
    try:
        tree = parse_tree(program, "term")
    except ValueError:
        return set()
    return {str(token) for token in _name_tokens(tree)} - set(_bound(tree))


def _free(name: str, taken: set[str]) -> str:
    number = 1
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"


def _name_tokens(tree: Tree[Token]) -> Iterator[Token]:
    """The names in a program's text, those in types apart."""
    parts = tree.children[:1] if tree.data == "typed" else tree.children
    for part in parts:
        if isinstance(part, Tree):
            yield from _name_tokens(part)
        elif part.type == "NAME":
            yield part


def _bound(tree: Tree[Token]) -> Iterator[str]:
    """The names of a program's variables."""
    if tree.data in ("function", "let"):
        yield from (str(part) for part in tree.children if isinstance(part, Token))
    if tree.data == "grouped_function" and isinstance(tree.children[0], Tree):
        yield from (str(token) for token in _name_tokens(tree.children[0]))
    for part in tree.children:
        if isinstance(part, Tree):
            yield from _bound(part)
