"""The reference meaning of terms: a term is compiled once into nested Python closures.

Everything is strict except `if`, `and` and `or`, which ask only for the arguments they need. A failing program
gives a `Failure`, never an exception. Environments are tuples, the innermost variable first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from dsl.bounds import FUEL, MAX_BITS
from dsl.codec import TypeCodec
from dsl.constructors import codecs
from dsl.freezing import Failure as Failure
from dsl.freezing import Stop, failing
from dsl.freezing import Value as Value
from dsl.freezing import freeze as freeze
from dsl.primitives import Primitive, Vocabulary
from dsl.quote import clip
from dsl.term import App, Const, Hole, Lam, Let, Prim, Term, Var, lam, strip
from dsl.type import TVar, Type, is_arrow, parameters

Environment: TypeAlias = tuple[Value, ...]
Code: TypeAlias = Callable[[Environment], Value]


class Function:
    """A function value: takes its arguments together, or some first and the rest later."""

    __slots__ = ("arity", "call")

    def __init__(self, arity: int, call: Callable[..., Value]) -> None:
        self.arity = arity
        self.call = call

    def __call__(self, *arguments: Value) -> Value:
        given = len(arguments)
        if given == self.arity:
            return self.call(*arguments)
        if given < self.arity:
            return Function(self.arity - given, lambda *rest: self.call(*arguments, *rest))
        return _apply(self.call(*arguments[: self.arity]), arguments[self.arity :])


def _apply(function: Value, arguments: Sequence[Value]) -> Value:
    if not callable(function):
        raise Stop(f"applied to {len(arguments)} more than it takes")
    return function(*arguments)


def thaw(value: Value) -> Any:
    """The plain Python form of a value: lists for tuples."""
    return [thaw(v) for v in value] if isinstance(value, tuple) else value


def evaluate(term: Term, inputs: Sequence[Any], vocabulary: Vocabulary) -> Value | Failure:
    """The value of a program on inputs."""
    return compile_term(term, vocabulary)(inputs)


def compile_term(term: Term, vocabulary: Vocabulary, fuel: int = FUEL) -> Callable[[Sequence[Any]], Value | Failure]:
    """The program as a Python function of the sequence of its inputs."""
    compiler = _Compiler(vocabulary)
    try:
        code = compiler.code(term)
    except RecursionError:
        code = _raiser("nested too deep")

    def run(inputs: Sequence[Any]) -> Value | Failure:
        compiler.fuel[0] = fuel
        try:
            frozen = [freeze(value, MAX_BITS) for value in inputs]
            value = code(())
            if frozen:
                value = _apply(value, frozen)
        except Stop as stop:
            return stop.failure
        except RecursionError:
            return Failure("nested too deep")
        except ValueError as error:
            return Failure(f"input: {error}")
        if isinstance(value, Function):
            return Failure(f"{value.arity} inputs are missing")
        return value

    return run


class Columns:
    """The values of many programs on the same inputs; what they have in common is evaluated once.

    They are those of `compile_term`, but for fuel, of which each part has its own.
    """

    def __init__(self, vocabulary: Vocabulary, rows: Sequence[Sequence[Any]]) -> None:
        self.vocabulary, self.rows = vocabulary, rows
        try:
            self.inputs = [tuple(freeze(value, MAX_BITS) for value in row) for row in rows]
        except ValueError:  # an input that no program takes
            self.inputs = []
        self.compiler = _Compiler(vocabulary)
        self.known: dict[Term, list[Value | Failure]] = {}

    def of(self, term: Term) -> list[Value | Failure]:
        """The value of a program on each row."""
        hints, body = strip(term)
        if not self.inputs or any(len(hints) != len(row) for row in self.inputs):
            return [run(row) for run in [compile_term(term, self.vocabulary)] for row in self.rows]
        return self._part(body, len(hints))

    def _part(self, part: Term, arity: int) -> list[Value | Failure]:
        """The values of a part in the scope of the inputs, by which alone it is known: the programs are all of one type."""
        found = self.known.get(part)
        if found is None:
            match part:
                case Var(index):
                    found = [row[arity - 1 - index] for row in self.inputs]
                case Lam():
                    code = self.compiler.code(part)
                    found = [code(tuple(reversed(row))) for row in self.inputs]
                case App(Prim(name), arguments) if self._is_plain(name, arguments):
                    columns = [self._part(argument, arity) for argument in arguments]
                    found = self._applied(self.compiler.caller(self.vocabulary[name]), columns)
                case _:
                    run = compile_term(lam(arity, part), self.vocabulary)
                    found = [run(row) for row in self.rows]
            self.known[part] = found
        return found

    def _is_plain(self, name: str, arguments: Sequence[Term]) -> bool:
        """Whether a primitive takes all its arguments, each of them worked out first, functions among them only as they are written."""
        p = self.vocabulary.get(name)
        if p is None or p.body is not None or p.lenient or len(arguments) != p.arity:
            return False
        return all(isinstance(a, Lam) for a, type in zip(arguments, parameters(p.type)[0], strict=True) if is_arrow(type))

    def _applied(self, call: Callable[..., Value], columns: Sequence[Sequence[Value | Failure]]) -> list[Value | Failure]:
        """A primitive's values; it fails where an argument does."""
        found: list[Value | Failure] = []
        for arguments in zip(*columns, strict=True):
            failed = next((value for value in arguments if isinstance(value, Failure)), None)
            if failed is None:
                self.compiler.fuel[0] = FUEL
                try:
                    found.append(call(*arguments))
                except Stop as stop:
                    found.append(stop.failure)
            else:
                found.append(failed)
        return found


class _Compiler:
    """Turns terms into code; all code of one compiler shares its fuel."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.fuel = [0]
        self.values: dict[str, Callable[..., Value]] = {}

    def code(self, term: Term) -> Code:
        """The code of a term."""
        match term:
            case Var(index):
                return lambda env: env[index]
            case Const(value):
                frozen = freeze(value, MAX_BITS)
                return lambda env: frozen
            case Lam():
                return self.function(term)
            case Let(value, body):
                first, rest = self.code(value), self.code(body)
                return lambda env: rest((first(env), *env))
            case Prim(name):
                return self.bare(self.primitive(name))
            case App(Prim(name), arguments):
                return self.application(self.primitive(name), arguments)
            case App(function, arguments):
                return _general(self.code(function), [self.code(a) for a in arguments])
            case Hole(type):
                return _raiser(f"a hole of type {type}")
        raise TypeError(f"not a term: {term!r}")

    def primitive(self, name: str) -> Primitive:
        """The primitive of a name; a ValueError names the nearest."""
        if name not in self.vocabulary:
            near = self.vocabulary.nearest(name)
            raise ValueError(f"unknown primitive {name}" + (f": did you mean {near}?" if near else ""))
        return self.vocabulary[name]

    def function(self, term: Lam) -> Code:
        """Code that makes the function value of nested lambdas."""
        count, inner = 1, term.body
        while isinstance(inner, Lam):
            count, inner = count + 1, inner.body
        body = self.code(inner)
        if count == 1:
            return lambda env: Function(1, lambda x: body((x, *env)))
        if count == 2:
            return lambda env: Function(2, lambda x, y: body((y, x, *env)))
        return lambda env: Function(count, lambda *arguments: body((*reversed(arguments), *env)))

    def bare(self, p: Primitive) -> Code:
        """Code that makes the function value of a primitive."""
        if p.body is not None:
            body = self.subroutine(p)
            return lambda env: body(())
        call = self.caller(p)
        if p.arity == 0:
            return lambda env: call()
        function = Function(p.arity, call)
        return lambda env: function

    def subroutine(self, p: Primitive) -> Code:
        """The code of a learned body, compiled once."""
        if p.name not in self.values:
            assert p.body is not None
            self.values[p.name] = self.code(p.body)
        return self.values[p.name]

    def application(self, p: Primitive, arguments: tuple[Term, ...]) -> Code:
        """Code that applies a primitive."""
        codes = [self.code(a) for a in arguments]
        if p.body is not None or len(codes) != p.arity:
            return _general(self.bare(p), codes)
        if p.lenient:
            return self.lenient(p, codes)
        call = self.caller(p)
        match codes:
            case [a]:
                return lambda env: call(a(env))
            case [a, b]:
                return lambda env: call(a(env), b(env))
            case [a, b, c]:
                return lambda env: call(a(env), b(env), c(env))
        return lambda env: call(*[code(env) for code in codes])

    def lenient(self, p: Primitive, codes: list[Code]) -> Code:
        """Code for the primitives whose arguments may fail."""
        match p.name, codes:
            case "if", [condition, yes, no]:
                return lambda env: yes(env) if condition(env) else no(env)
            case "and", [a, b]:
                return lambda env: a(env) and b(env)
            case "or", [a, b]:
                return lambda env: a(env) or b(env)
        call = self.caller(p)
        return lambda env: call(*[_attempt(code, env) for code in codes])

    def caller(self, p: Primitive) -> Callable[..., Value]:
        """The reference of a primitive with bounds, freezing and failures: the one place that catches."""
        if p.name in self.values:
            return self.values[p.name]
        function, finish, fuel, name = p.function, result_check(p.type), self.fuel, p.name
        assert function is not None

        def call(*arguments: Value) -> Value:
            fuel[0] -= 1
            if fuel[0] < 0:
                raise Stop("out of fuel")
            try:
                return finish(function(*arguments), arguments)
            except Stop:
                raise
            except Exception as error:
                raise Stop(f"{name}: {_reason(error)}") from error

        self.values[name] = call
        return call


_PYTHON = re.compile(r"out of range|\w\(\)|not in (tuple|list)|substring not found|by zero|digits|object|operand")
_SPOKEN = {
    IndexError: "no such place",
    KeyError: "no such key",
    ZeroDivisionError: "division by zero",
    OverflowError: "number out of bounds",
}


def _reason(error: Exception) -> str:
    """Why a reference failed: what it says itself, in our words what Python says."""
    text = str(error)
    if text and not isinstance(error, KeyError) and not _PYTHON.search(text):
        return clip(text)
    return next((said for kind, said in _SPOKEN.items() if isinstance(error, kind)), "no value there")


def _general(function: Code, codes: list[Code]) -> Code:
    def apply(env: Environment) -> Value:
        called = function(env)
        arguments = [code(env) for code in codes]
        return called(*arguments) if callable(called) else _apply(called, arguments)

    return apply


def _attempt(code: Code, env: Environment) -> Value | Failure:
    try:
        return code(env)
    except Stop as stop:
        return stop.failure


def _raiser(reason: str) -> Code:
    def fail(env: Environment) -> Value:
        raise Stop(reason)

    return fail


_ANY_OTHER = TypeCodec()


def result_check(type: Type) -> Callable[[Any, tuple[Value, ...]], Value]:
    """What makes a value of the raw result of a reference: checks by the declared type of the result."""
    result = parameters(type)[1]
    if isinstance(result, TVar):  # a parametric function cannot make new values, only pass them on
        return _ANY_OTHER.finish if result.cls == "Num" else _finish_any
    codec: TypeCodec = codecs().get(result.name, _ANY_OTHER)
    return codec.finish


def _finish_any(result: Any, arguments: tuple[Value, ...]) -> Value:
    if result is None or type(result) is Failure:
        failing(result)
    return result
